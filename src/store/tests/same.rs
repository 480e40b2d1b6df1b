//! The redb store behaves like the store in memory, and a file opens again with the same rows.

use crate::common::{NOW, dump, rows, sample_blocks};
use chain::{Batch, Chain, MemoryStore, OpenError, Order, SpecDraft, Store, Table, testing};
use primitives::Encode as _;
use proptest::prelude::*;
use std::path::PathBuf;
use store::RedbStore;

/// A file for one test, without the content of an earlier run.
fn file(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_file(&path);
    path
}

fn change() -> impl Strategy<Value = (usize, Vec<u8>, Option<Vec<u8>>)> {
    let key = proptest::collection::vec(prop_oneof![0u8..3, Just(255)], 0..4);
    let value = proptest::option::of(proptest::collection::vec(any::<u8>(), 0..9));
    (0..Table::ALL.len(), key, value)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_same_rows_after_the_same_batches(
        batches in proptest::collection::vec(proptest::collection::vec(change(), 0..30), 1..5),
        prefixes in proptest::collection::vec(proptest::collection::vec(prop_oneof![0u8..3, Just(255)], 0..3), 4),
    ) {
        let mut memory = MemoryStore::new();
        let mut redb = RedbStore::in_memory().unwrap();
        for changes in batches {
            let mut batch = Batch::default();
            for (table, key, value) in changes {
                match value {
                    Some(value) => batch.put(Table::ALL[table], key, value),
                    None => batch.remove(Table::ALL[table], key),
                }
            }
            memory.commit(&batch).unwrap();
            redb.commit(&batch).unwrap();
            prop_assert_eq!(dump(&memory), dump(&redb));
        }
        for table in Table::ALL {
            for prefix in &prefixes {
                prop_assert_eq!(memory.get(table, prefix).unwrap(), redb.get(table, prefix).unwrap());
                for order in [Order::Ascending, Order::Descending] {
                    prop_assert_eq!(rows(&memory, table, prefix, order), rows(&redb, table, prefix, order));
                }
            }
        }
    }
}

#[test]
fn a_chain_writes_the_same_rows_to_both_stores() {
    let spec = testing::spec();
    let mut memory = Chain::open(spec.clone(), MemoryStore::new()).unwrap();
    let mut redb = Chain::open(spec.clone(), RedbStore::in_memory().unwrap()).unwrap();
    for block in sample_blocks(&spec) {
        let accepted = memory.accept_block(block.clone(), NOW).unwrap();
        assert_eq!(redb.accept_block(block, NOW).unwrap(), accepted);
        memory.flush().unwrap();
        redb.flush().unwrap();
        assert_eq!(dump(memory.store()), dump(redb.store()));
    }
    let mut once = Chain::open(spec.clone(), MemoryStore::new()).unwrap();
    for block in sample_blocks(&spec) {
        once.accept_block(block, NOW).unwrap();
    }
    once.flush().unwrap();
    assert_eq!(
        dump(once.store()),
        dump(redb.store()),
        "one flush at the end leads to the same rows as one for each block"
    );
    assert_eq!(
        once.store().commits(),
        2,
        "one commit for the genesis, one for all else"
    );
}

