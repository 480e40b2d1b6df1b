//! Rooms: which peers are introduced to each other, and which messages are forwarded.

use std::time::Duration;

use crate::visit::{Relay, offer, peer, room};
use relay::{Config, Limits, Traffic, TurnSecret};
use signal::{Body, FromRelay, IceServer, ToRelay};

#[tokio::test]
async fn peers_of_a_room_are_introduced_and_exchange_messages() {
    let relay = Relay::start(Config::default()).await;
    let (mut a, mut b) = (relay.visit().await, relay.visit().await);
    assert_eq!(a.join(room(1), peer(1)).await, []);
    assert_eq!(b.join(room(1), peer(2)).await, [peer(1)]);
    a.receive_arrival(peer(2)).await;

    b.signal(peer(1), offer(2_000)).await;
    assert_eq!(a.receive_signal(peer(2)).await, offer(2_000));
    a.signal(peer(2), Body::Decline).await;
    assert_eq!(b.receive_signal(peer(1)).await, Body::Decline);

    drop(b);
    assert_eq!(a.receive().await, FromRelay::Left { peer: peer(2) });
}

#[tokio::test]
async fn peers_of_different_rooms_are_separate() {
    let relay = Relay::start(Config::default()).await;
    let (mut a, mut b, mut c) = (
        relay.visit().await,
        relay.visit().await,
        relay.visit().await,
    );
    assert_eq!(a.join(room(1), peer(1)).await, []);
    assert_eq!(b.join(room(2), peer(2)).await, []);
    b.signal(peer(1), Body::Decline).await;
    // If `a` had received anything about `b` or from `b`, it would come before this arrival.
    assert_eq!(c.join(room(1), peer(3)).await, [peer(1)]);
    a.receive_arrival(peer(3)).await;
    // One key may be in two rooms.
    let mut d = relay.visit().await;
    assert_eq!(d.join(room(2), peer(1)).await, [peer(2)]);
}

#[tokio::test]
async fn a_signal_to_an_absent_peer_is_answered() {
    let relay = Relay::start(Config::default()).await;
    let (mut a, mut b) = (relay.visit().await, relay.visit().await);
    a.join(room(1), peer(1)).await;
    a.signal(peer(9), Body::Decline).await;
    assert_eq!(a.receive().await, FromRelay::Left { peer: peer(9) });
    b.join(room(1), peer(2)).await;
    a.receive_arrival(peer(2)).await;
}

#[tokio::test]
async fn a_welcome_has_the_ice_servers_and_a_sample_of_the_room() {
    let server = IceServer {
        urls: vec!["stun:stun.example".to_owned()],
        username: None,
        credential: None,
    };
    let config = Config {
        ice_servers: vec![server.clone()],
        ..Config::default()
    };
    let relay = Relay::start(config).await;
    let mut crowd = Vec::new();
    for number in 0..80 {
        let mut visitor = relay.visit().await;
        let listed = visitor.join(room(1), peer(number)).await;
        assert_eq!(listed.len(), usize::from(number).min(64));
        crowd.push(visitor);
    }
    let mut last = relay.visit().await;
    let join = ToRelay::Join {
        room: room(2),
        peer: peer(1),
    };
    last.send_message(&join).await;
    let wanted = FromRelay::Welcome {
        peers: vec![],
        ice_servers: vec![server],
    };
    assert_eq!(last.receive().await, wanted);
}

#[tokio::test]
async fn turn_servers_get_credentials_that_are_renewed_before_they_expire() {
    let config = Config {
        ice_servers: vec![IceServer {
            urls: vec!["turn:turn.example".to_owned()],
            username: None,
            credential: None,
        }],
        turn: Some(TurnSecret {
            secret: "secret".to_owned(),
            lifetime: Duration::from_secs(2),
        }),
        ..Config::default()
    };
    let relay = Relay::start(config).await;
    let mut visitor = relay.visit().await;
    let join = ToRelay::Join {
        room: room(1),
        peer: peer(1),
    };
    visitor.send_message(&join).await;
    let FromRelay::Welcome { ice_servers, .. } = visitor.receive().await else {
        panic!("no welcome");
    };
    let first = ice_servers[0].username.clone().unwrap();
    let FromRelay::IceServers { ice_servers } = visitor.receive().await else {
        panic!("no fresh credentials");
    };
    assert_ne!(ice_servers[0].username, Some(first));
    assert!(ice_servers[0].credential.is_some());
}

