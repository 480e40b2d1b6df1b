//! Encoding and decoding of messages: round trips, invalid bytes and bounds.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

use primitives::{
    Amount, Block, BlockHash, CompactTarget, Decode, Encode, Header, Height, Input, KeyHash, Lock,
    MerkleNode, OutPoint, Output, SecretKey, Signature, Timestamp, Transaction, Txid, Work,
    sealed_version,
};
use proptest::collection::vec;
use proptest::prelude::*;
use wire::limits::{MAX_HEADERS, MAX_ITEMS, MAX_LOCATOR, MAX_MESSAGE, max_body};
use wire::{Command, Item, Message, MessageError, NameCard, NamedLink, SignedName, Version};

fn hash() -> impl Strategy<Value = BlockHash> {
    any::<[u8; 32]>().prop_map(BlockHash::from_bytes)
}

fn txid() -> impl Strategy<Value = Txid> {
    any::<[u8; 32]>().prop_map(Txid::from_bytes)
}

fn item() -> impl Strategy<Value = Item> {
    prop_oneof![
        txid().prop_map(Item::Transaction),
        hash().prop_map(Item::Block),
    ]
}

fn seal() -> Signature {
    SecretKey::from_bytes([9; 32]).unwrap().sign(&[8; 32])
}

/// This name on a link.
fn told(name: &str) -> SignedName {
    let identity = SecretKey::from_bytes([9; 32]).unwrap();
    let card = NameCard::sign(name, &identity, BlockHash::ZERO).unwrap();
    card.tell(&LINK)
}

/// A link between nodes with the nonces 1 and 2.
const LINK: NamedLink = NamedLink {
    genesis: BlockHash::ZERO,
    binding: [7; 32],
    from: 1,
    to: 2,
};

fn header() -> impl Strategy<Value = Header> {
    (any::<i32>(), hash(), any::<[u8; 32]>(), any::<[u32; 3]>()).prop_map(
        |(version, previous, root, [time, bits, nonce])| {
            let mut header = Header {
                version,
                previous,
                merkle_root: MerkleNode::from_bytes(root),
                time: Timestamp(time),
                bits: CompactTarget(bits),
                nonce,
                seal: None,
            };
            header.seal = header.author().map(|_| seal());
            header
        },
    )
}

fn transaction() -> impl Strategy<Value = Transaction> {
    let input = (
        txid(),
        any::<u32>(),
        vec(any::<u8>(), 0..20),
        vec(vec(any::<u8>(), 0..70), 0..3),
    )
        .prop_map(|(txid, sequence, script, witness)| Input {
            previous: OutPoint {
                txid,
                index: sequence % 7,
            },
            script,
            sequence,
            witness: witness.into_iter().collect(),
        });
    let output = (0..=Amount::MAX.units(), any::<[u8; 20]>()).prop_map(|(units, key)| Output {
        amount: Amount::from_units(units).unwrap(),
        lock: Lock::Key(KeyHash::from_bytes(key)),
    });
    (
        any::<i32>(),
        vec(input, 1..4),
        vec(output, 1..4),
        any::<u32>(),
    )
        .prop_map(|(version, inputs, outputs, lock_time)| Transaction {
            version,
            inputs,
            outputs,
            lock_time,
        })
}

fn version() -> impl Strategy<Value = Version> {
    (
        any::<[u32; 2]>(),
        hash(),
        any::<u128>(),
        any::<[u64; 2]>(),
        "[ -~]{0,64}",
    )
        .prop_map(
            |([protocol, height], genesis, work, [nonce, services], agent)| Version {
                protocol,
                genesis,
                height: Height(height),
                work: Work::new(ethnum::U256::from(work)),
                time: Timestamp(height.wrapping_mul(7)),
                nonce,
                services,
                agent,
            },
        )
}

