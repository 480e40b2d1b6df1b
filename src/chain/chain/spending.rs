//! Queries about spending: the coins that a transaction spent, the transaction that spent an
//! output, and the locks that have a history.

use super::Chain;
use super::balance::MAX_ROWS;
use super::content::{Content, Located};
use crate::coin::Coin;
use crate::error::{Damage, StorageError};
use crate::store::schema::{
    Location, Number, history_entry, history_prefix, key_history_prefix, missing,
};
use crate::store::{Order, Store, Table};
use core::ops::ControlFlow;
use primitives::{KeyHash, Lock, OutPoint, Output};

/// The maximum number of transactions that [`Chain::spending`] reads to find the one that spends an
/// output.
pub const MAX_SPENDERS: usize = 1_000;

/// The number of transactions that are read together to find a spender.
const BATCH: usize = 25;

/// The state of an output of the best chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spending {
    /// No block of the best chain spends it.
    Unspent,
    /// An input of a transaction of the best chain spends it.
    Spent {
        /// The transaction.
        by: Box<Located>,
        /// The index of the input.
        input: u32,
    },
    /// The best chain spends it, but this node can't tell in which transaction: that one was
    /// pruned, or more than [`MAX_SPENDERS`] transactions would have to be read.
    SpentByUnknown,
}

impl<S: Store> Chain<S> {
    /// The coins that the transaction at a location of the best chain spent, in the order of its
    /// inputs; empty for a coinbase and for a grant. `None` if there is no such transaction or it
    /// was pruned.
    ///
    /// # Errors
    /// If the store fails or is damaged.
    pub fn spent_by(
        &self,
        location: &Location,
    ) -> Result<Option<Vec<Coin>>, StorageError<S::Error>> {
        let Location { height, index } = *location;
        if height > self.tip().height {
            return Ok(None);
        }
        let (hash, content) = self.block_at(height)?;
        let block = match content {
            Content::Pruned(block) => {
                return Ok(block.transaction(index).map(|kept| kept.spent.clone()));
            }
            Content::Full(block) => block,
        };
        let Some(transaction) = block.transactions.get(index as usize) else {
            return Ok(None);
        };
        if index == 0 || transaction.inputs.is_empty() {
            return Ok(Some(Vec::new()));
        }
        let before = &block.transactions[1..index as usize];
        let skipped: usize = before.iter().map(|earlier| earlier.inputs.len()).sum();
        let spent = self.spent_coins(&hash)?.unwrap_or_default();
        let coins = spent.into_iter().skip(skipped);
        let coins: Vec<Coin> = coins.take(transaction.inputs.len()).collect();
        match coins.len() == transaction.inputs.len() {
            true => Ok(Some(coins)),
            false => {
                let number = self.index.number(&hash).unwrap_or(Number::MAX);
                Err(missing(Table::Undo, &number.to_be_bytes()).into())
            }
        }
    }

    /// The state of an output of a transaction of the best chain; `None` if the best chain has no
    /// such output, or its transaction was pruned. An output that nobody can spend is unspent.
    ///
    /// The rows of the output's lock are searched, from the output's block up. Of these, only
    /// transactions that spend at least the output's amount are read.
    ///
    /// # Errors
    /// If the store fails or is damaged.
    pub fn spending(
        &self,
        outpoint: &OutPoint,
    ) -> Result<Option<Spending>, StorageError<S::Error>> {
        let Some(located) = self.transaction(&outpoint.txid)? else {
            return Ok(None);
        };
        let outputs = &located.transaction.outputs;
        let Some(output) = outputs.get(outpoint.index as usize) else {
            return Ok(None);
        };
        if output.lock.is_unspendable() || self.coin(outpoint)?.is_some() {
            return Ok(Some(Spending::Unspent));
        }
        let candidates = self.spenders(output, located.location())?;
        for batch in candidates.chunks(BATCH) {
            for by in self.locate(batch)? {
                let mut inputs = (0..).zip(&by.transaction.inputs);
                let found = inputs.find(|(_, input)| input.previous == *outpoint);
                if let Some((input, _)) = found {
                    let by = Box::new(by);
                    return Ok(Some(Spending::Spent { by, input }));
                }
            }
        }
        Ok(Some(Spending::SpentByUnknown))
    }

    /// The number of transactions of the best chain that pay to or spend from a lock, including
    /// pruned ones; `None` if there are more than [`MAX_ROWS`].
    ///
    /// # Errors
    /// If the store fails.
    pub fn history_len(&self, lock: &Lock) -> Result<Option<usize>, StorageError<S::Error>> {
        let mut rows = 0;
        let count = &mut |_: &[u8], _: &[u8]| {
            rows += 1;
            match rows <= MAX_ROWS {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        };
        self.ledger.visit(
            Table::History,
            &history_prefix(lock),
            Order::Ascending,
            count,
        )?;
        Ok(Some(rows).filter(|rows| *rows <= MAX_ROWS))
    }

    /// The hashes of all key locks that have a history on the best chain, in ascending order;
    /// `None` if they have more than `max_rows` rows together.
    ///
    /// # Errors
    /// If the store fails or is damaged.
    pub fn key_hashes(
        &self,
        max_rows: usize,
    ) -> Result<Option<Vec<KeyHash>>, StorageError<S::Error>> {
        let (mut found, mut rows, mut damage) = (Vec::<KeyHash>::new(), 0, None);
        self.ledger.visit(
            Table::History,
            &key_history_prefix(&[]),
            Order::Ascending,
            &mut |key, value| {
                rows += 1;
                match history_entry(key, value) {
                    Ok((Lock::Key(hash), ..)) if found.last() != Some(&hash) => found.push(hash),
                    Ok(_) => {}
                    Err(error) => damage = Some(error),
                }
                match rows <= max_rows && damage.is_none() {
                    true => ControlFlow::Continue(()),
                    false => ControlFlow::Break(()),
                }
            },
        )?;
        unless_damaged(damage, Some(found).filter(|_| rows <= max_rows))
    }

    /// The locations of the transactions that may spend an output that was created at a location,
    /// lowest first, at most [`MAX_SPENDERS`].
    fn spenders(
        &self,
        output: &Output,
        created: Location,
    ) -> Result<Vec<Location>, StorageError<S::Error>> {
        let (mut found, mut damage) = (Vec::new(), None);
        self.ledger.visit(
            Table::History,
            &history_prefix(&output.lock),
            Order::Ascending,
            &mut |key, value| {
                match history_entry(key, value) {
                    Ok((_, location, row))
                        if location > created
                            && !row.dropped
                            && row.amounts.spent >= output.amount =>
                    {
                        found.push(location);
                    }
                    Ok(_) => {}
                    Err(error) => damage = Some(error),
                }
                match found.len() < MAX_SPENDERS && damage.is_none() {
                    true => ControlFlow::Continue(()),
                    false => ControlFlow::Break(()),
                }
            },
        )?;
        unless_damaged(damage, found)
    }
}

/// The result of a visit, unless the visit found damage.
fn unless_damaged<T, E: core::error::Error>(
    damage: Option<Damage>,
    found: T,
) -> Result<T, StorageError<E>> {
    match damage {
        Some(damage) => Err(damage.into()),
        None => Ok(found),
    }
}
