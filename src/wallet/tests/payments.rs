//! Payments: their coins, their change, their fees, and the errors for impossible ones.

use crate::common::*;
use primitives::{Amount, Lock, Timestamp};
use std::collections::HashSet;
use wallet::{FeeRate, GAP_LIMIT, Payment, Spend, SpendError};

/// A wallet with mature rewards of 50 coins.
fn rich(rewards: u32) -> (wallet::Seed, wallet::Wallet, Chain) {
    let seed = seed(1);
    let mut wallet = wallet(&seed);
    let mut chain = Chain::new();
    for _ in 0..rewards {
        let lock = wallet.reward_lock();
        chain.mine(&mut wallet, &lock, Vec::new());
    }
    chain.mine_empty(&mut wallet, MATURITY as usize);
    (seed, wallet, chain)
}

/// The fee of one input and one output to a key at the minimum rate: (10 + 41 + 31) × 4 weight
/// units for frame, input and output, and 2 + 101 for the witness, make 431.
const ONE_TO_ONE: u64 = 108;

/// The minimum amount of a payment to a key (see [`primitives::dust`]).
const DUST_LIMIT: u64 = 294;

#[test]
fn a_payment_is_taken_off_at_once_and_its_change_is_spendable() {
    let (seed, mut wallet, mut chain) = rich(1);
    let tip = chain.tip();
    let mut fees = 0;
    for round in 1..=30 {
        let (draft, signed) =
            send(&wallet, &seed, &stranger(7), Spend::Exact(coins("1")), tip).unwrap();
        wallet.pool_added(&signed, Timestamp(round));
        fees += draft.fee.units();
        let balance = wallet.balance(tip);
        let gone = u64::from(round) * Amount::COIN.units() + fees;
        assert_eq!(balance.spendable, units(coins("50").units() - gone));
        assert_eq!(balance.outgoing, units(gone));
        assert_eq!(balance.incoming, Amount::ZERO);
    }
    let waiting = wallet.unconfirmed();
    assert_eq!(waiting.len(), 30);
    let before = wallet.balance(tip);
    chain.mine(&mut wallet, &stranger(0), waiting);
    let balance = wallet.balance(chain.tip());
    assert_eq!(balance.spendable, before.spendable);
    assert_eq!(balance.outgoing, Amount::ZERO);
    assert!(wallet.unconfirmed().is_empty());
}

#[test]
fn change_goes_to_fresh_keys() {
    let (seed, mut wallet, chain) = rich(3);
    let mut locks = HashSet::new();
    for round in 0..GAP_LIMIT {
        let amount = Spend::Exact(coins("2"));
        let (draft, signed) = send(&wallet, &seed, &stranger(7), amount, chain.tip()).unwrap();
        let change = signed
            .outputs
            .iter()
            .find(|it| it.lock != draft.to)
            .unwrap();
        assert!(wallet.owns(&change.lock));
        assert_eq!(Some(change.amount), draft.change);
        assert!(locks.insert(change.lock.clone()), "change key used twice");
        wallet.pool_added(&signed, Timestamp(round));
    }
}

#[test]
fn several_coins_make_one_payment() {
    let (seed, wallet, chain) = rich(5);
    let (draft, _) = send(
        &wallet,
        &seed,
        &stranger(7),
        Spend::Exact(coins("120")),
        chain.tip(),
    )
    .unwrap();
    assert_eq!(draft.spent.len(), 3);
    assert!(draft.change.is_some());
}

#[test]
fn max_leaves_nothing() {
    let (seed, mut wallet, chain) = rich(4);
    let tip = chain.tip();
    let (draft, signed) = send(&wallet, &seed, &stranger(7), Spend::Max, tip).unwrap();
    assert_eq!(draft.change, None);
    assert_eq!(
        draft.amount.checked_add(draft.fee),
        Some(coins("200")),
        "all of it"
    );
    wallet.pool_added(&signed, Timestamp(1));
    let balance = wallet.balance(tip);
    assert_eq!(balance.spendable, Amount::ZERO);
    assert_eq!(balance.outgoing, coins("200"));
    let error = wallet
        .prepare(&pay(&stranger(7), Spend::Max), tip)
        .unwrap_err();
    assert_eq!(
        error,
        SpendError::InsufficientFunds {
            needed: units(ONE_TO_ONE + DUST_LIMIT),
            available: Amount::ZERO
        }
    );
}

