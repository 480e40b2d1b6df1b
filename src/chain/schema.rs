//! What the rows of a store mean. Numbers in keys are big-endian, so that rows sort by them.
//!
//! | table | key | value |
//! | --- | --- | --- |
//! | meta | `spec` | the chain's spec |
//! | meta | `tip` | the number (u32) of the best chain's last header |
//! | meta | `cut` | how far blocks were cut down: `Progress` |
//! | headers | number in order of arrival (u32) | the header with its seal, one byte of `Kept` flags |
//! | blocks | the header's number | the block, while it is kept; what is left of it once it was cut |
//! | undo | the header's number | the coins it spent, while it is in the best chain and whole |
//! | coins | txid, output index (u32) | an unspent coin |
//! | locations | txid | height (u32), place in the block (u32); of a grant it also says that it was given, for good |
//! | history | lock, height (u32), place (u32) | what that transaction paid to the lock and spent from it: `HistoryRow` |
//! | records | whatever wallet and node choose | whatever they choose |
//!
//! Numbers instead of hashes keep keys short and let blocks be appended. A header's number is greater than its
//! parent's. History rows stand for every transaction of the best chain that pays to or spends from a lock (those that
//! nobody can spend left out); the lock's encoding begins with its length, so no lock's rows lie among another's. Locations of
//! transactions that were cut away go with them, but for those without inputs, whose txids must never come again; their
//! history rows stay, for the sake of the figures.

use crate::coin::Coin;
use crate::cut_block::{CutBlock, Remains};
use crate::error::{Damage, StorageError};
use crate::flow::Flow;
use crate::store::{Batch, Store, Table};
use crate::undo::Undo;
use primitives::{
    Block, BlockHash, Decode, DecodeError, Encode, Header, Height, KeyHash, Lock, OutPoint, Reader,
    Txid,
};
use std::borrow::Cow;

/// The row of table meta that says which chain this is.
pub(crate) const SPEC: &[u8] = b"spec";
/// The row of table meta that says where the best chain ends.
pub(crate) const TIP: &[u8] = b"tip";

/// The row of table meta that says how far blocks were cut down; none where none was.
pub(crate) const CUT: &[u8] = b"cut";

/// A header's number: its place in the order of arrival.
pub(crate) type Number = u32;

/// What is kept of a block beside its header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    /// The block itself.
    pub(crate) block: bool,
    /// The knowledge that it is valid: it was connected once.
    pub(crate) valid: bool,
    /// The block was cut down: only what is left of it is kept.
    pub(crate) cut: bool,
}

/// How far the best chain's blocks were cut down, and the outputs that they spend counted as spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Progress {
    /// The last block that was cut; the genesis block, which never is, where there is none.
    pub(crate) height: Height,
    /// Inputs of the block after it that were counted.
    pub(crate) inputs: u32,
}

impl Progress {
    pub(crate) const NONE: Self = Self {
        height: Height::GENESIS,
        inputs: 0,
    };

    /// The lowest block on which a branch can still part from the best chain.
    pub(crate) fn floor(self) -> Height {
        match self.inputs {
            0 => self.height,
            _ => self.height.next(),
        }
    }
}

impl Encode for Progress {
    fn encode(&self, out: &mut Vec<u8>) {
        self.height.encode(out);
        out.extend_from_slice(&self.inputs.to_le_bytes());
    }
}

impl Decode for Progress {
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
    pub(crate) kept: Kept,
}

impl Encode for HeaderRow {
    fn encode(&self, out: &mut Vec<u8>) {
        self.header.encode(out);
        let kept = self.kept;
        out.push(u8::from(kept.block) | u8::from(kept.valid) << 1 | u8::from(kept.cut) << 2);
    }
}

impl Decode for HeaderRow {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let header = Header::decode(r)?;
        let flags = r.u8()?;
        if flags > 7 {
            return Err(r.invalid("unknown flags"));
        }
        let kept = Kept {
            block: flags & 1 != 0,
            valid: flags & 2 != 0,
            cut: flags & 4 != 0,
        };
        Ok(Self { header, kept })
    }
}

