//! Disconnected blocks, conflicting payments, and the history meanwhile.

use crate::common::*;
use primitives::{Amount, Timestamp};
use wallet::{Cause, FeeRate, Kind, MAX_FAILED, Payment, Spend, Wallet};

/// A wallet whose first coin, 50 coins, is mature.
fn start() -> (wallet::Seed, Wallet, Chain) {
    let seed = seed(1);
    let mut wallet = wallet(&seed);
    let mut chain = Chain::new();
    let lock = wallet.reward_lock();
    chain.mine(&mut wallet, &lock, Vec::new());
    chain.mine_empty(&mut wallet, MATURITY as usize);
    (seed, wallet, chain)
}

#[test]
fn a_block_that_is_not_the_next_or_the_last_changes_nothing() {
    let (_, mut wallet, mut chain) = start();
    let lock = wallet.reward_lock();
    let (height, next) = chain.next(&lock, Vec::new());
    let synced = wallet.synced();
    wallet.take_changes();
    assert!(!wallet.connect(height.next(), &next));
    assert!(!wallet.disconnect(height, &next));
    let (_, other) = {
        let mut short = Chain::new();
        short.next(&lock, Vec::new())
    };
    assert!(!wallet.connect(height, &other));
    assert_eq!(wallet.synced(), synced);
    assert!(wallet.take_changes().is_empty());
}

#[test]
fn a_payment_waits_again_when_its_block_is_taken_back() {
    let (seed, mut wallet, mut chain) = start();
    let amount = Spend::Exact(coins("20"));
    let (draft, signed) = send(&wallet, &seed, &stranger(7), amount, chain.tip()).unwrap();
    wallet.pool_added(&signed, Timestamp(77));
    let waiting = wallet.balance(chain.tip());
    chain.mine(&mut wallet, &stranger(0), vec![signed.clone()]);
    let entry = wallet.entry(&signed.txid(), chain.tip()).unwrap();
    assert_eq!(entry.kind, Kind::Sent);
    assert_eq!(entry.amount, coins("20"));
    assert_eq!(entry.fee, Some(draft.fee));
    assert_eq!(entry.counterparts, [stranger(7)]);
    assert_eq!(entry.confirmations, 1);
    assert_eq!(entry.height, Some(chain.tip()));

    chain.undo(&mut wallet);
    assert_eq!(wallet.balance(chain.tip()), waiting);
    assert_eq!(wallet.unconfirmed(), std::slice::from_ref(&signed));
    let entry = wallet.entry(&signed.txid(), chain.tip()).unwrap();
    assert_eq!((entry.height, entry.confirmations), (None, 0));
    assert_eq!(entry.time, Timestamp(77));
}

#[test]
fn a_reward_goes_with_its_block_and_so_does_what_was_paid_from_it() {
    let (seed, mut wallet, mut chain) = start();
    let (_, signed) = send(&wallet, &seed, &stranger(7), Spend::Max, chain.tip()).unwrap();
    wallet.pool_added(&signed, Timestamp(1));
    let (_, child_of_other) = {
        // A second coin, whose payment must not be affected.
        let payment = payment_from(1, &[(wallet.receive_lock(), coins("5"))]);
        chain.mine(&mut wallet, &stranger(0), vec![payment]);
        send(&wallet, &seed, &stranger(8), Spend::Max, chain.tip()).unwrap()
    };
    wallet.pool_added(&child_of_other, Timestamp(2));
    assert_eq!(wallet.unconfirmed().len(), 2);
    let mut undone = Vec::new();
    while !chain.blocks.is_empty() {
        undone.push(chain.undo(&mut wallet));
    }
    assert_eq!(wallet.synced(), None);
    let balance = wallet.balance(chain.tip());
    assert_eq!(balance.spendable, Amount::ZERO);
    assert_eq!(balance.immature, Amount::ZERO);
    let failed = wallet.failed(chain.tip());
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].entry.txid, signed.txid());
    assert_eq!(wallet.unconfirmed(), std::slice::from_ref(&child_of_other));

    // The same blocks are connected again: both payments are unconfirmed again.
    for (height, block) in (0..).map(primitives::Height).zip(undone.into_iter().rev()) {
        assert!(wallet.connect(height, &block));
        chain.blocks.push(block);
    }
    assert_eq!(wallet.unconfirmed(), [signed, child_of_other]);
    assert!(wallet.failed(chain.tip()).is_empty());
}

