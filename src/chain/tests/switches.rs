//! Long switches of branches, done in steps: nothing changes until the last step, whatever happens
//! in between. After it, the state is that of a chain that never had the old branch.

use chain::testing::{self, Disk, TestKey};
use chain::{
    Accepted, Chain, MemoryStore, Order, Rule, Settings, Status, StorageError, Store, Table,
};
use core::ops::ControlFlow;
use primitives::{Amount, Block, Height, Timestamp, Transaction};

const NOW: Timestamp = Timestamp(1_700_010_000);
/// The number of blocks that both branches have in common.
const TRUNK: u32 = 5;
/// The number of blocks that only the old branch has.
const SHORT: u32 = 12;
/// The number of blocks that only the new branch has.
const LONG: u32 = 13;
/// The number of calls of [`Chain::resume`] for the switch. The first step is done when the last
/// block is accepted.
const STEPS: usize = (SHORT + LONG - 1) as usize;

/// All rows of a store.
fn rows(store: &impl Store) -> Vec<(Table, Vec<u8>, Vec<u8>)> {
    let mut rows = Vec::new();
    for table in Table::ALL {
        let mut visit = |key: &[u8], value: &[u8]| {
            rows.push((table, key.to_vec(), value.to_vec()));
            ControlFlow::Continue(())
        };
        store
            .scan(table, &[], Order::Ascending, &mut visit)
            .unwrap();
    }
    rows
}

/// The rows of the tables that depend on the best chain only.
fn best_chain_rows(store: &impl Store) -> Vec<(Table, Vec<u8>, Vec<u8>)> {
    let of_best = [Table::Coins, Table::Locations, Table::History];
    let mut rows = rows(store);
    rows.retain(|(table, ..)| of_best.contains(table));
    rows
}

struct Fork {
    trunk: Vec<Block>,
    short: Vec<Block>,
    long: Vec<Block>,
}

/// Two branches with payments. Both spend some of the same coins.
fn fork() -> Fork {
    let mut chain = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
    let trunk = grow(&mut chain, 1, TRUNK, &[]);
    chain.flush().unwrap();
    let mut other = Chain::open(testing::spec(), chain.store().clone()).unwrap();
    let short = grow(&mut chain, 2, SHORT, &trunk);
    let long = grow(&mut other, 3, LONG, &trunk);
    Fork { trunk, short, long }
}

fn grow(chain: &mut Chain<MemoryStore>, owner: u8, count: u32, below: &[Block]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for index in 0..count as usize {
        let key = TestKey::new(owner);
        let mut payments: Vec<Transaction> = Vec::new();
        // The rewards of the trunk are spent in both branches, to different locks.
        let fee = Amount::from_units(9).unwrap();
        if let Some(old) = below.get(index.wrapping_sub(3)) {
            let (coin, _) = testing::output_of(&old.transactions[0], 0);
            payments.push(TestKey::new(1).pay(chain, coin, &key.lock(), fee));
        }
        let block = testing::next_block(chain, &key.lock(), payments);
        chain.accept_block(block.clone(), NOW).unwrap();
        blocks.push(block);
    }
    blocks
}

/// A chain on a disk. Its tip is the end of the short branch, and it has all blocks of the long
/// branch but the last. Each step of a switch is one block.
fn before(fork: &Fork, disk: &Disk) -> Chain<Disk> {
    let mut chain = open(disk);
    let (_, early) = fork.long.split_last().unwrap();
    for block in fork.trunk.iter().chain(&fork.short).chain(early) {
        chain.accept_block(block.clone(), NOW).unwrap();
    }
    chain.flush().unwrap();
    assert_eq!(chain.tip().height, Height(TRUNK + SHORT));
    chain
}

fn open(disk: &Disk) -> Chain<Disk> {
    let settings = Settings {
        switch_bytes: 0,
        ..Settings::default()
    };
    Chain::open_with(testing::spec(), disk.clone(), settings).unwrap()
}

/// A new chain that accepts only the trunk and a branch.
fn new_chain(fork: &Fork, branch: &[Block]) -> Chain<MemoryStore> {
    let mut chain = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
    for block in fork.trunk.iter().chain(branch) {
        chain.accept_block(block.clone(), NOW).unwrap();
    }
    chain.flush().unwrap();
    chain
}

/// Resumes until there is nothing more to do. Returns the reports and the number of calls.
fn resume_all(chain: &mut Chain<Disk>) -> (Accepted, usize) {
    let mut report = Accepted::default();
    let mut calls = 0;
    while chain.has_unconsidered() {
        let accepted = chain.resume().unwrap();
        calls += 1;
        if accepted != Accepted::default() {
            assert_eq!(report, Accepted::default(), "report twice");
            report = accepted;
        }
    }
    (report, calls)
}

fn heights(blocks: &[(Height, Block)]) -> Vec<u32> {
    blocks.iter().map(|(height, _)| height.value()).collect()
}

