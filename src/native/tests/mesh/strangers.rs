//! Peers and packets that break the rules.

use std::net::UdpSocket;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use native::clock;
use native::network::Identity;
use node::Fault;
use service::{Links as _, Network as _};
use sha1::Sha1;
use signal::{Body, Endpoint, FromRelay, PeerKey, ToRelay, WebRtcEndpoint};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

use crate::node::{Node, ROOM, Relay, loopback, runtime, until, with_endpoint};

/// The endpoint of a network, changed.
fn changed(server: &Node, change: impl FnOnce(&mut WebRtcEndpoint)) -> String {
    let url = server.endpoint.clone().unwrap();
    match Endpoint::parse(&url) {
        Some(Endpoint::WebRtc(mut endpoint)) => {
            change(&mut endpoint);
            Endpoint::WebRtc(endpoint).to_string()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_wrong_certificate_or_password_makes_no_link() {
    let runtime = runtime();
    let mut server = Node::serve(
        runtime.handle(),
        with_endpoint(Identity::generate().unwrap()),
    );
    let wrong = [
        changed(&server, |endpoint| endpoint.fingerprint[31] ^= 1),
        changed(&server, |endpoint| endpoint.password[0] ^= 1),
    ];
    for url in wrong {
        let mut ann = Node::start(runtime.handle(), &[&url]);
        until(
            "a failed attempt",
            [&mut server, &mut ann],
            |[server, ann]| {
                assert!(ann.links.is_empty() && server.links.is_empty());
                !ann.network.figures().attempts.is_empty()
            },
        );
    }
}

#[test]
fn a_flood_of_packets_at_the_endpoint_keeps_nobody_out() {
    let runtime = runtime();
    let settings = with_endpoint(Identity::generate().unwrap());
    let address = settings.endpoint.as_ref().unwrap().listen;
    let mut server = Node::serve(runtime.handle(), settings);
    let url = server.endpoint.clone().unwrap();
    let socket = UdpSocket::bind(loopback()).unwrap();
    let flood = move || {
        // Binding requests without integrity, and garbage of any length.
        let mut request = vec![0, 1, 0, 8, 0x21, 0x12, 0xa4, 0x42];
        request.extend([0; 12]);
        request.extend(*b"\0\x06\0\x03a:b\0");
        for length in 0..200 {
            socket.send_to(&request, address).unwrap();
            socket
                .send_to(&vec![length; usize::from(length)], address)
                .unwrap();
        }
    };
    flood();
    let mut ann = Node::start(runtime.handle(), &[&url]);
    until("a link amid the flood", [&mut server, &mut ann], |nodes| {
        flood();
        nodes.iter().all(|node| node.links.len() == 1)
    });
    assert_eq!(server.links.len(), 1);
}

/// A caller's binding request (RFC 8489) to this endpoint, with its password.
fn request(endpoint: &WebRtcEndpoint, caller: &str) -> Vec<u8> {
    let mut name = format!("{}:{caller}", endpoint.ufrag()).into_bytes();
    let length = u16::try_from(name.len()).unwrap();
    name.resize(name.len().next_multiple_of(4), 0);
    let body = u16::try_from(4 + name.len() + 8 + 24).unwrap();
    let mut packet = vec![0, 1];
    packet.extend(body.to_be_bytes());
    packet.extend([0x21, 0x12, 0xa4, 0x42]);
    packet.extend([7; 12]);
    packet.extend([0, 6]);
    packet.extend(length.to_be_bytes());
    packet.extend(&name);
    // The priority, which each such request has (RFC 8445 §7.1.1).
    packet.extend([0, 0x24, 0, 4, 0x6e, 0, 1, 0xff]);
    let password = endpoint.ice_password();
    let mut mac = Hmac::<Sha1>::new_from_slice(password.as_bytes()).unwrap();
    mac.update(&packet);
    packet.extend([0, 8, 0, 20]);
    packet.extend(mac.finalize().into_bytes());
    packet
}

#[test]
fn requests_of_the_invited_that_nobody_follows_up_take_no_slot() {
    let runtime = runtime();
    let relay = runtime.block_on(Relay::start(loopback()));
    let settings = with_endpoint(Identity::generate().unwrap());
    let address = settings.endpoint.as_ref().unwrap().listen;
    let mut server = Node::with(runtime.handle(), settings, &[&relay.url()]);
    let url = server.endpoint.clone().unwrap();
    let Some(Endpoint::WebRtc(endpoint)) = Endpoint::parse(&url) else {
        panic!("{url}");
    };
    let socket = UdpSocket::bind(loopback()).unwrap();
    let answered = socket.try_clone().unwrap();
    answered.set_nonblocking(true).unwrap();
    let mut count = 0;
    let mut forge = move || {
        count += 1;
        let packet = request(&endpoint, &format!("caller{count}"));
        socket.send_to(&packet, address).unwrap();
    };
    // More callers than there are slots, each of which is answered.
    let (mut answers, mut buffer) = (0, [0; 2_048]);
    for _ in 0..20 {
        forge();
    }
    until("answers", [&mut server], |_| {
        while answered.recv(&mut buffer).is_ok() {
            answers += 1;
        }
        answers >= 20
    });
    assert!(server.links.is_empty());
    // A peer that the relay introduces, and one that calls the endpoint, find slots meanwhile.
    let mut last = clock::instant();
    for url in [&relay.url(), &url] {
        let mut ann = Node::start(runtime.handle(), &[url]);
        let before = server.groups.len();
        until("a link", [&mut server, &mut ann], |[server, ann]| {
            if last.elapsed() >= Duration::from_millis(50) {
                last = clock::instant();
                forge();
            }
            server.groups.len() > before && ann.links.len() == 1
        });
        assert!(ann.network.figures().attempts.is_empty(), "it was refused");
    }
}

#[test]
fn callers_at_both_entries_have_the_group_of_their_network() {
    let runtime = runtime();
    let settings = with_endpoint(Identity::generate().unwrap());
    let mut server = Node::serve(runtime.handle(), settings);
    let url = server.endpoint.clone().unwrap();
    let entry = runtime.block_on(server.mount());
    let mut callers = [&url, &entry].map(|url| Node::start(runtime.handle(), &[url]));
    let [ann, bob] = &mut callers;
    until("links", [&mut server, ann, bob], |[server, ..]| {
        server.links.len() == 2
    });
    let [Some(one), Some(other)] = server.groups[..] else {
        panic!("{:?}", server.groups);
    };
    assert_eq!(one, other);
    assert!(server.network.discouraged().is_empty());
    // An offence is not forgotten when its caller comes again with another name.
    let link = server.links[0];
    server.drop_link(link, &Fault::Flood);
    assert_eq!(server.network.discouraged(), [one]);
}

#[test]
fn descriptions_that_can_not_be_read_harm_nobody() {
    let runtime = runtime();
    let relay = runtime.block_on(Relay::start(loopback()));
    let url = relay.url();
    let mut ann = Node::start(runtime.handle(), &[&url]);
    until("the relay", [&mut ann], |[ann]| {
        ann.network.figures().relays[0].state == api::RelayView::Connected
    });
    let stranger = runtime.block_on(stranger(&url));
    until("a failed attempt", [&mut ann], |[ann]| {
        !ann.network.figures().attempts.is_empty()
    });
    assert!(ann.links.is_empty());
    drop(stranger);
    let mut bob = Node::start(runtime.handle(), &[&url]);
    until("a link", [&mut ann, &mut bob], |nodes| {
        nodes.iter().all(|node| node.links.len() == 1)
    });
}

/// Joins the room and sends every peer in it invalid descriptions and candidates.
async fn stranger(url: &str) -> impl Sized {
    let (mut socket, _) = connect_async(url).await.unwrap();
    let peer = PeerKey::from_bytes([1; 16]);
    let join = ToRelay::Join { room: ROOM, peer };
    socket
        .send(Message::text(join.encode().unwrap()))
        .await
        .unwrap();
    let welcome = loop {
        let message = socket.next().await.unwrap().unwrap();
        if let Message::Text(text) = message {
            break FromRelay::decode(&text).unwrap();
        }
    };
    let FromRelay::Welcome { peers, .. } = welcome else {
        panic!("{welcome:?}");
    };
    for peer in peers {
        for sdp in [
            "",
            "v=0",
            "v=0\r\nm=audio 9 RTP/AVP 0\r\n",
            "\u{0}\r\n=\r\n",
        ] {
            let candidate = Body::Candidate {
                candidate: sdp.into(),
                sdp_mid: None,
                sdp_m_line_index: None,
            };
            for body in [
                Body::Offer { sdp: sdp.into() },
                candidate,
                Body::Answer { sdp: sdp.into() },
            ] {
                let signal = ToRelay::Signal {
                    to: peer.peer,
                    body,
                };
                socket
                    .send(Message::text(signal.encode().unwrap()))
                    .await
                    .unwrap();
            }
        }
    }
    socket
}
