//! Queries of the store: blocks, transactions, coins, histories and records.

use super::Chain;
use super::balance::MAX_ROWS;
use crate::chain::connect::granted_before;
use crate::check::grant;
use crate::coin::{Coin, Coins};
use crate::error::{Damage, StorageError, TransactionError};
use crate::index::Status;
use crate::pruned_block::PrunedBlock;
use crate::rule::TransactionRule;
use crate::store::schema::{Location, Number, Rows as _, history_entry, history_prefix, missing};
use crate::store::{Order, Row, Store, Table};
use core::ops::ControlFlow;
use primitives::{
    Block, BlockHash, Decode, Header, Height, Lock, OutPoint, Reader, Transaction, Txid,
};
use std::borrow::Cow;

/// A transaction with its position on the best chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The transaction.
    pub transaction: Transaction,
    /// The hash of its block.
    pub block: BlockHash,
    /// The height of its block.
    pub height: Height,
    /// Its index in the block.
    pub index: u32,
}

impl Located {
    /// Its position on the best chain.
    pub const fn location(&self) -> Location {
        Location {
            height: self.height,
            index: self.index,
        }
    }
}

/// A part of an encoded block, and the length of the full encoding.
type Slice = (Vec<u8>, usize);

impl<S: Store> Chain<S> {
    /// Checks a grant against all rules of the next block. A grant spends nothing and creates coins
    /// for a key that has no grant yet.
    ///
    /// # Errors
    /// The first broken rule, or a failure of the store.
    pub fn verify_grant(
        &self,
        transaction: &Transaction,
    ) -> Result<(), TransactionError<StorageError<S::Error>>> {
        grant::check(transaction, &self.spec)?;
        let before = granted_before(&self.ledger, transaction, &transaction.txid())
            .map_err(TransactionError::Storage)?;
        if let Some(key) = before {
            return Err(TransactionRule::GrantedBefore { key }.into());
        }
        Ok(grant::check_height(&self.spec, self.tip().height.next())?)
    }

    /// A block, on the best chain or not; `None` if it is not stored or was pruned.
    ///
    /// # Errors
    /// If the store fails or is damaged. A missing row of a stored block is damage, too.
    pub fn block(&self, hash: &BlockHash) -> Result<Option<Block>, StorageError<S::Error>> {
        let Some(number) = self.index.number(hash) else {
            return Ok(None);
        };
        let entry = self.index.entry(number);
        if entry.status == Status::Pruned {
            return Ok(None);
        }
        match self.ledger.block(number, *hash)? {
            None if entry.has_full_block() => {
                Err(missing(Table::Blocks, &number.to_be_bytes()).into())
            }
            block => Ok(block),
        }
    }

    /// At most `length` bytes of a block's encoding from `start` on, and the length of the full
    /// encoding; `None` if the block is not stored or was pruned. If `start` is 0, the block is
    /// checked against its hash.
    ///
    /// # Errors
    /// If the store fails or is damaged.
    pub fn block_slice(
        &self,
        hash: &BlockHash,
        start: usize,
        length: usize,
    ) -> Result<Option<Slice>, StorageError<S::Error>> {
        let number = self
            .index
            .number(hash)
            .filter(|number| self.index.entry(*number).has_full_block());
        let Some(number) = number else {
            return Ok(None);
        };
        if start == 0 {
            self.block(hash)?;
        }
        let key = number.to_be_bytes();
        let row = self.ledger.get(Table::Blocks, &key)?;
        let bytes = row.ok_or_else(|| missing(Table::Blocks, &key))?;
        let start = start.min(bytes.len());
        let end = start.saturating_add(length).min(bytes.len());
        Ok(Some((bytes[start..end].to_vec(), bytes.len())))
    }

    /// A pruned block, verified against its header; `None` for any other block.
    ///
    /// # Errors
    /// If the store fails or is damaged.
    pub fn pruned_block(
        &self,
        hash: &BlockHash,
    ) -> Result<Option<PrunedBlock>, StorageError<S::Error>> {
        let pruned = self.index.number(hash);
        let pruned = pruned.filter(|number| self.index.entry(*number).status == Status::Pruned);
        pruned
            .map(|number| {
                self.ledger
                    .pruned_block(number, &self.index.entry(number).header)
            })
            .transpose()
    }

