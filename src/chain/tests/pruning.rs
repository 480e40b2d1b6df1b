//! Cutting old blocks down: what is left is exactly what is needed, proves itself, and changes no rule.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

use chain::params::MIN_WHOLE_BLOCKS;
use chain::testing::{self, Disk, TestKey};
use chain::{
    Batch, BlockError, Chain, Coin, MemoryStore, OpenError, Settings, Status, Store, Table,
};
use primitives::{Amount, Block, Height, Lock, OutPoint, Output, Timestamp, Transaction};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const NOW: Timestamp = Timestamp(1_700_900_000);
const ALL: Height = Height(u32::MAX);

/// What a test decides by: a list of numbers that proptest drew, again and again.
struct Dice(Vec<u32>, usize);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.1 += 1;
        self.0[self.1 % self.0.len()] as usize % sides
    }
}

/// A chain with payments in it, some of them within their own block; the keys are those of seeds 1 to 3.
fn grow(chain: &mut Chain<MemoryStore>, blocks: u32, dice: &mut Dice) {
    let keys: Vec<TestKey> = (1..=3).map(TestKey::new).collect();
    let owner = |lock| keys.iter().find(|key| key.lock() == lock).unwrap();
    let mut coins: Vec<(OutPoint, Output)> = Vec::new();
    for _ in 0..blocks {
        let mut payments = Vec::new();
        for _ in 0..dice.roll(4) {
            if coins.is_empty() {
                break;
            }
            let (at, output) = coins.swap_remove(dice.roll(coins.len()));
            let many = 1 + dice.roll(3) as u64;
            let share = Amount::from_units(output.amount.units() / (many + 1)).unwrap();
            let outputs = (0..many).map(|_| Output {
                amount: share,
                lock: keys[dice.roll(3)].lock(),
            });
            let outputs: Vec<Output> = outputs.collect();
            let key = owner(output.lock.clone());
            let payment = key.spend(chain.genesis(), &[(at, output)], outputs);
            for index in (0..).take(payment.outputs.len()) {
                coins.push(testing::output_of(&payment, index));
            }
            payments.push(payment);
        }
        let block = testing::next_block(chain, &keys[dice.roll(3)].lock(), payments);
        chain.accept_block(block, NOW).unwrap();
        // Rewards mature after two blocks.
        if let Some(height) = chain
            .tip()
            .height
            .checked_sub(2)
            .filter(|at| at.value() > 0)
        {
            let hash = chain.hash_at(height).unwrap();
            if let Some(block) = chain.block(&hash).unwrap() {
                coins.push(testing::output_of(&block.transactions[0], 0));
            }
        }
    }
}

fn cut_all(
    chain: &mut Chain<MemoryStore>,
    is_own: &dyn Fn(&Transaction, &[Coin]) -> bool,
) -> usize {
    let mut slices = 1;
    while chain.prune(ALL, is_own).unwrap() {
        slices += 1;
    }
    slices
}

fn blocks(chain: &Chain<MemoryStore>) -> Vec<Block> {
    let heights = (0..=chain.tip().height.value()).map(Height);
    let hashes = heights.map(|height| chain.hash_at(height).unwrap());
    hashes
        .map(|hash| chain.block(&hash).unwrap().unwrap())
        .collect()
}

/// What is left of each block up to `cut`, by the words of the paper: a list and a loop.
fn expected(
    blocks: &[Block],
    cut: u32,
    is_own: impl Fn(&Transaction) -> bool,
) -> BTreeMap<u32, Vec<u32>> {
    let old = &blocks[..=cut as usize];
    let all = old.iter().flat_map(|block| &block.transactions);
    let spent: BTreeSet<OutPoint> = all.flat_map(|t| &t.inputs).map(|i| i.previous).collect();
    let mut left = BTreeMap::new();
    for (height, block) in (0..).zip(old).skip(1) {
        let mut places = Vec::new();
        for (place, transaction) in (0..).zip(&block.transactions) {
            let txid = transaction.txid();
            let unspent = (0..).zip(&transaction.outputs).any(|(index, output)| {
                !output.lock.is_unspendable() && !spent.contains(&OutPoint { txid, index })
            });
            if unspent || is_own(transaction) {
                places.push(place);
            }
        }
        if !places.is_empty() && places[0] != 0 {
            places.insert(0, 0);
        }
        left.insert(height, places);
    }
    left
}

