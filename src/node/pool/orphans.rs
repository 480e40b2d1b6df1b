//! Transactions that came before those they spend from.

use crate::PeerId;
use primitives::{OutPoint, Transaction, Txid, Wtxid};
use std::collections::{BTreeMap, VecDeque};

/// The most orphans, as in Bitcoin: enough for a line of payments that overtook its first.
const MAX_ORPHANS: usize = 100;
/// Weight of all orphans together: they cost their sender nothing, so they get little room.
const MAX_WEIGHT: usize = 2_000_000;

/// Orphans, oldest forgotten first. They go by their whole bytes: the witness can't be checked before the coins are
/// there, and a copy with a wrong one must not keep the right one out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Orphans {
    entries: BTreeMap<Wtxid, Orphan>,
    order: VecDeque<Wtxid>,
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
    /// Keeps a transaction until the one that made `missing` comes.
    pub(crate) fn insert(&mut self, transaction: Transaction, missing: OutPoint, from: PeerId) {
        let weight = transaction.weight();
        let wtxid = transaction.wtxid();
        let orphan = Orphan {
            transaction,
            from,
            missing: missing.txid,
            weight,
        };
        if self.entries.insert(wtxid, orphan).is_some() {
            return;
        }
        self.weight += weight;
        self.order.push_back(wtxid);
        while self.entries.len() > MAX_ORPHANS || self.weight > MAX_WEIGHT {
            let Some(oldest) = self.order.front().copied() else {
                return;
            };
            self.remove(&oldest);
        }
    }

    /// Takes out what waited for this transaction, with who sent it.
    pub(crate) fn children_of(&mut self, parent: &Txid) -> Vec<(PeerId, Transaction)> {
        let children: Vec<Wtxid> = self
            .entries
            .iter()
            .filter(|(_, orphan)| orphan.missing == *parent)
            .map(|(wtxid, _)| *wtxid)
            .collect();
        children
            .iter()
            .filter_map(|wtxid| self.remove(wtxid))
            .map(|orphan| (orphan.from, orphan.transaction))
            .collect()
    }

    /// Forgets what a peer sent: nobody else vouches for it.
    pub(crate) fn forget(&mut self, peer: PeerId) {
        let theirs: Vec<Wtxid> = self
            .entries
            .iter()
            .filter(|(_, orphan)| orphan.from == peer)
            .map(|(wtxid, _)| *wtxid)
            .collect();
        for wtxid in theirs {
            self.remove(&wtxid);
        }
    }

    fn remove(&mut self, wtxid: &Wtxid) -> Option<Orphan> {
        let orphan = self.entries.remove(wtxid)?;
        self.order.retain(|known| known != wtxid);
        self.weight -= orphan.weight;
        Some(orphan)
    }
}
