//! Peers come, say who they are, stay alive, and go.
//!
//! Both sides send their version at once; a version is answered by "verack", and a peer is ready when both have come.
//! From then on a silent link is pinged, at the same time asked whether there are new headers (an announcement may
//! have been lost), and dropped when nothing comes back.

use crate::cost::cost;
use crate::peer::{Peer, Serves};
use crate::timers::Timer;
use crate::{Direction, Event, Fault, Node, Output, PeerId};
use chain::Store;
use wire::{Command, Message, NETWORK, NETWORK_LIMITED, PROTOCOL, Version, limits};

/// The oldest protocol that is still spoken.
const OLDEST: u32 = 1;

impl<S: Store> Node<S> {
    pub(crate) fn peer_up(&mut self, id: PeerId, direction: Direction) {
        if self.peers.contains_key(&id) {
            return;
        }
        if self.peers.len() >= self.config.max_peers {
            self.emit(Output::Drop(id, Fault::NoRoom));
            return;
        }
        self.peers
            .insert(id, Peer::new(direction, self.secret, self.now));
        self.timers
            .set(Timer::Handshake(id), self.now + self.config.handshake);
        let version = self.version();
        self.send(id, &Message::Version(version));
    }

    /// Forgets a peer; what it was asked for is asked of others.
    pub(crate) fn forget_peer(&mut self, id: PeerId) {
        let Some(peer) = self.peers.remove(&id) else {
            return;
        };
        self.timers.clear_peer(id);
        self.orphans.forget(id);
        for hash in peer.blocks.keys() {
            self.downloads.release(hash);
        }
        for txid in peer.transactions.keys() {
            self.fetch_elsewhere(*txid);
        }
        self.forget_offers(peer.offered);
        if peer.ready {
            self.tell(Event::PeersChanged);
        }
        self.request_blocks();
        self.seek_headers();
    }

    pub(crate) fn received(&mut self, id: PeerId, bytes: &[u8]) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return; // on its way when the link was dropped
        };
        peer.received += bytes.len() as u64;
        if peer.ready {
            self.timers
                .set(Timer::Ping(id), self.now + self.config.ping);
            self.timers.clear(Timer::Pong(id));
        }
        let message = match Message::decode(bytes) {
            Ok(message) => message,
            Err(error) => return self.drop_peer(id, Fault::Malformed(error)),
        };
        let cost = cost(&message, peer);
        if peer.cost.take(cost, self.now) {
            self.dispatch(id, message);
        } else {
            self.drop_peer(id, Fault::Flood);
        }
    }

    fn dispatch(&mut self, id: PeerId, message: Message) {
        let command = message.command();
        let is_ready = self.peers.get(&id).is_some_and(|peer| peer.ready);
        let is_handshake = matches!(command, Command::Version | Command::Verack);
        if is_ready == is_handshake {
            return self.drop_peer(id, Fault::OutOfTurn(command));
        }
        match message {
            Message::Version(version) => self.on_version(id, version),
            Message::Verack => self.on_verack(id),
            Message::Ping(number) => self.send(id, &Message::Pong(number)),
            Message::Pong(number) => self.on_pong(id, number),
            Message::GetHeaders { locator, stop } => self.on_get_headers(id, locator, stop),
            Message::Headers(headers) => self.on_headers(id, headers),
            Message::Inv(items) => self.on_inv(id, &items),
            Message::GetData(items) => self.on_get_data(id, items),
            Message::NotFound(items) => self.on_not_found(id, &items),
            Message::Block(block) => self.on_block(id, block),
            Message::Transaction(transaction) => self.on_transaction(id, transaction),
            Message::GetPool => self.on_get_pool(id),
            Message::FeeFilter(rate) => self.on_fee_filter(id, rate),
        }
    }

    fn version(&self) -> Version {
        let tip = self.chain.tip();
        let agent = self
            .config
            .agent
            .chars()
            .filter(|c| (' '..='~').contains(c));
        Version {
            protocol: PROTOCOL,
            genesis: self.genesis,
            height: tip.height,
            work: tip.work,
            nonce: self.nonce,
            services: self.services(),
            agent: agent.take(limits::MAX_AGENT).collect(),
        }
    }

    /// What can be promised to peers: with all blocks also the newest, as in Bitcoin.
    fn services(&self) -> u64 {
        match self.chain.is_pruned() {
            true => NETWORK_LIMITED,
            false => NETWORK | NETWORK_LIMITED,
        }
    }

    fn on_version(&mut self, id: PeerId, version: Version) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let fault = if peer.version.is_some() {
            Fault::OutOfTurn(Command::Version)
        } else if version.genesis != self.genesis {
            Fault::OtherChain(version.genesis)
        } else if version.nonce == self.nonce {
            Fault::Myself
        } else if version.protocol < OLDEST {
            Fault::OldProtocol(version.protocol)
        } else {
            peer.height = version.height;
            peer.work = version.work;
            peer.serves = Serves::of(&version);
            peer.version = Some(version);
            return self.send(id, &Message::Verack);
        };
        self.drop_peer(id, fault);
    }

    fn on_verack(&mut self, id: PeerId) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        if peer.version.is_none() {
            return self.drop_peer(id, Fault::OutOfTurn(Command::Verack));
        }
        peer.ready = true;
        self.timers.clear(Timer::Handshake(id));
        self.ping(id);
        self.send(id, &Message::FeeFilter(self.told_rate.0));
        self.tell(Event::PeersChanged);
        self.seek_headers();
        self.request_blocks();
    }

    /// The link was silent for long: asks for a sign of life, and for news that were lost on the way.
    pub(crate) fn link_is_silent(&mut self, id: PeerId) {
        self.timers
            .set_if_idle(Timer::Pong(id), self.now + self.config.pong);
        self.ping(id);
        self.ask_headers(id);
    }

    fn ping(&mut self, id: PeerId) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        // The time in it keeps an old pong from being taken for this one's.
        let number = self.now.millis();
        peer.ping = Some((number, self.now));
        self.timers
            .set(Timer::Ping(id), self.now + self.config.ping);
        self.send(id, &Message::Ping(number));
    }

    fn on_pong(&mut self, id: PeerId, number: u64) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        if let Some((_, sent)) = peer.ping.filter(|(wanted, _)| *wanted == number) {
            peer.latency = Some(self.now.since(sent));
            peer.ping = None;
        }
    }
}