/// What a lock has got up to each height, and what is left of it then, in base units: every output looked at.
fn story(blocks: &[Block], lock: &Lock) -> Vec<(u64, u64)> {
    let (mut coins, mut received, mut story) = (BTreeMap::new(), 0, Vec::new());
    for block in blocks {
        for transaction in &block.transactions {
            for input in &transaction.inputs {
                coins.remove(&input.previous);
            }
            let txid = transaction.txid();
            let outputs = (0..).zip(&transaction.outputs);
            for (index, output) in outputs.filter(|(_, output)| output.lock == *lock) {
                coins.insert(OutPoint { txid, index }, output.amount.units());
                received += output.amount.units();
            }
        }
        story.push((received, coins.values().sum()));
    }
    story
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn what_is_left_is_what_is_needed(
        rolls in prop::collection::vec(any::<u32>(), 50..400),
        extra in 1u32..60,
        pause in 1usize..20,
        own_key in 0u8..4,
    ) {
        let own = TestKey::new(own_key + 1).lock();
        let is_own = |transaction: &Transaction, spent: &[Coin]| {
            let made = transaction.outputs.iter();
            made.chain(spent.iter().map(|coin| &coin.output)).any(|output| output.lock == own)
        };
        let total = MIN_WHOLE_BLOCKS + extra;
        let mut whole = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
        grow(&mut whole, total, &mut Dice(rolls, 0));
        let blocks = blocks(&whole);

        // One is cut while it grows, now and then; another at once, after it has grown.
        let settings = Settings { whole_blocks: Some(1), ..Settings::default() };
        let mut growing = Chain::open_with(testing::spec(), MemoryStore::new(), settings).unwrap();
        let mut grown = Chain::open_with(testing::spec(), MemoryStore::new(), settings).unwrap();
        for (number, block) in blocks.iter().enumerate().skip(1) {
            growing.accept_block(block.clone(), NOW).unwrap();
            grown.accept_block(block.clone(), NOW).unwrap();
            if number % pause == 0 {
                growing.prune(ALL, &is_own).unwrap();
                growing.flush().unwrap();
            }
        }
        cut_all(&mut growing, &is_own);
        cut_all(&mut grown, &is_own);
        growing.flush().unwrap();
        grown.flush().unwrap();
        for table in Table::ALL {
            prop_assert_eq!(growing.store().rows(table), grown.store().rows(table), "table {}", table);
        }
        prop_assert_eq!(grown.cut_height(), Some(Height(extra)));
        whole.flush().unwrap();
        prop_assert_eq!(whole.store().rows(Table::Coins), grown.store().rows(Table::Coins));

        // It opens again as it was.
        let chain = Chain::open(testing::spec(), grown.into_store()).unwrap();
        prop_assert_eq!(chain.cut_height(), Some(Height(extra)));
        prop_assert_eq!(chain.tip(), growing.tip());

        let spenders = |transaction: &Transaction| {
            let find = |at: &OutPoint| {
                let mut all = blocks.iter().flat_map(|block| &block.transactions);
                all.find(|t| t.txid() == at.txid).map(|t| t.outputs[at.index as usize].clone())
            };
            let spent = transaction.inputs.iter().filter_map(|input| find(&input.previous));
            spent.chain(transaction.outputs.clone()).any(|output| output.lock == own)
        };
        for (height, places) in expected(&blocks, extra, spenders) {
            let block = &blocks[height as usize];
            let hash = block.hash();
            prop_assert_eq!(chain.entry(&hash).unwrap().status, Status::Cut);
            prop_assert_eq!(chain.block(&hash).unwrap(), None);
            prop_assert_eq!(chain.spent_coins(&hash).unwrap(), None);
            let cut = chain.cut_block(&hash).unwrap().unwrap();
            let left: Vec<u32> = cut.transactions().map(|(place, _)| place).collect();
            prop_assert_eq!(&left, &places, "height {}", height);
            prop_assert_eq!(cut.count() as usize, block.transactions.len());
            prop_assert_eq!(cut.figures().weight as usize, block.weight());
            let undo = whole.spent_coins(&hash).unwrap().unwrap();
            let mut undo = undo.into_iter();
            for (place, transaction) in (0u32..).zip(&block.transactions) {
                let inputs = if place == 0 { 0 } else { transaction.inputs.len() };
                let spent: Vec<Coin> = undo.by_ref().take(inputs).collect();
                let txid = transaction.txid();
                let found = chain.transaction(&txid).unwrap();
                let kept = cut.transaction(place);
                prop_assert_eq!(found.is_some(), kept.is_some());
                if let (Some(found), Some(kept)) = (found, kept) {
                    prop_assert_eq!((found.height, found.index), (Height(height), place));
                    prop_assert_eq!(&found.transaction, transaction);
                    prop_assert_eq!(&kept.spent, &spent);
                    let branch = cut.branch(place).unwrap();
                    prop_assert!(branch.verify(txid.to_bytes(), place as usize, block.header.merkle_root));
                }
            }
        }
        // Every coin's transaction is found, by its id and among its owner's.
        for key in whole.store().rows(Table::Coins).keys() {
            let at = OutPoint {
                txid: primitives::Txid::from_bytes(key[..32].try_into().unwrap()),
                index: u32::from_be_bytes(key[32..].try_into().unwrap()),
            };
            let located = chain.transaction(&at.txid).unwrap().unwrap();
            let lock = &located.transaction.outputs[at.index as usize].lock;
            prop_assert!(chain.history(lock, usize::MAX).unwrap().contains(&located));
        }
        // Balances are those of the whole blocks, at any height; histories hold what is kept, newest first.
        for seed in 1..=3 {
            let lock = TestKey::new(seed).lock();
            let story = story(&blocks, &lock);
            for height in (0..=total).step_by(7).chain([extra - 1, extra, extra + 1, total]) {
                let (received, left) = story[height as usize];
                let found = chain.total(&lock, Height(height)).unwrap().unwrap();
                prop_assert_eq!(found.balance().unwrap().units(), left, "height {}", height);
                prop_assert_eq!(found.received().units(), received, "height {}", height);
            }
            let mut kept = whole.history(&lock, usize::MAX).unwrap();
            kept.retain(|located| chain.transaction(&located.transaction.txid()).unwrap().is_some());
            for max in [0, 1, 5, 100, usize::MAX] {
                let wanted: Vec<_> = kept.iter().take(max).cloned().collect();
                prop_assert_eq!(chain.history(&lock, max).unwrap(), wanted, "at most {}", max);
            }
        }
        let keys = |chain: &Chain<MemoryStore>| -> Vec<_> {
            chain.store().rows(Table::History).keys().cloned().collect()
        };
        prop_assert_eq!(keys(&whole), keys(&chain));
        // Nothing else is left behind of what went.
        for table in [Table::Locations, Table::Undo, Table::Blocks] {
            let (many, few) = (whole.store().rows(table), chain.store().rows(table));
            let bytes = |rows: &BTreeMap<Vec<u8>, Vec<u8>>| -> usize {
                rows.iter().map(|(key, value)| key.len() + value.len()).sum()
            };
            prop_assert!(bytes(few) <= bytes(many) + 60 * extra as usize, "table {}", table);
        }
        let undo = chain.store().rows(Table::Undo).len();
        prop_assert_eq!(undo, MIN_WHOLE_BLOCKS as usize);
    }
}

