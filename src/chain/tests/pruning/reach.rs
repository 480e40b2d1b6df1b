//! The lowest height at which a branch can leave a pruned chain, and the removal of blocks of other
//! branches.

use super::{ALL, NOW, branch, prune_all, pruned_chain};
use chain::params::MIN_WHOLE_BLOCKS;
use chain::testing::{self, TestKey};
use chain::{BlockError, Chain, MemoryStore, Status};
use primitives::Height;

#[test]
fn the_deepest_reorganisation_ends_at_the_pruned_blocks() {
    let whole = MIN_WHOLE_BLOCKS as usize;
    let mut chain = pruned_chain(whole + 20);
    let tip = chain.tip().clone();
    let before = chain.store().clone();

    // A branch that leaves the chain one block too low is rejected, whether or not its headers are
    // known. None of its blocks is stored.
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

    // The lowest possible branch is accepted.
    let reachable = branch(&chain, Height(20), whole + 1);
    for block in &reachable {
        chain.accept_block(block.clone(), NOW).unwrap();
    }
    assert_eq!(chain.tip().hash, reachable[whole].hash());
    assert_eq!(chain.tip().height, Height(20 + MIN_WHOLE_BLOCKS + 1));
    // Pruning continues from there.
    assert!(!chain.prune(ALL, &|_, _| false).unwrap());
    assert_eq!(chain.pruned_height(), Some(Height(21)));
}

#[test]
fn blocks_of_other_branches_are_dropped_with_pruned_ones() {
    let whole = MIN_WHOLE_BLOCKS as usize;
    let mut chain = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
    testing::extend(&mut chain, &TestKey::new(1).lock(), 10);
    let side_branch = branch(&chain, Height(6), 3);
    for block in &side_branch {
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
    // The chain still knows these blocks after it is opened again.
    let mut chain = Chain::open(testing::spec(), chain.into_store()).unwrap();
    chain.set_whole_blocks(Some(MIN_WHOLE_BLOCKS));
    prune_all(&mut chain, &|_, _| false);
    assert_eq!(chain.pruned_height(), Some(Height(8)));
    let kept: Vec<bool> = side_branch
        .iter()
        .map(|block| chain.block(&block.hash()).unwrap().is_some())
        .collect();
    assert_eq!(kept, [false, false, true]);
    assert!(!chain.could_switch_to(&side_branch[2].hash()));
    testing::extend(&mut chain, &TestKey::new(1).lock(), 1);
    prune_all(&mut chain, &|_, _| false);
    assert_eq!(chain.block(&side_branch[2].hash()).unwrap(), None);
    chain.flush().unwrap();
    let chain = Chain::open(testing::spec(), chain.into_store()).unwrap();
    assert_eq!(
        chain.entry(&side_branch[2].hash()).unwrap().status,
        Status::HeaderOnly
    );
}
