//! The messages as text, their bounds and their errors.

use super::*;

const PEER: PeerKey = PeerKey::from_bytes([7; 16]);

const INTRODUCTION: Introduction = Introduction {
    peer: PEER,
    group: Group::from_bytes([9; 8]),
};

fn offer(len: usize) -> Body {
    Body::Offer {
        sdp: "v".repeat(len),
    }
}

#[test]
fn messages_have_these_texts() {
    let join = ToRelay::Join {
        room: Room::from_bytes([1; 32]),
        peer: PEER,
    };
    let room = "01".repeat(32);
    let peer = "07".repeat(16);
    let text = format!(r#"{{"join":{{"room":"{room}","peer":"{peer}"}}}}"#);
    assert_eq!(join.encode().unwrap(), text);
    assert_eq!(ToRelay::decode(&text).unwrap(), join);

    let decline = ToRelay::Signal {
        to: PEER,
        body: Body::Decline,
    };
    let text = format!(r#"{{"signal":{{"to":"{peer}","body":"decline"}}}}"#);
    assert_eq!(decline.encode().unwrap(), text);
    assert_eq!(ToRelay::decode(&text).unwrap(), decline);

    let group = "09".repeat(8);
    let arrived = FromRelay::Arrived(INTRODUCTION);
    let text = format!(r#"{{"arrived":{{"peer":"{peer}","group":"{group}"}}}}"#);
    assert_eq!(arrived.encode().unwrap(), text);
    assert_eq!(ToRelay::Alive {}.encode().unwrap(), r#"{"alive":{}}"#);
}

#[test]
fn every_message_reads_back() {
    let candidate = Body::Candidate {
        candidate: "candidate:1 1 udp 1 127.0.0.1 1 typ host".into(),
        sdp_mid: Some("0".into()),
        sdp_m_line_index: Some(0),
    };
    let server = IceServer {
        urls: vec!["turn:example.org".into()],
        username: Some("1700000000".into()),
        credential: Some("secret".into()),
    };
    let messages = [
        FromRelay::Welcome {
            peers: vec![INTRODUCTION; MAX_LISTED],
            ice_servers: vec![server; MAX_ICE_SERVERS],
        },
        FromRelay::Arrived(INTRODUCTION),
        FromRelay::IceServers {
            ice_servers: Vec::new(),
        },
        FromRelay::Alive {},
        FromRelay::Left { peer: PEER },
        FromRelay::Signal {
            from: PEER,
            group: INTRODUCTION.group,
            body: candidate,
        },
        FromRelay::Signal {
            from: PEER,
            group: INTRODUCTION.group,
            body: Body::Answer {
                sdp: "v=0\r\n".repeat(MAX_SDP / 5),
            },
        },
        FromRelay::Refused {
            reason: Refusal::RoomFull,
            detail: "64 peers".into(),
        },
    ];
    for message in messages {
        let frame = message.encode().unwrap();
        assert_eq!(FromRelay::decode(&frame).unwrap(), message, "{frame}");
    }
}

#[test]
fn bounds_hold_both_ways() {
    let long = ToRelay::Signal {
        to: PEER,
        body: offer(MAX_SDP + 1),
    };
    let error = long.encode().unwrap_err().to_string();
    assert_eq!(
        error,
        "the offer's description has 16385 bytes, at most 16384 are allowed"
    );
    let frame = serde_json::to_string(&long).unwrap();
    assert!(matches!(
        ToRelay::decode(&frame),
        Err(MessageError::TooLong { .. })
    ));
    let crowd = FromRelay::Welcome {
        peers: vec![INTRODUCTION; MAX_LISTED + 1],
        ice_servers: Vec::new(),
    };
    assert!(matches!(crowd.encode(), Err(MessageError::TooMany { .. })));
    let blank = " ".repeat(MAX_FRAME + 1);
    assert!(matches!(
        ToRelay::decode(&blank),
        Err(MessageError::TooLong {
            what: "the frame",
            ..
        })
    ));
}

#[test]
fn malformed_messages_say_what_is_wrong() {
    let cases = [
        ("", "EOF"),
        ("{}", "expected value"),
        (r#"{"shout":{}}"#, "unknown variant `shout`"),
        (r#"{"join":{"room":"00"}}"#, "64 hexadecimal digits"),
        (r#"{"signal":{"to":7}}"#, "expected a string"),
    ];
    for (frame, wanted) in cases {
        let error = ToRelay::decode(frame).unwrap_err().to_string();
        assert!(error.contains(wanted), "{frame}: {error}");
    }
}

#[test]
fn a_newer_relays_reason_is_still_a_refusal() {
    let message = FromRelay::decode(r#"{"refused":{"reason":"new_moon"}}"#).unwrap();
    let unknown = FromRelay::Refused {
        reason: Refusal::Unknown,
        detail: String::new(),
    };
    assert_eq!(message, unknown);
}
