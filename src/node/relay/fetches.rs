//! The announced transactions, and the peers that they are requested from.

use crate::PeerId;
use crate::sorted_set::SortedSet;
use primitives::order::distinct;
use primitives::{Secret, Table, Txid};
use std::collections::VecDeque;

/// The maximum number of peers remembered per transaction, besides the one that is asked.
const MAX_OTHERS: usize = 3;
/// The maximum number of transactions requested from one peer at a time, as in Bitcoin.
const MAX_ASKED: usize = 100;
/// The maximum number of queued transactions that one peer announced and was not asked for yet: one
/// full announcement.
const MAX_OFFERED: usize = 5_000;

/// The announced transactions that are not here or not checked yet. Each is in a peer's queue, in
/// the requests to a peer, or in the inbox. The bounds of these three also bound the announced
/// transactions.
#[derive(Debug)]
pub(crate) struct Fetches {
    wanted: Table<Txid, Wanted>,
}

#[derive(Debug, Default)]
struct Wanted {
    /// Whether a peer was asked for the transaction, or the transaction is in the inbox.
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

/// The transactions that one peer announced.
#[derive(Debug, Default)]
pub(crate) struct FetchQueue {
    /// Transactions that were requested and have not arrived; at most [`MAX_ASKED`].
    asked: SortedSet<Txid>,
    /// Transactions to request next; at most [`MAX_OFFERED`].
    offered: VecDeque<Txid>,
}

/// The state of the open requests to a peer after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The transaction was not requested from this peer.
    Unasked,
    /// Other requests are open.
    More,
    /// No request is open.
    Last,
}

impl Fetches {
    /// Returns the state without announcements.
    pub(crate) fn new(secret: Secret) -> Self {
        let wanted = Table::with_hasher(secret);
        Self { wanted }
    }

    /// A peer has announced a transaction that is missing here.
    pub(crate) fn offer(&mut self, id: PeerId, queue: &mut FetchQueue, txid: Txid) {
        let wanted = self.wanted.get_mut(&txid);
        if let Some(wanted) = wanted.filter(|wanted| wanted.is_asked) {
            wanted.add(id);
        } else if queue.offered.len() < MAX_OFFERED {
            self.wanted.entry(txid).or_default();
            queue.offered.push_back(txid);
        }
    }

    /// Takes the announced transactions that are to be requested from a peer now.
    pub(crate) fn take_request(&mut self, id: PeerId, queue: &mut FetchQueue) -> Vec<Txid> {
        let mut request = Vec::new();
        while queue.asked.len() < MAX_ASKED
            && let Some(txid) = queue.offered.pop_front()
        {
            match self.wanted.get_mut(&txid) {
                Some(wanted) if wanted.is_asked => wanted.add(id),
                Some(wanted) => {
                    wanted.is_asked = true;
                    queue.asked.insert(txid);
                    request.push(txid);
                }
                None => {}
            }
        }
        request
    }

    /// A transaction came, and will be checked.
    pub(crate) fn came(&mut self, txid: Txid) {
        self.wanted.entry(txid).or_default().is_asked = true;
    }

    /// A transaction need not be requested any more.
    pub(crate) fn forget(&mut self, txid: &Txid) {
        self.wanted.remove(txid);
    }

    /// Takes the next peer that can be asked for a transaction, and records that no peer is asked
    /// for it now. `None` if no further peer is remembered.
    pub(crate) fn next_peer(&mut self, txid: &Txid) -> Option<PeerId> {
        let wanted = self.wanted.get_mut(txid)?;
        wanted.is_asked = false;
        wanted.others.pop()
    }

    /// A peer is gone: forgets the transactions that it alone had announced and that were not
    /// requested. `others` are the queues of the other peers.
    pub(crate) fn forget_offers<'a>(
        &mut self,
        gone: FetchQueue,
        others: impl Iterator<Item = &'a FetchQueue>,
    ) {
        let elsewhere = others.flat_map(|queue| &queue.offered);
        let elsewhere = distinct(elsewhere.copied());
        for txid in gone.offered {
            if elsewhere.binary_search(&txid).is_err()
                && self.wanted.get(&txid).is_some_and(|it| !it.is_asked)
            {
                self.wanted.remove(&txid);
            }
        }
    }
}

impl FetchQueue {
    /// Whether there is more to request.
    pub(crate) fn has_offers(&self) -> bool {
        !self.offered.is_empty()
    }

    /// Whether the peer announced this transaction and was not asked for it.
    pub(crate) fn offers(&self, txid: &Txid) -> bool {
        self.offered.contains(txid)
    }

    /// Whether the peer was asked for this transaction and has not answered.
    pub(crate) fn is_asked(&self, txid: &Txid) -> bool {
        self.asked.contains(txid)
    }

    /// Puts a transaction at the front of the queue. Returns whether there was room.
    #[must_use]
    pub(crate) fn put_first(&mut self, txid: Txid) -> bool {
        let has_room = self.offered.len() < MAX_OFFERED;
        if has_room {
            self.offered.push_front(txid);
        }
        has_room
    }

    /// The peer sent a transaction, or does not have it.
    pub(crate) fn answered(&mut self, txid: &Txid) -> Answer {
        match self.asked.remove(txid) {
            false => Answer::Unasked,
            true if self.asked.is_empty() => Answer::Last,
            true => Answer::More,
        }
    }

    /// Takes all open requests.
    pub(crate) fn take_asked(&mut self) -> Vec<Txid> {
        core::mem::take(&mut self.asked).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One peer announces transactions that it does not have. Another peer, which has the maximum
    /// number of open requests, announces them too. In each round, all transactions move to the
    /// front of the second peer's queue.
    #[test]
    fn transactions_that_one_peer_lacks_do_not_fill_another_queue_beyond_its_bound() {
        let mut fetches = Fetches::new(Secret::of(&[]));
        let (liar, helper) = (PeerId(1), PeerId(2));
        let (mut lies, mut queue) = (FetchQueue::default(), FetchQueue::default());
        let mut made_up = (0_u32..).map(|number| {
            let mut bytes = [0; 32];
            bytes[..4].copy_from_slice(&number.to_le_bytes());
            Txid::from_bytes(bytes)
        });
        for txid in made_up.by_ref().take(MAX_ASKED) {
            fetches.offer(helper, &mut queue, txid);
        }
        assert_eq!(fetches.take_request(helper, &mut queue).len(), 100);
        for _ in 0..60 {
            let round: Vec<Txid> = made_up.by_ref().take(MAX_ASKED).collect();
            for txid in &round {
                fetches.offer(liar, &mut lies, *txid);
            }
            assert_eq!(fetches.take_request(liar, &mut lies), round);
            for txid in &round {
                fetches.offer(helper, &mut queue, *txid);
                lies.answered(txid);
                assert_eq!(fetches.next_peer(txid), Some(helper));
                if !queue.put_first(*txid) {
                    fetches.forget(txid);
                }
            }
        }
        assert_eq!(queue.offered.len(), 5_000);
        assert_eq!(fetches.wanted.len(), 5_100);
    }
}
