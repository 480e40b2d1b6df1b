//! A store that an older program wrote is brought up to date when it is opened.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

mod common;

use chain::params::MIN_WHOLE_BLOCKS;
use chain::testing::{self, TestKey};
use chain::{Batch, Chain, Order, Store, Table};
use common::{NOW, dump, rows, story};
use primitives::Height;
use redb::{Builder, TableDefinition};
use std::path::{Path, PathBuf};
use store::{RedbError, RedbStore, SCHEMA_VERSION};

fn new_file(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_file(&path);
    path
}

/// Makes a store one of the first layout, but for the first rows of table history, and gives what it held.
fn age(path: &Path, left: usize) -> Vec<common::Rows> {
    let mut store = RedbStore::open_file(path).unwrap();
    let before = dump(&store);
    let mut batch = Batch::default();
    let history = rows(&store, Table::History, &[], Order::Ascending);
    assert!(history.len() > left && history.iter().all(|(_, value)| value.len() == 17));
    for (key, _) in history.into_iter().skip(left) {
        batch.put(Table::History, key, []);
    }
    store.commit(&batch).unwrap();
    drop(store);
    set_version(path, 1);
    before
}

fn set_version(path: &Path, version: u32) {
    let database = Builder::new().open(path).unwrap();
    let transaction = database.begin_write().unwrap();
    let table: TableDefinition<'_, (), u32> = TableDefinition::new("tabchain");
    let mut rows = transaction.open_table(table).unwrap();
    rows.insert((), version).unwrap();
    drop(rows);
    transaction.commit().unwrap();
}

#[test]
fn histories_are_filled_and_all_else_stays() {
    let path = new_file("aged.redb");
    let spec = testing::spec();
    let mut chain = Chain::open(spec.clone(), RedbStore::open_file(&path).unwrap()).unwrap();
    for block in story(&spec) {
        chain.accept_block(block, NOW).unwrap();
    }
    chain.put_record(b"note", Some(b"of the wallet"));
    chain.flush().unwrap();
    let tip = chain.tip().clone();
    drop(chain);
    // None, or some as after a crash in the middle.
    for left in [0, 3] {
        let before = age(&path, left);
        let store = RedbStore::open_file(&path).unwrap();
        assert_eq!(dump(&store), before);
        let chain = Chain::open(spec.clone(), store).unwrap();
        assert_eq!(chain.tip(), &tip);
        let total = chain.total(&TestKey::new(1).lock(), tip.height).unwrap();
        assert!(total.unwrap().received().units() > 0);
    }
    // An empty store of that time.
    let path = new_file("aged-empty.redb");
    drop(RedbStore::open_file(&path).unwrap());
    set_version(&path, 1);
    let store = RedbStore::open_file(&path).unwrap();
    let chain = Chain::open(spec, store).unwrap();
    assert_eq!(chain.tip().height, Height(0));
}

#[test]
fn what_was_cut_down_before_is_left_as_it_is() {
    let path = new_file("aged-cut.redb");
    let mut chain = Chain::open(testing::spec(), RedbStore::open_file(&path).unwrap()).unwrap();
    testing::extend(
        &mut chain,
        &TestKey::new(1).lock(),
        MIN_WHOLE_BLOCKS as usize + 2,
    );
    chain.set_whole_blocks(Some(MIN_WHOLE_BLOCKS));
    while chain.prune(Height(u32::MAX), &|_, _| false).unwrap() {}
    chain.flush().unwrap();
    drop(chain);
    age(&path, 0);
    for _ in 0..2 {
        let error = RedbStore::open_file(&path).unwrap_err();
        assert!(matches!(error, RedbError::Upgrade(_)), "{error}");
        assert!(
            error.to_string().contains("block 1 was cut down"),
            "{error}"
        );
    }
    set_version(&path, SCHEMA_VERSION);
    let store = RedbStore::open_file(&path).unwrap();
    let history = rows(&store, Table::History, &[], Order::Ascending);
    assert!(history.iter().all(|(_, value)| value.is_empty()));
}
