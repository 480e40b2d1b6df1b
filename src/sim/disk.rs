//! A store that outlives the node that uses it.

use chain::store::Visit;
use chain::{Batch, MemoryStore, Order, Store, Table};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// A disk: its clones are the same disk. What a node has not committed when it crashes is not on it.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    rows: Rc<RefCell<MemoryStore>>,
    is_broken: Rc<Cell<bool>>,
    commits: Rc<Cell<u64>>,
}

/// The failure that a test asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the disk is broken")]
pub struct DiskError;

impl Disk {
    /// An empty disk.
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on every access fails, or works again.
    pub fn set_broken(&self, is_broken: bool) {
        self.is_broken.set(is_broken);
    }

    /// Commits so far.
    pub fn commits(&self) -> u64 {
        self.commits.get()
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
        self.rows.borrow().get(table, key).map_err(|_| DiskError)
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
        rows.scan(table, prefix, order, visit)
            .map_err(|_| DiskError)
    }

    fn commit(&mut self, batch: &Batch) -> Result<(), DiskError> {
        self.check()?;
        self.commits.set(self.commits.get() + 1);
        let mut rows = self.rows.borrow_mut();
        rows.commit(batch).map_err(|_| DiskError)
    }
}
