//! A file that is not a store of this program, or that is damaged, is rejected with an error that
//! names the cause.

use crate::common::{NOW, sample_blocks};
use chain::{Batch, BlockError, Chain, Damage, OpenError, StorageError, Store, Table, testing};
use redb::backends::{FileBackend, InMemoryBackend};
use redb::{Builder, TableDefinition};
use std::path::{Path, PathBuf};
use store::{RedbError, RedbStore, SCHEMA_VERSION};

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// A file with all sample blocks.
fn written(name: &str) -> PathBuf {
    let path = file(name);
    let _ = std::fs::remove_file(&path);
    let spec = testing::spec();
    let mut chain = Chain::open(spec.clone(), RedbStore::open_file(&path).unwrap()).unwrap();
    for block in sample_blocks(&spec) {
        chain.accept_block(block, NOW).unwrap();
    }
    chain.flush().unwrap();
    path
}

#[test]
fn a_file_of_other_content_is_refused() {
    let path = file("garbage.redb");
    std::fs::write(
        &path,
        b"not a database, but long enough to be looked at ".repeat(1000),
    )
    .unwrap();
    let error = RedbStore::open_file(&path).unwrap_err();
    assert!(matches!(error, RedbError::Open(_)), "{error}");
    assert!(error.to_string().contains("can't be opened"), "{error}");
}

#[test]
fn a_cut_file_is_refused() {
    let path = written("cut.redb");
    let whole = std::fs::read(&path).unwrap();
    for part in [1, 100, 5000, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&path, &whole[..part]).unwrap();
        let error = RedbStore::open_file(&path).unwrap_err();
        assert!(matches!(error, RedbError::Open(_)), "{part} bytes: {error}");
    }
    std::fs::remove_file(path).unwrap();
}

#[test]
fn another_programs_database_is_refused() {
    let table: TableDefinition<'_, u32, u32> = TableDefinition::new("something");
    let path = file("foreign.redb");
    let _ = std::fs::remove_file(&path);
    {
        let database = Builder::new().create(&path).unwrap();
        let transaction = database.begin_write().unwrap();
        transaction.open_table(table).unwrap().insert(1, 1).unwrap();
        transaction.commit().unwrap();
    }
    let before = std::fs::read(&path).unwrap();
    let error = open_untouched(&path);
    assert!(matches!(error, RedbError::Foreign), "{error}");
    assert!(std::fs::read(&path).unwrap() == before, "bytes changed");
    std::fs::remove_file(path).unwrap();
}

/// The error of opening a file through a backend.
fn open_untouched(path: &Path) -> RedbError {
    let options = std::fs::File::options().read(true).write(true).clone();
    let file = options.open(path).unwrap();
    RedbStore::with_backend(FileBackend::new(file).unwrap()).unwrap_err()
}

/// The program that wrote the file must still be able to open it, so no byte may change. That holds
/// for a file that was closed properly and for one from a crash, which redb repairs when it opens
/// the file.
#[test]
fn another_layout_is_refused_by_number_and_left_as_it_is() {
    for version in [1, 2, SCHEMA_VERSION + 1] {
        let path = written("layout.redb");
        let crashed = file("layout-crashed.redb");
        {
            let database = Builder::new().open(&path).unwrap();
            let transaction = database.begin_write().unwrap();
            let table: TableDefinition<'_, (), u32> = TableDefinition::new("tabchain");
            let mut rows = transaction.open_table(table).unwrap();
            rows.insert((), version).unwrap();
            drop(rows);
            transaction.commit().unwrap();
            std::fs::copy(&path, &crashed).unwrap();
        }
        for path in [path, crashed] {
            let before = std::fs::read(&path).unwrap();
            for _ in 0..2 {
                let error = open_untouched(&path);
                let text = error.to_string();
                match error {
                    RedbError::OlderVersion { found, wanted } => {
                        assert_eq!((found, wanted), (version, SCHEMA_VERSION));
                        assert!(version < wanted && text.contains("older version"), "{text}");
                    }
                    RedbError::NewerVersion { found, wanted } => {
                        assert_eq!((found, wanted), (version, SCHEMA_VERSION));
                        assert!(version > wanted && text.contains("newer version"), "{text}");
                    }
                    other => panic!("{other}"),
                }
                assert!(std::fs::read(&path).unwrap() == before, "bytes changed");
            }
            std::fs::remove_file(path).unwrap();
        }
    }
}

