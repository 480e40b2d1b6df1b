//! A backend that knows how long it is.

use redb::StorageBackend;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The bytes that a backend takes, as it was last told.
pub(crate) type Length = Arc<AtomicU64>;

/// A backend whose length can be asked for while a database holds it.
#[derive(Debug)]
pub(crate) struct Measured<B> {
    inner: B,
    length: Length,
}

impl<B: StorageBackend> Measured<B> {
    /// Wraps a backend; its length is known from the first time that it is asked or set.
    pub(crate) fn new(inner: B) -> (Self, Length) {
        let length = Length::default();
        let measured = Self {
            inner,
            length: Arc::clone(&length),
        };
        (measured, length)
    }

    fn note(&self, length: u64) {
        self.length.store(length, Ordering::Relaxed);
    }
}

impl<B: StorageBackend> StorageBackend for Measured<B> {
    fn len(&self) -> io::Result<u64> {
        let length = self.inner.len()?;
        self.note(length);
        Ok(length)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.inner.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.inner.set_len(len)?;
        self.note(len);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.inner.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.inner.write(offset, data)
    }

    fn close(&self) -> io::Result<()> {
        self.inner.close()
    }
}
