//! Relative lock times (BIP68) end at the exact block and second, on the best chain and on other
//! branches.

use chain::testing::{self, TestKey, output_of, seal};
use chain::{
    BlockError, Chain, Earliest, MemoryStore, Rule, SpecDraft, TransactionError, TransactionRule,
    verify_transaction,
};
use primitives::{
    Amount, Block, BlockHash, Height, Input, OutPoint, Output, RelativeLock, Timestamp, Transaction,
};

/// The seconds between two blocks. Five intervals are slightly more than a unit of BIP68.
const INTERVAL: u32 = 103;
/// The height of the coin that all tests spend.
const COIN: u32 = 30;

struct World {
    chain: Chain<MemoryStore>,
    key: TestKey,
    coin: (OutPoint, Output),
}

impl World {
    /// A chain whose tip has just created a coin that need not mature.
    fn new() -> Self {
        let draft = SpecDraft {
            interval: INTERVAL,
            ..testing::draft()
        };
        let mut chain = Chain::open(draft.build().unwrap(), MemoryStore::new()).unwrap();
        let key = TestKey::new(1);
        testing::extend(&mut chain, &key.lock(), COIN as usize - 1);
        let first = chain.block(&chain.hash_at(Height(1)).unwrap());
        let (reward, _) = output_of(&first.unwrap().unwrap().transactions[0], 0);
        let payment = key.pay(&chain, reward, &key.lock(), Amount::ZERO);
        let mut world = Self {
            coin: output_of(&payment, 0),
            chain,
            key,
        };
        let block = testing::next_block(&world.chain, &world.key.lock(), vec![payment]);
        world.accept(block).unwrap();
        world
    }

    fn accept(&mut self, block: Block) -> Result<(), Rule> {
        let now = block.header.time;
        match self.chain.accept_block(block, now) {
            Ok(_) => Ok(()),
            Err(BlockError::Invalid { rule, .. }) => Err(rule),
            Err(other) => panic!("{other}"),
        }
    }

    /// A signed transaction that spends the coin with this sequence.
    fn spend(&self, version: i32, sequence: u32) -> Transaction {
        let (from, output) = &self.coin;
        let mut spend = Transaction {
            version,
            inputs: vec![Input {
                sequence,
                ..Input::spending(*from)
            }],
            outputs: vec![output.clone()],
            lock_time: 0,
        };
        let genesis = self.chain.genesis();
        self.key
            .sign(genesis, &mut spend, core::slice::from_ref(output));
        spend
    }

    /// Whether the transaction is valid in the next block. Expects that the mempool's checks and
    /// the block's checks agree.
    fn verdict(&self, spend: &Transaction) -> Result<(), TransactionRule> {
        let (spec, verifier) = (self.chain.spec(), self.chain.verifier());
        let position = self.chain.next_position();
        let pool = match verify_transaction(spend, &self.chain, &position, spec, verifier) {
            Ok(_) => Ok(()),
            Err(TransactionError::Invalid(rule)) => Err(rule),
            Err(other) => panic!("{other}"),
        };
        let mut trial = Self {
            chain: Chain::open(spec.clone(), self.chain.store().clone()).unwrap(),
            key: self.key.clone(),
            coin: self.coin.clone(),
        };
        let block = testing::next_block(&trial.chain, &self.key.lock(), vec![spend.clone()]);
        let block = match trial.accept(block) {
            Ok(()) => Ok(()),
            Err(Rule::Transaction { rule, .. }) => Err(*rule),
            Err(other) => panic!("{other}"),
        };
        assert_eq!(pool, block);
        pool
    }

    fn extend(&mut self, blocks: usize) {
        testing::extend(&mut self.chain, &self.key.lock(), blocks);
        self.chain.flush().unwrap();
    }

    /// The median time past of the block at a height, computed by its definition.
    fn median(&self, height: u32) -> u32 {
        let first = height.saturating_sub(10);
        let mut times: Vec<u32> = (first..=height)
            .map(|at| self.chain.header_at(Height(at)).unwrap().time.seconds())
            .collect();
        times.sort_unstable();
        times[times.len() / 2]
    }

