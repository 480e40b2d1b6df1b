//! The transactions that wait for a block.
//!
//! Every transaction here is valid on top of the present tip, together with those of the pool that it spends from. Of
//! two that spend the same coin the first seen stays. The bounds, in [`PoolLimits`]:
//!
//! - all weights together; when they exceed it, what pays least goes, with all that spends from it;
//! - the weight of one transaction, so that checking one never takes long;
//! - how many waiting transactions may hang together in a line, so that no single one drags many along.
//!
//! Grants pay nothing and wait in a list of their own.

mod admit;
mod entry;
mod error;
mod grants;
mod orphans;
mod select;

pub(crate) use admit::Admitted;
pub use entry::PoolEntry;
pub use error::{PoolError, Removal};
pub(crate) use orphans::Orphans;

use core::time::Duration;
use primitives::transaction::MAX_RELAYED_WEIGHT;
use primitives::{Amount, Block, FeeRate, OutPoint, Output, Transaction, Txid};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The bounds of a pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolLimits {
    /// The most that all transactions together may weigh. A transaction's size is at most its weight, so this bounds
    /// the memory, too; five of Bitcoin's blocks by default.
    pub weight: usize,
    /// The most that one transaction may weigh: [`MAX_RELAYED_WEIGHT`] by default.
    pub transaction_weight: usize,
    /// The most transactions in a line, each spending from the one before, as in Bitcoin.
    pub line: usize,
    /// The least that a transaction must pay.
    pub rate: FeeRate,
    /// How long a transaction may wait, as in Bitcoin.
    pub expiry: Duration,
}

impl Default for PoolLimits {
    fn default() -> Self {
        Self {
            weight: 20_000_000,
            transaction_weight: MAX_RELAYED_WEIGHT,
            line: 25,
            rate: FeeRate::MIN,
            expiry: Duration::from_secs(14 * 24 * 60 * 60),
        }
    }
}

/// The waiting transactions.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    limits: PoolLimits,
    entries: BTreeMap<Txid, PoolEntry>,
    /// Which transaction spends a coin.
    spenders: BTreeMap<OutPoint, Txid>,
    /// The entries by what they pay; of equal ones the newest first.
    by_rate: BTreeSet<(FeeRate, core::cmp::Reverse<u64>, Txid)>,
    grants: grants::Grants,
    weight: usize,
    fees: Amount,
    /// The number of the next entry: parents have lower ones than their children.
    sequence: u64,
}

impl Pool {
    /// An empty pool.
    pub fn new(limits: PoolLimits) -> Self {
        Self {
            limits,
            ..Self::default()
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

    /// All of them, in the order of their ids.
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

    /// Removes what a new block contains, and what spends the same coins.
    pub(crate) fn connect(&mut self, block: &Block) -> Vec<(Txid, Removal)> {
        let mut removed = Vec::new();
        for transaction in block.transactions.iter().filter(|t| !t.is_coinbase()) {
            let txid = transaction.txid();
            if self.remove(&txid).is_some() {
                removed.push((txid, Removal::Confirmed));
                continue;
            }
            for input in &transaction.inputs {
                let Some(&loser) = self.spenders.get(&input.previous) else {
                    continue;
                };
                let why = Removal::Conflict { with: txid };
                removed.extend(self.remove_line(&loser).into_iter().map(|txid| (txid, why)));
            }
        }
        removed
    }

    /// Removes what has waited too long, and what spends from it.
    pub(crate) fn expire(&mut self, now: primitives::Time) -> Vec<(Txid, Removal)> {
        let limit = self.limits.expiry;
        let old: Vec<Txid> = self
            .entries
            .iter()
            .filter(|(_, entry)| now.since(entry.added) > limit)
            .map(|(txid, _)| *txid)
            .collect();
        old.iter()
            .flat_map(|txid| self.remove_line(txid))
            .map(|txid| (txid, Removal::Expired))
            .collect()
    }

    /// Takes everything out but grants, parents before children.
    pub(crate) fn drain(&mut self) -> Vec<PoolEntry> {
        let mut entries: Vec<_> = core::mem::take(&mut self.entries).into_values().collect();
        entries.sort_by_key(|entry| entry.sequence);
        *self = Self {
            sequence: self.sequence,
            grants: core::mem::take(&mut self.grants),
            ..Self::new(self.limits.clone())
        };
        entries
    }

    /// Puts a drained entry back in, unchecked.
    pub(crate) fn restore(&mut self, entry: PoolEntry) {
        self.insert(entry.transaction, entry.fee, entry.added);
    }

    /// Puts a checked transaction in.
    fn insert(&mut self, transaction: Arc<Transaction>, fee: Amount, added: primitives::Time) {
        let txid = transaction.txid();
        let weight = transaction.weight();
        let sequence = self.sequence;
        self.sequence += 1;
        let mut parents = BTreeSet::new();
        for input in &transaction.inputs {
            self.spenders.insert(input.previous, txid);
            if let Some(parent) = self.entries.get_mut(&input.previous.txid) {
                parent.children.insert(txid);
                parents.insert(input.previous.txid);
            }
        }
        let entry = PoolEntry {
            transaction,
            fee,
            weight,
            added,
            sequence,
            parents,
            children: BTreeSet::new(),
        };
        self.by_rate.insert(entry.key(txid));
        self.weight += weight;
        // Coins exist at most once, so fees together never exceed the supply.
        self.fees = self.fees.checked_add(fee).unwrap_or(Amount::MAX);
        self.entries.insert(txid, entry);
    }

    /// Takes one transaction out; its children stay, as after a block with it.
    fn remove(&mut self, txid: &Txid) -> Option<PoolEntry> {
        let entry = self.entries.remove(txid)?;
        for input in &entry.transaction.inputs {
            self.spenders.remove(&input.previous);
        }
        for parent in &entry.parents {
            if let Some(parent) = self.entries.get_mut(parent) {
                parent.children.remove(txid);
            }
        }
        for child in &entry.children {
            if let Some(child) = self.entries.get_mut(child) {
                child.parents.remove(txid);
            }
        }
        self.by_rate.remove(&entry.key(*txid));
        self.weight -= entry.weight;
        self.fees = self.fees.saturating_sub(entry.fee);
        Some(entry)
    }

    /// Takes a transaction out with all that spends from it; their ids, children first.
    fn remove_line(&mut self, txid: &Txid) -> Vec<Txid> {
        let mut line: Vec<_> = self.descendants(txid).into_iter().collect();
        line.sort_by_key(|txid| core::cmp::Reverse(self.entries[txid].sequence));
        for txid in &line {
            self.remove(txid);
        }
        line
    }

    /// A waiting transaction and all that spends from it.
    fn descendants(&self, txid: &Txid) -> BTreeSet<Txid> {
        self.closure([*txid], |entry| &entry.children)
    }

    /// Waiting transactions and all that they spend from.
    fn ancestors(&self, start: impl IntoIterator<Item = Txid>) -> BTreeSet<Txid> {
        self.closure(start, |entry| &entry.parents)
    }

    fn closure(
        &self,
        start: impl IntoIterator<Item = Txid>,
        next: impl Fn(&PoolEntry) -> &BTreeSet<Txid>,
    ) -> BTreeSet<Txid> {
        let mut found = BTreeSet::new();
        let mut open: Vec<Txid> = start.into_iter().collect();
        while let Some(txid) = open.pop() {
            if let Some(entry) = self.entries.get(&txid)
                && found.insert(txid)
            {
                open.extend(next(entry));
            }
        }
        found
    }
}
