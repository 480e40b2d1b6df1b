//! Files that outlive the tab: redb on the origin private file system, the profile file, and their
//! ownership.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test fails where one does")]

use core::time::Duration;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use browser::ProfileName;
use browser::entropy::random;
use browser::storage::locks::{Ownership, take};
use browser::storage::{Folder, OpfsBackend};
use js_sys::Uint8Array;
use redb::{Database, ReadableDatabase, ReadableTable, StorageBackend, TableDefinition};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{
    FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemSyncAccessHandle, WorkerGlobalScope,
};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const ROWS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("rows");
const GENESIS: &str = "00ff";

/// A profile that no other test uses.
fn fresh() -> ProfileName {
    let number = u64::from_le_bytes(random());
    format!("test-{number:016x}").parse().unwrap()
}

fn fill(database: &Database, version: u8) -> Result<(), redb::Error> {
    let mut writing = database.begin_write()?;
    writing.set_quick_repair(true);
    {
        let mut table = writing.open_table(ROWS)?;
        for key in 0..200 {
            table.insert(key, [version; 300].as_slice())?;
        }
    }
    writing.commit()?;
    Ok(())
}

/// The version that every row has; rows of several versions fail the test.
fn version(database: &Database) -> u8 {
    let reading = database.begin_read().unwrap();
    let table = reading.open_table(ROWS).unwrap();
    let rows: Vec<_> = table.iter().unwrap().map(|row| row.unwrap()).collect();
    assert_eq!(rows.len(), 200);
    let version = rows[0].1.value()[0];
    for (_, value) in rows {
        assert_eq!(value.value(), [version; 300]);
    }
    version
}

fn open(backend: impl StorageBackend) -> Database {
    Database::builder().create_with_backend(backend).unwrap()
}

#[wasm_bindgen_test]
async fn committed_rows_are_there_after_reopening() {
    let folder = Folder::open(&fresh()).await.unwrap();
    for round in 1..4 {
        let database = open(folder.database(GENESIS).await.unwrap());
        if round > 1 {
            assert_eq!(version(&database), round - 1);
        }
        fill(&database, round).unwrap();
    }
}

/// A backend whose power fails after some writes: later writes never reach the file.
#[derive(Debug)]
struct Failing {
    file: OpfsBackend,
    writes_left: Arc<AtomicU32>,
}

impl Failing {
    fn on(&self) -> bool {
        let spend = |left: u32| left.checked_sub(1);
        let spent = self
            .writes_left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, spend);
        spent.is_ok()
    }
}

impl StorageBackend for Failing {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.file.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.file.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        if self.on() {
            self.file.write(offset, data)
        } else {
            Err(io::Error::other("the power failed"))
        }
    }

    fn close(&self) -> io::Result<()> {
        self.file.close()
    }
}

#[wasm_bindgen_test]
async fn a_crash_at_any_write_leaves_a_whole_version() {
    let folder = Folder::open(&fresh()).await.unwrap();
    fill(&open(folder.database(GENESIS).await.unwrap()), 1).unwrap();
    let mut present = 1;
    for writes in 0..60 {
        let writes_left = Arc::new(AtomicU32::new(u32::MAX));
        let file = folder.database(GENESIS).await.unwrap();
        let database = open(Failing {
            file,
            writes_left: Arc::clone(&writes_left),
        });
        writes_left.store(writes, Ordering::Relaxed);
        let next = present + 1;
        let committed = fill(&database, next).is_ok();
        drop(database);
        let database = open(folder.database(GENESIS).await.unwrap());
        let found = version(&database);
        if committed {
            assert_eq!(found, next, "a commit was lost after {writes} writes");
        } else {
            assert!(
                found == present || found == next,
                "{found} after {writes} writes"
            );
        }
        present = found;
    }
    assert!(present > 1, "no commit ever got through");
}

