//! Signalling messages between a network and its relays.

use std::rc::Rc;

use primitives::Time;
use signal::attempts::Attempt;
use signal::mesh::{Input, RelayId};
use signal::messages::MAX_ICE_SERVERS;
use signal::{Body, FromRelay, IceServer, Introduction, PeerKey, ToRelay};

use super::{Event, Network, Relay};
use crate::network::socket::{Socket, SocketEvent};
use crate::threads::message::LinkOrder;

impl Network {
    pub(super) fn connect(&mut self, now: Time, id: RelayId) {
        self.sockets += 1;
        let number = self.sockets;
        let Some(relay) = self.relays.get_mut(&id) else {
            return;
        };
        relay.number = number;
        let emit = Rc::clone(&self.emit);
        let opened = Socket::open(&relay.url, move |event| {
            emit(Event::Socket(id, number, event));
        });
        match opened {
            Ok(socket) => relay.socket = Some(socket),
            Err(reason) => {
                let reason = format!("This browser does not call {}: {reason}", relay.url);
                self.lose_relay(now, id, Some(reason));
            }
        }
    }

    /// Asks a silent relay for a sign of life.
    pub(super) fn ask(&self, id: RelayId) {
        self.tell_relay(id, &ToRelay::Alive {});
    }

    /// Drops the socket to a relay.
    pub(super) fn disconnect(&mut self, id: RelayId) {
        if let Some(relay) = self.relays.get_mut(&id) {
            relay.socket = None;
        }
    }

    pub(super) fn socket_event(&mut self, now: Time, id: RelayId, event: SocketEvent) {
        match event {
            SocketEvent::Opened => {
                let (room, peer) = (self.room, self.me);
                self.tell_relay(id, &ToRelay::Join { room, peer });
            }
            SocketEvent::Message(message) => {
                self.mesh_input(now, Input::RelayHeard(id));
                self.relay_message(now, id, message);
            }
            SocketEvent::Garbled(error) => {
                let reason = format!("The relay sent an unknown message: {error}.");
                self.lose_relay(now, id, Some(reason));
            }
            SocketEvent::Closed => self.lose_relay(now, id, None),
        }
    }

    /// The STUN and TURN servers of all relays, without duplicates, at most [`MAX_ICE_SERVERS`].
    pub(super) fn servers(&self) -> Vec<IceServer> {
        let mut servers: Vec<IceServer> = Vec::new();
        for server in self.relays.values().flat_map(|relay| &relay.servers) {
            if servers.len() < MAX_ICE_SERVERS && !servers.contains(server) {
                servers.push(server.clone());
            }
        }
        servers
    }

    pub(super) fn answer(&mut self, now: Time, peer: PeerKey, relay: RelayId) {
        let offer = self.offer.take_if(|(from, _)| *from == peer);
        if let Some((_, sdp)) = offer {
            let servers = self.servers();
            let relayed_only = self.relayed_only;
            let mut attempt = Attempt::new(peer, false, now.millis());
            let offer = Body::Offer { sdp };
            attempt.received(&offer);
            let link = self.new_link(relay, attempt);
            if let Body::Offer { sdp } = offer {
                let order = LinkOrder::Answer {
                    servers,
                    relayed_only,
                    sdp,
                };
                self.send_order(link, order);
            }
        }
    }

    pub(super) fn send_signal(&self, relay: RelayId, to: PeerKey, body: Body) {
        self.tell_relay(relay, &ToRelay::Signal { to, body });
    }

    fn tell_relay(&self, id: RelayId, message: &ToRelay) {
        if let Some(Relay {
            socket: Some(socket),
            ..
        }) = self.relays.get(&id)
        {
            // A description that exceeds its bound can't be sent; the call then times out.
            let _ = socket.send(message);
        }
    }

    fn lose_relay(&mut self, now: Time, id: RelayId, reason: Option<String>) {
        if let Some(relay) = self.relays.get_mut(&id) {
            relay.socket = None;
            if reason.is_some() {
                relay.refused = reason;
            }
        }
        self.mesh_input(now, Input::RelayLost(id));
    }

    fn relay_message(&mut self, now: Time, id: RelayId, message: FromRelay) {
        match message {
            FromRelay::Welcome { peers, ice_servers } => {
                if let Some(relay) = self.relays.get_mut(&id) {
                    relay.refused = None;
                    relay.servers = ice_servers;
                }
                self.mesh_input(now, Input::Welcomed(id, peers));
            }
            FromRelay::IceServers { ice_servers } => {
                if let Some(relay) = self.relays.get_mut(&id) {
                    relay.servers = ice_servers;
                }
            }
            FromRelay::Arrived(peer) => self.mesh_input(now, Input::Arrived(id, peer)),
            FromRelay::Left { peer } => self.mesh_input(now, Input::Left(id, peer)),
            FromRelay::Signal { from, group, body } => {
                self.signal(now, id, Introduction { peer: from, group }, body);
            }
            FromRelay::Refused { reason, detail } => {
                let detail = match detail.as_str() {
                    "" => String::new(),
                    detail => format!(" ({detail})"),
                };
                if let Some(relay) = self.relays.get_mut(&id) {
                    relay.refused = Some(format!("The relay refused: {reason}{detail}."));
                }
            }
            FromRelay::Alive {} => {}
        }
    }

    fn signal(&mut self, now: Time, relay: RelayId, from: Introduction, body: Body) {
        let link = self.link_with(from.peer);
        match body {
            Body::Offer { sdp } => {
                self.offer = Some((from.peer, sdp));
                self.mesh_input(now, Input::Offered(relay, from));
                self.run_mesh(now);
                self.offer = None;
            }
            Body::Decline => {
                if let Some(link) = link.and_then(|link| self.links.get_mut(&link)) {
                    link.attempt.received(&Body::Decline);
                }
                self.mesh_input(now, Input::Declined(from.peer));
            }
            Body::Answer { .. } | Body::Candidate { .. } => {
                if let Some(id) = link
                    && let Some(link) = self.links.get_mut(&id)
                {
                    link.attempt.received(&body);
                    self.send_order(id, LinkOrder::Signal(body));
                }
            }
        }
    }
}
