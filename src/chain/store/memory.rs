//! A store in memory, for tests and simulations.

use super::{Batch, Order, Store, Table, Visit, prefix_end};
use core::convert::Infallible;
use core::ops::Bound;
use std::collections::BTreeMap;

/// Rows in memory, unbounded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryStore {
    tables: [BTreeMap<Vec<u8>, Vec<u8>>; Table::ALL.len()],
    /// The rows changed by the open transaction; `None` for removed rows.
    staged: [BTreeMap<Vec<u8>, Option<Vec<u8>>>; Table::ALL.len()],
    commits: u64,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// The rows of a table.
    pub const fn rows(&self, table: Table) -> &BTreeMap<Vec<u8>, Vec<u8>> {
        &self.tables[table as usize]
    }

    /// The number of commits so far.
    pub const fn commits(&self) -> u64 {
        self.commits
    }
}

impl Store for MemoryStore {
    type Error = Infallible;

    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, Infallible> {
        Ok(self.rows(table).get(key).cloned())
    }

    fn scan(
        &self,
        table: Table,
        prefix: &[u8],
        order: Order,
        visit: &mut Visit<'_>,
    ) -> Result<(), Infallible> {
        let end = prefix_end(prefix);
        let upper = end.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let mut rows = self
            .rows(table)
            .range::<[u8], _>((Bound::Included(prefix), upper));
        while let Some((key, value)) = match order {
            Order::Ascending => rows.next(),
            Order::Descending => rows.next_back(),
        } {
            if visit(key, value).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn commit(&mut self, batch: &Batch) -> Result<(), Infallible> {
        self.stage(batch)?;
        let staged = core::mem::take(&mut self.staged);
        for (rows, staged) in self.tables.iter_mut().zip(staged) {
            for (key, value) in staged {
                match value {
                    Some(value) => rows.insert(key, value),
                    None => rows.remove(&key),
                };
            }
        }
        self.commits += 1;
        Ok(())
    }

    fn stage(&mut self, batch: &Batch) -> Result<(), Infallible> {
        for table in Table::ALL {
            let changes = batch.changes(table).into_iter();
            let rows = changes.map(|(key, value)| (key.to_vec(), value.map(<[u8]>::to_vec)));
            self.staged[table as usize].extend(rows);
        }
        Ok(())
    }

    fn staged(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, Infallible> {
        match self.staged[table as usize].get(key) {
            Some(value) => Ok(value.clone()),
            None => self.get(table, key),
        }
    }

    fn unstage(&mut self) {
        self.staged = <[BTreeMap<_, _>; Table::ALL.len()]>::default();
    }
}
