//! Queries for the coins that a transaction spent, the transaction that spent an output, and the
//! locks with a history.

use chain::params::MIN_WHOLE_BLOCKS;
use chain::testing::{self, TestKey, output_of};
use chain::{Chain, Located, Location, MemoryStore, Settings, Spending};
use primitives::{Amount, Block, Height, Lock, OutPoint, Output, Transaction};

const FEE: u64 = 1_000;

fn key(seed: u8) -> TestKey {
    TestKey::new(seed)
}

fn block_at(chain: &Chain<MemoryStore>, height: u32) -> Block {
    let hash = chain.hash_at(Height(height)).unwrap();
    chain.block(&hash).unwrap().unwrap()
}

fn accept_block_with(chain: &mut Chain<MemoryStore>, transactions: Vec<Transaction>) {
    let block = testing::next_block(chain, &key(1).lock(), transactions);
    let now = block.header.time;
    chain.accept_block(block, now).unwrap();
}

/// Spends coins of a key to two outputs of another.
fn split(
    chain: &Chain<MemoryStore>,
    from: &TestKey,
    coins: &[(OutPoint, Output)],
    to: &Lock,
) -> Transaction {
    let sum: u64 = coins.iter().map(|(_, output)| output.amount.units()).sum();
    let half = Amount::from_units((sum - FEE) / 2).unwrap();
    let output = Output {
        amount: half,
        lock: to.clone(),
    };
    from.spend(chain.genesis(), coins, vec![output.clone(), output])
}

/// Six blocks, then one with three payments: the rewards of two blocks to the second key, the first
/// output of this payment to the third key, and the reward of another block to the second key.
struct Story {
    chain: Chain<MemoryStore>,
    both: Transaction,
    next: Transaction,
    other: Transaction,
}

fn story(settings: Settings) -> Story {
    let mut chain = Chain::open_with(testing::spec(), MemoryStore::new(), settings).unwrap();
    testing::extend(&mut chain, &key(1).lock(), 6);
    let reward = |height| output_of(&block_at(&chain, height).transactions[0], 0);
    let both = split(&chain, &key(1), &[reward(1), reward(2)], &key(2).lock());
    let next = split(&chain, &key(2), &[output_of(&both, 0)], &key(3).lock());
    let other = split(&chain, &key(1), &[reward(3)], &key(2).lock());
    accept_block_with(&mut chain, vec![both.clone(), next.clone(), other.clone()]);
    Story {
        chain,
        both,
        next,
        other,
    }
}

fn outpoint(transaction: &Transaction, index: u32) -> OutPoint {
    OutPoint {
        txid: transaction.txid(),
        index,
    }
}

fn spender(chain: &Chain<MemoryStore>, of: &OutPoint) -> (Located, u32) {
    match chain.spending(of).unwrap() {
        Some(Spending::Spent { by, input }) => (*by, input),
        other => panic!("{of} is {other:?}"),
    }
}

#[test]
fn the_spent_coins_of_each_transaction_are_its_own() {
    let story = story(Settings::default());
    let chain = &story.chain;
    let spent = |index| {
        let height = Height(7);
        let coins = chain.spent_by(&Location { height, index }).unwrap();
        coins.map(|coins| {
            coins
                .into_iter()
                .map(|coin| coin.output)
                .collect::<Vec<_>>()
        })
    };
    let reward = |height| output_of(&block_at(chain, height).transactions[0], 0).1;
    assert_eq!(spent(0), Some(vec![]));
    assert_eq!(spent(1), Some(vec![reward(1), reward(2)]));
    assert_eq!(spent(2), Some(vec![output_of(&story.both, 0).1]));
    assert_eq!(spent(3), Some(vec![reward(3)]));
    assert_eq!(spent(4), None);
    let genesis = Location {
        height: Height(0),
        index: 0,
    };
    assert_eq!(chain.spent_by(&genesis).unwrap(), Some(vec![]));
    let above = Location {
        height: Height(8),
        index: 0,
    };
    assert_eq!(chain.spent_by(&above).unwrap(), None);
}

