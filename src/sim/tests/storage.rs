//! A failing store. No peer is dropped for a failure of the store, and no block counts as invalid
//! for it.

use chain::testing;
use core::time::Duration;
use node::Event;
use sim::{Network, Person};

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn a_broken_store_stops_a_node_until_it_works_again() {
    for seed in 0..3 {
        let mut net = Network::new(seed, testing::spec());
        let (a, b) = (net.add_node(), net.add_node());
        net.connect(a, b);
        net.mine(a, &Person::new(1), 0.5);
        net.run_until("both mine along", 60 * MINUTE, |net| net.height(b) >= 10);

        net.disk(b).set_broken(true);
        net.run_until("the failure is reported", 10 * MINUTE, |net| {
            net.events(b)
                .iter()
                .any(|event| matches!(event, Event::StorageFailed(_)))
        });
        net.run_for(5 * MINUTE);
        assert!(net.drops(b).is_empty(), "seed {seed}: {:?}", net.drops(b));

        net.disk(b).set_broken(false);
        net.run_until("b catches up", 2 * MINUTE, |net| net.agree(&[a, b]));
        assert!(net.drops(a).is_empty(), "seed {seed}");
    }
}

#[test]
fn a_tip_is_on_the_disk_when_the_node_sleeps() {
    let mut net = Network::new(9, testing::spec());
    let a = net.add_node();
    net.mine(a, &Person::new(1), 0.5);
    for _ in 0..20 {
        net.run_for(Duration::from_secs(37));
        let tip = net.tip(a);
        net.crash(a);
        net.restart(a);
        assert_eq!(net.tip(a), tip);
    }
    assert!(net.height(a) > 20);
}
