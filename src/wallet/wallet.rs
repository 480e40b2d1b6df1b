//! The wallet of one account on one chain.

use crate::account::{AccountPublic, Branch};
use crate::balance::Balance;
use crate::changes::{ABOUT, Change, Changes, SYNCED, lost_row, transaction_row};
use crate::history::{Entry, Failed, Kept};
use crate::keys::{Keys, secret_of};
use crate::ledger::Ledger;
use crate::restore::{RestoreError, about, restore};
use crate::settings::Settings;
use primitives::order::distinct;
use primitives::{
    Amount, Block, BlockHash, Encode, Height, Lock, OutPoint, Timestamp, Transaction, Txid,
};

/// The wallet of one account on one chain. The crate's documentation describes how it is driven.
pub struct Wallet {
    pub(crate) settings: Settings,
    pub(crate) keys: Keys,
    pub(crate) ledger: Ledger,
    synced: Option<(Height, BlockHash)>,
    changes: Changes,
    /// The frozen coins, in ascending order. The wallet's rows do not include them.
    frozen: Vec<OutPoint>,
}

impl Wallet {
    /// A wallet that has seen no block. It derives its first keys, [`LOOKAHEAD`](crate::LOOKAHEAD)
    /// of each branch.
    pub fn new(account: AccountPublic, settings: Settings) -> Self {
        let mut changes = Changes::default();
        changes.put(vec![ABOUT], about(&account, &settings));
        let ledger = Ledger::new(secret_of(&account));
        let mut keys = Keys::empty(account);
        keys.fill(&mut changes);
        Self {
            settings,
            keys,
            ledger,
            synced: None,
            changes,
            frozen: Vec::new(),
        }
    }

    /// Restores the wallet that wrote `rows`, which may be in any order. Makes a new wallet if
    /// there are no rows. No keys are derived if the rows are complete.
    ///
    /// # Errors
    /// If the rows are damaged, contradict each other, or belong to another wallet or chain.
    pub fn restore(
        account: AccountPublic,
        settings: Settings,
        rows: impl IntoIterator<Item = (Vec<u8>, Vec<u8>)>,
    ) -> Result<Self, RestoreError> {
        let Some(restored) = restore(&account, &settings, rows.into_iter())? else {
            return Ok(Self::new(account, settings));
        };
        Ok(Self {
            settings,
            keys: restored.keys,
            ledger: restored.ledger,
            synced: restored.synced,
            changes: Changes::default(),
            frozen: Vec::new(),
        })
    }

    /// The last block that the wallet has seen; `None` if it has seen none.
    pub const fn synced(&self) -> Option<(Height, BlockHash)> {
        self.synced
    }

    /// Connects the block after the last one. A wallet that has seen no block accepts any block,
    /// and knows of no payments before it. Returns `false`, and changes nothing, if the block is
    /// not the next one.
    pub fn connect(&mut self, height: Height, block: &Block) -> bool {
        let next = self.synced.is_none_or(|(last, hash)| {
            last.0.checked_add(1) == Some(height.0) && hash == block.header.previous
        });
        if next {
            self.ledger
                .connect(height, block, &mut self.keys, &mut self.changes);
            self.set_synced(Some((height, block.hash())));
        }
        next
    }

    /// Disconnects the last block: coins, history and unconfirmed payments are as they were before
    /// it. Used keys stay used. Returns `false`, and changes nothing, if the block is not the last
    /// one.
    pub fn disconnect(&mut self, height: Height, block: &Block) -> bool {
        let last = self.synced == Some((height, block.hash()));
        if last {
            self.ledger
                .disconnect(height, &mut self.keys, &mut self.changes);
            let before = height.checked_sub(1);
            self.set_synced(before.map(|height| (height, block.header.previous)));
        }
        last
    }

    /// The confirmed coins of blocks up to a height, in any order.
    pub fn coins_up_to(&self, height: Height) -> Vec<OutPoint> {
        let coins = self.ledger.coins.iter();
        let old = coins.filter(|(_, coin)| coin.height.is_some_and(|made| made <= height));
        old.map(|(at, _)| *at).collect()
    }

    /// Notes the used keys that the wallet can't find in the blocks that it will read. `is_used`
    /// says which keys had payments in blocks that are pruned and can't be disconnected. These keys
    /// are not given out again, and further ones are watched.
    ///
    /// # Errors
    /// The first error of `is_used`. The keys found before it are noted.
    pub fn look_ahead<E>(
        &mut self,
        is_used: impl FnMut(&Lock) -> Result<bool, E>,
    ) -> Result<(), E> {
        self.keys.see_buried(is_used, &mut self.changes)
    }

