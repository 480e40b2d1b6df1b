//! The relay of transactions: a peer announces a transaction, and this node fetches it, checks it
//! and announces it to other peers.
//!
//! A transaction is announced to every peer that is not known to have it, so never to the peer that
//! sent it. Announcements are gathered for a moment and sent in one message.

mod fetch;
mod fetches;
mod inbox;

pub(crate) use fetches::{FetchQueue, Fetches};
pub(crate) use inbox::Inbox;

use crate::timers::Timer;
use crate::{Event, Fault, Node, PeerId, PoolError};
use chain::Store;
use core::time::Duration;
use primitives::{FeeRate, Transaction, Txid};
use wire::limits::{MAX_ITEMS, max_body};
use wire::{Command, Item, Message};

/// The time between a change of the minimum fee rate and the message that informs peers. The rate
/// rises suddenly with an eviction and then decays slowly.
const FEE_FILTER_DELAY: Duration = Duration::from_secs(60);

/// The maximum number of announcements that answer a request for the pool: 330 kB. They hold as
/// many items as the node remembers as known to a peer.
pub(crate) const MAX_POOL_ANSWERS: usize = 2;

impl<S: Store> Node<S> {
    /// Adds a transaction of this node's user to the pool.
    pub(crate) fn admit_own(&mut self, transaction: Transaction) -> Result<Txid, PoolError> {
        let admitted = self.pool.admit(&self.chain, transaction, self.now)?;
        let txid = admitted.transaction.txid();
        self.admitted(admitted);
        Ok(txid)
    }

    pub(crate) fn on_inv(&mut self, id: PeerId, items: &[Item]) {
        let takes_part = self.takes_part();
        for item in items {
            let Some(peer) = self.peers.get_mut(&id) else {
                return;
            };
            peer.known.insert(*item);
            match item {
                Item::Block(hash) if self.chain.entry(hash).is_none() => self.ask_headers(id),
                Item::Transaction(txid) if takes_part && !self.has_seen(txid) => {
                    self.fetch(id, *txid);
                }
                Item::Block(_) | Item::Transaction(_) => {}
            }
        }
        self.request_transactions(id);
    }

    pub(crate) fn on_transaction(&mut self, id: PeerId, transaction: Transaction) {
        let txid = transaction.txid();
        if let Some(peer) = self.peers.get_mut(&id) {
            peer.known.insert(Item::Transaction(txid));
        }
        self.fetched(id, txid);
        if !self.takes_part() || self.has_seen(&txid) {
            self.fetches.forget(&txid);
        } else if !self.inbox.push(id, transaction) {
            self.fetch_again(txid);
        }
        self.request_transactions(id);
    }

    /// Checks a transaction that a peer sent.
    pub(crate) fn check_transaction(&mut self, id: PeerId, transaction: Transaction) {
        let txid = transaction.txid();
        match self.pool.admit(&self.chain, transaction.clone(), self.now) {
            Ok(admitted) => {
                if let Some(peer) = self.peers.get_mut(&id) {
                    peer.last_transaction = self.steady;
                    peer.brought.add_transaction();
                }
                self.fetches.forget(&txid);
                self.admitted(admitted);
            }
            Err(PoolError::MissingCoin(outpoint)) => {
                self.orphans.insert(transaction, outpoint, id);
                // The orphan's witness can't be verified yet, and other peers may have a valid one.
                self.fetch_again(txid);
                if !self.has_seen(&outpoint.txid) {
                    self.fetch(id, outpoint.txid);
                    self.request_transactions(id);
                }
            }
            Err(PoolError::Storage(error)) => {
                self.fetches.forget(&txid);
                self.storage_failed(&error);
            }
            // The witness counts for the weight, and a peer may have enlarged it.
            Err(PoolError::TooHeavy { .. }) => self.fetch_again(txid),
            Err(error) => match error.fault() {
                // The verdict is not remembered: the txid does not cover the witness, so another
                // copy may be valid.
                Some(rule) => {
                    let rule = rule.clone();
                    self.drop_peer(id, Fault::InvalidTransaction { txid, rule });
                    self.fetch_again(txid);
                }
                None => {
                    self.fetches.forget(&txid);
                    self.settled.insert(Item::Transaction(txid));
                }
            },
        }
    }

    /// Asks the peers for their pools, each once, as soon as their transactions can be checked: a
    /// peer that claims more work is asked only when its headers have come.
    pub(crate) fn ask_pools(&mut self) {
        if !self.takes_part() {
            return;
        }
        let peers = self.peers.iter();
        let has_shown_all = |id: PeerId| {
            let claim = self.headers.claim(id);
            claim.is_some_and(|claim| !claim.promises_more(&self.chain))
        };
        let next = peers.filter(|(id, peer)| !peer.pool_asked && has_shown_all(**id));
        let next = next.map(|(id, _)| *id);
        let ids: Vec<PeerId> = next.collect();
        for id in ids {
            if let Some(peer) = self.peers.get_mut(&id) {
                peer.pool_asked = true;
                self.send(id, &Message::GetPool);
            }
        }
    }

