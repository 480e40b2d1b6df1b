//! Transactions that wait in vain: dropped when another spends their coins, waiting again when that one is taken back.

use crate::changes::Changes;
use crate::keys::Keys;
use crate::ledger::Ledger;
use crate::record::{Cause, Record, State};
use primitives::order::sort_by;
use primitives::{Height, OutPoint, Transaction, Txid};

/// Payments from others that came to nothing are forgotten after so many blocks, when no reorganisation brings them
/// back. That bounds what a stranger can make a wallet keep.
const KEEP_DROPPED: u32 = 100;

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

    /// Keeps a record that was dropped if it is the wallet's own payment, to show it, or if disconnecting a block
    /// brings it back. Any other payment is forgotten.
    pub(crate) fn drop_record(&mut self, txid: Txid, record: Record, changes: &mut Changes) {
        let undoable = matches!(
            record.state,
            State::Dropped(Cause::Conflict {
                height: Some(_),
                ..
            })
        );
        let keep = record.ours || undoable;
        self.keep(txid, record, changes);
        if keep {
            self.dropped.insert(txid);
        } else {
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

    /// Forgets payments from others that came to nothing long ago.
    pub(crate) fn prune(&mut self, height: Height, changes: &mut Changes) {
        let old = self.dropped_for(|cause| {
            matches!(cause, Cause::Conflict { height: Some(at), .. } if at.saturating_add(KEEP_DROPPED) < height)
        });
        for txid in old {
            if self.records.get(&txid).is_some_and(|record| !record.ours) {
                self.dropped.remove(&txid);
                self.forget(&txid, changes);
            }
        }
    }
}
