//! The changes to one table: rows in a hash table by their keys, sorted only when needed.
//!
//! A block of a thousand payments changes some seven thousand rows. With a sorted map, look-ups
//! took a quarter of the time to accept a block whose signatures are cached, and allocations for
//! keys and values took another tenth. Rows are therefore found by hash, and keys and short values
//! are in one buffer. The rows are sorted when they are written or scanned, which is once for many
//! changes.

use super::key::is_same;
use super::key_table::KeyTable;
use super::keyed_hasher::KeyedHasher;
use super::table::Order;
use primitives::order::sort_by;

/// The maximum length of a value in the buffer. Longer values have their own allocations, and are
/// freed when they are replaced.
const MAX_SHORT_BYTES: usize = 256;

/// The approximate memory of a row in addition to its bytes: its entry and its share of the table.
const ROW_OVERHEAD_BYTES: usize = 64;

/// The key of a changed row and its new value; `None` if the row is removed.
pub type Change<'a> = (&'a [u8], Option<&'a [u8]>);

/// The effect of a batch on a row.
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

/// Changed rows. The removal of a row is a change as well, so this list only grows.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes {
    rows: Vec<Row>,
    /// Keys and short values.
    bytes: Vec<u8>,
    table: KeyTable,
    /// The total length of the values with their own allocations.
    long_bytes: usize,
}

#[derive(Clone, Debug)]
struct Row {
    /// The position of the row's key in `bytes`. Space for a short value follows the key.
    key_start: usize,
    key_len: usize,
    value_room: usize,
    value: Value,
}

#[derive(Clone, Debug)]
enum Value {
    Removed,
    /// The value's length in the row's space.
    Short(usize),
    /// A value with its own allocation.
    Long(Vec<u8>),
}

impl Changes {
    pub(super) const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The approximate memory of the changes, in bytes.
    pub(super) const fn bytes(&self) -> usize {
        self.rows.len() * ROW_OVERHEAD_BYTES + self.bytes.len() + self.long_bytes
    }

    /// The change of a row.
    pub(super) fn get(&self, hasher: &KeyedHasher, key: &[u8]) -> RowChange<'_> {
        // Usually there are no changes, since blocks arrive one by one and are written soon.
        if self.rows.is_empty() {
            return RowChange::Unchanged;
        }
        match self.find(hasher.hash(key), key) {
            Some(row) => self.change(&self.rows[row]).1.into(),
            None => RowChange::Unchanged,
        }
    }

    /// Removes a row.
    pub(super) fn remove(&mut self, hasher: &KeyedHasher, key: &[u8]) {
        let row = self.row(hasher, key);
        self.set_value(row, Value::Removed);
    }

    /// Sets a row.
    pub(super) fn put(&mut self, hasher: &KeyedHasher, key: &[u8], value: Vec<u8>) {
        if value.len() <= MAX_SHORT_BYTES {
            return self.write(hasher, key, &mut |out| out.extend_from_slice(&value));
        }
        let row = self.row(hasher, key);
        self.set_value(row, Value::Long(value));
    }

    /// Sets a row to the bytes that `append` appends.
    pub(super) fn write(
        &mut self,
        hasher: &KeyedHasher,
        key: &[u8],
        append: &mut dyn FnMut(&mut Vec<u8>),
    ) {
        let at = self.row(hasher, key);
        let start = self.bytes.len();
        append(&mut self.bytes);
        let length = self.bytes.len() - start;
        let row = &mut self.rows[at];
        let value_start = row.key_start + row.key_len;
        // If the row is new, its key is the last in the buffer, and its value can follow.
        if value_start == start && length <= MAX_SHORT_BYTES {
            row.value_room = length;
        } else if length <= row.value_room {
            self.bytes.copy_within(start.., value_start);
            self.bytes.truncate(start);
        } else {
            let long = self.bytes.split_off(start);
            return self.set_value(at, Value::Long(long));
        }
        self.set_value(at, Value::Short(length));
    }

    /// Adds the changes of a later batch.
    pub(super) fn merge(&mut self, hasher: &KeyedHasher, later: Self) {
        let Self { rows, bytes, .. } = later;
        for row in rows {
            let value_start = row.key_start + row.key_len;
            let key = &bytes[row.key_start..value_start];
            match row.value {
                Value::Removed => self.remove(hasher, key),
                Value::Short(length) => self.write(hasher, key, &mut |out| {
                    out.extend_from_slice(&bytes[value_start..value_start + length]);
                }),
                Value::Long(value) => self.put(hasher, key, value),
            }
        }
    }

    /// The changes to rows whose keys begin with `prefix`, in this order.
    pub(super) fn under(&self, prefix: &[u8], order: Order) -> Vec<Change<'_>> {
        let changes = self.rows.iter().map(|row| self.change(row));
        let mut changes: Vec<_> = changes.filter(|(key, _)| key.starts_with(prefix)).collect();
        sort_by(&mut changes, |(one, _), (other, _)| {
            order.compare(one, other)
        });
        changes
    }

    fn change<'a>(&'a self, row: &'a Row) -> Change<'a> {
        let value_start = row.key_start + row.key_len;
        let value = match &row.value {
            Value::Removed => None,
            Value::Short(length) => Some(&self.bytes[value_start..value_start + length]),
            Value::Long(value) => Some(value.as_slice()),
        };
        (&self.bytes[row.key_start..value_start], value)
    }

    fn set_value(&mut self, row: usize, value: Value) {
        let long_bytes = |value: &Value| match value {
            Value::Long(value) => value.len(),
            Value::Removed | Value::Short(_) => 0,
        };
        let slot = &mut self.rows[row].value;
        self.long_bytes = self.long_bytes - long_bytes(slot) + long_bytes(&value);
        *slot = value;
    }

    /// The index of the row with this key, which is added if there is none.
    fn row(&mut self, hasher: &KeyedHasher, key: &[u8]) -> usize {
        let hash = hasher.hash(key);
        if let Some(row) = self.find(hash, key) {
            return row;
        }
        let row = self.rows.len();
        self.table.insert(hash, row);
        self.rows.push(Row {
            key_start: self.bytes.len(),
            key_len: key.len(),
            value_room: 0,
            value: Value::Removed,
        });
        self.bytes.extend_from_slice(key);
        row
    }

    fn find(&self, hash: u32, key: &[u8]) -> Option<usize> {
        self.table.find(hash, |row| {
            let row = &self.rows[row];
            is_same(&self.bytes[row.key_start..row.key_start + row.key_len], key)
        })
    }
}
