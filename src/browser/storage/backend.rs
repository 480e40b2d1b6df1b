//! A redb backend on a file of the origin private file system.

use core::cell::{Cell, RefCell};
use std::io;

use litemap::LiteMap;

use super::sync_file::SyncFile;

thread_local! {
    /// The open database files of this worker. redb requires a backend that can move between
    /// threads, which a JavaScript object can't. So the backend is a number, and the object stays
    /// here, in the thread that made it.
    static OPEN: RefCell<LiteMap<u64, SyncFile>> = const { RefCell::new(LiteMap::new()) };
    static NEXT: Cell<u64> = const { Cell::new(0) };
}

/// A database file for redb.
///
/// It works in the thread that opened it; in any other thread every operation fails. Only one
/// handle can have a file open, so no locks are needed besides those of the browser.
#[derive(Debug)]
pub struct OpfsBackend(u64);

impl OpfsBackend {
    pub(super) fn keep(file: SyncFile) -> Self {
        let id = NEXT.get();
        NEXT.set(id + 1);
        OPEN.with_borrow_mut(|open| open.insert(id, file));
        Self(id)
    }

    fn with<T>(&self, action: impl FnOnce(&SyncFile) -> io::Result<T>) -> io::Result<T> {
        OPEN.with_borrow(|open| match open.get(&self.0) {
            Some(file) => action(file),
            None => Err(io::Error::other("this database file is closed")),
        })
    }
}

impl redb::StorageBackend for OpfsBackend {
    fn len(&self) -> io::Result<u64> {
        self.with(SyncFile::len)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.with(|file| file.read(offset, out))
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.with(|file| file.set_len(len))
    }

    fn sync_data(&self) -> io::Result<()> {
        self.with(SyncFile::flush)
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.with(|file| file.write(offset, data))
    }

    fn close(&self) -> io::Result<()> {
        OPEN.with_borrow_mut(|open| open.remove(&self.0));
        Ok(())
    }
}

impl Drop for OpfsBackend {
    fn drop(&mut self) {
        // If redb has not closed the file, it is still in the table. When the thread ends, the
        // table may be dropped before this.
        let _ = OPEN.try_with(|open| open.borrow_mut().remove(&self.0));
    }
}
