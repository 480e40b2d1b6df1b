//! Searches on a chain find the same transactions as a naive recursion, with limits or without, and
//! end at pruned transactions.

use super::{UNLIMITED, finish, history, last_txids, search};
use chain::coin_history::{
    HistorySearch, Kind, Limits, Missing, Progress, TransactionState, Verdict,
};
use chain::params::MIN_WHOLE_BLOCKS;
use chain::{Chain, MemoryStore};
use primitives::{Amount, Height, Txid};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Finds all transactions in the history of a transaction, which is included, by plain recursion
/// over the chain's queries. `found` has the number of signatures of each.
fn naive(chain: &Chain<MemoryStore>, txid: Txid, found: &mut BTreeMap<Txid, usize>) {
    if found.contains_key(&txid) {
        return;
    }
    let transaction = chain.transaction(&txid).unwrap().unwrap().transaction;
    let is_reward = transaction.is_coinbase();
    let inputs = if is_reward {
        0
    } else {
        transaction.inputs.len()
    };
    found.insert(txid, inputs);
    for input in transaction.inputs.iter().take(inputs) {
        naive(chain, input.previous.txid, found);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_search_finds_the_same_transactions_as_a_recursion(steps in prop::collection::vec(any::<(u8, u8, u8)>(), 1..40)) {
        let chain = history(&steps);
        for start in last_txids(&chain) {
            let mut wanted = BTreeMap::new();
            naive(&chain, start, &mut wanted);
            let (search, end) = search(&chain, chain.genesis(), start, UNLIMITED);
            prop_assert_eq!(end, Progress::Complete);
            let found: BTreeMap<_, _> =
                search.nodes().iter().map(|node| (node.txid, node.signatures)).collect();
            prop_assert_eq!(&found, &wanted, "every transaction once, every input's signature verified");
            prop_assert_eq!(search.nodes().len(), wanted.len());
            prop_assert_eq!(search.signatures(), wanted.values().sum::<usize>());
            prop_assert_eq!(search.nodes()[0].txid, start);
            prop_assert!(search.nodes().iter().all(|node| node.verdict == Verdict::Valid));
            let locations: Vec<_> = search.nodes().iter().map(|node| node.location.unwrap()).collect();
            prop_assert!(locations.is_sorted_by(|newer, older| newer > older), "newest first");
            for node in search.nodes() {
                let has_no_sources = node.kind == Kind::Reward;
                prop_assert_eq!(has_no_sources, node.sources.is_empty());
                let spent = Amount::sum(node.sources.iter().map(|source| source.amount.unwrap()));
                prop_assert!(has_no_sources || spent == node.paid, "the payments pay no fee");
            }
        }
    }

    #[test]
    fn a_limited_search_continues_where_it_stopped(
        steps in prop::collection::vec(any::<(u8, u8, u8)>(), 5..40),
        limits in prop::collection::vec(1_usize..20, 1..6),
    ) {
        let chain = history(&steps);
        let start = *last_txids(&chain).last().unwrap();
        let (complete, _) = search(&chain, chain.genesis(), start, UNLIMITED);
        let mut limited = HistorySearch::new(chain.genesis(), start, Limits { transactions: 1, ..UNLIMITED });
        let mut bound = 1;
        for limit in limits {
            bound = bound.max(limit);
            limited.widen(Limits { transactions: limit, ..UNLIMITED });
            let end = finish(&mut limited, &chain);
            prop_assert!(limited.nodes().len() <= bound);
            prop_assert_eq!(end == Progress::Complete, limited.queued() == 0);
                    prop_assert_eq!(limited.nodes(), &complete.nodes()[..limited.nodes().len()], "a limit leaves out the oldest");
        }
        limited.widen(UNLIMITED);
        prop_assert_eq!(finish(&mut limited, &chain), Progress::Complete);
        prop_assert_eq!(limited.nodes(), complete.nodes());
    }
}

#[test]
fn a_search_ends_at_pruned_transactions() {
    // One owner spends the newest three coins in each block, so that histories are deep. In some
    // blocks the owner spends only one, so that some coins are left.
    let steps = (0..MIN_WHOLE_BLOCKS + 60).map(|step| match step % 7 {
        0 => (0, 0, 0),
        _ => (0, 0, 2),
    });
    let mut chain = history(&steps.collect::<Vec<_>>());
    let start = *last_txids(&chain).last().unwrap();
    let mut before = BTreeMap::new();
    naive(&chain, start, &mut before);
    chain.set_whole_blocks(Some(MIN_WHOLE_BLOCKS));
    while chain.prune(Height(u32::MAX), &|_, _| false).unwrap() {}

    let (search, end) = search(&chain, chain.genesis(), start, UNLIMITED);
    assert_eq!(end, Progress::Complete);
    let is_stored = |txid: &Txid| chain.transaction(txid).unwrap().is_some();
    let mut dropped = BTreeSet::new();
    for node in search.nodes() {
        assert!(before.contains_key(&node.txid) && is_stored(&node.txid));
        let mut is_checked = true;
        for source in &node.sources {
            let wanted = match is_stored(&source.txid) {
                true => continue,
                false => Some(TransactionState::Missing(&Missing::Pruned)),
            };
            assert_eq!(search.state(&source.txid), wanted);
            assert_eq!(source.amount, None);
            dropped.insert(source.txid);
            is_checked = false;
        }
        let wanted = if is_checked {
            Verdict::Valid
        } else {
            Verdict::Unchecked
        };
        assert_eq!(node.verdict, wanted, "{node:?}");
    }
    assert!(!dropped.is_empty(), "nothing was pruned");
    assert!(search.nodes().len() + dropped.len() <= before.len());
    assert!(dropped.iter().all(|txid| before.contains_key(txid)));
}
