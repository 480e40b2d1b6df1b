//! The pool, tested through the node: which transactions are added, selected, rejected and removed.

use chain::testing::{TestKey, extend, output_of, spec};
use chain::{Chain, MemoryStore};
use node::{Config, Event, Input, Node, Output, PoolError, PoolLimits, Removal, Room};
use primitives::{Amount, Lock, OutPoint, Time, Transaction, Txid};

struct Bench {
    node: Node<MemoryStore>,
    key: TestKey,
    now: Time,
    events: Vec<Event>,
}

impl Bench {
    /// A node on a chain of 40 blocks. All rewards belong to the key.
    fn new(pool: PoolLimits) -> Self {
        let key = TestKey::new(1);
        let mut chain = Chain::open(spec(), MemoryStore::new()).unwrap();
        extend(&mut chain, &key.lock(), 40);
        let now = Time::from_timestamp(chain.tip().header.time);
        let config = Config {
            pool,
            ..Config::default()
        };
        Self {
            node: Node::open(config, chain, [7; 32], now),
            key,
            now,
            events: Vec::new(),
        }
    }

    fn reward(&self, height: u32) -> (OutPoint, primitives::Output) {
        let chain = self.node.chain();
        let hash = chain.hash_at(primitives::Height(height)).unwrap();
        let block = chain.block(&hash).unwrap().unwrap();
        output_of(&block.transactions[0], 0)
    }

    /// A transaction that spends one output to the key itself, in this many outputs of about the
    /// same amount, and pays a fee.
    fn spend(&self, coin: (OutPoint, primitives::Output), outputs: u64, fee: u64) -> Transaction {
        let each = (coin.1.amount.units() - fee) / outputs;
        let rest = coin.1.amount.units() - fee - each * (outputs - 1);
        let pay = |units| primitives::Output {
            amount: Amount::from_units(units).unwrap(),
            lock: self.key.lock(),
        };
        let mut paid = vec![pay(each); usize::try_from(outputs - 1).unwrap()];
        paid.push(pay(rest));
        self.key.spend(self.node.chain().genesis(), &[coin], paid)
    }

    fn submit(&mut self, transaction: &Transaction) -> Result<(), PoolError> {
        let result = self.node.submit(transaction.clone(), self.now);
        self.drain();
        result.map(|txid| assert_eq!(txid, transaction.txid()))
    }

    fn drain(&mut self) {
        loop {
            match self.node.poll() {
                Output::Sleep(_) => return,
                Output::Tell(event) => self.events.push(event),
                _ => {}
            }
        }
    }

    fn is_in_pool(&self, transaction: &Transaction) -> bool {
        self.node.pool().contains(&transaction.txid())
    }
}

#[test]
fn fees_and_weights_add_up() {
    let mut bench = Bench::new(PoolLimits::default());
    let (a, b) = (
        bench.spend(bench.reward(1), 1, 5_000),
        bench.spend(bench.reward(2), 3, 9_000),
    );
    bench.submit(&a).unwrap();
    bench.submit(&b).unwrap();
    let pool = bench.node.pool();
    assert_eq!(pool.len(), 2);
    assert_eq!(pool.fees().units(), 14_000);
    assert_eq!(pool.weight(), a.weight() + b.weight());
    let next = pool.select(Room::of(bench.node.chain().spec()));
    assert_eq!((next.entries.len(), next.fees.units()), (2, 14_000));
}

#[test]
fn a_cluster_has_at_most_64_transactions() {
    let mut bench = Bench::new(PoolLimits::default());
    let parent = bench.spend(bench.reward(1), 40, 20_000);
    bench.submit(&parent).unwrap();
    // A chain of 24 descendants, and 40 children of the parent: one too many.
    let mut coin = output_of(&parent, 0);
    for _ in 0..24 {
        let next = bench.spend(coin, 1, 1_000);
        bench.submit(&next).unwrap();
        coin = output_of(&next, 0);
    }
    for index in 1..40 {
        let child = bench.spend(output_of(&parent, index), 1, 1_000);
        bench.submit(&child).unwrap();
    }
    let refused = Err(PoolError::ClusterTooLarge {
        count: 65,
        most: 64,
    });
    assert_eq!(bench.submit(&bench.spend(coin, 1, 1_000)), refused);
    // A transaction that is not connected with the cluster is still added.
    let other = bench.spend(bench.reward(2), 2, 2_000);
    bench.submit(&other).unwrap();
    assert_eq!(bench.node.pool().len(), 65);
}

