//! The transactions of the wallet, from which its coins follow: connecting, disconnecting, waiting,
//! conflicts.
//!
//! # Invariants
//!
//! - Coins and claims are functions of the records: a coin is an output to one of the wallet's
//!   keys, made by a record that is confirmed or waits and spent by no confirmed one, nor lost; a
//!   claim is an input of a record that waits. So rows of records are all that must be stored, and
//!   a restored ledger equals the one that was kept.
//! - Records that wait don't conflict with each other, nor with a confirmed one.
//! - A transaction costs one look-up for each input and output, whatever the size of the wallet.

use crate::account::KeyPath;
use crate::changes::{Changes, lost_row, transaction_row};
use crate::coins::{Coin, Coins};
use crate::keys::Keys;
use crate::record::{Cause, Record, State};
use primitives::{
    Amount, Block, Encode, Height, OutPoint, Secret, Table, TableSet, Timestamp, Transaction, Txid,
};
use std::collections::BTreeMap;

/// Transactions in an order. One type for all of the wallet's, as each type of a tree costs 5 kB of
/// WebAssembly.
pub(crate) type Places = BTreeMap<u64, Txid>;

/// A place in the chain: a height, and an index there.
pub(crate) fn place(height: Height, index: u32) -> u64 {
    u64::from(height.0) << 32 | u64::from(index)
}

/// The index of a [`place`].
#[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
pub(crate) const fn index_in(place: u64) -> u32 {
    place as u32
}

/// Everything the wallet knows of the chain and the pool.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    pub(crate) records: Table<Txid, Record>,
    pub(crate) coins: Coins,
    /// What each waiting transaction spends, the wallet's coins or not.
    pub(crate) claims: Table<OutPoint, Txid>,
    /// Waiting transactions by sequence: parents before children.
    pub(crate) pending: Places,
    /// Confirmed transactions by height and position: their [`place`].
    pub(crate) confirmed: Places,
    pub(crate) dropped: TableSet<Txid>,
    /// Waiting transactions that the pool is not known to have: nobody would take a payment from
    /// their change. This is not stored; after a restart the pool is offered what waits, and says
    /// what it took.
    pub(crate) outside: TableSet<Txid>,
    pub(crate) next_sequence: u64,
    /// Outputs that were spent by transactions which the wallet never saw, because nobody keeps
    /// them any more.
    pub(crate) lost: TableSet<OutPoint>,
    /// Payments that came to nothing since they were last [taken](Self::take_fallen), in that
    /// order. Not stored.
    pub(crate) fallen: Vec<Txid>,
}

impl Ledger {
    /// Nothing known. The secret keeps payers from choosing places in the tables.
    pub(crate) fn new(secret: Secret) -> Self {
        Self {
            records: Table::with_hasher(secret),
            coins: Coins::new(secret),
            claims: Table::with_hasher(secret),
            pending: Places::new(),
            confirmed: Places::new(),
            dropped: TableSet::with_hasher(secret),
            outside: TableSet::with_hasher(secret),
            next_sequence: 0,
            lost: TableSet::with_hasher(secret),
            fallen: Vec::new(),
        }
    }

    /// Takes in a block.
    pub(crate) fn connect(
        &mut self,
        height: Height,
        block: &Block,
        keys: &mut Keys,
        changes: &mut Changes,
    ) {
        for (index, transaction) in (0..).zip(&block.transactions) {
            if self.concerns(transaction, keys) {
                let state = State::Confirmed {
                    height,
                    index,
                    time: block.header.time,
                };
                self.confirm(transaction, state, keys, changes);
            }
        }
        self.prune(height, changes);
    }

    /// Takes a block back: everything is again as it was before, but that keys once used stay used.
    pub(crate) fn disconnect(&mut self, height: Height, keys: &mut Keys, changes: &mut Changes) {
        let block = place(height, 0)..=place(height, u32::MAX);
        let txids: Vec<Txid> = self.confirmed.range(block).map(|(_, txid)| *txid).collect();
        for txid in txids.iter().rev() {
            self.unconfirm(txid, keys, changes);
        }
        let undone = |cause: &Cause| matches!(cause, Cause::Conflict { height: Some(at), .. } if *at == height);
        self.revive(self.dropped_for(undone), keys, changes);
        // The others lost to a transaction that waits again.
        for txid in self.dropped_for(undone) {
            if let Some(mut record) = self.records.remove(&txid) {
                if let State::Dropped(Cause::Conflict { height, .. }) = &mut record.state {
                    *height = None;
                }
                self.drop_record(txid, record, changes);
            }
        }
    }