#[test]
fn what_is_missing_is_told_in_numbers() {
    let (seed, wallet, chain) = rich(1);
    let tip = chain.tip();
    let ask = |amount: u64| {
        let amount = Spend::Exact(units(amount));
        send(&wallet, &seed, &stranger(7), amount, tip)
    };
    let all = coins("50").units();
    assert_eq!(
        ask(all).unwrap_err(),
        SpendError::InsufficientFunds {
            needed: units(all + ONE_TO_ONE),
            available: coins("50")
        }
    );
    assert_eq!(
        ask(all - ONE_TO_ONE + 1).unwrap_err(),
        SpendError::InsufficientFunds {
            needed: units(all + 1),
            available: coins("50")
        }
    );
    let (draft, _) = ask(all - ONE_TO_ONE).unwrap();
    assert_eq!(draft.fee, units(ONE_TO_ONE));
    assert_eq!(draft.change, None);
}

#[test]
fn change_that_costs_more_than_it_is_worth_goes_to_the_miner() {
    let (seed, wallet, chain) = rich(1);
    let all = coins("50").units();
    // A change output weighs 124 weight units: 31 base units.
    let with_change = |left: u64| {
        let amount = Spend::Exact(units(all - ONE_TO_ONE - left));
        let (draft, _) = send(&wallet, &seed, &stranger(7), amount, chain.tip()).unwrap();
        (draft.fee.units(), draft.change)
    };
    assert_eq!(with_change(31 + 293), (ONE_TO_ONE + 31 + 293, None));
    assert_eq!(with_change(31 + 294), (ONE_TO_ONE + 31, Some(units(294))));
    // If spending the change costs more than that, the change must be worth more.
    let dear = Payment {
        fee_rate: FeeRate(10 * FeeRate::MIN.0),
        ..pay(&stranger(7), Spend::Exact(units(all - 10_000)))
    };
    let draft = wallet.prepare(&dear, chain.tip()).unwrap();
    let spending = dear.fee_rate.fee(265).units();
    assert!(draft.change.unwrap().units() > spending, "{draft:?}");
    let without = 10_000 - dear.fee_rate.fee(555).units() - spending;
    let dearer = Payment {
        amount: Spend::Exact(units(all - 10_000 + without)),
        ..dear
    };
    assert_eq!(wallet.prepare(&dearer, chain.tip()).unwrap().change, None);
}

#[test]
fn dust_is_neither_paid_nor_counted_as_spendable() {
    let (seed, mut wallet, mut chain) = rich(1);
    let tip = chain.tip();
    for amount in [1, 293] {
        let amount = Spend::Exact(units(amount));
        let refused = send(&wallet, &seed, &stranger(7), amount, tip).unwrap_err();
        let least = units(DUST_LIMIT);
        assert_eq!(refused, SpendError::Dust { least });
        assert!(refused.to_string().starts_with("0.00000294 is the least"));
    }
    let least = Spend::Exact(units(DUST_LIMIT));
    assert!(send(&wallet, &seed, &stranger(7), least, tip).is_ok());
    // Only a miner can include payments that no mempool accepts. A coin of 67 base units costs 67
    // to spend.
    let before = wallet.balance(tip).spendable.units();
    let lock = wallet.receive_lock();
    for (amount, spendable, dust) in [(67, before, 67), (68, before + 68, 67)] {
        let tiny = payment_from(amount, &[(lock.clone(), units(amount))]);
        chain.mine(&mut wallet, &stranger(0), vec![tiny]);
        let balance = wallet.balance(chain.tip());
        assert_eq!(balance.spendable, units(spendable));
        assert_eq!(balance.dust, units(dust));
    }
    let all = wallet.prepare(&pay(&stranger(7), Spend::Max), chain.tip());
    let all = all.unwrap();
    assert_eq!(all.spent.len(), 2, "without the coin that costs more");
    let undone = chain.undo(&mut wallet);
    assert_eq!(undone.transactions.len(), 2);
    chain.undo(&mut wallet);
    assert_eq!(wallet.balance(tip).dust, Amount::ZERO);
    assert_eq!(wallet.balance(tip).spendable, units(before));
}

