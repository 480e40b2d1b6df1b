//! The whole wallet on one chain.

use crate::account::{AccountPublic, Branch};
use crate::balance::Balance;
use crate::changes::{ABOUT, Change, Changes, SYNCED, lost_row, transaction_row};
use crate::history::{Entry, Failed, Kept};
use crate::keys::{Keys, secret_of};
use crate::ledger::Ledger;
use crate::restore::{RestoreError, about, restore};
use primitives::{
    Block, BlockHash, Encode, Height, Lock, OutPoint, PublicKey, Timestamp, Transaction, Txid,
};

/// What the wallet must know of its chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The genesis hash, which every signature names.
    pub genesis: BlockHash,
    /// Confirmations until a block reward can be spent.
    pub maturity: u32,
}

/// The wallet of one account on one chain. See the crate's documentation for how it is driven.
pub struct Wallet {
    pub(crate) settings: Settings,
    pub(crate) keys: Keys,
    pub(crate) ledger: Ledger,
    synced: Option<(Height, BlockHash)>,
    changes: Changes,
}

impl Wallet {
    /// A wallet that has seen nothing. Derives its first keys, [`LOOKAHEAD`](crate::LOOKAHEAD) of
    /// each branch.
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
        }
    }

    /// The wallet that wrote `rows`, which may come in any order; a new one where there are none.
    /// Derives no keys but the identity.
    ///
    /// # Errors
    /// When the rows are damaged, contradict each other, or belong to another wallet or chain.
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
        })
    }

    /// The last block that the wallet has seen; nothing where it has seen none.
    pub const fn synced(&self) -> Option<(Height, BlockHash)> {
        self.synced
    }

    /// Takes in the block after the last one. A wallet that has seen nothing starts with any block,
    /// and knows of no payments before it. `false`, and nothing changes, where the block is not the
    /// next one.
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

    /// Takes back the last block: coins, history and waiting payments are as they were before it.
    /// Keys that were used stay used. `false`, and nothing changes, where the block is not the last
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

    /// The confirmed coins that blocks up to a height have made, in no order.
    pub fn coins_up_to(&self, height: Height) -> Vec<OutPoint> {
        let coins = self.ledger.coins.iter();
        let old = coins.filter(|(_, coin)| coin.height.is_some_and(|made| made <= height));
        old.map(|(at, _)| *at).collect()
    }

    /// Looks further ahead than the blocks that the wallet will read can tell it to: notes those of
    /// its keys that had payments as `is_used` says, in blocks too deep to be taken back, which the
    /// node has cut away. They are not handed out again.
    ///
    /// # Errors
    /// The first of `is_used`; what was found before is noted.
    pub fn look_ahead<E>(
        &mut self,
        is_used: impl FnMut(&Lock) -> Result<bool, E>,
    ) -> Result<(), E> {
        self.keys.see_buried(is_used, &mut self.changes)
    }

    /// Notes that a confirmed coin was spent by a transaction which the wallet will never see: the
    /// node that it reads its blocks from has cut that one away. It must be buried too deep to be
    /// taken back.
    pub fn lose(&mut self, at: OutPoint) {
        self.ledger.lose(at, &mut self.changes);
    }

    /// Goes back to having seen no block, to read the chain anew. Own payments that wait are kept
    /// and wait again for the coins they spend.
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

    /// Takes in a transaction that the node's pool took, be it known or not; `now` dates it in the
    /// history.
    pub fn pool_added(&mut self, transaction: &Transaction, now: Timestamp) {
        self.ledger
            .pool_added(transaction, now, &mut self.keys, &mut self.changes);
    }

    /// The node's pool gave a transaction up. A payment from somebody else came to nothing by that,
    /// though a block may still bring it; a grant is forgotten, and can be asked for again. An own
    /// payment is kept waiting, since others may still have it, but its change is not spent any
    /// further until the pool has it again: see [`Wallet::unconfirmed`] and [`Wallet::replace`].
    pub fn pool_removed(&mut self, txid: &Txid) {
        self.ledger
            .pool_removed(txid, &self.keys, &mut self.changes);
    }

    /// The node's pool gave a transaction up for another one, `by`, which spends the same coins and
    /// pays more.
    pub fn pool_replaced(&mut self, txid: &Txid, by: Txid) {
        self.ledger
            .pool_replaced(*txid, by, &self.keys, &mut self.changes);
    }

    /// The wallet's own waiting payments, parents first, and waiting grants to it: to be offered to
    /// the pool again after a restart, and whenever the pool lost one.
    pub fn unconfirmed(&self) -> Vec<Transaction> {
        let records = self.ledger.pending.values();
        records
            .filter_map(|txid| self.ledger.records.get(txid))
            .filter(|record| record.ours || record.transaction.inputs.is_empty())
            .map(|record| record.transaction.clone())
            .collect()
    }

    /// Whether the wallet was granted coins on this chain, or waits for them: a grant spends
    /// nothing.
    pub fn has_grant(&self) -> bool {
        let mut records = self.ledger.records.values();
        records.any(|record| record.transaction.inputs.is_empty())
    }

    /// The changed rows since the last call, to be stored: key, and new value or nothing for a row
    /// that goes.
    pub fn take_changes(&mut self) -> Vec<Change> {
        self.changes.take()
    }

    /// The present receiving address. It changes when something is paid to it.
    pub fn receive_lock(&self) -> Lock {
        self.keys.receive()
    }

    /// A fresh receiving address, the present one from now on. With [`GAP_LIMIT`](crate::GAP_LIMIT)
    /// unused ones handed out in a row it is the oldest unused again, so that the words alone
    /// always find every payment.
    pub fn next_receive_lock(&mut self) -> Lock {
        self.keys.next_receive(&mut self.changes)
    }

    /// Where the change of the next payment goes.
    pub fn change_lock(&self) -> Lock {
        self.keys.fresh(Branch::Change)
    }

    /// Where the reward of the next block goes. It changes when a block pays to it.
    pub fn reward_lock(&self) -> Lock {
        self.keys.fresh(Branch::Reward)
    }

    /// The key by which others know this person ([`KeyPath::IDENTITY`]), the same on every chain.
    /// What is paid to it is watched as what is paid to any other.
    ///
    /// [`KeyPath::IDENTITY`]: crate::KeyPath::IDENTITY
    pub const fn identity(&self) -> PublicKey {
        self.keys.identity()
    }

    /// Whether the wallet made a transaction, whatever became of it.
    pub fn is_own(&self, txid: &Txid) -> bool {
        let record = self.ledger.records.get(txid);
        record.is_some_and(|record| record.ours)
    }

    /// Whether the wallet has the key of a lock.
    pub fn owns(&self, lock: &Lock) -> bool {
        self.keys.path(lock).is_some()
    }

    /// What the wallet is worth when `tip` is the last block.
    pub fn balance(&self, tip: Height) -> Balance {
        self.ledger.balance(tip, self.settings.maturity, &self.keys)
    }

    /// The transactions of the wallet, newest first, `max` at most.
    pub fn history(&self, tip: Height, max: usize) -> Vec<Entry> {
        self.ledger.history(tip, max, &self.keys)
    }

    /// One transaction of the history.
    pub fn entry(&self, txid: &Txid, tip: Height) -> Option<Entry> {
        self.ledger.entry(txid, tip, &self.keys)
    }

    /// The transactions of the wallet in full, newest first.
    pub fn kept(&self) -> impl Iterator<Item = Kept<'_>> {
        self.ledger.kept()
    }

    /// One transaction of the wallet in full; nothing where the wallet does not know it or it came
    /// to nothing.
    pub fn keeps(&self, txid: &Txid) -> Option<Kept<'_>> {
        self.ledger.keeps(txid)
    }

    /// The payments that came to nothing, newest first. The wallet's own are all kept. Those of
    /// others are kept for 100 blocks where a block took their coins; of the rest the newest
    /// [`MAX_FAILED`](crate::MAX_FAILED).
    pub fn failed(&self, tip: Height) -> Vec<Failed> {
        self.ledger.failed(tip, &self.keys)
    }

    /// One of them.
    pub fn fails(&self, txid: &Txid, tip: Height) -> Option<Failed> {
        self.ledger.fails(txid, tip, &self.keys)
    }

    /// The payments that came to nothing since the last call, to be told of: those that are in
    /// [`Wallet::failed`] now.
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
