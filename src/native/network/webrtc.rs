//! The task that owns all WebRTC connections and their UDP sockets.
//!
//! # Bounds
//!
//! Connections: the links of the network. Callers at this node's endpoint: as [`WaitingCallers`]
//! says. Questions to STUN servers: as [`Questions`] says.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use signal::{Body, IceServer, LinkId, WebRtcEndpoint};
use str0m::{Rtc, RtcConfig, RtcError};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::sleep_until;

use super::bans::Bans;
use super::connection::{Connection, Done, packet};
use super::datagrams::{self, Datagram, Port};
use super::endpoints;
use super::event::{Emit, Event, Kind, LinkEvent};
use super::flow::Flow;
use super::questions::{Questions, stun_host};
use super::settings::{EndpointSettings, NetworkError};
use super::waiting_callers::WaitingCallers;
use crate::clock;

/// Maximum number of STUN servers that are asked for one link, and of the addresses of one server.
const MAX_SERVERS: usize = 2;
/// How long the name of a STUN server may take to resolve.
const RESOLVE_FOR: Duration = Duration::from_secs(5);
/// Maximum number of commands and packets between two looks at the connections.
const BATCH: usize = 64;
/// Maximum number of remote addresses that are remembered to find the connection of a packet.
const MAX_ROUTES: usize = 4_096;

/// An order of the node's thread. Their number is bounded by the bounds of links, of the bytes of
/// links ([`Flow`]), of waiting callers and of signalling messages.
#[derive(Debug)]
pub(super) enum Command {
    Call(LinkId, Arc<Flow>, Vec<IceServer>),
    Answer(LinkId, Arc<Flow>, Vec<IceServer>, String),
    Signal(LinkId, Body),
    Frames(LinkId, Vec<Vec<u8>>),
    /// The answer to the caller with this number; `None` refuses.
    Admit(u64, Option<(LinkId, Arc<Flow>)>),
    Close(LinkId),
    /// A STUN server's address, for a link.
    Resolved(LinkId, SocketAddr),
}

/// The sockets of a task that is not running yet.
pub(super) struct Sockets {
    ports: Vec<Port>,
    datagrams: mpsc::Receiver<Datagram>,
    introduced: usize,
    waiting: Option<WaitingCallers>,
    config: RtcConfig,
}

/// The sender of the task's commands. When this is dropped, all connections are closed.
#[derive(Debug)]
pub(super) struct WebRtc(mpsc::UnboundedSender<Command>);

impl Sockets {
    /// Opens the sockets for these addresses and for this node's endpoint. Returns the endpoint as
    /// invitations name it.
    ///
    /// # Errors
    /// If an address can't be used.
    pub(super) fn open(
        runtime: &Handle,
        udp: &[SocketAddr],
        endpoint: Option<&EndpointSettings>,
    ) -> Result<(Self, Vec<WebRtcEndpoint>), NetworkError> {
        let mut addresses = match udp {
            [] => datagrams::own_addresses()?,
            udp => udp[..udp.len().min(datagrams::MAX_PORTS)].to_vec(),
        };
        let introduced = addresses.len();
        if let Some(settings) = endpoint {
            addresses.extend(endpoints::listening(settings.listen)?);
        }
        let (ports, datagrams) = datagrams::open(runtime, &addresses, introduced)?;
        let provider = str0m::crypto::from_feature_flags();
        let mut config = Rtc::builder().set_crypto_provider(Arc::new(provider));
        let (mut waiting, mut named) = (None, Vec::new());
        if let Some(settings) = endpoint {
            let bound = ports[introduced..].iter().map(|port| port.address);
            named = endpoints::invited(settings, &bound.collect::<Vec<_>>())?;
            let first = named.first();
            config = config.set_dtls_cert(settings.identity.certificate().clone());
            waiting = first.map(|first| {
                WaitingCallers::new(first.ufrag(), first.ice_password(), config.clone())
            });
        }
        let sockets = Self {
            ports,
            datagrams,
            introduced,
            waiting,
            config,
        };
        Ok((sockets, named))
    }

    /// Starts the task.
    pub(super) fn start(self, runtime: &Handle, emit: Emit, bans: Bans) -> WebRtc {
        let (sender, commands) = mpsc::unbounded_channel();
        let task = Task {
            runtime: runtime.clone(),
            itself: sender.downgrade(),
            config: self.config,
            ports: self.ports,
            introduced: self.introduced,
            waiting: self.waiting,
            connections: BTreeMap::new(),
            callers: BTreeMap::new(),
            routes: HashMap::new(),
            questions: Questions::default(),
            bans,
            emit,
        };
        runtime.spawn(task.run(commands, self.datagrams));
        WebRtc(sender)
    }
}

impl WebRtc {
    pub(super) fn send(&self, command: Command) {
        // The task ends only after this sender.
        let _ = self.0.send(command);
    }
}

