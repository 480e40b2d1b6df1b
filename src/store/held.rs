//! A backend that holds all changes in memory until they are released.
//!
//! redb writes to a database when it opens it, and again when it closes it. A database of an
//! unknown layout or of another chain must not change, so that the program that wrote it can still
//! open it. So all changes are held in memory, in their order, until the first write of the chain.
//!
//! **Bound.** When redb opens a database, it writes the database's header, and after a crash also
//! the state of the page allocator. Since every commit records the data for a repair (quick
//! repair), these writes take some hundred kilobytes for a database of gigabytes.

use redb::{BackendError, StorageBackend};
use std::io;
use std::ops::Bound;
use std::sync::{Arc, Mutex, PoisonError};

/// A change that redb made.
#[derive(Debug)]
enum Operation {
    SetLen(u64),
    Write(u64, Vec<u8>),
    Sync,
}

#[derive(Debug)]
struct Shared<B> {
    inner: B,
    /// The held changes. `None` if they were released.
    held: Mutex<Option<Vec<Operation>>>,
}

/// The backend as redb sees it.
#[derive(Debug)]
pub(crate) struct Held<B>(Arc<Shared<B>>);

/// Releases the held changes, once.
#[derive(Debug)]
pub(crate) struct Release<B>(Arc<Shared<B>>);

impl<B: StorageBackend> Held<B> {
    /// Wraps a backend. The backend is only read until [`Release::release`] is called.
    pub(crate) fn new(inner: B) -> (Self, Release<B>) {
        let held = Mutex::new(Some(Vec::new()));
        let shared = Arc::new(Shared { inner, held });
        (Self(Arc::clone(&shared)), Release(shared))
    }

    /// Holds an operation. Returns false if changes are no longer held.
    fn hold(&self, operation: impl FnOnce() -> Operation) -> bool {
        match &mut *self.0.lock() {
            Some(held) => {
                held.push(operation());
                true
            }
            None => false,
        }
    }
}

impl<B: StorageBackend> Release<B> {
    /// Makes the held changes on the backend, in their order. Later changes go directly to it.
    ///
    /// # Errors
    /// If the backend fails.
    pub(crate) fn release(self) -> io::Result<()> {
        let inner = &self.0.inner;
        let mut held = self.0.lock();
        for operation in held.take().into_iter().flatten() {
            match operation {
                Operation::SetLen(len) => inner.set_len(len)?,
                Operation::Write(offset, data) => inner.write(offset, &data)?,
                Operation::Sync => inner.sync_data()?,
            }
        }
        Ok(())
    }
}

impl<B> Shared<B> {
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Vec<Operation>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<B: StorageBackend> StorageBackend for Held<B> {
    fn len(&self) -> io::Result<u64> {
        let held = self.0.lock();
        let set = held.iter().flatten().rev();
        let set = set.filter_map(|operation| match operation {
            Operation::SetLen(len) => Some(*len),
            Operation::Write(..) | Operation::Sync => None,
        });
        set.map(Ok).next().unwrap_or_else(|| self.0.inner.len())
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let held = self.0.lock();
        let Some(held) = held.as_ref().filter(|held| !held.is_empty()) else {
            return self.0.inner.read(offset, out);
        };
        let available = self.0.inner.len()?.saturating_sub(offset);
        let (stored, new) = out.split_at_mut(within(available, out.len()));
        if !stored.is_empty() {
            self.0.inner.read(offset, stored)?;
        }
        new.fill(0);
        for operation in held {
            match operation {
                Operation::SetLen(len) => {
                    let kept = within(len.saturating_sub(offset), out.len());
                    out[kept..].fill(0);
                }
                Operation::Write(at, data) => overlay(offset, out, *at, data),
                Operation::Sync => {}
            }
        }
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        match self.hold(|| Operation::SetLen(len)) {
            true => Ok(()),
            false => self.0.inner.set_len(len),
        }
    }

    fn sync_data(&self) -> io::Result<()> {
        match self.hold(|| Operation::Sync) {
            true => Ok(()),
            false => self.0.inner.sync_data(),
        }
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        match self.hold(|| Operation::Write(offset, data.to_vec())) {
            true => Ok(()),
            false => self.0.inner.write(offset, data),
        }
    }

    fn close(&self) -> io::Result<()> {
        self.0.inner.close()
    }

    // Locks change no bytes, so they are not held back.

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.0.inner.try_lock_range(start, end)
    }

    fn try_lock_shared_range(
        &self,
        start: Bound<u64>,
        end: Bound<u64>,
    ) -> Result<bool, BackendError> {
        self.0.inner.try_lock_shared_range(start, end)
    }

    fn lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.0.inner.lock_range(start, end)
    }

    fn lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.0.inner.lock_shared_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.0.inner.unlock_range(start, end)
    }

    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.0.inner.query_lock_range(start, end)
    }
}

/// The smaller of the two lengths.
fn within(length: u64, max: usize) -> usize {
    usize::try_from(length).map_or(max, |length| length.min(max))
}

/// Copies bytes of `data` to their position in `out`. The backend's bytes from the offset `at` on
/// are `data`; those from `offset` on are read into `out`.
fn overlay(offset: u64, out: &mut [u8], at: u64, data: &[u8]) {
    let skipped = within(offset.saturating_sub(at), data.len());
    let from = within(at.saturating_sub(offset), out.len());
    let count = (data.len() - skipped).min(out.len() - from);
    out[from..from + count].copy_from_slice(&data[skipped..skipped + count]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use redb::backends::InMemoryBackend;

    #[test]
    fn held_changes_are_read_back_and_are_written_when_released() {
        let stored = Arc::new(InMemoryBackend::new());
        stored.set_len(8).unwrap();
        stored.write(0, &[1; 8]).unwrap();
        let (held, release) = Held::new(ArcBackend(Arc::clone(&stored)));
        let read = |backend: &dyn StorageBackend, offset, length| {
            let mut out = vec![9; length];
            backend.read(offset, &mut out).unwrap();
            out
        };
        held.write(2, &[2, 2]).unwrap();
        held.set_len(6).unwrap();
        held.set_len(10).unwrap();
        held.write(8, &[3]).unwrap();
        held.sync_data().unwrap();
        assert_eq!(held.len().unwrap(), 10);
        assert_eq!(read(&held, 0, 10), [1, 1, 2, 2, 1, 1, 0, 0, 3, 0]);
        assert_eq!(read(&held, 3, 4), [2, 1, 1, 0]);
        assert_eq!(read(&held, 8, 2), [3, 0]);
        assert_eq!(read(&*stored, 0, 8), [1; 8], "untouched");
        release.release().unwrap();
        assert_eq!(read(&*stored, 0, 10), [1, 1, 2, 2, 1, 1, 0, 0, 3, 0]);
        held.write(0, &[7]).unwrap();
        assert_eq!(read(&*stored, 0, 2), [7, 1]);
        assert_eq!(held.len().unwrap(), 10);
    }

    #[derive(Debug)]
    struct ArcBackend(Arc<InMemoryBackend>);

    impl StorageBackend for ArcBackend {
        fn len(&self) -> io::Result<u64> {
            self.0.len()
        }
        fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
            self.0.read(offset, out)
        }
        fn set_len(&self, len: u64) -> io::Result<()> {
            self.0.set_len(len)
        }
        fn sync_data(&self) -> io::Result<()> {
            self.0.sync_data()
        }
        fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
            self.0.write(offset, data)
        }
    }
}
