//! Clocks that are wrong or jump. Honest peers are not dropped, and acceptable blocks are accepted.

use crate::stranger::{MINUTE, acquainted, last_fault};
use chain::testing;
use core::time::Duration;
use primitives::Timestamp;
use sim::{HostId, Network, Person};
use wire::{Item, Message};

const HOUR: Duration = Duration::from_secs(3_600);

/// Four connected nodes, three of which mine about one block in ten seconds together.
fn connected_miners(seed: u64) -> (Network, Vec<HostId>) {
    let mut net = Network::new(seed, testing::spec());
    let hosts: Vec<HostId> = (0..4).map(|_| net.add_node()).collect();
    set_off(&mut net, &hosts, 0);
    net.connect_all(&hosts);
    for (number, host) in (1..).zip(&hosts[..3]) {
        net.mine(*host, &Person::new(number), 0.07);
    }
    (net, hosts)
}

/// The seconds by which a right clock is ahead of the simulation's. A clock can't be set behind the
/// simulation's, so a slow clock is one that is less far ahead.
const BASE: i64 = 10_000;

/// Sets one clock wrong by this many seconds, and all others right. `off` is negative if the clock
/// is behind.
fn set_off(net: &mut Network, hosts: &[HostId], off: i64) {
    let one = *hosts.last().unwrap();
    for host in hosts {
        let by = if *host == one { BASE + off } else { BASE };
        net.set_ahead(*host, Duration::from_secs(by.unsigned_abs()));
    }
}

fn assert_no_drops(net: &Network, hosts: &[HostId]) {
    for host in hosts {
        let drops = net.drops(*host);
        assert!(drops.is_empty(), "seed {}: {host:?} {drops:?}", net.seed());
    }
}

#[test]
fn a_clock_that_is_wrong_ends_no_link() {
    for (seed, off) in [(31, -660), (32, 660), (33, -7_200), (34, 7_200)] {
        let (mut net, hosts) = connected_miners(seed);
        let one = hosts[3];
        set_off(&mut net, &hosts, off);
        net.run_for(HOUR);
        assert_no_drops(&net, &hosts);
        let offset = net.node(one).clock_offset().unwrap();
        assert!((offset + off).abs() <= 1, "seed {seed}: {offset} s off");
        let (here, there) = (net.height(one), net.height(hosts[0]));
        assert!(there > 200, "seed {seed}: {there} blocks");
        // A node whose clock is behind accepts all blocks that are not further ahead of it than the
        // chain allows.
        let future = i64::from(net.node(one).chain().spec().allowed_future());
        let late = (-off - future).max(0) / 10;
        let due = i64::from(there) - late - late / 2 - 12;
        assert!(
            i64::from(here) >= due,
            "seed {seed}: {here} of {there} blocks, with the clock {off} s off"
        );
        // After the correction it catches up: it asks again after a minute at most.
        set_off(&mut net, &hosts, 0);
        net.run_until("it has caught up", 3 * MINUTE, |net| {
            net.height(one) + 1 >= net.height(hosts[0])
        });
        assert_no_drops(&net, &hosts);
    }
}

#[test]
fn a_clock_that_jumps_ends_no_link() {
    for (seed, jumps) in [
        (41, [7_200, 0]),
        (42, [-7_200, 0]),
        (43, [660, -660]),
        (44, [-660, 7_200]),
    ] {
        let (mut net, hosts) = connected_miners(seed);
        net.run_for(10 * MINUTE);
        for off in jumps {
            set_off(&mut net, &hosts, off);
            net.run_for(HOUR / 2);
        }
        assert_no_drops(&net, &hosts);
        set_off(&mut net, &hosts, 0);
        net.run_until("they agree", 10 * MINUTE, |net| net.agree(&hosts));
        assert_no_drops(&net, &hosts);
    }
}

/// A handshake times out after 30 s, although the clock was set back two hours just before.
#[test]
fn timers_go_off_although_the_clock_is_set_back() {
    let (mut net, hosts) = connected_miners(51);
    set_off(&mut net, &hosts, 7_200);
    net.run_for(MINUTE);
    let one = hosts[3];
    set_off(&mut net, &hosts, 0);
    // A silent peer is detected as soon as without the jump.
    let stranger = net.add_stranger();
    net.connect(stranger, one);
    net.run_for(Duration::from_secs(35));
    let is_dropped = net.drops(one).iter().any(|(who, _)| *who == stranger);
    assert!(is_dropped, "nobody waits two hours for a handshake");
}

#[test]
fn the_valid_headers_of_a_message_are_kept_and_the_rest_requested_later() {
    let (mut net, node, stranger) = acquainted(61, 5);
    let chain = net.node(node).chain();
    let mut above = chain.header_context(&chain.tip().hash).unwrap();
    let limit = net.now().to_timestamp().seconds() + chain.spec().allowed_future();
    let mut blocks = Vec::new();
    for late in [-40, -20, 30] {
        let none = primitives::Amount::ZERO;
        let lock = Person::new(9).lock();
        let mut block = testing::block_after(chain.spec(), &above, &lock, vec![], none);
        block.header.time = Timestamp(u32::try_from(i64::from(limit) + late).unwrap());
        testing::mine(&mut block.header);
        above = above.extend(chain.spec(), &block.header);
        blocks.push(block);
    }
    let headers: Vec<_> = blocks.iter().map(|block| block.header).collect();
    net.send(stranger, node, &Message::Headers(headers.clone()));
    net.run_for(Duration::from_secs(1));
    let wanted: Vec<Item> = blocks[..2]
        .iter()
        .map(|it| Item::Block(it.hash()))
        .collect();
    let received = net.take_received(stranger);
    assert!(received.contains(&Message::GetData(wanted)), "{received:?}");
    for block in &blocks[..2] {
        net.send(stranger, node, &Message::Block(block.clone()));
    }
    net.run_for(Duration::from_secs(1));
    assert_eq!(net.tip(node), blocks[1].hash());
    net.run_for(Duration::from_secs(32));
    let received = net.take_received(stranger);
    let asks = |message: &Message| matches!(message, Message::GetHeaders { .. });
    assert!(received.iter().any(asks), "{received:?}");
    net.send(stranger, node, &Message::Headers(headers[2..].to_vec()));
    net.run_for(Duration::from_secs(1));
    net.send(stranger, node, &Message::Block(blocks[2].clone()));
    net.run_for(Duration::from_secs(1));
    assert_eq!(net.tip(node), blocks[2].hash());
    assert_eq!(last_fault(&net, node), None);
}
