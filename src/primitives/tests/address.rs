//! Addresses against BIP350's vectors and two other decoders, and all errors.

use bech32::Fe32;
use bech32::primitives::iter::{ByteIterExt, Fe32IterExt};
use bitcoin::address::NetworkUnchecked;
use bitcoin::{KnownHrp, Network, WitnessProgram, WitnessVersion};
use primitives::address::{encode, encode_key, parse, parse_any};
use primitives::{AddressError, KeyHash, Lock, Prefix, PrefixError};
use proptest::prelude::*;

fn prefix(text: &str) -> Prefix {
    Prefix::new(text).unwrap()
}

/// The same witness program with another prefix.
fn moved(text: &str, to: &str) -> String {
    let (_, version, program) = bech32::segwit::decode(text).unwrap();
    let hrp = bech32::Hrp::parse(to).unwrap();
    bech32::segwit::encode(hrp, version, &program).unwrap()
}

/// BIP350's valid addresses are recognised as Bitcoin's. With a prefix that Tabchain allows, those
/// of version 1 and above have the right checksum but not the lock of a key; those of version 0
/// have the older checksum.
#[test]
fn bip350_addresses_are_not_payable() {
    use AddressError::{BadChecksum, OtherCurrency, UnknownVersion, WrongLength};
    for (text, error) in [
        ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", BadChecksum),
        (
            "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
            BadChecksum,
        ),
        (
            "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
            UnknownVersion(1),
        ),
        ("BC1SW50QGDZ25J", UnknownVersion(16)),
        // The version of key locks, with 16 bytes.
        (
            "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs",
            WrongLength { found: 16 },
        ),
        (
            "tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c",
            UnknownVersion(1),
        ),
        (
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
            UnknownVersion(1),
        ),
    ] {
        let bitcoins = Err(OtherCurrency("Bitcoin"));
        assert_eq!(parse(text, &prefix("tab")), bitcoins, "{text}");
        assert_eq!(parse(text, &prefix("bcrt")), bitcoins, "{text}");
        assert_eq!(parse_any(text), bitcoins, "{text}");
        for ours in ["tab", "bcrt"] {
            let text = moved(text, ours);
            assert_eq!(parse(&text, &prefix(ours)), Err(error.clone()), "{text}");
        }
    }
    // A valid bech32m string without a witness program.
    assert_eq!(
        parse(
            "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
            &prefix("abcdef")
        ),
        Err(UnknownVersion(31))
    );
}

#[test]
fn other_things_pasted_as_addresses_are_recognised() {
    use AddressError::{Link, OtherCurrency, PaymentUri, PublicKey};
    let key = "02".to_owned() + &"1a".repeat(32);
    for (text, error) in [
        ("https://example.org/#chain=AbC1", Link),
        ("example.org/#chain=AbC1", Link),
        (
            "bitcoin:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4?amount=1",
            PaymentUri,
        ),
        ("tabchain:tab1zqqqq", PaymentUri),
        (key.as_str(), PublicKey),
        (
            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
            OtherCurrency("Bitcoin"),
        ),
        (
            "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
            OtherCurrency("Bitcoin"),
        ),
        (
            "ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9",
            OtherCurrency("Litecoin"),
        ),
    ] {
        assert_eq!(parse(text, &prefix("tab")), Err(error.clone()), "{text}");
        assert_eq!(parse_any(text), Err(error), "{text}");
    }
}

