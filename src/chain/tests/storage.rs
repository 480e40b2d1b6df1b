//! Storage: changes are pending until a flush, and are written when there are too many. A failing
//! store loses no change.

use chain::params::MAX_PENDING_BYTES;
use chain::testing::{self, Disk, DiskError, TestKey};
use chain::{Accepted, BlockError, Chain, MemoryStore, Status, StorageError};
use primitives::{Amount, Block, BlockHash, Height, Timestamp};

const NOW: Timestamp = Timestamp(1_700_010_000);

#[test]
fn a_failing_store_does_not_make_a_block_invalid() {
    let disk = Disk::new();
    let mut chain = Chain::open(testing::spec(), disk.clone()).unwrap();
    let alice = TestKey::new(1);
    testing::extend(&mut chain, &alice.lock(), 4);
    chain.flush().unwrap();
    let first = chain
        .block(&chain.hash_at(Height(1)).unwrap())
        .unwrap()
        .unwrap();
    let (coin, _) = testing::output_of(&first.transactions[0], 0);
    let payment = alice.pay(&chain, coin, &TestKey::new(2).lock(), Amount::ZERO);
    let block = testing::next_block(&chain, &alice.lock(), vec![payment]);
    let tip = chain.tip().clone();

    for header_known in [false, true] {
        if header_known {
            chain.accept_headers(&[block.header], NOW).unwrap();
        }
        disk.set_broken(true);
        let error = chain.accept_block(block.clone(), NOW).unwrap_err();
        assert!(matches!(
            error,
            BlockError::Storage(StorageError::Store(DiskError))
        ));
        disk.set_broken(false);
        assert_eq!(chain.tip(), &tip);
        let status = chain.entry(&block.hash()).map(|entry| entry.status);
        assert_eq!(status, header_known.then_some(Status::HeaderOnly));
    }
    // The same block is accepted once the store works again.
    assert_eq!(chain.accept_block(block, NOW).unwrap().connected.len(), 1);

    // A flush that failed can be repeated.
    let pending = chain.pending_bytes();
    disk.set_broken(true);
    assert!(matches!(chain.flush(), Err(StorageError::Store(DiskError))));
    assert_eq!(chain.pending_bytes(), pending);
    disk.set_broken(false);
    chain.flush().unwrap();
    assert_eq!(chain.pending_bytes(), 0);
    let tip = chain.tip().clone();
    let reopened = Chain::open(testing::spec(), chain.into_store()).unwrap();
    assert_eq!(reopened.tip(), &tip);
}

#[test]
fn pending_changes_are_bounded() {
    let mut chain = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
    let alice = TestKey::new(1);
    testing::extend(&mut chain, &alice.lock(), 3);
    assert_eq!(chain.store().commits(), 1, "pending so far");
    chain.put_record(b"large", Some(&vec![0; MAX_PENDING_BYTES]));
    assert_eq!(chain.store().commits(), 1);
    testing::extend(&mut chain, &alice.lock(), 1);
    assert_eq!(chain.store().commits(), 2, "too much was pending");
    assert!(chain.pending_bytes() < 10_000);
    chain.put_record(b"large", None);
    chain.flush().unwrap();
    assert_eq!(chain.record(b"large").unwrap(), None);
}

#[test]
fn a_crash_loses_exactly_the_changes_that_were_not_flushed() {
    let mut chain = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
    let alice = TestKey::new(1);
    testing::extend(&mut chain, &alice.lock(), 3);
    chain.flush().unwrap();
    let tip = chain.tip().clone();
    testing::extend(&mut chain, &alice.lock(), 3);
    let mut chain = Chain::open(testing::spec(), chain.into_store()).unwrap();
    assert_eq!(chain.tip(), &tip);
    assert_eq!(chain.best_header(), &tip);
    testing::extend(&mut chain, &alice.lock(), 3);
    assert_eq!(chain.tip().height, Height(6));
}

/// A chain of two blocks, and a stored branch of three with more work. The store failed when the
/// chain tried to switch to the branch. Also returns the hash of the branch's last block.
fn interrupted() -> (Chain<Disk>, BlockHash) {
    let disk = Disk::new();
    let mut chain = Chain::open(testing::spec(), disk.clone()).unwrap();
    let mut other = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
    testing::extend(&mut chain, &TestKey::new(1).lock(), 2);
    testing::extend(&mut other, &TestKey::new(2).lock(), 3);
    let branch = [1, 2, 3].map(|height| {
        let hash = other.hash_at(Height(height)).unwrap();
        other.block(&hash).unwrap().unwrap()
    });
    let headers = [branch[0].header, branch[1].header];
    chain.accept_headers(&headers, NOW).unwrap();
    let [first, second, third] = branch;
    for early in [third, second] {
        assert_eq!(chain.accept_block(early, NOW).unwrap(), Accepted::default());
    }
    chain.flush().unwrap();
    disk.set_broken(true);
    assert_eq!(chain.accept_block(first, NOW).unwrap(), Accepted::default());
    assert!(matches!(
        chain.resume(),
        Err(StorageError::Store(DiskError))
    ));
    assert_eq!(chain.tip().height, Height(2));
    disk.set_broken(false);
    (chain, other.tip().hash)
}

#[test]
fn a_branch_interrupted_by_a_failing_store_becomes_the_best_later() {
    for restarted in [false, true] {
        let (mut chain, end) = interrupted();
        if restarted {
            chain.flush().unwrap();
            chain = Chain::open(testing::spec(), chain.into_store()).unwrap();
            assert_eq!(
                chain.tip().height,
                Height(2),
                "only `resume` moves the tip, and reports it"
            );
        }
        let accepted = chain.resume().unwrap();
        let heights =
            |blocks: &[(Height, Block)]| blocks.iter().map(|(at, _)| at.value()).collect();
        let disconnected_heights: Vec<u32> = heights(&accepted.disconnected);
        let connected_heights: Vec<u32> = heights(&accepted.connected);
        assert_eq!(
            (disconnected_heights, connected_heights),
            (vec![2, 1], vec![1, 2, 3]),
            "restarted: {restarted}"
        );
        assert_eq!(chain.tip().hash, end);
        assert_eq!(chain.resume().unwrap(), Accepted::default());
        testing::extend(&mut chain, &TestKey::new(2).lock(), 1);
        chain.flush().unwrap();
        let reopened = Chain::open(testing::spec(), chain.into_store()).unwrap();
        assert_eq!(reopened.tip().height, Height(4));
    }
}
