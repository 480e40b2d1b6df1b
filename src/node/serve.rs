//! The answers to peers' requests. The node queues requests, not answers: a request is answered
//! when the link has room (see `peers/outflow.rs`).

use crate::relay::MAX_POOL_ANSWERS;
use crate::timers::Timer;
use crate::{Fault, Node, Output, PeerId};
use chain::Store;
use core::time::Duration;
use primitives::{BlockHash, Header};
use std::collections::BTreeSet;
use wire::limits::{MAX_HEADERS, MAX_ITEMS, max_body};
use wire::{Command, Item, Message};

/// The maximum number of items that a peer has requested and was not sent yet: two full requests.
const MAX_REQUESTS: usize = 2 * MAX_ITEMS;

/// The result of serving one request.
enum Served {
    /// The answer was sent, or its first piece will be.
    Sent,
    /// The item is not here.
    Missing,
    /// The link has no room for the answer yet.
    NoRoom,
}

/// How long a link may accept no bytes before the peer is dropped.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(60);

impl<S: Store> Node<S> {
    /// Records a request for headers, in place of an earlier one that is not answered yet.
    pub(crate) fn on_get_headers(&mut self, id: PeerId, locator: Vec<BlockHash>, stop: BlockHash) {
        if let Some(peer) = self.peers.get_mut(&id) {
            peer.headers_wanted = Some((locator, stop));
            self.serve(id);
        }
    }

