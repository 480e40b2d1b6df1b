//! The life of a link: handshake, pings, and removal.
//!
//! Both sides send their version at once. A version is answered by "verack", and a peer is ready
//! when its version and its "verack" have arrived. From then on, the node sends a ping over a
//! silent link and, since an announcement may have been lost, a request for new headers. The link
//! is closed if no message follows.

use super::peer::{Peer, Serves};
use crate::timers::Timer;
use crate::{Direction, Event, Fault, Node, Output, PeerId};
use chain::Store;
use primitives::Timestamp;
use signal::{Group, SharedNonce};
use wire::{Command, Message, NETWORK, NETWORK_LIMITED, PROTOCOL, Version, limits};

/// The change of a peer's clock against this node's, in seconds, above which
/// [`Event::PeersChanged`] is reported.
const MIN_CLOCK_CHANGE: u64 = 5;

/// The oldest protocol version that is accepted.
const OLDEST_PROTOCOL: u32 = 1;

impl<S: Store> Node<S> {
    pub(crate) fn peer_up(&mut self, id: PeerId, direction: Direction, group: Option<Group>) {
        if self.peers.contains_key(&id) {
            return;
        }
        if !self.find_slot(direction, group) {
            self.emit(Output::Drop(id, Fault::NoRoom));
            return;
        }
        self.peers.insert(
            id,
            Peer::new(direction, group, self.secret, self.now, self.steady),
        );
        self.timers
            .set(Timer::Handshake(id), self.steady + self.config.handshake);
        let version = self.version();
        self.send(id, &Message::Version(version));
    }

    /// Forgets a peer. The blocks and transactions that it was asked for are requested from others.
    pub(crate) fn forget_peer(&mut self, id: PeerId) {
        let Some(peer) = self.peers.remove(&id) else {
            return;
        };
        self.timers.clear_peer(id);
        self.orphans.forget(id);
        for hash in peer.blocks.iter() {
            self.downloads.release(hash);
        }
        let mut fetches = peer.fetches;
        for txid in fetches.take_asked() {
            self.fetch_elsewhere(txid);
        }
        let others = self.peers.values().map(|peer| &peer.fetches);
        self.fetches.forget_offers(fetches, others);
        self.headers.remove(id, &mut self.chain);
        if peer.ready {
            self.tell(Event::PeersChanged);
        }
        self.request_blocks();
        self.seek_headers();
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
            time: self.timestamp(),
            nonce: self.nonce,
            services: self.services(),
            agent: agent.take(limits::MAX_AGENT).collect(),
        }
    }

    /// The services of this node. A node with all blocks announces both services, as in Bitcoin.
    fn services(&self) -> u64 {
        match self.chain.is_pruned() {
            true => NETWORK_LIMITED,
            false => NETWORK | NETWORK_LIMITED,
        }
    }

    pub(crate) fn on_version(&mut self, id: PeerId, version: Version) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let fault = if peer.version.is_some() {
            Fault::OutOfTurn(Command::Version)
        } else if version.genesis != self.genesis {
            Fault::OtherChain(version.genesis)
        } else if version.nonce == self.nonce {
            Fault::Myself
        } else if version.protocol < OLDEST_PROTOCOL {
            Fault::OldProtocol(version.protocol)
        } else {
            peer.clock_offset = Some(version.time.since(self.now.to_timestamp()));
            peer.serves = Serves::of(&version);
            let nonce = version.nonce;
            peer.version = Some(version);
            self.send(id, &Message::Verack);
            return self.report_duplicates(id, nonce);
        };
        self.drop_peer(id, fault);
    }

    /// Reports the other links whose peers have sent the same nonce as the peer of this link.
    fn report_duplicates(&mut self, id: PeerId, nonce: u64) {
        let decides = self.nonce < nonce;
        let has_sent = |peer: &Peer| peer.version.as_ref().is_some_and(|it| it.nonce == nonce);
        let others = self.peers.iter();
        let others = others.filter(|(other, peer)| **other != id && has_sent(peer));
        let others: Vec<PeerId> = others.map(|(other, _)| *other).collect();
        for one in others {
            self.emit(Output::Duplicate {
                one,
                other: id,
                shared: SharedNonce { nonce, decides },
            });
        }
    }

    pub(crate) fn on_verack(&mut self, id: PeerId) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let Some(version) = &peer.version else {
            return self.drop_peer(id, Fault::OutOfTurn(Command::Verack));
        };
        peer.ready = true;
        self.headers.add(id, version);
        self.timers.clear(Timer::Handshake(id));
        self.ping(id);
        self.send(id, &Message::FeeFilter(self.told_rate.0));
        self.introduce(id);
        self.tell(Event::PeersChanged);
        self.seek_headers();
        self.request_blocks();
    }

    /// This node's clock jumped: the offsets of the peers' clocks are measured again.
    pub(crate) fn measure_clocks(&mut self) {
        let ready = self.peers.iter().filter(|(_, peer)| peer.ready);
        let ids: Vec<PeerId> = ready.map(|(id, _)| *id).collect();
        for id in ids {
            self.ping(id);
        }
    }

    /// The link was silent for long: sends a ping, and a request for headers whose announcement may
    /// have been lost.
    pub(crate) fn link_is_silent(&mut self, id: PeerId) {
        self.timers
            .set_if_idle(Timer::Pong(id), self.steady + self.config.pong);
        self.ping(id);
        self.ask_headers(id);
    }

    fn ping(&mut self, id: PeerId) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        // The ping's number is the time. It distinguishes an old pong from the answer to this ping.
        let number = self.steady.millis();
        peer.ping = Some((number, self.steady));
        self.timers
            .set(Timer::Ping(id), self.steady + self.config.ping);
        self.send(id, &Message::Ping(number));
    }

    pub(crate) fn on_pong(&mut self, id: PeerId, number: u64, time: Timestamp) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        if let Some((_, sent)) = peer.ping.filter(|(wanted, _)| *wanted == number) {
            let round_trip = self.steady.since(sent);
            peer.latency = Some(round_trip);
            let least = peer
                .least_latency
                .map_or(round_trip, |least| least.min(round_trip));
            peer.least_latency = Some(least);
            let then = (self.now - round_trip / 2).to_timestamp();
            let offset = time.since(then);
            let before = peer.clock_offset.replace(offset);
            peer.ping = None;
            if before.is_none_or(|before| before.abs_diff(offset) > MIN_CLOCK_CHANGE) {
                self.tell(Event::PeersChanged);
            }
        }
    }
}
