//! A native node in the mesh: its relays, its WebRTC and WebSocket links, and its own endpoint.
//!
//! [`Signalling`] decides, as in a browser; this crate adds the sockets. A [`Network`] lives on the
//! thread of the node. Its input and output run in tasks of a tokio runtime, which report each
//! event with the function that [`Opening::join`] is given; the node's thread hands the event back
//! to [`handle`](service::Network::handle), so the network waits for nothing and nothing waits for
//! it.
//!
//! ```text
//! node thread                      │ tokio
//!   Network ── Signalling          │   relay socket (one task each) ── relay
//!      │  ▲                        │   WebRTC task: all connections, UDP sockets ── peers
//!      ▼  └──── Event ◀────────────┼── WebSocket links (one task each) ── nodes
//!   Links of the service's driver  │
//! ```
//!
//! # Bounds
//!
//! - Out: at most [`MAX_QUEUED_BYTES`] bytes of a link are queued between the node and the
//!   transport; the link ends beyond that. The node gets the number of unsent bytes, keeps it below
//!   half of that maximum, and ends a link that does not drain for a minute.
//! - In: at most [`MAX_WAITING_BYTES`](wire::MAX_WAITING_BYTES) bytes of a link wait for the
//!   node's thread.
//! - Callers at this node's endpoint and at the WebSocket entry that wait for a slot: at most
//!   [`MAX_WAITING_CALLERS`] each.
//! - Links, relays, peers: as in [`signal::mesh`].

mod bans;
mod connection;
mod datagrams;
mod endpoints;
mod event;
mod figures;
mod flow;
mod groups;
mod identity;
mod links;
mod outgoing;
mod questions;
mod relay;
mod settings;
mod stun;
mod waiting_callers;
mod webrtc;
mod websocket;
mod wires;

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use node::{Direction, Input, PeerId};
use primitives::Time;
use signal::mesh::RelayId;
use signal::messages::MAX_ICE_SERVERS;
use signal::{
    Endpoint, Group, IceServer, LinkId, Offence, Order, PeerKey, Room, Signalling, Visit,
    WebRtcEndpoint,
};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use wire::link_binding;

use self::event::{Emit, Kind, LinkEvent};
use self::flow::Flow;
use self::groups::Groups;
use self::outgoing::Outgoing;
use self::relay::RelaySocket;
use self::settings::random;
use self::webrtc::{Command, Sockets, WebRtc};
use self::wires::{Transport, Wire};

pub use self::bans::Bans;
pub use self::datagrams::BindError;
pub use self::event::Event;
pub use self::identity::{Identity, IdentityError};
pub use self::outgoing::MAX_WAITING_CALLERS;
pub use self::settings::{EndpointSettings, NetworkError, Settings};
pub use self::websocket::Acceptor;
pub use self::wires::MAX_QUEUED_BYTES;

/// Maximum number of endpoints that are called at the user's request, beside those of the chain.
const MAX_DIALLED: usize = 4;

/// The network of one open chain; see the [module](self). When dropped, it closes all links and
/// sockets.
pub struct Network {
    runtime: Handle,
    emit: Emit,
    signalling: Signalling,
    sockets: BTreeMap<RelayId, RelaySocket>,
    /// One for each link of `signalling`.
    wires: BTreeMap<LinkId, Wire>,
    groups: Groups,
    webrtc: WebRtc,
    /// The URLs of relays and endpoints that the chain uses.
    relays: Vec<String>,
    /// The URLs of endpoints that are called at the user's request; at most [`MAX_DIALLED`].
    dialled: Vec<String>,
    ice: Vec<IceServer>,
    bans: Bans,
    inputs: VecDeque<Input>,
    alarm: Option<(u64, JoinHandle<()>)>,
}

/// The sockets of a network that has not joined its room yet.
pub struct Opening {
    runtime: Handle,
    settings: Settings,
    sockets: Sockets,
    endpoints: Vec<WebRtcEndpoint>,
    visit: Visit,
    groups: Groups,
    emit: Arc<OnceLock<Emit>>,
}

