//! Transactions are asked for where they are announced: of one peer at a time, of the next if it stays silent.

use crate::timers::Timer;
use crate::{Node, PeerId};
use chain::Store;
use primitives::Txid;
use std::collections::BTreeMap;
use wire::{Item, Message};

/// Announced transactions that are not here yet: four full announcements.
const MAX_WANTED: usize = 20_000;
/// Peers remembered per transaction, besides the one that is asked.
const MAX_OTHERS: usize = 3;
/// Transactions asked of one peer at once, as in Bitcoin.
const MAX_ASKED: usize = 100;
/// Transactions that one peer announced and was not asked for yet: one full announcement.
const MAX_OFFERED: usize = 5_000;

/// The announced transactions that are not here yet.
#[derive(Debug, Default)]
pub(crate) struct Fetches {
    wanted: BTreeMap<Txid, Wanted>,
}

#[derive(Debug, Default)]
struct Wanted {
    is_asked: bool,
    others: Vec<PeerId>,
}

impl<S: Store> Node<S> {
    /// A peer has a transaction that is wanted.
    pub(crate) fn fetch(&mut self, id: PeerId, txid: Txid) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let count = self.fetches.wanted.len();
        match self.fetches.wanted.get_mut(&txid) {
            Some(wanted) if wanted.others.len() < MAX_OTHERS => wanted.others.push(id),
            None if count < MAX_WANTED && peer.offered.len() < MAX_OFFERED => {
                self.fetches.wanted.insert(txid, Wanted::default());
                peer.offered.push_back(txid);
            }
            _ => {}
        }
    }

    /// Asks all peers for what they offered, now that there may be room for it.
    pub(crate) fn request_offered(&mut self) {
        let offering = self
            .peers
            .iter()
            .filter(|(_, peer)| !peer.offered.is_empty());
        let ids: Vec<PeerId> = offering.map(|(id, _)| *id).collect();
        for id in ids {
            self.request_transactions(id);
        }
    }

    /// Asks a peer for what it offered, as far as there is room.
    pub(crate) fn request_transactions(&mut self, id: PeerId) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let mut items = Vec::new();
        while self.inbox.has_room()
            && peer.transactions.len() < MAX_ASKED
            && let Some(txid) = peer.offered.pop_front()
        {
            if let Some(wanted) = self.fetches.wanted.get_mut(&txid)
                && !wanted.is_asked
            {
                wanted.is_asked = true;
                peer.transactions.insert(txid);
                items.push(Item::Transaction(txid));
            }
        }
        if !items.is_empty() {
            self.timers
                .set_if_idle(Timer::Transactions(id), self.now + self.config.answer);
            self.send(id, &Message::GetData(items));
        }
    }

    /// A transaction came; whether this peer was asked for it.
    pub(crate) fn fetched(&mut self, id: PeerId, txid: Txid) -> bool {
        self.fetches.wanted.remove(&txid);
        self.no_longer_asked(id, txid)
    }

    /// A peer hasn't got a transaction after all.
    pub(crate) fn transaction_not_found(&mut self, id: PeerId, txid: Txid) {
        if self.no_longer_asked(id, txid) {
            self.fetch_elsewhere(txid);
        }
    }

    /// The peer left requests unanswered.
    pub(crate) fn transactions_overdue(&mut self, id: PeerId) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        for txid in core::mem::take(&mut peer.transactions) {
            self.fetch_elsewhere(txid);
        }
        self.request_transactions(id);
    }

    /// Asks the next peer that announced a transaction; forgets the transaction if there is none.
    pub(crate) fn fetch_elsewhere(&mut self, txid: Txid) {
        let Some(wanted) = self.fetches.wanted.get_mut(&txid) else {
            return;
        };
        wanted.is_asked = false;
        while let Some(next) = wanted.others.pop() {
            if let Some(peer) = self.peers.get_mut(&next) {
                peer.offered.push_front(txid);
                return self.request_transactions(next);
            }
        }
        self.fetches.wanted.remove(&txid);
    }

    fn no_longer_asked(&mut self, id: PeerId, txid: Txid) -> bool {
        let Some(peer) = self.peers.get_mut(&id) else {
            return false;
        };
        if !peer.transactions.remove(&txid) {
            return false;
        }
        match peer.transactions.is_empty() {
            true => self.timers.clear(Timer::Transactions(id)),
            false => self
                .timers
                .set(Timer::Transactions(id), self.now + self.config.answer),
        }
        true
    }
}
