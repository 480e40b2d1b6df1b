//! Payments to several payees, and coins that are not spent.

use crate::common::*;
use primitives::order::sort_by_key;
use primitives::{Amount, FeeRate, Output, Timestamp};
use wallet::{Draft, Payment, Seed, Spend, SpendError, Wallet};

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

fn to(number: u64, amount: &str) -> Output {
    Output {
        amount: coins(amount),
        lock: stranger(number),
    }
}

/// The amount that a draft pays to a stranger.
fn paid(draft: &Draft, number: u64) -> Amount {
    let outputs = draft.transaction.outputs.iter();
    let paid = outputs.filter(|output| output.lock == stranger(number));
    Amount::sum(paid.map(|output| output.amount)).unwrap()
}

#[test]
fn each_payee_gets_its_amount_and_one_fee_is_paid() {
    let (seed, mut wallet, mut chain) = rich(2);
    let tip = chain.tip();
    let payment = pay(&stranger(7), Spend::Exact(coins("20")));
    let more = [to(8, "30"), to(9, "0.5")];
    let draft = wallet.prepare_several(&payment, &more, tip).unwrap();
    assert_eq!((draft.amount, &draft.to), (coins("20"), &stranger(7)));
    let mut listed = draft.more.clone();
    sort_by_key(&mut listed, |output| core::cmp::Reverse(output.amount));
    assert_eq!(listed, more);
    for (number, amount) in [(7, "20"), (8, "30"), (9, "0.5")] {
        assert_eq!(paid(&draft, number), coins(amount));
    }
    let spent: u64 = draft.spent.iter().map(|it| it.amount.units()).sum();
    let out: u64 = (draft.transaction.outputs.iter())
        .map(|output| output.amount.units())
        .sum();
    assert_eq!(spent - out, draft.fee.units());
    let signed = wallet.sign(&draft, &seed).unwrap();
    assert!(FeeRate::of(draft.fee, signed.weight()) >= payment.fee_rate);
    chain.mine(&mut wallet, &stranger(0), vec![signed]);
    let left = coins("49.5").checked_sub(draft.fee);
    assert_eq!(Some(wallet.balance(chain.tip()).spendable), left);
}

/// The wallet would take one coin. All chosen ones are spent, for the fee of as many inputs.
#[test]
fn a_payment_of_chosen_coins_spends_each_of_them() {
    let (seed, mut wallet, mut chain) = rich(4);
    let tip = chain.tip();
    let own: Vec<_> = wallet.unspent(tip).iter().map(|it| it.outpoint).collect();
    let payment = pay(&stranger(7), Spend::Exact(coins("20")));
    let more = [to(8, "10")];
    let draft = wallet.prepare_of(&payment, &more, &own[1..], tip).unwrap();
    let inputs = draft.transaction.inputs.iter();
    assert_eq!(inputs.map(|it| it.previous).collect::<Vec<_>>(), own[1..]);
    let out = Amount::sum([coins("30"), draft.fee, draft.change.unwrap()]);
    assert_eq!(out.unwrap(), coins("150"));
    let signed = wallet.sign(&draft, &seed).unwrap();
    assert!(FeeRate::of(draft.fee, signed.weight()) >= payment.fee_rate);

    let everything = pay(&stranger(7), Spend::Max);
    let all = wallet
        .prepare_of(&everything, &more, &own[..2], tip)
        .unwrap();
    let out = Amount::sum([all.amount, coins("10"), all.fee]);
    assert_eq!((out.unwrap(), all.change), (coins("100"), None));

    let much = pay(&stranger(7), Spend::Exact(coins("100")));
    match wallet.prepare_of(&much, &[], &own[..2], tip) {
        Err(SpendError::InsufficientFunds { needed, available }) => {
            assert!(needed > coins("100") && available == coins("100"));
        }
        other => panic!("{other:?}"),
    }
    let none = wallet.prepare_of(&payment, &[], &[], tip);
    assert!(matches!(none, Err(SpendError::InsufficientFunds { .. })));
    chain.mine(&mut wallet, &stranger(0), vec![signed]);
    let spent = wallet.prepare_of(&payment, &[], &own[1..2], chain.tip());
    assert_eq!(spent, Err(SpendError::NotSpendable));
}

