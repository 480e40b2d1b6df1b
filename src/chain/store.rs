//! The storage interface of a chain: tables of rows that are read one by one and changed in
//! batches.
//!
//! The chain gives the rows their meaning (see [`crate::schema`]), a store has only bytes. Stores
//! are therefore small, and the formats are the same in all of them.

mod changes;
mod key;
mod keyed_hasher;
mod memory;

pub(crate) use keyed_hasher::KeyedHasher;
pub use memory::MemoryStore;

use core::cmp::Ordering;
use core::fmt;
use core::ops::ControlFlow;

use changes::Changes;
use primitives::Encode;

/// The tables. Keys are ordered by their bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// The spec, the tip and other rows about the store as a whole.
    Meta,
    /// Headers by number in order of arrival.
    Headers,
    /// Blocks by their header's number.
    Blocks,
    /// Undo data by the header's number.
    Undo,
    /// Unspent coins by outpoint.
    Coins,
    /// Locations on the best chain by txid.
    Locations,
    /// Locations on the best chain and amounts by lock.
    History,
    /// Small rows of the wallet and the node.
    Records,
}

impl Table {
    /// All tables.
    pub const ALL: [Self; 8] = [
        Self::Meta,
        Self::Headers,
        Self::Blocks,
        Self::Undo,
        Self::Coins,
        Self::Locations,
        Self::History,
        Self::Records,
    ];

    /// The table's name in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Headers => "headers",
            Self::Blocks => "blocks",
            Self::Undo => "undo",
            Self::Coins => "coins",
            Self::Locations => "locations",
            Self::History => "history",
            Self::Records => "records",
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The order in which rows are visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Least key first.
    Ascending,
    /// Greatest key first.
    Descending,
}

impl Order {
    /// The order in which two keys are visited; less if `one` comes first.
    pub fn compare(self, one: &[u8], other: &[u8]) -> Ordering {
        match self {
            Self::Ascending => key::compare(one, other),
            Self::Descending => key::compare(other, one),
        }
    }
}

/// A row: key and value.
pub type Row = (Vec<u8>, Vec<u8>);

/// Called with each row's key and value; returns whether to continue.
pub type Visit<'a> = dyn FnMut(&[u8], &[u8]) -> ControlFlow<()> + 'a;

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

    /// Applies all changes, with those that were staged before, or none, and returns when they are
    /// durable.
    ///
    /// # Errors
    /// If the storage can't be written. Nothing is staged any more. Nothing has changed, unless the
    /// failure came after the last write, in which case everything has. The same batch can be
    /// committed again in both cases.
    fn commit(&mut self, batch: &Batch) -> Result<(), Self::Error>;

    /// Adds changes to the open transaction, which begins with the first call after a commit. They
    /// take no memory that grows with their number. Only [`Store::staged`] returns them until
    /// [`Store::commit`] makes them durable; if the program ends before, nothing has changed.
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

    /// Checks everything stored against the storage's own checksums, which takes as long as reading
    /// it; `false` if it is damaged. There must not be an open transaction.
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

    /// Takes no more than so many bytes from now on, or as many as there are: what would need more
    /// fails. What it takes already it keeps.
    fn limit(&self, _bytes: Option<u64>) {}

    /// The bytes that the store takes on its medium; `None` if unknown.
    fn bytes(&self) -> Option<u64> {
        None
    }
}

/// Changes to rows that are made together.
///
/// Batches can be merged: a later one's changes replace an earlier one's. A batch has no bound of
/// its own; its owner can bound it by [`Batch::bytes`].
#[derive(Clone, Debug, Default)]
pub struct Batch {
    hasher: KeyedHasher,
    tables: [Changes; Table::ALL.len()],
}

/// The key of a changed row and its new value; `None` if the row is removed.
pub type Change<'a> = (&'a [u8], Option<&'a [u8]>);

/// What a batch does to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowChange<'a> {
    /// The row is unchanged.
    Unchanged,
    /// The row is removed.
    Removed,
    /// The row is set to this value.
    Set(&'a [u8]),
}

impl<'a> From<Option<&'a [u8]>> for RowChange<'a> {
    fn from(value: Option<&'a [u8]>) -> Self {
        value.map_or(Self::Removed, Self::Set)
    }
}

impl Batch {
    /// An empty batch. The default has a known hash key, for rows whose keys no peer chooses.
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
        // At the tip everything was written before the block arrived, and no row needs to be moved.
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

/// The least key that is greater than all that begin with `prefix`; `None` if there is none.
pub fn prefix_end(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|byte| *byte != u8::MAX)?;
    let mut end = prefix[..=last].to_vec();
    end[last] += 1;
    Some(end)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tables_are_in_their_own_order() {
        for (index, table) in Table::ALL.into_iter().enumerate() {
            assert_eq!(table as usize, index);
        }
    }

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
        /// Against the standard library's sorted map, with any secret. Few keys, so that rows
        /// change repeatedly.
        #[test]
        fn a_batch_is_a_sorted_map(
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

    #[test]
    fn prefixes_end() {
        assert_eq!(prefix_end(&[1, 2]), Some(vec![1, 3]));
        assert_eq!(prefix_end(&[1, 255, 255]), Some(vec![2]));
        assert_eq!(prefix_end(&[255]), None);
        assert_eq!(prefix_end(&[]), None);
    }
}
