//! Searches over artificial graphs: bounds, order, missing transactions, and kinds of transactions.

use super::{UNLIMITED, finish, history, last_txids, search};
use chain::coin_history::{
    HistorySearch, Kind, Limits, Lookup, Missing, Progress, TransactionSource, TransactionState,
    Verdict,
};
use chain::testing::{self, TestKey};
use chain::{Chain, Location, MemoryStore};
use core::convert::Infallible;
use primitives::{Amount, BlockHash, Height, Input, Lock, OutPoint, Output, Transaction, Txid};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn a_search_ends_at_a_pruned_or_unknown_transaction() {
    let chain = history(&[(0, 0, 2); 12]);
    let start = last_txids(&chain)[1];
    let (complete, _) = search(&chain, chain.genesis(), start, UNLIMITED);
    let missing_txid = complete.nodes()[1].txid;
    let source = TransactionList {
        missing: Some((missing_txid, Missing::Pruned)),
        ..TransactionList::of(&chain)
    };
    let (search, end) = search(&source, chain.genesis(), start, UNLIMITED);
    assert_eq!(end, Progress::Complete);
    assert_eq!(search.nodes()[0].verdict, Verdict::Unchecked);
    assert_eq!(search.nodes()[0].sources[0].amount, None);
    assert_eq!(
        search.state(&missing_txid),
        Some(TransactionState::Missing(&Missing::Pruned))
    );
    let unknown = Txid::from_bytes([9; 32]);
    let (search, end) = self::search(&source, chain.genesis(), unknown, UNLIMITED);
    assert_eq!((search.nodes().len(), end), (0, Progress::Complete));
    assert_eq!(
        search.state(&unknown),
        Some(TransactionState::Missing(&Missing::Unknown))
    );
}

/// Transactions in a list, each in its own block, for graphs that would take too long to mine.
#[derive(Default)]
struct TransactionList {
    transactions: BTreeMap<Txid, (Transaction, Option<Location>)>,
    missing: Option<(Txid, Missing)>,
}

impl TransactionList {
    fn of(chain: &Chain<MemoryStore>) -> Self {
        let mut list = Self::default();
        for height in (0..=chain.tip().height.value()).map(Height) {
            let block = chain.block(&chain.hash_at(height).unwrap()).unwrap();
            for (index, transaction) in (0..).zip(block.unwrap().transactions) {
                let location = Some(Location { height, index });
                list.transactions
                    .insert(transaction.txid(), (transaction, location));
            }
        }
        list
    }

    fn add(&mut self, transaction: Transaction, location: Option<Location>) -> Txid {
        let txid = transaction.txid();
        self.transactions.insert(txid, (transaction, location));
        txid
    }

    fn next(&self) -> Location {
        Location {
            height: Height(u32::try_from(self.transactions.len()).unwrap() + 1),
            index: 0,
        }
    }
}

impl TransactionSource for TransactionList {
    type Error = Infallible;

    fn find(&self, txid: &Txid) -> Result<Lookup, Infallible> {
        if let Some((missing_txid, reason)) = &self.missing
            && missing_txid == txid
        {
            return Ok(Lookup::Missing(reason.clone()));
        }
        Ok(match self.transactions.get(txid) {
            Some((transaction, location)) => Lookup::Found {
                transaction: transaction.clone(),
                location: *location,
            },
            None => Lookup::Missing(Missing::Unknown),
        })
    }
}

/// An output that anyone may spend, so that a large graph needs no signatures.
fn open_output() -> Output {
    Output {
        amount: Amount::COIN,
        lock: Lock::new(1, &[7; 2]).unwrap(),
    }
}

fn reward(number: u32) -> Transaction {
    Transaction {
        version: 2,
        inputs: vec![Input {
            script: number.to_be_bytes().to_vec(),
            ..Input::spending(OutPoint::NULL)
        }],
        outputs: vec![open_output()],
        lock_time: 0,
    }
}

fn spending(parents: impl IntoIterator<Item = Txid>) -> Transaction {
    let inputs = parents.into_iter().map(|txid| OutPoint { txid, index: 0 });
    Transaction {
        version: 2,
        inputs: inputs.map(Input::spending).collect(),
        outputs: vec![open_output()],
        lock_time: 0,
    }
}

#[test]
fn bounds_hold_on_a_deep_graph() {
    const DEEP: usize = 10_000;
    let mut list = TransactionList::default();
    let location = Some(list.next());
    let mut last = list.add(reward(0), location);
    for _ in 0..DEEP {
        let location = Some(list.next());
        last = list.add(spending([last]), location);
    }
    let limits = Limits {
        transactions: 2_000,
        inputs: 20_000,
    };
    let (mut limited, end) = search(&list, BlockHash::ZERO, last, limits);
    assert_eq!((limited.nodes().len(), end), (2_000, Progress::Limited));
    assert_eq!(limited.queued(), 1);
    limited.widen(UNLIMITED);
    assert_eq!(finish(&mut limited, &list), Progress::Complete);
    assert_eq!(limited.nodes().len(), DEEP + 1);
    assert_eq!(limited.nodes()[DEEP].kind, Kind::Reward);
}

