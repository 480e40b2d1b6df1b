//! The tables and encodings of a store. Numbers in keys are big-endian, so that rows sort by them.
//!
//! | table | key | value |
//! | --- | --- | --- |
//! | meta | `spec` | the chain's spec |
//! | meta | `tip` | the number (u32) of the best chain's last header |
//! | meta | `cut` | the progress of pruning: `PruneProgress` |
//! | headers | number in the order of recording (u32) | the header with its seal, one byte of `StoredFlags` |
//! | blocks | the header's number | the block, full or pruned |
//! | undo | the header's number | the coins that the block spent, while it is on the best chain and not pruned |
//! | coins | txid, output index (u32) | an unspent coin |
//! | locations | txid | height (u32), index in the block (u32); a grant's row is never removed |
//! | history | lock, height (u32), index (u32) | the amounts paid to the lock and spent from it: `HistoryRow` |
//! | records | chosen by wallet and node | chosen by wallet and node |
//!
//! Numbers instead of hashes keep keys short and let blocks be appended. A header's number is
//! greater than its parent's. There is a history row for every transaction of the best chain that
//! pays to or spends from a lock, except for unspendable locks. A lock's encoding begins with its
//! length, so the rows of two locks never mix. The location of a pruned transaction is removed,
//! unless the transaction has no inputs, since its txid must never occur again. Its history rows
//! stay, because balances need them.

use crate::coin::Coin;
use crate::error::{Damage, StorageError};
use crate::lock_totals::LockAmounts;
use crate::pruned_block::{PrunedBlock, PrunedBody};
use crate::store::{Batch, Store, Table};
use crate::undo::Undo;
use primitives::{
    Block, BlockHash, Decode, DecodeError, Encode, Header, Height, KeyHash, Lock, OutPoint, Reader,
    Txid,
};
use std::borrow::Cow;

/// The key in table meta of the chain's spec.
pub(crate) const SPEC: &[u8] = b"spec";
/// The key in table meta of the best chain's last header.
pub(crate) const TIP: &[u8] = b"tip";

/// The key in table meta of the progress of pruning; no row if no block was pruned.
pub(crate) const PRUNE_PROGRESS: &[u8] = b"cut";

/// A header's number in the order of recording (see [`crate::index`]).
pub(crate) type Number = u32;

/// The store's data about a block in addition to its header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct StoredFlags {
    /// Whether the block is stored, full or pruned.
    pub(crate) block: bool,
    /// Whether the block was connected once, so that it is valid.
    pub(crate) valid: bool,
    /// Whether the block is pruned.
    pub(crate) pruned: bool,
}

/// The progress of pruning: the last pruned block of the best chain, and the part of the next block
/// whose spent outputs are marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PruneProgress {
    /// The height of the last pruned block; 0 if no block was pruned. The genesis block is never
    /// pruned.
    pub(crate) height: Height,
    /// The number of the next block's inputs whose spent outputs were marked.
    pub(crate) inputs: u32,
}

impl PruneProgress {
    pub(crate) const NONE: Self = Self {
        height: Height::GENESIS,
        inputs: 0,
    };

    /// The lowest height at which a branch can leave the best chain.
    pub(crate) fn floor(self) -> Height {
        match self.inputs {
            0 => self.height,
            _ => self.height.next(),
        }
    }
}

impl Encode for PruneProgress {
    fn encode(&self, out: &mut Vec<u8>) {
        self.height.encode(out);
        out.extend_from_slice(&self.inputs.to_le_bytes());
    }
}

impl Decode for PruneProgress {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            height: Height::decode(r)?,
            inputs: r.u32()?,
        })
    }
}

/// A row of table headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HeaderRow {
    pub(crate) header: Header,
    pub(crate) flags: StoredFlags,
}

impl Encode for HeaderRow {
    fn encode(&self, out: &mut Vec<u8>) {
        self.header.encode(out);
        let flags = self.flags;
        out.push(u8::from(flags.block) | u8::from(flags.valid) << 1 | u8::from(flags.pruned) << 2);
    }
}

