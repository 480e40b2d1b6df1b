//! The transactions that wait for a block.
//!
//! Every transaction here is valid in the next block on the present tip, together with those of the
//! pool that it spends from. The pool follows Bitcoin Core's since its version 31:
//!
//! - Transactions that hang together, one spending from another, are a **cluster**: at most 64, of
//!   no more weight than a block holds. Each cluster is cut into **chunks**, the sets that go into
//!   a block together (see [`linearize`]), so a child pays for its parents.
//! - All chunks stand in one order. A block is filled from its beginning; when the pool is full,
//!   its end goes, and from then on a transaction must pay more than what went, less so with time
//!   (see [`floor`]).
//! - A transaction may **replace** others that spend the same coins, whatever they signal, where
//!   every miner gains by it (see [`replace`]).
//!
//! Grants pay nothing and wait in a list of their own.
//!
//! The bounds, in [`PoolLimits`]: all weights together, the weight of one transaction, the time
//! that one may wait.

mod admit;
mod closure;
mod cluster;
mod diagram;
mod entry;
mod error;
mod floor;
mod grants;
mod linearize;
mod orphans;
mod plan;
mod rate;
mod replace;
mod room;
mod select;

pub use admit::Admitted;
pub use entry::PoolEntry;
pub use error::{PoolError, Removal};
pub(crate) use orphans::Orphans;
pub use room::Room;
pub use select::Selection;

#[cfg(test)]
mod tests;

use cluster::{Cluster, Rank};
use core::time::Duration;
use floor::Floor;
use primitives::order::{distinct, sort_by, sort_by_key};
use primitives::transaction::MAX_RELAYED_WEIGHT;
use primitives::{Amount, Block, FeeRate, OutPoint, Output, Secret, Table, TableSet, Time, Txid};
use std::collections::BTreeSet;

/// The bounds of a pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolLimits {
    /// The most that all transactions together may weigh. A transaction's size is at most its
    /// weight, so this bounds the memory, too; five of Bitcoin's blocks by default.
    pub weight: usize,
    /// The most that one transaction may weigh: [`MAX_RELAYED_WEIGHT`] by default.
    pub transaction_weight: usize,
    /// The least that a transaction must pay while there is room.
    pub rate: FeeRate,
    /// What a replacement must pay for its own weight beyond what it replaces, and how far the
    /// least rate rises above what was evicted: a tenth of the usual least rate by default, as in
    /// Bitcoin Core since its version 30.
    pub increment: FeeRate,
    /// How long a transaction may wait, as in Bitcoin.
    pub expiry: Duration,
}

impl Default for PoolLimits {
    fn default() -> Self {
        Self {
            weight: 20_000_000,
            transaction_weight: MAX_RELAYED_WEIGHT,
            rate: FeeRate::MIN,
            increment: FeeRate(FeeRate::MIN.0 / 10),
            expiry: Duration::from_secs(14 * 24 * 60 * 60),
        }
    }
}

/// The waiting transactions.
#[derive(Clone, Debug)]
pub struct Pool {
    limits: PoolLimits,
    entries: Table<Txid, PoolEntry>,
    /// Which transaction spends a coin.
    spenders: Table<OutPoint, Txid>,
    /// What hangs together, by the lowest sequence in it.
    clusters: Table<u64, Cluster>,
    /// All chunks, best first.
    order: BTreeSet<Rank>,
    grants: grants::Grants,
    weight: usize,
    fees: Amount,
    /// The number of the next entry.
    sequence: u64,
    floor: Floor,
}

impl Pool {
    /// An empty pool. The secret keeps strangers from choosing places in its tables.
    pub fn new(limits: PoolLimits, secret: Secret) -> Self {
        Self {
            limits,
            entries: Table::with_hasher(secret),
            spenders: Table::with_hasher(secret),
            clusters: Table::with_hasher(secret),
            order: BTreeSet::new(),
            grants: grants::Grants::default(),
            weight: 0,
            fees: Amount::ZERO,
            sequence: 0,
            floor: Floor::default(),
        }
    }

