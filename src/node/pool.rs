//! The mempool: unconfirmed transactions.
//!
//! Every transaction in the pool is valid in the next block on the present tip, together with its
//! ancestors in the pool. The rules follow Bitcoin Core's mempool as of version 31:
//!
//! - Transactions that are connected, one spending from another, form a **cluster** of at most 64.
//!   Its weight is at most 404,000, and it fits into a block. Each cluster is divided into
//!   **chunks**, the sets that go into a block together (see [`linearize`]), so a child pays for
//!   its parents.
//! - All chunks of the pool are in one order. A block is filled with the first chunks. When the
//!   pool is full, the last chunks are evicted. From then on a transaction must pay a higher fee
//!   rate than the evicted ones, and that minimum decays with time (see [`floor`]).
//! - A transaction may **replace** others that spend the same coins, whatever they signal, if every
//!   miner gains by it (see [`replace`]).
//!
//! Grants pay no fee and have a list of their own.
//!
//! [`PoolLimits`] bounds the total weight, the weight of one transaction, and the time that a
//! transaction may stay.

mod admit;
mod closure;
mod cluster;
mod diagram;
mod entry;
mod error;
mod floor;
mod grants;
mod linearize;
mod member;
mod orphans;
mod package;
mod plan;
mod rate;
mod replace;
mod room;
mod select;

pub use admit::{Admitted, Tested};
pub use entry::PoolEntry;
pub use error::{PoolError, Removal};
pub(crate) use orphans::Orphans;
pub use room::Room;
pub use select::{Placement, Selection};

#[cfg(test)]
mod tests;

