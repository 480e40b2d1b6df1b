//! Orphans: transactions that arrived before a transaction that they spend from.

use crate::PeerId;
use litemap::LiteMap;
use primitives::{OutPoint, Transaction, Txid, Wtxid};

/// The maximum number of orphans, as in Bitcoin. It is enough for a chain of payments that arrive
/// before the first of them.
const MAX_ORPHANS: usize = 100;
/// The maximum weight of all orphans together. They cost their sender nothing, so they get little
/// room.
const MAX_WEIGHT: usize = 2_000_000;
/// The maximum number of orphans of one peer, and their maximum weight: a quarter of all.
const MAX_OF_PEER: Share = Share {
    count: MAX_ORPHANS / 4,
    weight: MAX_WEIGHT / 4,
};

/// The orphans, identified by their wtxids: the witness can't be verified before the coins are
/// known, and a copy with an invalid witness must not exclude the valid one.
///
/// If there are too many, the peer that uses the most room loses its oldest. So a peer can't
/// displace the orphans of peers that use less room.
#[derive(Clone, Debug, Default)]
pub(crate) struct Orphans {
    /// The orphans in the order of arrival.
    entries: Vec<Orphan>,
    /// The room that each peer uses.
    shares: LiteMap<PeerId, Share>,
    weight: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Share {
    count: usize,
    weight: usize,
}

impl Share {
    fn exceeds(self, max: Self) -> bool {
        self.count > max.count || self.weight > max.weight
    }

    /// The room used, by the scarcer of count and weight.
    fn size(self) -> usize {
        (self.count * MAX_WEIGHT).max(self.weight * MAX_ORPHANS)
    }
}

#[derive(Clone, Debug)]
struct Orphan {
    wtxid: Wtxid,
    transaction: Transaction,
    from: PeerId,
    missing: Txid,
    weight: usize,
}

impl Orphans {
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Stores a transaction until the one that creates the output `missing` comes.
    pub(crate) fn insert(&mut self, transaction: Transaction, missing: OutPoint, from: PeerId) {
        let weight = transaction.weight();
        let wtxid = transaction.wtxid();
        let orphan = Orphan {
            wtxid,
            transaction,
            from,
            missing: missing.txid,
            weight,
        };
        if self.entries.iter().any(|known| known.wtxid == wtxid) {
            return; // the orphan counts for the peer that sent it first
        }
        self.entries.push(orphan);
        self.weight += weight;
        let share = self.shares.entry(from).or_default();
        share.count += 1;
        share.weight += weight;
        while self
            .shares
            .get(&from)
            .is_some_and(|share| share.exceeds(MAX_OF_PEER))
        {
            self.forget_oldest(from);
        }
        while self.entries.len() > MAX_ORPHANS || self.weight > MAX_WEIGHT {
            let largest = self.shares.iter().max_by_key(|(_, share)| share.size());
            let Some((&peer, _)) = largest else {
                return;
            };
            self.forget_oldest(peer);
        }
    }

    /// Removes and returns the orphans that wait for this transaction, with the peers that sent
    /// them.
    pub(crate) fn children_of(&mut self, parent: &Txid) -> Vec<(PeerId, Transaction)> {
        let is_child = |orphan: &Orphan| orphan.missing == *parent;
        let children = self.remove(&is_child, usize::MAX).into_iter();
        let children = children.map(|orphan| (orphan.from, orphan.transaction));
        children.collect()
    }

    /// Forgets the orphans of a peer.
    pub(crate) fn forget(&mut self, peer: PeerId) {
        self.remove(&|orphan| orphan.from == peer, usize::MAX);
    }

    fn forget_oldest(&mut self, peer: PeerId) {
        self.remove(&|orphan| orphan.from == peer, 1);
    }

    /// Removes and returns the oldest orphans for which `is_meant` is true, at most `max`.
    fn remove(&mut self, is_meant: &dyn Fn(&Orphan) -> bool, max: usize) -> Vec<Orphan> {
        let mut left = max;
        let is_removed = |orphan: &mut Orphan| {
            let is_removed = left > 0 && is_meant(orphan);
            left -= usize::from(is_removed);
            is_removed
        };
        let removed: Vec<Orphan> = self.entries.extract_if(.., is_removed).collect();
        for orphan in &removed {
            self.weight -= orphan.weight;
            if let Some(share) = self.shares.get_mut(&orphan.from) {
                share.count -= 1;
                share.weight -= orphan.weight;
                if share.count == 0 {
                    self.shares.remove(&orphan.from);
                }
            }
        }
        removed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::{Amount, Input, Lock, Output};
    use proptest::prelude::*;

    fn orphan(number: u16, bytes: usize) -> Transaction {
        let mut previous = [0; 32];
        previous[..2].copy_from_slice(&number.to_le_bytes());
        Transaction {
            version: 2,
            inputs: vec![Input {
                witness: primitives::Witness::from([vec![0; bytes]]),
                ..Input::spending(OutPoint {
                    txid: Txid::from_bytes(previous),
                    index: 0,
                })
            }],
            outputs: vec![Output {
                amount: Amount::ZERO,
                lock: Lock::Data(Vec::new()),
            }],
            lock_time: 0,
        }
    }

    fn insert(orphans: &mut Orphans, peer: u64, transaction: &Transaction) {
        let missing = transaction.inputs[0].previous;
        orphans.insert(transaction.clone(), missing, PeerId(peer));
    }

    #[test]
    fn a_flood_displaces_no_orphans_of_a_modest_peer() {
        let mut orphans = Orphans::default();
        let modest: Vec<_> = (0..5).map(|number| orphan(number, 10)).collect();
        for transaction in &modest {
            insert(&mut orphans, 1, transaction);
        }
        for number in 100..2_000 {
            insert(
                &mut orphans,
                2 + u64::from(number) % 16,
                &orphan(number, 60),
            );
        }
        for transaction in &modest {
            let parent = transaction.inputs[0].previous.txid;
            assert_eq!(
                orphans.children_of(&parent),
                [(PeerId(1), transaction.clone())]
            );
        }
    }

    proptest! {
        #[test]
        fn all_bounds_hold(
            steps in prop::collection::vec((0_u8..8, 0_u64..6, 0_u16..200, 0_usize..30_000), 1..400),
        ) {
            let mut orphans = Orphans::default();
            for (kind, peer, number, bytes) in steps {
                match kind {
                    0 => orphans.forget(PeerId(peer)),
                    1 => drop(orphans.children_of(&orphan(number, 0).inputs[0].previous.txid)),
                    _ => insert(&mut orphans, peer, &orphan(number, bytes)),
                }
                prop_assert!(orphans.entries.len() <= MAX_ORPHANS && orphans.weight <= MAX_WEIGHT);
                let mut shares: LiteMap<PeerId, Share> = LiteMap::new();
                for orphan in &orphans.entries {
                    let share = shares.entry(orphan.from).or_default();
                    share.count += 1;
                    share.weight += orphan.weight;
                }
                prop_assert!(shares.values().all(|share| !share.exceeds(MAX_OF_PEER)));
                prop_assert_eq!(&shares, &orphans.shares);
            }
        }
    }
}
