//! A network with the thread that drives it, and a relay in this process.

use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::extract::ws::WebSocketUpgrade;
use axum::routing::any;
use native::network::{
    Acceptor, Bans, EndpointSettings, Event, Identity, Network, NetworkError, Opening, Settings,
};
use node::{Input, PeerId};
use primitives::Time;
use service::{Links as _, Network as _};
use signal::{Group, Room, mesh};
use tokio::net::TcpListener;
use tokio::runtime::{Handle, Runtime};
use tokio::sync::oneshot;

/// How long anything may take before a test counts it as lost.
const PATIENCE: Duration = Duration::from_secs(60);
/// The room of all tests.
pub(crate) const ROOM: Room = Room::from_bytes([7; 32]);

/// A runtime for the tasks of networks and relays.
pub(crate) fn runtime() -> Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().unwrap()
}

/// A network, and the links and messages that it has reported to its node.
pub(crate) struct Node {
    pub(crate) network: Network,
    /// The URL of its endpoint.
    pub(crate) endpoint: Option<String>,
    /// The address of its endpoint's socket.
    pub(crate) listen: Option<SocketAddr>,
    pub(crate) acceptor: Acceptor,
    bans: Bans,
    events: Receiver<Event>,
    /// Open links, and the messages that came.
    pub(crate) links: Vec<PeerId>,
    /// The group of each link that has opened so far.
    pub(crate) groups: Vec<Option<Group>>,
    /// The bindings of the links that a relay introduced, in the order in which they opened.
    pub(crate) bindings: Vec<[u8; 32]>,
    pub(crate) messages: Vec<Vec<u8>>,
    pub(crate) has_lost_a_link: bool,
}

/// The settings of a network on loopback with short waits.
pub(crate) fn settings() -> Settings {
    Settings {
        mesh: mesh::Settings {
            patience: 5_000,
            shortest_wait: 100,
            longest_wait: 1_000,
            ..mesh::Settings::default()
        },
        udp: vec![loopback()],
        ice: Vec::new(),
        endpoint: None,
        bans: Bans::default(),
    }
}

/// The settings of a network with an endpoint at a free port.
pub(crate) fn with_endpoint(identity: Identity) -> Settings {
    let socket = std::net::UdpSocket::bind(loopback()).unwrap();
    let listen = socket.local_addr().unwrap();
    Settings {
        endpoint: Some(EndpointSettings {
            listen,
            external: Vec::new(),
            identity,
        }),
        ..settings()
    }
}

pub(crate) fn loopback() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

pub(crate) fn now() -> Time {
    let since = SystemTime::UNIX_EPOCH.elapsed().unwrap();
    Time(u64::try_from(since.as_millis()).unwrap())
}

impl Node {
    /// Starts a network that uses these relays and endpoints.
    pub(crate) fn start(runtime: &Handle, urls: &[&str]) -> Self {
        Self::with(runtime, settings(), urls)
    }

    /// Starts a network with an endpoint of this identity, without relays.
    pub(crate) fn serve(runtime: &Handle, settings: Settings) -> Self {
        Self::with(runtime, settings, &[])
    }

    /// Starts a network with these settings, relays and endpoints.
    pub(crate) fn with(runtime: &Handle, settings: Settings, urls: &[&str]) -> Self {
        let (sender, events) = channel();
        let emit = move |event| {
            // Fails when the test has ended.
            let _ = sender.send(event);
        };
        let opening = opened(&settings, runtime);
        let (endpoint, acceptor) = (opening.endpoints().pop(), opening.acceptor());
        let urls: Vec<_> = urls.iter().map(|url| (*url).to_owned()).collect();
        let network = opening.join(ROOM, &urls, now(), emit);
        Self {
            network,
            endpoint,
            listen: settings.endpoint.map(|endpoint| endpoint.listen),
            acceptor,
            bans: settings.bans,
            events,
            links: Vec::new(),
            groups: Vec::new(),
            bindings: Vec::new(),
            messages: Vec::new(),
            has_lost_a_link: false,
        }
    }

    pub(crate) fn send(&mut self, link: PeerId, message: &[u8]) {
        self.network.send(now(), link, message.to_vec(), true);
        self.drain();
    }

    pub(crate) fn send_piece(&mut self, link: PeerId, piece: &[u8], is_last: bool) {
        self.network.send(now(), link, piece.to_vec(), is_last);
        self.drain();
    }