impl Opening {
    /// The URLs of this node's direct endpoint, for invitations: one for each of its addresses, at
    /// most [`MAX_ENDPOINTS`](service::MAX_ENDPOINTS). Empty if there is no endpoint.
    pub fn endpoints(&self) -> Vec<String> {
        let endpoints = self.endpoints.iter().cloned().map(Endpoint::WebRtc);
        endpoints.map(|endpoint| endpoint.to_string()).collect()
    }

    /// The entry for links over WebSocket. Clones belong to the same network.
    pub fn acceptor(&self) -> Acceptor {
        Acceptor::new(Arc::clone(&self.emit), self.settings.bans.clone())
    }

    /// Joins a room at these relays, and maintains links with the peers in it and with these direct
    /// endpoints. `emit` receives events from the runtime's threads; the node's thread passes each
    /// to [`handle`](service::Network::handle).
    pub fn join(
        self,
        room: Room,
        relays: &[String],
        now: Time,
        emit: impl Fn(Event) + Send + Sync + 'static,
    ) -> Network {
        let emit: Emit = Arc::new(emit);
        // Nobody else sets it.
        let _ = self.emit.set(Arc::clone(&emit));
        let visit = Visit { room, ..self.visit };
        let mut network = Network {
            webrtc: self.sockets.start(
                &self.runtime,
                Arc::clone(&emit),
                self.settings.bans.clone(),
            ),
            runtime: self.runtime,
            emit,
            signalling: Signalling::new(visit, self.settings.mesh, now.millis()),
            sockets: BTreeMap::new(),
            wires: BTreeMap::new(),
            groups: self.groups,
            relays: relays.to_vec(),
            dialled: Vec::new(),
            ice: self.settings.ice,
            bans: self.settings.bans,
            inputs: VecDeque::new(),
            alarm: None,
        };
        network.use_urls(now);
        network
    }
}