#[test]
fn the_spender_of_an_output_is_found_with_its_input() {
    let story = story(Settings::default());
    let chain = &story.chain;
    let second = &block_at(chain, 2).transactions[0];
    let (by, input) = spender(chain, &outpoint(second, 0));
    assert_eq!(
        (by.transaction, input, by.index),
        (story.both.clone(), 1, 1)
    );
    let (by, input) = spender(chain, &outpoint(&story.both, 0));
    assert_eq!((by.transaction, input), (story.next.clone(), 0));
    let third = &block_at(chain, 3).transactions[0];
    assert_eq!(
        spender(chain, &outpoint(third, 0)).0.transaction,
        story.other
    );
    for unspent in [outpoint(&story.both, 1), outpoint(&story.next, 1)] {
        assert_eq!(chain.spending(&unspent).unwrap(), Some(Spending::Unspent));
    }
    for absent in [outpoint(&story.both, 2), OutPoint::NULL] {
        assert_eq!(chain.spending(&absent).unwrap(), None);
    }
}

#[test]
fn a_pruned_spender_is_reported_as_unknown() {
    let settings = Settings {
        whole_blocks: Some(MIN_WHOLE_BLOCKS),
        ..Settings::default()
    };
    let mut story = story(settings);
    let chain = &mut story.chain;
    // Both outputs of the second payment are spent, so that pruning drops it.
    let rest = split(
        chain,
        &key(3),
        &[output_of(&story.next, 0), output_of(&story.next, 1)],
        &key(4).lock(),
    );
    accept_block_with(chain, vec![rest]);
    testing::extend(chain, &key(1).lock(), MIN_WHOLE_BLOCKS as usize + 4);
    while chain.prune(Height(u32::MAX), &|_, _| false).unwrap() {}
    chain.flush().unwrap();
    assert_eq!(chain.transaction(&story.next.txid()).unwrap(), None);
    let spent = chain.spending(&outpoint(&story.both, 0)).unwrap();
    assert_eq!(spent, Some(Spending::SpentByUnknown));
    // A kept transaction of a pruned block still has the coins that it spent.
    let kept = chain.transaction(&story.both.txid()).unwrap().unwrap();
    let coins = chain.spent_by(&kept.location()).unwrap().unwrap();
    assert_eq!(coins.len(), 2);
}

#[test]
fn a_history_is_read_in_pages() {
    let story = story(Settings::default());
    let chain = &story.chain;
    let lock = key(1).lock();
    let all = chain.history(&lock, usize::MAX).unwrap();
    // Six rewards, two payments and the reward of their block.
    assert_eq!(all.len(), 9);
    assert_eq!(chain.history_len(&lock).unwrap(), Some(9));
    let (mut pages, mut before) = (Vec::new(), None);
    loop {
        let page = chain.history_before(&lock, before, 2).unwrap();
        let Some(last) = page.last() else {
            break;
        };
        before = Some(last.location());
        pages.extend(page);
    }
    assert_eq!(pages, all);
    assert_eq!(chain.history_len(&key(9).lock()).unwrap(), Some(0));
}

#[test]
fn every_key_with_a_history_is_listed_once() {
    let story = story(Settings::default());
    let mut wanted: Vec<Lock> = (1..=3).map(|seed| key(seed).lock()).collect();
    wanted.sort();
    let found = story.chain.key_hashes(100).unwrap().unwrap();
    let found: Vec<Lock> = found.into_iter().map(Lock::Key).collect();
    let genesis = &block_at(&story.chain, 0).transactions[0].outputs;
    let found: Vec<Lock> = found
        .into_iter()
        .filter(|lock| !genesis.iter().any(|output| output.lock == *lock))
        .collect();
    assert_eq!(found, wanted);
    assert_eq!(story.chain.key_hashes(5).unwrap(), None);
}
