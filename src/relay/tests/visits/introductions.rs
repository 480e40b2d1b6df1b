//! Rooms: who hears of whom, and what is passed on.

use crate::visit::{Relay, offer, peer, room};
use relay::{Config, Traffic};
use signal::{Body, FromRelay, IceServer, ToRelay};

#[tokio::test]
async fn peers_of_a_room_hear_of_each_other_and_talk() {
    let relay = Relay::start(Config::default()).await;
    let (mut a, mut b) = (relay.visit().await, relay.visit().await);
    assert_eq!(a.join(room(1), peer(1)).await, []);
    assert_eq!(b.join(room(1), peer(2)).await, [peer(1)]);
    assert_eq!(a.hear().await, FromRelay::Arrived { peer: peer(2) });

    b.signal(peer(1), offer(2_000)).await;
    let wanted = FromRelay::Signal {
        from: peer(2),
        body: offer(2_000),
    };
    assert_eq!(a.hear().await, wanted);
    a.signal(peer(2), Body::Decline).await;
    let wanted = FromRelay::Signal {
        from: peer(1),
        body: Body::Decline,
    };
    assert_eq!(b.hear().await, wanted);

    drop(b);
    assert_eq!(a.hear().await, FromRelay::Left { peer: peer(2) });
}

#[tokio::test]
async fn rooms_are_worlds_apart() {
    let relay = Relay::start(Config::default()).await;
    let (mut a, mut b, mut c) = (
        relay.visit().await,
        relay.visit().await,
        relay.visit().await,
    );
    assert_eq!(a.join(room(1), peer(1)).await, []);
    assert_eq!(b.join(room(2), peer(2)).await, []);
    b.signal(peer(1), Body::Decline).await;
    // Had a heard of b or from b, it would be before this.
    assert_eq!(c.join(room(1), peer(3)).await, [peer(1)]);
    assert_eq!(a.hear().await, FromRelay::Arrived { peer: peer(3) });
    // One key may be in two rooms.
    let mut d = relay.visit().await;
    assert_eq!(d.join(room(2), peer(1)).await, [peer(2)]);
}

#[tokio::test]
async fn a_signal_to_nobody_is_no_fault() {
    let relay = Relay::start(Config::default()).await;
    let (mut a, mut b) = (relay.visit().await, relay.visit().await);
    a.join(room(1), peer(1)).await;
    a.signal(peer(9), Body::Decline).await;
    b.join(room(1), peer(2)).await;
    assert_eq!(a.hear().await, FromRelay::Arrived { peer: peer(2) });
}

#[tokio::test]
async fn a_welcome_hands_out_the_ice_servers_and_a_sample() {
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
    last.say(&join).await;
    let wanted = FromRelay::Welcome {
        peers: vec![],
        ice_servers: vec![server],
    };
    assert_eq!(last.hear().await, wanted);
}

#[tokio::test]
async fn health_counts_what_passes() {
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
    a.hear().await;
    c.signal(peer(1), offer(500)).await;
    a.hear().await;

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
    // Three welcomes, one arrival, one offer.
    assert_eq!(health.sent.messages, 5);

    drop((b, c));
    assert_eq!(a.hear().await, FromRelay::Left { peer: peer(3) });
    let health = relay.health().await;
    assert!(health.peers <= 2, "{health:?}");
}
