//! The chain with the most work wins, and payments confirmed on other branches are not lost (paper,
//! section 5).

use chain::testing;
use core::time::Duration;
use node::{Event, Removal};
use primitives::Txid;
use sim::{HostId, Network, Person};

const MINUTE: Duration = Duration::from_secs(60);

/// Two connected nodes at the same tip, and a miner's spendable coins. Mining is off.
fn two(seed: u64) -> (Network, HostId, HostId, Person) {
    let mut net = Network::new(seed, testing::spec());
    let (a, b) = (net.add_node(), net.add_node());
    let miner = Person::new(1);
    net.connect(a, b);
    net.mine(a, &miner, 0.5);
    net.run_until("ten blocks", 60 * MINUTE, |net| net.height(a) >= 10);
    net.stop_mining(a);
    net.run_until("both have them", MINUTE, |net| net.agree(&[a, b]));
    (net, a, b, miner)
}

fn is_confirmed(net: &Network, host: HostId, txid: &Txid) -> bool {
    net.node(host).chain().transaction(txid).unwrap().is_some()
}

/// Mines until a node's tip is `blocks` higher.
fn mine(net: &mut Network, host: HostId, person: &Person, blocks: u32) {
    let goal = net.height(host) + blocks;
    net.mine(host, person, 0.5);
    net.run_until("blocks are mined", 600 * MINUTE, |net| {
        net.height(host) >= goal
    });
    net.stop_mining(host);
}

#[test]
fn after_a_partition_the_branch_with_less_work_is_replaced_and_its_payments_confirm() {
    for seed in 0..5 {
        let (mut net, a, b, miner) = two(seed);
        let (anna, bert) = (Person::new(2), Person::new(3));
        net.partition(&[&[a], &[b]]);
        net.run_for(Duration::from_secs(1));

        // Each side pays with its own coins, and confirms its payments.
        let on_a = net.pay(a, &miner, &anna);
        mine(&mut net, a, &anna, 3);
        assert!(is_confirmed(&net, a, &on_a), "seed {seed}");
        let coins = miner.coins(net.node(b));
        let last = coins.last().expect("there are several coins").0;
        let fee = primitives::Amount::from_units(20_000).unwrap();
        let payment = miner
            .key()
            .pay(net.node(b).chain(), last, &bert.lock(), fee);
        let on_b = payment.txid();
        net.submit(b, payment).unwrap();
        mine(&mut net, b, &bert, 8);
        assert!(is_confirmed(&net, b, &on_b), "seed {seed}");
        let winner = net.tip(b);

        net.merge();
        net.run_until("a switches", MINUTE, |net| net.tip(a) == winner);
        assert!(!is_confirmed(&net, a, &on_a));
        assert!(
            net.node(a).pool().contains(&on_a),
            "seed {seed}: the payment waits again"
        );
        let undone = net
            .events(a)
            .iter()
            .filter(|e| matches!(e, Event::Disconnected(..)))
            .count();
        assert_eq!(undone, 3, "seed {seed}");

        // The payment reaches the other side, which confirms it.
        net.run_until("b has the payment", 2 * MINUTE, |net| {
            net.node(b).pool().contains(&on_a)
        });
        mine(&mut net, b, &bert, 1);
        net.run_until("both agree", MINUTE, |net| net.agree(&[a, b]));
        assert!(
            is_confirmed(&net, a, &on_a) && is_confirmed(&net, b, &on_a),
            "seed {seed}"
        );
        assert!(is_confirmed(&net, a, &on_b));
        assert!(net.node(a).pool().is_empty() && net.node(b).pool().is_empty());
    }
}

#[test]
fn a_payment_that_conflicts_with_the_other_branch_is_removed() {
    let (mut net, a, b, miner) = two(11);
    net.partition(&[&[a], &[b]]);
    net.run_for(Duration::from_secs(1));
    // Both nodes choose the oldest coin, so the same coin is paid to two people.
    let on_a = net.pay(a, &miner, &Person::new(2));
    let on_b = net.pay(b, &miner, &Person::new(3));
    assert_ne!(on_a, on_b);
    mine(&mut net, a, &Person::new(2), 1);
    mine(&mut net, b, &Person::new(3), 5);
    net.merge();
    net.run_until("a switches", MINUTE, |net| net.agree(&[a, b]));
    assert!(is_confirmed(&net, a, &on_b));
    assert!(!is_confirmed(&net, a, &on_a) && !net.node(a).pool().contains(&on_a));
}

#[test]
fn of_two_conflicting_payments_the_confirmed_one_stays() {
    let (mut net, a, b, miner) = two(12);
    net.partition(&[&[a], &[b]]);
    net.run_for(Duration::from_secs(1));
    let on_a = net.pay(a, &miner, &Person::new(2));
    let on_b = net.pay(b, &miner, &Person::new(3));
    net.merge();
    net.run_for(Duration::from_secs(10));
    // Each node saw its own payment first and keeps it until a block decides.
    assert!(net.node(a).pool().contains(&on_a) && net.node(b).pool().contains(&on_b));
    mine(&mut net, b, &Person::new(3), 1);
    net.run_until("a sees the block", MINUTE, |net| net.agree(&[a, b]));
    assert!(net.node(a).pool().is_empty());
    let removed = Event::PoolRemoved(on_a, Removal::Conflict { with: on_b });
    assert!(net.events(a).contains(&removed));
}

#[test]
fn a_tie_is_broken_by_the_next_block() {
    for seed in 20..24 {
        let (mut net, a, b, _) = two(seed);
        net.partition(&[&[a], &[b]]);
        net.run_for(Duration::from_secs(1));
        mine(&mut net, a, &Person::new(2), 1);
        mine(&mut net, b, &Person::new(3), 1);
        let (on_a, on_b) = (net.tip(a), net.tip(b));
        net.merge();
        net.run_for(2 * MINUTE);
        assert_eq!(
            (net.tip(a), net.tip(b)),
            (on_a, on_b),
            "seed {seed}: the first seen stays"
        );

        mine(&mut net, b, &Person::new(3), 1);
        net.run_until("b's branch wins", MINUTE, |net| net.agree(&[a, b]));
        let header = net.node(a).chain().tip().header;
        assert_eq!(header.previous, on_b, "seed {seed}");
    }
}

#[test]
fn a_long_branch_is_accepted_too() {
    let (mut net, a, b, _) = two(30);
    net.partition(&[&[a], &[b]]);
    net.run_for(Duration::from_secs(1));
    mine(&mut net, a, &Person::new(2), 200);
    mine(&mut net, b, &Person::new(3), 260);
    let winner = net.tip(b);
    net.merge();
    net.run_until("a switches to it", 5 * MINUTE, |net| net.tip(a) == winner);
}

#[test]
fn a_miner_switches_to_the_new_tip_in_the_middle_of_a_search() {
    let (mut net, a, b, _) = two(31);
    let (slow, fast) = (Person::new(2), Person::new(3));
    net.mine(a, &slow, 0.000_001);
    mine(&mut net, b, &fast, 4);
    net.run_until("both are there", MINUTE, |net| net.agree(&[a, b]));
    let tip = net.tip(a);
    // If the slow miner had continued its old job, its block would not extend the new tip.
    net.mine(a, &slow, 1.0);
    net.run_until("the slow miner finds a block", 60 * MINUTE, |net| {
        net.tip(a) != tip
    });
    assert_eq!(net.node(a).chain().tip().header.previous, tip);
}
