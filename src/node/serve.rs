//! Answers to what peers ask for.

use crate::timers::Timer;
use crate::{Fault, Node, PeerId};
use chain::Store;
use primitives::{BlockHash, Header};
use wire::limits::{MAX_HEADERS, MAX_ITEMS};
use wire::{Item, Message};

/// Items that a peer may have asked for and not been sent yet: two full requests.
const MAX_REQUESTS: usize = 2 * MAX_ITEMS;

impl<S: Store> Node<S> {
    /// Notes the question: a later one takes the place of one that was not answered yet.
    pub(crate) fn on_get_headers(&mut self, id: PeerId, locator: Vec<BlockHash>, stop: BlockHash) {
        if let Some(peer) = self.peers.get_mut(&id) {
            peer.headers_wanted = Some((locator, stop));
            self.serve(id);
        }
    }

    pub(crate) fn on_get_data(&mut self, id: PeerId, items: Vec<Item>) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        if peer.requests.len() + items.len() > MAX_REQUESTS {
            return self.drop_peer(id, Fault::Flood);
        }
        peer.requests.extend(items);
        self.serve(id);
    }

    /// Sends a peer what it asked for, as far as its budget allows, and the rest later.
    pub(crate) fn serve(&mut self, id: PeerId) {
        let mut missing = Vec::new();
        while let Some(peer) = self.peers.get_mut(&id) {
            if !peer.served.any(self.steady) {
                let pause = peer.served.pause();
                self.timers
                    .set_if_idle(Timer::Serve(id), self.steady + pause);
                break;
            }
            if let Some((locator, stop)) = peer.headers_wanted.take() {
                self.serve_headers(id, &locator, stop);
                continue;
            }
            let Some(item) = peer.requests.pop_front() else {
                break;
            };
            match self.find(&item) {
                Some(message) => self.serve_one(id, item, &message),
                None => missing.push(item),
            }
        }
        for items in missing.chunks(MAX_ITEMS) {
            self.send(id, &Message::NotFound(items.to_vec()));
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

    fn serve_headers(&mut self, id: PeerId, locator: &[BlockHash], stop: BlockHash) {
        let mut headers = self.chain.headers_after(locator, MAX_HEADERS);
        if stop != BlockHash::ZERO
            && let Some(last) = headers.iter().position(|header| header.hash() == stop)
        {
            headers.truncate(last + 1);
        }
        if let Some(peer) = self.peers.get_mut(&id) {
            let bytes = headers.iter().map(Header::encoded_len);
            peer.served.spend(bytes.sum::<usize>() as u64);
        }
        self.send(id, &Message::Headers(headers));
    }

    fn serve_one(&mut self, id: PeerId, item: Item, message: &Message) {
        let bytes = match message {
            Message::Block(block) => block.encoded_len(),
            Message::Transaction(transaction) => transaction.encoded_len(),
            _ => 0,
        };
        if let Some(peer) = self.peers.get_mut(&id) {
            peer.served.spend(bytes as u64);
            peer.known.insert(item);
            // It will be that far when this has arrived; nobody announces what they were sent.
            if let Item::Block(hash) = item
                && let Some(entry) = self.chain.entry(&hash)
                && entry.work > peer.work
            {
                peer.height = entry.height;
                peer.work = entry.work;
            }
        }
        self.send(id, message);
    }

    fn find(&mut self, item: &Item) -> Option<Message> {
        match item {
            Item::Transaction(txid) => {
                let transaction = self.pool.transaction(txid)?;
                Some(Message::Transaction((**transaction).clone()))
            }
            Item::Block(hash) => match self.chain.block(hash) {
                Ok(block) => block.map(Message::Block),
                Err(error) => {
                    self.storage_failed(&error);
                    None
                }
            },
        }
    }
}
