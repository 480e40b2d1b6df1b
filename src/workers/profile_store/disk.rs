//! The folder of a profile's files on a device.

use core::time::Duration;

use browser::clock;
use browser::storage::{self, Folder, StorageError, mark};
use store::{RedbError, RedbStore};

const _: () = assert!(
    service::MAX_PROFILE_BYTES <= storage::slots::MAX_BODY,
    "a larger file is not read again"
);

/// How long a further tab tries to read the profile, which the first tab may still be creating.
const READ_TIMEOUT: Duration = Duration::from_secs(3);

/// A profile's folder on a device.
pub(crate) trait Disk {
    /// Reads the stored profile; `None` if there is none yet.
    async fn read_profile(&self) -> Result<Option<Vec<u8>>, StorageError>;

    /// Reads the profile of another tab, which may be creating or rewriting it right now. `None` if
    /// it can't be read for some seconds.
    async fn read_others_profile(&self) -> Option<Vec<u8>>;

    /// Writes the profile, in place of the older of its two stored versions.
    async fn write_profile(&self, bytes: &[u8]) -> Result<(), StorageError>;

    /// The bytes of a chain's database; 0 if there is none.
    async fn database_size(&self, genesis: &str) -> Result<u64, StorageError>;

    /// Opens a chain's database, and creates it if there is none. Until
    /// [`note_opened`](Self::note_opened) is called, this counts as an attempt that did not end. If
    /// `is_checked`, all stored bytes are checked first, since the engine may panic on damaged
    /// ones.
    ///
    /// # Errors
    /// The outer error if the file can't be opened; the inner error if its content can't be used.
    async fn open_database(
        &self,
        genesis: &str,
        is_checked: bool,
    ) -> Result<Result<RedbStore, RedbError>, StorageError>;

    /// Erases a chain's database.
    async fn erase_database(&self, genesis: &str) -> Result<(), StorageError>;

    /// The genesis hash of the chain that was being opened when the profile was last in use, if
    /// that opening did not end. `None` if there is no such chain, or if that is not known.
    async fn interrupted(&self) -> Option<String>;

    /// The bytes that the device gives the program; `None` if that is not known.
    async fn quota(&self) -> Option<u64>;

    /// Notes that an attempt to open a chain has ended, and which chain is open now; `None` if none
    /// is.
    fn note_opened(&self, genesis: Option<&str>);
}

impl Disk for Folder {
    async fn read_profile(&self) -> Result<Option<Vec<u8>>, StorageError> {
        Self::read_profile(self).await
    }

    async fn read_others_profile(&self) -> Option<Vec<u8>> {
        let read = async || match Self::read_profile(self).await {
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) | Err(_) => Err(()),
        };
        clock::retry(READ_TIMEOUT, |()| true, read).await.ok()
    }

    async fn write_profile(&self, bytes: &[u8]) -> Result<(), StorageError> {
        Self::write_profile(self, bytes).await
    }

    async fn database_size(&self, genesis: &str) -> Result<u64, StorageError> {
        Self::database_size(self, genesis).await
    }

    async fn open_database(
        &self,
        genesis: &str,
        is_checked: bool,
    ) -> Result<Result<RedbStore, RedbError>, StorageError> {
        let backend = self.database(genesis).await?;
        mark::opening(genesis);
        Ok(match is_checked {
            true => RedbStore::with_checked_backend(backend),
            false => RedbStore::with_backend(backend),
        })
    }

    async fn erase_database(&self, genesis: &str) -> Result<(), StorageError> {
        Self::erase_database(self, genesis).await
    }

    async fn interrupted(&self) -> Option<String> {
        // If the mark can't be read, an attempt that did not end goes unnoticed.
        self.open_mark().await.unwrap_or_default()
    }

    async fn quota(&self) -> Option<u64> {
        storage::quota().await
    }

    fn note_opened(&self, genesis: Option<&str>) {
        mark::opened(genesis);
    }
}