    /// Its bounds.
    pub const fn limits(&self) -> &PoolLimits {
        &self.limits
    }

    /// How many transactions wait.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What they weigh together (BIP141).
    pub const fn weight(&self) -> usize {
        self.weight
    }

    /// What they pay together.
    pub const fn fees(&self) -> Amount {
        self.fees
    }

    /// Whether this transaction waits.
    pub fn contains(&self, txid: &Txid) -> bool {
        self.entries.contains_key(txid) || self.grants.get(txid).is_some()
    }

    /// A waiting transaction and what is known of it.
    pub fn entry(&self, txid: &Txid) -> Option<&PoolEntry> {
        self.entries.get(txid)
    }

    /// All of them, in no order.
    pub fn entries(&self) -> impl Iterator<Item = (&Txid, &PoolEntry)> {
        self.entries.iter()
    }

    /// The waiting transaction that spends a coin.
    pub fn spender(&self, outpoint: &OutPoint) -> Option<&Txid> {
        self.spenders.get(outpoint)
    }

    /// An output of a waiting transaction.
    pub fn output(&self, outpoint: &OutPoint) -> Option<&Output> {
        let entry = self.entries.get(&outpoint.txid)?;
        entry
            .transaction
            .outputs
            .get(usize::try_from(outpoint.index).ok()?)
    }

    /// What a miner gets for a transaction's room: the rate of its chunk, which others may pay for
    /// or share in.
    pub fn mining_rate(&self, txid: &Txid) -> Option<FeeRate> {
        let cluster = self.clusters.get(&self.entries.get(txid)?.cluster)?;
        let chunk = &cluster.chunks[cluster.chunk_of(txid)?];
        Some(chunk.rate.fee_rate())
    }

    /// The least that a transaction must pay as of the last change or [`Pool::pass_time`].
    pub fn least_rate(&self) -> FeeRate {
        self.limits.rate.max(self.floor.rate())
    }

    /// Lets a raised least rate sink.
    pub fn pass_time(&mut self, now: Time) {
        let (limit, increment) = (self.limits.weight, self.limits.increment);
        self.floor.sink(now, self.weight, limit, increment);
    }

    /// Removes what a new block contains, and what spends the same coins.
    pub fn connect(&mut self, block: &Block, now: Time) -> Vec<(Txid, Removal)> {
        let mut gone = Vec::new();
        // Of a conflict that was met all descendants were met, too.
        let mut lost = TableSet::with_hasher(*self.entries.hasher());
        for transaction in block.transactions.iter().filter(|t| !t.is_coinbase()) {
            let txid = transaction.txid();
            if self.contains(&txid) {
                gone.push((txid, Removal::Confirmed));
                continue;
            }
            for input in &transaction.inputs {
                let loser = self.spenders.get(&input.previous);
                let Some(&loser) = loser.filter(|loser| !lost.contains(*loser)) else {
                    continue;
                };
                for loser in self.descendants([loser]) {
                    if lost.insert(loser) {
                        gone.push((loser, Removal::Conflict { with: txid }));
                    }
                }
            }
        }
        sort_by_key(&mut gone, |(txid, _)| *txid);
        gone.dedup_by_key(|(txid, _)| *txid);
        let txids: Vec<Txid> = gone.iter().map(|(txid, _)| *txid).collect();
        let removed = self.take_out(&txids).into_iter();
        let removed = removed.filter_map(|txid| Some(gone[txids.binary_search(&txid).ok()?]));
        let removed = removed.collect();
        self.block_came(now);
        removed
    }

    /// A block was taken in, or several: the least rate may sink from now on.
    pub(crate) fn block_came(&mut self, now: Time) {
        self.floor.block(now);
        self.pass_time(now);
    }

    /// The clock was set back from one time to another: how long each transaction has waited stays
    /// what it was.
    pub(crate) fn shift_clock(&mut self, before: Time, after: Time) {
        for entry in self.entries.values_mut() {
            entry.added = after - before.since(entry.added);
        }
        self.floor.shift_clock(before, after);
    }

