//! Pruning is done in steps up to a requested height, and continues after a restart.

use super::{ALL, NOW, branch, prune_all};
use chain::params::MIN_WHOLE_BLOCKS;
use chain::testing::{self, TestKey};
use chain::{BlockError, Chain, Coin, MemoryStore, Settings};
use primitives::{Amount, Height, Output, Transaction};

#[test]
fn nothing_is_pruned_beyond_the_setting_and_the_requested_height() {
    let mut chain = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
    testing::extend(
        &mut chain,
        &TestKey::new(1).lock(),
        MIN_WHOLE_BLOCKS as usize + 10,
    );
    assert!(!chain.is_pruned());
    assert!(!chain.prune(ALL, &|_, _| false).unwrap());
    assert_eq!(chain.pruned_height(), None);
    chain.set_whole_blocks(Some(0));
    assert!(chain.is_pruned());
    assert_eq!(chain.whole_blocks(), Some(MIN_WHOLE_BLOCKS));
    assert!(!chain.prune(Height(4), &|_, _| false).unwrap());
    assert_eq!(chain.pruned_height(), Some(Height(4)));
    chain.set_whole_blocks(None);
    assert!(!chain.prune(ALL, &|_, _| false).unwrap());
    assert_eq!(chain.pruned_height(), Some(Height(4)));
    assert!(chain.is_pruned(), "pruned blocks stay pruned");
}

#[test]
fn pruning_many_blocks_takes_many_short_steps() {
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
    let steps = prune_all(&mut chain, &|_, _| false);
    assert_eq!(chain.pruned_height(), Some(Height(500)));
    assert!((8..20).contains(&steps), "{steps} steps");
}

/// If a block spends outputs of more pruned blocks than a step reads, several steps mark these
/// outputs. After the first step no branch can leave the chain below the block. Outputs that were
/// marked are not marked again.
#[test]
fn a_block_is_pruned_across_steps_and_restarts() {
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
    assert_eq!(chain.pruned_height(), Some(below));
    let transactions_at = |chain: &Chain<MemoryStore>, height| {
        let hash = chain.hash_at(Height(height)).unwrap();
        let pruned = chain.pruned_block(&hash).unwrap().unwrap();
        pruned.transactions().count()
    };
    assert!((1..=COINS).all(|height| transactions_at(&chain, height) == 1));

    assert!(chain.prune(spender, &none).unwrap(), "more than one step");
    assert_eq!(chain.pruned_height(), Some(below));
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

    prune_all(&mut chain, &none);
    assert_eq!(chain.pruned_height(), Some(spender));
    assert_eq!(left(&chain), 0);
    assert_eq!(transactions_at(&chain, spender.value()), 2);
}