/// A store in memory with all sample blocks, to which `change` was then applied.
fn damaged(change: impl FnOnce(&mut Batch)) -> RedbStore {
    let spec = testing::spec();
    let store = RedbStore::with_backend(InMemoryBackend::new()).unwrap();
    let mut chain = Chain::open(spec.clone(), store).unwrap();
    for block in sample_blocks(&spec) {
        chain.accept_block(block, NOW).unwrap();
    }
    chain.flush().unwrap();
    let mut store = chain.into_store();
    let mut batch = Batch::default();
    change(&mut batch);
    store.commit(&batch).unwrap();
    store
}

/// The damage that opening a chain reports after `change`.
fn opening(change: impl FnOnce(&mut Batch)) -> Damage {
    match Chain::open(testing::spec(), damaged(change)) {
        Err(OpenError::Storage(StorageError::Damaged(damage))) => damage,
        other => panic!("{:?}", other.map(|_| "opened")),
    }
}

#[test]
fn damaged_rows_are_named_when_opening() {
    let key = |number: u32| number.to_be_bytes();
    assert_eq!(opening(|b| b.remove(Table::Meta, *b"spec")), Damage::NoSpec);
    assert!(matches!(
        opening(|b| b.put(Table::Meta, *b"spec", [2, 1, 0, 0])),
        Damage::Spec(_)
    ));
    assert!(matches!(
        opening(|b| b.remove(Table::Meta, *b"tip")),
        Damage::Missing {
            table: Table::Meta,
            ..
        }
    ));
    for tip in [&[0, 0, 1, 0][..], &[0, 0, 0, 0, 0]] {
        let damage = opening(|b| b.put(Table::Meta, *b"tip", tip));
        assert!(
            matches!(damage, Damage::Tip { number: 256 } | Damage::Row { .. }),
            "{damage}"
        );
    }
    assert_eq!(
        opening(|b| b.remove(Table::Headers, key(3))),
        Damage::HeaderMissing { wanted: 3 }
    );
    assert_eq!(
        opening(|b| b.remove(Table::Headers, key(0))),
        Damage::HeaderMissing { wanted: 0 }
    );
    assert!(matches!(
        opening(|b| b.put(Table::Headers, key(2), [7; 80])),
        Damage::Row {
            table: Table::Headers,
            ..
        }
    ));
    assert!(matches!(
        opening(|b| b.put(Table::Headers, key(2), [1; 81])),
        Damage::HeaderLost { number: 2, .. }
    ));
    let text = opening(|b| b.remove(Table::Headers, key(3))).to_string();
    assert_eq!(text, "header 3 is missing");
}

#[test]
fn damaged_rows_are_named_when_read_and_no_block_becomes_invalid() {
    let spec = testing::spec();
    let tip = u32::try_from(sample_blocks(&spec).len())
        .unwrap()
        .to_be_bytes();
    let store = damaged(|b| {
        b.remove(Table::Undo, tip);
        b.put(Table::Blocks, 2u32.to_be_bytes(), [1, 2, 3]);
        b.remove(Table::Blocks, 1u32.to_be_bytes());
    });
    let mut chain = Chain::open(spec, store).unwrap();
    // A row whose key was changed is missing under its original key.
    let first = chain.hash_at(primitives::Height(1)).unwrap();
    let is_missing = |error: StorageError<_>| {
        matches!(
            error,
            StorageError::Damaged(Damage::Missing {
                table: Table::Blocks,
                ..
            })
        )
    };
    assert!(is_missing(chain.block(&first).unwrap_err()));
    for start in [0, 10] {
        assert!(is_missing(
            chain.block_slice(&first, start, 10).unwrap_err()
        ));
    }
    let error = chain
        .block(&chain.hash_at(primitives::Height(2)).unwrap())
        .unwrap_err();
    assert!(
        error.to_string().contains("table blocks can’t be decoded"),
        "{error}"
    );

    // A reorganisation that encounters the damage returns an error and changes nothing.
    let before = chain.tip().clone();
    let parent = before.header.previous;
    let lock = testing::TestKey::new(9).lock();
    let block = |chain: &Chain<RedbStore>, parent| {
        testing::block_on(chain, parent, &lock, vec![], primitives::Amount::ZERO)
    };
    let side = block(&chain, &parent);
    chain.accept_block(side.clone(), NOW).unwrap();
    let heavier = block(&chain, &side.hash());
    for _ in 0..2 {
        let error = chain.accept_block(heavier.clone(), NOW).unwrap_err();
        assert!(matches!(
            error,
            BlockError::Storage(StorageError::Damaged(Damage::Missing {
                table: Table::Undo,
                ..
            }))
        ));
        assert_eq!(chain.tip(), &before);
        assert_eq!(chain.entry(&heavier.hash()), None);
    }
}