    /// The number of transactions in a block; `None` if the block is not stored. Of a full block,
    /// only the header and the count are decoded. A pruned block is decoded whole.
    ///
    /// # Errors
    /// If the store fails or is damaged.
    pub fn transaction_count(
        &self,
        hash: &BlockHash,
    ) -> Result<Option<u64>, StorageError<S::Error>> {
        let Some(number) = self.index.number(hash) else {
            return Ok(None);
        };
        let entry = self.index.entry(number);
        if !entry.has_full_block() {
            let pruned = self.pruned_block(hash)?;
            return Ok(pruned.map(|block| u64::from(block.count())));
        }
        let key = number.to_be_bytes();
        let row = self.ledger.get(Table::Blocks, &key)?;
        let row = row.ok_or_else(|| missing(Table::Blocks, &key))?;
        let mut reader = Reader::new(&row);
        let count = Header::decode(&mut reader).and_then(|_| reader.compact());
        let count = count.map_err(|error| Damage::Row {
            table: Table::Blocks,
            key: key.to_vec(),
            error,
        })?;
        Ok(Some(count))
    }

    /// The coins that a block of the best chain spent, in the order of its inputs other than the
    /// coinbase's; `None` if the block is pruned or not on the best chain.
    ///
    /// # Errors
    /// If the store fails or is damaged.
    pub fn spent_coins(
        &self,
        hash: &BlockHash,
    ) -> Result<Option<Vec<Coin>>, StorageError<S::Error>> {
        match self.index.number(hash) {
            Some(0) => Ok(Some(Vec::new())),
            Some(number)
                if self.is_active(hash) && self.index.entry(number).status != Status::Pruned =>
            {
                Ok(Some(self.ledger.undo(number)?.spent))
            }
            _ => Ok(None),
        }
    }

    /// A transaction of the best chain; `None` if the best chain lacks it or it was pruned.
    ///
    /// # Errors
    /// If the store fails or is damaged.
    pub fn transaction(&self, txid: &Txid) -> Result<Option<Located>, StorageError<S::Error>> {
        match self.ledger.location(txid)? {
            Some(location) => Ok(self.locate(&[location])?.pop()),
            None => Ok(None),
        }
    }

    /// The ids of the best chain's transactions for which `wanted` holds, in no order; `None` if
    /// there are more than `rows` transactions. Pruned transactions are left out, except grants.
    ///
    /// # Errors
    /// If the store fails or is damaged.
    pub fn txids(
        &self,
        rows: usize,
        mut wanted: impl FnMut(&Txid) -> bool,
    ) -> Result<Option<Vec<Txid>>, StorageError<S::Error>> {
        let (mut found, mut read) = (Vec::new(), 0);
        self.ledger
            .visit(Table::Locations, &[], Order::Ascending, &mut |key, _| {
                read += 1;
                // A key of another length is damage. The row is skipped.
                let txid = key.try_into().map(Txid::from_bytes).ok();
                found.extend(txid.filter(|txid| wanted(txid)));
                match read <= rows {
                    true => ControlFlow::Continue(()),
                    false => ControlFlow::Break(()),
                }
            })?;
        Ok(Some(found).filter(|_| read <= rows))
    }

    /// The coin at `outpoint` on the best chain; `None` if it does not exist or is spent.
    ///
    /// # Errors
    /// If the store fails or is damaged.
    pub fn coin(&self, outpoint: &OutPoint) -> Result<Option<Coin>, StorageError<S::Error>> {
        self.ledger.coin(outpoint)
    }

    /// The best chain's transactions that pay to or spend from a lock, newest first, at most `max`,
    /// without pruned transactions. Only the newest [`MAX_ROWS`] rows of the lock are read,
    /// including those of pruned transactions. If neither bound is reached, the outputs of the
    /// transactions include all unspent coins of the lock.
    ///
    /// # Errors
    /// If the store fails or is damaged.
    pub fn history(&self, lock: &Lock, max: usize) -> Result<Vec<Located>, StorageError<S::Error>> {
        self.history_before(lock, None, max)
    }

