//! The requests for announced transactions. A transaction is requested from one peer at a time. The
//! next peer is asked if that one stays silent, or sends another transaction of the same txid,
//! which does not cover the witness.
//!
//! Announced transactions are queued per peer, so a peer that announces many and delivers slowly
//! does not delay the announcements of others.

use crate::timers::Timer;
use crate::{Node, PeerId};
use chain::Store;
use primitives::order::distinct;
use primitives::{Secret, Table, Txid};
use std::collections::VecDeque;
use wire::{Item, Message};

/// The maximum number of peers remembered per transaction, besides the one that is asked.
const MAX_OTHERS: usize = 3;
/// The maximum number of transactions requested from one peer at a time, as in Bitcoin.
const MAX_ASKED: usize = 100;
/// The maximum number of transactions that one peer announced and was not asked for yet: one full
/// announcement.
const MAX_OFFERED: usize = 5_000;

/// The announced transactions that are not here or not checked yet. Each is in a peer's queue,
/// requested from a peer or in the inbox, and so is bounded by the bounds of these.
#[derive(Debug)]
pub(crate) struct Fetches {
    wanted: Table<Txid, Wanted>,
}

impl Fetches {
    /// Returns the state without announcements.
    pub(crate) fn new(secret: Secret) -> Self {
        let wanted = Table::with_hasher(secret);
        Self { wanted }
    }
}

#[derive(Debug, Default)]
struct Wanted {
    /// A peer was asked for it, or it is in the inbox.
    is_asked: bool,
    /// Other peers that can be asked.
    others: Vec<PeerId>,
}

impl Wanted {
    fn add(&mut self, other: PeerId) {
        if self.others.len() < MAX_OTHERS && !self.others.contains(&other) {
            self.others.push(other);
        }
    }
}

impl<S: Store> Node<S> {
    /// A peer has announced a transaction that is missing here.
    pub(crate) fn fetch(&mut self, id: PeerId, txid: Txid) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let wanted = self.fetches.wanted.get_mut(&txid);
        if let Some(wanted) = wanted.filter(|wanted| wanted.is_asked) {
            wanted.add(id);
        } else if peer.offered.len() < MAX_OFFERED {
            self.fetches.wanted.entry(txid).or_default();
            peer.offered.push_back(txid);
        }
    }

    /// Requests from all peers the transactions that they announced, now that there may be room.
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

    /// Requests from a peer the transactions that it announced, as far as there is room.
    pub(crate) fn request_transactions(&mut self, id: PeerId) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let mut items = Vec::new();
        while self.inbox.has_room()
            && peer.outflow.room() > 0
            && peer.transactions.len() < MAX_ASKED
            && let Some(txid) = peer.offered.pop_front()
        {
            match self.fetches.wanted.get_mut(&txid) {
                Some(wanted) if wanted.is_asked => wanted.add(id),
                Some(wanted) => {
                    wanted.is_asked = true;
                    peer.transactions.insert(txid, ());
                    items.push(Item::Transaction(txid));
                }
                None => {}
            }
        }
        if !items.is_empty() {
            self.timers
                .set_if_idle(Timer::Transactions(id), self.steady + self.config.answer);
            self.send(id, &Message::GetData(items));
        }
    }

    /// A transaction came, and will be checked.
    pub(crate) fn fetched(&mut self, id: PeerId, txid: Txid) {
        self.fetches.wanted.entry(txid).or_default().is_asked = true;
        self.no_longer_asked(id, txid);
    }

    /// A transaction need not be requested any more.
    pub(crate) fn not_wanted(&mut self, txid: &Txid) {
        self.fetches.wanted.remove(txid);
    }

    /// The transaction that came under this txid was not accepted, but another peer's copy may be.
    pub(crate) fn fetch_again(&mut self, txid: Txid) {
        let mut peers = self.peers.values();
        if !peers.any(|peer| peer.transactions.contains_key(&txid)) {
            self.fetch_elsewhere(txid);
        }
    }

    /// A peer is gone: forgets the transactions that it alone had announced and that were not
    /// requested.
    pub(crate) fn forget_offers(&mut self, offered: VecDeque<Txid>) {
        let elsewhere = self.peers.values().flat_map(|peer| &peer.offered);
        let elsewhere = distinct(elsewhere.copied());
        let wanted = &mut self.fetches.wanted;
        for txid in offered {
            if elsewhere.binary_search(&txid).is_err()
                && wanted.get(&txid).is_some_and(|it| !it.is_asked)
            {
                wanted.remove(&txid);
            }
        }
    }

    /// A peer does not have a transaction after all.
    pub(crate) fn transaction_not_found(&mut self, id: PeerId, txid: Txid) {
        if self.no_longer_asked(id, txid) {
            self.fetch_elsewhere(txid);
        }
    }

    /// The peer left requests for transactions unanswered.
    pub(crate) fn transactions_overdue(&mut self, id: PeerId) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        for (txid, ()) in core::mem::take(&mut peer.transactions) {
            self.fetch_elsewhere(txid);
        }
        self.request_transactions(id);
    }

    /// Requests a transaction from the next peer that announced it, or leaves it in the queue of
    /// another peer. Forgets the transaction if there is none.
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
        if !self.peers.values().any(|peer| peer.offered.contains(&txid)) {
            self.fetches.wanted.remove(&txid);
        }
    }

    fn no_longer_asked(&mut self, id: PeerId, txid: Txid) -> bool {
        let Some(peer) = self.peers.get_mut(&id) else {
            return false;
        };
        if peer.transactions.remove(&txid).is_none() {
            return false;
        }
        match peer.transactions.is_empty() {
            true => self.timers.clear(Timer::Transactions(id)),
            false => self
                .timers
                .set(Timer::Transactions(id), self.steady + self.config.answer),
        }
        true
    }
}
