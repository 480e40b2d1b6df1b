//! The chain's invariants over random histories with forks, reorganisations, blocks that arrive
//! late, and valid and invalid blocks.
//!
//! The number of histories is proptest's default, 256; `PROPTEST_CASES` sets another number (`cargo
//! xtask test --nightly`).

mod naive;
mod story;

use chain::{BlockError, Chain, MemoryStore, Rule, Spec, Store, Table};
use naive::Naive;
use primitives::{Block, Encode, OutPoint};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use story::{NOW, make, spec, steps};

type Rows = BTreeMap<Vec<u8>, Vec<u8>>;

fn open(spec: &Spec) -> Chain<MemoryStore> {
    Chain::open(spec.clone(), MemoryStore::new()).unwrap()
}

/// The name of the rule by which a block is rejected.
fn verdict<T, E: core::fmt::Debug>(result: Result<T, BlockError<E>>) -> Result<(), String> {
    let name = |rule: &dyn core::fmt::Debug| {
        let text = format!("{rule:?}");
        text.split([' ', '(', '{'])
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    match result {
        Ok(_) => Ok(()),
        Err(BlockError::Known) => Err("known".into()),
        Err(BlockError::Orphan { .. }) => Err("orphan".into()),
        Err(BlockError::Invalid {
            rule: Rule::Transaction { rule, .. },
            ..
        }) => Err(name(&rule)),
        Err(BlockError::Invalid { rule, .. }) => Err(name(&rule)),
        Err(error @ (BlockError::Storage(_) | BlockError::OutOfReach { .. })) => {
            panic!("{error:?}")
        }
    }
}

/// The tables that depend on the best chain only: coins, indexes, and the values of the undo data,
/// sorted.
fn state(chain: &mut Chain<MemoryStore>) -> Vec<Rows> {
    chain.flush().unwrap();
    let tables = [Table::Coins, Table::Locations, Table::History];
    let mut state: Vec<_> = tables.map(|table| chain.store().rows(table).clone()).into();
    // The keys of undo rows are numbers in the order of recording, which depend on the other
    // branches. So only the values are compared.
    let mut undo: Vec<_> = chain.store().rows(Table::Undo).values().cloned().collect();
    undo.sort_unstable();
    state.push(
        undo.into_iter()
            .enumerate()
            .map(|(at, row)| (at.to_be_bytes().to_vec(), row))
            .collect(),
    );
    state
}

/// The rows of the naive ledger's coins.
fn rows(naive: &Naive) -> Rows {
    let key = |at: &OutPoint| [&at.txid.to_bytes()[..], &at.index.to_be_bytes()].concat();
    let state = naive.replay(naive.tip).unwrap();
    state
        .coins
        .iter()
        .map(|(at, coin)| (key(at), coin.to_bytes()))
        .collect()
}

/// Offers blocks repeatedly until nothing new is accepted.
fn offer_all<S: Store>(chain: &mut Chain<S>, blocks: &[&Block]) {
    loop {
        let offer = |block: &&&Block| chain.accept_block((**block).clone(), NOW).is_ok();
        if blocks.iter().filter(offer).count() == 0 {
            return;
        }
    }
}

/// The random histories cover the cases: they break every rule of the list below, and cause
/// reorganisations.
#[test]
fn histories_break_the_listed_rules_and_reorganise() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let spec = spec();
    let mut counts = BTreeMap::<String, usize>::new();
    for _ in 0..200 {
        let steps = steps().new_tree(&mut runner).unwrap().current();
        let mut chain = open(&spec);
        for block in make(&spec, &steps) {
            let result = chain.accept_block(block, NOW);
            if let Ok(accepted) = &result {
                *counts
                    .entry(format!("depth {}", accepted.disconnected.len()))
                    .or_default() += 1;
                let payments = accepted
                    .connected
                    .iter()
                    .map(|(_, block)| block.transactions.len() - 1);
                *counts.entry("payments".into()).or_default() += payments.sum::<usize>();
            }
            *counts
                .entry(verdict(result).err().unwrap_or_default())
                .or_default() += 1;
        }
    }
    for name in [
        "Bits",
        "CoinbaseAmount",
        "CoinbaseHeight",
        "DuplicateInput",
        "GrantAmount",
        "GrantedBefore",
        "GrantsOver",
        "Immature",
        "InvalidParent",
        "MerkleRoot",
        "MissingCoin",
        "NotFinal",
        "Overspent",
        "ProofOfWork",
        "RelativeLock",
        "SecondCoinbase",
        "SecondGrant",
        "TimeTooNew",
        "TimeTooOld",
        "TooManyTransactions",
        "depth 1",
        "depth 2",
        "depth 3",
    ] {
        assert!(
            counts.contains_key(name),
            "no history has {name}: {counts:?}"
        );
    }
    assert!(
        counts["payments"] > 500 && counts["depth 0"] > 1_000,
        "{counts:?}"
    );
}

