//! The changes to one table: rows in a hash table by their keys, sorted only when needed.
//!
//! A block of a thousand payments changes some seven thousand rows. In a sorted map, look-ups took
//! a quarter of the time of a block whose signatures are cached, and allocations for keys and
//! values another tenth. So rows are found by hash, and keys and short values are in one buffer.
//! The rows are sorted when they are written or scanned, which is once for many changes.

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

/// Changed rows. A removed row is a change as well, so entries are never removed.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes {
    rows: Vec<Row>,
    /// Keys and short values.
    bytes: Vec<u8>,
    table: KeyTable,
    /// The total length of the values with their own allocations.
    apart: usize,
}

#[derive(Clone, Debug)]
struct Row {
    /// The position of its key in `bytes`, which is followed by space for a value.
    at: usize,
    key: usize,
    room: usize,
    value: Value,
}

#[derive(Clone, Debug)]
enum Value {
    Gone,
    /// The value's length in the row's space.
    Here(usize),
    Apart(Vec<u8>),
}

impl Changes {
    pub(super) const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The approximate memory of the changes, in bytes.
    pub(super) const fn bytes(&self) -> usize {
        self.rows.len() * ROW_OVERHEAD_BYTES + self.bytes.len() + self.apart
    }

    /// The change of a row.
    pub(super) fn get(&self, hasher: &KeyedHasher, key: &[u8]) -> RowChange<'_> {
        // The usual case: blocks arrive one by one, and are written soon.
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
        self.set_value(row, Value::Gone);
    }

    /// Sets a row.
    pub(super) fn put(&mut self, hasher: &KeyedHasher, key: &[u8], value: Vec<u8>) {
        if value.len() <= MAX_SHORT_BYTES {
            return self.write(hasher, key, &mut |out| out.extend_from_slice(&value));
        }
        let row = self.row(hasher, key);
        self.set_value(row, Value::Apart(value));
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
        let value_start = row.at + row.key;
        // Nothing was written after a new row's key.
        if value_start == start && length <= MAX_SHORT_BYTES {
            row.room = length;
        } else if length <= row.room {
            self.bytes.copy_within(start.., value_start);
            self.bytes.truncate(start);
        } else {
            let apart = self.bytes.split_off(start);
            return self.set_value(at, Value::Apart(apart));
        }
        self.set_value(at, Value::Here(length));
    }

    /// Adds the changes of a later batch.
    pub(super) fn merge(&mut self, hasher: &KeyedHasher, later: Self) {
        let Self { rows, bytes, .. } = later;
        for Row { at, key, value, .. } in rows {
            let value_start = at + key;
            let key = &bytes[at..value_start];
            match value {
                Value::Gone => self.remove(hasher, key),
                Value::Here(length) => self.write(hasher, key, &mut |out| {
                    out.extend_from_slice(&bytes[value_start..value_start + length]);
                }),
                Value::Apart(value) => self.put(hasher, key, value),
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
        let value_start = row.at + row.key;
        let value = match &row.value {
            Value::Gone => None,
            Value::Here(length) => Some(&self.bytes[value_start..value_start + length]),
            Value::Apart(value) => Some(value.as_slice()),
        };
        (&self.bytes[row.at..value_start], value)
    }

    fn set_value(&mut self, row: usize, value: Value) {
        let apart = |value: &Value| match value {
            Value::Apart(value) => value.len(),
            Value::Gone | Value::Here(_) => 0,
        };
        let slot = &mut self.rows[row].value;
        self.apart = self.apart - apart(slot) + apart(&value);
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
            at: self.bytes.len(),
            key: key.len(),
            room: 0,
            value: Value::Gone,
        });
        self.bytes.extend_from_slice(key);
        row
    }

    fn find(&self, hash: u32, key: &[u8]) -> Option<usize> {
        self.table.find(hash, |row| {
            let row = &self.rows[row];
            is_same(&self.bytes[row.at..row.at + row.key], key)
        })
    }
}