#[test]
fn bounds_hold_on_a_wide_graph() {
    const WIDE: u32 = 10_000;
    let mut list = TransactionList::default();
    let mut parents = Vec::new();
    for number in 0..WIDE {
        let location = Some(list.next());
        parents.push(list.add(reward(number), location));
    }
    let location = Some(list.next());
    let last = list.add(spending(parents), location);
    let limits = Limits {
        transactions: 100,
        inputs: 1_000,
    };
    let mut search = HistorySearch::new(BlockHash::ZERO, last, limits);
    let mut steps = 0;
    while search.step(&list, 32).unwrap() == Progress::More {
        steps += 1;
    }
    // The transaction is visited with all its inputs, but in steps. Each input needs a look-up and
    // a verification, and a step does 32 of them.
    assert!(steps >= 2 * WIDE / 32, "{steps} steps");
    assert_eq!(
        search.nodes().len(),
        1,
        "the bound on inputs stops the search there"
    );
    assert_eq!(search.nodes()[0].verdict, Verdict::Valid);
    assert_eq!(search.queued(), WIDE as usize);
    search.widen(Limits {
        inputs: usize::MAX,
        ..limits
    });
    assert_eq!(finish(&mut search, &list), Progress::Limited);
    assert_eq!(search.nodes().len(), 100);
}

#[test]
fn unconfirmed_transactions_are_visited_first_and_once() {
    // The transaction `last` spends from `first` and `second`, and `second` also spends from
    // `first`. All three are unconfirmed.
    let mut list = TransactionList::default();
    let location = Some(list.next());
    let origin = list.add(reward(0), location);
    let mut first = spending([origin]);
    first.outputs = vec![open_output(), open_output()];
    first.outputs[0].amount = Amount::ZERO;
    let first = list.add(first, None);
    let second = Transaction {
        inputs: vec![Input::spending(OutPoint {
            txid: first,
            index: 1,
        })],
        ..spending([])
    };
    let second = list.add(second, None);
    let last = list.add(spending([first, second]), None);
    let (search, end) = search(&list, BlockHash::ZERO, last, UNLIMITED);
    assert_eq!(end, Progress::Complete);
    let order: Vec<_> = search.nodes().iter().map(|node| node.txid).collect();
    assert_eq!(order, [last, first, second, origin]);
    let distinct: BTreeSet<_> = order.iter().collect();
    assert_eq!(distinct.len(), 4);
    assert!(
        search
            .nodes()
            .iter()
            .all(|node| node.verdict == Verdict::Valid)
    );
}

/// A reorganisation between two steps gives one transaction the location at which another was
/// found. Both are visited.
#[test]
fn two_transactions_found_at_the_same_location_are_both_visited() {
    let mut list = TransactionList::default();
    let location = Some(list.next());
    let first = list.add(reward(0), location);
    let second = reward(1);
    let parents = [first, second.txid()];
    let last = list.add(spending(parents), Some(list.next()));
    let mut search = HistorySearch::new(BlockHash::ZERO, last, UNLIMITED);
    while search.state(&first).is_none() {
        assert_eq!(search.step(&list, 1).unwrap(), Progress::More);
    }
    assert_eq!(search.state(&parents[1]), None, "found a step later");
    let elsewhere = Some(list.next());
    list.add(reward(0), elsewhere);
    list.add(second, location);
    assert_eq!(finish(&mut search, &list), Progress::Complete);
    for parent in parents {
        let state = search.state(&parent);
        assert!(
            matches!(state, Some(TransactionState::Visited(_))),
            "{state:?}"
        );
    }
}

#[test]
fn the_kinds_of_transactions_without_sources_are_distinguished() {
    let key = TestKey::new(1);
    let hash = match key.lock() {
        Lock::Key(hash) => hash,
        other => panic!("expected a key's lock, not {other:?}"),
    };
    let draft = chain::SpecDraft {
        allocation: vec![(hash, Amount::COIN)],
        ..testing::draft()
    };
    let chain = Chain::open(draft.build().unwrap(), MemoryStore::new()).unwrap();
    let start = chain.block(&chain.genesis()).unwrap().unwrap().transactions[0].txid();
    let (found, _) = search(&chain, chain.genesis(), start, UNLIMITED);
    assert_eq!(found.nodes()[0].kind, Kind::Allocation);
    let mut list = TransactionList::default();
    let grant = Transaction {
        inputs: Vec::new(),
        ..reward(0)
    };
    let location = Some(list.next());
    let grant = list.add(grant, location);
    let (found, _) = search(&list, BlockHash::ZERO, grant, UNLIMITED);
    assert_eq!(found.nodes()[0].kind, Kind::Grant);
    assert_eq!(found.nodes()[0].verdict, Verdict::Valid);
}