#[test]
fn young_rewards_and_strangers_payments_must_wait() {
    let seed = seed(1);
    let mut wallet = wallet(&seed);
    let mut chain = Chain::new();
    // A payment of the genesis block is not a reward.
    chain.mine_empty(&mut wallet, 1);
    let lock = wallet.reward_lock();
    chain.mine(&mut wallet, &lock, Vec::new());
    for confirmations in 1..MATURITY {
        let balance = wallet.balance(chain.tip());
        assert_eq!(balance.immature, coins("50"), "{confirmations}");
        assert_eq!(balance.spendable, Amount::ZERO);
        assert!(
            wallet
                .prepare(&pay(&stranger(7), Spend::Max), chain.tip())
                .is_err()
        );
        chain.mine_empty(&mut wallet, 1);
    }
    let balance = wallet.balance(chain.tip());
    assert_eq!(balance.immature, Amount::ZERO);
    assert_eq!(balance.spendable, coins("50"));

    let payment = payment_from(1, &[(wallet.receive_lock(), coins("3"))]);
    wallet.pool_added(&payment, Timestamp(1));
    let balance = wallet.balance(chain.tip());
    assert_eq!(balance.incoming, coins("3"));
    assert_eq!(balance.spendable, coins("50"));
    let ask = pay(&stranger(7), Spend::Exact(coins("51")));
    assert!(wallet.prepare(&ask, chain.tip()).is_err());
    chain.mine(&mut wallet, &stranger(0), vec![payment]);
    assert_eq!(wallet.balance(chain.tip()).spendable, coins("53"));
    wallet.prepare(&ask, chain.tip()).unwrap();
}

#[test]
fn amounts_and_payees_that_make_no_sense_are_refused() {
    let (seed, wallet, chain) = rich(1);
    let tip = chain.tip();
    let zero = send(
        &wallet,
        &seed,
        &stranger(7),
        Spend::Exact(Amount::ZERO),
        tip,
    );
    assert_eq!(zero.unwrap_err(), SpendError::ZeroAmount);
    for lock in [Lock::Data(vec![1, 2, 3]), Lock::new(1, &[7; 32]).unwrap()] {
        let error = wallet.prepare(&pay(&lock, Spend::Max), tip).unwrap_err();
        assert_eq!(error, SpendError::NotPayable);
    }
    let most = send(&wallet, &seed, &stranger(7), Spend::Exact(Amount::MAX), tip);
    assert_eq!(
        most.unwrap_err(),
        SpendError::InsufficientFunds {
            needed: Amount::MAX,
            available: coins("50")
        }
    );
    let dear = Payment {
        fee_rate: FeeRate(u64::MAX),
        ..pay(&stranger(7), Spend::Exact(coins("1")))
    };
    let error = wallet.prepare(&dear, tip).unwrap_err();
    assert!(matches!(error, SpendError::InsufficientFunds { .. }));
}

#[test]
fn the_words_of_another_wallet_do_not_sign() {
    let (_, wallet, chain) = rich(1);
    let draft = wallet
        .prepare(&pay(&stranger(7), Spend::Max), chain.tip())
        .unwrap();
    assert!(wallet.sign(&draft, &seed(2)).is_err());
}

