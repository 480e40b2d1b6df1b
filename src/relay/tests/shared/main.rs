//! Instances of a relay that share their rooms through a NATS server (`nats-server` of Debian).

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod broker;
#[allow(dead_code, reason = "other tests need the rest of it")]
#[path = "../visits/visit.rs"]
mod visit;

use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;

use relay::{Config, Health, Limits, NatsUrl, Shared};
use signal::{Body, FromRelay, Refusal, ToRelay};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

use crate::broker::Broker;
use crate::visit::{Relay, Visitor, health, offer, peer, room, within};

const SECRET: &str = "the secret of all instances";

fn config(broker: &Broker) -> Config {
    let limits = Limits {
        beat: Duration::from_millis(100),
        lease: Duration::from_secs(1),
        probe: Duration::from_millis(100),
        ..Limits::default()
    };
    Config {
        nats: Some(NatsUrl::new(broker.url())),
        group_secret: SECRET.into(),
        limits,
        ..Config::default()
    }
}

/// Waits until an instance's health satisfies a condition.
async fn wait(address: SocketAddr, is_wanted: impl Fn(&Health) -> bool) {
    within(async {
        while !is_wanted(&health(address).await) {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

/// Waits until an instance knows this many other instances and this many peers of theirs.
async fn wait_for_others(address: SocketAddr, instances: usize, peers: usize) {
    let wanted = Shared {
        reached: true,
        instances,
        peers,
    };
    wait(address, |health| health.shared == Some(wanted)).await;
}

async fn wait_for_reached(address: SocketAddr, wanted: bool) {
    wait(address, |health| {
        health.shared.is_some_and(|it| it.reached == wanted)
    })
    .await;
}

/// Two instances that know each other.
async fn two(broker: &Broker) -> [Relay; 2] {
    let relays = [
        Relay::start(config(broker)).await,
        Relay::start(config(broker)).await,
    ];
    for relay in &relays {
        wait_for_others(relay.address, 1, 0).await;
    }
    relays
}

async fn refused_join(relay: &Relay, number: u8) -> Refusal {
    let mut visitor = relay.visit().await;
    let join = ToRelay::Join {
        room: room(1),
        peer: peer(number),
    };
    visitor.send_message(&join).await;
    visitor.receive_refusal().await.0
}

#[tokio::test]
async fn peers_of_two_instances_meet() {
    let broker = Broker::start().await;
    let [first, second] = two(&broker).await;
    let (mut a, mut b) = (first.visit().await, second.visit().await);
    a.join(room(1), peer(1)).await;
    wait_for_others(second.address, 1, 1).await;
    assert_eq!(b.join(room(1), peer(2)).await, [peer(1)]);
    let group = a.receive_arrival(peer(2)).await;

    // Both instances have the same tags.
    let mut c = first.visit().await;
    c.join(room(1), peer(3)).await;
    assert_eq!(a.receive_arrival(peer(3)).await, group);
    assert_eq!(b.receive_arrival(peer(3)).await, group);

    b.signal(peer(1), offer(500)).await;
    assert_eq!(a.receive_signal(peer(2)).await, offer(500));
    a.signal(peer(2), Body::Decline).await;
    assert_eq!(b.receive_signal(peer(1)).await, Body::Decline);

    // Peers of another room are not introduced or reached.
    let mut elsewhere = second.visit().await;
    assert_eq!(elsewhere.join(room(2), peer(9)).await, []);
    elsewhere.signal(peer(1), Body::Decline).await;
    assert_eq!(elsewhere.receive().await, FromRelay::Left { peer: peer(1) });

    drop(b);
    assert_eq!(a.receive().await, FromRelay::Left { peer: peer(2) });
    a.signal(peer(2), Body::Decline).await;
    assert_eq!(a.receive().await, FromRelay::Left { peer: peer(2) });
}

#[tokio::test]
async fn an_instance_that_starts_later_gets_the_members_of_others() {
    let broker = Broker::start().await;
    let first = Relay::start(config(&broker)).await;
    let mut visitors = Vec::new();
    for number in 0..20 {
        let mut visitor = first.visit().await;
        visitor.join(room(number % 2), peer(number)).await;
        visitors.push(visitor);
    }
    let second = Relay::start(config(&broker)).await;
    wait_for_others(second.address, 1, 20).await;
    let mut late = second.visit().await;
    assert_eq!(late.join(room(1), peer(99)).await.len(), 10);
    second.stop().await;
    wait_for_others(first.address, 0, 0).await;
    assert_eq!(
        visitors[1]
            .receive_until(&FromRelay::Left { peer: peer(99) })
            .await
            .len(),
        10
    );
}

#[tokio::test]
async fn the_peers_of_a_dead_instance_leave() {
    let broker = Broker::start().await;
    // The program sends a sign of life every two seconds.
    let mut watching = config(&broker);
    watching.limits.lease = Duration::from_secs(5);
    let first = Relay::start(watching).await;
    let mut dying = Command::new(env!("CARGO_BIN_EXE_relay"))
        .args(["--listen", "127.0.0.1:0", "--group-secret", SECRET])
        .args(["--nats", &broker.url()])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(dying.stdout.take().unwrap()).lines();
    let line = within(lines.next_line()).await.unwrap().unwrap();
    let address = line.strip_prefix("listening on http://").unwrap();
    let address = address.strip_suffix('/').unwrap().parse().unwrap();
    wait_for_others(address, 1, 0).await;

    let (mut a, mut b) = (first.visit().await, Visitor::connect(address).await);
    a.join(room(1), peer(1)).await;
    wait_for_others(address, 1, 1).await;
    b.join(room(1), peer(2)).await;
    a.receive_arrival(peer(2)).await;
    within(dying.kill()).await.unwrap();
    assert_eq!(a.receive().await, FromRelay::Left { peer: peer(2) });
    wait_for_others(first.address, 0, 0).await;
    // The peer comes back at the instance that lives.
    let mut b = first.visit().await;
    assert_eq!(b.join(room(1), peer(2)).await, [peer(1)]);
}

#[tokio::test]
async fn instances_lose_the_server_and_find_each_other_again() {
    let mut broker = Broker::start().await;
    let [first, second] = two(&broker).await;
    let (mut a, mut b) = (first.visit().await, second.visit().await);
    a.join(room(1), peer(1)).await;
    wait_for_others(second.address, 1, 1).await;
    b.join(room(1), peer(2)).await;
    a.receive_arrival(peer(2)).await;

    broker.stop().await;
    for relay in [&first, &second] {
        wait_for_reached(relay.address, false).await;
    }
    // After the lease, each instance serves only its own members.
    assert_eq!(a.receive().await, FromRelay::Left { peer: peer(2) });
    assert_eq!(b.receive().await, FromRelay::Left { peer: peer(1) });
    let mut c = first.visit().await;
    assert_eq!(c.join(room(1), peer(3)).await, [peer(1)]);
    a.receive_arrival(peer(3)).await;

    broker.start_again().await;
    a.receive_arrival(peer(2)).await;
    c.receive_arrival(peer(2)).await;
    let mut found = [b.receive().await, b.receive().await].map(|message| match message {
        FromRelay::Arrived(arrived) => arrived.peer,
        message => panic!("no arrival but {message:?}"),
    });
    found.sort_unstable();
    assert_eq!(found, [peer(1), peer(3)]);
    b.signal(peer(3), Body::Decline).await;
    assert_eq!(c.receive_signal(peer(2)).await, Body::Decline);
}

#[tokio::test]
async fn a_relay_starts_without_the_server() {
    let mut broker = Broker::start().await;
    broker.stop().await;
    let first = Relay::start(config(&broker)).await;
    let mut a = first.visit().await;
    a.join(room(1), peer(1)).await;
    wait_for_reached(first.address, false).await;
    broker.start_again().await;
    let second = Relay::start(config(&broker)).await;
    wait_for_others(second.address, 1, 1).await;
}

#[tokio::test]
async fn a_key_is_in_use_at_all_instances() {
    let broker = Broker::start().await;
    let [first, second] = two(&broker).await;
    let mut dead = first.visit().await;
    dead.join(room(1), peer(1)).await;
    wait_for_others(second.address, 1, 1).await;
    assert_eq!(refused_join(&second, 1).await, Refusal::KeyTaken);
    // The old socket is never read again, so its instance closes it.
    wait_for_others(second.address, 1, 0).await;
    let mut again = second.visit().await;
    assert_eq!(again.join(room(1), peer(1)).await, []);
}

#[tokio::test]
async fn a_key_that_two_instances_accepted_stays_with_one_of_them() {
    let mut broker = Broker::start().await;
    let [first, second] = two(&broker).await;
    broker.stop().await;
    for relay in [&first, &second] {
        wait_for_reached(relay.address, false).await;
    }
    let (mut a, mut b) = (first.visit().await, second.visit().await);
    a.join(room(1), peer(1)).await;
    b.join(room(1), peer(1)).await;
    broker.start_again().await;
    let refused = tokio::select! {
        (refused, _) = a.receive_refusal() => refused,
        (refused, _) = b.receive_refusal() => refused,
    };
    assert_eq!(refused, Refusal::KeyTaken);
    let peers = async || first.health().await.peers + second.health().await.peers;
    within(async { while peers().await != 1 {} }).await;
}

#[tokio::test]
async fn a_room_is_full_at_all_instances() {
    let broker = Broker::start().await;
    let mut small = config(&broker);
    small.limits.peers_per_room = 2;
    let relays = [
        Relay::start(small.clone()).await,
        Relay::start(small.clone()).await,
    ];
    let mut visitors = Vec::new();
    for (number, relay) in (0..).zip(&relays) {
        let mut visitor = relay.visit().await;
        visitor.join(room(1), peer(number)).await;
        visitors.push(visitor);
    }
    for relay in &relays {
        wait_for_others(relay.address, 1, 1).await;
        assert_eq!(refused_join(relay, 7).await, Refusal::RoomFull);
    }
}

#[tokio::test]
async fn an_invalid_url_is_rejected_without_being_printed() {
    let output = Command::new(env!("CARGO_BIN_EXE_relay"))
        .args(["--listen", "127.0.0.1:0", "--group-secret", SECRET])
        .args(["--nats", "nats://me:hidden@:::"])
        .output();
    let output = within(output).await.unwrap();
    assert!(!output.status.success());
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("not the URL of a NATS server"), "{text}");
    assert!(!text.contains("hidden"), "{text}");
}
