//! The wallet's coins on the key of the identity.

use crate::common::*;
use primitives::{Lock, Timestamp};
use wallet::{FeeRate, KeyPath, Settings, Spend, Wallet};

fn identity(wallet: &Wallet) -> Lock {
    Lock::Key(wallet.account().identity().unwrap().key_hash())
}

#[test]
fn a_locked_wallet_knows_it_on_every_chain() {
    let seed = seed(1);
    let secret = seed.identity();
    let other = Settings {
        genesis: primitives::BlockHash::from_bytes([9; 32]),
        ..SETTINGS
    };
    for settings in [SETTINGS, other] {
        let account = seed.account(&settings.genesis);
        let wallet = Wallet::new(account.public(), settings);
        assert_eq!(wallet.account().identity().unwrap(), secret.public());
        assert_eq!(account.key(KeyPath::IDENTITY).public(), secret.public());
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

    // The rows restore the same wallet.
    let rows = wallet.take_changes().into_iter();
    let rows: Vec<_> = rows
        .filter_map(|(key, value)| Some((key, value?)))
        .collect();
    let mut again = Wallet::restore(seed.account(&GENESIS).public(), SETTINGS, rows).unwrap();
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

/// Anyone who knows the person from another chain can recognize coins of the identity, but not
/// coins of the account.
#[test]
fn its_coins_move_to_the_account_with_the_first_payment() {
    let seed = seed(1);
    let mut wallet = wallet(&seed);
    let mut chain = Chain::new();
    let (mine, account) = (identity(&wallet), wallet.receive_lock());
    let both = [(mine.clone(), coins("3")), (account, coins("10"))];
    chain.mine(&mut wallet, &stranger(0), vec![payment_from(1, &both)]);

    for (amount, inputs) in [("2", 1), ("4", 2)] {
        // The account's coin alone would suffice.
        let ask = pay(&stranger(7), Spend::Exact(coins(amount)));
        let draft = wallet.prepare(&ask, chain.tip()).unwrap();
        let spent: Vec<_> = draft.spent.iter().map(|output| &output.lock).collect();
        assert!(spent.contains(&&mine), "{amount} leaves it behind");
        assert_eq!(spent.len(), inputs, "{amount}");
        check(&draft, &wallet.sign(&draft, &seed).unwrap(), FeeRate::MIN);
        let mut outputs = draft.transaction.outputs.iter();
        assert!(outputs.all(|output| output.lock != mine));
    }
    let (_, sent) = send(
        &wallet,
        &seed,
        &stranger(7),
        Spend::Exact(coins("1")),
        chain.tip(),
    )
    .unwrap();
    chain.mine(&mut wallet, &stranger(0), vec![sent]);
    let draft = wallet.prepare(&pay(&stranger(7), Spend::Max), chain.tip());
    let spent = draft.unwrap().spent;
    assert!(spent.iter().all(|output| output.lock != mine));
}

/// Anyone who knows the identity can pay it as often as they like. That must not make payments too
/// heavy to be relayed.
#[test]
fn many_small_coins_of_it_move_a_few_at_a_time() {
    let seed = seed(1);
    let mut wallet = wallet(&seed);
    let mut chain = Chain::new();
    let (mine, account) = (identity(&wallet), wallet.receive_lock());
    let mut outputs = vec![(mine.clone(), units(1_000)); 100];
    // These coins are worth less than the fee of spending them.
    outputs.extend(vec![(mine, units(10)); 100]);
    outputs.push((account, coins("10")));
    chain.mine(&mut wallet, &stranger(0), vec![payment_from(1, &outputs)]);
    let ask = pay(&stranger(7), Spend::Exact(coins("1")));
    let draft = wallet.prepare(&ask, chain.tip()).unwrap();
    let small = draft
        .spent
        .iter()
        .filter(|output| output.amount == units(1_000));
    assert_eq!((small.count(), draft.spent.len()), (16, 17));
    check(&draft, &wallet.sign(&draft, &seed).unwrap(), FeeRate::MIN);
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
    let again = Wallet::restore(seed.account(&GENESIS).public(), SETTINGS, rows).unwrap();
    assert_eq!(again.balance(tip).spendable, coins("50"));
}
