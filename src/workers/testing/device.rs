//! A device that keeps files in memory, and can be full or damaged.

use core::cell::{Cell, RefCell};
use core::ops::Deref;
use std::collections::BTreeMap;
use std::io;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use browser::storage::StorageError;
use redb::StorageBackend;
use service::Entropy;
use store::{RedbError, RedbStore};

use crate::profile_store::disk::Disk;

const FULL: &str = "no space is left";

/// The random bytes for a new wallet's vault. The same `byte` gives the same wallet.
pub(crate) fn entropy(byte: u8) -> Entropy {
    Entropy {
        words: [byte; 32],
        salt: [byte; 16],
        nonce: [byte; 24],
    }
}

/// A device. Copies share its files.
#[derive(Clone, Default)]
pub(crate) struct Device(Rc<Files>);

#[derive(Default)]
pub(crate) struct Files {
    pub(crate) profile: RefCell<Option<Vec<u8>>>,
    /// The number of times that the profile was written.
    pub(crate) writes: Cell<u32>,
    databases: RefCell<BTreeMap<String, Bytes>>,
    /// Whether nothing can be written and no file can be opened.
    is_full: Arc<AtomicBool>,
    /// Whether the stored bytes of a chain are not a database.
    pub(crate) is_damaged: Cell<bool>,
    /// Whether the last database was opened with all its bytes checked.
    pub(crate) was_checked: Cell<bool>,
    /// The chain that is being opened.
    pub(crate) opening: RefCell<Option<String>>,
}

impl Deref for Device {
    type Target = Files;

    fn deref(&self) -> &Files {
        &self.0
    }
}

impl Files {
    pub(crate) fn set_full(&self, is_full: bool) {
        self.is_full.store(is_full, Relaxed);
    }

    /// The genesis hashes of the chains with a database.
    pub(crate) fn databases(&self) -> Vec<String> {
        self.databases.borrow().keys().cloned().collect()
    }

    fn check_room(&self) -> Result<(), StorageError> {
        match self.is_full.load(Relaxed) {
            true => Err(StorageError::Unwritten(FULL.into())),
            false => Ok(()),
        }
    }
}

impl Disk for Device {
    async fn read_profile(&self) -> Result<Option<Vec<u8>>, StorageError> {
        Ok(self.profile.borrow().clone())
    }

    async fn read_others_profile(&self) -> Option<Vec<u8>> {
        self.profile.borrow().clone()
    }

    async fn write_profile(&self, bytes: &[u8]) -> Result<(), StorageError> {
        self.check_room()?;
        self.profile.replace(Some(bytes.to_vec()));
        self.writes.set(self.writes.get() + 1);
        Ok(())
    }

    async fn database_size(&self, genesis: &str) -> Result<u64, StorageError> {
        let databases = self.databases.borrow();
        Ok(databases.get(genesis).map_or(0, Bytes::size))
    }

    async fn open_database(
        &self,
        genesis: &str,
        is_checked: bool,
    ) -> Result<Result<RedbStore, RedbError>, StorageError> {
        self.check_room()?;
        self.was_checked.set(is_checked);
        self.opening.replace(Some(genesis.into()));
        let mut databases = self.databases.borrow_mut();
        let bytes = databases.entry(genesis.into()).or_insert_with(|| Bytes {
            bytes: Arc::default(),
            is_full: Arc::clone(&self.is_full),
        });
        Ok(match self.is_damaged.get() {
            true => Err(RedbError::Backend(io::Error::other("damaged"))),
            false => RedbStore::with_backend(bytes.clone()),
        })
    }

    async fn erase_database(&self, genesis: &str) -> Result<(), StorageError> {
        self.check_room()?;
        self.databases.borrow_mut().remove(genesis);
        Ok(())
    }

    async fn interrupted(&self) -> Option<String> {
        self.opening.borrow().clone()
    }

    async fn quota(&self) -> Option<u64> {
        None
    }

    fn note_opened(&self, _: Option<&str>) {
        self.opening.replace(None);
    }
}

/// The file of a database. Copies share its bytes.
#[derive(Clone, Debug)]
struct Bytes {
    bytes: Arc<Mutex<Vec<u8>>>,
    is_full: Arc<AtomicBool>,
}

impl Bytes {
    fn lock(&self) -> MutexGuard<'_, Vec<u8>> {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn size(&self) -> u64 {
        self.lock().len() as u64
    }

    fn check_room(&self) -> io::Result<()> {
        match self.is_full.load(Relaxed) {
            true => Err(io::Error::other(FULL)),
            false => Ok(()),
        }
    }
}

fn position(at: u64) -> usize {
    usize::try_from(at).expect("a file of a test fits in memory")
}

impl StorageBackend for Bytes {
    fn len(&self) -> io::Result<u64> {
        Ok(self.size())
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let start = position(offset);
        out.copy_from_slice(&self.lock()[start..start + out.len()]);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.check_room()?;
        self.lock().resize(position(len), 0);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.check_room()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.check_room()?;
        let start = position(offset);
        self.lock()[start..start + data.len()].copy_from_slice(data);
        Ok(())
    }
}