proptest! {
    /// After every block, the chain has the same verdict, tip, height, coins and supply as the
    /// naive ledger.
    #[test]
    fn a_naive_ledger_agrees(steps in steps(), late in prop::collection::vec(0..12_usize, 30)) {
        let spec = spec();
        let blocks = make(&spec, &steps);
        let (mut chain, mut naive) = (open(&spec), Naive::new(spec.clone()));
        // Some blocks arrive after their children. At the end all blocks are offered again in
        // order.
        let mut arrival: Vec<_> = (0..blocks.len()).collect();
        arrival.sort_by_key(|at| at + late[*at].saturating_sub(8) * 3);
        for at in arrival.into_iter().chain(0..blocks.len()) {
            let block = &blocks[at];
            let wanted = naive.accept(block, NOW).map_err(str::to_owned);
            prop_assert_eq!(verdict(chain.accept_block(block.clone(), NOW)), wanted, "block {}", at);
            prop_assert_eq!(chain.tip().hash, naive.tip);
            prop_assert_eq!(chain.tip().height.value(), naive.height());
            chain.flush().unwrap();
            prop_assert_eq!(chain.store().rows(Table::Coins), &rows(&naive));
        }
        let expected = naive.replay(naive.tip).unwrap();
        let coins: u64 = expected.coins.values().map(|coin| coin.output.amount.units()).sum();
        prop_assert_eq!(coins, expected.supply);
        prop_assert!(coins <= spec.total_supply().units());
    }

    /// After reorganisations, a chain has the same state as one that accepted only the best branch,
    /// and that branch spends no coin twice.
    #[test]
    fn undo_is_exact_and_no_coin_is_spent_twice(steps in steps()) {
        let spec = spec();
        let (mut chain, mut fresh) = (open(&spec), open(&spec));
        for block in make(&spec, &steps) {
            let _ = chain.accept_block(block, NOW);
        }
        let mut spent = BTreeSet::new();
        for height in 1..=chain.tip().height.value() {
            let hash = chain.hash_at(primitives::Height(height)).unwrap();
            let block = chain.block(&hash).unwrap().unwrap();
            for input in block.transactions[1..].iter().flat_map(|t| &t.inputs) {
                prop_assert!(spent.insert(input.previous), "{} is spent twice", input.previous);
            }
            fresh.accept_block(block, NOW).unwrap();
        }
        prop_assert_eq!(chain.tip().work, fresh.tip().work);
        prop_assert_eq!(state(&mut chain), state(&mut fresh));
    }

    /// In any order of arrival, with headers known before or not, the best branch has the same
    /// length. If only one branch has that length, the state is the same as well.
    #[test]
    fn the_order_of_arrival_does_not_matter_except_for_ties(
        steps in steps(), order in prop::collection::vec(any::<u32>(), 30), headers: bool, flush: bool,
    ) {
        let spec = spec();
        let blocks = make(&spec, &steps);
        let (mut first, mut second) = (open(&spec), open(&spec));
        offer_all(&mut first, &blocks.iter().collect::<Vec<_>>());
        let mut shuffled: Vec<_> = blocks.iter().zip(order).collect();
        shuffled.sort_by_key(|(_, at)| *at);
        let shuffled: Vec<_> = shuffled.into_iter().map(|(block, _)| block).collect();
        if headers {
            for block in &blocks {
                let _ = second.accept_headers(&[block.header], NOW);
            }
        }
        offer_all(&mut second, &shuffled);
        if flush {
            second.flush().unwrap();
            let tip = second.tip().hash;
            second = Chain::open(spec.clone(), second.into_store()).unwrap();
            prop_assert_eq!(second.tip().hash, tip);
        }
        prop_assert_eq!(first.tip().work, second.tip().work);
        let longest = |chain: &Chain<MemoryStore>| {
            let height = chain.tip().height;
            let ends = blocks.iter().map(Block::hash).collect::<BTreeSet<_>>();
            let high = ends.iter().filter_map(|hash| chain.entry(hash));
            high.filter(|entry| entry.height == height && entry.is_stored()).count()
        };
        if longest(&first) == 1 && longest(&second) == 1 {
            prop_assert_eq!(first.tip().hash, second.tip().hash);
        }
        if first.tip().hash == second.tip().hash {
            prop_assert_eq!(state(&mut first), state(&mut second));
        }
    }
}
