//! Pruned blocks have exactly the needed transactions. The tests compare them with a naive
//! computation and with an unpruned chain.

use super::{ALL, NOW, prune_all};
use chain::params::MIN_WHOLE_BLOCKS;
use chain::testing::{self, TestKey};
use chain::{Chain, Coin, MemoryStore, Settings, Status, Table};
use primitives::{Amount, Block, Height, Lock, OutPoint, Output, Transaction};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Makes the choices of a test from random numbers, which are reused in a cycle.
struct Dice(Vec<u32>, usize);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.1 += 1;
        self.0[self.1 % self.0.len()] as usize % sides
    }
}

/// Extends a chain by blocks with payments, some of which spend outputs of the same block. The keys
/// have seeds 1 to 3.
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

fn blocks(chain: &Chain<MemoryStore>) -> Vec<Block> {
    let heights = (0..=chain.tip().height.value()).map(Height);
    let hashes = heights.map(|height| chain.hash_at(height).unwrap());
    hashes
        .map(|hash| chain.block(&hash).unwrap().unwrap())
        .collect()
}

/// The indices of the transactions that pruning must keep of each block up to `up_to`, by height,
/// computed naively from section 7 of the Bitcoin paper.
fn expected(
    blocks: &[Block],
    up_to: u32,
    is_own: impl Fn(&Transaction) -> bool,
) -> BTreeMap<u32, Vec<u32>> {
    let old = &blocks[..=up_to as usize];
    let all = old.iter().flat_map(|block| &block.transactions);
    let spent: BTreeSet<OutPoint> = all.flat_map(|t| &t.inputs).map(|i| i.previous).collect();
    let mut left = BTreeMap::new();
    for (height, block) in (0..).zip(old).skip(1) {
        let mut indices = Vec::new();
        for (index, transaction) in (0..).zip(&block.transactions) {
            let txid = transaction.txid();
            let unspent = (0..).zip(&transaction.outputs).any(|(index, output)| {
                !output.lock.is_unspendable() && !spent.contains(&OutPoint { txid, index })
            });
            if unspent || is_own(transaction) {
                indices.push(index);
            }
        }
        if !indices.is_empty() && indices[0] != 0 {
            indices.insert(0, 0);
        }
        left.insert(height, indices);
    }
    left
}

/// The sum of all payments to a lock up to each height, and its balance at that height, in base
/// units. Both are computed from all outputs.
fn sums_by_height(blocks: &[Block], lock: &Lock) -> Vec<(u64, u64)> {
    let (mut coins, mut received, mut sums_by_height) = (BTreeMap::new(), 0, Vec::new());
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
        sums_by_height.push((received, coins.values().sum()));
    }
    sums_by_height
}

/// Checks that the blocks up to `pruned_height` have exactly the needed transactions, and that
/// their Merkle branches match the headers.
fn check_blocks(
    blocks: &[Block],
    unpruned: &Chain<MemoryStore>,
    chain: &Chain<MemoryStore>,
    pruned_height: u32,
    own: &Lock,
) -> Result<(), TestCaseError> {
    let is_own = |transaction: &Transaction| {
        let find = |at: &OutPoint| {
            let mut all = blocks.iter().flat_map(|block| &block.transactions);
            all.find(|t| t.txid() == at.txid)
                .map(|t| t.outputs[at.index as usize].clone())
        };
        let spent = transaction
            .inputs
            .iter()
            .filter_map(|input| find(&input.previous));
        spent
            .chain(transaction.outputs.clone())
            .any(|output| output.lock == *own)
    };
    for (height, indices) in expected(blocks, pruned_height, is_own) {
        let block = &blocks[height as usize];
        let hash = block.hash();
        prop_assert_eq!(chain.entry(&hash).unwrap().status, Status::Pruned);
        prop_assert_eq!(chain.block(&hash).unwrap(), None);
        prop_assert_eq!(chain.spent_coins(&hash).unwrap(), None);
        let pruned = chain.pruned_block(&hash).unwrap().unwrap();
        let left: Vec<u32> = pruned.transactions().map(|(index, _)| index).collect();
        prop_assert_eq!(&left, &indices, "height {}", height);
        prop_assert_eq!(pruned.count() as usize, block.transactions.len());
        prop_assert_eq!(pruned.figures().weight as usize, block.weight());
        let undo = unpruned.spent_coins(&hash).unwrap().unwrap();
        let mut undo = undo.into_iter();
        for (index, transaction) in (0u32..).zip(&block.transactions) {
            let inputs = if index == 0 {
                0
            } else {
                transaction.inputs.len()
            };
            let spent: Vec<Coin> = undo.by_ref().take(inputs).collect();
            let txid = transaction.txid();
            let found = chain.transaction(&txid).unwrap();
            let kept = pruned.transaction(index);
            prop_assert_eq!(found.is_some(), kept.is_some());
            if let (Some(found), Some(kept)) = (found, kept) {
                prop_assert_eq!((found.height, found.index), (Height(height), index));
                prop_assert_eq!(&found.transaction, transaction);
                prop_assert_eq!(&kept.spent, &spent);
                let branch = pruned.branch(index).unwrap();
                prop_assert!(branch.verify(
                    txid.to_bytes(),
                    index as usize,
                    block.header.merkle_root
                ));
            }
        }
    }
    Ok(())
}