    /// Notes that a confirmed coin was spent by a transaction that the wallet will never see, since
    /// the node has pruned it. The block of that transaction must be too deep to be disconnected.
    pub fn lose(&mut self, at: OutPoint) {
        self.ledger.lose(at, &mut self.changes);
    }

    /// Brings the wallet back to the state in which it has seen no block, to read the chain again.
    /// Own unconfirmed payments and grants are kept, and stay unconfirmed.
    pub fn forget(&mut self) {
        let waiting = self.unconfirmed();
        for txid in self.ledger.records.keys() {
            self.changes.remove(transaction_row(txid));
        }
        for at in &self.ledger.lost {
            self.changes.remove(lost_row(at));
        }
        let seen: Vec<Option<Timestamp>> = waiting
            .iter()
            .map(|transaction| self.ledger.records.get(&transaction.txid())?.seen)
            .collect();
        self.keys.unconfirm_all();
        self.ledger = Ledger::new(secret_of(self.keys.account()));
        self.set_synced(None);
        for (transaction, seen) in waiting.iter().zip(seen) {
            self.ledger.remember(
                transaction,
                seen.unwrap_or_default(),
                &mut self.keys,
                &mut self.changes,
            );
        }
    }

    /// Adds a transaction that the node's mempool accepted, whether the wallet knows it or not.
    /// `now` is its time in the history.
    pub fn pool_added(&mut self, transaction: &Transaction, now: Timestamp) {
        self.ledger
            .pool_added(transaction, now, &mut self.keys, &mut self.changes);
    }

    /// Notes that the node's mempool dropped a transaction. A payment from somebody else has failed
    /// then, though a block may still contain it. A grant is removed, and can be requested again.
    /// An own payment stays unconfirmed, since other nodes may still have it, but its change is not
    /// spent until the mempool has it again: see [`Wallet::unconfirmed`] and [`Wallet::replace`].
    pub fn pool_removed(&mut self, txid: &Txid) {
        self.ledger
            .pool_removed(txid, &self.keys, &mut self.changes);
    }

    /// Notes that the node's mempool replaced a transaction by another one, `by`, which spends the
    /// same coins and pays a higher fee.
    pub fn pool_replaced(&mut self, txid: &Txid, by: Txid) {
        self.ledger
            .pool_replaced(*txid, by, &self.keys, &mut self.changes);
    }

    /// The wallet's own unconfirmed payments, parents first, and unconfirmed grants to it. The
    /// driver submits them to the mempool again after a restart, and whenever the mempool dropped
    /// one.
    pub fn unconfirmed(&self) -> Vec<Transaction> {
        let records = self.ledger.pending.values();
        records
            .filter_map(|txid| self.ledger.records.get(txid))
            .filter(|record| record.ours || record.transaction.inputs.is_empty())
            .map(|record| record.transaction.clone())
            .collect()
    }

    /// Whether the wallet has a grant on this chain, confirmed or not. A grant is recognized by
    /// having no inputs.
    pub fn has_grant(&self) -> bool {
        let mut records = self.ledger.records.values();
        records.any(|record| record.transaction.inputs.is_empty())
    }

    /// The rows that changed since the last call, for the driver to store: the key, and the new
    /// value; `None` if the row is removed.
    pub fn take_changes(&mut self) -> Vec<Change> {
        self.changes.take()
    }

    /// The present receiving address. It changes once it was paid to.
    pub fn receive_lock(&self) -> Lock {
        self.keys.receive()
    }

    /// Returns a fresh receiving address, which becomes the present one. After
    /// [`GAP_LIMIT`](crate::GAP_LIMIT) unused ones in a row, it is the oldest unused one again, so
    /// that every payment can be found from the words alone.
    pub fn next_receive_lock(&mut self) -> Lock {
        self.keys.next_receive(&mut self.changes)
    }

    /// The lock for the reward of the next block. It changes when a block pays to it.
    pub fn reward_lock(&self) -> Lock {
        self.keys.fresh(Branch::Reward)
    }

    /// The public keys of the account.
    pub const fn account(&self) -> &AccountPublic {
        self.keys.account()
    }

