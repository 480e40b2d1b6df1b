//! What can be asked of a chain.

use super::Chain;
use super::balance::MAX_ROWS;
use crate::authority::{Turns, earliest};
use crate::check::grant;
use crate::check::header::HeaderContext;
use crate::check::place::Place;
use crate::check::signature::Verifier;
use crate::coin::{Coin, Coins};
use crate::connect::granted_before;
use crate::cut_block::CutBlock;
use crate::difficulty::eased;
use crate::error::{StorageError, TransactionError};
use crate::index::{Entry, Status};
use crate::rule::TransactionRule;
use crate::schema::{Location, Number, Rows, history_entry, history_prefix, missing};
use crate::spec::Spec;
use crate::store::{Batch, Order, Row, Store, Table};
use core::ops::ControlFlow;
use primitives::{
    Amount, Block, BlockHash, CompactTarget, Header, Height, Lock, OutPoint, Timestamp,
    Transaction, Txid, Work,
};

/// A transaction and where it stands in the best chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The transaction.
    pub transaction: Transaction,
    /// The block that holds it.
    pub block: BlockHash,
    /// The block's height.
    pub height: Height,
    /// Its place in the block.
    pub index: u32,
}

impl Located {
    /// Its place in the best chain.
    pub const fn location(&self) -> Location {
        Location {
            height: self.height,
            index: self.index,
        }
    }
}

/// What a block on top of the best chain must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextBlock {
    /// Its parent: the tip.
    pub previous: BlockHash,
    /// Its height.
    pub height: Height,
    /// Its bits, at any time.
    pub bits: CompactTarget,
    /// From when on it may have eased bits instead (see [`crate::difficulty`]).
    pub relief: Timestamp,
    /// The eased bits.
    pub eased_bits: CompactTarget,
    /// The earliest time that it may have.
    pub min_time: Timestamp,
    /// The tip's median time, which lock times are held against (BIP113).
    pub median_time: Timestamp,
    /// New coins that its miner may claim beside the fees.
    pub reward: Amount,
}

impl NextBlock {
    /// The easiest bits and the earliest time of a block that is made at a time.
    pub fn easiest_at(&self, now: Timestamp) -> (CompactTarget, Timestamp) {
        if now >= self.relief && self.eased_bits != self.bits {
            (self.eased_bits, self.min_time.max(self.relief))
        } else {
            (self.bits, self.min_time)
        }
    }
}

/// In a locator, the last hashes stand one by one before the steps begin to double, as in Bitcoin.
const LOCATOR_DENSE: usize = 10;

impl<S: Store> Chain<S> {
    /// The chain's settings.
    pub const fn spec(&self) -> &Spec {
        &self.spec
    }

    /// The hash of the first block.
    pub const fn genesis(&self) -> BlockHash {
        self.verifier.genesis()
    }

    /// What verifies the signatures of this chain.
    pub const fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// The end of the best chain.
    pub fn tip(&self) -> &Entry {
        self.index.entry(self.index.active.tip())
    }

    /// The header with the most work that is not known to be invalid, its block here or not.
    pub fn best_header(&self) -> &Entry {
        self.index.entry(self.index.headers.tip())
    }

    /// What is known of a block, in the best chain or not.
    pub fn entry(&self, hash: &BlockHash) -> Option<&Entry> {
        self.index
            .number(hash)
            .map(|number| self.index.entry(number))
    }

    /// Headers known, in all branches.
    pub fn header_count(&self) -> usize {
        self.index.len() as usize
    }

    /// The best chain's block at a height.
    pub fn entry_at(&self, height: Height) -> Option<&Entry> {
        self.index
            .active
            .at(height)
            .map(|number| self.index.entry(number))
    }

    /// The hash of the best chain's block at a height.
    pub fn hash_at(&self, height: Height) -> Option<BlockHash> {
        self.entry_at(height).map(|entry| entry.hash)
    }

    /// The best chain's header at a height.
    pub fn header_at(&self, height: Height) -> Option<&Header> {
        self.entry_at(height).map(|entry| &entry.header)
    }

    /// Whether a block is part of the best chain.
    pub fn is_active(&self, hash: &BlockHash) -> bool {
        self.entry(hash)
            .is_some_and(|entry| self.hash_at(entry.height) == Some(entry.hash))
    }

    /// What the children of a known header are held to: to follow a branch of headers without keeping it.
    pub fn header_context(&self, hash: &BlockHash) -> Option<HeaderContext> {
        self.index
            .number(hash)
            .map(|number| self.index.context(number))
    }