/// Checks that balances are those of the full blocks at any height, and that histories have the
/// kept transactions, newest first.
fn check_balances(
    blocks: &[Block],
    unpruned: &Chain<MemoryStore>,
    chain: &Chain<MemoryStore>,
    pruned_height: u32,
    total: u32,
) -> Result<(), TestCaseError> {
    for seed in 1..=3 {
        let lock = TestKey::new(seed).lock();
        let sums_by_height = sums_by_height(blocks, &lock);
        for height in (0..=total).step_by(7).chain([
            pruned_height - 1,
            pruned_height,
            pruned_height + 1,
            total,
        ]) {
            let (received, left) = sums_by_height[height as usize];
            let found = chain.total(&lock, Height(height)).unwrap().unwrap();
            prop_assert_eq!(found.balance().unwrap().units(), left, "height {}", height);
            prop_assert_eq!(found.received().units(), received, "height {}", height);
        }
        let mut kept = unpruned.history(&lock, usize::MAX).unwrap();
        kept.retain(|located| {
            chain
                .transaction(&located.transaction.txid())
                .unwrap()
                .is_some()
        });
        for max in [0, 1, 5, 100, usize::MAX] {
            let wanted: Vec<_> = kept.iter().take(max).cloned().collect();
            prop_assert_eq!(
                chain.history(&lock, max).unwrap(),
                wanted,
                "at most {}",
                max
            );
        }
    }
    Ok(())
}

/// Checks that exactly the needed rows remain of pruned blocks.
fn check_rows(
    unpruned: &Chain<MemoryStore>,
    chain: &Chain<MemoryStore>,
    pruned_height: u32,
) -> Result<(), TestCaseError> {
    // The transaction of every coin is found by its id and in the history of the coin's lock.
    for key in unpruned.store().rows(Table::Coins).keys() {
        let at = OutPoint {
            txid: primitives::Txid::from_bytes(key[..32].try_into().unwrap()),
            index: u32::from_be_bytes(key[32..].try_into().unwrap()),
        };
        let located = chain.transaction(&at.txid).unwrap().unwrap();
        let lock = &located.transaction.outputs[at.index as usize].lock;
        prop_assert!(chain.history(lock, usize::MAX).unwrap().contains(&located));
    }
    let keys = |chain: &Chain<MemoryStore>| -> Vec<_> {
        chain.store().rows(Table::History).keys().cloned().collect()
    };
    prop_assert_eq!(keys(unpruned), keys(chain));
    // Nothing else is left of pruned transactions.
    for table in [Table::Locations, Table::Undo, Table::Blocks] {
        let (many, few) = (unpruned.store().rows(table), chain.store().rows(table));
        let bytes = |rows: &BTreeMap<Vec<u8>, Vec<u8>>| -> usize {
            rows.iter()
                .map(|(key, value)| key.len() + value.len())
                .sum()
        };
        prop_assert!(
            bytes(few) <= bytes(many) + 60 * pruned_height as usize,
            "table {}",
            table
        );
    }
    let undo = chain.store().rows(Table::Undo).len();
    prop_assert_eq!(undo, MIN_WHOLE_BLOCKS as usize);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn exactly_the_needed_transactions_are_left(
        rolls in prop::collection::vec(any::<u32>(), 50..400),
        pruned_height in 1u32..60,
        pause in 1usize..20,
        own_key in 0u8..4,
    ) {
        let own = TestKey::new(own_key + 1).lock();
        let is_own = |transaction: &Transaction, spent: &[Coin]| {
            let made = transaction.outputs.iter();
            made.chain(spent.iter().map(|coin| &coin.output)).any(|output| output.lock == own)
        };
        let total = MIN_WHOLE_BLOCKS + pruned_height;
        let mut unpruned = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
        grow(&mut unpruned, total, &mut Dice(rolls, 0));
        let blocks = blocks(&unpruned);

        // The first chain is pruned at times while it grows, the second only after it has grown.
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
        prune_all(&mut growing, &is_own);
        prune_all(&mut grown, &is_own);
        growing.flush().unwrap();
        grown.flush().unwrap();
        for table in Table::ALL {
            prop_assert_eq!(growing.store().rows(table), grown.store().rows(table), "table {}", table);
        }
        prop_assert_eq!(grown.pruned_height(), Some(Height(pruned_height)));
        unpruned.flush().unwrap();
        prop_assert_eq!(unpruned.store().rows(Table::Coins), grown.store().rows(Table::Coins));

        // A pruned chain has the same state after it is opened again.
        let chain = Chain::open(testing::spec(), grown.into_store()).unwrap();
        prop_assert_eq!(chain.pruned_height(), Some(Height(pruned_height)));
        prop_assert_eq!(chain.tip(), growing.tip());

        check_blocks(&blocks, &unpruned, &chain, pruned_height, &own)?;
        check_balances(&blocks, &unpruned, &chain, pruned_height, total)?;
        check_rows(&unpruned, &chain, pruned_height)?;
    }
}
