//! The changes to one table: rows by their keys, in no order until they are asked for in one.
//!
//! A block of a thousand payments changes some seven thousand rows. In a sorted map, finding their places was a quarter of
//! the time of a block whose signatures are known, and memory for their keys and values another tenth; so a hash finds
//! them, and keys and short values lie one after the other in one piece of memory. They are sorted when they are written
//! or scanned, which is once for many changes.

use super::key::is_same;
use super::scatter::Scatter;
use super::{Change, Order};
use crate::slots::Slots;
use primitives::order::sort_by;

/// Values up to this many bytes lie beside their keys. Longer ones move as they are, and go when they are replaced.
const SHORT: usize = 256;

/// What a row costs in memory beside its bytes, roughly: its entry and its share of the slots.
const ROW_OVERHEAD: usize = 64;

/// Changed rows. None is ever taken out: one that goes is a change as well.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes {
    rows: Vec<Row>,
    /// Keys and short values.
    bytes: Vec<u8>,
    slots: Slots,
    /// Bytes of the values that lie apart.
    apart: usize,
}

#[derive(Clone, Debug)]
struct Row {
    /// Where its bytes begin: the key, then room for a value.
    at: usize,
    key: usize,
    room: usize,
    value: Value,
}

#[derive(Clone, Debug)]
enum Value {
    Gone,
    /// So many bytes in the row's room.
    Here(usize),
    Apart(Vec<u8>),
}

impl Changes {
    pub(super) const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The memory that they take, roughly.
    pub(super) const fn bytes(&self) -> usize {
        self.rows.len() * ROW_OVERHEAD + self.bytes.len() + self.apart
    }

    /// What becomes of a row: unchanged (the outer none), removed (the inner none) or set.
    pub(super) fn get(&self, scatter: &Scatter, key: &[u8]) -> Option<Option<&[u8]>> {
        // Most often so: blocks come one by one, and are written soon.
        if self.rows.is_empty() {
            return None;
        }
        let row = self.find(scatter.hash(key), key)?;
        Some(self.change(&self.rows[row]).1)
    }

    /// Removes a row.
    pub(super) fn remove(&mut self, scatter: &Scatter, key: &[u8]) {
        let row = self.row(scatter, key);
        self.set_value(row, Value::Gone);
    }

    /// Sets a row.
    pub(super) fn put(&mut self, scatter: &Scatter, key: &[u8], value: Vec<u8>) {
        if value.len() <= SHORT {
            return self.write(scatter, key, &mut |out| out.extend_from_slice(&value));
        }
        let row = self.row(scatter, key);
        self.set_value(row, Value::Apart(value));
    }

    /// Sets a row to what is appended.
    pub(super) fn write(
        &mut self,
        scatter: &Scatter,
        key: &[u8],
        append: &mut dyn FnMut(&mut Vec<u8>),
    ) {
        let at = self.row(scatter, key);
        let start = self.bytes.len();
        append(&mut self.bytes);
        let length = self.bytes.len() - start;
        let row = &mut self.rows[at];
        let place = row.at + row.key;
        // Nothing was written after a new row's key.
        if place == start && length <= SHORT {
            row.room = length;
        } else if length <= row.room {
            self.bytes.copy_within(start.., place);
            self.bytes.truncate(start);
        } else {
            let apart = self.bytes.split_off(start);
            return self.set_value(at, Value::Apart(apart));
        }
        self.set_value(at, Value::Here(length));
    }

    /// Adds later changes.
    pub(super) fn merge(&mut self, scatter: &Scatter, later: Self) {
        let Self { rows, bytes, .. } = later;
        for Row { at, key, value, .. } in rows {
            let place = at + key;
            let key = &bytes[at..place];
            match value {
                Value::Gone => self.remove(scatter, key),
                Value::Here(length) => self.write(scatter, key, &mut |out| {
                    out.extend_from_slice(&bytes[place..place + length]);
                }),
                Value::Apart(value) => self.put(scatter, key, value),
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
        let place = row.at + row.key;
        let value = match &row.value {
            Value::Gone => None,
            Value::Here(length) => Some(&self.bytes[place..place + length]),
            Value::Apart(value) => Some(value.as_slice()),
        };
        (&self.bytes[row.at..place], value)
    }

    fn set_value(&mut self, row: usize, value: Value) {
        let apart = |value: &Value| match value {
            Value::Apart(value) => value.len(),
            Value::Gone | Value::Here(_) => 0,
        };
        let place = &mut self.rows[row].value;
        self.apart = self.apart - apart(place) + apart(&value);
        *place = value;
    }

    /// The row of this key, which is added where there is none.
    fn row(&mut self, scatter: &Scatter, key: &[u8]) -> usize {
        let hash = scatter.hash(key);
        if let Some(row) = self.find(hash, key) {
            return row;
        }
        let row = self.rows.len();
        self.slots.insert(hash, row);
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
        self.slots.find(hash, |row| {
            let row = &self.rows[row];
            is_same(&self.bytes[row.at..row.at + row.key], key)
        })
    }
}
