//! Transactions that came before those they spend from.

use crate::PeerId;
use primitives::{OutPoint, Transaction, Txid};
use std::collections::{BTreeMap, VecDeque};

/// The most orphans, as in Bitcoin: enough for a line of payments that overtook its first.
const MAX_ORPHANS: usize = 100;
/// Weight of all orphans together: they cost their sender nothing, so they get little room.
const MAX_WEIGHT: usize = 2_000_000;

/// Orphans, oldest forgotten first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Orphans {
    entries: BTreeMap<Txid, Orphan>,
    order: VecDeque<Txid>,
    weight: usize,
}

#[derive(Clone, Debug)]
struct Orphan {
    transaction: Transaction,
    from: PeerId,
    missing: Txid,
    weight: usize,
}

impl Orphans {
    pub(crate) fn contains(&self, txid: &Txid) -> bool {
        self.entries.contains_key(txid)
    }

    /// Keeps a transaction until the one that made `missing` comes.
    pub(crate) fn insert(&mut self, transaction: Transaction, missing: OutPoint, from: PeerId) {
        let weight = transaction.weight();
        let txid = transaction.txid();
        let orphan = Orphan {
            transaction,
            from,
            missing: missing.txid,
            weight,
        };
        if self.entries.insert(txid, orphan).is_some() {
            return;
        }
        self.weight += weight;
        self.order.push_back(txid);
        while self.entries.len() > MAX_ORPHANS || self.weight > MAX_WEIGHT {
            let Some(oldest) = self.order.front().copied() else {
                return;
            };
            self.remove(&oldest);
        }
    }

    /// Takes out what waited for this transaction, with who sent it.
    pub(crate) fn children_of(&mut self, parent: &Txid) -> Vec<(PeerId, Transaction)> {
        let children: Vec<Txid> = self
            .entries
            .iter()
            .filter(|(_, orphan)| orphan.missing == *parent)
            .map(|(txid, _)| *txid)
            .collect();
        children
            .iter()
            .filter_map(|txid| self.remove(txid))
            .map(|orphan| (orphan.from, orphan.transaction))
            .collect()
    }

    /// Forgets what a peer sent: nobody else vouches for it.
    pub(crate) fn forget(&mut self, peer: PeerId) {
        let theirs: Vec<Txid> = self
            .entries
            .iter()
            .filter(|(_, orphan)| orphan.from == peer)
            .map(|(txid, _)| *txid)
            .collect();
        for txid in theirs {
            self.remove(&txid);
        }
    }

    fn remove(&mut self, txid: &Txid) -> Option<Orphan> {
        let orphan = self.entries.remove(txid)?;
        self.order.retain(|known| known != txid);
        self.weight -= orphan.weight;
        Some(orphan)
    }
}