#[test]
fn a_rival_in_a_block_ends_a_payment_and_its_children() {
    let (seed, mut wallet, mut chain) = start();
    // Another copy of the wallet spends the same coin with another transaction.
    let (_, rival) = send(&wallet, &seed, &stranger(9), Spend::Max, chain.tip()).unwrap();
    let amount = Spend::Exact(coins("20"));
    let (_, parent) = send(&wallet, &seed, &stranger(7), amount, chain.tip()).unwrap();
    wallet.pool_added(&parent, Timestamp(1));
    let amount = Spend::Exact(coins("5"));
    let (_, child) = send(&wallet, &seed, &stranger(8), amount, chain.tip()).unwrap();
    wallet.pool_added(&child, Timestamp(2));
    let waiting = wallet.balance(chain.tip());

    chain.mine(&mut wallet, &stranger(0), vec![rival.clone()]);
    assert!(wallet.unconfirmed().is_empty());
    let balance = wallet.balance(chain.tip());
    assert_eq!(balance.spendable, Amount::ZERO);
    assert_eq!(balance.outgoing, Amount::ZERO);
    let failed = wallet.failed(chain.tip());
    assert_eq!(failed.len(), 2);
    let mut fallen = wallet.take_fallen(chain.tip());
    fallen.reverse();
    assert_eq!(fallen, failed, "each is told of");
    assert_eq!(wallet.take_fallen(chain.tip()), [], "once");
    assert!(
        failed
            .iter()
            .all(|it| it.ours && it.rival() == Some(rival.txid()))
    );
    let shown = wallet.history(chain.tip(), 10);
    assert!(shown.iter().all(|entry| entry.txid != parent.txid()));

    chain.undo(&mut wallet);
    assert_eq!(wallet.balance(chain.tip()), waiting);
    assert_eq!(wallet.unconfirmed(), [parent.clone(), child]);
    assert!(wallet.failed(chain.tip()).is_empty());
}

#[test]
fn an_incoming_payment_that_its_payer_takes_back_is_told_of_for_a_while() {
    let (_, mut wallet, mut chain) = start();
    let paid = payment_from(1, &[(wallet.receive_lock(), coins("3"))]);
    let taken_back = payment_from(1, &[(stranger(9), coins("3"))]);
    let rival = taken_back.txid();
    let before = wallet.balance(chain.tip());
    wallet.pool_added(&paid, Timestamp(1));
    assert_eq!(wallet.balance(chain.tip()).incoming, coins("3"));
    chain.mine(&mut wallet, &stranger(0), vec![taken_back]);
    assert_eq!(wallet.balance(chain.tip()), before);
    let failed = wallet.failed(chain.tip());
    assert_eq!(failed.len(), 1);
    assert_eq!(
        (failed[0].entry.txid, failed[0].ours, failed[0].rival()),
        (paid.txid(), false, Some(rival))
    );
    assert_eq!(failed[0].entry.amount, coins("3"));
    chain.undo(&mut wallet);
    assert_eq!(wallet.balance(chain.tip()).incoming, coins("3"));

    wallet.pool_removed(&paid.txid());
    assert_eq!(wallet.balance(chain.tip()), before);
    assert_eq!(wallet.entry(&paid.txid(), chain.tip()), None);
    let failed = wallet.fails(&paid.txid(), chain.tip()).unwrap();
    assert_eq!((failed.cause, failed.ours), (Cause::GivenUp, false));
    // Another node's mempool still had it.
    chain.mine(&mut wallet, &stranger(0), vec![paid.clone()]);
    assert_eq!(wallet.fails(&paid.txid(), chain.tip()), None);
    assert!(wallet.entry(&paid.txid(), chain.tip()).is_some());
}

