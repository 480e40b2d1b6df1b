//! Jobs: when a new one is issued, and which solutions are accepted.

use chain::params::EASIEST;
use chain::testing::{TestKey, draft, extend, output_of, spec};
use chain::{Chain, MemoryStore, Spec, SpecDraft};
use core::time::Duration;
use miner::{Job, Solution};
use node::{Config, Event, Input, Node, Output, PoolError, Removal, Request};
use primitives::{Amount, CompactTarget, Height, Time, Transaction, Txid};

struct Bench {
    node: Node<MemoryStore>,
    now: Time,
    jobs: Vec<Option<Job>>,
    events: Vec<Event>,
    sleep: Time,
}

const KEY: u8 = 1;

impl Bench {
    fn new() -> Self {
        Self::of(spec())
    }

    fn of(spec: Spec) -> Self {
        let mut chain = Chain::open(spec, MemoryStore::new()).unwrap();
        extend(&mut chain, &TestKey::new(KEY).lock(), 10);
        Self::on(chain)
    }

    fn on(chain: Chain<MemoryStore>) -> Self {
        let now = Time::from_timestamp(chain.tip().header.time);
        Self {
            node: Node::open(Config::default(), chain, [7; 32], now),
            now,
            jobs: Vec::new(),
            events: Vec::new(),
            sleep: now,
        }
    }

    fn input(&mut self, input: Input) {
        self.node.handle(self.now, input);
        self.drain();
    }

    fn drain(&mut self) {
        loop {
            match self.node.poll() {
                Output::Sleep(until) => {
                    self.sleep = until;
                    return;
                }
                Output::Mine(job) => self.jobs.push(job),
                Output::Tell(event) => self.events.push(event),
                // Outputs for peers, checkers or authors.
                _ => {}
            }
        }
    }

    fn submit(&mut self, transaction: &Transaction) -> Result<Txid, PoolError> {
        let result = self.node.submit(transaction.clone(), self.now);
        self.drain();
        result
    }

    fn mine_for(&mut self, key: u8) -> Job {
        let lock = TestKey::new(key).lock();
        self.input(Input::Asked(Request::Mine(Some(lock))));
        self.last_job()
    }

    fn last_job(&self) -> Job {
        self.jobs.last().unwrap().clone().unwrap()
    }

    fn payment(&self, height: u32) -> Transaction {
        let chain = self.node.chain();
        let hash = chain.hash_at(Height(height)).unwrap();
        let block = chain.block(&hash).unwrap().unwrap();
        let (from, _) = output_of(&block.transactions[0], 0);
        let fee = Amount::from_units(3_000).unwrap();
        TestKey::new(KEY).pay(chain, from, &TestKey::new(9).lock(), fee)
    }
}

/// Searches for a valid nonce.
fn solve(job: &Job, extra_nonce: u64) -> Solution {
    let mut solution = Solution {
        extra_nonce,
        time: job.time,
        nonce: 0,
        version: job.version,
    };
    while !job.header(&solution).meets_target() {
        solution.nonce += 1;
    }
    solution
}

#[test]
fn a_solution_becomes_the_next_block_and_leads_to_the_next_job() {
    let mut bench = Bench::new();
    let payment = bench.payment(1);
    bench.submit(&payment).unwrap();
    let job = bench.mine_for(2);
    bench.input(Input::Mined(job.id, solve(&job, 0x0102_0304_0506_0708)));

    let tip = bench.node.chain().tip().clone();
    assert_eq!(tip.height, Height(11));
    assert!(bench.events.contains(&Event::BlockMined(tip.hash)));
    let block = bench.node.chain().block(&tip.hash).unwrap().unwrap();
    assert_eq!(block.transactions.len(), 2);
    assert_eq!(block.transactions[1], payment);
    let reward = bench.node.chain().spec().reward_at(Height(11)).units() + 3_000;
    assert_eq!(block.transactions[0].outputs[0].amount.units(), reward);
    assert_eq!(
        block.transactions[0].outputs[0].lock,
        TestKey::new(2).lock()
    );
    let next = bench.last_job();
    assert_eq!(next.previous, tip.hash);
    assert!(bench.node.pool().is_empty());
}