#[test]
fn a_full_pool_evicts_the_chunk_with_the_lowest_fee_rate() {
    let weight = {
        let bench = Bench::new(PoolLimits::default());
        bench.spend(bench.reward(1), 1, 1_000).weight()
    };
    let mut bench = Bench::new(PoolLimits {
        weight: 3 * weight + weight / 2,
        ..PoolLimits::default()
    });
    let spend = |bench: &Bench, height, fee| bench.spend(bench.reward(height), 1, fee);
    let cheap = spend(&bench, 1, 2_000);
    let child = bench.spend(output_of(&cheap, 0), 1, 3_000);
    let good = spend(&bench, 2, 9_000);
    for transaction in [&cheap, &child, &good] {
        bench.submit(transaction).unwrap();
    }
    let cheaper = spend(&bench, 3, 1_000);
    assert!(matches!(
        bench.submit(&cheaper),
        Err(PoolError::Full { .. })
    ));
    let grandchild = bench.spend(output_of(&child, 0), 1, 8_000);
    assert!(
        matches!(bench.submit(&grandchild), Err(PoolError::Full { .. })),
        "it would be evicted with its own ancestors"
    );

    let better = spend(&bench, 4, 5_000);
    bench.submit(&better).unwrap();
    assert!(
        !bench.is_in_pool(&cheap) && !bench.is_in_pool(&child),
        "the child was evicted with its parent"
    );
    assert!(bench.is_in_pool(&good) && bench.is_in_pool(&better));
    let crowded = |txid: Txid| Event::PoolRemoved(txid, Removal::Crowded);
    assert!(bench.events.contains(&crowded(cheap.txid())));
    assert!(bench.events.contains(&crowded(child.txid())));
    assert_eq!(bench.node.pool().weight(), good.weight() + better.weight());
    assert_eq!(bench.node.pool().fees().units(), 14_000);
}

#[test]
fn transactions_that_are_not_valid_yet_are_rejected() {
    let mut bench = Bench::new(PoolLimits::default());
    let young = bench.spend(bench.reward(40), 1, 1_000);
    assert!(matches!(bench.submit(&young), Err(PoolError::Invalid(_))));
    let mut later = bench.spend(bench.reward(1), 1, 1_000);
    later.lock_time = 1_000;
    later.inputs[0].sequence = 0;
    assert!(matches!(bench.submit(&later), Err(PoolError::Invalid(_))));
    assert!(bench.node.pool().is_empty());
}

#[test]
fn outputs_with_locks_of_unknown_versions_are_rejected() {
    let mut bench = Bench::new(PoolLimits::default());
    let coin = bench.reward(1);
    let to = primitives::Output {
        amount: coin.1.amount.checked_sub(Amount::COIN).unwrap(),
        lock: Lock::new(9, &[1, 2, 3]).unwrap(),
    };
    let odd = bench
        .key
        .spend(bench.node.chain().genesis(), &[coin], vec![to]);
    let refused = PoolError::UnknownLock {
        output: 0,
        version: 9,
    };
    assert_eq!(bench.submit(&odd), Err(refused));
}

#[test]
fn dust_is_rejected_for_any_fee_and_data_outputs_are_not() {
    let mut bench = Bench::new(PoolLimits::default());
    let coin = bench.reward(1);
    let total = coin.1.amount.units();
    let pay = |units: u64, lock: Lock| primitives::Output {
        amount: Amount::from_units(units).unwrap(),
        lock,
    };
    let data = || pay(0, Lock::Data(vec![7; 20]));
    let make = |bench: &Bench, units: u64| {
        let key = bench.key.lock();
        let outputs = vec![data(), pay(units, key.clone()), pay(total - 10_000, key)];
        let genesis = bench.node.chain().genesis();
        bench
            .key
            .spend(genesis, std::slice::from_ref(&coin), outputs)
    };
    for units in [0, 1, 293] {
        let refused = PoolError::Dust {
            output: 1,
            amount: Amount::from_units(units).unwrap(),
            least: Amount::from_units(294).unwrap(),
        };
        let dust = make(&bench, units);
        assert_eq!(bench.submit(&dust), Err(refused));
    }
    let least = make(&bench, 294);
    assert_eq!(bench.submit(&least), Ok(()));
}