    /// Whose turn it is to make a block on top of the best chain; none on a chain without authors.
    pub fn turns(&self) -> Option<Turns> {
        self.spec.authority.as_ref()?;
        self.index
            .context(self.index.active.tip())
            .turns(&self.spec)
    }

    /// What a block on top of the best chain must have.
    pub fn next_block(&self) -> NextBlock {
        let tip = self.tip();
        let height = tip.height.next();
        NextBlock {
            previous: tip.hash,
            height,
            bits: tip.next_bits,
            relief: tip.relief,
            eased_bits: eased(tip.next_bits),
            min_time: tip
                .median_time
                .saturating_add(1)
                .max(earliest(&self.spec, tip.header.time)),
            median_time: tip.median_time,
            reward: self.spec.reward_at(height),
        }
    }

    /// Checks everything about a grant that is to stand in the next block: a transaction that spends nothing, but makes
    /// coins for a key that was granted none yet.
    ///
    /// # Errors
    /// The first rule that it breaks, or when the store fails.
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

    /// The place of a block on top of the best chain.
    pub fn next_place(&self) -> Place<'_> {
        Place {
            height: self.tip().height.next(),
            below: &self.index,
        }
    }

    /// Hashes of the best chain of headers, from its end: dense first, then in doubling steps, the genesis block last.
    pub fn locator(&self) -> Vec<BlockHash> {
        let mut hashes = Vec::new();
        let mut step = 1;
        let mut height = Some(self.best_header().height);
        while let Some(at) = height {
            hashes.extend(self.best_header_at(at).map(|entry| entry.hash));
            if at == Height::GENESIS {
                break;
            }
            if hashes.len() >= LOCATOR_DENSE {
                step *= 2;
            }
            height = Some(at.checked_sub(step).unwrap_or(Height::GENESIS));
        }
        hashes
    }

    /// Headers of the best chain that follow the first hash of a locator which is part of it, or the genesis block; at
    /// most `max`.
    pub fn headers_after(&self, locator: &[BlockHash], max: usize) -> Vec<Header> {
        let known = locator.iter().find(|hash| self.is_active(hash));
        let common = known.and_then(|hash| self.entry(hash));
        let mut height = common.map_or(Height::GENESIS, |entry| entry.height);
        let mut headers = Vec::new();
        while headers.len() < max && height < self.tip().height {
            height = height.next();
            headers.extend(self.header_at(height).copied());
        }
        headers
    }

    /// The last block on the best chain of headers whose work, with all below it, is at most `work`; at least the
    /// genesis block.
    pub fn best_header_of_work(&self, work: Work) -> &Entry {
        let is_within = |number| self.index.entry(number).work <= work;
        let last = self.index.headers.last_where(is_within);
        self.index.entry(last.unwrap_or(0))
    }

    /// Whether a block is `tip`, or one that `tip` builds on; both must be known.
    pub fn is_below(&self, block: &BlockHash, tip: &BlockHash) -> bool {
        let numbers = self.index.number(block).zip(self.index.number(tip));
        numbers.is_some_and(|(number, tip)| self.index.is_below(number, tip))
    }

    /// The blocks up to `tip` that are not here yet, lowest first, at most `max`; none where `tip` is not known.
    pub fn missing_blocks(&self, tip: &BlockHash, max: usize) -> Vec<BlockHash> {
        let Some(tip) = self.index.number(tip) else {
            return Vec::new();
        };
        let branch = self.index.branch(self.index.fork(tip), tip);
        let entries = branch.into_iter().map(|number| self.index.entry(number));
        let missing = entries.filter(|entry| !entry.is_stored());
        missing.take(max).map(|entry| entry.hash).collect()
    }

    /// A block, in the best chain or not, if it is kept whole.
    ///
    /// # Errors
    /// When the store fails or is damaged; so for all below.
    pub fn block(&self, hash: &BlockHash) -> Result<Option<Block>, StorageError<S::Error>> {
        match self.index.number(hash) {
            Some(number) if self.index.entry(number).status != Status::Cut => {
                self.ledger.block(number, *hash)
            }
            _ => Ok(None),
        }
    }

    /// What is left of a block that was cut down, proven against its header; none for other blocks.
    ///
    /// # Errors
    /// When the store fails or is damaged.
    pub fn cut_block(&self, hash: &BlockHash) -> Result<Option<CutBlock>, StorageError<S::Error>> {
        let cut = self.index.number(hash);
        let cut = cut.filter(|number| self.index.entry(*number).status == Status::Cut);
        cut.map(|number| {
            self.ledger
                .cut_block(number, &self.index.entry(number).header)
        })
        .transpose()
    }

    /// The coins that a block of the best chain spent, in the order of its inputs, the coinbase's left out; none for
    /// other blocks, and for those that were cut down.
    ///
    /// # Errors
    /// When the store fails or is damaged.
    pub fn spent_coins(
        &self,
        hash: &BlockHash,
    ) -> Result<Option<Vec<Coin>>, StorageError<S::Error>> {
        match self.index.number(hash) {
            Some(0) => Ok(Some(Vec::new())),
            Some(number)
                if self.is_active(hash) && self.index.entry(number).status != Status::Cut =>
            {
                Ok(Some(self.ledger.undo(number)?.spent))
            }
            _ => Ok(None),
        }
    }

    /// A transaction of the best chain, unless it was cut away.
    ///
    /// # Errors
    /// When the store fails or is damaged.
    pub fn transaction(&self, txid: &Txid) -> Result<Option<Located>, StorageError<S::Error>> {
        match self.ledger.location(txid)? {
            Some(location) => Ok(self.locate(&[location])?.pop()),
            None => Ok(None),
        }
    }

    /// The coin at `outpoint`, if it exists and is unspent on the best chain.
    ///
    /// # Errors
    /// When the store fails or is damaged.
    pub fn coin(&self, outpoint: &OutPoint) -> Result<Option<Coin>, StorageError<S::Error>> {
        self.ledger.coin(outpoint)
    }

    /// The best chain's transactions that pay to or spend from a lock, newest first, at most `max`; those that were cut
    /// away are left out. A lock's unspent coins are all among the outputs of these, unless more than [`MAX_ROWS`]
    /// transactions touched the lock: so many of the newest are looked at, cut away or not.
    ///
    /// # Errors
    /// When the store fails or is damaged.
    pub fn history(&self, lock: &Lock, max: usize) -> Result<Vec<Located>, StorageError<S::Error>> {
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

    /// Sets or removes a small row of wallet or node, to be kept from the next flush on.
    pub fn put_record(&mut self, key: &[u8], value: Option<&[u8]>) {
        let mut changes = Batch::default();
        match value {
            Some(value) => changes.put(Table::Records, key, value),
            None => changes.remove(Table::Records, key),
        }
        self.ledger.merge(changes);
    }

    /// A small row of wallet or node.
    ///
    /// # Errors
    /// When the store fails.
    pub fn record(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StorageError<S::Error>> {
        self.ledger.get(Table::Records, key)
    }

    /// The small rows whose keys begin with `prefix`, by key.
    ///
    /// # Errors
    /// When the store fails.
    pub fn records(&self, prefix: &[u8]) -> Result<Vec<Row>, StorageError<S::Error>> {
        self.ledger
            .rows(Table::Records, prefix, Order::Ascending, usize::MAX)
    }

    /// The best chain of headers at a height.
    fn best_header_at(&self, height: Height) -> Option<&Entry> {
        let number = self.index.headers.at(height)?;
        Some(self.index.entry(number))
    }

    /// The transactions at these places; a block is read once for neighbours.
    fn locate(&self, locations: &[Location]) -> Result<Vec<Located>, StorageError<S::Error>> {
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
                Content::Whole(block) => block.transactions.get(index as usize),
                Content::Cut(cut) => match cut.transaction(index) {
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

    /// The best chain's block at a height that an index refers to.
    fn block_at(&self, height: Height) -> Result<(BlockHash, Content), StorageError<S::Error>> {
        let number = self.index.active.at(height).unwrap_or(Number::MAX);
        let absent = || missing(Table::Blocks, &number.to_be_bytes());
        let entry = self.entry_at(height).ok_or_else(absent)?;
        let content = match entry.status {
            Status::Cut => Content::Cut(self.ledger.cut_block(number, &entry.header)?),
            _ => Content::Whole(self.ledger.block(number, entry.hash)?.ok_or_else(absent)?),
        };
        Ok((entry.hash, content))
    }
}

/// A block, or what is left of it.
enum Content {
    Whole(Block),
    Cut(CutBlock),
}

impl<S: Store> Coins for Chain<S> {
    type Error = StorageError<S::Error>;

    fn coin(&self, outpoint: &OutPoint) -> Result<Option<Coin>, Self::Error> {
        Self::coin(self, outpoint)
    }
}