struct Task {
    runtime: Handle,
    itself: mpsc::WeakUnboundedSender<Command>,
    config: RtcConfig,
    /// The ports for links that relays introduce, and then those of this node's endpoint.
    ports: Vec<Port>,
    introduced: usize,
    /// The callers at this node's endpoint, whose ports are the last ones; `None` without an
    /// endpoint.
    waiting: Option<WaitingCallers>,
    connections: BTreeMap<LinkId, Connection>,
    /// The names of the callers at this node's endpoint that were admitted.
    callers: BTreeMap<LinkId, String>,
    /// The connection of a remote address at a port, for packets that do not name it.
    routes: HashMap<(usize, SocketAddr), LinkId>,
    questions: Questions,
    bans: Bans,
    emit: Emit,
}

impl Task {
    async fn run(
        mut self,
        mut commands: mpsc::UnboundedReceiver<Command>,
        mut datagrams: mpsc::Receiver<Datagram>,
    ) {
        loop {
            let wake = self.next_wake();
            tokio::select! {
                command = commands.recv() => match command {
                    Some(command) => self.command(command).await,
                    None => break,
                },
                Some(datagram) = datagrams.recv() => self.datagram(datagram),
                () = sleep_until(wake.into()) => {}
            }
            for _ in 0..BATCH {
                let command = commands.try_recv().ok();
                let datagram = datagrams.try_recv().ok();
                if command.is_none() && datagram.is_none() {
                    break;
                }
                if let Some(command) = command {
                    self.command(command).await;
                }
                if let Some(datagram) = datagram {
                    self.datagram(datagram);
                }
            }
            self.drive().await;
        }
        let links: Vec<_> = self.connections.keys().copied().collect();
        for link in links {
            self.close(link).await;
        }
    }

    fn next_wake(&self) -> Instant {
        let connections = self.connections.values().map(Connection::wake);
        let callers = self.waiting.iter().flat_map(WaitingCallers::due);
        let due = connections.chain(self.questions.due()).chain(callers);
        let idle = clock::instant() + Duration::from_secs(3_600);
        due.min().unwrap_or(idle)
    }

    async fn command(&mut self, command: Command) {
        let now = clock::instant();
        match command {
            Command::Call(link, flow, servers) => {
                let made = Connection::call(self.config(), &self.addresses(), flow, now);
                self.begin(link, made, servers);
            }
            Command::Answer(link, flow, servers, sdp) => {
                let ports = self.addresses();
                let made = Connection::answer(self.config(), &ports, flow, &sdp, now);
                self.begin(link, made, servers);
            }
            Command::Signal(link, body) => {
                let connection = self.connections.get_mut(&link);
                if connection.is_some_and(|connection| connection.signal(&body, now).is_err()) {
                    self.tell(link, LinkEvent::Ended(None));
                }
            }
            Command::Frames(link, frames) => {
                if let Some(connection) = self.connections.get_mut(&link) {
                    connection.send(frames, now);
                }
            }
            Command::Admit(number, admitted) => self.admit(number, admitted, now).await,
            Command::Close(link) => self.close(link).await,
            Command::Resolved(link, server) => self.ask(link, server, now).await,
        }
    }

    fn config(&self) -> RtcConfig {
        self.config.clone()
    }

    /// The addresses for links that relays introduce.
    fn addresses(&self) -> Vec<SocketAddr> {
        let ports = self.ports[..self.introduced].iter();
        ports.map(|port| port.address).collect()
    }

    /// Adds a new connection, sends its description to the peer, and asks STUN servers for its
    /// addresses.
    fn begin(
        &mut self,
        link: LinkId,
        made: Result<(Connection, Body), RtcError>,
        servers: Vec<IceServer>,
    ) {
        let Ok((connection, description)) = made else {
            return self.tell(link, LinkEvent::Ended(None));
        };
        self.connections.insert(link, connection);
        self.tell(link, LinkEvent::Signal(description));
        let urls = servers.into_iter().flat_map(|server| server.urls);
        let hosts = urls.filter_map(|url| stun_host(&url));
        for host in hosts.take(MAX_SERVERS) {
            let itself = self.itself.clone();
            self.runtime.spawn(async move {
                let found = tokio::time::timeout(RESOLVE_FOR, tokio::net::lookup_host(host)).await;
                let addresses = found.into_iter().flatten().flatten();
                if let Some(itself) = itself.upgrade() {
                    for address in addresses.take(MAX_SERVERS) {
                        let _ = itself.send(Command::Resolved(link, address));
                    }
                }
            });
        }
    }

    async fn close(&mut self, link: LinkId) {
        let Some(connection) = self.connections.remove(&link) else {
            return;
        };
        self.routes.retain(|_, of| *of != link);
        self.questions.forget(link);
        if let (Some(name), Some(waiting)) = (self.callers.remove(&link), &mut self.waiting) {
            waiting.silence(name, clock::instant());
        }
        self.transmit(connection.close()).await;
    }