#[test]
fn all_other_errors() {
    let tab = prefix("tab");
    let good = encode_key(&tab, KeyHash::from_bytes([3; 20]));
    assert!(good.starts_with("tab1z"));
    assert_eq!(parse("", &tab), Err(AddressError::Empty));
    assert_eq!(parse(" \n", &tab), Err(AddressError::Empty));
    let lock = Lock::Key(KeyHash::from_bytes([3; 20]));
    assert_eq!(parse(&format!("  {good}\n"), &tab), Ok(lock.clone()));
    assert_eq!(parse(&good.to_uppercase(), &tab), Ok(lock));
    let mixed = good.to_uppercase().replace("TAB", "tab");
    assert_eq!(parse(&mixed, &tab), Err(AddressError::MixedCase));
    let bad = format!("{}o", &good[..good.len() - 1]);
    assert_eq!(parse(&bad, &tab), Err(AddressError::Character('o')));
    assert_eq!(
        parse("hello", &tab),
        Err(AddressError::NotAnAddress {
            wanted: tab.clone()
        })
    );
    assert_eq!(parse_any("hello"), Err(AddressError::NoPrefix));
    assert_eq!(parse("tab1", &tab), Err(AddressError::BadChecksum));
    assert_eq!(
        parse(&good, &prefix("bat")),
        Err(AddressError::WrongPrefix {
            found: "tab".into(),
            wanted: prefix("bat")
        })
    );
    assert_eq!(parse_any(&good), parse(&good, &tab));
    assert_eq!(
        parse(&good[..good.len() - 1], &tab),
        Err(AddressError::BadChecksum)
    );
    for length in [0, 2, 19, 21, 32] {
        let program = vec![7; length];
        let text = with_version::<bech32::Bech32m>("tab", Fe32::Z, &program);
        assert_eq!(
            parse(&text, &tab),
            Err(AddressError::WrongLength { found: length })
        );
    }
}

/// A text in the form of BIP350's addresses, with any version, checksum and number of bytes.
fn with_version<C: bech32::Checksum>(prefix: &str, version: Fe32, program: &[u8]) -> String {
    let hrp = bech32::Hrp::parse(prefix).unwrap();
    program
        .iter()
        .copied()
        .bytes_to_fes()
        .with_checksum::<C>(&hrp)
        .with_witness_version(version)
        .chars()
        .collect()
}

/// Found by fuzzing: the five bits of a character after the twenty bytes do not fill a byte, and
/// were once ignored.
#[test]
fn a_character_after_the_key_hash_is_rejected() {
    let tab = prefix("tab");
    let hrp = bech32::Hrp::parse("tab").unwrap();
    let read = |characters: usize| {
        let data = core::iter::repeat_n(Fe32::Q, characters);
        let text: String = data
            .with_checksum::<bech32::Bech32m>(&hrp)
            .with_witness_version(Fe32::Z)
            .chars()
            .collect();
        parse(&text, &tab)
    };
    assert_eq!(read(32), Ok(Lock::Key(KeyHash::from_bytes([0; 20]))));
    assert_eq!(read(33), Err(AddressError::TooMany));
    assert_eq!(read(34), Err(AddressError::WrongLength { found: 21 }));
}

#[test]
fn only_key_locks_have_addresses() {
    let tab = prefix("tab");
    assert_eq!(encode(&tab, &Lock::Data(vec![1])), None);
    let later = Lock::new(1, &[0; 20]).unwrap();
    assert_eq!(encode(&tab, &later), None);
    assert_eq!(encode(&tab, &Lock::Invalid(vec![])), None);
}

#[test]
fn prefixes_are_checked() {
    for good in ["ab", "tab", "t0", "abcdefghijkl", "a1b1", "bcrt"] {
        assert_eq!(Prefix::new(good).unwrap().as_str(), good);
    }
    for (bad, error) in [
        ("", PrefixError::Length { found: 0 }),
        ("a", PrefixError::Length { found: 1 }),
        ("abcdefghijklm", PrefixError::Length { found: 13 }),
        ("1ab", PrefixError::Character('1')),
        ("aB", PrefixError::Character('B')),
        ("a-b", PrefixError::Character('-')),
        ("aé", PrefixError::Character('é')),
        ("bc", PrefixError::Registered("Bitcoin")),
    ] {
        assert_eq!(Prefix::new(bad), Err(error), "{bad}");
    }
    for (text, message) in [("\"TAB\"", "'T'"), ("\"ltc\"", "Litecoin")] {
        let error = serde_json::from_str::<Prefix>(text).unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
    }
}