fn message() -> impl Strategy<Value = Message> {
    prop_oneof![
        version().prop_map(Message::Version),
        Just(Message::Verack),
        any::<u64>().prop_map(Message::Ping),
        any::<(u64, u32)>().prop_map(|(number, time)| Message::Pong(number, Timestamp(time))),
        (vec(hash(), 0..5), hash())
            .prop_map(|(locator, stop)| Message::GetHeaders { locator, stop }),
        vec(header(), 0..5).prop_map(Message::Headers),
        vec(item(), 0..5).prop_map(Message::Inv),
        vec(item(), 0..5).prop_map(Message::GetData),
        vec(item(), 0..5).prop_map(Message::NotFound),
        (header(), vec(transaction(), 1..4)).prop_map(|(header, transactions)| Message::Block(
            Block {
                header,
                transactions
            }
        )),
        transaction().prop_map(Message::Transaction),
        Just(Message::GetPool),
        any::<u64>().prop_map(Message::FeeFilter),
        (any::<bool>(), "\\PC{1,16}")
            .prop_map(|(is_some, name)| Message::Name(is_some.then(|| Box::new(told(&name))))),
    ]
}

proptest! {
    #[test]
    fn messages_survive_encoding_and_decoding(message in message()) {
        let bytes = message.encode();
        prop_assert!(bytes.len() <= 1 + max_body(message.command()));
        prop_assert_eq!(Message::decode(&bytes), Ok(message));
    }

    #[test]
    fn garbage_is_rejected_or_reencodes_to_itself(bytes in vec(any::<u8>(), 0..200)) {
        if let Ok(message) = Message::decode(&bytes) {
            prop_assert_eq!(message.encode(), bytes);
        }
    }

    #[test]
    fn garbage_bodies_are_rejected_or_reencode_to_themselves(command in 0..Command::ALL.len(), body in vec(any::<u8>(), 0..300)) {
        let mut bytes = vec![Command::ALL[command].byte()];
        bytes.extend(body);
        if let Ok(message) = Message::decode(&bytes) {
            prop_assert_eq!(message.encode(), bytes);
        }
    }

    #[test]
    fn truncated_and_extended_messages_are_rejected(message in message(), end in any::<prop::sample::Index>()) {
        let mut bytes = message.encode();
        let truncated = Message::decode(&bytes[..end.index(bytes.len())]);
        let is_rejected = matches!(truncated, Err(MessageError::Empty | MessageError::Body { .. }));
        prop_assert!(is_rejected, "{truncated:?}");
        bytes.push(0);
        let extended = Message::decode(&bytes);
        let is_rejected = matches!(
            extended,
            Err(MessageError::TooLong { .. } | MessageError::Body { .. })
        );
        prop_assert!(is_rejected, "{extended:?}");
    }
}

#[test]
fn lists_have_bounds() {
    let hash = BlockHash::ZERO;
    let header = Header {
        version: sealed_version(1), // a sealed header is longer than one without a seal
        previous: hash,
        merkle_root: MerkleNode::from_bytes([0; 32]),
        time: Timestamp(0),
        bits: CompactTarget(0),
        nonce: 0,
        seal: Some(seal()),
    };
    let locator = |length| Message::GetHeaders {
        locator: vec![hash; length],
        stop: hash,
    };
    for (longest, too_long) in [
        (locator(MAX_LOCATOR), locator(MAX_LOCATOR + 1)),
        (
            Message::Headers(vec![header; MAX_HEADERS]),
            Message::Headers(vec![header; MAX_HEADERS + 1]),
        ),
        (
            Message::Inv(vec![Item::Block(hash); MAX_ITEMS]),
            Message::Inv(vec![Item::Block(hash); MAX_ITEMS + 1]),
        ),
    ] {
        assert_eq!(Message::decode(&longest.encode()), Ok(longest));
        assert!(matches!(
            Message::decode(&too_long.encode()),
            Err(MessageError::TooLong { .. })
        ));
    }
}

#[test]
fn a_count_greater_than_the_remaining_bytes_is_rejected() {
    // The count says 5,000 items; none follow.
    let error = Message::decode(&[Command::Inv.byte(), 0xfd, 0x88, 0x13]).unwrap_err();
    assert!(
        error.to_string().contains("165000 bytes wanted, 0 left"),
        "{error}"
    );
}

#[test]
fn each_kind_of_invalid_message_has_its_error() {
    assert_eq!(Message::decode(&[]), Err(MessageError::Empty));
    assert_eq!(
        Message::decode(&[14]),
        Err(MessageError::UnknownCommand(14))
    );
    assert_eq!(
        Message::decode(&vec![Command::Block.byte(); MAX_MESSAGE + 1]),
        Err(MessageError::TooLong {
            command: Command::Block,
            length: MAX_MESSAGE,
            max: MAX_MESSAGE - 1,
        })
    );
    assert!(matches!(
        Message::decode(&[Command::Inv.byte(), 1, 3, 0]),
        Err(MessageError::Body {
            command: Command::Inv,
            ..
        })
    ));
}

