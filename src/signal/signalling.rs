//! How a node's links begin and end, without I/O: the relays it has joined, the mesh that decides
//! whom to call, the messages that open a link, and the table of links.
//!
//! A browser's network and a native one share this machine; each adds the sockets and connections
//! of its platform. The driver reports what happened with the methods that take the time, and then
//! carries out the orders of [`Signalling::poll`] until it returns [`Order::Sleep`].
//!
//! # Bounds
//!
//! The mesh bounds the number of links. At most [`MAX_RELAYS`](mesh::MAX_RELAYS) relays and
//! [`MAX_ENDPOINTS`] direct endpoints are used. The driver drains the orders of each input before
//! the next one.

mod links;
mod relays;

use std::collections::VecDeque;

use litemap::LiteMap;
use serde::{Deserialize, Serialize};

use crate::attempts::{Attempt, Attempts};
use crate::endpoint::Endpoint;
use crate::mesh::{self, Input, Mesh, Presence, RelayId, RelayState, Settings};
use crate::{Body, Group, IceServer, PeerKey, Room, ToRelay};

/// Maximum number of direct endpoints that are called.
pub const MAX_ENDPOINTS: usize = 8;

/// The number of one attempt to link with a peer. Each network counts up from a random 32-bit
/// number, so that numbers practically never repeat within a visit. An event that comes late for an
/// abandoned attempt names a link that no longer exists, and is ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LinkId(pub u64);

/// The names of a visit to a room, and its random numbers.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The chain's room.
    pub room: Room,
    /// This visit's key, random.
    pub me: PeerKey,
    /// A random number, from which peers without a relay are named. It is a secret.
    pub unnamed: u128,
    /// The seed of the mesh.
    pub seed: u64,
    /// The number of the first link.
    pub first_link: u32,
}

/// An action for the driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Open a socket to a relay, in place of an earlier one. Its events are reported with this
    /// number.
    OpenSocket {
        /// The relay.
        relay: RelayId,
        /// The number of the socket.
        number: u32,
        /// The relay's URL.
        url: String,
    },
    /// Drop the socket to this relay, if there is one.
    CloseSocket(RelayId),
    /// Send this message to a relay. If its socket is not open, nothing is sent.
    Send(RelayId, ToRelay),
    /// Create a connection with a data channel, and an offer for it.
    Call(LinkId, Vec<IceServer>),
    /// Create a connection from an offer's description, and an answer for it.
    Answer(LinkId, Vec<IceServer>, String),
    /// Open a WebSocket to the node at this URL. The WebSocket is the link.
    Dial(LinkId, String),
    /// Hand the peer's answer or candidate to the connection.
    Signal(LinkId, Body),
    /// Close and forget the connection of this link, if there is one.
    Close(LinkId),
    /// Tell the node that a link is open.
    Up {
        /// The link.
        link: LinkId,
        /// Whether this side called.
        called: bool,
        /// The group of the peer; `None` if it is not known.
        group: Option<Group>,
    },
    /// Tell the node the descriptions that the ends of this link have exchanged: the offer and the
    /// answer. The order before this one reports that the link is up. The descriptions name the
    /// certificates of both ends, which the connection has verified. There is no such order for a
    /// link without a relay, since there only one end knows both descriptions.
    Bound(LinkId, Box<Descriptions>),
    /// Tell the node that an open link has ended.
    Down(LinkId),
    /// Nothing is to be done before this time or the next event. The driver then calls
    /// [`Signalling::woken`].
    Sleep(u64),
}

/// The session descriptions of a connection, as the relay passed them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descriptions {
    /// The offer of the end that called.
    pub offer: String,
    /// The answer of the other end.
    pub answer: String,
}

/// The machine; see the [module](self).
#[derive(Debug)]
pub struct Signalling {
    room: Room,
    me: PeerKey,
    mesh: Mesh,
    relays: LiteMap<RelayId, Relay>,
    /// The direct endpoints, each under a key that only this machine knows.
    endpoints: Vec<(PeerKey, String, Endpoint)>,
    /// The next name of a peer without a relay.
    unnamed: u128,
    /// The number of sockets opened so far. Events of earlier sockets to a relay are ignored.
    sockets: u32,
    /// The offer about which the mesh is deciding: the peer and its session description.
    offer: Option<(PeerKey, String)>,
    attempts: Attempts,
    next_link: u64,
    /// At most one for each peer; the mesh bounds their number.
    links: LiteMap<LinkId, Link>,
    orders: VecDeque<Order>,
    wake_at: u64,
}

/// One relay of the chain.
#[derive(Debug)]
struct Relay {
    url: String,
    /// The number of its current socket; 0 if it has none.
    number: u32,
    servers: Vec<IceServer>,
    /// Why this relay can't be used, as a sentence; `None` if no reason is known, or once the relay
    /// has welcomed this node again.
    refused: Option<String>,
}

#[derive(Debug)]
struct Link {
    peer: PeerKey,
    /// The relay that passes the signalling messages of this link; `None` for a direct link.
    relay: Option<RelayId>,
    called: bool,
    /// The record of the attempt to open it, for diagnosis.
    attempt: Attempt,
    up: bool,
    /// The first offer and the first answer, until the link is open. Later ones do not belong to
    /// the connection.
    offer: Option<String>,
    answer: Option<String>,
}

