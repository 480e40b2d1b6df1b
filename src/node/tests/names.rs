//! Names of people: the peers to which they are sent, and the messages that are refused.

use std::collections::VecDeque;

use chain::{Chain, MemoryStore, SpecDraft};
use node::{Config, Direction, Fault, Input, Node, Output, PeerId, Request, is_name};
use primitives::{BlockHash, SecretKey, Time};
use wire::{Command, Message, NameCard, NamedLink, SignedName, Version};

/// The number of the only link of each node.
const LINK: PeerId = PeerId(0);
/// The bytes that both ends of a link have in common.
const BINDING: [u8; 32] = [5; 32];

struct One {
    node: Node<MemoryStore>,
    now: Time,
    sent: VecDeque<Vec<u8>>,
    dropped: Option<Fault>,
}

impl One {
    /// A node with a link that has just opened.
    fn new(seed: u8, direction: Direction, binding: Option<[u8; 32]>) -> Self {
        let spec = SpecDraft::default().build().unwrap();
        let now = Time::from_timestamp(spec.time);
        let chain = Chain::open(spec, MemoryStore::default()).unwrap();
        let mut one = Self {
            node: Node::open(Config::default(), chain, [seed; 32], now),
            now,
            sent: VecDeque::new(),
            dropped: None,
        };
        one.input(Input::PeerUp(LINK, direction, None));
        if let Some(binding) = binding {
            one.input(Input::Bound(LINK, binding));
        }
        one
    }

    fn input(&mut self, input: Input) {
        self.node.handle(self.now, input);
        loop {
            match self.node.poll() {
                Output::Send(_, message) => self.sent.push_back(message),
                Output::Drop(_, fault) => self.dropped = Some(fault),
                Output::Sleep(_) => return,
                _ => {}
            }
        }
    }

    fn receive(&mut self, message: &Message) {
        self.input(Input::Received(LINK, message.encode()));
    }

    fn name(&mut self, card: Option<NameCard>) {
        self.input(Input::Asked(Request::Name(card.map(Box::new))));
    }

    /// The name of the peer.
    fn peer(&self) -> Option<String> {
        let mut peers = self.node.peers();
        peers
            .next()
            .and_then(|peer| peer.person)
            .map(|person| person.name)
    }

    /// The messages with names that this node has sent and that were not delivered.
    fn names_sent(&self) -> usize {
        let is_name = |message: &&Vec<u8>| message.first() == Some(&Command::Name.byte());
        self.sent.iter().filter(is_name).count()
    }
}

fn identity(byte: u8) -> SecretKey {
    SecretKey::from_bytes([byte; 32]).unwrap()
}

fn genesis() -> BlockHash {
    SpecDraft::default().build().unwrap().genesis_hash()
}

fn card(name: &str, byte: u8) -> NameCard {
    NameCard::sign(name, &identity(byte), genesis()).unwrap()
}

/// Delivers all messages.
fn talk(a: &mut One, b: &mut One) {
    loop {
        let (to_b, to_a) = (a.sent.pop_front(), b.sent.pop_front());
        if to_b.is_none() && to_a.is_none() {
            return;
        }
        for (one, message) in [(&mut *b, to_b), (&mut *a, to_a)] {
            if let Some(message) = message {
                one.input(Input::Received(LINK, message));
            }
        }
    }
}

fn pair(bindings: [Option<[u8; 32]>; 2]) -> (One, One) {
    let [a, b] = bindings;
    (
        One::new(1, Direction::Outbound, a),
        One::new(2, Direction::Inbound, b),
    )
}

/// A peer that is played by the test, with this nonce and this protocol, after the handshake.
fn played(nonce: u64, protocol: u32) -> One {
    let mut one = One::new(3, Direction::Inbound, Some(BINDING));
    let tip = one.node.chain().tip();
    let version = Version {
        protocol,
        genesis: genesis(),
        height: tip.height,
        work: tip.work,
        time: tip.header.time,
        nonce,
        services: 1,
        agent: "a test".into(),
    };
    one.receive(&Message::Version(version));
    one.receive(&Message::Verack);
    one
}

/// The nonce of this node's own handshake.
fn nonce_of(one: &One) -> u64 {
    let first = Message::decode(&one.sent[0]).unwrap();
    match first {
        Message::Version(version) => version.nonce,
        other => panic!("{other:?} is not a version"),
    }
}

#[test]
fn peers_are_told_a_name_its_changes_and_its_end() {
    let (mut ann, mut bob) = pair([Some(BINDING), Some(BINDING)]);
    ann.name(Some(card("Ann", 1)));
    assert_eq!(ann.names_sent(), 0, "nothing before the handshake");
    talk(&mut ann, &mut bob);
    assert_eq!((bob.peer().as_deref(), ann.peer()), (Some("Ann"), None));
    let person = bob.node.peers().next().unwrap().person.unwrap();
    assert_eq!(person.identity, identity(1).public());

    ann.name(Some(card("Anna", 1)));
    talk(&mut ann, &mut bob);
    assert_eq!(bob.peer().as_deref(), Some("Anna"));
    ann.name(Some(card("Anna", 1)));
    assert_eq!(ann.names_sent(), 0, "the same name is not told twice");
    ann.name(None);
    talk(&mut ann, &mut bob);
    assert_eq!((bob.peer(), bob.dropped), (None, None));
}