#[test]
fn an_agent_is_printable_ascii_of_at_most_64_bytes() {
    let version = |agent: &str| Version {
        protocol: 1,
        genesis: BlockHash::ZERO,
        height: Height(0),
        work: Work::ZERO,
        time: Timestamp(0),
        nonce: 0,
        services: 0,
        agent: agent.into(),
    };
    let decode = |agent| Message::decode(&Message::Version(version(agent)).encode());
    let good = "tabchain 0.1";
    assert_eq!(decode(good), Ok(Message::Version(version(good))));
    for bad in ["line\nbreak", "\u{202e}"] {
        assert!(
            matches!(
                decode(bad),
                Err(MessageError::Body {
                    command: Command::Version,
                    ..
                })
            ),
            "{bad:?}"
        );
    }
    assert!(matches!(
        decode(&"x".repeat(65)),
        Err(MessageError::TooLong {
            command: Command::Version,
            ..
        })
    ));
}

#[test]
fn a_name_has_at_most_64_bytes_of_utf_8_and_may_be_withdrawn() {
    let longest = Message::Name(Some(Box::new(told(&"é".repeat(32)))));
    assert_eq!(longest.encode().len(), 1 + max_body(Command::Name));
    assert_eq!(Message::decode(&longest.encode()), Ok(longest));
    let withdrawn = Message::Name(None);
    assert_eq!(withdrawn.encode(), [Command::Name.byte(), 0]);
    assert_eq!(Message::decode(&withdrawn.encode()), Ok(withdrawn));
    let too_long = Message::Name(Some(Box::new(told(&"n".repeat(65))))).encode();
    assert!(matches!(
        Message::decode(&too_long),
        Err(MessageError::TooLong { .. })
    ));
    let mut no_text = Message::Name(Some(Box::new(told("n")))).encode();
    no_text[2] = 0xff;
    assert!(matches!(
        Message::decode(&no_text),
        Err(MessageError::Body { .. })
    ));
}

#[test]
fn a_name_is_valid_on_its_link_only() {
    let name = told("Ann");
    assert!(name.is_valid_on(&LINK));
    let others = [
        NamedLink {
            genesis: BlockHash::from_bytes([1; 32]),
            ..LINK
        },
        NamedLink {
            binding: [0; 32],
            ..LINK
        },
        NamedLink { from: 3, ..LINK },
        NamedLink { to: 3, ..LINK },
        NamedLink {
            from: LINK.to,
            to: LINK.from,
            ..LINK
        },
    ];
    for other in others {
        assert!(!name.is_valid_on(&other), "{other:?}");
    }
    let renamed = SignedName {
        name: "Bob".into(),
        ..name.clone()
    };
    let stranger = SecretKey::from_bytes([8; 32]).unwrap();
    let claimed = SignedName {
        identity: stranger.public(),
        ..name
    };
    assert!(!renamed.is_valid_on(&LINK) && !claimed.is_valid_on(&LINK));
}

#[test]
fn a_card_is_signed_for_its_chain_only() {
    let identity = SecretKey::from_bytes([9; 32]).unwrap();
    let card = NameCard::sign("Ann", &identity, BlockHash::ZERO).unwrap();
    assert!(card.is_signed(BlockHash::ZERO));
    assert!(!card.is_signed(BlockHash::from_bytes([1; 32])));
    let mut bytes = Encode::to_bytes(&card);
    bytes[1] = b'E';
    let damaged = NameCard::from_bytes(&bytes).unwrap();
    assert_eq!(damaged.name(), "Enn");
    assert!(!damaged.is_signed(BlockHash::ZERO));
}

#[test]
fn a_card_is_read_as_it_was_written_and_does_not_show_its_key() {
    let identity = SecretKey::from_bytes([9; 32]).unwrap();
    let card = NameCard::sign("Zoë", &identity, BlockHash::ZERO).unwrap();
    let bytes = card.to_bytes();
    assert_eq!(bytes.len(), 1 + card.name().len() + NameCard::FIXED_LEN);
    let again = NameCard::from_bytes(&bytes).unwrap();
    assert_eq!(again, card);
    assert_eq!(again.tell(&LINK), card.tell(&LINK));
    assert!(!format!("{card:?}").contains("key"), "{card:?}");
}