    /// Records the requested items. If an item is requested twice before it is sent, it is sent
    /// once.
    pub(crate) fn on_get_data(&mut self, id: PeerId, items: Vec<Item>) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let mut known = BTreeSet::new();
        known.extend(peer.requests.iter().copied());
        let items = items.into_iter();
        let new: Vec<Item> = items.filter(|item| known.insert(*item)).collect();
        if peer.requests.len() + new.len() > MAX_REQUESTS {
            return self.drop_peer(id, Fault::Flood);
        }
        peer.requests.extend(new);
        self.serve(id);
    }

    /// The driver reports how many bytes it still holds for a link.
    pub(crate) fn unsent(&mut self, id: PeerId, bytes: usize) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let at = self.steady + DRAIN_TIMEOUT;
        match (peer.outflow.report(bytes), bytes) {
            (_, 0) => self.timers.clear(Timer::Drain(id)),
            (true, _) => self.timers.set(Timer::Drain(id), at),
            (false, _) => self.timers.set_if_idle(Timer::Drain(id), at),
        }
        self.serve(id);
        self.announce_held(id);
        self.request_blocks();
        self.request_transactions(id);
    }

    /// The link has accepted nothing for too long.
    pub(crate) fn link_is_clogged(&mut self, id: PeerId) {
        if let Some(peer) = self.peers.get(&id) {
            let unsent = peer.outflow.unsent();
            self.drop_peer(id, Fault::TooSlow(unsent));
        }
    }

    /// Answers a peer's requests, as far as the peer's budget allows and its link has room. The
    /// remaining requests are answered later.
    pub(crate) fn serve(&mut self, id: PeerId) {
        let mut missing = Vec::new();
        let mut is_clogged = false;
        while let Some(peer) = self.peers.get_mut(&id) {
            if !peer.served.any(self.steady) {
                let pause = peer.served.pause();
                self.timers
                    .set_if_idle(Timer::Serve(id), self.steady + pause);
                break;
            }
            let room = peer.outflow.room();
            if peer.outflow.is_busy() {
                if !self.serve_piece(id) {
                    is_clogged = true;
                    break;
                }
            } else if peer.headers_wanted.is_some() {
                if room < max_body(Command::Headers) {
                    is_clogged = true;
                    break;
                }
                self.serve_headers(id);
            } else if peer.pool_wanted {
                if room < MAX_POOL_ANSWERS * max_body(Command::Inv) {
                    is_clogged = true;
                    break;
                }
                peer.pool_wanted = false;
                self.serve_pool(id);
            } else {
                let Some(item) = peer.requests.front().copied() else {
                    break;
                };
                let left = room.saturating_sub(Item::LEN * (missing.len() + 1));
                match self.serve_item(id, item, left) {
                    Served::Sent => {}
                    Served::Missing => missing.push(item),
                    Served::NoRoom => {
                        is_clogged = true;
                        break;
                    }
                }
                if let Some(peer) = self.peers.get_mut(&id) {
                    peer.requests.pop_front();
                }
            }
        }
        for items in missing.chunks(MAX_ITEMS) {
            self.send(id, &Message::NotFound(items.to_vec()));
        }
        // Without a report by then, the driver has sent everything: see `Outflow::settle`.
        if is_clogged
            && self
                .peers
                .get(&id)
                .is_some_and(|peer| peer.outflow.is_unsettled())
        {
            let soon = self.steady + Duration::from_millis(1);
            self.timers.set_if_idle(Timer::Serve(id), soon);
        }
    }

    /// Answers the request for one item, if there is room. A transaction must take less than `room`
    /// bytes; a block is sent later, in pieces.
    fn serve_item(&mut self, id: PeerId, item: Item, room: usize) -> Served {
        match item {
            Item::Block(hash) => match self.begin_block(id, hash) {
                true => Served::Sent,
                false if room == 0 => Served::NoRoom,
                false => Served::Missing,
            },
            Item::Transaction(txid) => match self.pool.transaction(&txid) {
                None if room == 0 => Served::NoRoom,
                None => Served::Missing,
                Some(transaction) if transaction.encoded_len() >= room => Served::NoRoom,
                Some(transaction) => {
                    let message = Message::Transaction((**transaction).clone());
                    self.serve_transaction(id, item, &message);
                    Served::Sent
                }
            },
        }
    }

    pub(crate) fn on_not_found(&mut self, id: PeerId, items: &[Item]) {
        for item in items {
            match item {
                Item::Block(hash) => self.block_not_found(id, *hash),
                Item::Transaction(txid) => self.transaction_not_found(id, *txid),
            }
        }
        self.request_blocks();
        self.request_transactions(id);
    }

    fn serve_headers(&mut self, id: PeerId) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let Some((locator, stop)) = peer.headers_wanted.take() else {
            return;
        };
        let mut headers = self.chain.headers_after(&locator, MAX_HEADERS);
        if stop != BlockHash::ZERO
            && let Some(last) = headers.iter().position(|header| header.hash() == stop)
        {
            headers.truncate(last + 1);
        }
        let bytes = headers.iter().map(Header::encoded_len);
        peer.served.spend(bytes.sum::<usize>() as u64);
        self.send(id, &Message::Headers(headers));
    }

    fn serve_transaction(&mut self, id: PeerId, item: Item, message: &Message) {
        if let (Some(peer), Message::Transaction(transaction)) = (self.peers.get_mut(&id), message)
        {
            peer.served.spend(transaction.encoded_len() as u64);
            peer.known.insert(item);
            peer.given.add_transaction();
        }
        self.send(id, message);
    }

    /// Begins to send a block. Returns `false` if the full block is not here.
    fn begin_block(&mut self, id: PeerId, hash: BlockHash) -> bool {
        let entry = self
            .chain
            .entry(&hash)
            .filter(|entry| entry.has_full_block());
        let (Some(entry), Some(peer)) = (entry, self.peers.get_mut(&id)) else {
            return false;
        };
        peer.known.insert(Item::Block(hash));
        self.headers.learn(id, entry);
        peer.outflow.begin(hash);
        true
    }

    /// Sends the next piece of the block that is being sent. Returns `false` if there is no room
    /// for it.
    fn serve_piece(&mut self, id: PeerId) -> bool {
        let next = self
            .peers
            .get(&id)
            .and_then(|peer| peer.outflow.next_piece());
        let Some((hash, start, length)) = next else {
            return false;
        };
        // The message consists of the command's byte and the block.
        let (from, wanted) = match start {
            0 => (0, length - 1),
            _ => (start - 1, length),
        };
        let slice = match self.chain.block_slice(&hash, from, wanted) {
            Ok(Some(slice)) => slice,
            Ok(None) => {
                self.cannot_send(id, hash, start);
                return true;
            }
            Err(error) => {
                self.storage_failed(&error);
                self.cannot_send(id, hash, start);
                return true;
            }
        };
        let (mut bytes, total) = slice;
        if start == 0 {
            bytes.insert(0, Command::Block.byte());
        }
        let is_last = start + bytes.len() > total;
        let Some(peer) = self.peers.get_mut(&id) else {
            return false;
        };
        peer.sent += bytes.len() as u64;
        peer.served.spend(bytes.len() as u64);
        let waiting = peer.outflow.piece_given(bytes.len(), is_last);
        if is_last {
            peer.given.add_blocks(1);
        }
        self.emit(match is_last {
            true => Output::Send(id, bytes),
            false => Output::SendPart(id, bytes),
        });
        for message in waiting {
            self.emit(Output::Send(id, message));
        }
        true
    }

    /// Handles a block that can't be read. If no part of it was sent, the answer is that the block
    /// is not found; otherwise the peer is dropped.
    fn cannot_send(&mut self, id: PeerId, hash: BlockHash, start: usize) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        if start > 0 {
            return self.drop_peer(id, Fault::LostBlock);
        }
        for message in peer.outflow.piece_given(0, true) {
            self.emit(Output::Send(id, message));
        }
        self.send(id, &Message::NotFound(vec![Item::Block(hash)]));
    }
}