    /// Takes in a transaction that waits in the pool.
    pub(crate) fn pool_added(
        &mut self,
        transaction: &Transaction,
        now: Timestamp,
        keys: &mut Keys,
        changes: &mut Changes,
    ) {
        if !self.concerns(transaction, keys) {
            return;
        }
        let txid = transaction.txid();
        let known = self.records.get(&txid).map(|record| record.state);
        if matches!(known, Some(State::Pending | State::Confirmed { .. })) {
            self.outside.remove(&txid);
            return;
        }
        self.drop_rivals(transaction, txid, None, keys, changes);
        if !self.is_mine(transaction, keys) {
            return;
        }
        let mut record = match self.records.remove(&txid) {
            Some(record) => record,
            None => self.new_record(transaction, keys),
        };
        record.seen.get_or_insert(now);
        self.dropped.remove(&txid);
        self.wait(txid, record, keys, changes);
        self.outside.remove(&txid);
    }

    /// Takes in an own payment or grant that waits, before the blocks that have its coins are read
    /// again.
    pub(crate) fn remember(
        &mut self,
        transaction: &Transaction,
        seen: Timestamp,
        keys: &mut Keys,
        changes: &mut Changes,
    ) {
        let mut record = self.new_record(transaction, keys);
        record.ours = !transaction.inputs.is_empty();
        record.seen = Some(seen);
        self.wait(transaction.txid(), record, keys, changes);
    }

    /// The pool gave a transaction up. What others pay came to nothing by that. The wallet's own
    /// payments may still confirm: they wait until something else spends their coins, but no
    /// further payment is made out of their change.
    pub(crate) fn pool_removed(&mut self, txid: &Txid, keys: &Keys, changes: &mut Changes) {
        let Some(record) = self.records.get(txid).filter(|it| it.state.is_pending()) else {
            return;
        };
        let is_grant = record.transaction.inputs.is_empty();
        if record.ours {
            self.outside.insert(*txid);
            return;
        }
        self.drop_children(txid, keys, changes);
        if is_grant {
            self.stop_waiting(txid, keys);
            self.forget(txid, changes);
        } else {
            self.drop_pending(*txid, Cause::GivenUp, keys, changes);
        }
    }

    /// The pool gave a transaction up for another one, `by`.
    pub(crate) fn pool_replaced(
        &mut self,
        txid: Txid,
        by: Txid,
        keys: &Keys,
        changes: &mut Changes,
    ) {
        let cause = Cause::Conflict { by, height: None };
        self.drop_pending(txid, cause, keys, changes);
    }

    /// A coin was spent by a transaction that the wallet will never see.
    pub(crate) fn lose(&mut self, at: OutPoint, changes: &mut Changes) {
        if self.coins.remove(&at).is_some() {
            self.lost.insert(at);
            changes.put(lost_row(&at), Vec::new());
        }
    }

    /// An output of a known transaction that belongs to the wallet, spent or not.
    pub(crate) fn own_output(&self, at: &OutPoint, keys: &Keys) -> Option<(Amount, KeyPath)> {
        let made_by = &self.records.get(&at.txid)?.transaction;
        let output = made_by.outputs.get(at.index as usize)?;
        Some((output.amount, keys.path(&output.lock)?))
    }

    /// The coins that a transaction makes for the wallet.
    fn made(txid: Txid, record: &Record, keys: &Keys) -> Vec<(OutPoint, Coin)> {
        let reward = record.is_reward();
        let height = record.state.height();
        (0..)
            .zip(&record.transaction.outputs)
            .filter_map(|(index, output)| {
                let coin = Coin {
                    amount: output.amount,
                    path: keys.path(&output.lock)?,
                    height,
                    reward,
                };
                Some((OutPoint { txid, index }, coin))
            })
            .collect()
    }

    /// Whether a transaction may matter: it pays to the wallet, spends from it, or takes what a
    /// waiting one spends.
    fn concerns(&self, transaction: &Transaction, keys: &Keys) -> bool {
        self.is_mine(transaction, keys)
            || transaction
                .inputs
                .iter()
                .any(|input| self.claims.contains_key(&input.previous))
    }

    fn is_mine(&self, transaction: &Transaction, keys: &Keys) -> bool {
        let paid = |output: &primitives::Output| keys.path(&output.lock).is_some();
        transaction.outputs.iter().any(paid)
            || transaction
                .inputs
                .iter()
                .any(|input| self.coins.contains(&input.previous))
    }

    fn new_record(&mut self, transaction: &Transaction, keys: &Keys) -> Record {
        let own = |input: &primitives::Input| self.own_output(&input.previous, keys).is_some();
        // A grant spends nothing, not even something of the wallet's.
        let ours = !transaction.inputs.is_empty() && transaction.inputs.iter().all(own);
        let sequence = self.next_sequence;
        self.next_sequence += 1;
        Record {
            sequence,
            seen: None,
            ours,
            state: State::Pending,
            transaction: transaction.clone(),
        }
    }

