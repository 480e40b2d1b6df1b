//! Balances of locks at any height of the best chain, as sums over the rows of table history.
//!
//! A row has the amounts that one transaction paid to a lock and spent from it. A lock's balance at
//! a height is the sum of its rows up to that height, so all confirmed balances can be computed,
//! even if the transactions were pruned. A block only spends existing coins, so **no balance is
//! negative** at any height.
//!
//! **Cost.** One row is read for each transaction that pays to the lock or spends from it. Reading
//! a row takes some 2 µs in a browser. No row is kept in memory. A sum of more than [`MAX_ROWS`]
//! rows is not computed.

use super::Chain;
use crate::error::StorageError;
use crate::lock_totals::LockTotal;
use crate::store::schema::{history_entry, history_prefix, key_history_prefix};
use crate::store::{Order, Store, Table};
use core::ops::ControlFlow;
use primitives::{Height, Lock};
use std::collections::BTreeMap;

/// The maximum number of rows of table history in one sum: about a second in a browser.
pub const MAX_ROWS: usize = 500_000;

impl<S: Store> Chain<S> {
    /// The sums of a lock up to and including a height of the best chain; `None` if there are more
    /// than [`MAX_ROWS`] rows.
    ///
    /// # Errors
    /// If the store fails or is damaged.
    pub fn total(
        &self,
        lock: &Lock,
        up_to: Height,
    ) -> Result<Option<LockTotal>, StorageError<S::Error>> {
        let totals = self.sum(&history_prefix(lock), up_to, MAX_ROWS)?;
        Ok(totals.map(|totals| totals.get(lock).copied().unwrap_or_default()))
    }

    /// The sums of every key lock whose hash begins with these bytes; `None` if there are more than
    /// `most` rows.
    ///
    /// # Errors
    /// If the store fails or is damaged.
    pub fn totals_of_keys(
        &self,
        beginning: &[u8],
        up_to: Height,
        most: usize,
    ) -> Result<Option<BTreeMap<Lock, LockTotal>>, StorageError<S::Error>> {
        self.sum(&key_history_prefix(beginning), up_to, most)
    }

    /// The sums of the history rows whose keys begin with a prefix, by lock.
    fn sum(
        &self,
        prefix: &[u8],
        up_to: Height,
        most: usize,
    ) -> Result<Option<BTreeMap<Lock, LockTotal>>, StorageError<S::Error>> {
        let mut totals = BTreeMap::<Lock, LockTotal>::new();
        let mut rows = 0;
        let mut damage = None;
        self.ledger.visit(
            Table::History,
            prefix,
            Order::Ascending,
            &mut |key, value| {
                rows += 1;
                match history_entry(key, value) {
                    Ok((_, location, _)) if location.height > up_to => {}
                    Ok((lock, _, row)) => totals.entry(lock).or_default().add(row.amounts),
                    Err(error) => damage = Some(error),
                }
                match rows <= most && damage.is_none() {
                    true => ControlFlow::Continue(()),
                    false => ControlFlow::Break(()),
                }
            },
        )?;
        match damage {
            Some(damage) => Err(damage.into()),
            None => Ok(Some(totals).filter(|_| rows <= most)),
        }
    }
}
