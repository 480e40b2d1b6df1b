//! Addresses against BIP350's vectors and every way to mistype one.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

use primitives::address::{encode, encode_key, parse};
use primitives::{AddressError, KeyHash, Lock, Prefix, PrefixError};
use proptest::prelude::*;

fn prefix(text: &str) -> Prefix {
    Prefix::new(text).unwrap()
}

/// BIP350's valid addresses of version 1 and above: their checksum is ours, their versions mean nothing here yet.
#[test]
fn bip350_checksums_are_understood() {
    for (text, hrp, version) in [
        (
            "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
            "bc",
            1,
        ),
        ("BC1SW50QGDZ25J", "bc", 16),
        ("bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", "bc", 2),
        (
            "tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c",
            "tb",
            1,
        ),
        (
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
            "bc",
            1,
        ),
    ] {
        assert_eq!(
            parse(text, &prefix(hrp)),
            Err(AddressError::UnknownVersion(version)),
            "{text}"
        );
    }
    // A valid bech32m string whose program is no witness program.
    assert_eq!(
        parse(
            "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
            &prefix("abcdef")
        ),
        Err(AddressError::UnknownVersion(31))
    );
}

/// BIP350's invalid addresses, and its version 0 ones, which have bech32's checksum instead.
#[test]
fn bip350_faults_are_found() {
    use AddressError::*;
    for (text, hrp, error) in [
        (
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
            "bc",
            BadChecksum,
        ),
        (
            "tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf",
            "tb",
            BadChecksum,
        ),
        (
            "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
            "bc",
            BadChecksum,
        ),
        (
            "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
            "bc",
            BadChecksum,
        ),
        (
            "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
            "tb",
            BadChecksum,
        ),
        (
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
            "bc",
            WrongLength { found: 20 },
        ),
        (
            "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
            "bc",
            Character('o'),
        ),
        (
            "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq",
            "tb",
            MixedCase,
        ),
        ("bc1gmk9yu", "bc", BadChecksum),
        (
            "tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut",
            "bc",
            WrongPrefix {
                found: "tc".into(),
                wanted: prefix("bc"),
            },
        ),
    ] {
        // BIP350 lists this one as invalid because Bitcoin wants bech32 for version 0. To us it is right.
        if error == (WrongLength { found: 20 }) {
            assert!(
                matches!(parse(text, &prefix(hrp)), Ok(Lock::Key(_))),
                "{text}"
            );
            continue;
        }
        assert_eq!(parse(text, &prefix(hrp)), Err(error), "{text}");
    }
}

/// BIP350's own example of "version 0 with bech32m" holds the key hash of BIP173's first address.
#[test]
fn bip350_version_0_under_bech32m_is_ours() {
    let text = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh";
    let hash = hex_literal::hex!("751e76e8199196d454941c45d1b3a323f1433bd6");
    let lock = Lock::Key(KeyHash::from_bytes(hash));
    assert_eq!(parse(text, &prefix("bc")), Ok(lock.clone()));
    assert_eq!(encode(&prefix("bc"), &lock).as_deref(), Some(text));
}

#[test]
fn other_faults() {
    let tab = prefix("tab");
    let good = encode_key(&tab, KeyHash::from_bytes([3; 20]));
    assert!(good.starts_with("tab1q"));
    assert_eq!(parse("", &tab), Err(AddressError::Empty));
    assert_eq!(parse(" \n", &tab), Err(AddressError::Empty));
    assert!(parse(&format!("  {good}\n"), &tab).is_ok());
    assert!(parse(&good.to_uppercase(), &tab).is_ok());
    assert_eq!(
        parse("hello", &tab),
        Err(AddressError::NotAnAddress {
            wanted: tab.clone()
        })
    );
    assert_eq!(parse("tab1", &tab), Err(AddressError::BadChecksum));
    assert_eq!(
        parse(&good, &prefix("bat")),
        Err(AddressError::WrongPrefix {
            found: "tab".into(),
            wanted: prefix("bat")
        })
    );
    assert_eq!(
        parse(&good[..good.len() - 1], &tab),
        Err(AddressError::BadChecksum)
    );
    for length in [0, 2, 19, 21, 32] {
        let text = with_length(&tab, length);
        assert_eq!(
            parse(&text, &tab),
            Err(AddressError::WrongLength { found: length })
        );
    }
}

/// A well-formed bech32m text of version 0 and any number of bytes.
fn with_length(prefix: &Prefix, length: usize) -> String {
    use bech32::primitives::iter::{ByteIterExt, Fe32IterExt};
    let hrp = bech32::Hrp::parse(prefix.as_str()).unwrap();
    (0..length)
        .map(|_| 7_u8)
        .bytes_to_fes()
        .with_checksum::<bech32::Bech32m>(&hrp)
        .with_witness_version(bech32::Fe32::Q)
        .chars()
        .collect()
}

/// Found by fuzzing: five bits more than twenty bytes are no byte, and went unseen.
#[test]
fn a_character_behind_the_key_hash_is_refused() {
    use bech32::primitives::iter::Fe32IterExt;
    let tab = prefix("tab");
    let hrp = bech32::Hrp::parse("tab").unwrap();
    let read = |characters: usize| {
        let words = core::iter::repeat_n(bech32::Fe32::Q, 1 + characters);
        let text: String = words
            .with_checksum::<bech32::Bech32m>(&hrp)
            .chars()
            .collect();
        parse(&text, &tab)
    };
    assert!(read(32).is_ok());
    assert_eq!(read(33), Err(AddressError::TooMany));
    assert_eq!(read(34), Err(AddressError::WrongLength { found: 21 }));
}

#[test]
fn only_key_locks_have_addresses() {
    let tab = prefix("tab");
    assert_eq!(encode(&tab, &Lock::Data(vec![1])), None);
    let later = Lock::new(1, &[0; 20]).unwrap();
    assert_eq!(encode(&tab, &later), None);
}

#[test]
fn prefixes() {
    for good in ["ab", "tab", "t0", "abcdefghijkl", "a1b1"] {
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
    ] {
        assert_eq!(Prefix::new(bad), Err(error), "{bad}");
    }
    assert!(serde_json::from_str::<Prefix>("\"TAB\"").is_err());
}

proptest! {
    #[test]
    fn addresses_round_trip(hash: [u8; 20], prefix in "[a-z][a-z0-9]{1,11}") {
        let prefix = Prefix::new(&prefix).unwrap();
        let lock = Lock::Key(KeyHash::from_bytes(hash));
        let text = encode(&prefix, &lock).unwrap();
        prop_assert_eq!(parse(&text, &prefix), Ok(lock));
    }

    #[test]
    fn any_two_wrong_characters_are_found(
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
        let _ = Prefix::new(&text);
    }
}
