//! What costs a visitor its socket, and what it is told.

use std::time::Duration;

use crate::visit::{Relay, offer, peer, room};
use relay::{Config, Limits};
use signal::words::MAX_FRAME;
use signal::{Body, FromRelay, Refusal, ToRelay};
use tokio_tungstenite::tungstenite::Message;

async fn with_limits(limits: Limits) -> Relay {
    let config = Config {
        limits,
        ..Config::default()
    };
    Relay::start(config).await
}

#[tokio::test]
async fn malformed_frames_are_refused_and_touch_nobody_else() {
    let relay = Relay::start(Config::default()).await;
    let mut witness = relay.visit().await;
    witness.join(room(1), peer(1)).await;
    let frames = [
        (Message::text("hello"), "expected value"),
        (Message::text(r#"{"shout":{}}"#), "unknown variant `shout`"),
        (
            Message::text(r#"{"join":{"room":"00","peer":"00"}}"#),
            "64 hex digits",
        ),
        (Message::binary(vec![0; 10]), "a binary frame"),
        (
            Message::text("x".repeat(MAX_FRAME + 1)),
            "32769 bytes, at most 32768",
        ),
    ];
    for (frame, wanted) in frames {
        let mut visitor = relay.visit().await;
        visitor.send(frame).await;
        let (reason, detail) = visitor.hear_refusal().await;
        assert_eq!(reason, Refusal::Malformed);
        assert!(detail.contains(wanted), "{detail}");
    }
    let mut joined = relay.visit().await;
    assert_eq!(joined.join(room(1), peer(2)).await, [peer(1)]);
    assert_eq!(witness.hear().await, FromRelay::Arrived { peer: peer(2) });
    joined.send(Message::text("{}")).await;
    assert_eq!(joined.hear_refusal().await.0, Refusal::Malformed);
    assert_eq!(witness.hear().await, FromRelay::Left { peer: peer(2) });
}

#[tokio::test]
async fn huge_frames_end_the_socket() {
    let relay = Relay::start(Config::default()).await;
    let mut visitor = relay.visit().await;
    visitor.send(Message::text("x".repeat(1 << 20))).await;
    visitor.hear_close().await;
    assert_eq!(relay.health().await.received.messages, 0);
}

#[tokio::test]
async fn words_out_of_turn_are_refused() {
    let relay = Relay::start(Config::default()).await;
    let mut early = relay.visit().await;
    early.signal(peer(1), Body::Decline).await;
    assert_eq!(early.hear_refusal().await.0, Refusal::NotJoined);

    let mut twice = relay.visit().await;
    twice.join(room(1), peer(1)).await;
    let join = ToRelay::Join {
        room: room(2),
        peer: peer(1),
    };
    twice.say(&join).await;
    assert_eq!(twice.hear_refusal().await.0, Refusal::AlreadyJoined);
    assert_eq!(relay.health().await.rooms, 0);
}

#[tokio::test]
async fn a_key_in_use_stays_with_its_owner() {
    let relay = Relay::start(Config::default()).await;
    let (mut owner, mut thief) = (relay.visit().await, relay.visit().await);
    owner.join(room(1), peer(1)).await;
    let join = ToRelay::Join {
        room: room(1),
        peer: peer(1),
    };
    thief.say(&join).await;
    assert_eq!(thief.hear_refusal().await.0, Refusal::KeyTaken);
    let mut other = relay.visit().await;
    assert_eq!(other.join(room(1), peer(2)).await, [peer(1)]);
    assert_eq!(owner.hear().await, FromRelay::Arrived { peer: peer(2) });
}

#[tokio::test]
async fn an_owner_comes_back_to_its_key_when_the_old_socket_is_dead() {
    let relay = with_limits(Limits {
        probe: Duration::from_millis(100),
        ..Limits::default()
    })
    .await;
    let (mut dead, mut witness) = (relay.visit().await, relay.visit().await);
    witness.join(room(1), peer(2)).await;
    dead.join(room(1), peer(1)).await;
    assert_eq!(witness.hear().await, FromRelay::Arrived { peer: peer(1) });
    // The old socket is never read again, so no ping is answered.
    let mut again = relay.visit().await;
    let join = ToRelay::Join {
        room: room(1),
        peer: peer(1),
    };
    again.say(&join).await;
    assert_eq!(again.hear_refusal().await.0, Refusal::KeyTaken);
    assert_eq!(witness.hear().await, FromRelay::Left { peer: peer(1) });
    let mut again = relay.visit().await;
    assert_eq!(again.join(room(1), peer(1)).await, [peer(2)]);
}

#[tokio::test]
async fn full_rooms_and_a_full_relay_refuse_newcomers() {
    let relay = with_limits(Limits {
        rooms: 1,
        peers_per_room: 2,
        sockets: 3,
        ..Limits::default()
    })
    .await;
    let (mut a, mut b) = (relay.visit().await, relay.visit().await);
    a.join(room(1), peer(1)).await;
    b.join(room(1), peer(2)).await;
    for (number, wanted) in [(1, Refusal::RoomFull), (2, Refusal::RelayFull)] {
        let mut visitor = relay.visit().await;
        let join = ToRelay::Join {
            room: room(number),
            peer: peer(3),
        };
        visitor.say(&join).await;
        assert_eq!(visitor.hear_refusal().await.0, wanted);
    }
    let _third = relay.visit().await;
    let mut fourth = relay.visit().await;
    assert_eq!(fourth.hear_refusal().await.0, Refusal::RelayFull);
}

#[tokio::test]
async fn too_many_frames_or_bytes_are_refused() {
    let relay = with_limits(Limits {
        burst_frames: 10,
        frames_per_second: 1,
        burst_bytes: 40_000,
        bytes_per_second: 1,
        ..Limits::default()
    })
    .await;
    let mut chatty = relay.visit().await;
    chatty.join(room(1), peer(1)).await;
    for _ in 0..20 {
        chatty.signal(peer(2), Body::Decline).await;
    }
    assert_eq!(chatty.hear_refusal().await.0, Refusal::TooFast);
    let mut bulky = relay.visit().await;
    bulky.join(room(1), peer(1)).await;
    for _ in 0..4 {
        bulky.signal(peer(2), offer(16_000)).await;
    }
    assert_eq!(bulky.hear_refusal().await.0, Refusal::TooFast);
}

#[tokio::test]
async fn one_who_does_not_listen_is_put_out() {
    let relay = with_limits(Limits {
        queue: 4,
        burst_frames: 100_000,
        burst_bytes: u32::MAX,
        send_within: Duration::from_millis(200),
        ..Limits::default()
    })
    .await;
    let (mut deaf, mut talker) = (relay.visit().await, relay.visit().await);
    deaf.join(room(1), peer(1)).await;
    talker.join(room(1), peer(2)).await;
    // In the end, more than the buffers of both ends of a connection hold.
    let word = loop {
        talker.signal(peer(1), offer(16_000)).await;
        if let Some(word) = talker.hear_now() {
            break word;
        }
    };
    assert_eq!(word, FromRelay::Left { peer: peer(1) });
}

#[tokio::test]
async fn sockets_that_do_nothing_are_closed() {
    let relay = with_limits(Limits {
        join_within: Duration::from_millis(50),
        silence: Duration::from_millis(300),
        ..Limits::default()
    })
    .await;
    let mut idle = relay.visit().await;
    assert_eq!(idle.hear_refusal().await.0, Refusal::NotJoined);
    let mut silent = relay.visit().await;
    silent.join(room(1), peer(1)).await;
    let close = silent.hear_close().await.unwrap();
    assert_eq!(close.reason.as_str(), "silent for too long");
}

#[tokio::test]
async fn one_who_answers_pings_is_kept() {
    let relay = with_limits(Limits {
        ping_every: Duration::from_millis(50),
        silence: Duration::from_millis(500),
        ..Limits::default()
    })
    .await;
    let mut quiet = relay.visit().await;
    quiet.join(room(1), peer(1)).await;
    // Twenty pings take twice the allowed silence, and the quiet one is still there.
    quiet.hear_pings(20).await;
    let mut late = relay.visit().await;
    late.join(room(1), peer(2)).await;
    let wanted = FromRelay::Arrived { peer: peer(2) };
    assert_eq!(quiet.hear().await, wanted);
}

#[tokio::test]
async fn a_relay_stops_though_a_socket_does_not_answer() {
    let relay = with_limits(Limits {
        goodbye: Duration::from_millis(200),
        ..Limits::default()
    })
    .await;
    let (mut answers, mut silent) = (relay.visit().await, relay.visit().await);
    answers.join(room(1), peer(1)).await;
    silent.join(room(1), peer(2)).await;
    relay.stop().await;
    let close = answers.hear_close().await.unwrap();
    assert_eq!(close.reason.as_str(), "the relay stops");
}