    fn confirm(
        &mut self,
        transaction: &Transaction,
        state: State,
        keys: &mut Keys,
        changes: &mut Changes,
    ) {
        let txid = transaction.txid();
        self.drop_rivals(transaction, txid, state.height(), keys, changes);
        if !self.is_mine(transaction, keys) {
            return;
        }
        if self
            .records
            .get(&txid)
            .is_some_and(|record| record.state.is_pending())
        {
            self.stop_waiting(&txid, keys);
        }
        self.dropped.remove(&txid);
        let mut record = match self.records.remove(&txid) {
            Some(record) => record,
            None => self.new_record(transaction, keys),
        };
        record.state = state;
        for input in &record.transaction.inputs {
            self.coins.remove(&input.previous);
        }
        keys.see_paid(&record.transaction, changes);
        for (at, coin) in Self::made(txid, &record, keys) {
            keys.confirm(coin.path);
            self.coins.insert(at, coin);
        }
        if let State::Confirmed { height, index, .. } = state {
            self.confirmed.insert(place(height, index), txid);
        }
        self.keep(txid, record, changes);
        let mut back = self.dropped_for(|cause| *cause == Cause::Unfunded { by: txid });
        // The pool tells of those of others, where it has them.
        back.retain(|txid| self.records.get(txid).is_some_and(|record| record.ours));
        self.revive(back, keys, changes);
    }

    fn unconfirm(&mut self, txid: &Txid, keys: &mut Keys, changes: &mut Changes) {
        let Some(mut record) = self.records.remove(txid) else {
            return;
        };
        let State::Confirmed {
            height,
            index,
            time,
        } = record.state
        else {
            self.records.insert(*txid, record);
            return;
        };
        self.confirmed.remove(&place(height, index));
        for (at, coin) in Self::made(*txid, &record, keys) {
            keys.unconfirm(coin.path);
            self.coins.remove(&at);
        }
        for input in &record.transaction.inputs {
            self.restore_coin(input.previous, keys);
        }
        let needed = !self.children(txid, &record).is_empty();
        if record.transaction.is_coinbase() || (record.seen.is_none() && !needed) {
            // A reward is void without its block. Any other transaction that the wallet did not
            // know before comes back through the pool, if the pool takes it.
            self.records.insert(*txid, record);
            self.drop_children(txid, keys, changes);
            self.forget(txid, changes);
        } else {
            record.seen.get_or_insert(time);
            self.wait(*txid, record, keys, changes);
        }
    }

    /// Puts an output of the wallet back among the coins when the transaction that spent it is
    /// taken back.
    fn restore_coin(&mut self, at: OutPoint, keys: &Keys) {
        let Some((amount, path)) = self.own_output(&at, keys) else {
            return;
        };
        let made_by = &self.records[&at.txid];
        let coin = Coin {
            amount,
            path,
            height: made_by.state.height(),
            reward: made_by.is_reward(),
        };
        if !matches!(made_by.state, State::Dropped(_)) {
            self.coins.insert(at, coin);
        }
    }

    /// Lets a transaction wait: its inputs are claimed, its outputs become waiting coins.
    pub(crate) fn wait(
        &mut self,
        txid: Txid,
        mut record: Record,
        keys: &mut Keys,
        changes: &mut Changes,
    ) {
        record.state = State::Pending;
        self.pending.insert(record.sequence, txid);
        self.outside.insert(txid);
        for input in &record.transaction.inputs {
            self.claims.insert(input.previous, txid);
        }
        keys.see_paid(&record.transaction, changes);
        for (at, coin) in Self::made(txid, &record, keys) {
            self.coins.insert(at, coin);
        }
        self.keep(txid, record, changes);
    }

    /// Takes back what [`Ledger::wait`] did, but for the record.
    pub(crate) fn stop_waiting(&mut self, txid: &Txid, keys: &Keys) {
        let Some(record) = self.records.get(txid) else {
            return;
        };
        self.pending.remove(&record.sequence);
        self.outside.remove(txid);
        for input in &record.transaction.inputs {
            self.claims.remove(&input.previous);
        }
        for (at, _) in Self::made(*txid, record, keys) {
            self.coins.remove(&at);
        }
    }

    pub(crate) fn keep(&mut self, txid: Txid, record: Record, changes: &mut Changes) {
        changes.put(transaction_row(&txid), record.to_bytes());
        self.records.insert(txid, record);
    }

    pub(crate) fn forget(&mut self, txid: &Txid, changes: &mut Changes) {
        if self.records.remove(txid).is_some() {
            changes.remove(transaction_row(txid));
        }
    }
}