    /// As [`history`](Self::history), but only transactions before the location `before`; all of
    /// them if it is `None`.
    ///
    /// # Errors
    /// If the store fails or is damaged.
    pub fn history_before(
        &self,
        lock: &Lock,
        before: Option<Location>,
        max: usize,
    ) -> Result<Vec<Located>, StorageError<S::Error>> {
        let prefix = history_prefix(lock);
        let (mut locations, mut read, mut damage) = (Vec::new(), 0, None);
        if max > 0 {
            self.ledger.visit(
                Table::History,
                &prefix,
                Order::Descending,
                &mut |key, value| {
                    read += 1;
                    match history_entry(key, value) {
                        Ok((_, _, row)) if row.dropped => {}
                        Ok((_, location, _)) if before.is_some_and(|end| location >= end) => {}
                        Ok((_, location, _)) => locations.push(location),
                        Err(error) => damage = Some(error),
                    }
                    match locations.len() < max && read < MAX_ROWS && damage.is_none() {
                        true => ControlFlow::Continue(()),
                        false => ControlFlow::Break(()),
                    }
                },
            )?;
        }
        match damage {
            Some(damage) => Err(damage.into()),
            None => self.locate(&locations),
        }
    }

    /// Sets a small row of the wallet or the node, or removes it if `value` is `None`. The change
    /// is durable after the next flush.
    pub fn put_record(&mut self, key: &[u8], value: Option<&[u8]>) {
        self.ledger.change(Table::Records, key, value);
    }

    /// A small row of the wallet or the node; `None` if there is none.
    ///
    /// # Errors
    /// If the store fails.
    pub fn record(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StorageError<S::Error>> {
        let value = self.ledger.get(Table::Records, key)?;
        Ok(value.map(Cow::into_owned))
    }

    /// The small rows whose keys begin with `prefix`, by key.
    ///
    /// # Errors
    /// If the store fails.
    pub fn records(&self, prefix: &[u8]) -> Result<Vec<Row>, StorageError<S::Error>> {
        self.ledger
            .rows(Table::Records, prefix, Order::Ascending, usize::MAX)
    }

    /// Removes the small rows whose keys begin with `prefix`, even if their values can't be read.
    ///
    /// # Errors
    /// If the store fails.
    pub fn clear_records(&mut self, prefix: &[u8]) -> Result<(), StorageError<S::Error>> {
        let keys = self.ledger.keys(Table::Records, prefix)?;
        for key in keys {
            self.ledger.change(Table::Records, &key, None);
        }
        Ok(())
    }

    /// The transactions at these locations, without pruned ones. A block is read once for
    /// consecutive locations.
    pub(super) fn locate(
        &self,
        locations: &[Location],
    ) -> Result<Vec<Located>, StorageError<S::Error>> {
        let mut found = Vec::with_capacity(locations.len());
        let mut last: Option<(Height, BlockHash, Content)> = None;
        for location in locations {
            let (_, block, content) = match last.take_if(|(at, ..)| *at == location.height) {
                Some(same) => last.insert(same),
                None => {
                    let (hash, block) = self.block_at(location.height)?;
                    last.insert((location.height, hash, block))
                }
            };
            let index = location.index;
            let transaction = match content {
                Content::Full(block) => block.transactions.get(index as usize),
                Content::Pruned(block) => match block.transaction(index) {
                    Some(kept) => Some(&kept.transaction),
                    None => continue,
                },
            };
            let transaction =
                transaction.ok_or_else(|| missing(Table::Locations, &index.to_be_bytes()))?;
            found.push(Located {
                transaction: transaction.clone(),
                block: *block,
                height: location.height,
                index: location.index,
            });
        }
        Ok(found)
    }

    /// The best chain's block at a height, which must be stored.
    pub(super) fn block_at(
        &self,
        height: Height,
    ) -> Result<(BlockHash, Content), StorageError<S::Error>> {
        let number = self.index.active.at(height).unwrap_or(Number::MAX);
        let absent = || missing(Table::Blocks, &number.to_be_bytes());
        let entry = self.entry_at(height).ok_or_else(absent)?;
        let content = match entry.status {
            Status::Pruned => Content::Pruned(self.ledger.pruned_block(number, &entry.header)?),
            _ => Content::Full(self.ledger.block(number, entry.hash)?.ok_or_else(absent)?),
        };
        Ok((entry.hash, content))
    }
}

/// A full block or a pruned one.
pub(super) enum Content {
    Full(Block),
    Pruned(PrunedBlock),
}

impl<S: Store> Coins for Chain<S> {
    type Error = StorageError<S::Error>;

    fn coin(&self, outpoint: &OutPoint) -> Result<Option<Coin>, Self::Error> {
        Self::coin(self, outpoint)
    }
}
