//! Walking coins back: the same ways as a naive recursion finds, every forged signature found, and bounds that hold.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

use chain::params::MIN_WHOLE_BLOCKS;
use chain::provenance::{
    Ancestry, Kind, Limits, Missing, Progress, Sought, Standing, Verdict, Walk,
};
use chain::testing::{self, TestKey, output_of};
use chain::{Batch, Chain, Location, MemoryStore, Store as _, Table, TransactionRule};
use core::convert::Infallible;
use primitives::{
    Amount, Block, BlockHash, Decode as _, Encode as _, Height, Input, Lock, OutPoint, Output,
    Transaction, Txid,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const FAR: Limits = Limits {
    transactions: usize::MAX,
    inputs: usize::MAX,
};

fn finish<A: Ancestry<Error: core::fmt::Debug>>(walk: &mut Walk, source: &A) -> Progress {
    loop {
        match walk.step(source, 7).unwrap() {
            Progress::More => {}
            end => return end,
        }
    }
}

fn walk<A: Ancestry<Error: core::fmt::Debug>>(
    source: &A,
    genesis: BlockHash,
    start: Txid,
    limits: Limits,
) -> (Walk, Progress) {
    let mut walk = Walk::new(genesis, start, limits);
    let end = finish(&mut walk, source);
    (walk, end)
}

/// A chain with a history: each step mines a block whose payment spends up to three of all ripe coins, which all
/// belong to a few keys, and splits them in two.
fn history(steps: &[(u8, u8, u8)]) -> Chain<MemoryStore> {
    let mut chain = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
    let mut coins: Vec<(OutPoint, Output, u8, Height)> = Vec::new();
    for (owner, payee, count) in steps {
        let (owner, payee) = (1 + owner % 3, 1 + payee % 3);
        let next = chain.tip().height.next();
        let ripe = |coin: &&(OutPoint, Output, u8, Height)| coin.2 == owner && coin.3 <= next;
        let count = usize::from(1 + count % 3);
        // The newest, so that ways are long.
        let newest = coins.iter().rev().filter(ripe);
        let chosen: Vec<_> = newest.take(count).cloned().collect();
        let mut payments = Vec::new();
        if !chosen.is_empty() {
            coins.retain(|coin| !chosen.contains(coin));
            let spent: Vec<_> = chosen
                .iter()
                .map(|(at, output, ..)| (*at, output.clone()))
                .collect();
            let total = Amount::sum(spent.iter().map(|(_, output)| output.amount)).unwrap();
            let half = Amount::from_units(total.units() / 2).unwrap();
            let outputs = [(half, payee), (total.checked_sub(half).unwrap(), owner)];
            let outputs = outputs.map(|(amount, key)| Output {
                amount,
                lock: TestKey::new(key).lock(),
            });
            let payment = TestKey::new(owner).spend(chain.genesis(), &spent, outputs.to_vec());
            for (index, key) in [(0, payee), (1, owner)] {
                let (at, output) = output_of(&payment, index);
                coins.push((at, output, key, next));
            }
            payments.push(payment);
        }
        let block = testing::next_block(&chain, &TestKey::new(owner).lock(), payments);
        let (at, output) = output_of(&block.transactions[0], 0);
        let maturity = chain.spec().maturity;
        coins.push((at, output, owner, next.saturating_add(maturity)));
        let now = block.header.time;
        chain.accept_block(block, now).unwrap();
    }
    chain
}

/// All transactions that a transaction comes from, itself included, by plain recursion over the chain's own answers.
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

fn tips(chain: &Chain<MemoryStore>) -> Vec<Txid> {
    let hash = chain.tip().hash;
    let block = chain.block(&hash).unwrap().unwrap();
    block.transactions.iter().map(Transaction::txid).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_walk_finds_what_recursion_finds(steps in prop::collection::vec(any::<(u8, u8, u8)>(), 1..40)) {
        let chain = history(&steps);
        for start in tips(&chain) {
            let mut wanted = BTreeMap::new();
            naive(&chain, start, &mut wanted);
            let (walk, end) = walk(&chain, chain.genesis(), start, FAR);
            prop_assert_eq!(end, Progress::Whole);
            let found: BTreeMap<_, _> =
                walk.nodes().iter().map(|node| (node.txid, node.signatures)).collect();
            prop_assert_eq!(&found, &wanted, "every transaction once, every input's signature verified");
            prop_assert_eq!(walk.nodes().len(), wanted.len());
            prop_assert_eq!(walk.signatures(), wanted.values().sum::<usize>());
            prop_assert_eq!(walk.nodes()[0].txid, start);
            prop_assert!(walk.nodes().iter().all(|node| node.verdict == Verdict::Right));
            let places: Vec<_> = walk.nodes().iter().map(|node| node.location.unwrap()).collect();
            prop_assert!(places.is_sorted_by(|newer, older| newer > older), "newest first");
            for node in walk.nodes() {
                let is_origin = node.kind == Kind::Reward;
                prop_assert_eq!(is_origin, node.sources.is_empty());
                let spent = Amount::sum(node.sources.iter().map(|source| source.amount.unwrap()));
                prop_assert!(is_origin || spent == node.paid, "the payments pay no fee");
            }
        }
    }

    #[test]
    fn a_cut_walk_goes_on_where_it_was(
        steps in prop::collection::vec(any::<(u8, u8, u8)>(), 5..40),
        limits in prop::collection::vec(1_usize..20, 1..6),
    ) {
        let chain = history(&steps);
        let start = *tips(&chain).last().unwrap();
        let (whole, _) = walk(&chain, chain.genesis(), start, FAR);
        let mut cut = Walk::new(chain.genesis(), start, Limits { transactions: 1, ..FAR });
        let mut bound = 1;
        for limit in limits {
            bound = bound.max(limit);
            cut.widen(Limits { transactions: limit, ..FAR });
            let end = finish(&mut cut, &chain);
            prop_assert!(cut.nodes().len() <= bound);
            prop_assert_eq!(end == Progress::Whole, cut.ahead() == 0);
            prop_assert_eq!(cut.nodes(), &whole.nodes()[..cut.nodes().len()], "a cut leaves the newest");
        }
        cut.widen(FAR);
        prop_assert_eq!(finish(&mut cut, &chain), Progress::Whole);
        prop_assert_eq!(cut.nodes(), whole.nodes());
    }

    #[test]
    fn whatever_was_altered_in_a_stored_block_is_a_verdict(
        at in any::<prop::sample::Index>(),
        bit in 0_u8..8,
    ) {
        let chain = history(&[(0, 0, 2); 12]);
        let start = tips(&chain)[1];
        let (right, _) = walk(&chain, chain.genesis(), start, FAR);
        // A block that the walk passes through, with one bit of its transactions turned.
        let height = right.nodes()[2].location.unwrap().height;
        let (key, mut bytes) = stored_block(&chain, height);
        let header = 80;
        let at = header + at.index(bytes.len() - header);
        bytes[at] ^= 1 << bit;
        let altered = with_block(chain, &key, &bytes);
        let (walk, end) = walk(&altered, altered.genesis(), start, FAR);
        prop_assert_eq!(end, Progress::Whole);
        // A flipped bit of what the walk does not need (the coinbase's witness, another transaction) changes nothing.
        let same = walk.nodes() == right.nodes();
        let found = walk.nodes().iter().any(|node| node.verdict != Verdict::Right);
        prop_assert!(same != found, "bit {} of byte {}: {:?}", bit, at, walk.nodes());
    }
}

fn stored_block(chain: &Chain<MemoryStore>, height: Height) -> (Vec<u8>, Vec<u8>) {
    // Blocks were accepted one after the other, so a header's number is its height.
    let key = height.value().to_be_bytes().to_vec();
    let block = chain.block(&chain.hash_at(height).unwrap()).unwrap();
    (key, block.unwrap().to_bytes())
}

/// The chain opened again over a store in which a block's row was overwritten.
fn with_block(mut chain: Chain<MemoryStore>, key: &[u8], bytes: &[u8]) -> Chain<MemoryStore> {
    chain.flush().unwrap();
    let spec = chain.spec().clone();
    let mut store = chain.into_store();
    let mut batch = Batch::default();
    batch.put(Table::Blocks, key, bytes);
    store.commit(&batch).unwrap();
    Chain::open(spec, store).unwrap()
}

#[test]
fn a_forged_signature_in_the_store_is_found() {
    let chain = history(&[(0, 0, 2); 12]);
    let start = tips(&chain)[1];
    let (right, _) = walk(&chain, chain.genesis(), start, FAR);
    let victim = right.nodes()[1].clone();
    let (key, bytes) = stored_block(&chain, victim.location.unwrap().height);
    let mut block = Block::from_bytes(&bytes).unwrap();
    // A well-formed signature by the right key, of something else.
    let forged = &mut block.transactions[victim.location.unwrap().index as usize];
    let spend = primitives::KeySpend::sign(TestKey::new(1).secret(), &[7; 32]);
    forged.inputs[0].witness = spend.to_witness();
    let altered = with_block(chain, &key, &block.to_bytes());
    let (walk, end) = walk(&altered, altered.genesis(), start, FAR);
    assert_eq!(end, Progress::Whole);
    let found = &walk.nodes()[1];
    assert!(
        matches!(
            found.verdict,
            Verdict::Wrong(TransactionRule::Witness { input: 0, .. })
        ),
        "{found:?}"
    );
    let others = walk.nodes().iter().filter(|node| node.txid != found.txid);
    assert!(
        others
            .into_iter()
            .all(|node| node.verdict == Verdict::Right)
    );
}

#[test]
fn a_lost_or_unknown_transaction_ends_the_way_there() {
    let chain = history(&[(0, 0, 2); 12]);
    let start = tips(&chain)[1];
    let (whole, _) = walk(&chain, chain.genesis(), start, FAR);
    let lost = whole.nodes()[1].txid;
    let source = Book {
        without: Some((lost, Missing::Dropped)),
        ..Book::of(&chain)
    };
    let (walk, end) = walk(&source, chain.genesis(), start, FAR);
    assert_eq!(end, Progress::Whole);
    assert_eq!(walk.nodes()[0].verdict, Verdict::Unchecked);
    assert_eq!(walk.nodes()[0].sources[0].amount, None);
    assert_eq!(
        walk.standing(&lost),
        Some(Standing::Missing(&Missing::Dropped))
    );
    let unknown = Txid::from_bytes([9; 32]);
    let (walk, end) = self::walk(&source, chain.genesis(), unknown, FAR);
    assert_eq!((walk.nodes().len(), end), (0, Progress::Whole));
    assert_eq!(
        walk.standing(&unknown),
        Some(Standing::Missing(&Missing::Unknown))
    );
}

#[test]
fn a_walk_goes_as_far_as_old_blocks_were_kept() {
    // One owner, who joins the newest three coins each time: long ways. Now and then only one, so that some are left.
    let steps = (0..MIN_WHOLE_BLOCKS + 60).map(|step| match step % 7 {
        0 => (0, 0, 0),
        _ => (0, 0, 2),
    });
    let mut chain = history(&steps.collect::<Vec<_>>());
    let start = *tips(&chain).last().unwrap();
    let mut before = BTreeMap::new();
    naive(&chain, start, &mut before);
    chain.set_whole_blocks(Some(MIN_WHOLE_BLOCKS));
    while chain.prune(Height(u32::MAX), &|_, _| false).unwrap() {}

    let (walk, end) = walk(&chain, chain.genesis(), start, FAR);
    assert_eq!(end, Progress::Whole);
    let is_here = |txid: &Txid| chain.transaction(txid).unwrap().is_some();
    let mut dropped = BTreeSet::new();
    for node in walk.nodes() {
        assert!(before.contains_key(&node.txid) && is_here(&node.txid));
        let mut is_checked = true;
        for source in &node.sources {
            let wanted = match is_here(&source.txid) {
                true => continue,
                false => Some(Standing::Missing(&Missing::Dropped)),
            };
            assert_eq!(walk.standing(&source.txid), wanted);
            assert_eq!(source.amount, None);
            dropped.insert(source.txid);
            is_checked = false;
        }
        let wanted = if is_checked {
            Verdict::Right
        } else {
            Verdict::Unchecked
        };
        assert_eq!(node.verdict, wanted, "{node:?}");
    }
    assert!(!dropped.is_empty(), "the test would show nothing");
    assert!(walk.nodes().len() + dropped.len() <= before.len());
    assert!(dropped.iter().all(|txid| before.contains_key(txid)));
}

/// Transactions in a list, as blocks of one: for graphs larger than a test has the time to mine.
#[derive(Default)]
struct Book {
    transactions: BTreeMap<Txid, (Transaction, Option<Location>)>,
    without: Option<(Txid, Missing)>,
}

impl Book {
    fn of(chain: &Chain<MemoryStore>) -> Self {
        let mut book = Self::default();
        for height in (0..=chain.tip().height.value()).map(Height) {
            let block = chain.block(&chain.hash_at(height).unwrap()).unwrap();
            for (index, transaction) in (0..).zip(block.unwrap().transactions) {
                let place = Some(Location { height, index });
                book.transactions
                    .insert(transaction.txid(), (transaction, place));
            }
        }
        book
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

impl Ancestry for Book {
    type Error = Infallible;

    fn find(&self, txid: &Txid) -> Result<Sought, Infallible> {
        if let Some((lost, why)) = &self.without
            && lost == txid
        {
            return Ok(Sought::Missing(why.clone()));
        }
        Ok(match self.transactions.get(txid) {
            Some((transaction, location)) => Sought::Found {
                transaction: transaction.clone(),
                location: *location,
            },
            None => Sought::Missing(Missing::Unknown),
        })
    }
}

/// An output that anybody may spend, so that a large graph needs no signatures.
fn open_output() -> Output {
    Output {
        amount: Amount::COIN,
        lock: Lock::new(1, &[]).unwrap(),
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

fn joining(parents: impl IntoIterator<Item = Txid>) -> Transaction {
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
    let mut book = Book::default();
    let place = Some(book.next());
    let mut last = book.add(reward(0), place);
    for _ in 0..DEEP {
        let place = Some(book.next());
        last = book.add(joining([last]), place);
    }
    let limits = Limits {
        transactions: 2_000,
        inputs: 20_000,
    };
    let (mut cut, end) = walk(&book, BlockHash::ZERO, last, limits);
    assert_eq!((cut.nodes().len(), end), (2_000, Progress::Cut));
    assert_eq!(cut.ahead(), 1);
    cut.widen(FAR);
    assert_eq!(finish(&mut cut, &book), Progress::Whole);
    assert_eq!(cut.nodes().len(), DEEP + 1);
    assert_eq!(cut.nodes()[DEEP].kind, Kind::Reward);
}

#[test]
fn bounds_hold_on_a_wide_graph() {
    const WIDE: u32 = 10_000;
    let mut book = Book::default();
    let mut parents = Vec::new();
    for number in 0..WIDE {
        let place = Some(book.next());
        parents.push(book.add(reward(number), place));
    }
    let place = Some(book.next());
    let last = book.add(joining(parents), place);
    let limits = Limits {
        transactions: 100,
        inputs: 1_000,
    };
    let mut walk = Walk::new(BlockHash::ZERO, last, limits);
    let mut steps = 0;
    while walk.step(&book, 32).unwrap() == Progress::More {
        steps += 1;
    }
    // It is looked at whole, but in slices: one for each 32 of its inputs, twice.
    assert!(steps >= 2 * WIDE / 32, "{steps} steps");
    assert_eq!(walk.nodes().len(), 1, "the bound on inputs stops it there");
    assert_eq!(walk.nodes()[0].verdict, Verdict::Right);
    assert_eq!(walk.ahead(), WIDE as usize);
    walk.widen(Limits {
        inputs: usize::MAX,
        ..limits
    });
    assert_eq!(finish(&mut walk, &book), Progress::Cut);
    assert_eq!(walk.nodes().len(), 100);
}

#[test]
fn what_waits_comes_first_and_once() {
    // A diamond that waits: 3 spends from 1 and 2, which both spend from 0.
    let mut book = Book::default();
    let place = Some(book.next());
    let origin = book.add(reward(0), place);
    let mut first = joining([origin]);
    first.outputs = vec![open_output(), open_output()];
    first.outputs[0].amount = Amount::ZERO;
    let first = book.add(first, None);
    let second = Transaction {
        inputs: vec![Input::spending(OutPoint {
            txid: first,
            index: 1,
        })],
        ..joining([])
    };
    let second = book.add(second, None);
    let last = book.add(joining([first, second]), None);
    let (walk, end) = walk(&book, BlockHash::ZERO, last, FAR);
    assert_eq!(end, Progress::Whole);
    let order: Vec<_> = walk.nodes().iter().map(|node| node.txid).collect();
    assert_eq!(order, [last, first, second, origin]);
    let distinct: BTreeSet<_> = order.iter().collect();
    assert_eq!(distinct.len(), 4);
    assert!(
        walk.nodes()
            .iter()
            .all(|node| node.verdict == Verdict::Right)
    );
}

/// A reorganisation between two steps gives one transaction the place where another was found: both are visited.
#[test]
fn a_place_that_passes_from_one_transaction_to_another_hides_neither() {
    let mut book = Book::default();
    let place = Some(book.next());
    let first = book.add(reward(0), place);
    let second = reward(1);
    let parents = [first, second.txid()];
    let last = book.add(joining(parents), Some(book.next()));
    let mut walk = Walk::new(BlockHash::ZERO, last, FAR);
    while walk.standing(&first).is_none() {
        assert_eq!(walk.step(&book, 1).unwrap(), Progress::More);
    }
    assert_eq!(walk.standing(&parents[1]), None, "found a step later");
    let elsewhere = Some(book.next());
    book.add(reward(0), elsewhere);
    book.add(second, place);
    assert_eq!(finish(&mut walk, &book), Progress::Whole);
    for parent in parents {
        let standing = walk.standing(&parent);
        assert!(
            matches!(standing, Some(Standing::Visited(_))),
            "{standing:?}"
        );
    }
}

#[test]
fn kinds_of_origins_are_told_apart() {
    let key = TestKey::new(1);
    let hash = match key.lock() {
        Lock::Key(hash) => hash,
        other => panic!("a key's lock, not {other:?}"),
    };
    let draft = chain::SpecDraft {
        allocation: vec![(hash, Amount::COIN)],
        ..testing::draft()
    };
    let chain = Chain::open(draft.build().unwrap(), MemoryStore::new()).unwrap();
    let start = chain.block(&chain.genesis()).unwrap().unwrap().transactions[0].txid();
    let (found, _) = walk(&chain, chain.genesis(), start, FAR);
    assert_eq!(found.nodes()[0].kind, Kind::Allocation);
    let mut book = Book::default();
    let grant = Transaction {
        inputs: Vec::new(),
        ..reward(0)
    };
    let place = Some(book.next());
    let grant = book.add(grant, place);
    let (found, _) = walk(&book, BlockHash::ZERO, grant, FAR);
    assert_eq!(found.nodes()[0].kind, Kind::Grant);
    assert_eq!(found.nodes()[0].verdict, Verdict::Right);
}
