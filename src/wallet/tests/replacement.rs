//! Replacing an unconfirmed payment: speeding it up or cancelling it.

use crate::common::*;
use primitives::{Amount, FeeRate, Output, Timestamp, Txid};
use wallet::{Draft, ReplaceError, Replacement, ReplacementFee, Seed, Spend, Wallet};

/// A wallet with mature rewards of 50 coins.
fn rich(rewards: u32) -> (Seed, Wallet, Chain) {
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

/// The fee that a network at the minimum rate requires of a replacement of a draft.
fn asked(old: &Draft) -> ReplacementFee {
    ReplacementFee {
        rate: FeeRate(FeeRate::MIN.0 * 2),
        replaced: old.fee,
        increment: FeeRate::MIN,
    }
}

fn paid(draft: &Draft, number: u64) -> u64 {
    let outputs = draft.transaction.outputs.iter();
    let paid = outputs.filter(|output| output.lock == stranger(number));
    paid.map(|output| output.amount.units()).sum()
}

#[test]
fn a_faster_payment_pays_the_same_out_of_its_change() {
    let (seed, mut wallet, mut chain) = rich(1);
    let tip = chain.tip();
    let amount = Spend::Exact(coins("20"));
    let (old, signed) = send(&wallet, &seed, &stranger(7), amount, tip).unwrap();
    wallet.pool_added(&signed, Timestamp(1));
    let before = wallet.balance(tip);
    assert!(wallet.is_replaceable(&signed.txid()));

    let fee = asked(&old);
    let new = wallet
        .replace(&signed.txid(), Replacement::SpeedUp, fee, tip)
        .unwrap();
    assert!(wallet.is_current(&new));
    assert_eq!(
        new.transaction.inputs[0].previous,
        old.transaction.inputs[0].previous
    );
    assert_eq!(paid(&new, 7), coins("20").units());
    assert_eq!((new.amount, &new.to), (coins("20"), &stranger(7)));
    let faster = wallet.sign(&new, &seed).unwrap();
    check_signed(&new, &faster, fee);
    let after = wallet.spendable_after(&new, tip);
    let more = new.fee.checked_sub(old.fee).unwrap();
    assert_eq!(after, before.spendable.checked_sub(more).unwrap());

    // The mempool has the replacement instead of the replaced payment.
    wallet.pool_removed(&signed.txid());
    wallet.pool_added(&faster, Timestamp(2));
    assert_eq!(wallet.balance(tip).spendable, after);
    assert_eq!(wallet.unconfirmed(), std::slice::from_ref(&faster));
    assert!(!wallet.is_current(&new), "it is made already");
    assert!(!wallet.is_replaceable(&signed.txid()));
    chain.mine(&mut wallet, &stranger(0), vec![faster.clone()]);
    assert!(!wallet.is_replaceable(&faster.txid()));
    assert_eq!(wallet.balance(chain.tip()).spendable, after);
}

#[test]
fn a_cancelled_payment_comes_back_but_for_the_fee() {
    let (seed, mut wallet, mut chain) = rich(1);
    let tip = chain.tip();
    let (old, signed) = send(&wallet, &seed, &stranger(7), Spend::Max, tip).unwrap();
    wallet.pool_added(&signed, Timestamp(1));
    let fee = asked(&old);
    let new = wallet
        .replace(&signed.txid(), Replacement::Cancel, fee, tip)
        .unwrap();
    assert_eq!(paid(&new, 7), 0);
    let cancel = wallet.sign(&new, &seed).unwrap();
    check_signed(&new, &cancel, fee);
    let after = wallet.spendable_after(&new, tip);
    assert_eq!(after, coins("50").checked_sub(new.fee).unwrap());
    wallet.pool_removed(&signed.txid());
    wallet.pool_added(&cancel, Timestamp(2));
    assert_eq!(wallet.balance(tip).spendable, after);
    let failed = wallet.failed(tip);
    assert_eq!((failed.len(), failed[0].rival()), (1, Some(cancel.txid())));
    chain.mine(&mut wallet, &stranger(0), vec![cancel]);
    assert_eq!(wallet.balance(chain.tip()).spendable, after);
    assert_eq!(wallet.failed(chain.tip()).len(), 1, "it stays in view");
}

#[test]
fn where_the_change_is_too_small_a_confirmed_coin_is_added() {
    let (seed, mut wallet, chain) = rich(2);
    let tip = chain.tip();
    // The whole value of one coin, without change.
    let one_to_one = FeeRate::MIN.fee(431);
    let amount = coins("50").checked_sub(one_to_one).unwrap();
    let (old, signed) = send(&wallet, &seed, &stranger(7), Spend::Exact(amount), tip).unwrap();
    assert_eq!((old.change, old.spent.len()), (None, 1));
    wallet.pool_added(&signed, Timestamp(1));
    let fee = asked(&old);
    let new = wallet
        .replace(&signed.txid(), Replacement::SpeedUp, fee, tip)
        .unwrap();
    assert_eq!((new.spent.len(), paid(&new, 7)), (2, amount.units()));
    let left = wallet.spendable_after(&new, tip);
    let faster = wallet.sign(&new, &seed).unwrap();
    check_signed(&new, &faster, fee);
    wallet.pool_removed(&signed.txid());
    wallet.pool_added(&faster, Timestamp(2));
    assert_eq!(wallet.balance(tip).spendable, left);
}

#[test]
fn what_cannot_be_replaced_is_told() {
    let (seed, mut wallet, chain) = rich(1);
    let tip = chain.tip();
    let nothing = ReplacementFee {
        rate: FeeRate::MIN,
        replaced: Amount::ZERO,
        increment: FeeRate::MIN,
    };
    let replace = |wallet: &Wallet, txid: Txid, how| wallet.replace(&txid, how, nothing, tip);
    // A payment from somebody else, and an unknown one.
    let theirs = payment_from(1, &[(wallet.receive_lock(), coins("3"))]);
    let unknown = replace(&wallet, theirs.txid(), Replacement::Cancel);
    assert_eq!(unknown, Err(ReplaceError::NotWaiting));
    wallet.pool_added(&theirs, Timestamp(1));
    let not_ours = replace(&wallet, theirs.txid(), Replacement::Cancel);
    assert_eq!(not_ours, Err(ReplaceError::NotWaiting));

    // Everything was spent: nothing is left for a higher fee, but the payment can be cancelled.
    let (old, all) = send(&wallet, &seed, &stranger(7), Spend::Max, tip).unwrap();
    wallet.pool_added(&all, Timestamp(2));
    let poor = wallet.replace(&all.txid(), Replacement::SpeedUp, asked(&old), tip);
    let needed = FeeRate(FeeRate::MIN.0 * 2).fee(all.weight());
    assert_eq!(
        poor,
        Err(ReplaceError::InsufficientFunds {
            needed,
            available: old.fee
        })
    );
    let dear = ReplacementFee {
        replaced: coins("50"),
        ..nothing
    };
    let worthless = wallet.replace(&all.txid(), Replacement::Cancel, dear, tip);
    assert!(matches!(
        worthless,
        Err(ReplaceError::InsufficientFunds { .. })
    ));
}

#[test]
fn a_payment_whose_change_is_spent_waits_for_that_one() {
    let (seed, mut wallet, chain) = rich(1);
    let tip = chain.tip();
    let amount = Spend::Exact(coins("20"));
    let (old, parent) = send(&wallet, &seed, &stranger(7), amount, tip).unwrap();
    wallet.pool_added(&parent, Timestamp(1));
    let draft = wallet.replace(&parent.txid(), Replacement::Cancel, asked(&old), tip);
    let draft = draft.unwrap();
    let amount = Spend::Exact(coins("5"));
    let (young, child) = send(&wallet, &seed, &stranger(8), amount, tip).unwrap();
    wallet.pool_added(&child, Timestamp(2));
    let refused = wallet.replace(&parent.txid(), Replacement::Cancel, asked(&old), tip);
    assert_eq!(refused, Err(ReplaceError::Spent));
    assert!(
        !wallet.is_current(&draft),
        "it would take the later one along"
    );
    let child = wallet.replace(&child.txid(), Replacement::Cancel, asked(&young), tip);
    assert!(child.is_ok());
}

/// A draft is invalid once another payment spends its coins.
#[test]
fn a_draft_is_current_until_its_coins_go_elsewhere() {
    let (seed, mut wallet, chain) = rich(1);
    let tip = chain.tip();
    let first = wallet.prepare(&pay(&stranger(7), Spend::Exact(coins("1"))), tip);
    let first = first.unwrap();
    assert!(wallet.is_current(&first));
    let (_, signed) = send(&wallet, &seed, &stranger(8), Spend::Exact(coins("2")), tip).unwrap();
    wallet.pool_added(&signed, Timestamp(1));
    assert!(!wallet.is_current(&first));
}

fn check_signed(draft: &Draft, signed: &primitives::Transaction, fee: ReplacementFee) {
    let mut priced = draft.clone();
    // A replacement's fee is higher than the rate alone requires.
    priced.change = None;
    check(&priced, signed, FeeRate::MIN);
    let weight = signed.weight();
    let increment = fee.increment.fee(weight);
    let least = fee.replaced.checked_add(increment).unwrap();
    assert!(draft.fee >= least && draft.fee >= fee.rate.fee(weight));
    let dust = |output: &Output| output.amount < fee.rate.fee(270);
    assert!(!draft.transaction.outputs.iter().any(dust));
}