/// A transaction's place in the best chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The block's height.
    pub height: Height,
    /// The transaction's place in the block.
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

/// A row of table history: what a transaction means for a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HistoryRow {
    pub(crate) flow: Flow,
    /// The transaction was cut away since: the figures are all that is left of it.
    pub(crate) dropped: bool,
}

impl Encode for HistoryRow {
    fn encode(&self, out: &mut Vec<u8>) {
        self.flow.encode(out);
        out.push(u8::from(self.dropped));
    }
}

impl Decode for HistoryRow {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let flow = Flow::decode(r)?;
        match r.u8()? {
            flag @ 0..=1 => Ok(Self {
                flow,
                dropped: flag == 1,
            }),
            _ => Err(r.invalid("unknown flag")),
        }
    }
}

/// A row's value, if it is there.
pub(crate) type Found<'a, E> = Result<Option<Cow<'a, [u8]>>, StorageError<E>>;

/// Rows as they are now, whatever lies between them and the store.
pub(crate) trait Rows {
    type Error: std::error::Error + 'static;

    fn get(&self, table: Table, key: &[u8]) -> Found<'_, Self::Error>;

    fn coin(&self, outpoint: &OutPoint) -> Result<Option<Coin>, StorageError<Self::Error>> {
        self.read(Table::Coins, &coin_key(outpoint), Coin::decode)
    }

    fn location(&self, txid: &Txid) -> Result<Option<Location>, StorageError<Self::Error>> {
        self.read(Table::Locations, txid.as_bytes(), Location::decode)
    }

    /// The block of a header, which must have this hash.
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

    /// What is left of a block of this header and hash, which was cut.
    fn cut_block(
        &self,
        number: Number,
        header: &Header,
    ) -> Result<CutBlock, StorageError<Self::Error>> {
        let key = number.to_be_bytes();
        let remains = self.read(Table::Blocks, &key, Remains::decode)?;
        let remains = remains.ok_or_else(|| missing(Table::Blocks, &key))?;
        let block = header.hash();
        let cut = CutBlock::new(*header, remains);
        Ok(cut.ok_or(Damage::CutBlock { block })?)
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

/// Rows as the store has them.
pub(crate) struct Stored<'a, S>(pub(crate) &'a S);

impl<S: Store> Rows for Stored<'_, S> {
    type Error = S::Error;

    fn get(&self, table: Table, key: &[u8]) -> Found<'_, S::Error> {
        let value = self.0.get(table, key).map_err(StorageError::Store)?;
        Ok(value.map(Cow::Owned))
    }
}

/// The damage of a row that must be there.
pub(crate) fn missing(table: Table, key: &[u8]) -> Damage {
    let key = key.to_vec();
    Damage::Missing { table, key }
}

/// Reads a row's whole value.
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

/// Reads a number of table headers.
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

/// What all history rows of a lock begin with.
pub(crate) fn history_prefix(lock: &Lock) -> Vec<u8> {
    lock.to_bytes()
}

/// What all history rows of key locks begin with whose hashes begin with these bytes.
pub(crate) fn key_history_prefix(beginning: &[u8]) -> Vec<u8> {
    let mut prefix = Lock::Key(KeyHash::default()).to_bytes();
    prefix.truncate(prefix.len() - KeyHash::default().as_bytes().len());
    prefix.extend_from_slice(beginning);
    prefix
}

/// A row of table history: whose it is, where the transaction stands, and what it means.
pub(crate) fn history_entry(
    key: &[u8],
    value: &[u8],
) -> Result<(Lock, Location, HistoryRow), Damage> {
    let place = |r: &mut Reader<'_>| Ok((Lock::decode(r)?, Location::decode(r)?));
    let (lock, location) = parse(Table::History, key, key, place)?;
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

    pub(crate) fn put_cut_block(&mut self, number: Number, cut: &CutBlock) {
        self.put(
            Table::Blocks,
            number.to_be_bytes(),
            cut.remains().to_bytes(),
        );
    }

    pub(crate) fn put_progress(&mut self, progress: Progress) {
        self.put(Table::Meta, CUT, progress.to_bytes());
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