    /// A block with these transactions on any block, `later` seconds after it.
    fn block_on(&self, parent: &BlockHash, later: u32, transactions: Vec<Transaction>) -> Block {
        let lock = self.key.lock();
        let mut block = testing::block_on(&self.chain, parent, &lock, transactions, Amount::ZERO);
        let above = self.chain.entry(parent).unwrap().header.time;
        block.header.time = above.saturating_add(later);
        block.header.nonce = 0;
        seal(&mut block);
        block
    }
}

#[test]
fn blocks_are_counted_from_the_coins_height() {
    let mut world = World::new();
    world.chain.flush().unwrap();
    for tip in COIN..COIN + 5 {
        assert_eq!(world.chain.tip().height, Height(tip));
        for blocks in 0..=6 {
            let lock = RelativeLock::Blocks(blocks);
            let verdict = world.verdict(&world.spend(2, lock.sequence()));
            let from = COIN + u32::from(blocks);
            let expected = match tip + 1 >= from {
                true => Ok(()),
                false => Err(TransactionRule::RelativeLock {
                    input: 0,
                    from: Earliest::Height(Height(from)),
                }),
            };
            assert_eq!(verdict, expected, "{blocks} blocks at tip {tip}");
        }
        world.extend(1);
    }
}

#[test]
fn time_is_counted_from_the_median_time_past_before_the_coin() {
    let mut world = World::new();
    world.chain.flush().unwrap();
    let since = world.median(COIN - 1);
    let mut outcomes = [0, 0];
    for tip in COIN..COIN + 12 {
        for units in 0..=3 {
            let lock = RelativeLock::Time(units);
            let verdict = world.verdict(&world.spend(2, lock.sequence()));
            let from = since + 512 * u32::from(units);
            let has_come = world.median(tip) >= from;
            outcomes[usize::from(has_come)] += 1;
            let expected = match has_come {
                true => Ok(()),
                false => Err(TransactionRule::RelativeLock {
                    input: 0,
                    from: Earliest::MedianTime(Timestamp(from)),
                }),
            };
            assert_eq!(verdict, expected, "{units} units at tip {tip}");
        }
        world.extend(1);
    }
    assert!(
        outcomes[0] > 5 && outcomes[1] > 5,
        "both sides: {outcomes:?}"
    );
}

#[test]
fn time_is_exact_to_the_second() {
    // With six blocks after the coin's, the median time past is the time of the first of the six,
    // so one second decides.
    for (late, allowed) in [(0, false), (1, true)] {
        let mut world = World::new();
        let since = world.median(COIN - 1);
        let tip = world.chain.tip().header.time.seconds();
        let mut later = since + 1_024 - 1 + late - tip;
        for _ in 0..6 {
            let parent = world.chain.tip().hash;
            world
                .accept(world.block_on(&parent, later, vec![]))
                .unwrap();
            later = INTERVAL;
        }
        world.chain.flush().unwrap();
        assert_eq!(world.median(COIN + 6), since + 1_023 + late);
        let spend = world.spend(2, RelativeLock::Time(2).sequence());
        assert_eq!(world.verdict(&spend).is_ok(), allowed, "{late}");
    }
}

/// BIP68 applies from version 2 on, and only with bit 31 clear. Other bits without a meaning are
/// ignored.
#[test]
fn a_sequence_is_a_relative_lock_only_as_in_bip68() {
    let mut world = World::new();
    world.chain.flush().unwrap();
    let far = RelativeLock::Blocks(1_000).sequence();
    for (version, sequence, binds) in [
        (2, far, true),
        (3, far, true),
        (-1, far, true), // a high version, as an unsigned number
        (1, far, false),
        (0, far, false),
        (2, far | 1 << 31, false),
        (2, far | 1 << 30, true),
        (2, far | 1 << 16, true),
        (2, 1 << 16, false), // bits above the number have no effect
        (2, RelativeLock::Time(1).sequence(), true),
        (2, RelativeLock::Time(1).sequence() | 1 << 31, false),
        (2, Input::FINAL, false),
        (2, Input::FINAL - 1, false),
    ] {
        let verdict = world.verdict(&world.spend(version, sequence));
        assert_eq!(verdict.is_err(), binds, "{version} {sequence:#010x}");
    }
}

