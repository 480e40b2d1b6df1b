//! The cost of the pool's operations by its size: `cargo bench -p node --bench pool`.
//!
//! Most measurements add transactions without verifying signatures, to measure the pool alone.
//! `add_signed` also verifies a signature.

#![allow(clippy::unwrap_used, reason = "a failing unwrap ends the program")]

use chain::testing::{TestKey, block_on, draft, extend, next_block, output_of};
use chain::{Chain, MemoryStore, SpecDraft};
use divan::Bencher;
use node::{Config, Input, Node, Pool, PoolLimits, Request, Room};
use primitives::{Amount, Lock, OutPoint, Output, Secret, Time, Transaction};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];
/// Transactions added beyond a pool's size.
const MORE: usize = 64;
/// Outputs of one transaction that creates coins.
const FAN: usize = 2_000;

fn main() {
    divan::main();
}

/// A chain with as many coins as the largest pool spends. Their locks have an unknown version, so
/// the transactions that spend them need no signatures.
struct World {
    chain: Chain<MemoryStore>,
    key: TestKey,
    coins: Vec<(OutPoint, Output)>,
    /// A transaction with a signature.
    signed: Transaction,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let key = TestKey::new(1);
    let spec = SpecDraft {
        max_transactions: 10_000,
        ..draft()
    };
    let mut chain = Chain::open(spec.build().unwrap(), MemoryStore::new()).unwrap();
    let free = Lock::new(9, &[1, 2, 3, 4]).unwrap();
    extend(&mut chain, &key.lock(), 2);
    let mut coins = Vec::new();
    let mut height = 1;
    while coins.len() < SIZES[2] + MORE {
        let hash = chain.hash_at(primitives::Height(height)).unwrap();
        let reward = chain.block(&hash).unwrap().unwrap();
        let (from, output) = output_of(&reward.transactions[0], 0);
        let each = Output {
            amount: Amount::from_units(output.amount.units() / FAN as u64).unwrap(),
            lock: free.clone(),
        };
        let fan = key.spend(chain.genesis(), &[(from, output)], vec![each; FAN]);
        coins.extend((0..FAN).map(|index| output_of(&fan, u32::try_from(index).unwrap())));
        let block = next_block(&chain, &key.lock(), vec![fan]);
        let now = block.header.time;
        chain.accept_block(block, now).unwrap();
        height += 1;
    }
    let hash = chain.hash_at(primitives::Height(height)).unwrap();
    let reward = chain.block(&hash).unwrap().unwrap();
    let (from, _) = output_of(&reward.transactions[0], 0);
    let fee = Amount::from_units(10_000).unwrap();
    let signed = key.pay(&chain, from, &key.lock(), fee);
    World {
        chain,
        key,
        coins,
        signed,
    }
});

/// A transaction that spends coins to `outputs` equal outputs. `number` determines the fee.
fn spend(coins: &[(OutPoint, Output)], number: usize, outputs: usize) -> Arc<Transaction> {
    let all: u64 = coins.iter().map(|(_, output)| output.amount.units()).sum();
    let fee = 1_000 + (number * 7_919 % 10_007) as u64;
    let each = Output {
        amount: Amount::from_units((all - fee) / outputs as u64).unwrap(),
        lock: WORLD.key.lock(),
    };
    Arc::new(Transaction {
        version: 2,
        inputs: (coins.iter())
            .map(|(at, _)| primitives::Input::spending(*at))
            .collect(),
        outputs: vec![each; outputs],
        lock_time: 0,
    })
}

/// A pool of this many unconnected transactions, made once for each size.
fn pool(size: usize) -> Pool {
    static POOLS: LazyLock<Mutex<HashMap<usize, Pool>>> = LazyLock::new(Mutex::default);
    let mut pools = POOLS.lock().unwrap();
    let made = pools.entry(size).or_insert_with(|| {
        let limits = PoolLimits {
            weight: usize::MAX / 2,
            ..PoolLimits::default()
        };
        let mut pool = Pool::new(limits, Secret::of(&[7; 32]));
        for (number, coin) in WORLD.coins[..size].iter().enumerate() {
            let transaction = spend(core::slice::from_ref(coin), number, 1);
            pool.readmit(&WORLD.chain, transaction, Time(0)).unwrap();
        }
        pool
    });
    made.clone()
}

/// Adds the same transactions to copies of the pool. A figure is for all of them together.
fn add(bencher: Bencher, pool: Pool, transactions: Vec<Arc<Transaction>>) {
    bencher
        .counter(divan::counter::ItemsCount::new(transactions.len()))
        .with_inputs(|| (pool.clone(), transactions.clone()))
        .bench_local_values(|(mut pool, transactions)| {
            for transaction in transactions {
                pool.readmit(&WORLD.chain, transaction, Time(0)).unwrap();
            }
            pool
        });
}

/// Transactions without relatives in the pool.
#[divan::bench(args = SIZES, sample_count = 20)]
fn add_single(bencher: Bencher, size: usize) {
    let coins = WORLD.coins[size..size + MORE].iter().enumerate();
    let more = coins.map(|(number, coin)| spend(core::slice::from_ref(coin), number, 1));
    let more = more.collect();
    add(bencher, pool(size), more);
}

