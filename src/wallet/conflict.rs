//! Conflicts of unconfirmed transactions. A transaction is dropped when another one spends its
//! coins, and becomes unconfirmed again when the block with the other one is disconnected.

use crate::changes::Changes;
use crate::keys::Keys;
use crate::ledger::Ledger;
use crate::record::{Cause, Record, State};
use primitives::order::sort_by;
use primitives::{Height, OutPoint, Transaction, Txid};

/// The depth up to which a block may still be disconnected; deeper reorganisations are not
/// expected. Until then, a payment from somebody else that conflicts with the block can become
/// unconfirmed again.
const UNDO_DEPTH: u32 = 100;

/// The maximum number of failed payments from others that are kept for the history although no
/// reorganisation can bring them back; the newest are kept. An attacker who sends payments and
/// replaces them, which costs only one fee in the end, can thus fill only a small part of the
/// history and of the store.
pub const MAX_FAILED: usize = 20;

impl Ledger {
    /// Drops the unconfirmed transactions that spend an output which `transaction` spends.
    pub(crate) fn drop_rivals(
        &mut self,
        transaction: &Transaction,
        txid: Txid,
        height: Option<Height>,
        keys: &Keys,
        changes: &mut Changes,
    ) {
        for input in &transaction.inputs {
            let rival = self.claims.get(&input.previous).copied();
            if let Some(rival) = rival.filter(|rival| *rival != txid) {
                self.drop_pending(rival, Cause::Conflict { by: txid, height }, keys, changes);
            }
        }
    }

    /// Drops an unconfirmed transaction and those that spend its outputs.
    pub(crate) fn drop_pending(
        &mut self,
        txid: Txid,
        cause: Cause,
        keys: &Keys,
        changes: &mut Changes,
    ) {
        let mut doomed = vec![txid];
        while let Some(txid) = doomed.pop() {
            let Some(record) = self.records.get(&txid).filter(|it| it.state.is_pending()) else {
                continue;
            };
            doomed.extend(self.children(&txid, record));
            self.stop_waiting(&txid, keys);
            if let Some(mut record) = self.records.remove(&txid) {
                record.state = State::Dropped(cause);
                self.drop_record(txid, record, changes);
                if self.dropped.contains(&txid) {
                    self.fallen.push(txid);
                }
            }
        }
    }

    /// Returns the payments that failed since the last call and are still failed.
    pub(crate) fn take_fallen(&mut self) -> Vec<Txid> {
        let mut fallen = core::mem::take(&mut self.fallen);
        fallen.retain(|txid| self.dropped.contains(txid));
        fallen
    }

    /// Keeps the record of a dropped transaction for the history, and removes the oldest failed
    /// payments beyond the bound, as `bound_dropped` does.
    pub(crate) fn drop_record(&mut self, txid: Txid, record: Record, changes: &mut Changes) {
        self.keep(txid, record, changes);
        self.dropped.insert(txid);
        self.bound_dropped(changes);
    }

    /// Removes the oldest failed payments from others that no reorganisation can bring back, beyond
    /// [`MAX_FAILED`].
    fn bound_dropped(&mut self, changes: &mut Changes) {
        let mut lost = self.dropped_for(|cause| {
            !matches!(
                cause,
                Cause::Conflict {
                    height: Some(_),
                    ..
                }
            )
        });
        lost.retain(|txid| self.records.get(txid).is_some_and(|record| !record.ours));
        let excess = lost.len().saturating_sub(MAX_FAILED);
        for txid in lost.drain(..excess) {
            self.dropped.remove(&txid);
            self.forget(&txid, changes);
        }
    }

    /// Drops the unconfirmed transactions that spend outputs of a transaction which is about to be
    /// removed.
    pub(crate) fn drop_children(&mut self, txid: &Txid, keys: &Keys, changes: &mut Changes) {
        let children = match self.records.get(txid) {
            Some(record) => self.children(txid, record),
            None => Vec::new(),
        };
        for child in children {
            self.drop_pending(child, Cause::Unfunded { by: *txid }, keys, changes);
        }
    }

    /// The unconfirmed transactions that spend outputs of a transaction.
    pub(crate) fn children(&self, txid: &Txid, record: &Record) -> Vec<Txid> {
        (0..)
            .zip(&record.transaction.outputs)
            .filter_map(|(index, _)| self.claims.get(&OutPoint { txid: *txid, index }))
            .copied()
            .collect()
    }

    /// The dropped transactions with a wanted cause, parents before children.
    pub(crate) fn dropped_for(&self, wanted: impl Fn(&Cause) -> bool) -> Vec<Txid> {
        let mut found: Vec<(u64, Txid)> = self
            .dropped
            .iter()
            .filter_map(|txid| {
                let record = self.records.get(txid)?;
                match &record.state {
                    State::Dropped(cause) if wanted(cause) => Some((record.sequence, *txid)),
                    _ => None,
                }
            })
            .collect();
        sort_by(&mut found, Ord::cmp);
        found.into_iter().map(|(_, txid)| txid).collect()
    }

    /// Makes dropped transactions unconfirmed again if no other transaction spends their coins.
    pub(crate) fn revive(&mut self, txids: Vec<Txid>, keys: &mut Keys, changes: &mut Changes) {
        for txid in txids {
            let Some(record) = self.records.get(&txid) else {
                continue;
            };
            let free = record.transaction.inputs.iter().all(|input| {
                !self.claims.contains_key(&input.previous)
                    && (!record.ours || self.coins.contains(&input.previous))
            });
            if let Some(record) = free.then(|| self.records.remove(&txid)).flatten() {
                self.dropped.remove(&txid);
                self.wait(txid, record, keys, changes);
            }
        }
    }

    /// Marks payments from others that conflict with a deeply buried block as failed for good, so
    /// that [`MAX_FAILED`] bounds them.
    pub(crate) fn prune(&mut self, height: Height, changes: &mut Changes) {
        let old = self.dropped_for(|cause| {
            matches!(cause, Cause::Conflict { height: Some(at), .. } if at.saturating_add(UNDO_DEPTH) < height)
        });
        for txid in old {
            let record = self.records.get(&txid).filter(|record| !record.ours);
            if let Some(mut record) = record.cloned() {
                if let State::Dropped(Cause::Conflict { height, .. }) = &mut record.state {
                    *height = None;
                }
                self.drop_record(txid, record, changes);
            }
        }
    }
}
