//! The faults for which a visitor loses its socket, and the reasons in the refusals.

use std::time::Duration;

use crate::visit::{Relay, get, offer, peer, room, within};
use relay::{Config, Limits};
use signal::messages::MAX_FRAME;
use signal::{Body, FromRelay, Refusal, ToRelay};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;

async fn with_limits(limits: Limits) -> Relay {
    let config = Config {
        limits,
        ..Config::default()
    };
    Relay::start(config).await
}

#[tokio::test]
async fn malformed_frames_are_refused_and_do_not_affect_others() {
    let relay = Relay::start(Config::default()).await;
    let mut witness = relay.visit().await;
    witness.join(room(1), peer(1)).await;
    let frames = [
        (Message::text("hello"), "expected value"),
        (Message::text(r#"{"shout":{}}"#), "unknown variant `shout`"),
        (
            Message::text(r#"{"join":{"room":"00","peer":"00"}}"#),
            "64 hexadecimal digits",
        ),
        (
            Message::binary(vec![0; 10]),
            "binary frames are not supported",
        ),
        (
            Message::text("x".repeat(MAX_FRAME + 1)),
            "32769 bytes, at most 32768",
        ),
    ];
    for (frame, wanted) in frames {
        let mut visitor = relay.visit().await;
        visitor.send(frame).await;
        let (reason, detail) = visitor.receive_refusal().await;
        assert_eq!(reason, Refusal::Malformed);
        assert!(detail.contains(wanted), "{detail}");
    }
    let mut joined = relay.visit().await;
    assert_eq!(joined.join(room(1), peer(2)).await, [peer(1)]);
    witness.receive_arrival(peer(2)).await;
    joined.send(Message::text("{}")).await;
    assert_eq!(joined.receive_refusal().await.0, Refusal::Malformed);
    assert_eq!(witness.receive().await, FromRelay::Left { peer: peer(2) });
}

#[tokio::test]
async fn huge_frames_end_the_socket() {
    let relay = Relay::start(Config::default()).await;
    let mut visitor = relay.visit().await;
    visitor.send(Message::text("x".repeat(1 << 20))).await;
    visitor.receive_close().await;
    assert_eq!(relay.health().await.received.messages, 0);
}

#[tokio::test]
async fn messages_out_of_turn_are_refused() {
    let relay = Relay::start(Config::default()).await;
    let mut early = relay.visit().await;
    early.signal(peer(1), Body::Decline).await;
    assert_eq!(early.receive_refusal().await.0, Refusal::NotJoined);

    let mut twice = relay.visit().await;
    twice.join(room(1), peer(1)).await;
    let join = ToRelay::Join {
        room: room(2),
        peer: peer(1),
    };
    twice.send_message(&join).await;
    assert_eq!(twice.receive_refusal().await.0, Refusal::AlreadyJoined);
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
    thief.send_message(&join).await;
    assert_eq!(thief.receive_refusal().await.0, Refusal::KeyTaken);
    let mut other = relay.visit().await;
    assert_eq!(other.join(room(1), peer(2)).await, [peer(1)]);
    owner.receive_arrival(peer(2)).await;
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
    witness.receive_arrival(peer(1)).await;
    // The old socket is never read again, so no ping is answered.
    let mut again = relay.visit().await;
    let join = ToRelay::Join {
        room: room(1),
        peer: peer(1),
    };
    again.send_message(&join).await;
    assert_eq!(again.receive_refusal().await.0, Refusal::KeyTaken);
    assert_eq!(witness.receive().await, FromRelay::Left { peer: peer(1) });
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
        visitor.send_message(&join).await;
        assert_eq!(visitor.receive_refusal().await.0, wanted);
    }
    let _third = relay.visit().await;
    let mut fourth = relay.visit().await;
    assert_eq!(fourth.receive_refusal().await.0, Refusal::RelayFull);
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
    assert_eq!(chatty.receive_refusal().await.0, Refusal::TooFast);
    let mut bulky = relay.visit().await;
    bulky.join(room(1), peer(1)).await;
    for _ in 0..4 {
        bulky.signal(peer(2), offer(16_000)).await;
    }
    assert_eq!(bulky.receive_refusal().await.0, Refusal::TooFast);
}

#[tokio::test]
async fn a_socket_that_reads_nothing_is_closed() {
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
    // In the end, this is more than the buffers on both sides of a connection hold.
    let message = loop {
        talker.signal(peer(1), offer(16_000)).await;
        if let Some(message) = talker.receive_now() {
            break message;
        }
    };
    assert_eq!(message, FromRelay::Left { peer: peer(1) });
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
    assert_eq!(idle.receive_refusal().await.0, Refusal::NotJoined);
    let mut silent = relay.visit().await;
    silent.join(room(1), peer(1)).await;
    let close = silent.receive_close().await.unwrap();
    assert_eq!(close.reason.as_str(), "silent for too long");
}

#[tokio::test]
async fn a_socket_that_answers_pings_stays_open() {
    let relay = with_limits(Limits {
        ping_every: Duration::from_millis(50),
        silence: Duration::from_millis(500),
        ..Limits::default()
    })
    .await;
    let mut quiet = relay.visit().await;
    quiet.join(room(1), peer(1)).await;
    // Twenty pings take twice the allowed silence, and the socket is still open.
    quiet.receive_pings(20).await;
    let mut late = relay.visit().await;
    late.join(room(1), peer(2)).await;
    quiet.receive_arrival(peer(2)).await;
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
    let close = answers.receive_close().await.unwrap();
    assert_eq!(close.reason.as_str(), "the relay stops");
}

#[tokio::test]
async fn half_a_request_and_an_idle_connection_end_soon() {
    let relay = with_limits(Limits {
        connections: connections::Limits {
            head_within: Duration::from_millis(300),
            ..connections::Limits::default()
        },
        ..Limits::default()
    })
    .await;
    let mut half = TcpStream::connect(relay.address).await.unwrap();
    half.write_all(b"GET /health HTTP/1.1\r\nHost: re")
        .await
        .unwrap();
    let mut idle = TcpStream::connect(relay.address).await.unwrap();
    idle.write_all(b"GET /health HTTP/1.1\r\nHost: relay\r\n\r\n")
        .await
        .unwrap();
    for (name, stream) in [("half", &mut half), ("idle", &mut idle)] {
        let mut answer = Vec::new();
        // The connection ends with the end of the stream or with a reset.
        let end = within(stream.read_to_end(&mut answer)).await;
        let text = String::from_utf8_lossy(&answer);
        assert_eq!(
            text.starts_with("HTTP/1.1 200"),
            name == "idle",
            "{end:?} {text}"
        );
    }
}

#[tokio::test]
async fn one_address_cannot_hold_all_connections() {
    let relay = with_limits(Limits {
        connections: connections::Limits {
            connections_per_network: 20,
            ..connections::Limits::default()
        },
        ..Limits::default()
    })
    .await;
    let mut held = Vec::new();
    for _ in 0..100 {
        let mut stream = TcpStream::connect(relay.address).await.unwrap();
        // A connection that the relay has closed already may refuse the write.
        stream.write_all(b"GET / HTTP/1.1\r\n").await.ok();
        held.push(stream);
    }
    let mut closed = 0;
    for stream in held.iter_mut().skip(20) {
        let end = within(stream.read(&mut [0; 100])).await;
        closed += usize::from(!matches!(end, Ok(bytes) if bytes > 0));
    }
    assert_eq!(closed, 80);
    // Once these connections are closed, others are accepted.
    drop(held);
    let mut visitor = relay.visit().await;
    visitor.join(room(1), peer(1)).await;
}

#[tokio::test]
async fn a_connection_that_reads_nothing_of_an_answer_is_closed() {
    let root = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("large");
    std::fs::create_dir_all(&root).unwrap();
    std::fs::write(root.join("large.wasm"), vec![0; 64 << 20]).unwrap();
    let relay = Relay::start(Config {
        root: Some(root),
        limits: Limits {
            connections: connections::Limits {
                connections: 1,
                drain_within: Duration::from_millis(300),
                ..connections::Limits::default()
            },
            ..Limits::default()
        },
        ..Config::default()
    })
    .await;
    let mut lazy = TcpStream::connect(relay.address).await.unwrap();
    lazy.write_all(b"GET /large.wasm HTTP/1.1\r\nHost: relay\r\n\r\n")
        .await
        .unwrap();
    // Only one connection is allowed, and the visitor that does not read has it until the relay
    // closes it.
    within(async {
        loop {
            let mut stream = TcpStream::connect(relay.address).await.unwrap();
            let request = b"GET /health HTTP/1.1\r\nHost: relay\r\nConnection: close\r\n\r\n";
            let mut answer = Vec::new();
            if stream.write_all(request).await.is_ok()
                && stream.read_to_end(&mut answer).await.is_ok()
                && answer.starts_with(b"HTTP/1.1 200")
            {
                return;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn behind_a_trusted_proxy_visitors_are_counted_separately() {
    let proxy = "127.0.0.1".parse::<std::net::IpAddr>().unwrap();
    let relay = Relay::start(Config {
        trusted_proxies: vec![proxy.into()],
        limits: Limits {
            connections: connections::Limits {
                connections_per_network: 4,
                ..connections::Limits::default()
            },
            sockets_per_network: 2,
            ..Limits::default()
        },
        ..Config::default()
    })
    .await;
    let mut visitors = Vec::new();
    for host in 0..140 {
        let mut visitor = relay.visit_from(&format!("192.0.2.{host}")).await;
        visitor.join(room(1), peer(host)).await;
        visitors.push(visitor);
    }
    // An IPv6 host has all addresses of its /64 and is still one visitor.
    for (host, wanted) in [(1, true), (2, true), (3, false)] {
        let address = format!("2001:db8::{host}");
        let mut visitor = relay.visit_from(&address).await;
        if wanted {
            visitor.join(room(2), peer(host)).await;
            visitors.push(visitor);
        } else {
            assert_eq!(visitor.receive_refusal().await.0, Refusal::TooMany);
        }
    }
    assert_eq!(relay.health().await.peers, 142);
}

#[tokio::test]
async fn without_a_trusted_proxy_its_header_is_ignored_and_loopback_is_counted() {
    let relay = with_limits(Limits {
        sockets_per_network: 2,
        ..Limits::default()
    })
    .await;
    let mut first = relay.visit_from("192.0.2.1").await;
    let mut second = relay.visit_from("192.0.2.2").await;
    first.join(room(1), peer(1)).await;
    second.join(room(1), peer(2)).await;
    let mut third = relay.visit_from("192.0.2.3").await;
    assert_eq!(third.receive_refusal().await.0, Refusal::TooMany);
}

#[tokio::test]
async fn joins_of_one_network_are_limited() {
    let relay = with_limits(Limits {
        burst_joins: 5,
        joins_per_minute: 1,
        ..Limits::default()
    })
    .await;
    for number in 0..5 {
        let mut visitor = relay.visit().await;
        visitor.join(room(1), peer(number)).await;
    }
    let mut sixth = relay.visit().await;
    let join = ToRelay::Join {
        room: room(1),
        peer: peer(6),
    };
    sixth.send_message(&join).await;
    assert_eq!(sixth.receive_refusal().await.0, Refusal::TooMany);
}

#[tokio::test]
async fn remembered_networks_are_bounded() {
    let proxy = "127.0.0.1".parse::<std::net::IpAddr>().unwrap();
    let relay = Relay::start(Config {
        trusted_proxies: vec![proxy.into()],
        limits: Limits {
            networks: 3,
            ..Limits::default()
        },
        ..Config::default()
    })
    .await;
    let mut kept = Vec::new();
    for host in 1..=3 {
        let mut visitor = relay.visit_from(&format!("192.0.2.{host}")).await;
        visitor.join(room(1), peer(host)).await;
        kept.push(visitor);
    }
    let mut fourth = relay.visit_from("192.0.2.4").await;
    assert_eq!(fourth.receive_refusal().await.0, Refusal::RelayFull);
    let health = get(relay.address, "/health", "").await;
    assert!(health.starts_with("HTTP/1.1 200"), "{health}");
}
