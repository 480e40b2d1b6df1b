//! Invitation links that name direct endpoints.

use api::Known;
use base64ct::{Base64UrlUnpadded, Encoding};
use primitives::{Encode as _, put_bytes, sha256d};
use service::{Invitation, InvitationError, Profile};
use signal::Endpoint;

use crate::people::{easy, entropy};

const PAGE: &str = "https://example.org/tab/";

/// A WebRTC endpoint with the fingerprint 00 … 1f and the password 20 … 2f.
const ENDPOINT: &str = "webrtc://203.0.113.7:9735/\
                        AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v";

fn with_endpoints(relay: &str, endpoints: &[&str]) -> Invitation {
    Invitation {
        spec: easy().spec,
        relay: relay.to_owned(),
        endpoints: endpoints.iter().map(|url| (*url).to_owned()).collect(),
    }
}

/// A link of version 2 with this text in the place of its endpoints.
fn sealed_with(endpoints: &str) -> String {
    let mut bytes = vec![2];
    put_bytes(&mut bytes, &easy().spec.to_bytes());
    put_bytes(&mut bytes, b"");
    put_bytes(&mut bytes, endpoints.as_bytes());
    let sum = sha256d(&bytes);
    bytes.extend_from_slice(&sum[..4]);
    format!("{PAGE}#chain={}", Base64UrlUnpadded::encode_string(&bytes))
}

#[test]
fn a_link_names_nodes_that_need_no_relay() {
    let node = "wss://node.example/node";
    for (relay, endpoints) in [
        ("", &[ENDPOINT][..]),
        (
            "wss://relay.example/signal",
            &[ENDPOINT, node, "ws://127.0.0.1:1/node"][..],
        ),
    ] {
        let invitation = with_endpoints(relay, endpoints);
        let link = invitation.to_link(PAGE);
        assert_eq!(Invitation::parse(&link), Ok(invitation.clone()));
        // Letters that a messenger puts behind the link are not read as part of it.
        assert_eq!(Invitation::parse(&format!("{link}AbC")), Ok(invitation));
    }
    // A link without endpoints is the one that earlier programs write and read.
    let plain = with_endpoints("", &[]).to_link(PAGE);
    let payload = plain.rsplit_once('=').unwrap().1;
    assert_eq!(Base64UrlUnpadded::decode_vec(payload).unwrap()[0], 1);
    let same = format!("{ENDPOINT} {node}");
    assert_eq!(
        sealed_with(&same),
        with_endpoints("", &[ENDPOINT, node]).to_link(PAGE)
    );
}

#[test]
fn an_endpoint_that_can_not_be_called_is_refused() {
    for (text, named) in [
        ("", ""),
        ("wss://relay.example/signal", "wss://relay.example/signal"),
        (
            "wss://user@node.example/node",
            "wss://user@node.example/node",
        ),
        (
            "webrtc://node.example:1/AAAA",
            "webrtc://node.example:1/AAAA",
        ),
        ("ws://a/node  ws://b/node", ""),
        (
            "ws://a/node ws://b/node ws://c/node ws://d/node",
            "ws://d/node",
        ),
    ] {
        assert_eq!(
            Invitation::parse(&sealed_with(text)),
            Err(InvitationError::Endpoint(named.to_owned())),
            "{text}"
        );
    }
    let long = format!("wss://{}/node", "a".repeat(200));
    assert_eq!(
        Invitation::parse(&sealed_with(&long)),
        Err(InvitationError::Endpoint(long))
    );
}

#[test]
fn a_joined_chain_calls_the_links_nodes_beside_its_relay() {
    let mut profile = Profile::new(entropy(1));
    let invitation = with_endpoints("wss://relay.example/signal", &[ENDPOINT]);
    let link = invitation.to_link(PAGE);
    let shown = profile.invitation(&link).unwrap();
    assert_eq!(shown.endpoints, [ENDPOINT]);
    let genesis = profile.join(&link, false, None).unwrap();
    assert_eq!(
        profile.relays(&genesis),
        ["wss://relay.example/signal", ENDPOINT]
    );
    // Another link's node is added to a known chain only where the person agrees.
    let other = with_endpoints("", &["wss://node.example/node"]).to_link(PAGE);
    assert_eq!(profile.invitation(&other).unwrap().known, Known::OtherRelay);
    profile.join(&other, false, None).unwrap();
    assert_eq!(profile.relays(&genesis).len(), 2);
    profile.join(&other, true, None).unwrap();
    assert_eq!(profile.relays(&genesis).len(), 3);
    assert_eq!(profile.invitation(&other).unwrap().known, Known::Same);
}

#[test]
fn the_program_agrees_with_the_vectors() {
    let file = include_str!("../../../../tests/vectors/invitations.json");
    let file: serde_json::Value = serde_json::from_str(file).unwrap();
    let vectors = file["vectors"].as_array().unwrap();
    assert!(vectors.len() >= 3);
    for vector in vectors {
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let endpoints = vector["endpoints"].as_array().unwrap();
        let invitation = Invitation::parse(vector["payload"].as_str().unwrap()).unwrap();
        let spec: String = invitation
            .spec
            .to_bytes()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(spec, text(&vector["spec"]));
        assert_eq!(invitation.relay, text(&vector["relay"]));
        let urls: Vec<_> = endpoints
            .iter()
            .map(|endpoint| text(&endpoint["url"]))
            .collect();
        assert_eq!(invitation.endpoints, urls);
        let payload = text(&vector["payload"]);
        assert_eq!(invitation.to_link(PAGE), format!("{PAGE}#chain={payload}"));
        for endpoint in endpoints {
            if let Some(Endpoint::WebRtc(read)) = Endpoint::parse(&text(&endpoint["url"])) {
                assert_eq!(read.ufrag(), text(&endpoint["ufrag"]));
                assert_eq!(read.ice_password(), text(&endpoint["ice_password"]));
            }
        }
    }
}
