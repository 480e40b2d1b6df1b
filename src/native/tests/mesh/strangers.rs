//! Peers and packets that break the rules.

use std::net::UdpSocket;

use futures_util::{SinkExt as _, StreamExt as _};
use native::network::Identity;
use service::Network as _;
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