/// A branch is checked against its own times and not the best chain's. A branch with long intervals
/// may spend a coin that a branch with short intervals may not.
#[test]
fn every_branch_has_its_own_times() {
    let spend_at = RelativeLock::Time(2);
    for (best, branch, valid) in [(INTERVAL, 200, true), (200, INTERVAL, false)] {
        let mut world = World::new();
        let fork = world.chain.tip().hash;
        let spend = world.spend(2, spend_at.sequence());
        for _ in 0..8 {
            let parent = world.chain.tip().hash;
            let block = world.block_on(&parent, best, vec![]);
            world.accept(block).unwrap();
        }
        world.chain.flush().unwrap();
        let on_best = world.verdict(&spend);
        assert_eq!(
            on_best.is_ok(),
            !valid,
            "the best chain has the opposite verdict"
        );

        let mut parent = fork;
        for _ in 0..8 {
            let block = world.block_on(&parent, branch, vec![]);
            parent = block.hash();
            world.accept(block).unwrap();
        }
        let mut outcome = Ok(());
        for index in 0..4 {
            let content = if index == 0 {
                vec![spend.clone()]
            } else {
                vec![]
            };
            let block = world.block_on(&parent, branch, content);
            parent = block.hash();
            outcome = world.accept(block);
            if outcome.is_err() {
                break;
            }
        }
        let is_best = world.chain.is_active(&parent);
        if valid {
            assert_eq!((outcome, is_best), (Ok(()), true));
            assert_ne!(world.chain.transaction(&spend.txid()).unwrap(), None);
        } else {
            let expected = |rule: &Rule| match rule {
                Rule::Transaction { rule, .. } => {
                    matches!(**rule, TransactionRule::RelativeLock { input: 0, .. })
                }
                _ => false,
            };
            assert!(outcome.is_err_and(|rule| expected(&rule)));
            assert!(!is_best);
            assert_eq!(world.verdict(&spend), Ok(()), "the best chain is as before");
        }
    }
}

/// A coin's age on a branch is counted from its height on that branch.
#[test]
fn a_coins_age_is_counted_on_its_branch() {
    let mut world = World::new();
    let fork = world.chain.tip().hash;
    let first_payment = world.spend(2, Input::FINAL);
    let first = world.block_on(&fork, INTERVAL, vec![first_payment.clone()]);
    world.accept(first).unwrap();
    world.extend(3);
    let original = core::mem::replace(&mut world.coin, output_of(&first_payment, 0));
    // Here the coin is created at COIN + 1. In the next block, at COIN + 5, it is four blocks old.
    let spend = world.spend(2, RelativeLock::Blocks(4).sequence());
    assert_eq!(world.verdict(&spend), Ok(()));

    // On a longer branch the coin is created later.
    world.coin = original;
    let mut parent = fork;
    for index in 0..6 {
        let content = if index == 3 {
            vec![first_payment.clone()]
        } else {
            vec![]
        };
        let block = world.block_on(&parent, INTERVAL - 1, content);
        parent = block.hash();
        world.accept(block).unwrap();
    }
    assert!(world.chain.is_active(&parent));
    world.chain.flush().unwrap();
    for _ in 0..2 {
        let verdict = world.verdict(&spend);
        let from = Earliest::Height(Height(COIN + 4 + 4));
        let too_early = world.chain.tip().height < Height(COIN + 7);
        match too_early {
            true => assert_eq!(
                verdict,
                Err(TransactionRule::RelativeLock { input: 0, from })
            ),
            false => assert_eq!(verdict, Ok(())),
        }
        world.extend(1);
    }
}
