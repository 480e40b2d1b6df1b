//! The relays: their sockets and the messages with them.

use super::{MAX_ENDPOINTS, Order, Relay, Signalling};
use crate::endpoint::Endpoint;
use crate::mesh::{Input, RelayId};
use crate::messages::MAX_ICE_SERVERS;
use crate::{Body, FromRelay, IceServer, Introduction, MessageError, PeerKey, ToRelay};

impl Signalling {
    /// Notes that the socket with this number to a relay is open.
    pub fn socket_opened(&mut self, id: RelayId, number: u32) {
        if self.is_current(id, number) {
            let (room, peer) = (self.room, self.me);
            self.tell(id, ToRelay::Join { room, peer });
        }
    }

    /// Handles a message from the socket with this number, or the error of its decoding.
    pub fn socket_message(
        &mut self,
        now: u64,
        id: RelayId,
        number: u32,
        message: Result<FromRelay, MessageError>,
    ) {
        if !self.is_current(id, number) {
            return;
        }
        match message {
            Ok(message) => {
                self.mesh.handle(now, Input::RelayHeard(id));
                self.relay_message(now, id, message);
                self.run(now);
            }
            Err(error) => {
                let reason = format!("The relay sent an unknown message: {error}.");
                self.socket_closed(now, id, number, Some(reason));
            }
        }
    }

    /// Notes that the socket with this number has closed or could not be opened. `reason` is a
    /// sentence for people; `None` if there is nothing to say.
    pub fn socket_closed(&mut self, now: u64, id: RelayId, number: u32, reason: Option<String>) {
        if !self.is_current(id, number) {
            return;
        }
        self.disconnect(id);
        if let Some(relay) = self.relays.get_mut(&id)
            && reason.is_some()
        {
            relay.refused = reason;
        }
        self.mesh_input(now, Input::RelayLost(id));
    }

    pub(super) fn add_endpoint(&mut self, now: u64, url: &str, endpoint: Endpoint) {
        let is_known = self.endpoints.iter().any(|(_, known, _)| known == url);
        if !is_known && self.endpoints.len() < MAX_ENDPOINTS {
            let (peer, nonce) = (self.name_unnamed(), endpoint.nonce());
            self.endpoints.push((peer, url.to_owned(), endpoint));
            self.mesh.handle(now, Input::EndpointAdded(peer, nonce));
        }
    }

    pub(super) fn add_relay(&mut self, now: u64, url: &str) {
        let is_known = self.relays.values().any(|relay| relay.url == *url);
        let free = RelayId::all().find(|id| !self.relays.contains_key(id));
        if let (false, Some(id)) = (is_known, free) {
            let relay = Relay {
                url: url.to_owned(),
                number: 0,
                servers: Vec::new(),
                refused: None,
            };
            self.relays.insert(id, relay);
            self.mesh.handle(now, Input::RelayAdded(id));
        }
    }

    pub(super) fn connect(&mut self, id: RelayId) {
        if let Some(relay) = self.relays.get_mut(&id) {
            self.sockets += 1;
            relay.number = self.sockets;
            self.orders.push_back(Order::OpenSocket {
                relay: id,
                number: relay.number,
                url: relay.url.clone(),
            });
        }
    }

    /// Drops the socket to a relay. Its later events are ignored.
    pub(super) fn disconnect(&mut self, id: RelayId) {
        if let Some(relay) = self.relays.get_mut(&id) {
            relay.number = 0;
        }
        self.orders.push_back(Order::CloseSocket(id));
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

    pub(super) fn send_signal(&mut self, relay: RelayId, to: PeerKey, body: Body) {
        self.tell(relay, ToRelay::Signal { to, body });
    }

    pub(super) fn tell(&mut self, id: RelayId, message: ToRelay) {
        self.orders.push_back(Order::Send(id, message));
    }

    fn is_current(&self, id: RelayId, number: u32) -> bool {
        let relay = self.relays.get(&id);
        relay.is_some_and(|relay| relay.number == number && number != 0)
    }

    fn relay_message(&mut self, now: u64, id: RelayId, message: FromRelay) {
        match message {
            FromRelay::Welcome { peers, ice_servers } => {
                if let Some(relay) = self.relays.get_mut(&id) {
                    relay.refused = None;
                    relay.servers = ice_servers;
                }
                self.mesh.handle(now, Input::Welcomed(id, peers));
            }
            FromRelay::IceServers { ice_servers } => {
                if let Some(relay) = self.relays.get_mut(&id) {
                    relay.servers = ice_servers;
                }
            }
            FromRelay::Arrived(peer) => self.mesh.handle(now, Input::Arrived(id, peer)),
            FromRelay::Left { peer } => self.mesh.handle(now, Input::Left(id, peer)),
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

    fn signal(&mut self, now: u64, relay: RelayId, from: Introduction, body: Body) {
        let link = self.link_with(from.peer);
        match body {
            Body::Offer { sdp } => {
                self.offer = Some((from.peer, sdp));
                self.mesh_input(now, Input::Offered(relay, from));
                self.offer = None;
            }
            Body::Decline => {
                if let Some(link) = link.and_then(|link| self.links.get_mut(&link)) {
                    link.attempt.received(&Body::Decline);
                }
                self.mesh.handle(now, Input::Declined(from.peer));
            }
            Body::Answer { .. } | Body::Candidate { .. } => {
                let is_answer = matches!(body, Body::Answer { .. });
                // Only the side that called gets an answer. An answer to the side that was called
                // would stand in the binding in place of that side's own one.
                if let Some(id) = link
                    && let Some(link) = self.links.get_mut(&id)
                    && (link.called || !is_answer)
                {
                    link.attempt.received(&body);
                    link.describe(&body);
                    self.orders.push_back(Order::Signal(id, body));
                }
            }
        }
    }
}