impl Decode for HeaderRow {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let header = Header::decode(r)?;
        let flags = r.u8()?;
        if flags > 7 {
            return Err(r.invalid("unknown flags"));
        }
        let flags = StoredFlags {
            block: flags & 1 != 0,
            valid: flags & 2 != 0,
            pruned: flags & 4 != 0,
        };
        Ok(Self { header, flags })
    }
}

/// A transaction's position on the best chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The height of the block.
    pub height: Height,
    /// The index of the transaction in the block.
    pub index: u32,
}

impl Location {
    const LEN: usize = 8;

    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            height: Height(u32::from_be_bytes(r.array()?)),
            index: u32::from_be_bytes(r.array()?),
        })
    }
}

impl Encode for Location {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.height.value().to_be_bytes());
        out.extend_from_slice(&self.index.to_be_bytes());
    }
}

/// A row of table history: the amounts of one transaction for a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HistoryRow {
    pub(crate) amounts: LockAmounts,
    /// Whether the transaction was pruned, so that only its amounts are left.
    pub(crate) dropped: bool,
}

impl Encode for HistoryRow {
    fn encode(&self, out: &mut Vec<u8>) {
        self.amounts.encode(out);
        out.push(u8::from(self.dropped));
    }
}

impl Decode for HistoryRow {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let amounts = LockAmounts::decode(r)?;
        match r.u8()? {
            flag @ 0..=1 => Ok(Self {
                amounts,
                dropped: flag == 1,
            }),
            _ => Err(r.invalid("unknown flag")),
        }
    }
}

/// A row's value, if there is one.
pub(crate) type Found<'a, E> = Result<Option<Cow<'a, [u8]>>, StorageError<E>>;

/// Read access to rows, from the store or with changes on top of it.
pub(crate) trait Rows {
    type Error: std::error::Error + 'static;

    fn get(&self, table: Table, key: &[u8]) -> Found<'_, Self::Error>;

    fn coin(&self, outpoint: &OutPoint) -> Result<Option<Coin>, StorageError<Self::Error>> {
        self.read(Table::Coins, &coin_key(outpoint), Coin::decode)
    }

    fn location(&self, txid: &Txid) -> Result<Option<Location>, StorageError<Self::Error>> {
        self.read(Table::Locations, txid.as_bytes(), Location::decode)
    }

    /// The block of a header, checked against its hash.
    fn block(
        &self,
        number: Number,
        wanted: BlockHash,
    ) -> Result<Option<Block>, StorageError<Self::Error>> {
        let block = self.read(Table::Blocks, &number.to_be_bytes(), Block::decode)?;
        match block.as_ref().map(Block::hash) {
            Some(found) if found != wanted => Err(Damage::OtherBlock { wanted, found }.into()),
            _ => Ok(block),
        }
    }

    /// The pruned block of a header, checked against the header.
    fn pruned_block(
        &self,
        number: Number,
        header: &Header,
    ) -> Result<PrunedBlock, StorageError<Self::Error>> {
        let key = number.to_be_bytes();
        let body = self.read(Table::Blocks, &key, PrunedBody::decode)?;
        let body = body.ok_or_else(|| missing(Table::Blocks, &key))?;
        let block = header.hash();
        let pruned = PrunedBlock::new(*header, body);
        Ok(pruned.ok_or(Damage::PrunedBlock { block })?)
    }

    fn undo(&self, number: Number) -> Result<Undo, StorageError<Self::Error>> {
        let key = number.to_be_bytes();
        let undo = self.read(Table::Undo, &key, Undo::decode)?;
        Ok(undo.ok_or_else(|| missing(Table::Undo, &key))?)
    }

    fn read<T>(
        &self,
        table: Table,
        key: &[u8],
        decode: impl FnOnce(&mut Reader<'_>) -> Result<T, DecodeError>,
    ) -> Result<Option<T>, StorageError<Self::Error>> {
        match self.get(table, key)? {
            Some(value) => Ok(Some(parse(table, key, &value, decode)?)),
            None => Ok(None),
        }
    }
}

/// The rows of a store.
pub(crate) struct Stored<'a, S>(pub(crate) &'a S);

impl<S: Store> Rows for Stored<'_, S> {
    type Error = S::Error;

    fn get(&self, table: Table, key: &[u8]) -> Found<'_, S::Error> {
        let value = self.0.get(table, key).map_err(StorageError::Store)?;
        Ok(value.map(Cow::Owned))
    }
}