#[test]
fn the_pool_changes_a_job_at_most_once_a_second() {
    let mut bench = Bench::new();
    bench.mine_for(2);
    bench.now = bench.now + Duration::from_millis(300);
    for height in 1..5 {
        let payment = bench.payment(height);
        bench.submit(&payment).unwrap();
    }
    assert_eq!(bench.jobs.len(), 1);
    // The node first wakes for the announcement. The job comes a second after the last one.
    while bench.jobs.len() == 1 {
        assert!(bench.sleep > bench.now);
        bench.now = bench.sleep;
        bench.input(Input::Woken);
    }
    assert_eq!(bench.jobs.len(), 2);
    let start = Time::from_timestamp(bench.node.chain().tip().header.time);
    assert_eq!(bench.now.since(start), Duration::from_secs(1));
    assert!(!bench.last_job().branch.is_empty());
}

#[test]
fn the_next_job_is_easier_when_relief_begins() {
    let bits = CompactTarget(0x1f7f_ffff);
    let draft = SpecDraft {
        bits,
        pow_limit: Some(EASIEST),
        ..draft()
    };
    let spec = draft.build().unwrap();
    let mut bench = Bench::of(spec);
    let next = bench.node.chain().next_block();
    let hard = bench.mine_for(2);
    assert_eq!(hard.bits, next.bits);
    while bench.jobs.len() == 1 {
        assert!(bench.sleep > bench.now);
        bench.now = bench.sleep;
        bench.input(Input::Woken);
    }
    assert_eq!(bench.now, Time::from_timestamp(next.relief_time));
    let easy = bench.last_job();
    assert_eq!((easy.bits, easy.time), (next.eased_bits, next.relief_time));

    bench.input(Input::Mined(easy.id, solve(&easy, 1)));
    let tip = bench.node.chain().tip().clone();
    assert_eq!(tip.height, Height(11));
    assert_eq!(bench.last_job().bits, bench.node.chain().next_block().bits);
}

#[test]
fn solutions_of_the_last_jobs_are_accepted_until_the_tip_moves() {
    let mut bench = Bench::new();
    let old = bench.mine_for(2);
    let newer = bench.mine_for(3);
    assert_ne!(old.id, newer.id);
    bench.input(Input::Mined(old.id, solve(&old, 5)));
    let tip = bench.node.chain().tip().clone();
    assert_eq!(tip.height, Height(11));
    let block = bench.node.chain().block(&tip.hash).unwrap().unwrap();
    assert_eq!(
        block.transactions[0].outputs[0].lock,
        TestKey::new(2).lock()
    );

    bench.input(Input::Mined(newer.id, solve(&newer, 6)));
    assert_eq!(
        bench.node.chain().tip().hash,
        tip.hash,
        "that job was for the block before"
    );
}

/// Only the last eight jobs are remembered. Each new transaction may lead to a new job, so without
/// this bound a node would remember ever more of them.
#[test]
fn a_solution_of_the_ninth_last_job_is_ignored() {
    let mut bench = Bench::new();
    let jobs: Vec<Job> = (2..=10).map(|key| bench.mine_for(key)).collect();
    bench.input(Input::Mined(jobs[0].id, solve(&jobs[0], 1)));
    assert_eq!(bench.node.chain().tip().height, Height(10));
    bench.input(Input::Mined(jobs[1].id, solve(&jobs[1], 1)));
    assert_eq!(bench.node.chain().tip().height, Height(11));
}

#[test]
fn a_solution_that_is_invalid_or_of_an_unknown_job_is_ignored() {
    let mut bench = Bench::new();
    let job = bench.mine_for(2);
    let mut wrong = solve(&job, 1);
    while job.header(&wrong).meets_target() {
        wrong.nonce += 1;
    }
    bench.input(Input::Mined(job.id, wrong));
    bench.input(Input::Mined(miner::JobId(999), solve(&job, 1)));
    let mut early = solve(&job, 1);
    early.time = primitives::Timestamp(1);
    while !job.header(&early).meets_target() {
        early.nonce += 1;
    }
    bench.input(Input::Mined(job.id, early));
    assert_eq!(bench.node.chain().tip().height, Height(10));
    bench.input(Input::Mined(job.id, solve(&job, 2)));
    assert_eq!(bench.node.chain().tip().height, Height(11));
}