impl Network {
    /// Opens the sockets of a network.
    ///
    /// # Errors
    /// [`NetworkError`] if an address can't be used.
    pub fn open(settings: Settings, runtime: Handle) -> Result<Opening, NetworkError> {
        // Fails if the program has chosen its provider of cryptography for TLS already.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let visit = Visit {
            room: Room::from_bytes([0; 32]),
            me: PeerKey::from_bytes(random()?),
            unnamed: u128::from_le_bytes(random()?),
            seed: u64::from_le_bytes(random()?),
            first_link: u32::from_le_bytes(random()?),
        };
        let endpoint = settings.endpoint.as_ref();
        let (sockets, endpoints) = Sockets::open(&runtime, &settings.udp, endpoint)?;
        Ok(Opening {
            runtime,
            settings,
            sockets,
            endpoints,
            visit,
            groups: Groups::new(random()?),
            emit: Arc::default(),
        })
    }

    fn use_urls(&mut self, now: Time) {
        let urls = [&self.relays[..], &self.dialled].concat();
        self.signalling.set_relays(now.millis(), &urls);
        self.run(now);
    }

    /// Admits a caller at one of this node's own entries. `None` if no slot is free.
    fn caller_came(&mut self, now: Time, address: SocketAddr) -> Option<LinkId> {
        let group = self.groups.of(address.ip());
        self.signalling.caller_came(now.millis(), group)
    }

    fn link_event(&mut self, now: Time, id: LinkId, event: LinkEvent) {
        let Some(wire) = self.wires.get_mut(&id) else {
            return;
        };
        let is_banned = |address: SocketAddr| self.bans.is_banned(address.ip(), now);
        let now = now.millis();
        match event {
            LinkEvent::Reached(address) if is_banned(address) => self.signalling.ended(now, id),
            LinkEvent::Reached(address) => wire.address = Some(address),
            LinkEvent::Signal(body) => self.signalling.signal_from_link(id, body),
            LinkEvent::Ice(state) => self.signalling.ice_changed(id, state),
            LinkEvent::Opened => self.signalling.opened(now, id),
            LinkEvent::Frame(bytes, waiting) => {
                wire.received += bytes.len() as u64;
                match wire.assembler.push(&bytes) {
                    Ok(None) => {}
                    Ok(Some(message)) => {
                        self.inputs
                            .push_back(Input::Received(PeerId(id.0), message));
                    }
                    Err(_) => self.signalling.offended(now, id, Offence::Malformed),
                }
                drop(waiting);
            }
            LinkEvent::Drained => wire.look(),
            LinkEvent::Ended(Some(offence)) => self.signalling.offended(now, id, offence),
            LinkEvent::Ended(None) => self.signalling.ended(now, id),
        }
    }

    /// Carries out the orders of the signalling until it sleeps.
    fn run(&mut self, now: Time) {
        loop {
            match self.signalling.poll() {
                Order::OpenSocket { relay, number, url } => {
                    let emit = Arc::clone(&self.emit);
                    let emit = move |event| emit(Event(Kind::Socket(relay, number, event)));
                    let socket = RelaySocket::open(&self.runtime, url, emit);
                    self.sockets.insert(relay, socket);
                }
                Order::CloseSocket(relay) => {
                    self.sockets.remove(&relay);
                }
                Order::Send(relay, message) => {
                    if let Some(socket) = self.sockets.get(&relay) {
                        socket.send(&message);
                    }
                }
                Order::Call(link, servers) => {
                    let flow = self.add_wire(link, Transport::WebRtc);
                    let servers = self.with_own(servers);
                    self.webrtc.send(Command::Call(link, flow, servers));
                }
                Order::Answer(link, servers, sdp) => {
                    let flow = self.add_wire(link, Transport::WebRtc);
                    let servers = self.with_own(servers);
                    self.webrtc.send(Command::Answer(link, flow, servers, sdp));
                }
                Order::Dial(link, url) => {
                    let (outgoing, frames) = Outgoing::new();
                    let flow = self.add_wire(link, Transport::WebSocket(outgoing));
                    let emit = Arc::clone(&self.emit);
                    self.runtime
                        .spawn(websocket::dial(url, link, flow, frames, emit));
                }
                Order::Signal(link, body) => self.webrtc.send(Command::Signal(link, body)),
                Order::Close(link) => {
                    if self.wires.remove(&link).is_some() {
                        self.webrtc.send(Command::Close(link));
                    }
                }
                Order::Up {
                    link,
                    called,
                    group,
                } => self.up(link, called, group),
                Order::Bound(link, descriptions) => {
                    let binding = link_binding(&descriptions.offer, &descriptions.answer);
                    self.inputs.push_back(Input::Bound(PeerId(link.0), binding));
                }
                Order::Down(link) => self.inputs.push_back(Input::PeerDown(PeerId(link.0))),
                Order::Sleep(at) => return self.set_alarm(now, at),
            }
        }
    }

    fn up(&mut self, link: LinkId, called: bool, group: Option<Group>) {
        if let Some(wire) = self.wires.get_mut(&link) {
            wire.up = true;
        }
        let direction = match called {
            true => Direction::Outbound,
            false => Direction::Inbound,
        };
        let up = Input::PeerUp(PeerId(link.0), direction, group);
        self.inputs.push_back(up);
    }

    /// The ICE servers of the settings after those of the relays.
    fn with_own(&self, mut servers: Vec<IceServer>) -> Vec<IceServer> {
        servers.extend(self.ice.iter().cloned());
        servers.truncate(MAX_ICE_SERVERS);
        servers
    }

    fn add_wire(&mut self, link: LinkId, transport: Transport) -> Arc<Flow> {
        let wire = Wire::new(transport);
        let flow = Arc::clone(&wire.flow);
        self.wires.insert(link, wire);
        flow
    }

    fn set_alarm(&mut self, now: Time, at: u64) {
        if self.alarm.as_ref().is_some_and(|(set, _)| *set == at) {
            return;
        }
        if let Some((_, task)) = self.alarm.take() {
            task.abort();
        }
        if at < u64::MAX {
            let wait = Duration::from_millis(at.saturating_sub(now.millis()));
            let emit = Arc::clone(&self.emit);
            let task = self.runtime.spawn(async move {
                sleep(wait).await;
                emit(Event(Kind::Woken));
            });
            self.alarm = Some((at, task));
        }
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        if let Some((_, task)) = self.alarm.take() {
            task.abort();
        }
    }
}