/// A chain of blocks without payments, cut as far as it can be.
fn cut_chain(blocks: usize) -> Chain<MemoryStore> {
    let settings = Settings {
        whole_blocks: Some(MIN_WHOLE_BLOCKS),
        ..Settings::default()
    };
    let mut chain = Chain::open_with(testing::spec(), MemoryStore::new(), settings).unwrap();
    testing::extend(&mut chain, &TestKey::new(1).lock(), blocks);
    cut_all(&mut chain, &|_, _| false);
    chain.flush().unwrap();
    chain
}

/// Blocks on a known one.
fn branch(chain: &Chain<MemoryStore>, from: Height, blocks: usize) -> Vec<Block> {
    let mut shadow = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
    let headers: Vec<_> = (1..=from.value())
        .map(|height| *chain.header_at(Height(height)).unwrap())
        .collect();
    shadow.accept_headers(&headers, NOW).unwrap();
    let mut parent = chain.hash_at(from).unwrap();
    let lock = TestKey::new(9).lock();
    (0..blocks)
        .map(|_| {
            let block = testing::block_on(&shadow, &parent, &lock, Vec::new(), Amount::ZERO);
            shadow.accept_headers(&[block.header], NOW).unwrap();
            parent = block.hash();
            block
        })
        .collect()
}