/// The damage to report if a row is missing that must exist.
pub(crate) fn missing(table: Table, key: &[u8]) -> Damage {
    let key = key.to_vec();
    Damage::Missing { table, key }
}

/// Decodes a row's full value.
pub(crate) fn parse<T>(
    table: Table,
    key: &[u8],
    value: &[u8],
    decode: impl FnOnce(&mut Reader<'_>) -> Result<T, DecodeError>,
) -> Result<T, Damage> {
    let mut r = Reader::new(value);
    decode(&mut r)
        .and_then(|parsed| r.finish().map(|()| parsed))
        .map_err(|error| Damage::Row {
            table,
            key: key.to_vec(),
            error,
        })
}

/// Decodes a header's number.
pub(crate) fn number(r: &mut Reader<'_>) -> Result<Number, DecodeError> {
    r.array().map(u32::from_be_bytes)
}

pub(crate) fn coin_key(outpoint: &OutPoint) -> [u8; OutPoint::LEN] {
    let mut key = [0; OutPoint::LEN];
    let (txid, index) = key.split_at_mut(32);
    txid.copy_from_slice(outpoint.txid.as_bytes());
    index.copy_from_slice(&outpoint.index.to_be_bytes());
    key
}

/// The prefix of the keys of a lock's history rows.
pub(crate) fn history_prefix(lock: &Lock) -> Vec<u8> {
    lock.to_bytes()
}

/// The prefix of the keys of history rows of key locks whose hashes begin with these bytes.
pub(crate) fn key_history_prefix(beginning: &[u8]) -> Vec<u8> {
    let mut prefix = Lock::Key(KeyHash::default()).to_bytes();
    prefix.truncate(prefix.len() - KeyHash::default().as_bytes().len());
    prefix.extend_from_slice(beginning);
    prefix
}

/// Decodes a row of table history: its lock, the transaction's location, and the amounts.
pub(crate) fn history_entry(
    key: &[u8],
    value: &[u8],
) -> Result<(Lock, Location, HistoryRow), Damage> {
    let decode = |r: &mut Reader<'_>| Ok((Lock::decode(r)?, Location::decode(r)?));
    let (lock, location) = parse(Table::History, key, key, decode)?;
    let row = parse(Table::History, key, value, HistoryRow::decode)?;
    Ok((lock, location, row))
}

/// Typed changes.
impl Batch {
    pub(crate) fn put_header(&mut self, number: Number, row: &HeaderRow) {
        self.put_encoded(Table::Headers, &number.to_be_bytes(), row);
    }

    pub(crate) fn put_block(&mut self, number: Number, block: &Block) {
        self.put(Table::Blocks, number.to_be_bytes(), block.to_bytes());
    }

    pub(crate) fn put_pruned_block(&mut self, number: Number, pruned: &PrunedBlock) {
        self.put(
            Table::Blocks,
            number.to_be_bytes(),
            pruned.body().to_bytes(),
        );
    }

    pub(crate) fn put_progress(&mut self, progress: PruneProgress) {
        self.put(Table::Meta, PRUNE_PROGRESS, progress.to_bytes());
    }

    pub(crate) fn put_tip(&mut self, number: Number) {
        self.put(Table::Meta, TIP, number.to_be_bytes());
    }

    pub(crate) fn put_coin(&mut self, outpoint: &OutPoint, coin: &Coin) {
        self.put_encoded(Table::Coins, &coin_key(outpoint), coin);
    }

    pub(crate) fn put_location(&mut self, txid: &Txid, location: Location) {
        self.put_encoded(Table::Locations, txid.as_bytes(), &location);
    }

    pub(crate) fn put_history(&mut self, lock: &Lock, location: Location, row: HistoryRow) {
        self.put_encoded(Table::History, &history_key(lock, location), &row);
    }

    pub(crate) fn remove_history(&mut self, lock: &Lock, location: Location) {
        self.remove(Table::History, history_key(lock, location));
    }
}

fn history_key(lock: &Lock, location: Location) -> Vec<u8> {
    let mut key = Vec::with_capacity(lock.encoded_len() + Location::LEN);
    lock.encode(&mut key);
    location.encode(&mut key);
    key
}