    /// Records the request. It is answered when the link has room.
    pub(crate) fn on_get_pool(&mut self, id: PeerId) {
        if let Some(peer) = self.peers.get_mut(&id) {
            peer.pool_wanted = true;
            self.serve(id);
        }
    }

    /// Announces to a peer the pool transactions that it does not know: the best paying ones, if
    /// there are too many.
    pub(crate) fn serve_pool(&mut self, id: PeerId) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let mut items: Vec<Item> = self
            .pool
            .grants()
            .map(|(txid, _)| Item::Transaction(*txid))
            .filter(|item| !peer.known.contains(item))
            .collect();
        for entry in self.pool.best_first() {
            let item = Item::Transaction(entry.txid);
            if entry.rate() >= peer.fee_filter && !peer.known.contains(&item) {
                items.push(item);
            }
        }
        items.truncate(MAX_POOL_ANSWERS * MAX_ITEMS);
        for items in items.chunks(MAX_ITEMS) {
            self.send(id, &Message::Inv(items.to_vec()));
        }
    }

    pub(crate) fn on_fee_filter(&mut self, id: PeerId, rate: u64) {
        if let Some(peer) = self.peers.get_mut(&id) {
            peer.fee_filter = FeeRate(rate);
        }
    }

    /// Schedules a message about a changed minimum fee rate, so that peers need not announce
    /// transactions that pay less.
    pub(crate) fn watch_min_fee_rate(&mut self) {
        if self.pool.min_fee_rate() != self.told_rate {
            self.timers
                .set_if_idle(Timer::FeeFilter, self.steady + FEE_FILTER_DELAY);
        }
    }

    pub(crate) fn tell_min_fee_rate(&mut self) {
        self.pool.pass_time(self.now);
        let rate = self.pool.min_fee_rate();
        if core::mem::replace(&mut self.told_rate, rate) != rate {
            let ready = self.peers.iter().filter(|(_, peer)| peer.ready);
            let ids: Vec<PeerId> = ready.map(|(id, _)| *id).collect();
            for id in ids {
                self.send(id, &Message::FeeFilter(rate.0));
            }
        }
        // A raised rate continues to decay.
        if rate > self.config.pool.rate {
            self.timers
                .set(Timer::FeeFilter, self.steady + FEE_FILTER_DELAY);
        }
    }

    /// Sends the gathered announcements.
    pub(crate) fn announce_transactions(&mut self) {
        let ids: Vec<PeerId> = self.peers.keys().copied().collect();
        for id in ids {
            let Some(peer) = self.peers.get_mut(&id) else {
                continue;
            };
            if peer.outflow.room() < max_body(Command::Inv) {
                continue; // sent when the link has accepted more bytes
            }
            let mut items = Vec::new();
            for txid in core::mem::take(&mut peer.unannounced) {
                let item = Item::Transaction(txid);
                if self.pool.contains(&txid) && peer.known.insert(item) {
                    items.push(item);
                }
            }
            if !items.is_empty() {
                self.send(id, &Message::Inv(items));
            }
        }
    }

    /// A link has accepted more bytes: remaining announcements may be sent.
    pub(crate) fn announce_held(&mut self, id: PeerId) {
        if self
            .peers
            .get(&id)
            .is_some_and(|peer| !peer.unannounced.is_empty())
        {
            self.timers
                .set_if_idle(Timer::Announce, self.steady + self.config.announce);
        }
    }

    /// A transaction was added to the pool: announces it, and tries the orphans that spend from it.
    fn admitted(&mut self, admitted: crate::pool::Admitted) {
        for (txid, why) in admitted.removed {
            self.tell(Event::PoolRemoved(txid, why));
        }
        if let Some(verified) = admitted.verified {
            self.chain.cache(verified);
        }
        let txid = admitted.transaction.txid();
        self.gather(&txid);
        self.tell(Event::PoolAdded(admitted.transaction));
        self.try_orphans_of(&txid);
        self.watch_min_fee_rate();
        self.pool_changed();
    }

    /// A transaction is in the pool or in a block now: the orphans that wait for it are checked
    /// again.
    pub(crate) fn try_orphans_of(&mut self, parent: &Txid) {
        for (from, orphan) in self.orphans.children_of(parent) {
            self.inbox.push(from, orphan);
        }
    }

    /// Adds a transaction to the next announcement.
    pub(crate) fn gather(&mut self, txid: &Txid) {
        let Some(rate) = self.pool.rate_for_peers(txid) else {
            return;
        };
        let item = Item::Transaction(*txid);
        for (_, peer) in self.peers.iter_mut().filter(|(_, peer)| peer.ready) {
            let is_wanted = rate >= peer.fee_filter && !peer.known.contains(&item);
            // If a full announcement is gathered already, the peer gets the transaction in a block.
            if is_wanted && peer.unannounced.len() < MAX_ITEMS {
                peer.unannounced.push(*txid);
            }
        }
        self.timers
            .set_if_idle(Timer::Announce, self.steady + self.config.announce);
    }

    /// Whether a transaction is in the pool, or was rejected or confirmed lately. `false` for an
    /// orphan.
    fn has_seen(&self, txid: &Txid) -> bool {
        self.pool.contains(txid) || self.settled.contains(&Item::Transaction(*txid))
    }
}