#[test]
fn a_reorganisation_goes_as_deep_as_blocks_are_whole_and_no_deeper() {
    let whole = MIN_WHOLE_BLOCKS as usize;
    let mut chain = cut_chain(whole + 20);
    let tip = chain.tip().clone();
    let before = chain.store().clone();

    // One block too deep: refused, whether or not its headers are known, and nothing is kept of it.
    let deep = branch(&chain, Height(19), whole + 2);
    for known in [false, true] {
        if known {
            let headers: Vec<_> = deep.iter().map(|block| block.header).collect();
            chain.accept_headers(&headers, NOW).unwrap();
            assert_eq!(chain.best_header().hash, deep[whole + 1].hash());
            assert!(!chain.could_switch_to(&deep[whole + 1].hash()));
        }
        let error = chain.accept_block(deep[0].clone(), NOW).unwrap_err();
        assert!(
            matches!(error, BlockError::OutOfReach { floor: Height(20) }),
            "{error}"
        );
        let later = chain.accept_block(deep[5].clone(), NOW).unwrap_err();
        match known {
            true => assert!(matches!(later, BlockError::OutOfReach { .. }), "{later}"),
            false => assert!(matches!(later, BlockError::Orphan { .. }), "{later}"),
        }
    }
    assert_eq!(chain.tip(), &tip);
    assert_eq!(chain.store(), &before);

    // As deep as can be: done.
    let reachable = branch(&chain, Height(20), whole + 1);
    for block in &reachable {
        chain.accept_block(block.clone(), NOW).unwrap();
    }
    assert_eq!(chain.tip().hash, reachable[whole].hash());
    assert_eq!(chain.tip().height, Height(20 + MIN_WHOLE_BLOCKS + 1));
    // And pruning goes on from there.
    assert!(!chain.prune(ALL, &|_, _| false).unwrap());
    assert_eq!(chain.cut_height(), Some(Height(21)));
}

#[test]
fn other_branches_go_with_the_blocks_beside_them() {
    let whole = MIN_WHOLE_BLOCKS as usize;
    let mut chain = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
    testing::extend(&mut chain, &TestKey::new(1).lock(), 10);
    let stray = branch(&chain, Height(6), 3);
    for block in &stray {
        assert!(
            chain
                .accept_block(block.clone(), NOW)
                .unwrap()
                .connected
                .is_empty()
        );
    }
    testing::extend(&mut chain, &TestKey::new(1).lock(), whole - 2);
    chain.flush().unwrap();
    // Opened again, it still knows of them.
    let mut chain = Chain::open(testing::spec(), chain.into_store()).unwrap();
    chain.set_whole_blocks(Some(MIN_WHOLE_BLOCKS));
    cut_all(&mut chain, &|_, _| false);
    assert_eq!(chain.cut_height(), Some(Height(8)));
    let kept: Vec<bool> = stray
        .iter()
        .map(|block| chain.block(&block.hash()).unwrap().is_some())
        .collect();
    assert_eq!(kept, [false, false, true]);
    assert!(!chain.could_switch_to(&stray[2].hash()));
    testing::extend(&mut chain, &TestKey::new(1).lock(), 1);
    cut_all(&mut chain, &|_, _| false);
    assert_eq!(chain.block(&stray[2].hash()).unwrap(), None);
    chain.flush().unwrap();
    let chain = Chain::open(testing::spec(), chain.into_store()).unwrap();
    assert_eq!(
        chain.entry(&stray[2].hash()).unwrap().status,
        Status::HeaderOnly
    );
}

