//! The wallet's transactions, from which its coins follow: blocks that are connected and
//! disconnected, unconfirmed transactions, and conflicts.
//!
//! # Invariants
//!
//! - Coins and claims follow from the records and the lost outputs. A coin is an output to one of
//!   the wallet's keys: its record is not dropped, no confirmed record spends it, and it is not
//!   lost. A claim is an input of an unconfirmed record. So only the records and the lost outputs
//!   must be stored, and a restored ledger equals the stored one.
//! - Unconfirmed records don't conflict with each other, nor with a confirmed one.
//! - A transaction costs one look-up for each input and output, whatever the size of the wallet.

use crate::account::KeyPath;
use crate::changes::{Changes, lost_row, transaction_row};
use crate::coins::{Coin, Coins};
use crate::keys::Keys;
use crate::position::{ChainPosition, Positioned, Sequenced};
use crate::record::{Cause, Record, State};
use primitives::{
    Amount, Block, Encode, Height, OutPoint, Secret, Table, TableSet, Timestamp, Transaction, Txid,
};

/// Everything that the wallet knows of the chain and the mempool.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    pub(crate) records: Table<Txid, Record>,
    pub(crate) coins: Coins,
    /// The outpoints that unconfirmed transactions spend, including those of others.
    pub(crate) claims: Table<OutPoint, Txid>,
    /// Unconfirmed transactions by sequence: parents before children.
    pub(crate) pending: Sequenced,
    /// Confirmed transactions by height and index in the block.
    pub(crate) confirmed: Positioned,
    pub(crate) dropped: TableSet<Txid>,
    /// The unconfirmed transactions that the mempool is not known to have. Other nodes would not
    /// accept a payment that spends their change. This is not stored: after a restart the driver
    /// offers them to the mempool again, and reports those that it accepted.
    pub(crate) outside: TableSet<Txid>,
    pub(crate) next_sequence: u64,
    /// Outputs that were spent by transactions which the wallet never saw, since they were pruned.
    pub(crate) lost: TableSet<OutPoint>,
    /// Payments that failed since [`take_fallen`](Self::take_fallen) was last called, in the order
    /// in which they failed. Not stored.
    pub(crate) fallen: Vec<Txid>,
}

impl Ledger {
    /// An empty ledger. The secret keeps payers from choosing positions in the tables.
    pub(crate) fn new(secret: Secret) -> Self {
        Self {
            records: Table::with_hasher(secret),
            coins: Coins::new(secret),
            claims: Table::with_hasher(secret),
            pending: Sequenced::new(),
            confirmed: Positioned::default(),
            dropped: TableSet::with_hasher(secret),
            outside: TableSet::with_hasher(secret),
            next_sequence: 0,
            lost: TableSet::with_hasher(secret),
            fallen: Vec::new(),
        }
    }

    /// Connects a block.
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

    /// Disconnects a block. Everything is as it was before the block, except that used keys stay
    /// used.
    pub(crate) fn disconnect(&mut self, height: Height, keys: &mut Keys, changes: &mut Changes) {
        let [first, last] = [0, u32::MAX].map(|index| ChainPosition::new(height, index));
        let txids: Vec<Txid> = self
            .confirmed
            .range(first..=last)
            .map(|(_, txid)| *txid)
            .collect();
        for txid in txids.iter().rev() {
            self.unconfirm(txid, keys, changes);
        }
        let undone = |cause: &Cause| matches!(cause, Cause::Conflict { height: Some(at), .. } if *at == height);
        self.revive(self.dropped_for(undone), keys, changes);
        // The transactions that are still dropped conflict with one that is unconfirmed again.
        for txid in self.dropped_for(undone) {
            if let Some(mut record) = self.records.remove(&txid) {
                if let State::Dropped(Cause::Conflict { height, .. }) = &mut record.state {
                    *height = None;
                }
                self.drop_record(txid, record, changes);
            }
        }
    }

    /// Adds a transaction that is in the mempool.
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

    /// Adds an own payment or grant that is unconfirmed, before the blocks with the coins that it
    /// spends are read again.
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

    /// Notes that the mempool dropped a transaction. A payment from somebody else has failed then.
    /// The wallet's own payments may still confirm: they stay unconfirmed until another transaction
    /// spends their coins, but their change is not spent by further payments.
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

    /// Notes that the mempool replaced a transaction by another one, `by`.
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

    /// Notes that a coin was spent by a transaction that the wallet will never see.
    pub(crate) fn lose(&mut self, at: OutPoint, changes: &mut Changes) {
        if self.coins.remove(&at).is_some() {
            self.lost.insert(at);
            changes.put(lost_row(&at), Vec::new());
        }
    }

    /// The amount and path of an output of a known transaction, spent or not; `None` if it does not
    /// belong to the wallet.
    pub(crate) fn own_output(&self, at: &OutPoint, keys: &Keys) -> Option<(Amount, KeyPath)> {
        let made_by = &self.records.get(&at.txid)?.transaction;
        let output = made_by.outputs.get(at.index as usize)?;
        Some((output.amount, keys.path(&output.lock)?))
    }

    /// The coins that a transaction creates for the wallet.
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

    /// Whether a transaction may concern the wallet: it pays to the wallet, spends from it, or
    /// spends an outpoint that an unconfirmed one spends.
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
        // A grant has no inputs, and so spends nothing of the wallet's.
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
            self.confirmed
                .insert(ChainPosition::new(height, index), txid);
        }
        self.keep(txid, record, changes);
        let mut back = self.dropped_for(|cause| *cause == Cause::Unfunded { by: txid });
        // The mempool itself reports other people's payments if it has them.
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
        self.confirmed.remove(ChainPosition::new(height, index));
        for (at, coin) in Self::made(*txid, &record, keys) {
            keys.unconfirm(coin.path);
            self.coins.remove(&at);
        }
        for input in &record.transaction.inputs {
            self.restore_coin(input.previous, keys);
        }
        let needed = !self.children(txid, &record).is_empty();
        if record.transaction.is_coinbase() || (record.seen.is_none() && !needed) {
            // A coinbase is invalid without its block. Any other transaction that the wallet did
            // not know before the block comes back through the mempool, if the mempool accepts it.
            self.records.insert(*txid, record);
            self.drop_children(txid, keys, changes);
            self.forget(txid, changes);
        } else {
            record.seen.get_or_insert(time);
            self.wait(*txid, record, keys, changes);
        }
    }

    /// Restores the coin that a disconnected transaction has spent.
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

    /// Makes a transaction unconfirmed: its inputs become claims, its outputs unconfirmed coins.
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

    /// Undoes [`Ledger::wait`], except for the record.
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