    /// Removes what has waited too long, and what spends from it.
    pub fn expire(&mut self, now: Time) -> Vec<(Txid, Removal)> {
        let limit = self.limits.expiry;
        let entries = self.entries.iter();
        let old = entries.filter(|(_, entry)| now.since(entry.added) > limit);
        let gone = self.descendants(old.map(|(txid, _)| *txid));
        let removed = self.take_out(&gone).into_iter();
        removed.map(|txid| (txid, Removal::Expired)).collect()
    }

    /// Takes everything out but grants, parents before children.
    pub(crate) fn drain(&mut self) -> Vec<PoolEntry> {
        let mut entries: Vec<_> = self.entries.drain().map(|(_, entry)| entry).collect();
        sort_by_key(&mut entries, |entry| entry.sequence);
        *self = Self {
            sequence: self.sequence,
            floor: self.floor,
            grants: core::mem::take(&mut self.grants),
            ..Self::new(self.limits.clone(), *self.entries.hasher())
        };
        entries
    }

    /// Links an entry with those that it spends from; its cluster is not in place yet.
    fn link(&mut self, entry: PoolEntry) {
        let txid = entry.txid;
        for input in &entry.transaction.inputs {
            self.spenders.insert(input.previous, txid);
        }
        for parent in &entry.parents {
            if let Some(parent) = self.entries.get_mut(parent) {
                parent.children.push(txid);
            }
        }
        self.weight += entry.weight;
        // Coins exist at most once, so fees together never exceed the supply.
        self.fees = self.fees.checked_add(entry.fee).unwrap_or(Amount::MAX);
        self.entries.insert(txid, entry);
    }

    /// Takes transactions out, which stand in the order of their ids; what spends from them and
    /// stays does so as after a block with them. Their ids, children first.
    fn take_out(&mut self, gone: &[Txid]) -> Vec<Txid> {
        let plan = self.plan_removal(gone);
        let mut removed: Vec<(u64, Txid)> = gone
            .iter()
            .filter_map(|txid| Some((self.unlink(txid)?, *txid)))
            .collect();
        self.regroup(plan);
        sort_by(&mut removed, |a, b| b.cmp(a));
        removed.into_iter().map(|(_, txid)| txid).collect()
    }

    /// Undoes [`Pool::link`]; the entry's sequence. Its cluster still names it.
    fn unlink(&mut self, txid: &Txid) -> Option<u64> {
        let entry = self.entries.remove(txid)?;
        for input in &entry.transaction.inputs {
            self.spenders.remove(&input.previous);
        }
        for parent in &entry.parents {
            if let Some(parent) = self.entries.get_mut(parent) {
                parent.children.retain(|child| child != txid);
            }
        }
        for child in &entry.children {
            if let Some(child) = self.entries.get_mut(child) {
                child.parents.retain(|parent| parent != txid);
            }
        }
        self.weight -= entry.weight;
        self.fees = self.fees.saturating_sub(entry.fee);
        Some(entry.sequence)
    }

    /// Waiting transactions and all that spends from them, in the order of their ids.
    fn descendants(&self, start: impl IntoIterator<Item = Txid>) -> Vec<Txid> {
        self.closure(start.into_iter().collect(), |entry| &entry.children)
    }

    /// Waiting transactions and all that they spend from, in the order of their ids.
    fn ancestors(&self, start: impl IntoIterator<Item = Txid>) -> Vec<Txid> {
        self.closure(start.into_iter().collect(), |entry| &entry.parents)
    }

    fn closure(&self, mut open: Vec<Txid>, next: fn(&PoolEntry) -> &Vec<Txid>) -> Vec<Txid> {
        let mut found = TableSet::with_hasher(*self.entries.hasher());
        while let Some(txid) = open.pop() {
            if let Some(entry) = self.entries.get(&txid)
                && found.insert(txid)
            {
                open.extend(next(entry));
            }
        }
        distinct(found)
    }
}
