//! Incoming messages: each is decoded, its cost is counted, and it is passed to the module that
//! handles it.

pub(crate) mod cost;

use crate::dispatch::cost::cost;
use crate::timers::Timer;
use crate::{Fault, Node, PeerId};
use chain::Store;
use wire::{Command, Message};

impl<S: Store> Node<S> {
    pub(crate) fn received(&mut self, id: PeerId, bytes: &[u8]) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return; // the message was on its way when the link was dropped
        };
        peer.received += bytes.len() as u64;
        if peer.ready {
            self.timers
                .set(Timer::Ping(id), self.steady + self.config.ping);
            self.timers.clear(Timer::Pong(id));
        }
        let message = match Message::decode(bytes) {
            Ok(message) => message,
            Err(error) => return self.drop_peer(id, Fault::Malformed(error)),
        };
        let cost = cost(&message, peer, self.headers.is_asked(id));
        if peer.cost.take(cost, self.steady) {
            self.dispatch(id, message);
        } else {
            self.drop_peer(id, Fault::Flood);
        }
    }

    fn dispatch(&mut self, id: PeerId, message: Message) {
        let command = message.command();
        let is_ready = self.peers.get(&id).is_some_and(|peer| peer.ready);
        let is_handshake = matches!(command, Command::Version | Command::Verack);
        // The messages of the handshake come before the peer is ready, all others afterwards.
        if is_ready == is_handshake {
            return self.drop_peer(id, Fault::OutOfTurn(command));
        }
        match message {
            Message::Version(version) => self.on_version(id, version),
            Message::Verack => self.on_verack(id),
            Message::Ping(number) => {
                let time = self.timestamp();
                self.send(id, &Message::Pong(number, time));
            }
            Message::Pong(number, time) => self.on_pong(id, number, time),
            Message::GetHeaders { locator, stop } => self.on_get_headers(id, locator, stop),
            Message::Headers(headers) => self.on_headers(id, headers),
            Message::Inv(items) => self.on_inv(id, &items),
            Message::GetData(items) => self.on_get_data(id, items),
            Message::NotFound(items) => self.on_not_found(id, &items),
            Message::Block(block) => self.on_block(id, block),
            Message::Transaction(transaction) => self.on_transaction(id, transaction),
            Message::GetPool => self.on_get_pool(id),
            Message::FeeFilter(rate) => self.on_fee_filter(id, rate),
            Message::Name(name) => self.on_name(id, name),
        }
    }
}