use chain::{Chain, Store};
use cluster::{Cluster, Rank};
use core::time::Duration;
use floor::Floor;
use grants::Grants;
use primitives::order::{distinct, sort_by, sort_by_key};
use primitives::transaction::MAX_RELAYED_WEIGHT;
use primitives::{
    Amount, Block, FeeRate, OutPoint, Output, Secret, Table, TableSet, Time, Transaction, Txid,
};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The bounds of a pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolLimits {
    /// The maximum total weight. A transaction's size is at most its weight, so this also bounds
    /// the memory. By default the weight of five of Bitcoin's blocks.
    pub weight: usize,
    /// The maximum weight of a transaction: [`MAX_RELAYED_WEIGHT`] by default.
    pub transaction_weight: usize,
    /// The minimum fee rate while there is room: [`FeeRate::MIN`] by default.
    pub rate: FeeRate,
    /// The fee rate that a replacement must pay for its own weight, in addition to the fees that it
    /// replaces. It is also the amount by which the minimum fee rate rises above that of evicted
    /// transactions. By default a tenth of the usual minimum, as in Bitcoin Core since version 30.
    pub increment: FeeRate,
    /// How long a transaction may stay in the pool: two weeks by default, as in Bitcoin.
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

/// The mempool.
#[derive(Clone, Debug)]
pub struct Pool {
    limits: PoolLimits,
    entries: Table<Txid, PoolEntry>,
    /// The transaction that spends each coin.
    spenders: Table<OutPoint, Txid>,
    /// The clusters, by the lowest sequence in them.
    clusters: Table<u64, Cluster>,
    /// All chunks, best first.
    order: BTreeSet<Rank>,
    grants: Grants,
    weight: usize,
    fees: Amount,
    /// The sequence of the next entry.
    sequence: u64,
    floor: Floor,
}

impl Pool {
    /// Returns an empty pool. `secret` is the hash key of its tables: it prevents attackers from
    /// choosing keys that collide.
    pub fn new(limits: PoolLimits, secret: Secret) -> Self {
        Self {
            limits,
            entries: Table::with_hasher(secret),
            spenders: Table::with_hasher(secret),
            clusters: Table::with_hasher(secret),
            order: BTreeSet::new(),
            grants: Grants::default(),
            weight: 0,
            fees: Amount::ZERO,
            sequence: 0,
            floor: Floor::default(),
        }
    }

    /// The bounds of the pool.
    pub const fn limits(&self) -> &PoolLimits {
        &self.limits
    }

    /// The grants, in the order in which blocks take them. They are not among [`Pool::entries`],
    /// since they pay nothing.
    pub fn grants(&self) -> impl ExactSizeIterator<Item = (&Txid, &Arc<Transaction>)> {
        self.grants.iter()
    }

    /// A transaction of the pool, a grant or not. `None` if the pool does not contain it.
    pub fn transaction(&self, txid: &Txid) -> Option<&Arc<Transaction>> {
        let entry = self.entry(txid).map(|entry| &entry.transaction);
        entry.or_else(|| self.grants.get(txid))
    }

    /// The fee rate of a transaction, to be compared with peers' fee filters. For a grant it is the
    /// maximum, so that the grant passes every filter. `None` if the pool does not contain the
    /// transaction.
    pub(crate) fn rate_for_peers(&self, txid: &Txid) -> Option<FeeRate> {
        let grant = || self.grants.get(txid).map(|_| FeeRate(u64::MAX));
        self.entry(txid).map(|entry| entry.rate()).or_else(grant)
    }

    /// Removes the grants that are confirmed or invalid after a new tip.
    pub(crate) fn update_grants<S: Store>(&mut self, chain: &Chain<S>) -> Vec<(Txid, Removal)> {
        self.grants.update(chain)
    }

    /// The number of transactions, without grants.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether the pool has no transactions, apart from grants.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The total weight of the transactions (BIP141), without grants.
    pub const fn weight(&self) -> usize {
        self.weight
    }

    /// The sum of the fees.
    pub const fn fees(&self) -> Amount {
        self.fees
    }

    /// Whether the pool contains this transaction, a grant or not.
    pub fn contains(&self, txid: &Txid) -> bool {
        self.entries.contains_key(txid) || self.grants.get(txid).is_some()
    }

    /// The entry of a transaction. `None` if the pool does not contain it, or if it is a grant.
    pub fn entry(&self, txid: &Txid) -> Option<&PoolEntry> {
        self.entries.get(txid)
    }

    /// All entries, in no particular order.
    pub fn entries(&self) -> impl Iterator<Item = (&Txid, &PoolEntry)> {
        self.entries.iter()
    }

    /// The pool transaction that spends a coin. `None` if there is none.
    pub fn spender(&self, outpoint: &OutPoint) -> Option<&Txid> {
        self.spenders.get(outpoint)
    }

    /// An output of a pool transaction. `None` if the pool does not contain the transaction, or if
    /// it has no such output.
    pub fn output(&self, outpoint: &OutPoint) -> Option<&Output> {
        let entry = self.entries.get(&outpoint.txid)?;
        entry
            .transaction
            .outputs
            .get(usize::try_from(outpoint.index).ok()?)
    }

    /// A pool transaction and all its ancestors in the pool, in the order of their txids. Empty if
    /// the pool does not contain it.
    pub fn ancestors_of(&self, txid: &Txid) -> Vec<&PoolEntry> {
        self.entries_of(&self.ancestors([*txid]))
    }

    /// A pool transaction and all its descendants, in the order of their txids. Empty if the pool
    /// does not contain it.
    pub fn descendants_of(&self, txid: &Txid) -> Vec<&PoolEntry> {
        self.entries_of(&self.descendants([*txid]))
    }

    /// The fee and the weight of the chunk of a pool transaction: the set that goes into a block
    /// together with it. `None` if the pool does not contain it.
    pub fn chunk_of(&self, txid: &Txid) -> Option<(Amount, usize)> {
        let cluster = self.clusters.get(&self.entry(txid)?.cluster)?;
        let mut chunks = cluster.chunks.iter();
        let chunk = chunks.find(|chunk| chunk.txids.contains(txid))?;
        let fee = Amount::from_units(chunk.rate.fee).unwrap_or(Amount::MAX);
        let weight = usize::try_from(chunk.rate.weight).unwrap_or(usize::MAX);
        Some((fee, weight))
    }

    fn entries_of(&self, txids: &[Txid]) -> Vec<&PoolEntry> {
        txids.iter().filter_map(|txid| self.entry(txid)).collect()
    }

    /// The minimum fee rate as of the last change or [`Pool::pass_time`].
    pub fn min_fee_rate(&self) -> FeeRate {
        self.limits.rate.max(self.floor.rate())
    }

    /// Lets a raised minimum fee rate decay.
    pub fn pass_time(&mut self, now: Time) {
        let (limit, increment) = (self.limits.weight, self.limits.increment);
        self.floor.decay(now, self.weight, limit, increment);
    }

    /// Removes the transactions that a new block contains, the transactions that conflict with the
    /// block, and the descendants of the conflicting ones. Returns them with the reasons, children
    /// first.
    pub fn connect(&mut self, block: &Block, now: Time) -> Vec<(Txid, Removal)> {
        let mut gone = Vec::new();
        // This set contains the descendants of each of its members.
        let mut conflicting = TableSet::with_hasher(*self.entries.hasher());
        for transaction in block.transactions.iter().filter(|t| !t.is_coinbase()) {
            let txid = transaction.txid();
            if self.contains(&txid) {
                gone.push((txid, Removal::Confirmed));
                continue;
            }
            for input in &transaction.inputs {
                let spender = self.spenders.get(&input.previous);
                let Some(&spender) = spender.filter(|it| !conflicting.contains(*it)) else {
                    continue;
                };
                for conflict in self.descendants([spender]) {
                    if conflicting.insert(conflict) {
                        gone.push((conflict, Removal::Conflict { with: txid }));
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

    /// At least one block was connected: the minimum fee rate may decay from now on.
    pub(crate) fn block_came(&mut self, now: Time) {
        self.floor.block_came(now);
        self.pass_time(now);
    }

    /// The clock was set back: keeps the time that each transaction has been in the pool.
    pub(crate) fn shift_clock(&mut self, before: Time, after: Time) {
        for entry in self.entries.values_mut() {
            entry.added = after - before.since(entry.added);
        }
        self.floor.shift_clock(before, after);
    }

    /// Removes the transactions that have been in the pool for too long, and their descendants.
    /// Returns them, children first.
    pub fn expire(&mut self, now: Time) -> Vec<(Txid, Removal)> {
        let limit = self.limits.expiry;
        let entries = self.entries.iter();
        let old = entries.filter(|(_, entry)| now.since(entry.added) > limit);
        let gone = self.descendants(old.map(|(txid, _)| *txid));
        let removed = self.take_out(&gone).into_iter();
        removed.map(|txid| (txid, Removal::Expired)).collect()
    }

    /// Removes and returns all entries, parents before children. Grants stay.
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

    /// Inserts an entry and links it with its parents. Its cluster is not updated yet.
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
        // A coin is spent at most once, so all fees together never exceed the supply.
        self.fees = self.fees.checked_add(entry.fee).unwrap_or(Amount::MAX);
        self.entries.insert(txid, entry);
    }

    /// Removes the transactions `gone`, which must be in the order of their txids. Their
    /// descendants may stay, as if a block had confirmed the removed ones. Returns the txids of the
    /// removed transactions, children first.
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

    /// Undoes [`Pool::link`]. Returns the entry's sequence. Its cluster still contains it.
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

    /// The pool transactions among `start` and all their descendants, in the order of their txids.
    fn descendants(&self, start: impl IntoIterator<Item = Txid>) -> Vec<Txid> {
        self.closure(start.into_iter().collect(), |entry| &entry.children)
    }

    /// The pool transactions among `start` and all their ancestors, in the order of their txids.
    fn ancestors(&self, start: impl IntoIterator<Item = Txid>) -> Vec<Txid> {
        self.closure(start.into_iter().collect(), |entry| &entry.parents)
    }

    /// The pool transactions in `open`, and those that are reached from them by steps of `next`, in
    /// the order of their txids.
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