    fn datagram(&mut self, datagram: Datagram) {
        let Datagram {
            port,
            source,
            bytes,
        } = datagram;
        let now = clock::instant();
        if let Some((link, port, seen)) = self.questions.answered(&bytes) {
            let own = self.ports[port].address;
            let connection = self.connections.get_mut(&link);
            let candidate = connection.and_then(|connection| connection.add_reflexive(seen, own));
            if let Some(candidate) = candidate {
                self.tell(link, LinkEvent::Signal(candidate));
            }
            return;
        }
        match self.owner(port, source, &bytes, now) {
            Some(link) => self.receive(link, port, source, &bytes, now),
            None if self.bans.is_banned(source.ip(), clock::now()) => {}
            None if port >= self.introduced => {
                let own = (port, self.ports[port].address);
                if let Some(waiting) = &mut self.waiting {
                    waiting.receive(own, source, &bytes, now);
                }
            }
            None => {}
        }
    }

    /// The connection that a packet belongs to.
    fn owner(&self, port: usize, source: SocketAddr, bytes: &[u8], now: Instant) -> Option<LinkId> {
        // A STUN packet names its connection. Later packets on the same path do not.
        let is_stun = bytes.first().is_some_and(|byte| *byte < 4);
        let known = self.routes.get(&(port, source)).copied();
        if !is_stun && known.is_some() {
            return known;
        }
        let is_at_endpoint = port >= self.introduced;
        let accepts = |link: &LinkId| {
            // The library takes every packet of a peer's address, at whichever port it came. A peer
            // may have a link at the endpoint and an introduced one from the same address.
            if self.callers.contains_key(link) != is_at_endpoint {
                return false;
            }
            let connection = self.connections.get(link);
            let packet = packet(source, self.ports[port].address, bytes);
            connection
                .zip(packet)
                .is_some_and(|(connection, packet)| connection.accepts(packet, now))
        };
        known
            .filter(accepts)
            .or_else(|| self.connections.keys().copied().find(accepts))
    }

    fn receive(
        &mut self,
        link: LinkId,
        port: usize,
        source: SocketAddr,
        bytes: &[u8],
        now: Instant,
    ) {
        let packet = packet(source, self.ports[port].address, bytes);
        let connection = self.connections.get_mut(&link);
        if let (Some(packet), Some(connection)) = (packet, connection) {
            connection.receive(packet, now);
            if self.routes.len() < MAX_ROUTES {
                self.routes.insert((port, source), link);
            }
        }
    }

    /// Asks a STUN server for the addresses of the ports of its family.
    async fn ask(&mut self, link: LinkId, server: SocketAddr, now: Instant) {
        if !self.connections.contains_key(&link) {
            return;
        }
        for (at, port) in self.ports[..self.introduced].iter().enumerate() {
            if port.address.is_ipv4() == server.is_ipv4()
                && let Some(packet) = self.questions.ask(link, at, server, now)
            {
                port.send(server, &packet).await;
            }
        }
    }

    /// Makes the connection of a caller a link. `None` refuses it.
    async fn admit(&mut self, number: u64, admitted: Option<(LinkId, Arc<Flow>)>, now: Instant) {
        let Some(waiting) = &mut self.waiting else {
            return;
        };
        let Some((link, flow)) = admitted else {
            if let Some(done) = waiting.refuse(number, now) {
                self.transmit(done).await;
            }
            return;
        };
        let Some(mut caller) = waiting.take(number) else {
            return self.tell(link, LinkEvent::Ended(None));
        };
        caller.connection.count_by(flow);
        self.connections.insert(link, caller.connection);
        self.callers.insert(link, caller.name);
        self.tell(link, LinkEvent::Reached(caller.source));
        self.tell(link, LinkEvent::Opened);
    }

    /// Does everything that is due.
    async fn drive(&mut self) {
        let now = clock::instant();
        let mut done = Vec::new();
        for (link, connection) in &mut self.connections {
            if connection.wake() <= now {
                done.push((*link, connection.drive(now)));
            }
        }
        for (link, mut of_one) in done {
            for event in core::mem::take(&mut of_one.events) {
                self.tell(link, event);
            }
            self.transmit(of_one).await;
        }
        if let Some(waiting) = &mut self.waiting {
            let progress = waiting.drive(now);
            for (number, address) in progress.came {
                (self.emit)(Event(Kind::CallerCame(number, address)));
            }
            for done in progress.done {
                self.transmit(done).await;
            }
        }
        for (port, server, packet) in self.questions.repeat(now) {
            self.ports[port].send(server, &packet).await;
        }
    }

    async fn transmit(&self, done: Done) {
        for packet in done.packets {
            let mut ports = self.ports.iter();
            if let Some(port) = ports.find(|port| port.address == packet.source) {
                port.send(packet.destination, &packet.contents).await;
            }
        }
    }

    fn tell(&self, link: LinkId, event: LinkEvent) {
        (self.emit)(Event(Kind::Link(link, event)));
    }
}
