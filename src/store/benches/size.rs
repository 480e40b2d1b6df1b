//! The cost of a large store: opening one with many blocks, and accepting a block in one with many
//! coins. Run by `cargo bench -p store`.
//!
//! The stores are files in cargo's target folder. Later runs reuse the stores with many blocks.

#![allow(clippy::unwrap_used, reason = "a failing unwrap ends the measurement")]

use chain::testing;
use chain::{Batch, Chain, Coin, Store, Table};
use core::cell::RefCell;
use divan::Bencher;
use primitives::{
    Amount, Encode, Height, Input, Lock, OutPoint, Output, Timestamp, Transaction, Txid, sha256,
};
use std::path::PathBuf;
use store::RedbStore;

const NOW: Timestamp = Timestamp(1_800_000_000);

/// A lock that anyone can spend, so no signature is checked.
fn open_lock() -> Lock {
    Lock::new(1, b"open").unwrap()
}

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn open(path: &PathBuf) -> Chain<RedbStore> {
    Chain::open(testing::spec(), RedbStore::open_file(path).unwrap()).unwrap()
}

#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 10, sample_size = 1)]
fn opening_with_blocks(bencher: Bencher<'_, '_>, blocks: usize) {
    let path = file(&format!("blocks-{blocks}.redb"));
    let mut chain = open(&path);
    let missing = (blocks + 1).saturating_sub(chain.header_count());
    testing::extend(&mut chain, &open_lock(), missing);
    chain.flush().unwrap();
    drop(chain);
    bencher.bench_local(|| open(&path));
}

/// The outpoint of the coin with this number.
fn outpoint(number: usize) -> OutPoint {
    OutPoint {
        txid: Txid::from_bytes(sha256(&number.to_le_bytes())),
        index: 0,
    }
}

/// A chain on a store with this many coins. No block created them, but the table of coins is the
/// same as if one had.
fn with_coins(coins: usize) -> Chain<RedbStore> {
    let path = file(&format!("coins-{coins}.redb"));
    let _ = std::fs::remove_file(&path);
    drop(open(&path));
    let mut store = RedbStore::open_file(&path).unwrap();
    let amount = Amount::from_units(1_000).unwrap();
    let output = Output {
        amount,
        lock: open_lock(),
    };
    let coin = Coin {
        output,
        height: Height(0),
        must_mature: false,
    }
    .to_bytes();
    let numbers: Vec<_> = (0..coins).collect();
    for part in numbers.chunks(50_000) {
        let mut batch = Batch::default();
        for number in part {
            let at = outpoint(*number);
            let key = [&at.txid.as_bytes()[..], &at.index.to_be_bytes()].concat();
            batch.put(Table::Coins, key, coin.clone());
        }
        store.commit(&batch).unwrap();
    }
    drop(store);
    open(&path)
}

/// Accepts and writes a block of a hundred payments.
#[divan::bench(args = [10_000, 100_000, 1_000_000], sample_count = 30, sample_size = 1)]
fn block_beside_coins(bencher: Bencher<'_, '_>, coins: usize) {
    let chain = RefCell::new(with_coins(coins));
    let mut next = (0..coins).map(|step| step * 7_919 % coins);
    bencher
        .with_inputs(|| {
            let payments = next.by_ref().take(100).map(|number| Transaction {
                version: 2,
                inputs: vec![Input::spending(outpoint(number))],
                outputs: vec![Output {
                    amount: Amount::from_units(999).unwrap(),
                    lock: open_lock(),
                }],
                lock_time: 0,
            });
            testing::next_block(&chain.borrow(), &open_lock(), payments.collect())
        })
        .bench_local_values(|block| {
            let mut chain = chain.borrow_mut();
            chain.accept_block(block, NOW).unwrap();
            chain.flush().unwrap();
        });
}

fn main() {
    divan::main();
}