#[test]
fn who_has_no_name_sends_none() {
    let (mut ann, mut bob) = pair([Some(BINDING), Some(BINDING)]);
    let mut names = 0;
    for _ in 0..20 {
        names += ann.names_sent() + bob.names_sent();
        if let Some(message) = ann.sent.pop_front() {
            bob.input(Input::Received(LINK, message));
        }
        if let Some(message) = bob.sent.pop_front() {
            ann.input(Input::Received(LINK, message));
        }
    }
    assert!(ann.node.peers().all(|peer| peer.ready));
    assert_eq!(names, 0);
}

#[test]
fn a_name_is_gone_with_its_link() {
    let (mut ann, mut bob) = pair([None, None]);
    ann.name(Some(card("Ann", 1)));
    talk(&mut ann, &mut bob);
    assert_eq!(bob.peer().as_deref(), Some("Ann"));
    bob.input(Input::PeerDown(LINK));
    bob.input(Input::PeerUp(LINK, Direction::Inbound, None));
    assert_eq!(bob.peer(), None);
}

#[test]
fn a_name_from_another_link_is_not_shown() {
    // Mallory passes on the message that Ann has signed for her link with Mallory.
    let mut bob = played(7, wire::PROTOCOL);
    let to = nonce_of(&bob);
    let own = NamedLink {
        genesis: genesis(),
        binding: BINDING,
        from: 7,
        to,
    };
    bob.receive(&Message::Name(Some(Box::new(card("Mia", 2).tell(&own)))));
    assert_eq!(bob.peer().as_deref(), Some("Mia"));
    for other in [
        NamedLink { from: 8, ..own },
        NamedLink { to: 8, ..own },
        NamedLink {
            binding: [0; 32],
            ..own
        },
    ] {
        let mut bob = played(7, wire::PROTOCOL);
        bob.receive(&Message::Name(Some(Box::new(card("Ann", 1).tell(&other)))));
        assert_eq!((bob.peer(), bob.dropped), (None, None), "{other:?}");
    }
}

#[test]
fn a_name_that_its_identity_did_not_sign_is_an_offence() {
    let link = NamedLink {
        genesis: genesis(),
        binding: BINDING,
        from: 7,
        to: nonce_of(&played(7, wire::PROTOCOL)),
    };
    let told = card("Ann", 1).tell(&link);
    let renamed = SignedName {
        name: "Mia".into(),
        ..told.clone()
    };
    let claimed = SignedName {
        identity: card("Ann", 2).identity(),
        ..told
    };
    for false_name in [renamed, claimed] {
        let mut bob = played(7, wire::PROTOCOL);
        bob.receive(&Message::Name(Some(Box::new(false_name))));
        assert_eq!(bob.dropped, Some(Fault::FalseName));
        assert!(Fault::FalseName.offence().is_some());
    }
}

#[test]
fn ends_that_do_not_share_a_binding_share_no_names() {
    let (mut ann, mut bob) = pair([Some(BINDING), Some([6; 32])]);
    ann.name(Some(card("Ann", 1)));
    talk(&mut ann, &mut bob);
    assert_eq!((bob.peer(), bob.dropped), (None, None));
}

#[test]
fn a_node_of_an_earlier_protocol_is_told_no_name() {
    let mut ann = played(7, wire::NAMES_SINCE - 1);
    ann.name(Some(card("Ann", 1)));
    assert_eq!(ann.names_sent(), 0);
    let mut ann = played(7, wire::NAMES_SINCE);
    ann.name(Some(card("Ann", 1)));
    assert_eq!(ann.names_sent(), 1);
}

#[test]
fn a_name_that_hides_or_misleads_is_not_shown() {
    for (name, shown) in [
        ("Zoë 张伟", true),
        ("", false),
        (" Ann", false),
        ("a/b", false),
        ("Ann\u{202e}", false),
        ("An\u{200b}n", false),
        ("two\nlines", false),
    ] {
        assert_eq!(is_name(name), shown, "{name:?}");
    }
    assert!(is_name(&"é".repeat(32)) && !is_name(&"e".repeat(33)));
    assert!(!is_name(&"张".repeat(22)), "66 bytes");

    let mut bob = played(7, wire::PROTOCOL);
    let link = NamedLink {
        genesis: genesis(),
        binding: BINDING,
        from: 7,
        to: nonce_of(&bob),
    };
    let told = card("Ann\u{202e}", 1).tell(&link);
    bob.receive(&Message::Name(Some(Box::new(told))));
    assert_eq!((bob.peer(), bob.dropped), (None, None));
}

#[test]
fn names_that_change_all_the_time_are_a_flood() {
    let mut bob = played(7, wire::PROTOCOL);
    let link = NamedLink {
        genesis: genesis(),
        binding: BINDING,
        from: 7,
        to: nonce_of(&bob),
    };
    let told = Message::Name(Some(Box::new(card("Ann", 1).tell(&link))));
    let mut taken = 0;
    while bob.dropped.is_none() && taken < 1_000 {
        bob.receive(&told);
        taken += 1;
    }
    assert_eq!(bob.dropped, Some(Fault::Flood));
    assert!((50..=100).contains(&taken), "{taken}");
}
