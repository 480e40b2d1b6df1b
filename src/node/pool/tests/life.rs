//! Properties of a pool in a node: payments, replacements, blocks, reorganisations, time.

use super::audit::audit;
use super::cases;
use crate::authoring::template::Template;
use crate::{Config, Event, Input, Node, Output as NodeOutput, PoolError, PoolLimits};
use chain::testing::{self, TestKey, block_on, draft, mine, output_of};
use chain::{Chain, MemoryStore, SpecDraft};
use core::time::Duration;
use miner::{JobId, Solution};
use primitives::{
    Amount, Block, FeeRate, Height, Input as Spending, OutPoint, Output, RelativeLock, Time,
    Transaction,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

/// The next action: its kind, and numbers for its choices.
type Step = (u8, u16, u16, u16);

struct World {
    node: Node<MemoryStore>,
    key: TestKey,
    now: Time,
    /// Every output that was ever created.
    coins: Vec<(OutPoint, Output)>,
    events: Vec<Event>,
}

impl World {
    fn new(limits: PoolLimits, max_transactions: u32) -> Self {
        let key = TestKey::new(1);
        let spec = SpecDraft {
            max_weight: 40_000,
            max_transactions,
            ..draft()
        };
        let mut chain = Chain::open(spec.build().unwrap(), MemoryStore::new()).unwrap();
        testing::extend(&mut chain, &key.lock(), 14);
        let now = Time::from_timestamp(chain.tip().header.time);
        let config = Config {
            pool: limits,
            ..Config::default()
        };
        let mut world = Self {
            node: Node::open(config, chain, [7; 32], now),
            key,
            now,
            coins: Vec::new(),
            events: Vec::new(),
        };
        for height in 1..=14 {
            let chain = world.node.chain();
            let hash = chain.hash_at(Height(height)).unwrap();
            let block = chain.block(&hash).unwrap().unwrap();
            world.coins.push(output_of(&block.transactions[0], 0));
        }
        world
    }

    fn drain(&mut self) {
        loop {
            match self.node.poll() {
                NodeOutput::Sleep(_) => return,
                NodeOutput::Tell(event) => self.events.push(event),
                _ => {}
            }
        }
    }

    fn step(&mut self, (kind, a, b, c): Step) {
        match kind {
            0..=7 => self.pay(a, b, c, false),
            8..=10 => self.pay(a, b, c, true),
            11..=12 => self.block(a, b),
            13 => self.reorganise(a, b),
            _ => {
                self.now = self.now + Duration::from_secs(u64::from(a) * 20);
                self.node.handle(self.now, Input::Woken);
                self.drain();
            }
        }
    }

    /// A transaction that spends one or two coins. If `again`, pool transactions spend these coins
    /// already; otherwise no pool transaction does. `None` if there are no such coins.
    fn payment(&self, a: u16, b: u16, c: u16, again: bool) -> Option<Transaction> {
        let (chain, pool) = (self.node.chain(), self.node.pool());
        let spendable: Vec<_> = self
            .coins
            .iter()
            .filter(|(at, _)| pool.spender(at).is_some() == again)
            .filter(|(at, _)| pool.output(at).is_some() || chain.coin(at).unwrap().is_some())
            .cloned()
            .collect();
        if spendable.is_empty() {
            return None;
        }
        let mut spent = vec![spendable[usize::from(a) % spendable.len()].clone()];
        let second = &spendable[usize::from(b) % spendable.len()];
        if c.is_multiple_of(3) && second.0 != spent[0].0 {
            spent.push(second.clone());
        }
        let all: u64 = spent.iter().map(|(_, output)| output.amount.units()).sum();
        // Most fees are near the minimum, some far above, a few below.
        let fee = u64::from(b % 700) * [1, 1, 1, 20][usize::from(c % 4)];
        let count = 1 + u64::from(c % 3);
        let each = all.saturating_sub(fee) / count;
        let pay = Output {
            amount: Amount::from_units(each).unwrap(),
            lock: self.key.lock(),
        };
        let mut transaction = Transaction {
            version: 2,
            inputs: spent
                .iter()
                .map(|(at, _)| Spending::spending(*at))
                .collect(),
            outputs: vec![pay; usize::try_from(count).unwrap()],
            lock_time: 0,
        };
        match b % 11 {
            0 => transaction.inputs[0].sequence = RelativeLock::Blocks(a % 4).sequence(),
            1 => transaction.inputs[0].sequence = RelativeLock::Time(a % 2).sequence(),
            2 => {
                transaction.inputs[0].sequence = 1 << 31;
                let tip = self.node.chain().tip().height.value();
                transaction.lock_time = (tip + 2).saturating_sub(u32::from(a % 4));
            }
            _ => {}
        }
        let outputs: Vec<Output> = spent.into_iter().map(|(_, output)| output).collect();
        let genesis = self.node.chain().genesis();
        self.key.sign(genesis, &mut transaction, &outputs);
        Some(transaction)
    }

    /// Submits a [`payment`](Self::payment). The pool admits it, or stays as it was.
    fn pay(&mut self, a: u16, b: u16, c: u16, again: bool) {
        let Some(transaction) = self.payment(a, b, c, again) else {
            return;
        };
        for index in (0..).take(transaction.outputs.len()) {
            self.coins.push(output_of(&transaction, index));
        }
        let before = self.node.pool().clone();
        let txid = transaction.txid();
        let outcome = self.node.submit(transaction, self.now);
        self.drain();
        match outcome {
            Ok(_) => {
                assert!(self.node.pool().contains(&txid));
                if before.weight() + 1_000 < before.limits().weight {
                    let (old, new) = (before.fees(), self.node.pool().fees());
                    assert!(new > old, "the fees rise if there is room");
                }
            }
            Err(PoolError::Known) => {}
            Err(_) => {
                let pool = self.node.pool();
                let mut entries = before.entries();
                assert_eq!(pool.len(), before.len());
                assert!(entries.all(|(txid, entry)| pool.entry(txid) == Some(entry)));
            }
        }
    }

    /// Adds a block to the tip: the template's, or one with other transactions.
    fn block(&mut self, a: u16, b: u16) {
        let is_template = a.is_multiple_of(2);
        let block = if is_template { self.template() } else { None };
        let block = block.unwrap_or_else(|| {
            let tip = self.node.chain().tip().hash;
            let some = self.some_of_pool(a, b);
            block_on(
                self.node.chain(),
                &tip,
                &self.key.lock(),
                some,
                Amount::ZERO,
            )
        });
        let accepted = self.accept(block);
        assert!(
            accepted || !is_template,
            "a template is an acceptable block"
        );
    }

    /// Some of the pool's transactions, parents first. Occasionally a transaction that conflicts
    /// with the last takes its place.
    fn some_of_pool(&self, a: u16, b: u16) -> Vec<Transaction> {
        let max = self.node.chain().spec().max_transactions as usize - 1;
        let entries = self.node.pool().best_first();
        let mut some: Vec<Transaction> = entries
            .map(|entry| (*entry.transaction).clone())
            .take(max.min(usize::from(a % 8)))
            .collect();
        if b.is_multiple_of(3)
            && let Some(last) = some.last_mut()
        {
            last.outputs.truncate(1);
            last.outputs[0].amount = Amount::COIN;
            let coin = |input: &Spending| {
                let known = self.coins.iter().find(|(at, _)| *at == input.previous);
                known.unwrap().1.clone()
            };
            let spent: Vec<Output> = last.inputs.iter().map(coin).collect();
            self.key.sign(self.node.chain().genesis(), last, &spent);
        }
        some
    }

    /// Replaces the last blocks by a branch with one more. Its blocks contain some transactions of
    /// the old blocks or of the pool.
    fn reorganise(&mut self, a: u16, b: u16) {
        let chain = self.node.chain();
        let depth = 1 + u32::from(a % 3);
        let tip = chain.tip().height;
        let Some(fork) = tip.checked_sub(depth).filter(|fork| fork.value() > 10) else {
            return;
        };
        let mut parent = chain.hash_at(fork).unwrap();
        let mut content: Vec<Vec<Transaction>> = Vec::new();
        for height in fork.value() + 1..=tip.value() {
            let block = chain.block(&chain.hash_at(Height(height)).unwrap());
            let mut others = block.unwrap().unwrap().transactions.split_off(1);
            others.truncate(usize::from(b % 5));
            content.push(others);
        }
        content.push(self.some_of_pool(b, a));
        if b.is_multiple_of(4) {
            content.swap(0, depth as usize);
        }
        for transactions in content {
            let lock = TestKey::new(2).lock();
            let chain = self.node.chain();
            let block = block_on(chain, &parent, &lock, transactions, Amount::ZERO);
            parent = block.hash();
            self.accept(block);
            if self.node.chain().entry(&parent).is_none() {
                return; // the block was invalid on its branch
            }
        }
    }

    fn accept(&mut self, block: Block) -> bool {
        self.now = self.now.max(Time::from_timestamp(block.header.time));
        self.node.handle(self.now, Input::Woken);
        self.coins.push(output_of(&block.transactions[0], 0));
        let is_tip = self.node.accept_block(block, None);
        self.drain();
        is_tip
    }

    fn template(&self) -> Option<Block> {
        let (node, now) = (&self.node, self.now.to_timestamp());
        let template = Template::new(node.chain(), node.pool(), self.key.lock(), &[], now)?;
        assert!(template.is_current(node.chain(), node.pool(), &self.key.lock(), b"", now));
        let job = template.job(JobId(1));
        let time = job.time.max(node.chain().next_block().min_time).max(now);
        let mut header = job.header(&Solution {
            extra_nonce: 77,
            time,
            nonce: 0,
            version: job.version,
        });
        mine(&mut header);
        let solution = Solution {
            extra_nonce: 77,
            time,
            nonce: header.nonce,
            version: job.version,
        };
        Some(template.solve(&job, &solution))
    }
}

fn limits() -> impl Strategy<Value = PoolLimits> {
    (2_000_usize..30_000, 1_000_usize..4_000, 1_u64..20).prop_map(|(weight, heaviest, days)| {
        PoolLimits {
            weight,
            transaction_weight: heaviest,
            rate: FeeRate(100),
            increment: FeeRate(25),
            expiry: Duration::from_secs(days * 24 * 60 * 60),
        }
    })
}

proptest! {
    #![proptest_config(cases(40))]

    /// After any sequence of actions, every bound holds, everything is valid on the tip, derived
    /// state agrees with its source, and the template is a block that the chain accepts.
    #[test]
    fn a_pool_is_sound_whatever_happens(
        limits in limits(),
        max_transactions in prop_oneof![2_u32..12, Just(10_000)],
        steps in prop::collection::vec((0_u8..15, any::<u16>(), any::<u16>(), any::<u16>()), 1..60),
    ) {
        let mut world = World::new(limits, max_transactions);
        for step in steps {
            world.step(step);
            audit(world.node.pool(), world.node.chain());
        }
        let block = world.template();
        prop_assert!(block.is_some_and(|block| world.accept(block)));
        audit(world.node.pool(), world.node.chain());
    }
}

/// BIP68: a coin that is old enough on one branch may be too young on another. After a switch to
/// that branch, the payment leaves the pool.
#[test]
fn a_payment_of_a_coin_that_is_too_young_on_the_new_branch_leaves_the_pool() {
    let mut world = World::new(PoolLimits::default(), 10_000);
    let key = world.key.clone();
    let (fork, genesis) = (world.node.chain().tip().hash, world.node.chain().genesis());
    let (reward, output) = world.coins[0].clone();
    let fee = Amount::from_units(1_000).unwrap();
    let payment = key.pay(world.node.chain(), reward, &key.lock(), fee);
    let block = |world: &World, parent, content| {
        block_on(
            world.node.chain(),
            parent,
            &key.lock(),
            content,
            Amount::ZERO,
        )
    };
    // The coin is created two blocks before the next block, so it is just old enough.
    assert!(world.accept(block(&world, &fork, vec![payment.clone()])));
    let tip = world.node.chain().tip().hash;
    assert!(world.accept(block(&world, &tip, vec![])));
    let (coin, output) = (output_of(&payment, 0), output);
    let mut spend = key.spend(
        genesis,
        core::slice::from_ref(&coin),
        vec![Output {
            amount: output
                .amount
                .checked_sub(fee)
                .unwrap()
                .checked_sub(fee)
                .unwrap(),
            ..output
        }],
    );
    spend.inputs[0].sequence = RelativeLock::Blocks(2).sequence();
    key.sign(genesis, &mut spend, &[coin.1]);
    let txid = spend.txid();
    assert_eq!(world.node.submit(spend, world.now), Ok(txid));
    world.drain();

    // On a longer branch, the last block creates the same coin.
    let mut parent = fork;
    for content in [vec![], vec![], vec![payment]] {
        let next = block_on(
            world.node.chain(),
            &parent,
            &TestKey::new(2).lock(),
            content,
            Amount::ZERO,
        );
        parent = next.hash();
        world.accept(next);
    }
    assert_eq!(world.node.chain().tip().hash, parent);
    assert!(
        world
            .events
            .contains(&Event::PoolRemoved(txid, crate::Removal::Invalid))
    );
    assert!(world.node.pool().is_empty());
    audit(world.node.pool(), world.node.chain());
}

/// The property above says little if hardly any transactions are added, replaced, evicted or
/// returned to the pool.
#[test]
fn the_random_actions_cause_all_kinds_of_events() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = (
        limits(),
        prop::collection::vec((0_u8..15, any::<u16>(), any::<u16>(), any::<u16>()), 60),
    );
    let mut seen = std::collections::BTreeMap::new();
    for _ in 0..20 {
        let (limits, steps) = strategy.new_tree(&mut runner).unwrap().current();
        let mut world = World::new(limits, 10_000);
        for step in steps {
            world.step(step);
        }
        for event in &world.events {
            let name = match event {
                Event::PoolAdded(_) => "added".to_owned(),
                Event::Disconnected(..) => "disconnected".to_owned(),
                Event::PoolRemoved(_, why) => {
                    let text = format!("{why:?}");
                    text.split(' ').next().unwrap().to_owned()
                }
                _ => continue,
            };
            *seen.entry(name).or_insert(0) += 1;
        }
    }
    for name in [
        "added",
        "disconnected",
        "Confirmed",
        "Conflict",
        "Replaced",
        "Crowded",
        "Expired",
        "Invalid",
    ] {
        assert!(
            seen.get(name).is_some_and(|count| *count >= 5),
            "{name}: {seen:?}"
        );
    }
}