#[test]
fn a_file_opens_again_as_it_was_left() {
    let path = file("again.redb");
    let spec = testing::spec();
    let blocks = sample_blocks(&spec);
    let (last, earlier) = blocks.split_last().unwrap();
    let mut chain = Chain::open(spec.clone(), RedbStore::open_file(&path).unwrap()).unwrap();
    for block in earlier {
        chain.accept_block(block.clone(), NOW).unwrap();
    }
    chain.put_record(b"wallet/1", Some(b"one"));
    chain.put_record(b"wallet/2", Some(b"two"));
    chain.put_record(b"peers/1", Some(b"three"));
    chain.flush().unwrap();
    chain.put_record(b"wallet/2", None);
    chain.put_record(b"wallet/0", Some(b"zero"));
    let wallet = |chain: &Chain<RedbStore>| chain.records(b"wallet/").unwrap();
    let pending = wallet(&chain);
    assert_eq!(
        pending,
        [
            (b"wallet/0".to_vec(), b"zero".to_vec()),
            (b"wallet/1".to_vec(), b"one".to_vec()),
        ]
    );
    chain.flush().unwrap();
    let (tip, before) = (chain.tip().clone(), dump(chain.store()));
    drop(chain);

    let opened = RedbStore::open_file(&path).unwrap();
    let mut chain = Chain::open(spec, opened).unwrap();
    assert_eq!(chain.tip(), &tip);
    assert_eq!(dump(chain.store()), before);
    assert_eq!(wallet(&chain), pending);
    assert_eq!(
        chain.record(b"peers/1").unwrap().as_deref(),
        Some(&b"three"[..])
    );
    // The chain continues where it stopped: the last block makes the other branch the best.
    let accepted = chain.accept_block(last.clone(), NOW).unwrap();
    assert_eq!(
        (accepted.disconnected.len(), accepted.connected.len()),
        (2, 3)
    );
    chain.flush().unwrap();
    std::fs::remove_file(path).unwrap();
}

#[test]
fn a_store_is_for_one_chain() {
    let spec = testing::spec();
    let other = SpecDraft {
        name: "Other".into(),
        ..testing::draft()
    }
    .build()
    .unwrap();
    let store = Chain::open(spec.clone(), RedbStore::in_memory().unwrap())
        .unwrap()
        .into_store();
    let before = dump(&store);
    let Err(error) = Chain::open(other.clone(), Borrowed(&store)) else {
        panic!("opened for another chain");
    };
    assert!(matches!(error, OpenError::OtherChain { found, wanted }
        if found == spec.genesis_hash() && wanted == other.genesis_hash()));
    let text = error.to_string();
    assert!(text.contains(&spec.genesis_hash().to_string()), "{text}");
    assert!(text.contains(&other.genesis_hash().to_string()), "{text}");
    assert_eq!(dump(&store), before);
}

/// The spec begins with two bytes: the version of its format, and its rule level.
#[test]
fn a_store_whose_spec_needs_another_program_is_left_as_it_is() {
    let spec = testing::spec();
    for (at, value) in [(0, 1), (0, 3), (1, 2)] {
        let chain = Chain::open(spec.clone(), RedbStore::in_memory().unwrap()).unwrap();
        let mut store = chain.into_store();
        let mut bytes = spec.to_bytes();
        bytes[at] = value;
        let mut batch = Batch::default();
        batch.put(Table::Meta, b"spec", bytes);
        store.commit(&batch).unwrap();
        let before = dump(&store);
        let Err(error) = Chain::open(spec.clone(), Borrowed(&store)) else {
            panic!("opened by a program that can't follow it");
        };
        assert!(matches!(error, OpenError::OtherProgram(_)), "{error}");
        assert!(error.to_string().contains("program"), "{error}");
        assert_eq!(dump(&store), before);
    }
}

/// A borrowed store, whose rows can still be read after a chain could not be opened on it.
struct Borrowed<'a>(&'a RedbStore);

impl Store for Borrowed<'_> {
    type Error = store::RedbError;

    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, Self::Error> {
        self.0.get(table, key)
    }

    fn scan(
        &self,
        table: Table,
        prefix: &[u8],
        order: Order,
        visit: &mut chain::store::Visit<'_>,
    ) -> Result<(), Self::Error> {
        self.0.scan(table, prefix, order, visit)
    }

    fn commit(&mut self, _: &Batch) -> Result<(), Self::Error> {
        panic!("a chain that can't be opened writes nothing")
    }

    fn stage(&mut self, _: &Batch) -> Result<(), Self::Error> {
        panic!("a chain that can't be opened stages nothing")
    }

    fn staged(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, Self::Error> {
        self.0.staged(table, key)
    }

    fn unstage(&mut self) {}
}
