//! One open chain: its service and its network.

use api::{ChainCommand, ChainView, Fault, RelayEntry, Reply};
use browser::network;
use browser::threads::message::LinkId;
use node::{Direction, Input, PeerId};
use primitives::{BlockHash, Time};
use service::{
    Driver, DriverStatus, Effect, LinkFigures, Links, MinerFigures, NetworkFigures, Service,
};
use signal::mesh::Presence;
use signal::{Group, SharedNonce};
use store::RedbStore;

use crate::platform::ChainNetwork;

/// An open chain.
pub(crate) struct OpenChain<N> {
    service: Service<RedbStore>,
    network: N,
    driver: Driver,
}

/// The data whose change requires a new snapshot.
#[derive(Debug, PartialEq)]
pub(crate) struct ViewVersion {
    revision: u64,
    relays: Vec<RelayEntry>,
    presence: (u32, u32, u32),
    failed_attempts: Vec<Time>,
}

impl<N: ChainNetwork> OpenChain<N> {
    /// Combines a service and its network.
    pub(crate) fn new(service: Service<RedbStore>, network: N) -> Self {
        Self {
            service,
            network,
            driver: Driver::default(),
        }
    }

    /// The chain's genesis hash.
    pub(crate) fn genesis(&self) -> BlockHash {
        self.service.genesis()
    }

    /// The service. After any use of it, [`run`](Self::run) must be called.
    pub(crate) fn service(&mut self) -> &mut Service<RedbStore> {
        &mut self.service
    }

    /// Leaves the network, and returns the service.
    pub(crate) fn into_service(self) -> Service<RedbStore> {
        self.service
    }

    /// Carries out a command of the service.
    ///
    /// # Errors
    /// If the service refuses it.
    pub(crate) fn command(&mut self, now: Time, command: &ChainCommand) -> Result<Reply, Fault> {
        self.service.command(now, command)
    }

    /// Handles an input of the node.
    pub(crate) fn handle(&mut self, now: Time, input: Input) {
        self.service.handle(now, input);
    }

    /// Handles an event of the network.
    pub(crate) fn network(&mut self, now: Time, event: N::Event) {
        self.network.handle(now, event);
    }

    /// Uses these relays from now on.
    pub(crate) fn set_relays(&mut self, now: Time, relays: &[String]) {
        self.network.set_relays(now, relays);
    }

    /// Sets whether links go through TURN servers only, which hides this device's address from
    /// peers.
    pub(crate) fn hide_address(&mut self, now: Time, hide: bool) {
        self.network.set_relayed_only(now, hide);
    }

    /// Calls lost relays and unreached peers again at once.
    pub(crate) fn try_again(&mut self, now: Time) {
        self.network.try_again(now);
    }

    /// Passes outputs between service and network until neither has any left. Returns the outputs
    /// that the rest of the worker must carry out, and the time when [`Input::Woken`] must be
    /// passed. [`Time::NEVER`] means that there is no such time.
    pub(crate) fn run(&mut self, now: Time) -> (Vec<Effect>, Time) {
        let mut links = NetworkLinks(&mut self.network);
        self.driver.run(now, &mut self.service, &mut links)
    }

    /// The chain as the page shows it, with these mining figures.
    pub(crate) fn view(&self, mining: MinerFigures) -> ChainView {
        let figures = self.network.figures().into_iter();
        let links = figures.map(|(link, figures)| {
            let figures = LinkFigures {
                name: figures.name,
                received: figures.received,
                sent: figures.sent,
            };
            (PeerId(link.0), figures)
        });
        self.service.view(&DriverStatus {
            network: self.network_figures(),
            mining,
            links: links.collect(),
        })
    }

    /// Why nothing is being saved; `None` if saving works.
    pub(crate) fn failure(&self) -> Option<&str> {
        self.service.failing()
    }

    /// The bytes that the chain takes in its store; `None` if the store does not know.
    pub(crate) fn stored_bytes(&self) -> Option<u64> {
        self.service.stored_bytes()
    }

    /// The current [`ViewVersion`].
    pub(crate) fn version(&self) -> ViewVersion {
        ViewVersion {
            revision: self.service.revision(),
            relays: self.network.relays(),
            presence: presence(self.network.presence()),
            failed_attempts: self
                .network
                .attempts()
                .iter()
                .map(|it| it.started)
                .collect(),
        }
    }

    fn network_figures(&self) -> NetworkFigures {
        let network = &self.network;
        let (present, unreached, busy) = presence(network.presence());
        NetworkFigures {
            relays: network.relays(),
            present,
            unreached,
            busy,
            attempts: network.attempts(),
            has_turn: network.has_turn(),
            hides_address: network.is_relayed_only(),
        }
    }
}

/// The network's links, as the driver uses them.
struct NetworkLinks<'a, N>(&'a mut N);

impl<N: ChainNetwork> Links for NetworkLinks<'_, N> {
    fn send(&mut self, now: Time, link: PeerId, message: Vec<u8>, is_last: bool) {
        self.0.send(now, LinkId(link.0), &message, is_last);
    }

    fn close(&mut self, now: Time, link: PeerId, fault: &node::Fault) {
        self.0.close(now, LinkId(link.0), fault.offence());
    }

    fn duplicate(&mut self, now: Time, one: PeerId, other: PeerId, shared: SharedNonce) {
        self.0
            .duplicate(now, LinkId(one.0), LinkId(other.0), shared);
    }

    fn take_unsent(&mut self) -> Vec<(PeerId, usize)> {
        let changed = self.0.take_unsent().into_iter();
        changed
            .map(|(link, bytes)| (PeerId(link.0), bytes))
            .collect()
    }

    fn discouraged(&self) -> Vec<Group> {
        self.0.discouraged()
    }

    fn poll(&mut self) -> Option<Input> {
        Some(match self.0.poll()? {
            network::Output::Up {
                link,
                called,
                group,
            } => {
                let direction = match called {
                    true => Direction::Outbound,
                    false => Direction::Inbound,
                };
                Input::PeerUp(PeerId(link.0), direction, group)
            }
            network::Output::Bound(link, binding) => Input::Bound(PeerId(link.0), binding),
            network::Output::Down(link) => Input::PeerDown(PeerId(link.0)),
            network::Output::Message(link, message) => Input::Received(PeerId(link.0), message),
        })
    }
}

/// The numbers of peers that are present, unreached and busy.
fn presence(presence: Presence) -> (u32, u32, u32) {
    let count = |peers: usize| u32::try_from(peers).unwrap_or(u32::MAX);
    (
        count(presence.present),
        count(presence.unreached),
        count(presence.busy),
    )
}