#[test]
fn a_node_that_stopped_mining_issues_no_jobs() {
    let mut bench = Bench::new();
    bench.mine_for(2);
    bench.input(Input::Asked(Request::Mine(None)));
    assert_eq!(bench.jobs.last(), Some(&None));
    let payment = bench.payment(1);
    bench.submit(&payment).unwrap();
    bench.now = bench.now + Duration::from_secs(5);
    bench.input(Input::Woken);
    assert_eq!(bench.jobs.len(), 2);
}

#[test]
fn a_child_pays_for_its_parent() {
    let mut bench = Bench::new();
    // By itself the parent pays as little as the other transaction, but its child pays a whole
    // coin.
    let parent = bench.payment(1);
    let (from, output) = output_of(&parent, 0);
    let to = primitives::Output {
        amount: output.amount.checked_sub(Amount::COIN).unwrap(),
        lock: TestKey::new(KEY).lock(),
    };
    let genesis = bench.node.chain().genesis();
    let child = TestKey::new(9).spend(genesis, &[(from, output)], vec![to]);
    let other = bench.payment(2);
    for transaction in [&other, &parent, &child] {
        bench.submit(transaction).unwrap();
    }
    let job = bench.mine_for(2);
    bench.input(Input::Mined(job.id, solve(&job, 1)));
    let tip = bench.node.chain().tip().hash;
    let block = bench.node.chain().block(&tip).unwrap().unwrap();
    assert_eq!(block.transactions[1..], [parent, child, other]);
}

fn grant_to(spec: &Spec, key: u8) -> Transaction {
    let lock = TestKey::new(key).lock();
    let primitives::Lock::Key(hash) = lock else {
        unreachable!("a test's key has a key lock")
    };
    spec.grant.unwrap().transaction(hash)
}

#[test]
fn each_block_takes_one_grant_in_the_order_of_arrival() {
    let grant = chain::Grant {
        amount: Amount::COIN,
        until: Height(13),
    };
    let spec = SpecDraft {
        grant: Some(grant),
        ..draft()
    };
    let mut bench = Bench::of(spec.build().unwrap());
    let spec = bench.node.chain().spec().clone();
    let grants: Vec<Transaction> = (20..24).map(|key| grant_to(&spec, key)).collect();
    for grant in &grants {
        bench.submit(grant).unwrap();
    }
    let payment = bench.payment(1);
    bench.submit(&payment).unwrap();
    let mut job = bench.mine_for(2);
    for (height, expected) in [(11, 3), (12, 2), (13, 2)] {
        bench.input(Input::Mined(job.id, solve(&job, 1)));
        let tip = bench.node.chain().tip().clone();
        assert_eq!(tip.height, Height(height));
        let block = bench.node.chain().block(&tip.hash).unwrap().unwrap();
        assert_eq!(block.transactions.len(), expected);
        let given = &grants[height as usize - 11];
        assert_eq!(&block.transactions[1], given);
        let gone = Event::PoolRemoved(given.txid(), Removal::Confirmed);
        assert!(bench.events.contains(&gone));
        job = bench.last_job();
    }
    // No block may take grants any more, and the last grant leaves the pool.
    assert_eq!(bench.node.pool().grants().len(), 0);
    let gone = Event::PoolRemoved(grants[3].txid(), Removal::Invalid);
    assert!(bench.events.contains(&gone));
    let refused = bench.submit(&grants[3]);
    assert!(matches!(refused, Err(PoolError::Invalid(_))), "{refused:?}");
}

/// Grants pay no fee, so no minimum fee rate limits them.
#[test]
fn the_pool_has_at_most_a_hundred_grants() {
    let grant = chain::Grant {
        amount: Amount::COIN,
        until: Height(200),
    };
    let spec = SpecDraft {
        grant: Some(grant),
        ..draft()
    };
    let spec = spec.build().unwrap();
    let mut bench = Bench::of(spec.clone());
    for key in 20..120 {
        let grant = grant_to(&spec, key);
        assert_eq!(bench.submit(&grant), Ok(grant.txid()));
    }
    let beyond = grant_to(&spec, 120);
    let full = PoolError::GrantsFull { max: 100 };
    assert_eq!(bench.submit(&beyond), Err(full));
    assert_eq!(bench.node.pool().grants().len(), 100);
}

