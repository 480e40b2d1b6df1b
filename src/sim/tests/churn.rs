//! Nodes leave and rejoin, links break, the network splits. In the end all nodes have one chain
//! (Bitcoin paper, section 5).

use chain::testing;
use core::time::Duration;
use node::{Event, Fault};
use sim::{Conditions, HostId, Network, Person};

const NODES: usize = 7;
const MINUTE: Duration = Duration::from_secs(60);

/// A network with its nodes. In a room, their meshes make the links. Otherwise each node is wired
/// to two others, so that all are connected.
fn build(seed: u64, is_room: bool) -> (Network, Vec<HostId>) {
    let mut net = Network::new(seed, testing::spec());
    let hosts: Vec<HostId> = (0..NODES).map(|_| net.add_node()).collect();
    if is_room {
        hosts.iter().for_each(|host| net.enter(*host));
        return (net, hosts);
    }
    for place in 0..NODES {
        net.connect(hosts[place], hosts[(place + 1) % NODES]);
        net.connect(hosts[place], hosts[(place + 3) % NODES]);
    }
    (net, hosts)
}

fn person(host: HostId) -> Person {
    Person::new(u8::try_from(host.0).unwrap() + 1)
}

/// Causes one random event in a network. In a room, the event may be a stop or a start of the
/// relay.
fn disturb(net: &mut Network, hosts: &[HostId], is_on: &mut [bool], is_room: bool) {
    let (one, other) = (net.draw(NODES), net.draw(NODES));
    match net.draw(if is_room { 10 } else { 8 }) {
        8 => net.stop_relay(),
        9 => net.start_relay(),
        0 if is_on[one] => {
            is_on[one] = false;
            net.crash(hosts[one]);
        }
        1..=2 if !is_on[one] => {
            is_on[one] = true;
            net.restart(hosts[one]);
        }
        3 => {
            let cut = 1 + net.draw(NODES - 1);
            net.partition(&[&hosts[..cut], &hosts[cut..]]);
        }
        4 => net.merge(),
        5 => {
            let loss = [0.0, 0.02, 0.1][net.draw(3)];
            net.set_conditions(Conditions {
                loss,
                ..Conditions::default()
            });
        }
        _ if is_on[one] && !person(hosts[one]).coins(net.node(hosts[one])).is_empty() => {
            net.pay(hosts[one], &person(hosts[one]), &person(hosts[other]));
        }
        _ => {}
    }
}

fn check_convergence(seed: u64, is_room: bool) {
    let (mut net, hosts) = build(seed, is_room);
    for host in &hosts[..3] {
        net.mine(*host, &person(*host), 0.3);
    }
    let mut is_on = [true; NODES];
    for _ in 0..100 {
        net.run_for(Duration::from_secs(20));
        disturb(&mut net, &hosts, &mut is_on, is_room);
    }

    net.set_conditions(Conditions::default());
    for (place, host) in hosts.iter().enumerate() {
        if !is_on[place] {
            net.restart(*host);
        }
    }
    net.merge();
    net.start_relay();
    net.run_for(MINUTE);
    for host in &hosts[1..3] {
        net.stop_mining(*host);
    }
    net.run_until("all have one chain", 20 * MINUTE, |net| net.agree(&hosts));
    // All transactions get into blocks while a node mines.
    net.run_until("no transaction waits", 30 * MINUTE, |net| {
        net.agree(&hosts) && hosts.iter().all(|host| net.node(*host).pool().is_empty())
    });
    assert!(
        net.height(hosts[0]) > 50,
        "seed {seed}: height {}",
        net.height(hosts[0])
    );
    for host in &hosts {
        for (other, fault) in net.drops(*host) {
            // If a message of the handshake was lost, the next one is out of turn.
            let is_loss = matches!(fault, Fault::OutOfTurn(_));
            assert!(
                is_loss || fault.offence().is_none(),
                "seed {seed}: {host:?} on {other:?}: {fault}"
            );
        }
        let failures = net
            .events(*host)
            .iter()
            .filter(|e| matches!(e, Event::StorageFailed(_)));
        assert_eq!(failures.count(), 0, "seed {seed}");
        check_events(&net, *host);
    }
}

/// Checks that a node reported its blocks in order: each block on the one before, and disconnected
/// before another replaced it.
fn check_events(net: &Network, host: HostId) {
    let seed = net.seed();
    let mut last = None;
    for event in net.events(host) {
        match event {
            Event::Connected(height, block) => {
                if let Some((tip, at)) = last {
                    // After a crash the node's chain may be a little shorter than it had reported.
                    let follows = block.header.previous == tip || *height <= at;
                    assert!(follows, "seed {seed}: {host:?} jumped to {height}");
                }
                last = Some((block.hash(), *height));
            }
            Event::Disconnected(height, block) => {
                last = Some((block.header.previous, height.checked_sub(1).unwrap()));
            }
            _ => {}
        }
    }
}

#[test]
fn churn_converges_1() {
    check_convergence(1, false);
}

#[test]
fn churn_converges_2() {
    check_convergence(2, false);
}

#[test]
fn churn_converges_3() {
    check_convergence(3, false);
}

#[test]
fn churn_converges_4() {
    check_convergence(4, false);
}

#[test]
fn churn_in_a_room_converges() {
    for seed in 11..15 {
        check_convergence(seed, true);
    }
}
