//! The machine that opens and ends links: its orders for the driver.

use signal::mesh::{RelayId, Settings};
use signal::{
    Body, Descriptions, FromRelay, Group, Introduction, LinkId, Offence, Order, PeerKey, Room,
    Signalling, ToRelay, Visit,
};

const ROOM: Room = Room::from_bytes([9; 32]);
const ME: PeerKey = PeerKey::from_bytes([100; 16]);
const OTHER: PeerKey = PeerKey::from_bytes([200; 16]);
const RELAY: RelayId = RelayId(0);
const URL: &str = "wss://relay.example/signal";
const NODE: &str = "wss://node.example/node";
/// A WebRTC endpoint with the fingerprint 00 … 1f and the password 20 … 2f.
const ENDPOINT: &str = "webrtc://203.0.113.7:9735/\
                        AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v";
const FIRST: LinkId = LinkId(70);
const GROUP: Group = Group::from_bytes([4; 8]);

fn started(urls: &[&str]) -> Signalling {
    let visit = Visit {
        room: ROOM,
        me: ME,
        unnamed: 5,
        seed: 1,
        first_link: 70,
    };
    let mut signalling = Signalling::new(visit, Settings::default(), 0);
    let urls: Vec<_> = urls.iter().map(|url| (*url).to_owned()).collect();
    signalling.set_relays(0, &urls);
    signalling
}

fn drain(signalling: &mut Signalling) -> Vec<Order> {
    let mut orders = Vec::new();
    loop {
        match signalling.poll() {
            Order::Sleep(_) => return orders,
            order => orders.push(order),
        }
    }
}

fn introduction() -> Introduction {
    let group = Group::from_bytes([2; 8]);
    Introduction { peer: OTHER, group }
}

/// A machine that has joined a room with these peers at its relay.
fn joined(peers: Vec<Introduction>) -> Signalling {
    let mut signalling = started(&[URL]);
    let open = Order::OpenSocket {
        relay: RELAY,
        number: 1,
        url: URL.into(),
    };
    assert_eq!(drain(&mut signalling), [open]);
    signalling.socket_opened(RELAY, 1);
    let join = ToRelay::Join {
        room: ROOM,
        peer: ME,
    };
    assert_eq!(drain(&mut signalling), [Order::Send(RELAY, join)]);
    let ice_servers = Vec::new();
    let welcome = FromRelay::Welcome { peers, ice_servers };
    signalling.socket_message(10, RELAY, 1, Ok(welcome));
    signalling
}

fn offer(text: &str) -> Body {
    Body::Offer { sdp: text.into() }
}

fn from_other(body: Body) -> FromRelay {
    let Introduction { peer: from, group } = introduction();
    FromRelay::Signal { from, group, body }
}

#[test]
fn a_peer_of_the_room_is_called_through_the_relay() {
    let mut signalling = joined(vec![introduction()]);
    assert_eq!(drain(&mut signalling), [Order::Call(FIRST, Vec::new())]);
    signalling.signal_from_link(FIRST, offer("mine"));
    let signal = ToRelay::Signal {
        to: OTHER,
        body: offer("mine"),
    };
    assert_eq!(drain(&mut signalling), [Order::Send(RELAY, signal)]);
    let answer = Body::Answer { sdp: "its".into() };
    signalling.socket_message(20, RELAY, 1, Ok(from_other(answer.clone())));
    assert_eq!(drain(&mut signalling), [Order::Signal(FIRST, answer)]);
    signalling.opened(30, FIRST);
    let up = Order::Up {
        link: FIRST,
        called: true,
        group: Some(introduction().group),
    };
    let bound = Order::Bound(
        FIRST,
        Box::new(Descriptions {
            offer: "mine".into(),
            answer: "its".into(),
        }),
    );
    assert_eq!(drain(&mut signalling), [up, bound]);
    signalling.opened(31, FIRST);
    assert_eq!(drain(&mut signalling), [], "it opens once");
    signalling.ended(40, FIRST);
    assert_eq!(
        drain(&mut signalling),
        [Order::Close(FIRST), Order::Down(FIRST)]
    );
    signalling.ended(41, FIRST);
    assert_eq!(drain(&mut signalling), [], "it ends once");
    assert_eq!(signalling.attempts().count(), 0, "it was open");
}

#[test]
fn an_offer_is_answered_and_an_offence_ends_the_link_and_is_remembered() {
    let mut signalling = joined(Vec::new());
    signalling.socket_message(20, RELAY, 1, Ok(from_other(offer("its"))));
    let answer = Order::Answer(FIRST, Vec::new(), "its".into());
    assert_eq!(drain(&mut signalling), [answer]);
    signalling.opened(30, FIRST);
    drain(&mut signalling);
    signalling.offended(40, FIRST, Offence::Malformed);
    assert_eq!(
        drain(&mut signalling),
        [Order::Close(FIRST), Order::Down(FIRST)]
    );
    assert_eq!(signalling.discouraged(), [introduction().group]);
}