    /// Whether the wallet made a transaction, even if it failed.
    pub fn is_own(&self, txid: &Txid) -> bool {
        let record = self.ledger.records.get(txid);
        record.is_some_and(|record| record.ours)
    }

    /// Sets the coins that no payment spends from now on. They stay a part of the balance. The
    /// wallet does not store them.
    pub fn freeze(&mut self, coins: Vec<OutPoint>) {
        self.frozen = distinct(coins);
    }

    /// Whether no payment spends this coin.
    pub(crate) fn is_frozen(&self, at: &OutPoint) -> bool {
        self.frozen.binary_search(at).is_ok()
    }

    /// The sum of the frozen coins that the wallet has and that no unconfirmed payment spends.
    pub fn frozen_sum(&self) -> Amount {
        let is_free = |at: &&OutPoint| !self.ledger.claims.contains_key(*at);
        let coins = self.frozen.iter().filter(is_free);
        let coins = coins.filter_map(|at| self.ledger.coins.get(at));
        Amount::sum(coins.map(|coin| coin.amount)).unwrap_or(Amount::MAX)
    }

    /// The coins that a payment in the block after `tip` may spend, without frozen ones: confirmed
    /// ones, and unconfirmed change. Both are in the order of their outpoints.
    pub(crate) fn spendable(&self, tip: Height) -> (Vec<OutPoint>, Vec<OutPoint>) {
        let (mut confirmed, mut waiting) = self.ledger.spendable(tip, self.settings.maturity);
        confirmed.retain(|at| !self.is_frozen(at));
        waiting.retain(|at| !self.is_frozen(at));
        (confirmed, waiting)
    }

    /// Whether the wallet has the key of a lock.
    pub fn owns(&self, lock: &Lock) -> bool {
        self.keys.path(lock).is_some()
    }

    /// Whether the wallet has the key of a lock for the change of its own payments.
    pub fn owns_change(&self, lock: &Lock) -> bool {
        let path = self.keys.path(lock);
        path.is_some_and(|path| path.branch == Branch::Change)
    }

    /// The wallet's balance if `tip` is the last block.
    pub fn balance(&self, tip: Height) -> Balance {
        self.ledger.balance(tip, self.settings.maturity, &self.keys)
    }

    /// The confirmed and unconfirmed transactions of the wallet, newest first, at most `max`.
    pub fn history(&self, tip: Height, max: usize) -> Vec<Entry> {
        self.ledger.history(tip, max, &self.keys)
    }

    /// One transaction of the history; `None` if it is unknown to the wallet, or has failed.
    pub fn entry(&self, txid: &Txid, tip: Height) -> Option<Entry> {
        self.ledger.entry(txid, tip, &self.keys)
    }

    /// The confirmed and unconfirmed transactions of the wallet in full, newest first.
    pub fn kept(&self) -> impl Iterator<Item = Kept<'_>> {
        self.ledger.kept()
    }

    /// One transaction of the wallet in full; `None` if it is unknown to the wallet, or has failed.
    pub fn keeps(&self, txid: &Txid) -> Option<Kept<'_>> {
        self.ledger.keeps(txid)
    }

    /// The failed payments, newest first. All failed payments of the wallet are kept. If a payment
    /// from somebody else conflicts with a block, it is kept for 100 blocks. Of the rest, the
    /// newest [`MAX_FAILED`](crate::MAX_FAILED) are kept.
    pub fn failed(&self, tip: Height) -> Vec<Failed> {
        self.ledger.failed(tip, &self.keys)
    }

    /// One failed payment; `None` if it is unknown to the wallet, or has not failed.
    pub fn fails(&self, txid: &Txid, tip: Height) -> Option<Failed> {
        self.ledger.fails(txid, tip, &self.keys)
    }

    /// The payments that failed since the last call and are still failed, for the driver to report.
    pub fn take_fallen(&mut self, tip: Height) -> Vec<Failed> {
        let fallen = self.ledger.take_fallen().into_iter();
        let found = fallen.filter_map(|txid| self.ledger.fails(&txid, tip, &self.keys));
        found.collect()
    }

    fn set_synced(&mut self, synced: Option<(Height, BlockHash)>) {
        self.synced = synced;
        match synced {
            Some((height, hash)) => {
                let mut value = height.0.to_le_bytes().to_vec();
                hash.encode(&mut value);
                self.changes.put(vec![SYNCED], value);
            }
            None => self.changes.remove(vec![SYNCED]),
        }
    }
}