impl Signalling {
    /// A machine without relays and links.
    pub fn new(visit: Visit, settings: Settings, now: u64) -> Self {
        Self {
            room: visit.room,
            me: visit.me,
            mesh: Mesh::new(visit.me, settings, visit.seed, now),
            relays: LiteMap::new(),
            endpoints: Vec::new(),
            unnamed: visit.unnamed,
            sockets: 0,
            offer: None,
            attempts: Attempts::default(),
            next_link: visit.first_link.into(),
            links: LiteMap::new(),
            orders: VecDeque::new(),
            wake_at: u64::MAX,
        }
    }

    /// Uses these relays and direct endpoints from now on: at most [`MAX_RELAYS`](mesh::MAX_RELAYS)
    /// relays and [`MAX_ENDPOINTS`] endpoints. Links stay open.
    pub fn set_relays(&mut self, now: u64, urls: &[String]) {
        let gone = self.relays.iter();
        let gone: Vec<_> = gone
            .filter(|(_, relay)| !urls.contains(&relay.url))
            .map(|(id, _)| *id)
            .collect();
        for id in gone {
            self.relays.remove(&id);
            self.mesh.handle(now, Input::RelayRemoved(id));
        }
        let (mesh, endpoints) = (&mut self.mesh, &mut self.endpoints);
        endpoints.retain(|(peer, url, _)| {
            let stays = urls.contains(url);
            if !stays {
                mesh.handle(now, Input::EndpointRemoved(*peer));
            }
            stays
        });
        for url in urls {
            match Endpoint::parse(url) {
                Some(endpoint) => self.add_endpoint(now, url, endpoint),
                None => self.add_relay(now, url),
            }
        }
        self.run(now);
    }

    /// Calls lost relays and unreached peers again at once.
    pub fn try_again(&mut self, now: u64) {
        self.mesh_input(now, Input::TryAgain);
    }

    /// Notes that the time of [`Order::Sleep`] has come.
    pub fn woken(&mut self, now: u64) {
        self.mesh_input(now, Input::Woken);
    }

    /// The next order.
    pub fn poll(&mut self) -> Order {
        let order = self.orders.pop_front();
        order.unwrap_or(Order::Sleep(self.wake_at))
    }

    /// The groups whose peers have offended lately, in order.
    pub fn discouraged(&self) -> Vec<Group> {
        self.mesh.discouraged()
    }

    /// The numbers of present peers without an open link, and of those that can't be reached.
    pub fn presence(&self) -> Presence {
        self.mesh.presence()
    }

    /// Attempts that failed, newest first.
    pub fn attempts(&self) -> impl Iterator<Item = &Attempt> {
        self.attempts.newest_first()
    }

    /// The URL and state of each relay and endpoint, with the reason, as a sentence, why a relay
    /// can't be used.
    pub fn relays(&self) -> impl Iterator<Item = (&str, Option<RelayState>, Option<&str>)> {
        let relays = self.relays.iter().map(|(id, relay)| {
            let refused = relay.refused.as_deref();
            (relay.url.as_str(), self.mesh.relay(*id), refused)
        });
        let endpoints = self.endpoints.iter();
        let endpoints =
            endpoints.map(|(peer, url, _)| (url.as_str(), self.mesh.endpoint(*peer), None));
        relays.chain(endpoints)
    }

    /// Whether a relay has named a TURN server.
    pub fn has_turn(&self) -> bool {
        let is_turn = |url: &String| url.starts_with("turn:") || url.starts_with("turns:");
        let servers = self.relays.values().flat_map(|relay| &relay.servers);
        servers.flat_map(|server| &server.urls).any(is_turn)
    }

    /// The first characters of the key of a link's peer; empty if there is no such link.
    pub fn short_name(&self, link: LinkId) -> String {
        let link = self.links.get(&link);
        link.map_or_else(String::new, |link| link.peer.short())
    }

    fn mesh_input(&mut self, now: u64, input: Input) {
        self.mesh.handle(now, input);
        self.run(now);
    }

    /// Turns the mesh's outputs into orders until it sleeps.
    fn run(&mut self, now: u64) {
        loop {
            match self.mesh.poll() {
                mesh::Output::Connect(relay) => self.connect(relay),
                mesh::Output::Ask(relay) => self.tell(relay, ToRelay::Alive {}),
                mesh::Output::Disconnect(relay) => self.disconnect(relay),
                mesh::Output::Call(peer, relay) => {
                    let link = self.new_link(Some(relay), Attempt::new(peer, true, now));
                    let servers = self.servers();
                    self.orders.push_back(Order::Call(link, servers));
                }
                mesh::Output::Dial(peer) => self.dial(now, peer),
                mesh::Output::Admit(peer) => {
                    self.new_link(None, Attempt::new(peer, false, now));
                }
                mesh::Output::Answer(peer, relay) => self.answer(now, peer, relay),
                mesh::Output::Refuse(peer, relay) => self.send_signal(relay, peer, Body::Decline),
                mesh::Output::Hangup(peer) => {
                    if let Some(id) = self.link_with(peer) {
                        self.lose(now, id);
                    }
                }
                mesh::Output::Withdraw(peer) => {
                    if let Some(id) = self.link_with(peer) {
                        self.withdraw(id);
                    }
                }
                mesh::Output::Sleep(at) => {
                    self.wake_at = at;
                    return;
                }
            }
        }
    }

    /// A new name for a peer that no relay has introduced.
    fn name_unnamed(&mut self) -> PeerKey {
        self.unnamed = self.unnamed.wrapping_add(1);
        PeerKey::from_bytes(self.unnamed.to_be_bytes())
    }
}