#[test]
fn a_transaction_that_is_too_heavy_is_rejected() {
    let mut bench = Bench::new(PoolLimits::default());
    let heavy = bench.spend(bench.reward(1), 900, 1_000_000);
    assert!(matches!(
        bench.submit(&heavy),
        Err(PoolError::TooHeavy { .. })
    ));
}

#[test]
fn a_transaction_expires_with_the_first_block_after_two_weeks() {
    let mut bench = Bench::new(PoolLimits::default());
    let old = bench.spend(bench.reward(1), 1, 1_000);
    bench.submit(&old).unwrap();
    bench.now = bench.now + core::time::Duration::from_secs(15 * 24 * 60 * 60);
    // Another node has mined a block without the transaction.
    let block = chain::testing::next_block(bench.node.chain(), &bench.key.lock(), vec![]);
    let (header, hash) = (block.header, block.hash());
    let link = node::PeerId(1);
    let genesis = bench.node.chain().genesis();
    let work = bench.node.chain().tip().work;
    bench.node.handle(
        bench.now,
        Input::PeerUp(link, node::Direction::Inbound, None),
    );
    bench.drain();
    let version = wire::Version {
        protocol: wire::PROTOCOL,
        genesis,
        height: primitives::Height(40),
        work,
        time: primitives::Timestamp(0),
        nonce: 1,
        services: wire::NETWORK,
        agent: "test".into(),
    };
    for message in [
        wire::Message::Version(version),
        wire::Message::Verack,
        wire::Message::Headers(vec![header]),
        wire::Message::Block(block),
    ] {
        bench
            .node
            .handle(bench.now, Input::Received(link, message.encode()));
        bench.drain();
    }
    assert_eq!(bench.node.chain().tip().hash, hash);
    assert!(!bench.is_in_pool(&old));
    assert!(
        bench
            .events
            .contains(&Event::PoolRemoved(old.txid(), Removal::Expired))
    );
}

#[test]
fn a_test_has_the_verdict_of_an_admission_and_changes_nothing() {
    let mut bench = Bench::new(PoolLimits::default());
    let parent = bench.spend(bench.reward(1), 2, 5_000);
    let child = bench.spend(output_of(&parent, 0), 1, 3_000);
    let poor = bench.spend(bench.reward(2), 1, 1);
    let mut forged = bench.spend(bench.reward(3), 1, 5_000);
    forged.lock_time = 7;
    let test = |bench: &Bench, transaction: &Transaction| {
        bench.node.pool().test(bench.node.chain(), transaction)
    };
    for transaction in [&parent, &child, &poor, &forged] {
        let before = bench.node.pool().len();
        let tested = test(&bench, transaction).map(|tested| tested.fee.units());
        assert_eq!(bench.node.pool().len(), before);
        match bench.submit(transaction) {
            Ok(()) => {
                let entry = bench.node.pool().entry(&transaction.txid()).unwrap();
                assert_eq!(tested, Ok(entry.fee.units()));
            }
            Err(error) => assert_eq!(tested, Err(error)),
        }
    }
    assert_eq!(test(&bench, &child), Err(PoolError::Known));
    // The child pays less for its weight than the parent, so each is a chunk of its own.
    let pool = bench.node.pool();
    let txids = |entries: Vec<&node::PoolEntry>| -> Vec<Txid> {
        entries.iter().map(|entry| entry.txid).collect()
    };
    let mut family = [parent.txid(), child.txid()];
    family.sort();
    assert_eq!(txids(pool.ancestors_of(&child.txid())), family);
    assert_eq!(txids(pool.descendants_of(&parent.txid())), family);
    assert_eq!(txids(pool.ancestors_of(&parent.txid())), [parent.txid()]);
    let (fee, weight) = pool.chunk_of(&parent.txid()).unwrap();
    assert!(fee.units() >= 5_000 && weight >= parent.weight());
    assert_eq!(pool.chunk_of(&poor.txid()), None);
}
