//! Transactions go from node to node: announced, fetched, checked, announced on.
//!
//! An announcement goes to every peer that is not known to have the transaction, so never back to
//! where it came from. Announcements are gathered for a moment, which makes one message of many.

use crate::timers::Timer;
use crate::{Event, Fault, Node, PeerId, PoolError};
use chain::Store;
use core::time::Duration;
use primitives::{FeeRate, Transaction, Txid};
use wire::limits::{MAX_ITEMS, max_body};
use wire::{Command, Item, Message};

/// How long a change of the least rate waits before peers are told: it jumps with every eviction,
/// and then sinks slowly.
const FEE_FILTER: Duration = Duration::from_secs(60);

/// Announcements in which a peer is told of the pool: 330 kB, and as much as is remembered of what
/// a peer knows.
pub(crate) const MAX_POOL_ANSWERS: usize = 2;

impl<S: Store> Node<S> {
    /// The wish of this node's own person.
    pub(crate) fn submit(&mut self, transaction: Transaction) {
        let txid = transaction.txid();
        let result = match self.pool.admit(&self.chain, transaction, self.now) {
            Ok(admitted) => {
                self.admitted(admitted);
                Ok(())
            }
            Err(error) => Err(error),
        };
        self.tell(Event::Submitted(txid, result));
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
            self.not_wanted(&txid);
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
                }
                self.not_wanted(&txid);
                self.admitted(admitted);
            }
            Err(PoolError::MissingCoin(outpoint)) => {
                self.orphans.insert(transaction, outpoint, id);
                // Its witness can't be judged yet: others may have the right one.
                self.fetch_again(txid);
                if !self.has_seen(&outpoint.txid) {
                    self.fetch(id, outpoint.txid);
                    self.request_transactions(id);
                }
            }
            Err(PoolError::Storage(error)) => {
                self.not_wanted(&txid);
                self.storage_failed(&error);
            }
            // The witness counts for the weight, and may have been stuffed.
            Err(PoolError::TooHeavy { .. }) => self.fetch_again(txid),
            Err(error) => match error.fault() {
                // Not settled: the txid leaves the witness out, so another copy may be valid.
                Some(rule) => {
                    let rule = rule.clone();
                    self.drop_peer(id, Fault::InvalidTransaction { txid, rule });
                    self.fetch_again(txid);
                }
                None => {
                    self.not_wanted(&txid);
                    self.settled.insert(Item::Transaction(txid));
                }
            },
        }
    }

    /// Asks all peers that were not asked yet for what waits at theirs, once that can be judged: of
    /// a peer that may be ahead, when its headers are here.
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

    /// Notes the question, to be answered when there is room.
    pub(crate) fn on_get_pool(&mut self, id: PeerId) {
        if let Some(peer) = self.peers.get_mut(&id) {
            peer.pool_wanted = true;
            self.serve(id);
        }
    }

    /// Tells a peer what waits here and it does not know: what pays best, where that is too much.
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

    /// Has peers told of a raised least rate, soon: what pays less need not come.
    pub(crate) fn watch_least_rate(&mut self) {
        if self.pool.least_rate() != self.told_rate {
            self.timers
                .set_if_idle(Timer::FeeFilter, self.steady + FEE_FILTER);
        }
    }

    pub(crate) fn tell_least_rate(&mut self) {
        self.pool.pass_time(self.now);
        let rate = self.pool.least_rate();
        if core::mem::replace(&mut self.told_rate, rate) != rate {
            let ready = self.peers.iter().filter(|(_, peer)| peer.ready);
            let ids: Vec<PeerId> = ready.map(|(id, _)| *id).collect();
            for id in ids {
                self.send(id, &Message::FeeFilter(rate.0));
            }
        }
        // While it is raised it goes on sinking.
        if rate > self.config.pool.rate {
            self.timers.set(Timer::FeeFilter, self.steady + FEE_FILTER);
        }
    }

    /// Sends what was gathered.
    pub(crate) fn announce_transactions(&mut self) {
        let ids: Vec<PeerId> = self.peers.keys().copied().collect();
        for id in ids {
            let Some(peer) = self.peers.get_mut(&id) else {
                continue;
            };
            if peer.outflow.room() < max_body(Command::Inv) {
                continue; // until the link has taken more
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

    /// A link has taken some of what it was sent: what is still to be announced may go out.
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

    /// A transaction is in the pool now: tells everybody, and tries what waited for it.
    fn admitted(&mut self, admitted: crate::pool::Admitted) {
        for (txid, why) in admitted.removed {
            self.tell(Event::PoolRemoved(txid, why));
        }
        if let Some(verified) = admitted.verified {
            self.chain.remember(verified);
        }
        let txid = admitted.transaction.txid();
        self.gather(&txid);
        self.tell(Event::PoolAdded(admitted.transaction));
        self.try_orphans_of(&txid);
        self.watch_least_rate();
        self.pool_changed();
    }

    /// A transaction is in the pool or in a block now: what waited for it is to be checked again.
    pub(crate) fn try_orphans_of(&mut self, parent: &Txid) {
        for (from, orphan) in self.orphans.children_of(parent) {
            self.inbox.push(from, orphan);
        }
    }

    /// Notes a transaction for the next announcement.
    pub(crate) fn gather(&mut self, txid: &Txid) {
        let Some(rate) = self.pool.rate_for_peers(txid) else {
            return;
        };
        let item = Item::Transaction(*txid);
        for (_, peer) in self.peers.iter_mut().filter(|(_, peer)| peer.ready) {
            let is_news = rate >= peer.fee_filter && !peer.known.contains(&item);
            // A full announcement waits already: such a peer learns the rest when it is mined.
            if is_news && peer.unannounced.len() < MAX_ITEMS {
                peer.unannounced.push(*txid);
            }
        }
        self.timers
            .set_if_idle(Timer::Announce, self.steady + self.config.announce);
    }

    /// Whether there is a verdict on a transaction. (There is none on an orphan.)
    fn has_seen(&self, txid: &Txid) -> bool {
        self.pool.contains(txid) || self.settled.contains(&Item::Transaction(*txid))
    }
}
