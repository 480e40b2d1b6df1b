//! Properties of the messages with a relay: round trips, texts that are not messages, and bounds.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use signal::messages::{
    MAX_CANDIDATE, MAX_DETAIL, MAX_FRAME, MAX_ICE_SERVERS, MAX_ICE_TEXT, MAX_ICE_URLS, MAX_LISTED,
    MAX_MID, MAX_SDP,
};
use signal::{Body, FromRelay, Group, IceServer, Introduction, PeerKey, Refusal, Room, ToRelay};

fn peer() -> impl Strategy<Value = PeerKey> {
    any::<[u8; 16]>().prop_map(PeerKey::from_bytes)
}

fn group() -> impl Strategy<Value = Group> {
    any::<[u8; 8]>().prop_map(Group::from_bytes)
}

/// A text of at most `max` bytes, with characters that JSON escapes.
fn text(max: usize) -> impl Strategy<Value = String> {
    let letter = prop_oneof![
        Just('a'),
        Just('\n'),
        Just('"'),
        Just('\u{1}'),
        any::<char>()
    ];
    vec(letter, 0..=max.min(60) / 4).prop_map(String::from_iter)
}

fn body() -> impl Strategy<Value = Body> {
    let candidate = (text(MAX_CANDIDATE), of(text(MAX_MID)), any::<Option<u16>>());
    prop_oneof![
        text(MAX_SDP).prop_map(|sdp| Body::Offer { sdp }),
        text(MAX_SDP).prop_map(|sdp| Body::Answer { sdp }),
        candidate.prop_map(|(candidate, sdp_mid, sdp_m_line_index)| Body::Candidate {
            candidate,
            sdp_mid,
            sdp_m_line_index
        }),
        Just(Body::Decline),
    ]
}

fn ice_server() -> impl Strategy<Value = IceServer> {
    let urls = vec(text(MAX_ICE_TEXT), 0..=MAX_ICE_URLS);
    (urls, of(text(MAX_ICE_TEXT)), of(text(MAX_ICE_TEXT))).prop_map(
        |(urls, username, credential)| IceServer {
            urls,
            username,
            credential,
        },
    )
}

fn ice_servers() -> impl Strategy<Value = Vec<IceServer>> {
    vec(ice_server(), 0..=MAX_ICE_SERVERS)
}

fn introduction() -> impl Strategy<Value = Introduction> {
    (peer(), group()).prop_map(|(peer, group)| Introduction { peer, group })
}

fn to_relay() -> impl Strategy<Value = ToRelay> {
    let room = any::<[u8; 32]>().prop_map(Room::from_bytes);
    prop_oneof![
        (room, peer()).prop_map(|(room, peer)| ToRelay::Join { room, peer }),
        (peer(), body()).prop_map(|(to, body)| ToRelay::Signal { to, body }),
        Just(ToRelay::Alive {}),
    ]
}

fn from_relay() -> impl Strategy<Value = FromRelay> {
    let peers = vec(introduction(), 0..=MAX_LISTED);
    let reason = prop_oneof![
        Just(Refusal::Malformed),
        Just(Refusal::NotJoined),
        Just(Refusal::AlreadyJoined),
        Just(Refusal::KeyTaken),
        Just(Refusal::RoomFull),
        Just(Refusal::RelayFull),
        Just(Refusal::TooMany),
        Just(Refusal::TooFast),
        Just(Refusal::TooSlow),
    ];
    prop_oneof![
        (peers, ice_servers())
            .prop_map(|(peers, ice_servers)| FromRelay::Welcome { peers, ice_servers }),
        ice_servers().prop_map(|ice_servers| FromRelay::IceServers { ice_servers }),
        introduction().prop_map(FromRelay::Arrived),
        peer().prop_map(|peer| FromRelay::Left { peer }),
        (peer(), group(), body()).prop_map(|(from, group, body)| FromRelay::Signal {
            from,
            group,
            body
        }),
        (reason, text(MAX_DETAIL))
            .prop_map(|(reason, detail)| FromRelay::Refused { reason, detail }),
        Just(FromRelay::Alive {}),
    ]
}

/// A frame with one of its bytes replaced by a character of JSON.
fn damaged(frame: &str, at: prop::sample::Index, by: u8) -> String {
    let mut bytes = frame.as_bytes().to_vec();
    let at = at.index(bytes.len());
    bytes[at] = by;
    String::from_utf8_lossy(&bytes).into_owned()
}

proptest! {
    #[test]
    fn messages_to_a_relay_survive(message in to_relay()) {
        let frame = message.encode().unwrap();
        prop_assert!(frame.len() <= MAX_FRAME);
        prop_assert_eq!(ToRelay::decode(&frame).unwrap(), message);
    }

    #[test]
    fn messages_from_a_relay_survive(message in from_relay()) {
        let frame = message.encode().unwrap();
        prop_assert!(frame.len() <= MAX_FRAME);
        prop_assert_eq!(FromRelay::decode(&frame).unwrap(), message);
    }

    #[test]
    fn any_text_is_rejected_or_a_message(text in ".{0,200}") {
        if let Ok(message) = ToRelay::decode(&text) {
            prop_assert_eq!(ToRelay::decode(&message.encode().unwrap()).unwrap(), message);
        }
        if let Ok(message) = FromRelay::decode(&text) {
            prop_assert_eq!(FromRelay::decode(&message.encode().unwrap()).unwrap(), message);
        }
    }

    #[test]
    fn damaged_frames_are_rejected_or_messages(
        to in to_relay(),
        from in from_relay(),
        at in any::<prop::sample::Index>(),
        by in prop::sample::select(b"{}[]\",:0a\\n".to_vec()),
    ) {
        if let Ok(message) = ToRelay::decode(&damaged(&to.encode().unwrap(), at, by)) {
            prop_assert_eq!(ToRelay::decode(&message.encode().unwrap()).unwrap(), message);
        }
        if let Ok(message) = FromRelay::decode(&damaged(&from.encode().unwrap(), at, by)) {
            prop_assert_eq!(FromRelay::decode(&message.encode().unwrap()).unwrap(), message);
        }
    }

    #[test]
    fn a_description_beyond_its_bound_is_neither_written_nor_read(
        to in peer(),
        excess in 1_usize..1_000,
    ) {
        let offer = |len: usize| ToRelay::Signal { to, body: Body::Offer { sdp: "v".repeat(len) } };
        prop_assert!(offer(MAX_SDP + excess).encode().is_err());
        let frame = offer(MAX_SDP).encode().unwrap();
        let longer = frame.replacen('v', &"v".repeat(1 + excess), 1);
        prop_assert!(ToRelay::decode(&longer).is_err());
    }
}
