//! The vault: what opens it, what does not, and how damage is detected.

use primitives::sha256d;
use wallet::{Protection, Vault, VaultError, Words};

const SALT: [u8; 16] = [0x51; 16];
const NONCE: [u8; 24] = [0x37; 24];

fn words() -> Words {
    Words::from_entropy(*b"sixteen bytes ok")
}

/// The bytes with a valid checksum.
fn resummed(mut bytes: Vec<u8>) -> Vec<u8> {
    let body = bytes.len() - 8;
    let checksum = sha256d(&bytes[..body]);
    bytes[body..].copy_from_slice(&checksum[..8]);
    bytes
}

#[test]
fn a_passphrase_opens_what_it_closed() {
    let vault = Vault::seal(&words(), Some("correct horse"), SALT, NONCE);
    assert_eq!(vault.protection(), Protection::Passphrase);
    let kept = Vault::from_bytes(&vault.to_bytes()).unwrap();
    assert_eq!(kept.protection(), Protection::Passphrase);
    assert_eq!(kept.identity(), words().seed().identity().public());
    assert!(kept.open(Some("correct horse")).unwrap() == words());
    assert_eq!(kept.open(None).err(), Some(VaultError::PassphraseNeeded));
    assert_eq!(
        kept.open(Some("")).err(),
        Some(VaultError::PassphraseNeeded)
    );
    assert_eq!(
        kept.open(Some("correct horse ")).err(),
        Some(VaultError::WrongPassphrase)
    );
}

#[test]
fn longer_words_rest_whole() {
    let phrases = [
        "abandon ".repeat(14) + "address",
        "zoo ".repeat(23) + "vote",
    ];
    for phrase in phrases {
        let words = Words::parse(&phrase).unwrap();
        for passphrase in [None, Some("correct horse")] {
            let vault = Vault::seal(&words, passphrase, SALT, NONCE);
            let kept = Vault::from_bytes(&vault.to_bytes()).unwrap();
            assert_eq!(*kept.open(passphrase).unwrap().phrase(), phrase);
        }
    }
    // A file with more than 24 words is refused.
    let mut long = Vault::seal(&words(), None, SALT, NONCE).to_bytes().to_vec();
    let end = long.len() - 8;
    long.splice(end..end, [0; 20]);
    let error = Vault::from_bytes(&resummed(long)).err();
    assert_eq!(error, Some(VaultError::Damaged));
}

#[test]
fn the_words_are_not_in_the_file_that_a_passphrase_closes() {
    let contains = |bytes: &[u8]| bytes.windows(16).any(|part| part == b"sixteen bytes ok");
    let sealed = Vault::seal(&words(), Some("x"), SALT, NONCE);
    assert!(!contains(&sealed.to_bytes()));
    assert!(contains(
        &Vault::seal(&words(), None, SALT, NONCE).to_bytes()
    ));
}

#[test]
fn without_a_passphrase_the_vault_says_so() {
    for none in [None, Some("")] {
        let vault = Vault::seal(&words(), none, SALT, NONCE);
        assert_eq!(vault.protection(), Protection::None);
        let kept = Vault::from_bytes(&vault.to_bytes()).unwrap();
        assert!(kept.open(None).unwrap() == words());
        assert!(kept.open(Some("whatever")).unwrap() == words());
    }
}

#[test]
fn every_flipped_bit_and_every_cut_is_refused() {
    for passphrase in [None, Some("x")] {
        let bytes = Vault::seal(&words(), passphrase, SALT, NONCE).to_bytes();
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut flipped = bytes.to_vec();
                flipped[at] ^= 1 << bit;
                assert_eq!(
                    Vault::from_bytes(&flipped).err(),
                    Some(VaultError::Damaged),
                    "byte {at}, bit {bit}"
                );
            }
            assert_eq!(
                Vault::from_bytes(&bytes[..at]).err(),
                Some(VaultError::Damaged)
            );
        }
        let longer = [&bytes[..], &[0]].concat();
        assert_eq!(Vault::from_bytes(&longer).err(), Some(VaultError::Damaged));
    }
}

/// A changed file with a valid checksum is detected by the cipher's tag or the identity.
#[test]
fn a_forged_file_does_not_open() {
    let bytes = Vault::seal(&words(), Some("x"), SALT, NONCE).to_bytes();
    // The first and last bytes of identity, salt, nonce, ciphertext and tag.
    let parts = [1, 33, 47, 62, 63, 86, 87, 102, 103, 118];
    for at in parts {
        let mut forged = bytes.to_vec();
        forged[at] ^= 1;
        let opened = Vault::from_bytes(&resummed(forged)).and_then(|vault| vault.open(Some("x")));
        assert!(opened.is_err(), "byte {at}");
    }
    let bytes = Vault::seal(&words(), None, SALT, NONCE).to_bytes();
    for at in 35..51 {
        let mut forged = bytes.to_vec();
        forged[at] ^= 1;
        let vault = Vault::from_bytes(&resummed(forged)).unwrap();
        assert_eq!(
            vault.open(None).err(),
            Some(VaultError::Damaged),
            "byte {at}"
        );
    }
}

#[test]
fn a_file_cannot_ask_for_too_much_or_too_little_work() {
    let bytes = Vault::seal(&words(), Some("x"), SALT, NONCE).to_bytes();
    let with = |memory: u32, passes: u32, lanes: u32| {
        let mut bytes = bytes.to_vec();
        for (at, number) in [(35, memory), (39, passes), (43, lanes)] {
            bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
        }
        Vault::from_bytes(&resummed(bytes)).err()
    };
    assert_eq!(with(19 * 1024, 2, 1), None);
    for (memory, passes, lanes) in [
        (u32::MAX, 2, 1),
        (128 * 1024 + 1, 2, 1),
        (19 * 1024 - 1, 2, 1),
        (19 * 1024, 9, 1),
        (19 * 1024, u32::MAX, 1),
        (19 * 1024, 1, 1),
        (19 * 1024, 2, 0),
        (19 * 1024, 2, 5),
    ] {
        assert_eq!(
            with(memory, passes, lanes),
            Some(VaultError::Cost {
                memory,
                passes,
                lanes
            })
        );
    }
}

#[test]
fn another_version_is_named() {
    for version in [1, 3] {
        let mut bytes = Vault::seal(&words(), None, SALT, NONCE).to_bytes().to_vec();
        bytes[0] = version;
        assert_eq!(
            Vault::from_bytes(&resummed(bytes)).err(),
            Some(VaultError::UnknownVersion(version))
        );
    }
}