#[tokio::test]
async fn an_arrival_is_announced_to_a_sample_and_a_departure_to_all_who_know_the_peer() {
    let limits = Limits {
        told_of_arrival: 3,
        ..Limits::default()
    };
    let relay = Relay::start(Config {
        limits,
        ..Config::default()
    })
    .await;
    let mut crowd = Vec::new();
    for number in 0..10 {
        let mut visitor = relay.visit().await;
        visitor.join(room(1), peer(number)).await;
        crowd.push(visitor);
    }
    let sent = relay.health().await.sent.messages;
    let mut last = relay.visit().await;
    assert_eq!(last.join(room(1), peer(99)).await.len(), 10);
    let arrived = relay.health().await.sent.messages;
    assert!(arrived - sent <= 4, "one welcome and three arrivals");
    let mut announced = 0;
    for visitor in &mut crowd {
        visitor.send_message(&ToRelay::Alive {}).await;
        let messages = visitor.receive_until(&FromRelay::Alive {}).await;
        let is_arrival =
            |message: &FromRelay| matches!(message, FromRelay::Arrived(it) if it.peer == peer(99));
        announced += messages
            .iter()
            .filter(|message| is_arrival(message))
            .count();
    }
    assert_eq!(announced, 3);
    // A signal introduces the newcomer to the others. Then the newcomer leaves.
    for number in 0..10 {
        last.signal(peer(number), Body::Decline).await;
    }
    for visitor in &mut crowd {
        visitor.receive_signal(peer(99)).await;
    }
    drop(last);
    for visitor in &mut crowd {
        assert_eq!(visitor.receive().await, FromRelay::Left { peer: peer(99) });
    }
}

#[tokio::test]
async fn peers_of_one_network_have_one_group() {
    let proxy = "127.0.0.1".parse::<std::net::IpAddr>().unwrap();
    let relay = Relay::start(Config {
        trusted_proxies: vec![proxy.into()],
        ..Config::default()
    })
    .await;
    let mut witness = relay.visit_from("203.0.113.1").await;
    witness.join(room(1), peer(1)).await;
    let mut groups = Vec::new();
    let mut visitors = Vec::new();
    for (number, address) in ["192.0.2.1", "192.0.2.99", "192.0.3.1", "2001:db8::1"]
        .iter()
        .enumerate()
    {
        let key = peer(10 + u8::try_from(number).unwrap());
        let mut visitor = relay.visit_from(address).await;
        visitor.join(room(1), key).await;
        groups.push(witness.receive_arrival(key).await);
        visitors.push(visitor);
    }
    assert_eq!(groups[0], groups[1]);
    assert_ne!(groups[0], groups[2]);
    assert_ne!(groups[2], groups[3]);
}

#[tokio::test]
async fn health_counts_rooms_peers_and_frames() {
    let relay = Relay::start(Config::default()).await;
    let health = relay.health().await;
    assert_eq!(
        (health.status.as_str(), health.rooms, health.peers),
        ("ok", 0, 0)
    );
    let (mut a, mut b) = (relay.visit().await, relay.visit().await);
    a.join(room(1), peer(1)).await;
    b.join(room(2), peer(2)).await;
    b.signal(peer(1), Body::Decline).await;
    let mut c = relay.visit().await;
    c.join(room(1), peer(3)).await;
    a.receive().await;
    c.signal(peer(1), offer(500)).await;
    a.receive().await;

    let health = relay.health().await;
    assert_eq!((health.rooms, health.peers, health.sockets), (2, 3, 3));
    assert_eq!(health.received.messages, 5);
    let offered = ToRelay::Signal {
        to: peer(1),
        body: offer(500),
    };
    let wanted = Traffic {
        messages: 1,
        bytes: offered.encode().unwrap().len() as u64,
    };
    assert_eq!(health.forwarded, wanted);
    assert!(health.received.bytes > wanted.bytes);
    // The relay has sent three welcomes, one arrival, one offer, and the answer that b's room has
    // no such peer.
    assert_eq!(health.sent.messages, 6);

    drop((b, c));
    assert_eq!(a.receive().await, FromRelay::Left { peer: peer(3) });
    let health = relay.health().await;
    assert!(health.peers <= 2, "{health:?}");
}
