//! The storage interface of a chain: tables of rows that are read one by one and changed in
//! batches.
//!
//! The chain gives the rows their meaning (see [`schema`]); a store has only bytes. Stores are
//! therefore small, and the formats are the same in all of them.

mod batch;
mod changes;
mod key;
mod key_table;
mod keyed_hasher;
pub(crate) mod ledger;
mod memory;
pub mod schema;
mod table;

pub use batch::Batch;
pub use changes::{Change, RowChange};
pub(crate) use key_table::KeyTable;
pub(crate) use keyed_hasher::KeyedHasher;
pub use memory::MemoryStore;
pub use table::{Order, Row, Table, Visit};

use core::ops::ControlFlow;

/// A store of rows.
pub trait Store {
    /// Why reading or writing fails.
    type Error: std::error::Error + 'static;

    /// The value of a row; `None` if there is no such row.
    ///
    /// # Errors
    /// If the storage can't be read.
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, Self::Error>;

    /// Visits the rows whose keys begin with `prefix`.
    ///
    /// # Errors
    /// If the storage can't be read.
    fn scan(
        &self,
        table: Table,
        prefix: &[u8],
        order: Order,
        visit: &mut Visit<'_>,
    ) -> Result<(), Self::Error>;

    /// Applies the batch's changes and those that were staged before, all or none. Returns when
    /// they are durable.
    ///
    /// # Errors
    /// If the storage can't be written. Nothing is staged any more. Usually nothing has changed. If
    /// the failure came after the last write, all changes were applied. In both cases the same
    /// batch can be committed again.
    fn commit(&mut self, batch: &Batch) -> Result<(), Self::Error>;

    /// Adds changes to the open transaction, which begins with the first call after a commit. The
    /// memory that they take does not grow with their number. Only [`Store::staged`] returns them
    /// until [`Store::commit`] makes them durable. If the program ends before, nothing has changed.
    ///
    /// # Errors
    /// If the storage can't be written. Nothing is staged any more.
    fn stage(&mut self, batch: &Batch) -> Result<(), Self::Error>;

    /// The value of a row as the open transaction leaves it.
    ///
    /// # Errors
    /// If the storage can't be read.
    fn staged(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, Self::Error>;

    /// Drops the open transaction, if there is one.
    fn unstage(&mut self);

    /// Checks the whole store against its own checksums, which takes as long as reading all of it.
    /// Returns `false` if the store is damaged. There must not be an open transaction.
    ///
    /// # Errors
    /// If the storage can't be read.
    fn verify(&mut self) -> Result<bool, Self::Error> {
        Ok(true)
    }

    /// The keys that begin with `prefix`, even if their values can't be read.
    ///
    /// # Errors
    /// If the storage can't be read.
    fn keys(&self, table: Table, prefix: &[u8]) -> Result<Vec<Vec<u8>>, Self::Error> {
        let mut keys = Vec::new();
        self.scan(table, prefix, Order::Ascending, &mut |key, _| {
            keys.push(key.to_vec());
            ControlFlow::Continue(())
        })?;
        Ok(keys)
    }

    /// Limits the bytes that the store takes on its medium; `None` for no limit. A change that
    /// needs more bytes fails. A store that already takes more bytes keeps them.
    fn limit(&self, _bytes: Option<u64>) {}

    /// The bytes that the store takes on its medium; `None` if unknown.
    fn bytes(&self) -> Option<u64> {
        None
    }
}

/// The least key that is greater than all keys that begin with `prefix`; `None` if there is none.
pub fn prefix_end(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|byte| *byte != u8::MAX)?;
    let mut end = prefix[..=last].to_vec();
    end[last] += 1;
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_prefix_is_the_next_key_without_it() {
        assert_eq!(prefix_end(&[1, 2]), Some(vec![1, 3]));
        assert_eq!(prefix_end(&[1, 255, 255]), Some(vec![2]));
        assert_eq!(prefix_end(&[255]), None);
        assert_eq!(prefix_end(&[]), None);
    }
}