#[test]
fn a_transaction_takes_no_more_than_so_many_coins() {
    let seed = seed(1);
    let mut wallet = wallet(&seed);
    let mut chain = Chain::new();
    let lock = wallet.receive_lock();
    let outputs = vec![(lock, coins("0.01")); 1_200];
    chain.mine(&mut wallet, &stranger(0), vec![payment_from(1, &outputs)]);
    let tip = chain.tip();
    assert_eq!(wallet.balance(tip).spendable, coins("12"));
    let SpendError::TooManyInputs { most } = wallet
        .prepare(&pay(&stranger(7), Spend::Exact(coins("11"))), tip)
        .unwrap_err()
    else {
        panic!("another error");
    };
    let draft = wallet
        .prepare(&pay(&stranger(7), Spend::Exact(most)), tip)
        .unwrap();
    assert_eq!(draft.spent.len(), wallet::MAX_INPUTS);
    let signed = wallet.sign(&draft, &seed).unwrap();
    let bound = primitives::transaction::MAX_RELAYED_WEIGHT;
    // A note fits in addition.
    assert!(
        (bound - 1_600..=bound).contains(&signed.weight()),
        "{}",
        signed.weight()
    );
    assert_eq!(draft.change, None);
    let all = wallet.prepare(&pay(&stranger(7), Spend::Max), tip).unwrap();
    assert_eq!(all.amount, most);
    // The varint of the number of inputs has one byte up to 252 and three above, which the weight
    // must include.
    for inputs in [252, 253, 254] {
        let amount = Spend::Exact(units(inputs * 1_000_000 - 20_000 - 66 * inputs));
        let (draft, _) = send(&wallet, &seed, &stranger(7), amount, tip).unwrap();
        assert_eq!(draft.spent.len() as u64, inputs);
    }
}

#[test]
fn no_address_is_handed_out_beyond_the_gap() {
    let seed = seed(1);
    let mut wallet = wallet(&seed);
    let mut chain = Chain::new();
    let mut handed = vec![wallet.receive_lock()];
    for _ in 1..GAP_LIMIT {
        handed.push(wallet.next_receive_lock());
    }
    let distinct: HashSet<_> = handed.iter().cloned().collect();
    assert_eq!(distinct.len(), GAP_LIMIT as usize, "all different");
    assert_eq!(wallet.receive_lock(), handed[19]);
    // The oldest address follows again.
    assert_eq!(wallet.next_receive_lock(), handed[0]);
    assert_eq!(wallet.next_receive_lock(), handed[1]);
    // This goes on until the last one was paid to.
    let payment = payment_from(1, &[(handed[19].clone(), coins("1"))]);
    chain.mine(&mut wallet, &stranger(0), vec![payment]);
    let fresh = wallet.next_receive_lock();
    assert!(!distinct.contains(&fresh));
    // An address that was paid to is not shown again.
    let payment = payment_from(2, &[(fresh.clone(), coins("1"))]);
    wallet.pool_added(&payment, Timestamp(1));
    assert_ne!(wallet.receive_lock(), fresh);
    assert!(!distinct.contains(&wallet.receive_lock()));
}

#[test]
fn unspent_outputs_add_up_to_the_balance() {
    let (seed, mut wallet, mut chain) = rich(2);
    let lock = wallet.reward_lock();
    chain.mine(&mut wallet, &lock, Vec::new());
    let tip = chain.tip();
    let (_, signed) = send(&wallet, &seed, &stranger(7), Spend::Exact(coins("1")), tip).unwrap();
    wallet.pool_added(&signed, Timestamp(1));
    let (balance, unspent) = (wallet.balance(tip), wallet.unspent(tip));
    let sum = |is_spendable: bool| {
        let coins = unspent
            .iter()
            .filter(|coin| coin.is_spendable == is_spendable);
        Amount::sum(coins.map(|coin| coin.amount)).unwrap()
    };
    assert_eq!(
        (sum(true), sum(false)),
        (balance.spendable, balance.immature)
    );
    for coin in &unspent {
        assert!(wallet.owns(&coin.lock));
        assert_eq!(coin.height.is_none(), coin.outpoint.txid == signed.txid());
        assert!(
            signed
                .inputs
                .iter()
                .all(|input| input.previous != coin.outpoint)
        );
    }
}
