//! The rows: a wallet is restored from them, and damage is detected.

use crate::common::*;
use primitives::Timestamp;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use wallet::{AccountPublic, RestoreError, Settings, Spend, Wallet};

type Rows = BTreeMap<Vec<u8>, Vec<u8>>;

/// The rows of a wallet with a confirmed reward, an unconfirmed payment, and a failed one.
fn rows() -> Rows {
    let seed = seed(1);
    let mut wallet = wallet(&seed);
    let mut chain = Chain::new();
    let lock = wallet.reward_lock();
    chain.mine(&mut wallet, &lock, Vec::new());
    chain.mine_empty(&mut wallet, MATURITY as usize);
    let (_, signed) = send(&wallet, &seed, &stranger(7), Spend::Max, chain.tip()).unwrap();
    wallet.pool_added(&signed, Timestamp(1));
    let paid = payment_from(1, &[(wallet.next_receive_lock(), coins("3"))]);
    wallet.pool_added(&paid, Timestamp(2));
    let taken_back = payment_from(1, &[(stranger(9), coins("3"))]);
    chain.mine(&mut wallet, &stranger(0), vec![taken_back]);
    let changes = wallet.take_changes().into_iter();
    changes
        .filter_map(|(key, value)| Some((key, value?)))
        .collect()
}

fn restore(rows: &Rows) -> Result<Wallet, RestoreError> {
    // Computed once, since deriving the account takes longer than making the wallet.
    static ACCOUNT: LazyLock<AccountPublic> = LazyLock::new(|| seed(1).account(&GENESIS).public());
    Wallet::restore(ACCOUNT.clone(), SETTINGS, rows.clone())
}

#[test]
fn a_restored_wallet_has_nothing_to_store() {
    assert!(restore(&rows()).unwrap().take_changes().is_empty());
}

#[test]
fn no_rows_make_a_new_wallet() {
    let mut fresh = restore(&Rows::new()).unwrap();
    assert_eq!(fresh.synced(), None);
    assert!(!fresh.take_changes().is_empty());
}

#[test]
fn a_block_changes_the_rows_of_what_it_holds_only() {
    let mut wallet = restore(&rows()).unwrap();
    let (height, hash) = wallet.synced().unwrap();
    let empty = block(hash, height.next(), 99, &stranger(0), Vec::new());
    assert!(wallet.connect(height.next(), &empty));
    let changed: Vec<_> = wallet
        .take_changes()
        .into_iter()
        .map(|(key, _)| key)
        .collect();
    assert_eq!(changed, [b"s".to_vec()]);
}

#[test]
fn rows_of_another_wallet_or_chain_are_refused() {
    let rows = rows();
    let account = seed(2).account(&GENESIS).public();
    let other = Wallet::restore(account, SETTINGS, rows.clone());
    assert_eq!(other.err(), Some(RestoreError::OtherWallet));
    let settings = Settings {
        genesis: primitives::BlockHash::from_bytes([8; 32]),
        ..SETTINGS
    };
    let other = Wallet::restore(seed(1).account(&GENESIS).public(), settings, rows.clone());
    assert_eq!(other.err(), Some(RestoreError::OtherWallet));
    for version in [1, 3] {
        let mut other = rows.clone();
        other.get_mut(b"a".as_slice()).unwrap()[0] = version;
        let refused = Some(RestoreError::UnknownVersion(version));
        assert_eq!(restore(&other).err(), refused);
    }
}

#[test]
fn damaged_rows_are_named_and_never_panic() {
    let rows = rows();
    // One row represents the rows of all keys.
    let some = rows.iter().filter(|(key, _)| key[0] != b'k' || key[5] == 7);
    for (key, value) in some {
        for cut in [0, value.len() / 2, value.len() - 1] {
            let mut damaged = rows.clone();
            damaged.insert(key.clone(), value[..cut].to_vec());
            assert!(restore(&damaged).is_err(), "row {key:02x?} cut to {cut}");
        }
        let mut damaged = rows.clone();
        damaged.get_mut(key).unwrap().push(0);
        assert!(restore(&damaged).is_err(), "row {key:02x?} made longer");
        // A flipped bit may leave a valid row, but never causes a panic.
        for at in 0..value.len().min(60) {
            let mut damaged = rows.clone();
            damaged.get_mut(key).unwrap()[at] ^= 0x80;
            let _ = restore(&damaged);
        }
    }
}

#[test]
fn missing_and_unknown_rows_are_named() {
    let rows = rows();
    for key in [b"a".to_vec(), b"k\x00\x00\x00\x00\x05".to_vec()] {
        let mut fewer = rows.clone();
        fewer.remove(&key).unwrap();
        let error = restore(&fewer).err();
        assert!(matches!(error, Some(RestoreError::Missing(_))), "{error:?}");
    }
    for key in [
        b"x".to_vec(),
        b"t\x01".to_vec(),
        b"k\x07\x00\x00\x00\x00".to_vec(),
        Vec::new(),
    ] {
        let mut more = rows.clone();
        let like = if key.first() == Some(&b't') {
            b't'
        } else {
            b'k'
        };
        let value = rows.iter().find(|(key, _)| key[0] == like).unwrap().1;
        more.insert(key.clone(), value.clone());
        assert_eq!(restore(&more).err(), Some(RestoreError::UnknownRow(key)));
    }
}