    pub(crate) fn dial(&mut self, url: &str) -> Result<(), String> {
        self.network.dial(now(), url)
    }

    pub(crate) fn undial(&mut self, url: &str) -> bool {
        let was_dialled = self.network.undial(now(), url);
        self.drain();
        was_dialled
    }

    pub(crate) fn hang_up(&mut self, link: PeerId) -> bool {
        let was_open = self.network.hang_up(now(), link);
        self.drain();
        was_open
    }

    /// Bans a subnet until a time.
    pub(crate) fn ban(&self, subnet: &str, until: u64) {
        self.bans.set(vec![(subnet.parse().unwrap(), Time(until))]);
    }

    /// Serves its WebSocket entry at a free port, and returns its URL.
    pub(crate) async fn mount(&self) -> String {
        let acceptor = self.acceptor.clone();
        let listener = TcpListener::bind(loopback()).await.unwrap();
        let address = listener.local_addr().unwrap();
        let node = any(async move |upgrade: WebSocketUpgrade| {
            upgrade.on_upgrade(async move |socket| acceptor.accept(socket, address).await)
        });
        let router = Router::new().route("/node", node);
        tokio::spawn(axum::serve(listener, router).into_future());
        format!("ws://{address}/node")
    }

    pub(crate) fn drop_link(&mut self, link: PeerId, fault: &node::Fault) {
        self.network.close(now(), link, fault);
        self.drain();
    }

    /// The bytes of a link that are not sent yet, if that has changed.
    pub(crate) fn take_unsent(&mut self) -> Vec<(PeerId, usize)> {
        self.network.take_unsent()
    }

    /// Handles the events that have arrived.
    fn step(&mut self) {
        while let Ok(event) = self.events.try_recv() {
            self.network.handle(now(), event);
            self.drain();
        }
    }

    fn drain(&mut self) {
        while let Some(input) = self.network.poll() {
            match input {
                Input::PeerUp(link, _, group) => {
                    self.links.push(link);
                    self.groups.push(group);
                }
                Input::PeerDown(link) => {
                    self.links.retain(|open| *open != link);
                    self.has_lost_a_link = true;
                }
                Input::Bound(_, binding) => self.bindings.push(binding),
                Input::Received(_, message) => self.messages.push(message),
                other => panic!("{other:?}"),
            }
        }
    }
}

/// Opens a network. The sockets of an earlier one are closed soon after it was dropped, so an
/// address that is still in use is tried again.
fn opened(settings: &Settings, runtime: &Handle) -> Opening {
    let start = native::clock::instant();
    loop {
        match Network::open(settings.clone(), runtime.clone()) {
            Err(NetworkError::Bind(_)) if start.elapsed() < PATIENCE => std::thread::yield_now(),
            result => return result.unwrap(),
        }
    }
}

/// Drives networks until `done` holds.
pub(crate) fn until<const N: usize>(
    what: &str,
    mut nodes: [&mut Node; N],
    mut done: impl FnMut(&mut [&mut Node; N]) -> bool,
) {
    let start = native::clock::instant();
    loop {
        for node in &mut nodes {
            node.step();
        }
        if done(&mut nodes) {
            return;
        }
        assert!(
            start.elapsed() < PATIENCE,
            "waited for {what}: {}",
            figures_of(&nodes)
        );
        std::thread::yield_now();
    }
}

/// The figures of the networks, for the message of a failing test.
fn figures_of(nodes: &[&mut Node]) -> String {
    let figures = nodes.iter().map(|node| {
        let network = &node.network;
        format!(
            "{:?} {:?} {:?}",
            node.links,
            network.links(),
            network.figures()
        )
    });
    figures.collect::<Vec<_>>().join("; ")
}

/// A relay that runs until it is stopped.
pub(crate) struct Relay {
    pub(crate) address: SocketAddr,
    stop: oneshot::Sender<()>,
    served: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Relay {
    /// Starts a relay; at a free port for port 0.
    pub(crate) async fn start(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let shutdown = async move {
            stopped.await.ok();
        };
        let config = relay::Config::default();
        let served = tokio::spawn(relay::serve(listener, config, shutdown));
        Self {
            address,
            stop,
            served,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("ws://{}/signal", self.address)
    }

    pub(crate) async fn stop(self) {
        self.stop.send(()).unwrap();
        self.served.await.unwrap().unwrap();
    }
}