/// A cluster that would fill a block is rejected while every block may contain a grant: it could
/// stay unconfirmed for as long as grants come.
#[test]
fn a_cluster_that_leaves_no_room_for_a_grant_is_rejected() {
    let grant = chain::Grant {
        amount: Amount::COIN,
        until: Height(12),
    };
    let spec = SpecDraft {
        grant: Some(grant),
        max_transactions: 3,
        ..draft()
    }
    .build()
    .unwrap();
    let mut bench = Bench::of(spec.clone());
    let parent = bench.payment(1);
    bench.submit(&parent).unwrap();
    let (coin, output) = output_of(&parent, 0);
    let mut paid = output.clone();
    paid.amount = paid.amount.checked_sub(Amount::COIN).unwrap();
    let genesis = bench.node.chain().genesis();
    let child = TestKey::new(9).spend(genesis, &[(coin, output)], vec![paid]);
    let refused = PoolError::ClusterTooLarge { count: 2, most: 1 };
    assert_eq!(bench.submit(&child), Err(refused));

    // The parent alone fits into a block beside a grant.
    bench.submit(&grant_to(&spec, 20)).unwrap();
    let job = bench.mine_for(2);
    bench.input(Input::Mined(job.id, solve(&job, 0)));
    let tip = bench.node.chain().tip().hash;
    let block = bench.node.chain().block(&tip).unwrap().unwrap();
    assert_eq!(block.transactions[2], parent);
}

#[test]
fn a_chain_without_empty_blocks_waits_for_a_transaction() {
    let spec = SpecDraft {
        empty_blocks: chain::EmptyBlocks::Forbidden,
        grant: Some(chain::Grant {
            amount: Amount::COIN,
            until: Height(100),
        }),
        ..draft()
    };
    let chain = Chain::open(spec.build().unwrap(), MemoryStore::new()).unwrap();
    let mut bench = Bench::on(chain);
    let spec = bench.node.chain().spec().clone();
    let lock = TestKey::new(2).lock();
    bench.input(Input::Asked(Request::Mine(Some(lock))));
    assert!(bench.jobs.is_empty());
    bench.submit(&grant_to(&spec, 20)).unwrap();
    while bench.jobs.is_empty() {
        assert!(bench.sleep > bench.now);
        bench.now = bench.sleep;
        bench.input(Input::Woken);
    }
    let job = bench.last_job();
    bench.input(Input::Mined(job.id, solve(&job, 1)));
    assert_eq!(bench.node.chain().tip().height, Height(1));
    // The pool is empty again, and the miners stop.
    assert_eq!(bench.jobs.last(), Some(&None));
}

#[test]
fn an_empty_block_carries_the_filler() {
    let filler = b"nothing new".to_vec();
    let spec = SpecDraft {
        empty_blocks: chain::EmptyBlocks::Filled(filler.clone()),
        ..draft()
    };
    let mut bench = Bench::of(spec.build().unwrap());
    let job = bench.mine_for(2);
    bench.input(Input::Mined(job.id, solve(&job, 1)));
    let tip = bench.node.chain().tip().clone();
    assert_eq!(tip.height, Height(11));
    let block = bench.node.chain().block(&tip.hash).unwrap().unwrap();
    let outputs = &block.transactions[0].outputs;
    assert_eq!(outputs[1].lock, primitives::Lock::Data(filler));
}

#[test]
fn the_block_message_is_in_the_coinbase_of_the_next_job() {
    let mut bench = Bench::new();
    bench.mine_for(KEY);
    let mut script_with = |message: &[u8]| {
        bench.input(Input::Asked(Request::Words(message.to_vec())));
        bench.now = bench.now + Duration::from_secs(1);
        bench.input(Input::Woken);
        let job = bench.last_job();
        bench.input(Input::Mined(job.id, solve(&job, 0)));
        let chain = bench.node.chain();
        let block = chain.block(&chain.tip().hash).unwrap().unwrap();
        block.transactions[0].inputs[0].script.clone()
    };
    let plain = script_with(b"").len();
    let script = script_with(b"hello");
    assert!(script.ends_with(b"\x05hello"));
    assert_eq!(script.len(), plain + 6);
    assert_eq!(
        script_with(&[b'x'; node::MAX_WORDS]).len(),
        plain + 1 + node::MAX_WORDS
    );
    assert_eq!(script_with(&[b'x'; node::MAX_WORDS + 1]).len(), plain);
}