#[test]
fn the_first_payee_gets_what_the_others_leave_of_everything() {
    let (_, wallet, chain) = rich(1);
    let payment = pay(&stranger(7), Spend::Max);
    let more = [to(8, "30")];
    let draft = wallet
        .prepare_several(&payment, &more, chain.tip())
        .unwrap();
    let sum = Amount::sum([draft.amount, coins("30"), draft.fee]);
    assert_eq!((sum.unwrap(), draft.change), (coins("50"), None));
    let more = [to(8, "50")];
    let refused = wallet.prepare_several(&payment, &more, chain.tip());
    assert!(matches!(
        refused.unwrap_err(),
        SpendError::InsufficientFunds { .. }
    ));
}

#[test]
fn a_further_payee_must_be_payable() {
    let (_, wallet, chain) = rich(1);
    let refused = |output: Output| {
        let payment = pay(&stranger(7), Spend::Exact(coins("1")));
        let refused = wallet.prepare_several(&payment, &[output], chain.tip());
        refused.unwrap_err()
    };
    assert_eq!(refused(to(8, "0")), SpendError::ZeroAmount);
    assert!(matches!(
        refused(to(8, "0.00000001")),
        SpendError::Dust { .. }
    ));
    let data = Output {
        amount: coins("1"),
        lock: primitives::Lock::Data(vec![1; 32]),
    };
    assert_eq!(refused(data), SpendError::NotPayable);
    assert!(matches!(
        refused(to(8, "49")),
        SpendError::InsufficientFunds { .. }
    ));
}

#[test]
fn frozen_coins_are_not_spent_and_stay_in_the_balance() {
    let (seed, mut wallet, chain) = rich(3);
    let tip = chain.tip();
    let all: Vec<_> = wallet.unspent(tip).iter().map(|it| it.outpoint).collect();
    let before = wallet.balance(tip);
    wallet.freeze(vec![all[2], all[0]]);
    assert_eq!(wallet.balance(tip), before);
    let frozen = wallet.unspent(tip);
    let frozen = frozen.iter().map(|it| (it.is_frozen, it.is_spendable));
    assert_eq!(
        frozen.collect::<Vec<_>>(),
        [(true, false), (false, true), (true, false)]
    );
    let draft = wallet.prepare(&pay(&stranger(7), Spend::Max), tip).unwrap();
    let spent: Vec<_> = (draft.transaction.inputs.iter())
        .map(|input| input.previous)
        .collect();
    assert_eq!(spent, [all[1]]);
    let much: Payment = pay(&stranger(7), Spend::Exact(coins("60")));
    assert!(matches!(
        wallet.prepare(&much, tip).unwrap_err(),
        SpendError::InsufficientFunds { available, .. } if available < coins("51")
    ));
    // A faster payment adds no frozen coin either.
    let amount = Spend::Exact(coins("49.99"));
    let (_, signed) = send(&wallet, &seed, &stranger(7), amount, tip).unwrap();
    wallet.pool_added(&signed, Timestamp(1));
    let fee = wallet::ReplacementFee {
        rate: FeeRate(10_000_000),
        replaced: Amount::ZERO,
        increment: FeeRate::MIN,
    };
    let how = wallet::Replacement::SpeedUp;
    assert!(wallet.replace(&signed.txid(), how, fee, tip).is_err());
    wallet.freeze(Vec::new());
    let reviewed = wallet.prepare(&much, tip).unwrap();
    assert!(wallet.is_current(&reviewed));
    // A coin that is frozen after the review is not spent either.
    wallet.freeze(vec![reviewed.transaction.inputs[0].previous]);
    assert!(!wallet.is_current(&reviewed));
}