#[test]
fn a_long_switch_changes_nothing_before_its_last_step() {
    let fork = fork();
    let disk = Disk::new();
    let mut chain = before(&fork, &disk);
    let (stored, tip) = (rows(&disk), chain.tip().clone());
    let last = fork.long.last().unwrap();
    let accepted = chain.accept_block(last.clone(), NOW).unwrap();
    assert_eq!(accepted, Accepted::default());
    let coin = testing::output_of(&fork.short[3].transactions[0], 0).0;
    let mut steps = 0;
    let report = loop {
        assert!(chain.has_unconsidered());
        assert_eq!(chain.tip(), &tip);
        assert!(
            chain.coin(&coin).unwrap().is_some(),
            "the old branch's coin"
        );
        let commits = disk.commits();
        let accepted = chain.resume().unwrap();
        steps += 1;
        if chain.has_staged_changes() {
            assert_eq!(best_chain_rows(&disk), {
                let mut before = stored.clone();
                before.retain(|(table, ..)| {
                    [Table::Coins, Table::Locations, Table::History].contains(table)
                });
                before
            });
            // Changes that are made during the switch stay pending until its end.
            let name = format!("step {steps}");
            chain.put_record(name.as_bytes(), Some(b"here"));
            let written = disk.commits();
            chain.flush().unwrap();
            assert_eq!(disk.commits(), written);
            assert!(steps == 1 || written == commits);
        } else {
            break accepted;
        }
    };
    assert_eq!(
        steps, STEPS,
        "one block a step, the first one when accepting"
    );
    assert_eq!(
        heights(&report.disconnected),
        (TRUNK + 1..=TRUNK + SHORT).rev().collect::<Vec<_>>()
    );
    assert_eq!(
        heights(&report.connected),
        (TRUNK + 1..=TRUNK + LONG).collect::<Vec<_>>()
    );
    assert_eq!((report.left, report.joined), (SHORT, LONG));
    assert_eq!(resume_all(&mut chain).0, Accepted::default());
    assert_eq!(chain.tip().hash, last.hash());
    assert_eq!(chain.record(b"step 2").unwrap(), Some(b"here".to_vec()));
    assert_eq!(
        best_chain_rows(&disk),
        best_chain_rows(new_chain(&fork, &fork.long).store())
    );
    // The chain can be extended as any other.
    testing::extend(&mut chain, &TestKey::new(3).lock(), 2);
    chain.flush().unwrap();
    assert_eq!(open(&disk).tip(), chain.tip());
}

#[test]
fn a_crash_or_a_failure_between_any_two_steps_leaves_the_old_branch() {
    let fork = fork();
    let last = fork.long.last().unwrap();
    for is_crash in [true, false] {
        for step in 0..STEPS {
            let disk = Disk::new();
            let mut chain = before(&fork, &disk);
            chain.accept_block(last.clone(), NOW).unwrap();
            for _ in 0..step {
                assert_eq!(chain.resume().unwrap(), Accepted::default());
            }
            if is_crash {
                chain.flush().unwrap();
                drop(chain);
                disk.crash();
                chain = open(&disk);
            } else {
                disk.set_broken(true);
                assert!(matches!(chain.resume(), Err(StorageError::Store(_))));
                disk.set_broken(false);
            }
            assert!(!chain.has_staged_changes());
            assert_eq!(chain.tip().height, Height(TRUNK + SHORT), "step {step}");
            assert_eq!(
                best_chain_rows(&disk),
                best_chain_rows(new_chain(&fork, &fork.short).store())
            );
            // The switch happens after that. The last block is offered again, since a crash may
            // have lost it.
            let _ = chain.accept_block(last.clone(), NOW);
            let (report, _) = resume_all(&mut chain);
            assert_eq!((report.left, report.joined), (SHORT, LONG), "step {step}");
            assert_eq!(
                best_chain_rows(&disk),
                best_chain_rows(new_chain(&fork, &fork.long).store())
            );
        }
    }
}

#[test]
fn a_broken_rule_within_a_long_switch_leaves_the_old_branch() {
    let fork = fork();
    let disk = Disk::new();
    let mut chain = before(&fork, &disk);
    let lock = TestKey::new(9).lock();
    let parent = fork.long[6].hash();
    let bad = testing::block_on(&chain, &parent, &lock, vec![], Amount::COIN);
    chain.accept_block(bad.clone(), NOW).unwrap();
    let mut end = bad.hash();
    for _ in 0..6 {
        let block = testing::block_on(&chain, &end, &lock, vec![], Amount::ZERO);
        end = block.hash();
        assert_eq!(chain.accept_block(block, NOW).unwrap(), Accepted::default());
    }
    let (report, steps) = resume_all(&mut chain);
    assert_eq!(steps, (SHORT + 8) as usize - 1);
    assert!(
        matches!(&report.rejected[..], [(hash, Rule::CoinbaseAmount { .. })] if *hash == bad.hash())
    );
    assert_eq!((report.left, report.joined), (0, 0));
    assert_eq!(chain.tip().height, Height(TRUNK + SHORT));
    assert_eq!(chain.entry(&end).unwrap().status, Status::Invalid);
    assert_eq!(
        best_chain_rows(&disk),
        best_chain_rows(new_chain(&fork, &fork.short).store())
    );
    // The valid branch still becomes the best.
    chain
        .accept_block(fork.long.last().unwrap().clone(), NOW)
        .unwrap();
    resume_all(&mut chain);
    assert_eq!(chain.tip().height, Height(TRUNK + LONG));
    assert_eq!(
        best_chain_rows(&disk),
        best_chain_rows(new_chain(&fork, &fork.long).store())
    );
}

#[test]
fn a_block_that_contradicts_a_damaged_store_is_not_invalid() {
    let disk = Disk::new();
    let mut chain = Chain::open(testing::spec(), disk.clone()).unwrap();
    testing::extend(&mut chain, &TestKey::new(1).lock(), 4);
    let tip = chain.tip().clone();
    let lock = TestKey::new(9).lock();
    let bad = testing::block_on(&chain, &tip.hash, &lock, vec![], Amount::COIN);
    disk.set_damaged(true);
    let error = chain.accept_block(bad.clone(), NOW).unwrap_err();
    assert!(
        error.to_string().contains("checksums don’t match"),
        "{error}"
    );
    assert_eq!(chain.entry(&bad.hash()), None, "no verdict");
    disk.set_damaged(false);
    let error = chain.accept_block(bad, NOW).unwrap_err();
    assert!(error.to_string().contains("is invalid"), "{error}");
    assert_eq!(chain.tip(), &tip);
}
