//! Speeding up a payment from somebody else by spending it.

use crate::common::*;
use primitives::{Amount, FeeRate, Timestamp};
use wallet::{Package, ReplaceError, Spend};

const RATE: FeeRate = FeeRate(FeeRate::MIN.0 * 8);

/// A payment to the wallet with an ancestor, both at the minimum rate.
const PACKAGE: Package = Package {
    fees: match Amount::from_units(300) {
        Ok(fees) => fees,
        Err(_) => Amount::ZERO,
    },
    weight: 1_200,
};

#[test]
fn a_child_pays_for_what_it_spends() {
    let seed = seed(1);
    let mut wallet = wallet(&seed);
    let mut chain = Chain::new();
    chain.mine_empty(&mut wallet, 1);
    let tip = chain.tip();
    let (mine, other) = (wallet.receive_lock(), stranger(3));
    let outputs = [(mine, coins("2")), (other, coins("5"))];
    let payment = payment_from(9, &outputs);
    let txid = payment.txid();
    assert!(!wallet.is_bumpable(&txid), "it is not there yet");
    wallet.pool_added(&payment, Timestamp(1));
    assert!(wallet.is_bumpable(&txid) && !wallet.is_replaceable(&txid));

    let draft = wallet.bump(&txid, PACKAGE, RATE, tip).unwrap();
    assert_eq!(draft.transaction.inputs.len(), 1);
    assert_eq!(draft.transaction.inputs[0].previous.txid, txid);
    assert_eq!(draft.transaction.outputs.len(), 1);
    assert!(wallet.owns_change(&draft.to));
    assert_eq!(
        draft.amount.checked_add(draft.fee),
        Some(coins("2")),
        "all of it comes back, less the fee"
    );
    let signed = wallet.sign(&draft, &seed).unwrap();
    let weight = PACKAGE.weight + signed.weight();
    let fees = draft.fee.checked_add(PACKAGE.fees).unwrap();
    assert!(FeeRate::of(fees, weight) >= RATE);
    assert!(
        FeeRate::of(fees, weight) <= FeeRate(RATE.0 + 10),
        "not more than needed"
    );

    assert!(wallet.is_current(&draft));
    wallet.freeze(vec![draft.transaction.inputs[0].previous]);
    assert!(!wallet.is_current(&draft) && !wallet.is_bumpable(&txid));
    wallet.freeze(Vec::new());
    wallet.pool_added(&signed, Timestamp(2));
    assert!(!wallet.is_bumpable(&txid), "it is spent");
    let again = wallet.bump(&txid, PACKAGE, RATE, tip);
    assert_eq!(again.unwrap_err(), ReplaceError::NotWaiting);
    // Once both are in a block, the coin is an ordinary one.
    chain.mine(&mut wallet, &stranger(0), vec![payment, signed]);
    assert_eq!(wallet.balance(chain.tip()).spendable, draft.amount);
}

#[test]
fn a_small_payment_needs_another_coin() {
    let seed = seed(1);
    let mut wallet = wallet(&seed);
    let mut chain = Chain::new();
    let small = payment_from(9, &[(wallet.receive_lock(), units(1_000))]);
    wallet.pool_added(&small, Timestamp(1));
    let refused = wallet.bump(&small.txid(), PACKAGE, RATE, chain.tip());
    assert!(matches!(
        refused.unwrap_err(),
        ReplaceError::InsufficientFunds { available, .. } if available == units(1_000)
    ));
    let reward = wallet.reward_lock();
    chain.mine(&mut wallet, &reward, Vec::new());
    chain.mine_empty(&mut wallet, MATURITY as usize);
    let draft = wallet
        .bump(&small.txid(), PACKAGE, RATE, chain.tip())
        .unwrap();
    assert_eq!(draft.transaction.inputs.len(), 2);
}

#[test]
fn neither_own_nor_confirmed_payments_are_bumped() {
    let seed = seed(1);
    let mut wallet = wallet(&seed);
    let mut chain = Chain::new();
    let received = payment_from(9, &[(wallet.receive_lock(), coins("2"))]);
    let txid = received.txid();
    chain.mine(&mut wallet, &stranger(0), vec![received]);
    assert!(!wallet.is_bumpable(&txid));
    let amount = Spend::Exact(coins("1"));
    let (_, sent) = send(&wallet, &seed, &stranger(7), amount, chain.tip()).unwrap();
    wallet.pool_added(&sent, Timestamp(2));
    assert!(!wallet.is_bumpable(&sent.txid()));
    let refused = wallet.bump(&sent.txid(), PACKAGE, RATE, chain.tip());
    assert_eq!(refused.unwrap_err(), ReplaceError::NotWaiting);
}