#[test]
fn an_answer_to_the_side_that_was_called_is_ignored() {
    let mut signalling = joined(Vec::new());
    signalling.socket_message(20, RELAY, 1, Ok(from_other(offer("its"))));
    drain(&mut signalling);
    let answer = Body::Answer {
        sdp: "of somebody else".into(),
    };
    signalling.socket_message(21, RELAY, 1, Ok(from_other(answer)));
    assert_eq!(drain(&mut signalling), []);
    signalling.signal_from_link(FIRST, Body::Answer { sdp: "mine".into() });
    signalling.opened(30, FIRST);
    let descriptions = Descriptions {
        offer: "its".into(),
        answer: "mine".into(),
    };
    let bound = Order::Bound(FIRST, Box::new(descriptions));
    assert!(drain(&mut signalling).contains(&bound));
}

#[test]
fn events_of_a_socket_that_was_replaced_or_closed_are_ignored() {
    let mut signalling = joined(Vec::new());
    signalling.socket_closed(20, RELAY, 1, Some("It is gone.".into()));
    assert_eq!(drain(&mut signalling), [Order::CloseSocket(RELAY)]);
    let refusals: Vec<_> = signalling.relays().map(|(.., why)| why).collect();
    assert_eq!(refusals, [Some("It is gone.")]);
    signalling.socket_message(30, RELAY, 1, Ok(from_other(offer("late"))));
    signalling.socket_opened(RELAY, 1);
    assert_eq!(drain(&mut signalling), []);
    signalling.try_again(40);
    let open = Order::OpenSocket {
        relay: RELAY,
        number: 2,
        url: URL.into(),
    };
    assert_eq!(drain(&mut signalling), [open]);
    signalling.socket_closed(50, RELAY, 1, None);
    assert_eq!(drain(&mut signalling), []);
}

#[test]
fn an_endpoint_is_linked_with_without_any_relay() {
    let mut signalling = started(&[ENDPOINT]);
    assert_eq!(drain(&mut signalling), [Order::Call(FIRST, Vec::new())]);
    signalling.signal_from_link(FIRST, offer("v=0\r\na=mid:0\r\n"));
    let orders = drain(&mut signalling);
    let [Order::Signal(FIRST, Body::Answer { sdp })] = &orders[..] else {
        panic!("{orders:?}");
    };
    assert!(
        sdp.contains("a=ice-lite") && sdp.contains("203.0.113.7 9735"),
        "{sdp}"
    );
    let candidate = Body::Candidate {
        candidate: "candidate:1 1 udp 1 10.0.0.1 9 typ host".into(),
        sdp_mid: None,
        sdp_m_line_index: None,
    };
    signalling.signal_from_link(FIRST, candidate);
    assert_eq!(drain(&mut signalling), []);
    // The link does not open, and is recorded as a failed attempt.
    signalling.ended(60, FIRST);
    assert_eq!(drain(&mut signalling), [Order::Close(FIRST)]);
    let attempts: Vec<_> = signalling.attempts().collect();
    assert_eq!((attempts.len(), attempts[0].own.host), (1, 1));
}

#[test]
fn a_node_that_takes_websockets_is_dialled_at_its_url() {
    let mut signalling = started(&[NODE]);
    assert_eq!(drain(&mut signalling), [Order::Dial(FIRST, NODE.into())]);
    signalling.opened(30, FIRST);
    let up = Order::Up {
        link: FIRST,
        called: true,
        group: None,
    };
    assert_eq!(drain(&mut signalling), [up]);
    // Without the endpoint among the URLs, the link stays, and the endpoint is not called again.
    signalling.set_relays(40, &[]);
    assert_eq!(drain(&mut signalling), []);
    signalling.ended(50, FIRST);
    signalling.woken(1_000_000);
    assert_eq!(
        drain(&mut signalling),
        [Order::Close(FIRST), Order::Down(FIRST)]
    );
}

#[test]
fn callers_at_the_own_endpoint_are_let_in_while_a_slot_is_free() {
    let mut signalling = started(&[]);
    let let_in: Vec<_> = (0..50)
        .map_while(|_| {
            let link = signalling.caller_came(0, GROUP)?;
            // Its connection is open already.
            signalling.opened(0, link);
            Some(link)
        })
        .collect();
    let Settings {
        most, own, spare, ..
    } = Settings::default();
    assert_eq!(let_in.len(), most - own + spare);
    let told = let_in.iter().map(|link| Order::Up {
        link: *link,
        called: false,
        group: Some(GROUP),
    });
    assert_eq!(drain(&mut signalling), told.collect::<Vec<_>>());
    signalling.ended(1, let_in[0]);
    assert!(
        signalling.caller_came(2, GROUP).is_some() && signalling.caller_came(2, GROUP).is_none()
    );
}
