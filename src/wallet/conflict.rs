//! Transactions that wait in vain: dropped when another spends their coins, waiting again when that
//! one is taken back.

use crate::changes::Changes;
use crate::keys::Keys;
use crate::ledger::Ledger;
use crate::record::{Cause, Record, State};
use primitives::order::sort_by;
use primitives::{Height, OutPoint, Transaction, Txid};

/// A payment from others whose coins a block took waits again when that block is taken back. Blocks
/// with so many on top are not expected to be.
const UNDO_DEPTH: u32 = 100;

/// Payments from others that came to nothing and that no reorganisation brings back: so many are
/// kept to be shown, the newest. A stranger who sends payments and takes them back, which costs
/// nothing but a fee at the end, fills a small part of the history and of the store with them.
pub const MAX_FAILED: usize = 20;

impl Ledger {
    /// Drops the waiting transactions that spend what `transaction` spends.
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

    /// Drops a waiting transaction and those that spend from it.
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

    /// The payments that came to nothing since the last call and still have.
    pub(crate) fn take_fallen(&mut self) -> Vec<Txid> {
        let mut fallen = core::mem::take(&mut self.fallen);
        fallen.retain(|txid| self.dropped.contains(txid));
        fallen
    }

    /// Keeps a record that was dropped, to show it, and forgets the oldest of those that may be
    /// forgotten.
    pub(crate) fn drop_record(&mut self, txid: Txid, record: Record, changes: &mut Changes) {
        self.keep(txid, record, changes);
        self.dropped.insert(txid);
        self.bound_dropped(changes);
    }

    /// Forgets the oldest payments from others that came to nothing for good, beyond
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

    /// Drops what spends from a transaction that is about to go.
    pub(crate) fn drop_children(&mut self, txid: &Txid, keys: &Keys, changes: &mut Changes) {
        let children = match self.records.get(txid) {
            Some(record) => self.children(txid, record),
            None => Vec::new(),
        };
        for child in children {
            self.drop_pending(child, Cause::Unfunded { by: *txid }, keys, changes);
        }
    }

    /// The waiting transactions that spend from a transaction.
    pub(crate) fn children(&self, txid: &Txid, record: &Record) -> Vec<Txid> {
        (0..)
            .zip(&record.transaction.outputs)
            .filter_map(|(index, _)| self.claims.get(&OutPoint { txid: *txid, index }))
            .copied()
            .collect()
    }

    /// Dropped transactions by their cause, parents before children.
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

    /// Lets dropped transactions wait again where nothing has taken their coins.
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

    /// Counts payments from others that a block ended long ago among those that no reorganisation
    /// brings back.
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