#[wasm_bindgen_test]
async fn a_database_has_one_owner() {
    let folder = Folder::open(&fresh()).await.unwrap();
    let held = folder.database(GENESIS).await.unwrap();
    let error = folder.database(GENESIS).await.unwrap_err().to_string();
    assert!(error.contains("could not open 00ff.redb"), "{error}");
    drop(held);
    folder.database(GENESIS).await.unwrap();
}

#[wasm_bindgen_test]
async fn only_a_hash_names_a_database() {
    let folder = Folder::open(&fresh()).await.unwrap();
    for name in ["../00", "profile", "0 0"] {
        assert!(folder.database(name).await.is_err(), "{name}");
    }
}

#[wasm_bindgen_test]
async fn the_profile_file_keeps_its_newest_version() {
    let name = fresh();
    let folder = Folder::open(&name).await.unwrap();
    assert_eq!(folder.read_profile().await.unwrap(), None);
    for version in 1..6_u8 {
        let body = vec![version; 1_000 * usize::from(version % 3)];
        folder.write_profile(&body).await.unwrap();
        let again = Folder::open(&name).await.unwrap();
        assert_eq!(again.read_profile().await.unwrap(), Some(body));
    }
}

#[wasm_bindgen_test]
async fn a_torn_profile_falls_back_and_two_torn_ones_are_an_error() {
    let name = fresh();
    let folder = Folder::open(&name).await.unwrap();
    for version in [1, 2] {
        folder.write_profile(&[version; 100]).await.unwrap();
    }
    tear(&name, "profile.1").await;
    assert_eq!(folder.read_profile().await.unwrap(), Some(vec![1; 100]));
    folder.write_profile(&[3; 100]).await.unwrap();
    assert_eq!(folder.read_profile().await.unwrap(), Some(vec![3; 100]));
    for slot in ["profile.0", "profile.1"] {
        tear(&name, slot).await;
    }
    assert!(folder.read_profile().await.is_err());
    assert!(folder.write_profile(&[4; 100]).await.is_err());

    // The only version that was ever written may hold a mnemonic as well.
    let name = fresh();
    let folder = Folder::open(&name).await.unwrap();
    folder.write_profile(&[1; 100]).await.unwrap();
    tear(&name, "profile.0").await;
    assert!(folder.read_profile().await.is_err());
    assert!(folder.write_profile(&[2; 100]).await.is_err());
}

/// Truncates a file of a profile to half of its length.
async fn tear(profile: &ProfileName, file: &str) {
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    let root = JsFuture::from(scope.navigator().storage().get_directory()).await;
    let mut folder: FileSystemDirectoryHandle = root.unwrap().unchecked_into();
    for name in ["profiles", profile.as_str()] {
        let inner = JsFuture::from(folder.get_directory_handle(name)).await;
        folder = inner.unwrap().unchecked_into();
    }
    let file = JsFuture::from(folder.get_file_handle(file)).await.unwrap();
    let file: FileSystemFileHandle = file.unchecked_into();
    let handle = JsFuture::from(file.create_sync_access_handle()).await;
    let handle: FileSystemSyncAccessHandle = handle.unwrap().unchecked_into();
    let half = handle.get_size().unwrap() / 2.0;
    handle.truncate_with_f64(half.floor()).unwrap();
    handle.close();
    let left = JsFuture::from(file.get_file()).await.unwrap();
    let left: web_sys::File = left.unchecked_into();
    let bytes = JsFuture::from(left.array_buffer()).await.unwrap();
    assert_eq!(f64::from(Uint8Array::new(&bytes).length()), half.floor());
}

#[wasm_bindgen_test]
async fn a_lock_has_one_owner() {
    let name = fresh().to_string();
    let patience = Duration::from_millis(50);
    assert!(matches!(take(&name, patience).await, Ownership::Mine));
    assert!(matches!(
        take(&name, patience).await,
        Ownership::OtherTab(_)
    ));
    let other = fresh().to_string();
    assert!(matches!(take(&other, patience).await, Ownership::Mine));
}
