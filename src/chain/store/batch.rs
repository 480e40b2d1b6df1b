//! Batches of changes.

use super::changes::{Change, Changes, RowChange};
use super::keyed_hasher::KeyedHasher;
use super::table::{Order, Table};
use primitives::Encode;

/// Changes to rows that are made together.
///
/// Batches can be merged: a later one's changes replace an earlier one's. A batch has no bound of
/// its own; its owner can bound it by [`Batch::bytes`].
#[derive(Clone, Debug, Default)]
pub struct Batch {
    hasher: KeyedHasher,
    tables: [Changes; Table::ALL.len()],
}

impl Batch {
    /// An empty batch. [`Batch::default`] has a known hash key, for rows whose keys no peer
    /// chooses.
    pub(crate) fn new(hasher: KeyedHasher) -> Self {
        Self {
            hasher,
            tables: Default::default(),
        }
    }

    /// Sets a row.
    pub fn put(&mut self, table: Table, key: impl AsRef<[u8]>, value: impl Into<Vec<u8>>) {
        self.tables[table as usize].put(&self.hasher, key.as_ref(), value.into());
    }

    /// Sets a row to the encoding of a value, which is usually short.
    pub(crate) fn put_encoded(&mut self, table: Table, key: &[u8], value: &dyn Encode) {
        let changes = &mut self.tables[table as usize];
        changes.write(&self.hasher, key, &mut |out| value.encode(out));
    }

    /// Removes a row.
    pub fn remove(&mut self, table: Table, key: impl AsRef<[u8]>) {
        self.tables[table as usize].remove(&self.hasher, key.as_ref());
    }

    /// The change of a row.
    pub fn get(&self, table: Table, key: &[u8]) -> RowChange<'_> {
        self.tables[table as usize].get(&self.hasher, key)
    }

    /// The changes to a table, sorted by key.
    pub fn changes(&self, table: Table) -> Vec<Change<'_>> {
        self.changes_under(table, &[], Order::Ascending)
    }

    /// The changes to rows whose keys begin with `prefix`, in this order.
    pub fn changes_under(&self, table: Table, prefix: &[u8], order: Order) -> Vec<Change<'_>> {
        self.tables[table as usize].under(prefix, order)
    }

    /// Adds the changes of a later batch.
    pub fn merge(&mut self, later: Self) {
        // At the tip, all changes were usually written before a block arrives. Then no row needs to
        // be moved.
        if self.is_empty() && self.hasher == later.hasher {
            *self = later;
            return;
        }
        for (changes, later) in self.tables.iter_mut().zip(later.tables) {
            changes.merge(&self.hasher, later);
        }
    }

    /// Whether there are no changes.
    pub fn is_empty(&self) -> bool {
        self.tables.iter().all(Changes::is_empty)
    }

    /// The approximate memory of the changes, in bytes.
    pub fn bytes(&self) -> usize {
        self.tables.iter().map(Changes::bytes).sum()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn batches_count_their_bytes() {
        let mut batch = Batch::default();
        assert!(batch.is_empty());
        batch.put(Table::Coins, [1], [0; 10]);
        let one = batch.bytes();
        assert!(one > 10);
        batch.put(Table::Coins, [1], [0; 10]);
        assert_eq!(batch.bytes(), one);
        batch.remove(Table::Coins, [1]);
        assert!(batch.bytes() <= one);
        assert_eq!(batch.get(Table::Coins, &[1]), RowChange::Removed);
        assert_eq!(batch.get(Table::Coins, &[2]), RowChange::Unchanged);
        let mut later = Batch::default();
        later.put(Table::Coins, [1], [7; 10]);
        batch.merge(later);
        assert_eq!(batch.bytes(), one);
        assert_eq!(batch.get(Table::Coins, &[1]), RowChange::Set(&[7; 10]));
        // A long value is freed when it is replaced.
        batch.put(Table::Coins, [1], [8; 10_000]);
        assert_eq!(batch.bytes(), one + 10_000);
        batch.remove(Table::Coins, [1]);
        assert_eq!(batch.bytes(), one);
    }

    proptest! {
        /// Compares a batch with the standard library's sorted map, for any secret. There are few
        /// keys, so that rows change repeatedly.
        #[test]
        fn a_batch_agrees_with_a_sorted_map(
            secret in any::<[u8; 32]>(),
            changes in prop::collection::vec(
                (prop::collection::vec(0_u8..3, 0..4), prop::option::of(0_usize..600), any::<bool>()),
                0..200,
            ),
            prefix in prop::collection::vec(0_u8..3, 0..3),
        ) {
            let mut wanted = BTreeMap::new();
            let mut batch = Batch::new(KeyedHasher::new(&secret));
            let mut later = Batch::default();
            for ((key, length, merge), fill) in changes.into_iter().zip(0_u32..) {
                let value = length.map(|length| vec![fill.to_le_bytes()[0]; length]);
                match &value {
                    Some(value) => later.put(Table::History, &key, value.clone()),
                    None => later.remove(Table::History, &key),
                }
                prop_assert_eq!(later.get(Table::History, &key), value.as_deref().into());
                wanted.insert(key, value);
                if merge {
                    batch.merge(core::mem::take(&mut later));
                }
            }
            batch.merge(later);
            for (key, value) in &wanted {
                prop_assert_eq!(batch.get(Table::History, key), value.as_deref().into());
            }
            prop_assert_eq!(batch.get(Table::History, &[3]), RowChange::Unchanged);
            let rows = wanted.iter().map(|(key, value)| (key.as_slice(), value.as_deref()));
            let rows: Vec<_> = rows.filter(|(key, _)| key.starts_with(&prefix)).collect();
            let found = batch.changes_under(Table::History, &prefix, Order::Ascending);
            prop_assert_eq!(&found, &rows);
            let found = batch.changes_under(Table::History, &prefix, Order::Descending);
            prop_assert!(found.iter().rev().eq(&rows));
            prop_assert!(batch.changes(Table::Coins).is_empty());
        }
    }
}
