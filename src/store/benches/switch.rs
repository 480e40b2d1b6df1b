//! The memory that a switch of branches takes. Run by `cargo bench -p store --bench switch`; see
//! the rows `max alloc`.
//!
//! Each block of both branches pays to 500 outputs (22 kB) or to 32,000 outputs (992 kB, nearly the
//! largest block that the rules allow). `steps` does the switch in steps, as a node does; `whole`
//! holds all changes of the switch in memory until they are written.

#![allow(clippy::unwrap_used, reason = "a failing unwrap ends the measurement")]

use chain::testing::{self, TestKey};
use chain::{Chain, MemoryStore, Settings};
use divan::{AllocProfiler, Bencher};
use primitives::{Amount, Block, Height, Input, Lock, OutPoint, Output, Timestamp, Transaction};
use store::RedbStore;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

const NOW: Timestamp = Timestamp(1_800_000_000);
/// The amount of each output.
const UNITS: u64 = 100;
/// Pairs: the number of blocks in a branch, and the number of outputs of the payment in each block.
const CASES: [(usize, usize); 6] = [
    (10, 500),
    (100, 500),
    (1_000, 500),
    (10, FULL),
    (100, FULL),
    (1_000, FULL),
];
/// Outputs of a payment that fills a block.
const FULL: usize = 32_000;

/// A lock that anyone can spend, so no signature is checked.
fn open_lock() -> Lock {
    Lock::new(1, b"open").unwrap()
}

/// A branch on top of the genesis block. The first block is the same in all branches; the others
/// pay to the branch's owner.
fn branch(owner: u8, blocks: usize, outputs: usize) -> Vec<Block> {
    let mut chain = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
    let lock = TestKey::new(owner).lock();
    let mut coin = None;
    let mut branch: Vec<Block> = Vec::new();
    for index in 0..blocks {
        // Each payment spends the last output of the previous one; the first payment spends the
        // first reward.
        let payment = match index {
            0..=2 => None,
            3 => Some(OutPoint {
                txid: branch[0].transactions[0].txid(),
                index: 0,
            }),
            _ => coin,
        }
        .map(|coin| pay(coin, &lock, outputs, blocks - index));
        coin = payment.as_ref().map(|payment| OutPoint {
            txid: payment.txid(),
            index: u32::try_from(outputs).unwrap(),
        });
        let reward = if index == 0 {
            open_lock()
        } else {
            lock.clone()
        };
        let block = testing::next_block(&chain, &reward, payment.into_iter().collect());
        chain.accept_block(block.clone(), NOW).unwrap();
        branch.push(block);
    }
    branch
}

/// A payment to `outputs` outputs, and to one more output with the amount of `left` such payments.
fn pay(coin: OutPoint, lock: &Lock, outputs: usize, left: usize) -> Transaction {
    let rest = Amount::from_units((left * outputs) as u64 * UNITS).unwrap();
    let output = Output {
        amount: Amount::from_units(UNITS).unwrap(),
        lock: lock.clone(),
    };
    let mut outputs = vec![output; outputs];
    outputs.push(Output {
        amount: rest,
        lock: open_lock(),
    });
    Transaction {
        version: 2,
        inputs: vec![Input::spending(coin)],
        outputs,
        lock_time: 0,
    }
}

fn switch(bencher: Bencher<'_, '_>, (blocks, outputs): (usize, usize), switch_bytes: usize) {
    let (short, long) = (branch(1, blocks, outputs), branch(2, blocks + 1, outputs));
    let (last, early) = long.split_last().unwrap();
    bencher
        .with_inputs(|| {
            let folder = tempfile::tempdir().unwrap();
            let store = RedbStore::open_file(folder.path().join("chain.redb")).unwrap();
            let settings = Settings {
                switch_bytes,
                ..Settings::default()
            };
            let mut chain = Chain::open_with(testing::spec(), store, settings).unwrap();
            for block in short.iter().chain(&early[1..]) {
                chain.accept_block(block.clone(), NOW).unwrap();
                chain.flush().unwrap();
            }
            (folder, chain, last.clone())
        })
        .bench_local_values(|(folder, mut chain, last)| {
            chain.accept_block(last, NOW).unwrap();
            while chain.has_unconsidered() {
                chain.resume().unwrap();
            }
            chain.flush().unwrap();
            assert_eq!(
                chain.tip().height,
                Height(u32::try_from(blocks + 1).unwrap())
            );
            (folder, chain)
        });
}

#[divan::bench(args = CASES, sample_count = 1, sample_size = 1)]
fn steps(bencher: Bencher<'_, '_>, case: (usize, usize)) {
    switch(bencher, case, Settings::default().switch_bytes);
}

/// Without the last case, whose changes are gigabytes.
#[divan::bench(args = CASES.into_iter().take(5), sample_count = 1, sample_size = 1)]
fn whole(bencher: Bencher<'_, '_>, case: (usize, usize)) {
    switch(bencher, case, usize::MAX);
}

fn main() {
    divan::main();
}