#[test]
fn nothing_is_cut_unless_it_is_asked_for_and_seen_by_the_wallet() {
    let mut chain = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
    testing::extend(
        &mut chain,
        &TestKey::new(1).lock(),
        MIN_WHOLE_BLOCKS as usize + 10,
    );
    assert!(!chain.is_pruned());
    assert!(!chain.prune(ALL, &|_, _| false).unwrap());
    assert_eq!(chain.cut_height(), None);
    chain.set_whole_blocks(Some(0));
    assert!(chain.is_pruned());
    assert_eq!(chain.whole_blocks(), Some(MIN_WHOLE_BLOCKS));
    assert!(!chain.prune(Height(4), &|_, _| false).unwrap());
    assert_eq!(chain.cut_height(), Some(Height(4)));
    chain.set_whole_blocks(None);
    assert!(!chain.prune(ALL, &|_, _| false).unwrap());
    assert_eq!(chain.cut_height(), Some(Height(4)));
    assert!(chain.is_pruned(), "what is gone is gone");
}

#[test]
fn a_long_cut_is_many_short_slices() {
    let settings = Settings {
        whole_blocks: Some(MIN_WHOLE_BLOCKS),
        ..Settings::default()
    };
    let mut chain = Chain::open_with(testing::spec(), MemoryStore::new(), settings).unwrap();
    testing::extend(
        &mut chain,
        &TestKey::new(1).lock(),
        MIN_WHOLE_BLOCKS as usize + 500,
    );
    let slices = cut_all(&mut chain, &|_, _| false);
    assert_eq!(chain.cut_height(), Some(Height(500)));
    assert!((8..20).contains(&slices), "{slices} slices");
}

#[test]
fn a_changed_remnant_is_damage_and_never_shown() {
    let chain = cut_chain(MIN_WHOLE_BLOCKS as usize + 3);
    let hash = chain.hash_at(Height(2)).unwrap();
    let key = 2u32.to_be_bytes();
    let mut store = chain.into_store();
    let row = store.get(Table::Blocks, &key).unwrap().unwrap();
    for at in [20, 60, row.len() - 40] {
        let mut changed = row.clone();
        changed[at] ^= 1;
        let mut batch = Batch::default();
        batch.put(Table::Blocks, key, changed);
        store.commit(&batch).unwrap();
        let chain = Chain::open(testing::spec(), store).unwrap();
        let error = chain.cut_block(&hash).unwrap_err().to_string();
        assert!(error.contains("damaged"), "byte {at}: {error}");
        store = chain.into_store();
    }
    // A mark that says more was cut than there is chain is refused.
    let mut batch = Batch::default();
    batch.put(
        Table::Meta,
        *b"cut",
        [&9_999u32.to_le_bytes()[..], &[0; 4]].concat(),
    );
    store.commit(&batch).unwrap();
    let error = Chain::open(testing::spec(), store).unwrap_err();
    assert!(matches!(error, OpenError::Storage(_)), "{error}");
}

