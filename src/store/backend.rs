//! A backend that outlives the database on it. After one failed operation redb refuses all further
//! ones; a new database can then be opened on the same backend.

use redb::{BackendError, StorageBackend};
use std::io;
use std::ops::Bound;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// A range of bytes that a database locks.
type Range = (Bound<u64>, Bound<u64>);

/// A backend with a limit on its length. Clones share the inner backend, which is closed when the
/// last clone is dropped.
#[derive(Clone, Debug)]
pub(crate) struct Shared(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    backend: Box<dyn StorageBackend>,
    /// The length in bytes, as last read or set.
    length: AtomicU64,
    /// The maximum length in bytes to which the backend may grow.
    limit: AtomicU64,
    /// The ranges that the present database has locked: a handful.
    locked: Mutex<Vec<Range>>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        // The database has synced all data that must be durable.
        let _ = self.backend.close();
    }
}

impl Shared {
    /// Wraps a backend, without a limit. [`length`](Self::length) is 0 until the database reads or
    /// sets the length.
    pub(crate) fn new(backend: impl StorageBackend) -> Self {
        Self(Arc::new(Inner {
            backend: Box::new(backend),
            length: AtomicU64::new(0),
            limit: AtomicU64::new(u64::MAX),
            locked: Mutex::default(),
        }))
    }

    /// The length in bytes, as last read or set.
    pub(crate) fn length(&self) -> u64 {
        self.0.length.load(Ordering::Relaxed)
    }

    /// Sets the maximum length in bytes to which the backend may grow. A longer backend keeps its
    /// length.
    pub(crate) fn limit(&self, bytes: u64) {
        self.0.limit.store(bytes, Ordering::Relaxed);
    }

    fn record_length(&self, length: u64) {
        self.0.length.store(length, Ordering::Relaxed);
    }

    /// Records a range if it was locked.
    fn record_lock(
        &self,
        range: Range,
        outcome: Result<bool, BackendError>,
    ) -> Result<bool, BackendError> {
        if matches!(outcome, Ok(true)) {
            self.ranges(|ranges| ranges.push(range));
        }
        outcome
    }

    fn ranges<T>(&self, change: impl FnOnce(&mut Vec<Range>) -> T) -> T {
        change(&mut self.0.locked.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl StorageBackend for Shared {
    fn len(&self) -> io::Result<u64> {
        let length = self.0.backend.len()?;
        self.record_length(length);
        Ok(length)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.0.backend.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        if len > self.length() && len > self.0.limit.load(Ordering::Relaxed) {
            return Err(io::Error::other(
                "this chain has taken all the room that it may take on this device; keep only its newest blocks, or remove \
                 another chain",
            ));
        }
        self.0.backend.set_len(len)?;
        self.record_length(len);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.0.backend.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.0.backend.write(offset, data)
    }

    /// Only releases the database's locks. The backend stays open for the next database.
    fn close(&self) -> io::Result<()> {
        for (start, end) in self.ranges(core::mem::take) {
            let _ = self.0.backend.unlock_range(start, end);
        }
        Ok(())
    }

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.record_lock((start, end), self.0.backend.try_lock_range(start, end))
    }

    fn try_lock_shared_range(
        &self,
        start: Bound<u64>,
        end: Bound<u64>,
    ) -> Result<bool, BackendError> {
        let outcome = self.0.backend.try_lock_shared_range(start, end);
        self.record_lock((start, end), outcome)
    }

    fn lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        let outcome = self.0.backend.lock_range(start, end);
        self.record_lock((start, end), outcome.map(|()| true))
            .map(drop)
    }

    fn lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        let outcome = self.0.backend.lock_shared_range(start, end);
        self.record_lock((start, end), outcome.map(|()| true))
            .map(drop)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.0.backend.unlock_range(start, end)?;
        self.ranges(|ranges| ranges.retain(|range| *range != (start, end)));
        Ok(())
    }

    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.0.backend.query_lock_range(start, end)
    }
}