/// An attacker pays, and replaces each payment.
#[test]
fn payments_that_strangers_take_back_fill_a_small_part_of_the_history() {
    let (_, mut wallet, mut chain) = start();
    let kept = |wallet: &Wallet, chain: &Chain| -> Vec<Amount> {
        let failed = wallet.failed(chain.tip()).into_iter();
        failed.map(|it| it.entry.amount).collect()
    };
    let amounts = |numbers: std::ops::Range<u64>| -> Vec<Amount> {
        numbers.rev().map(|number| units(1_000 + number)).collect()
    };
    let most = u64::try_from(MAX_FAILED).unwrap();
    let pay = |wallet: &Wallet, number: u64| {
        payment_from(number, &[(wallet.receive_lock(), units(1_000 + number))])
    };
    let mut rows = std::collections::BTreeSet::new();
    for number in 0..5 * most {
        let paid = pay(&wallet, number);
        wallet.pool_added(&paid, Timestamp(1));
        let mut back = paid.clone();
        back.outputs[0].lock = stranger(8);
        wallet.pool_replaced(&paid.txid(), back.txid());
        wallet.pool_added(&back, Timestamp(2));
        for (row, value) in wallet.take_changes() {
            match value {
                Some(_) => rows.insert(row),
                None => rows.remove(&row),
            };
        }
    }
    assert_eq!(kept(&wallet, &chain), amounts(4 * most..5 * most));
    let records = rows.iter().filter(|row| row[0] == b't').count();
    assert_eq!(records, 1 + MAX_FAILED, "the wallet's coin, and no more");

    // A payment that conflicts with a block may be confirmed after a reorganisation, until the
    // block is deep.
    let (first, second) = (5 * most, 7 * most);
    for number in first..second {
        wallet.pool_added(&pay(&wallet, number), Timestamp(3));
    }
    let backs = (first..second).map(|number| payment_from(number, &[(stranger(8), units(1_000))]));
    chain.mine(&mut wallet, &stranger(0), backs.collect());
    assert_eq!(kept(&wallet, &chain), amounts(4 * most..second));
    chain.mine_empty(&mut wallet, 101);
    assert_eq!(kept(&wallet, &chain), amounts(second - most..second));
}

#[test]
fn an_own_payment_outlives_the_pool() {
    let (seed, mut wallet, chain) = start();
    let (_, signed) = send(&wallet, &seed, &stranger(7), Spend::Max, chain.tip()).unwrap();
    wallet.pool_added(&signed, Timestamp(1));
    wallet.pool_removed(&signed.txid());
    assert_eq!(wallet.unconfirmed(), [signed]);
    assert_eq!(wallet.balance(chain.tip()).outgoing, coins("50"));
}

#[test]
fn the_history_tells_the_kinds_apart() {
    let (seed, mut wallet, mut chain) = start();
    let received = payment_from(
        1,
        &[
            (wallet.receive_lock(), coins("3")),
            (stranger(5), coins("1")),
        ],
    );
    chain.mine(&mut wallet, &stranger(0), vec![received.clone()]);
    let own = wallet.receive_lock();
    let amount = Spend::Exact(coins("2"));
    let (draft, to_self) = send(&wallet, &seed, &own, amount, chain.tip()).unwrap();
    wallet.pool_added(&to_self, Timestamp(5));
    let history = wallet.history(chain.tip(), 10);
    let kinds: Vec<_> = history.iter().map(|it| (it.kind, it.amount)).collect();
    assert_eq!(
        kinds,
        [
            (Kind::ToSelf, coins("2")),
            (Kind::Received, coins("3")),
            (Kind::Allocation, coins("50"))
        ]
    );
    assert_eq!(history[0].fee, Some(draft.fee));
    assert_eq!(history[1].txid, received.txid());
    assert_eq!(history[1].fee, None);
    assert_eq!(history[2].confirmations, MATURITY + 2);
    assert_eq!(wallet.history(chain.tip(), 2), history[..2]);
}