/// A block that spends of more cut blocks than a slice reads is counted in parts. In between nothing can part from the
/// chain below it any more, and what was counted is not counted again.
#[test]
fn a_block_is_cut_across_slices_and_restarts() {
    const COINS: u32 = 100;
    let settings = Settings {
        whole_blocks: Some(MIN_WHOLE_BLOCKS),
        ..Settings::default()
    };
    let none = |_: &Transaction, _: &[Coin]| false;
    let mut chain = Chain::open_with(testing::spec(), MemoryStore::new(), settings).unwrap();
    let alice = TestKey::new(1);
    testing::extend(&mut chain, &alice.lock(), COINS as usize);
    testing::extend(&mut chain, &TestKey::new(2).lock(), 1);
    let rewards = (1..=COINS).map(|height| {
        let hash = chain.hash_at(Height(height)).unwrap();
        let block = chain.block(&hash).unwrap().unwrap();
        testing::output_of(&block.transactions[0], 0)
    });
    let coins: Vec<_> = rewards.collect();
    let all = Amount::sum(coins.iter().map(|(_, output)| output.amount));
    let output = Output {
        amount: all.unwrap(),
        lock: alice.lock(),
    };
    let joined = alice.spend(chain.genesis(), &coins, vec![output]);
    let block = testing::next_block(&chain, &alice.lock(), vec![joined]);
    chain.accept_block(block, NOW).unwrap();
    let spender = chain.tip().height;
    let whole = MIN_WHOLE_BLOCKS as usize;
    testing::extend(&mut chain, &alice.lock(), whole);
    let below = spender.checked_sub(1).unwrap();
    while chain.prune(below, &none).unwrap() {}
    assert_eq!(chain.cut_height(), Some(below));
    let transactions_at = |chain: &Chain<MemoryStore>, height| {
        let hash = chain.hash_at(Height(height)).unwrap();
        let cut = chain.cut_block(&hash).unwrap().unwrap();
        cut.transactions().count()
    };
    assert!((1..=COINS).all(|height| transactions_at(&chain, height) == 1));

    assert!(chain.prune(spender, &none).unwrap(), "more than one slice");
    assert_eq!(chain.cut_height(), Some(below));
    let left = |chain: &Chain<MemoryStore>| -> usize {
        (1..=COINS).map(|at| transactions_at(chain, at)).sum()
    };
    assert!((1..COINS as usize).contains(&left(&chain)));
    chain.flush().unwrap();
    let mut chain = Chain::open_with(testing::spec(), chain.into_store(), settings).unwrap();

    let deep = branch(&chain, below, 1).remove(0);
    let error = chain.accept_block(deep, NOW).unwrap_err();
    assert!(
        matches!(error, BlockError::OutOfReach { floor } if floor == spender),
        "{error}"
    );
    let beside = branch(&chain, spender, 1).remove(0);
    chain.accept_block(beside, NOW).unwrap();

    cut_all(&mut chain, &none);
    assert_eq!(chain.cut_height(), Some(spender));
    assert_eq!(left(&chain), 0);
    assert_eq!(transactions_at(&chain, spender.value()), 2);
}

#[test]
fn a_history_of_dropped_transactions_is_read_once() {
    const PAYMENTS: usize = 100;
    let (alice, bob) = (TestKey::new(1), TestKey::new(2));
    let mut chain = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
    testing::extend(&mut chain, &alice.lock(), 1);
    testing::extend(&mut chain, &bob.lock(), 1);
    let block = chain.block(&chain.hash_at(Height(1)).unwrap()).unwrap();
    let (mut coin, _) = testing::output_of(&block.unwrap().transactions[0], 0);
    for _ in 0..PAYMENTS {
        let payment = alice.pay(&chain, coin, &alice.lock(), Amount::ZERO);
        (coin, _) = testing::output_of(&payment, 0);
        let block = testing::next_block(&chain, &bob.lock(), vec![payment]);
        chain.accept_block(block, NOW).unwrap();
    }
    testing::extend(&mut chain, &bob.lock(), MIN_WHOLE_BLOCKS as usize);
    chain.set_whole_blocks(Some(MIN_WHOLE_BLOCKS));
    cut_all(&mut chain, &|_, _| false);
    chain.flush().unwrap();
    let disk = Disk::holding(chain.into_store());
    let chain = Chain::open(testing::spec(), disk.clone()).unwrap();
    let before = disk.visits();
    let history = chain.history(&alice.lock(), 2).unwrap();
    assert_eq!(history.len(), 1, "all but the last were spent");
    assert_eq!(history[0].transaction.txid(), coin.txid);
    let rows = PAYMENTS + 1;
    assert_eq!(disk.visits() - before, rows);
}
