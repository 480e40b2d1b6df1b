//! The storage that a chain needs: a few tables of rows, read one by one, changed all at once.
//!
//! The chain gives the rows their meaning (see [`crate::schema`]); a store only keeps bytes. That makes a store small,
//! and the formats the same in every one.

mod key;
mod memory;

pub use key::RowKey;
pub use memory::MemoryStore;

use core::cmp::Ordering;
use core::fmt;
use core::ops::{Bound, ControlFlow};
use std::collections::BTreeMap;

/// The tables. Keys sort as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// What the store as a whole says about itself: which chain, which tip.
    Meta,
    /// Headers by number in order of arrival.
    Headers,
    /// Blocks by their header's number.
    Blocks,
    /// Undo data by the header's number.
    Undo,
    /// Unspent coins by outpoint.
    Coins,
    /// Places in the best chain by txid.
    Locations,
    /// Places in the best chain by lock.
    History,
    /// Small rows of wallet and node.
    Records,
}

impl Table {
    /// All of them.
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
    /// Which of two keys is visited first: less means `one`.
    pub fn compare(self, one: &[u8], other: &[u8]) -> Ordering {
        match self {
            Self::Ascending => one.cmp(other),
            Self::Descending => other.cmp(one),
        }
    }
}

/// A row: key and value.
pub type Row = (Vec<u8>, Vec<u8>);

/// Sees one row, and says whether to go on to the next.
pub type Visit<'a> = dyn FnMut(&[u8], &[u8]) -> ControlFlow<()> + 'a;

/// Where rows are kept.
pub trait Store {
    /// Why reading or writing fails.
    type Error: std::error::Error + 'static;

    /// The value of a row, if it is there.
    ///
    /// # Errors
    /// When the storage can't be read.
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, Self::Error>;

    /// Visits the rows whose keys begin with `prefix`.
    ///
    /// # Errors
    /// When the storage can't be read.
    fn scan(
        &self,
        table: Table,
        prefix: &[u8],
        order: Order,
        visit: &mut Visit<'_>,
    ) -> Result<(), Self::Error>;

    /// Makes all the changes or none, and returns when they are there to stay.
    ///
    /// # Errors
    /// When the storage can't be written: then nothing has changed.
    fn commit(&mut self, batch: &Batch) -> Result<(), Self::Error>;

    /// Bytes that the store takes where it lies; none where it does not know.
    fn bytes(&self) -> Option<u64> {
        None
    }
}

/// Changes to rows, to be made together.
///
/// Batches merge: a later one's changes replace an earlier one's. The bound on a batch's size is its owner's affair,
/// who can read it from [`Batch::bytes`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    tables: [Changes; Table::ALL.len()],
    bytes: usize,
}

/// The new value of each changed row; none where it goes.
pub type Changes = BTreeMap<RowKey, Option<Vec<u8>>>;

/// The key of a changed row and its new value; none where it goes.
pub type Change<'a> = (&'a [u8], Option<&'a [u8]>);

/// What a row costs in memory beside its bytes, roughly: two vectors and its share of a tree's node.
const ROW_OVERHEAD: usize = 96;

impl Batch {
    /// Sets a row.
    pub fn put(&mut self, table: Table, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) {
        self.change(table, RowKey::from(key.into()), Some(value.into()));
    }

    /// Removes a row.
    pub fn remove(&mut self, table: Table, key: impl Into<Vec<u8>>) {
        self.change(table, RowKey::from(key.into()), None);
    }

    /// What becomes of a row: unchanged (the outer none), removed (the inner none) or set.
    pub fn get(&self, table: Table, key: &[u8]) -> Option<Option<&[u8]>> {
        let changes = self.changes(table);
        // Most often so: blocks come one by one, and are written soon.
        if changes.is_empty() {
            return None;
        }
        changes.get(&RowKey::from(key)).map(Option::as_deref)
    }

    /// The changes to a table, by key.
    pub fn changes(&self, table: Table) -> &Changes {
        &self.tables[table as usize]
    }

    /// The changes to rows whose keys begin with `prefix`, in this order.
    pub fn changes_under<'a>(
        &'a self,
        table: Table,
        prefix: &[u8],
        order: Order,
    ) -> Box<dyn Iterator<Item = Change<'a>> + 'a> {
        let end = prefix_end(prefix).map(RowKey::from);
        let upper = end.map_or(Bound::Unbounded, Bound::Excluded);
        let changes = self
            .changes(table)
            .range::<RowKey, _>((Bound::Included(prefix.into()), upper))
            .map(|(key, value)| (&**key, value.as_deref()));
        match order {
            Order::Ascending => Box::new(changes),
            Order::Descending => Box::new(changes.rev()),
        }
    }

    /// Adds the changes of a later batch.
    pub fn merge(&mut self, later: Self) {
        // So it is at the tip, where all was written before the block came: no row need move.
        if self.is_empty() {
            *self = later;
            return;
        }
        for (table, changes) in Table::ALL.into_iter().zip(later.tables) {
            for (key, value) in changes {
                self.change(table, key, value);
            }
        }
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.tables.iter().all(BTreeMap::is_empty)
    }

    /// The memory that the changes take, roughly.
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    fn change(&mut self, table: Table, key: RowKey, value: Option<Vec<u8>>) {
        let size = |value: &Option<Vec<u8>>| value.as_ref().map_or(0, Vec::len);
        let fixed = ROW_OVERHEAD + key.len();
        self.bytes += fixed + size(&value);
        if let Some(old) = self.tables[table as usize].insert(key, value) {
            self.bytes -= fixed + size(&old);
        }
    }
}

/// The least key that is greater than all that begin with `prefix`; none where there is no such key.
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
    fn tables_are_in_their_own_order() {
        for (place, table) in Table::ALL.into_iter().enumerate() {
            assert_eq!(table as usize, place);
        }
    }

    #[test]
    fn batches_count_their_bytes() {
        let mut batch = Batch::default();
        assert!(batch.is_empty());
        batch.put(Table::Coins, [1], [0; 10]);
        let one = batch.bytes();
        batch.put(Table::Coins, [1], [0; 10]);
        assert_eq!(batch.bytes(), one);
        batch.remove(Table::Coins, [1]);
        assert_eq!(batch.bytes(), one - 10);
        assert_eq!(batch.get(Table::Coins, &[1]), Some(None));
        assert_eq!(batch.get(Table::Coins, &[2]), None);
        let mut later = Batch::default();
        later.put(Table::Coins, [1], [7; 10]);
        batch.merge(later);
        assert_eq!(batch.bytes(), one);
        assert_eq!(batch.get(Table::Coins, &[1]), Some(Some(&[7; 10][..])));
    }

    #[test]
    fn prefixes_end() {
        assert_eq!(prefix_end(&[1, 2]), Some(vec![1, 3]));
        assert_eq!(prefix_end(&[1, 255, 255]), Some(vec![2]));
        assert_eq!(prefix_end(&[255]), None);
        assert_eq!(prefix_end(&[]), None);
    }
}
