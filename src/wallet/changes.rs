//! The rows in which a wallet is stored, and the changes that are not stored yet.
//!
//! | key | value |
//! | --- | --- |
//! | `a` | version 2, genesis hash (32), account (98 for account 0, 65 for others) |
//! | `s` | height (4), hash (32) of the last block seen |
//! | `r` | index (4) of the present receiving address |
//! | `k` branch (1) index (4, big-endian) | key hash (20), and 0 if no transaction ever paid to it, 1 if one did, 2 if one did in a block that can't be disconnected |
//! | `t` txid (32) | a [`Record`](crate::record::Record) |
//! | `l` txid (32) index (4, big-endian) | empty: an output that was spent by a transaction which the wallet never saw |
//!
//! Each change of the wallet touches only the rows that it changes, so the cost of a block depends
//! only on its transactions that concern the wallet.

use crate::account::KeyPath;
use primitives::order::sort_by;
use primitives::{OutPoint, Txid};

/// The row that identifies the wallet and its chain.
pub(crate) const ABOUT: u8 = b'a';
/// The row of the last block seen.
pub(crate) const SYNCED: u8 = b's';
/// The row of the present receiving address.
pub(crate) const RECEIVE: u8 = b'r';
/// The first byte of a key's row.
pub(crate) const KEY: u8 = b'k';
/// The first byte of a transaction's row.
pub(crate) const TRANSACTION: u8 = b't';

/// The first byte of a lost coin's row.
pub(crate) const LOST: u8 = b'l';

/// A row's key and its new value; `None` if the row is removed.
pub type Change = (Vec<u8>, Option<Vec<u8>>);

/// The changes since the last [`take`](Self::take), in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    rows: Vec<Change>,
}

impl Changes {
    /// Sets a row.
    pub(crate) fn put(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.rows.push((key, Some(value)));
    }

    /// Removes a row.
    pub(crate) fn remove(&mut self, key: Vec<u8>) {
        self.rows.push((key, None));
    }

    /// Returns the last change of each row, ordered by key.
    pub(crate) fn take(&mut self) -> Vec<Change> {
        let mut rows = core::mem::take(&mut self.rows);
        sort_by(&mut rows, |(one, _), (other, _)| one.cmp(other));
        rows.dedup_by(|later, kept| {
            let is_same = later.0 == kept.0;
            if is_same {
                core::mem::swap(later, kept);
            }
            is_same
        });
        rows
    }
}

/// The key of a key's row.
pub(crate) fn key_row(path: KeyPath) -> Vec<u8> {
    let mut row = vec![KEY, path.branch.number()];
    row.extend_from_slice(&path.index.to_be_bytes());
    row
}

/// The key of a transaction's row.
pub(crate) fn transaction_row(txid: &Txid) -> Vec<u8> {
    let mut row = vec![TRANSACTION];
    row.extend_from_slice(&txid.to_bytes());
    row
}

/// The key of a lost coin's row.
pub(crate) fn lost_row(at: &OutPoint) -> Vec<u8> {
    let mut row = vec![LOST];
    row.extend_from_slice(&at.txid.to_bytes());
    row.extend_from_slice(&at.index.to_be_bytes());
    row
}