/// Transactions that replace others.
#[divan::bench(args = SIZES, sample_count = 20)]
fn replace(bencher: Bencher, size: usize) {
    let coins = WORLD.coins[..MORE].iter();
    let better = coins.map(|coin| {
        let pay = spend(core::slice::from_ref(coin), 0, 1);
        let mut better = (*pay).clone();
        better.outputs[0].amount = Amount::from_units(coin.1.amount.units() - 50_000).unwrap();
        Arc::new(better)
    });
    let better = better.collect();
    add(bencher, pool(size), better);
}

/// Adds the last transaction of a cluster of two layers, in which each child spends from all
/// parents: the whole cluster is ordered again. A cluster of 64 such transactions would be too
/// heavy.
#[divan::bench(args = [2, 8, 16, 32, 56])]
fn order_a_cluster(bencher: Bencher, members: usize) {
    let parent_count = members / 2;
    let coins = WORLD.coins[SIZES[2]..].iter();
    let coins = coins.take(parent_count).enumerate();
    let parents: Vec<_> = coins
        .map(|(number, coin)| spend(core::slice::from_ref(coin), number, members - parent_count))
        .collect();
    let children = (0..members - parent_count).map(|child| {
        let index = u32::try_from(child).unwrap();
        let coins: Vec<_> = (parents.iter())
            .map(|parent| output_of(parent, index))
            .collect();
        let outputs: Vec<_> = coins.iter().map(|(_, output)| output.clone()).collect();
        let mut pay = (*spend(&coins, child * 31, 1)).clone();
        let genesis = WORLD.chain.genesis();
        WORLD.key.sign(genesis, &mut pay, &outputs);
        Arc::new(pay)
    });
    let mut family: Vec<_> = parents.iter().cloned().chain(children).collect();
    let last = vec![family.pop().unwrap()];
    let mut pool = Pool::new(PoolLimits::default(), Secret::of(&[7; 32]));
    for member in family {
        pool.readmit(&WORLD.chain, member, Time(0)).unwrap();
    }
    add(bencher, pool, last);
}

/// The choice of a block's transactions: the pass over the best chunks.
#[divan::bench(args = SIZES)]
fn choose_for_a_block(bencher: Bencher, size: usize) {
    let pool = pool(size);
    let room = Room::of(WORLD.chain.spec());
    bencher.bench_local(|| pool.select(room).entries.len());
}

/// A new job for the miners: choice of transactions, coinbase, Merkle trees.
#[divan::bench(args = SIZES, sample_count = 20)]
fn refresh_the_template(bencher: Bencher, size: usize) {
    let world = &*WORLD;
    let spec = world.chain.spec().clone();
    let mut chain = Chain::open(spec, MemoryStore::new()).unwrap();
    for height in 1..=world.chain.tip().height.value() {
        let hash = world.chain.hash_at(primitives::Height(height)).unwrap();
        let block = world.chain.block(&hash).unwrap().unwrap();
        let now = block.header.time;
        chain.accept_block(block, now).unwrap();
    }
    let now = Time::from_timestamp(chain.tip().header.time);
    let config = Config {
        pool: PoolLimits {
            weight: usize::MAX / 2,
            ..PoolLimits::default()
        },
        ..Config::default()
    };
    let mut node = Node::open(config, chain, [1; 32], now);
    for (number, coin) in world.coins[..size].iter().enumerate() {
        let transaction = spend(core::slice::from_ref(coin), number, 1);
        node.submit((*transaction).clone(), now).unwrap();
        drain(&mut node);
    }
    bencher.bench_local(|| {
        let request = Request::Mine(Some(world.key.lock()));
        node.handle(now, Input::Asked(request));
        drain(&mut node);
    });
}

/// Adding one transaction with one signature to a small pool, with all checks.
#[divan::bench]
fn add_signed(bencher: Bencher) {
    let pool = pool(SIZES[0]);
    bencher
        .with_inputs(|| (pool.clone(), WORLD.signed.clone()))
        .bench_local_values(|(mut pool, transaction)| {
            pool.admit(&WORLD.chain, transaction, Time(0)).unwrap();
            pool
        });
}

/// Removes the transactions of a block with 1,000 of the pool's transactions.
#[divan::bench(args = SIZES, sample_count = 20)]
fn take_a_block(bencher: Bencher, size: usize) {
    let pool = pool(size);
    let best = pool.best_first().take(1_000);
    let content = best.map(|entry| (*entry.transaction).clone()).collect();
    let (chain, tip) = (&WORLD.chain, WORLD.chain.tip().hash);
    let block = block_on(chain, &tip, &WORLD.key.lock(), content, Amount::ZERO);
    bencher
        .with_inputs(|| pool.clone())
        .bench_local_values(|mut pool| {
            pool.connect(&block, Time(0));
            pool
        });
}

/// Polls a node until it sleeps.
fn drain(node: &mut Node<MemoryStore>) {
    while !matches!(node.poll(), node::Output::Sleep(_)) {}
}
