//! The key by which others know a person.

#![allow(clippy::unwrap_used, reason = "the helpers are part of the tests")]

mod common;

use common::*;
use primitives::{Lock, Timestamp};
use wallet::{KeyPath, Settings, Spend, Wallet};

fn identity(wallet: &Wallet) -> Lock {
    Lock::Key(wallet.identity().key_hash())
}

#[test]
fn a_locked_wallet_knows_it_on_every_chain() {
    let seed = seed(1);
    let secret = seed.account().key(KeyPath::IDENTITY);
    let other = Settings {
        genesis: primitives::BlockHash::from_bytes([9; 32]),
        ..SETTINGS
    };
    for settings in [SETTINGS, other] {
        let wallet = Wallet::new(seed.account().public(), settings);
        assert_eq!(wallet.identity(), secret.public());
    }
}

#[test]
fn what_is_paid_to_it_counts_again_and_again() {
    let seed = seed(1);
    let mut wallet = wallet(&seed);
    let mut chain = Chain::new();
    let mine = identity(&wallet);
    let pay = |number| payment_from(number, &[(mine.clone(), coins("3"))]);
    chain.mine(&mut wallet, &stranger(0), vec![pay(1)]);
    chain.mine(&mut wallet, &stranger(0), vec![pay(2)]);
    assert_eq!(wallet.balance(chain.tip()).spendable, coins("6"));
    assert_eq!(identity(&wallet), mine);
    assert_ne!(wallet.receive_lock(), mine);

    // Whatever was written, the same comes back.
    let rows = wallet.take_changes().into_iter();
    let rows: Vec<_> = rows
        .filter_map(|(key, value)| Some((key, value?)))
        .collect();
    let mut again = Wallet::restore(seed.account().public(), SETTINGS, rows).unwrap();
    assert_eq!(again.balance(chain.tip()).spendable, coins("6"));
    assert!(again.take_changes().is_empty());

    let (_, spent) = send(&again, &seed, &stranger(7), Spend::Max, chain.tip()).unwrap();
    again.pool_added(&spent, Timestamp(1));
    chain.mine(&mut again, &stranger(0), vec![spent]);
    assert_eq!(again.balance(chain.tip()).spendable, coins("0"));
    chain.undo(&mut again);
    chain.undo(&mut again);
    assert_eq!(again.balance(chain.tip()).incoming, coins("0"));
}

#[test]
fn first_coins_of_the_genesis_block_can_be_spent_at_once() {
    let seed = seed(1);
    let mut wallet = wallet(&seed);
    let mine = identity(&wallet);
    let genesis = block(
        primitives::BlockHash::ZERO,
        primitives::Height::GENESIS,
        0,
        &mine,
        vec![],
    );
    wallet.connect(primitives::Height::GENESIS, &genesis);
    let tip = primitives::Height::GENESIS;
    assert_eq!(wallet.balance(tip).spendable, coins("50"));
    let rows = wallet.take_changes().into_iter();
    let rows = rows.filter_map(|(key, value)| Some((key, value?)));
    let again = Wallet::restore(seed.account().public(), SETTINGS, rows).unwrap();
    assert_eq!(again.balance(tip).spendable, coins("50"));
}
