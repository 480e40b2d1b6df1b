//! What a lock got and gave, at any height of the best chain: sums over the rows of table history.
//!
//! Each row says what one transaction paid to a lock and spent from it. A lock's balance at a height is the sum of its
//! rows up to there, so every confirmed history can be told afterwards, also where the transactions themselves were
//! dropped. A block only spends coins that are there, so **no balance is ever negative**, whatever the height.
//!
//! **Cost.** One row read for each transaction that touches the lock, some 2 µs in a browser, and no memory; at most
//! [`MAX_ROWS`].

use super::Chain;
use crate::error::StorageError;
use crate::flow::Total;
use crate::schema::{history_entry, history_prefix, key_history_prefix};
use crate::store::{Order, Store, Table};
use core::ops::ControlFlow;
use primitives::{Height, Lock};
use std::collections::BTreeMap;

/// The most rows of table history that one answer adds up: about a second in a browser.
pub const MAX_ROWS: usize = 500_000;

impl<S: Store> Chain<S> {
    /// What a lock got and gave up to a height of the best chain, its block included; none where that takes more than
    /// [`MAX_ROWS`].
    ///
    /// # Errors
    /// When the store fails or is damaged.
    pub fn total(
        &self,
        lock: &Lock,
        up_to: Height,
    ) -> Result<Option<Total>, StorageError<S::Error>> {
        let totals = self.sum(&history_prefix(lock), up_to, MAX_ROWS)?;
        Ok(totals.map(|totals| totals.get(lock).copied().unwrap_or_default()))
    }

    /// The same for every key lock whose hash begins with these bytes; none where that takes more than `most` rows.
    ///
    /// # Errors
    /// When the store fails or is damaged.
    pub fn totals_of_keys(
        &self,
        beginning: &[u8],
        up_to: Height,
        most: usize,
    ) -> Result<Option<BTreeMap<Lock, Total>>, StorageError<S::Error>> {
        self.sum(&key_history_prefix(beginning), up_to, most)
    }

    /// Adds up the history rows under a prefix, by lock.
    fn sum(
        &self,
        prefix: &[u8],
        up_to: Height,
        most: usize,
    ) -> Result<Option<BTreeMap<Lock, Total>>, StorageError<S::Error>> {
        let mut totals = BTreeMap::<Lock, Total>::new();
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
                    Ok((lock, _, row)) => totals.entry(lock).or_default().add(row.flow),
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
