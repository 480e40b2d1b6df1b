//! The time to accept a block, for several numbers of transactions, and to do a reorganisation, for
//! several depths: `cargo bench -p chain`.
//!
//! Everything is in memory. The crate `store` measures its own cost.

#![allow(clippy::unwrap_used, reason = "a failing unwrap ends the measurement")]

use chain::check::transaction::check_unsigned;
use chain::testing::{self, TestKey, output_of};
use chain::{Chain, MemoryStore, Spec, SpecDraft, Verified};
use divan::Bencher;
use primitives::{Amount, Block, Input, KeyHash, Lock, OutPoint, Output, Timestamp, Transaction};

const NOW: Timestamp = Timestamp(1_700_100_000);

/// A lock that anyone may spend, so no signature is verified.
fn open_lock() -> Lock {
    Lock::new(1, b"open").unwrap()
}

fn spec() -> Spec {
    let draft = SpecDraft {
        max_weight: 4_000_000,
        max_transactions: 10_000,
        ..testing::draft()
    };
    draft.build().unwrap()
}

fn open(store: MemoryStore) -> Chain<MemoryStore> {
    Chain::open(spec(), store).unwrap()
}

/// A payment that divides an amount equally among `count` outputs.
fn split(from: OutPoint, amount: Amount, lock: &Lock, count: u64) -> Transaction {
    let each = Amount::from_units(amount.units() / count).unwrap();
    let lock = lock.clone();
    Transaction {
        version: 2,
        inputs: vec![Input::spending(from)],
        outputs: vec![Output { amount: each, lock }; usize::try_from(count).unwrap()],
        lock_time: 0,
    }
}

/// A store whose last block created `count` coins with this lock, and those coins.
fn with_coins(lock: &Lock, count: usize) -> (MemoryStore, Vec<(OutPoint, Output)>) {
    let mut chain = open(MemoryStore::new());
    testing::extend(&mut chain, &open_lock(), 3);
    let first = chain
        .block(&chain.hash_at(primitives::Height(1)).unwrap())
        .unwrap()
        .unwrap();
    let (from, reward) = output_of(&first.transactions[0], 0);
    let split = split(from, reward.amount, lock, count as u64);
    let coins = (0..)
        .take(count)
        .map(|index| output_of(&split, index))
        .collect();
    let block = testing::next_block(&chain, &open_lock(), vec![split]);
    chain.accept_block(block, NOW).unwrap();
    chain.flush().unwrap();
    (chain.into_store(), coins)
}

fn accept(bencher: Bencher<'_, '_>, store: &MemoryStore, block: &Block) {
    bencher
        .with_inputs(|| (open(store.clone()), Some(block.clone())))
        .bench_local_refs(|(chain, block)| chain.accept_block(block.take().unwrap(), NOW).unwrap());
}

#[divan::bench(args = [1, 100, 1_000, 5_000], max_time = 4)]
fn block_without_signatures(bencher: Bencher<'_, '_>, transactions: usize) {
    let (store, coins) = with_coins(&open_lock(), transactions);
    let payments = coins
        .iter()
        .map(|(at, coin)| split(*at, coin.amount, &open_lock(), 1));
    let block = testing::next_block(&open(store.clone()), &open_lock(), payments.collect());
    accept(bencher, &store, &block);
}

#[divan::bench(args = [1, 100, 1_000, 5_000], max_time = 4, sample_size = 1)]
fn block_with_signatures(bencher: Bencher<'_, '_>, transactions: usize) {
    let key = TestKey::new(1);
    let (store, coins) = with_coins(&key.lock(), transactions);
    let chain = open(store.clone());
    let payments = coins.iter().map(|(at, coin)| {
        let mut payment = split(*at, coin.amount, &open_lock(), 1);
        key.sign(chain.genesis(), &mut payment, core::slice::from_ref(coin));
        payment
    });
    let block = testing::next_block(&chain, &open_lock(), payments.collect());
    accept(bencher, &store, &block);
}

/// A block of 1,000 payments, each with two inputs and two outputs. The signature cache has all of
/// them if `is_cached`, otherwise none.
#[divan::bench(args = [false, true], max_time = 4, sample_size = 1)]
fn block_of_2000_inputs(bencher: Bencher<'_, '_>, is_cached: bool) {
    let key = TestKey::new(1);
    let (store, coins) = with_coins(&key.lock(), 2_000);
    let mut first = open(store.clone());
    first.set_seed([1; 32]);
    let payments = coins.chunks(2).zip(1..).map(|(coins, to)| {
        let outputs = coins.iter().zip(0_u8..).map(|((_, coin), index)| Output {
            amount: coin.amount,
            lock: Lock::Key(KeyHash::from_bytes(
                [index; 20].map(|byte| byte ^ (to % 251) as u8),
            )),
        });
        key.spend(first.genesis(), coins, outputs.collect())
    });
    let payments: Vec<Transaction> = payments.collect();
    let verified = payments.iter().map(|payment| {
        let (spec, verifier) = (first.spec(), first.verifier());
        let unsigned = check_unsigned(payment, &first, &first.next_position(), spec, verifier);
        unsigned.unwrap().verify(verifier).unwrap()
    });
    let verified: Vec<Verified> = verified.collect();
    let block = testing::next_block(&first, &open_lock(), payments);
    bencher
        .with_inputs(|| {
            let mut chain = open(store.clone());
            chain.set_seed([1; 32]);
            for verified in verified.iter().filter(|_| is_cached) {
                chain.cache(*verified);
            }
            (chain, Some(block.clone()))
        })
        .bench_local_refs(|(chain, block)| chain.accept_block(block.take().unwrap(), NOW).unwrap());
}

/// The last block of a branch arrives, and the branch becomes the best chain. `depth` blocks are
/// disconnected and `depth + 1` connected; each has ten payments.
#[divan::bench(args = [1, 10, 100], max_time = 4)]
fn reorganisation(bencher: Bencher<'_, '_>, depth: usize) {
    let (trunk, coins) = with_coins(&open_lock(), 10 * (depth + 1));
    let grow = |store: MemoryStore, blocks: usize, lock: &Lock| {
        let mut chain = open(store);
        let grown = coins.chunks(10).take(blocks).map(|coins| {
            let payments = coins
                .iter()
                .map(|(at, coin)| split(*at, coin.amount, lock, 1));
            let block = testing::next_block(&chain, lock, payments.collect());
            chain.accept_block(block.clone(), NOW).unwrap();
            block
        });
        let grown: Vec<Block> = grown.collect();
        chain.flush().unwrap();
        (chain.into_store(), grown)
    };
    let (store, _) = grow(trunk.clone(), depth, &open_lock());
    let (_, mut branch) = grow(trunk, depth + 1, &Lock::new(1, b"other").unwrap());
    let last = branch.pop().unwrap();
    let mut chain = open(store);
    for block in branch {
        chain.accept_block(block, NOW).unwrap();
    }
    chain.flush().unwrap();
    accept(bencher, &chain.into_store(), &last);
}

fn main() {
    divan::main();
}
