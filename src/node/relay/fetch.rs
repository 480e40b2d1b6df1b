//! The requests for announced transactions. A transaction is requested from one peer at a time. The
//! next peer is asked if that peer stays silent or does not have the transaction, or if the
//! transaction that it sends is rejected: the txid does not cover the witness, so another peer's
//! copy may be valid.
//!
//! Announced transactions are queued per peer, so a peer that announces many and delivers slowly
//! does not delay the announcements of others.

use super::fetches::Answer;
use crate::timers::Timer;
use crate::{Node, PeerId};
use chain::Store;
use primitives::Txid;
use wire::{Item, Message};

impl<S: Store> Node<S> {
    /// A peer has announced a transaction that is missing here.
    pub(super) fn fetch(&mut self, id: PeerId, txid: Txid) {
        if let Some(peer) = self.peers.get_mut(&id) {
            self.fetches.offer(id, &mut peer.fetches, txid);
        }
    }

    /// Requests from all peers the transactions that they announced, now that there may be room.
    pub(crate) fn request_offered(&mut self) {
        let peers = self.peers.iter();
        let offering = peers.filter(|(_, peer)| peer.fetches.has_offers());
        let ids: Vec<PeerId> = offering.map(|(id, _)| *id).collect();
        for id in ids {
            self.request_transactions(id);
        }
    }

    /// Requests from a peer the transactions that it announced, as far as there is room.
    pub(crate) fn request_transactions(&mut self, id: PeerId) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        if !self.inbox.has_room() || peer.outflow.room() == 0 {
            return;
        }
        let request = self.fetches.take_request(id, &mut peer.fetches);
        if !request.is_empty() {
            self.timers
                .set_if_idle(Timer::Transactions(id), self.steady + self.config.answer);
            let items = request.into_iter().map(Item::Transaction).collect();
            self.send(id, &Message::GetData(items));
        }
    }

    /// A transaction came, and will be checked.
    pub(super) fn fetched(&mut self, id: PeerId, txid: Txid) {
        self.fetches.came(txid);
        self.no_longer_asked(id, &txid);
    }

    /// A transaction with this txid came and was not accepted, but another peer's copy may be
    /// valid.
    pub(super) fn fetch_again(&mut self, txid: Txid) {
        let mut peers = self.peers.values();
        if !peers.any(|peer| peer.fetches.is_asked(&txid)) {
            self.fetch_elsewhere(txid);
        }
    }

    /// A peer does not have a transaction after all.
    pub(crate) fn transaction_not_found(&mut self, id: PeerId, txid: Txid) {
        if self.no_longer_asked(id, &txid) {
            self.fetch_elsewhere(txid);
        }
    }

    /// The peer left requests for transactions unanswered.
    pub(crate) fn transactions_overdue(&mut self, id: PeerId) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        for txid in peer.fetches.take_asked() {
            self.fetch_elsewhere(txid);
        }
        self.request_transactions(id);
    }

    /// Requests a transaction from the next peer that announced it and whose queue has room. If
    /// there is none, forgets the transaction, unless it is in the queue of a peer.
    pub(crate) fn fetch_elsewhere(&mut self, txid: Txid) {
        while let Some(next) = self.fetches.next_peer(&txid) {
            if let Some(peer) = self.peers.get_mut(&next)
                && peer.fetches.put_first(txid)
            {
                return self.request_transactions(next);
            }
        }
        if !self.peers.values().any(|peer| peer.fetches.offers(&txid)) {
            self.fetches.forget(&txid);
        }
    }

    /// Ends the request of a transaction from a peer. Returns whether there was such a request.
    fn no_longer_asked(&mut self, id: PeerId, txid: &Txid) -> bool {
        let Some(peer) = self.peers.get_mut(&id) else {
            return false;
        };
        match peer.fetches.answered(txid) {
            Answer::Unasked => return false,
            Answer::Last => self.timers.clear(Timer::Transactions(id)),
            Answer::More => self
                .timers
                .set(Timer::Transactions(id), self.steady + self.config.answer),
        }
        true
    }
}
