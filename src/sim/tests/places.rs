//! Slots for links. Strangers can't take them all, and peers with offences lose theirs first.

use crate::stranger::{MINUTE, acquainted, last_fault, serve, version};
use chain::testing;
use core::time::Duration;
use node::{Direction, Fault};
use primitives::Amount;
use signal::Group;
use signal::offences::HALF_LIFE;
use sim::{HostId, Network, Person};
use wire::Message;

/// Runs the network while these strangers complete the handshake and answer pings, and do nothing
/// else.
fn idle(net: &mut Network, node: HostId, strangers: &[HostId], time: Duration) {
    let end = net.now() + time;
    while net.now() < end {
        for stranger in strangers {
            for message in net.take_received(*stranger) {
                match message {
                    Message::Version(_) => {
                        let version = version(net, node);
                        net.send(*stranger, node, &Message::Version(version));
                        net.send(*stranger, node, &Message::Verack);
                    }
                    Message::Ping(number) => {
                        let time = net.now().to_timestamp();
                        net.send(*stranger, node, &Message::Pong(number, time));
                    }
                    _ => {}
                }
            }
        }
        net.run_for(Duration::from_millis(200));
    }
}

fn callers(net: &Network, node: HostId) -> usize {
    let peers = net.node(node).peers();
    peers
        .filter(|peer| peer.direction == Direction::Inbound)
        .count()
}

#[test]
fn an_honest_caller_gets_a_slot_among_strangers_and_is_served() {
    let mut net = Network::new(71, testing::spec());
    let (node, bob) = (net.add_node(), net.add_node());
    net.mine(bob, &Person::new(1), 0.5);
    net.connect(node, bob);
    net.run_until("there are coins", 60 * MINUTE, |net| net.height(node) >= 10);
    net.stop_mining(bob);
    let strangers: Vec<HostId> = (0..16).map(|_| net.add_stranger()).collect();
    for (number, stranger) in (0..).zip(&strangers) {
        net.set_group(*stranger, number % 3);
        net.connect(*stranger, node);
    }
    idle(&mut net, node, &strangers, 3 * MINUTE);
    assert_eq!(callers(&net, node), 12, "a quarter is for links of its own");

    let alice = net.add_node();
    net.connect(alice, node);
    idle(&mut net, node, &strangers, Duration::from_secs(5));
    assert_eq!(
        net.tip(alice),
        net.tip(node),
        "{:?}",
        last_fault(&net, node)
    );
    let txid = net.pay(bob, &Person::new(1), &Person::new(2));
    idle(&mut net, node, &strangers, Duration::from_secs(3));
    assert!(net.node(alice).pool().contains(&txid));

    net.mine(alice, &Person::new(2), 0.5);
    let height = net.height(bob);
    for _ in 0..60 {
        idle(&mut net, node, &strangers, Duration::from_secs(5));
    }
    assert!(net.height(bob) > height + 10, "{} blocks", net.height(bob));
    assert!(
        net.is_linked(node, bob),
        "no stranger takes the node's own link"
    );
    // Alice is a useful peer by now, so she does not lose her slot to later callers.
    let before = net.drops(node).len();
    for _ in 0..20 {
        idle(&mut net, node, &strangers, Duration::from_secs(5));
    }
    let lost = net.drops(node)[before..].iter();
    assert_eq!(lost.filter(|(who, _)| *who == alice).count(), 0);
    assert!(net.node(node).peers().count() <= 16);
}

#[test]
fn an_offence_outlives_the_link() {
    let (mut net, node, offender) = acquainted(72, 5);
    net.set_group(offender, 7);
    // The node learns a peer's group when a link opens.
    net.disconnect(offender, node);
    net.run_for(Duration::from_secs(1));
    net.take_received(offender);
    net.connect(offender, node);
    idle(&mut net, node, &[offender], Duration::from_secs(2));
    let mut block = testing::next_block(net.node(node).chain(), &Person::new(9).lock(), vec![]);
    let greedy = block.transactions[0].outputs[0].amount;
    block.transactions[0].outputs[0].amount = greedy.checked_add(Amount::COIN).unwrap();
    testing::seal(&mut block);
    serve(&mut net, node, offender, &block);
    assert!(matches!(
        last_fault(&net, node),
        Some(Fault::InvalidBlock { .. })
    ));
    assert!(
        net.node(node)
            .is_discouraged(Group::from_bytes(7_u64.to_be_bytes()))
    );

    // While slots are free, the offender is accepted like any other peer.
    idle(&mut net, node, &[offender], Duration::from_secs(20));
    assert!(net.is_linked(offender, node));

    // When no slot is free, the offender is the first to be dropped and is not accepted again.
    let strangers: Vec<HostId> = (0..12).map(|_| net.add_stranger()).collect();
    for stranger in &strangers {
        net.connect(*stranger, node);
    }
    let all: Vec<HostId> = strangers.iter().copied().chain([offender]).collect();
    idle(&mut net, node, &all, MINUTE);
    let drops = net.drops(node);
    let evicted: Vec<_> = drops
        .iter()
        .filter(|(_, why)| *why == Fault::Evicted)
        .collect();
    assert_eq!(evicted, [&(offender, Fault::Evicted)]);
    assert!(drops.contains(&(offender, Fault::NoRoom)));
    assert!(!net.is_linked(offender, node));

    net.run_for(Duration::from_millis(HALF_LIFE));
    assert!(
        !net.node(node)
            .is_discouraged(Group::from_bytes(7_u64.to_be_bytes()))
    );
}