#[test]
fn reading_the_chain_anew_keeps_what_waits() {
    let (seed, mut wallet, mut chain) = start();
    let amount = Spend::Exact(coins("20"));
    let (_, signed) = send(&wallet, &seed, &stranger(7), amount, chain.tip()).unwrap();
    wallet.pool_added(&signed, Timestamp(1));
    let before = wallet.balance(chain.tip());
    let history = wallet.history(chain.tip(), 10);
    wallet.forget();
    assert_eq!(wallet.synced(), None);
    for (height, block) in (0..).map(primitives::Height).zip(&chain.blocks) {
        assert!(wallet.connect(height, block));
    }
    assert_eq!(wallet.balance(chain.tip()), before);
    assert_eq!(wallet.history(chain.tip(), 10), history);
    chain.mine(&mut wallet, &stranger(0), vec![signed]);
    assert_eq!(wallet.balance(chain.tip()).outgoing, Amount::ZERO);
}

/// In the mempool, a payment with a higher fee replaces a payment. The node reports the removal
/// first, then the addition. A replaced payment to the wallet has failed. If both are the wallet's
/// payments, the unconfirmed one counts.
#[test]
fn a_replaced_payment_counts_no_more() {
    let (seed, mut wallet, mut chain) = start();
    let tip = chain.tip();

    // Payments from somebody else: first to the wallet, then less to the wallet, then to somebody
    // else.
    let to_us = payment_from(5, &[(wallet.receive_lock(), coins("3"))]);
    let mut less = to_us.clone();
    less.outputs[0].amount = coins("2");
    wallet.pool_added(&to_us, Timestamp(1));
    assert_eq!(wallet.balance(tip).incoming, coins("3"));
    wallet.pool_replaced(&to_us.txid(), less.txid());
    wallet.pool_added(&less, Timestamp(2));
    assert_eq!(wallet.balance(tip).incoming, coins("2"));
    let mut away = less.clone();
    away.outputs[0].lock = stranger(8);
    wallet.pool_replaced(&less.txid(), away.txid());
    wallet.pool_added(&away, Timestamp(3));
    assert_eq!(wallet.balance(tip).incoming, Amount::ZERO);
    assert!(
        wallet
            .history(tip, 10)
            .iter()
            .all(|entry| entry.kind == Kind::Allocation)
    );
    let failed = wallet.failed(tip);
    let rivals: Vec<_> = failed.iter().map(|it| (it.ours, it.rival())).collect();
    assert_eq!(
        rivals,
        [(false, Some(away.txid())), (false, Some(less.txid()))]
    );
    assert_eq!(wallet.take_fallen(tip).len(), 2, "each is told of");

    // The wallet's own payment, replaced with a higher fee by another copy of this wallet.
    let (_, slow) = send(&wallet, &seed, &stranger(7), Spend::Exact(coins("1")), tip).unwrap();
    let better = Payment {
        fee_rate: FeeRate(FeeRate::MIN.0 * 4),
        ..pay(&stranger(7), Spend::Exact(coins("1")))
    };
    let draft = wallet.prepare(&better, tip).unwrap();
    let fast = wallet.sign(&draft, &seed).unwrap();
    wallet.pool_added(&slow, Timestamp(4));
    wallet.pool_replaced(&slow.txid(), fast.txid());
    wallet.pool_added(&fast, Timestamp(5));
    let balance = wallet.balance(tip);
    let gone = coins("1").checked_add(draft.fee).unwrap();
    assert_eq!(balance.outgoing, gone);
    assert_eq!(balance.spendable, coins("50").checked_sub(gone).unwrap());
    assert_eq!(wallet.unconfirmed(), std::slice::from_ref(&fast));
    let mut failed = wallet.failed(tip);
    failed.retain(|it| it.ours);
    assert_eq!(failed.len(), 1);
    assert_eq!(
        (failed[0].entry.txid, failed[0].rival()),
        (slow.txid(), Some(fast.txid()))
    );
    chain.mine(&mut wallet, &stranger(0), vec![fast]);
    assert_eq!(wallet.balance(chain.tip()).outgoing, Amount::ZERO);
}