fn any_prefix() -> impl Strategy<Value = Prefix> {
    "[a-z][a-z0-9]{1,11}".prop_filter_map("the prefix of another currency", |text: String| {
        Prefix::new(&text).ok()
    })
}

proptest! {
    #[test]
    fn addresses_round_trip(hash: [u8; 20], prefix in any_prefix()) {
        let lock = Lock::Key(KeyHash::from_bytes(hash));
        let text = encode(&prefix, &lock).unwrap();
        prop_assert_eq!(parse(&text, &prefix), Ok(lock.clone()));
        // The bech32 crate's encoder of witness programs agrees.
        let theirs = bech32::segwit::encode(bech32::Hrp::parse(prefix.as_str()).unwrap(), Fe32::Z, &hash);
        prop_assert_eq!(text, theirs.unwrap());
    }

    /// With the one prefix that both accept, the bitcoin crate reads an address as the same script.
    #[test]
    fn the_bitcoin_crate_reads_our_addresses(hash: [u8; 20]) {
        let lock = Lock::Key(KeyHash::from_bytes(hash));
        let text = encode(&prefix("bcrt"), &lock).unwrap();
        let theirs = text.parse::<bitcoin::Address<NetworkUnchecked>>().unwrap();
        let theirs = theirs.require_network(Network::Regtest).unwrap();
        prop_assert_eq!(theirs.script_pubkey().to_bytes(), lock.to_script());
        let program = WitnessProgram::new(WitnessVersion::V2, &hash).unwrap();
        let address = bitcoin::Address::from_witness_program(program, KnownHrp::Regtest);
        prop_assert_eq!(address.to_string(), text);
    }

    /// Among all texts in the form of an address, `parse` accepts exactly those that the bech32
    /// crate's decoder of witness programs accepts and that have the version and length of a key
    /// lock.
    #[test]
    fn addresses_are_read_as_by_the_bech32_crate(
        version in prop_oneof![Just(2), 0..32_u8],
        program in prop_oneof![
            prop::collection::vec(any::<u8>(), 20..21),
            prop::collection::vec(any::<u8>(), 0..44),
        ],
        is_bech32m in prop_oneof![4 => Just(true), 1 => Just(false)],
        change in prop::option::of((4..60_usize, "[a-z0-9]")),
    ) {
        let version = Fe32::try_from(version).unwrap();
        let mut text = match is_bech32m {
            true => with_version::<bech32::Bech32m>("tab", version, &program),
            false => with_version::<bech32::Bech32>("tab", version, &program),
        };
        if let Some((at, to)) = change.filter(|(at, _)| *at < text.len()) {
            text.replace_range(at..=at, &to);
        }
        let theirs = bech32::segwit::decode(&text).ok();
        let theirs = theirs.filter(|(_, version, program)| *version == Fe32::Z && program.len() == 20);
        let theirs = theirs.map(|(_, _, program)| Lock::new(2, &program).unwrap());
        prop_assert_eq!(parse(&text, &prefix("tab")).ok(), theirs);
    }

    #[test]
    fn two_wrong_characters_are_always_detected(
        hash: [u8; 20], at in (4..42_usize, 4..42_usize), to in ("[a-z0-9]", "[a-z0-9]"),
    ) {
        let tab = prefix("tab");
        let good = encode_key(&tab, KeyHash::from_bytes(hash));
        let mut text = good.clone();
        text.replace_range(at.0..=at.0, &to.0);
        text.replace_range(at.1..=at.1, &to.1);
        prop_assert_eq!(parse(&text, &tab).is_ok(), text == good);
    }

    #[test]
    fn garbage_never_panics(text in ".{0,120}") {
        let _ = parse(&text, &prefix("tab"));
        let _ = parse_any(&text);
        let _ = Prefix::new(&text);
    }
}
