//! A store that outlives the chain that uses it.

use crate::store::{Batch, MemoryStore, Order, Store, Table, Visit};
use core::cell::{Cell, RefCell};
use std::rc::Rc;

/// A simulated disk. All clones are the same disk. It has only the changes that chains have
/// committed or staged.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    rows: Rc<RefCell<MemoryStore>>,
    is_broken: Rc<Cell<bool>>,
    is_damaged: Rc<Cell<bool>>,
    visits: Rc<Cell<usize>>,
    stages: Rc<Cell<usize>>,
}

/// The failure that a test requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the disk is broken")]
pub struct DiskError;

impl Disk {
    /// An empty disk.
    pub fn new() -> Self {
        Self::default()
    }

    /// A disk with these rows.
    pub fn holding(rows: MemoryStore) -> Self {
        Self {
            rows: Rc::new(RefCell::new(rows)),
            ..Self::default()
        }
    }

    /// Makes every access fail from now on, or lets accesses work again.
    pub fn set_broken(&self, is_broken: bool) {
        self.is_broken.set(is_broken);
    }

    /// Makes the disk's own checksums mismatch from now on, or match again.
    pub fn set_damaged(&self, is_damaged: bool) {
        self.is_damaged.set(is_damaged);
    }

    /// Drops staged changes that were not committed, as a crash does.
    pub fn crash(&self) {
        self.rows.borrow_mut().unstage();
    }

    /// The number of batches staged so far.
    pub fn stages(&self) -> usize {
        self.stages.get()
    }

    /// The number of commits so far.
    pub fn commits(&self) -> u64 {
        self.rows.borrow().commits()
    }

    /// The number of rows that scans have visited so far.
    pub fn visits(&self) -> usize {
        self.visits.get()
    }

    fn check(&self) -> Result<(), DiskError> {
        match self.is_broken.get() {
            true => Err(DiskError),
            false => Ok(()),
        }
    }
}

impl Store for Disk {
    type Error = DiskError;

    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, DiskError> {
        self.check()?;
        let Ok(value) = self.rows.borrow().get(table, key);
        Ok(value)
    }

    fn scan(
        &self,
        table: Table,
        prefix: &[u8],
        order: Order,
        visit: &mut Visit<'_>,
    ) -> Result<(), DiskError> {
        self.check()?;
        let rows = self.rows.borrow();
        let Ok(()) = rows.scan(table, prefix, order, &mut |key, value| {
            self.visits.set(self.visits.get() + 1);
            visit(key, value)
        });
        Ok(())
    }

    fn commit(&mut self, batch: &Batch) -> Result<(), DiskError> {
        if let Err(error) = self.check() {
            self.unstage();
            return Err(error);
        }
        let Ok(()) = self.rows.borrow_mut().commit(batch);
        Ok(())
    }

    fn stage(&mut self, batch: &Batch) -> Result<(), DiskError> {
        if let Err(error) = self.check() {
            self.unstage();
            return Err(error);
        }
        let Ok(()) = self.rows.borrow_mut().stage(batch);
        self.stages.set(self.stages.get() + 1);
        Ok(())
    }

    fn staged(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, DiskError> {
        self.check()?;
        let Ok(value) = self.rows.borrow().staged(table, key);
        Ok(value)
    }

    fn unstage(&mut self) {
        self.rows.borrow_mut().unstage();
    }

    fn verify(&mut self) -> Result<bool, DiskError> {
        self.check()?;
        Ok(!self.is_damaged.get())
    }
}
