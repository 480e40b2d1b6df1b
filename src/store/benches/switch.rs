//! The memory that a switch of branches takes. Run by `cargo bench -p store --bench switch`; see
//! the rows `max alloc`.
//!
//! Each block of both branches pays to 500 outputs, 22 kB. `steps` does the switch in steps, as a
//! node does; `whole` holds all changes of the switch in memory until they are written.

#![allow(clippy::unwrap_used, reason = "a failing unwrap ends the measurement")]

use chain::testing::{self, TestKey};
use chain::{Chain, MemoryStore, Settings};
use divan::{AllocProfiler, Bencher};
use primitives::{Amount, Block, Height, Input, Lock, OutPoint, Output, Timestamp, Transaction};
use store::RedbStore;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

const NOW: Timestamp = Timestamp(1_800_000_000);
/// Outputs of the payment in each block.
const OUTPUTS: usize = 500;

/// A lock that anyone can spend, so no signature is checked.
fn open_lock() -> Lock {
    Lock::new(1, b"open").unwrap()
}

/// A branch on top of the genesis block. The first block is the same in all branches; the others
/// pay to the branch's owner.
fn branch(owner: u8, blocks: usize) -> Vec<Block> {
    let mut chain = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
    let (lock, amount) = (
        TestKey::new(owner).lock(),
        Amount::from_units(1_000).unwrap(),
    );
    let mut made: Vec<Block> = Vec::new();
    for place in 0..blocks {
        // Each payment spends the last output of the previous one; the first payment spends the
        // first reward.
        let coin = match place {
            0..=2 => None,
            3 => Some((&made[0].transactions[0], 0)),
            _ => Some((&made[place - 1].transactions[1], OUTPUTS)),
        };
        let payment = coin.map(|(transaction, index)| {
            let (coin, _) = testing::output_of(transaction, u32::try_from(index).unwrap());
            pay(coin, &lock, amount, blocks - place)
        });
        let reward = if place == 0 {
            open_lock()
        } else {
            lock.clone()
        };
        let block = testing::next_block(&chain, &reward, payment.into_iter().collect());
        chain.accept_block(block.clone(), NOW).unwrap();
        made.push(block);
    }
    made
}

/// A payment to [`OUTPUTS`] outputs, with the rest in one more output for the next payment.
fn pay(coin: OutPoint, lock: &Lock, amount: Amount, left: usize) -> Transaction {
    let rest = Amount::from_units(left as u64 * OUTPUTS as u64 * 1_000).unwrap();
    let mut outputs = vec![
        Output {
            amount,
            lock: lock.clone(),
        };
        OUTPUTS
    ];
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

fn switch(bencher: Bencher<'_, '_>, blocks: usize, switch_bytes: usize) {
    let (short, long) = (branch(1, blocks), branch(2, blocks + 1));
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

#[divan::bench(args = [10, 100, 1_000], sample_count = 1, sample_size = 1)]
fn steps(bencher: Bencher<'_, '_>, blocks: usize) {
    switch(bencher, blocks, Settings::default().switch_bytes);
}

#[divan::bench(args = [10, 100, 1_000], sample_count = 1, sample_size = 1)]
fn whole(bencher: Bencher<'_, '_>, blocks: usize) {
    switch(bencher, blocks, usize::MAX);
}

fn main() {
    divan::main();
}
