//! One open chain: its service and its network, driven together.

use std::sync::Arc;

use api::{ChainCommand, ChainView, Fault, Notice, RelayEntry, Reply};
use browser::network;
use browser::threads::message::LinkId;
use miner::Job;
use node::{BatchId, Direction, Input, PeerId};
use primitives::{BlockHash, Claim, Time};
use service::{DriverStatus, LinkFigures, MinerFigures, NetworkFigures, Output, Service};
use signal::Group;
use signal::mesh::Presence;
use store::RedbStore;

use crate::platform::ChainNetwork;

/// An open chain.
pub(crate) struct OpenChain<N> {
    service: Service<RedbStore>,
    network: N,
    /// The discouraged groups that the network was given last.
    discouraged: Vec<node::Group>,
}

/// An output of the service for the rest of the worker.
#[derive(Debug)]
pub(crate) enum Effect {
    /// Search on this job; `None` means rest.
    Mine(Option<Job>),
    /// Verify these signatures.
    Verify(BatchId, Arc<[Claim]>),
    /// Cancel a verification.
    CancelBatch(BatchId),
    /// Show this notice to the person.
    Notice(Notice),
    /// Pass [`Input::Woken`] at this time, in place of any time named before.
    WakeAt(Time),
}

/// The parts of a view whose change requires a new snapshot.
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
            discouraged: Vec::new(),
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
    /// that the rest of the worker must carry out.
    pub(crate) fn run(&mut self, now: Time) -> Vec<Effect> {
        let mut effects = Vec::new();
        loop {
            let sleep = self.drain_service(now, &mut effects);
            // This comes first, because the node's next outputs depend on it.
            let any = self.report_unsent(now);
            self.report_discouraged(now);
            if !self.drain_network(now) && !any {
                // `NEVER` means that only the next input wakes it.
                if sleep < Time::NEVER {
                    effects.push(Effect::WakeAt(sleep));
                }
                return effects;
            }
        }
    }

    /// The view that the page shows, with these mining figures.
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

    /// The bytes that are stored of it; `None` if that is not known.
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

    /// Carries out the service's outputs until it sleeps. Returns when it must be woken.
    fn drain_service(&mut self, now: Time, effects: &mut Vec<Effect>) -> Time {
        loop {
            let output = match self.service.poll() {
                Output::Node(output) => output,
                Output::Notice(notice) => {
                    effects.push(Effect::Notice(notice));
                    continue;
                }
            };
            match output {
                node::Output::Send(peer, message) => {
                    self.network.send(now, LinkId(peer.0), &message, true);
                }
                node::Output::SendPart(peer, piece) => {
                    self.network.send(now, LinkId(peer.0), &piece, false);
                }
                // The node remembers a violation, and the mesh learns of it from
                // `report_discouraged`.
                node::Output::Drop(peer, _) => self.network.close(now, LinkId(peer.0)),
                node::Output::Mine(job) => effects.push(Effect::Mine(job)),
                node::Output::Verify { id, claims } => effects.push(Effect::Verify(id, claims)),
                node::Output::CancelBatch(id) => effects.push(Effect::CancelBatch(id)),
                // The service has carried these out.
                node::Output::Seal { .. } | node::Output::Tell(_) => {}
                node::Output::Sleep(at) => return at,
            }
        }
    }

    /// Passes the discouraged groups to the network if they have changed: offences are added, and
    /// expire.
    fn report_discouraged(&mut self, now: Time) {
        let groups = self.service.discouraged();
        if groups == self.discouraged {
            return;
        }
        let tags = groups
            .iter()
            .map(|group| Group::from_bytes(group.0.to_be_bytes()));
        self.network.discourage(now, tags.collect());
        self.discouraged = groups;
    }

    /// Reports to the service how many bytes are unsent on its links. Returns whether any of that
    /// has changed.
    fn report_unsent(&mut self, now: Time) -> bool {
        let changed = self.network.take_unsent();
        for (link, bytes) in &changed {
            let input = Input::Unsent(PeerId(link.0), *bytes);
            self.service.handle(now, input);
        }
        !changed.is_empty()
    }

    /// Passes the network's events to the service. Returns whether there were any.
    fn drain_network(&mut self, now: Time) -> bool {
        let mut any = false;
        while let Some(output) = self.network.poll() {
            any = true;
            let input = match output {
                network::Output::Up {
                    link,
                    called,
                    group,
                } => {
                    let direction = match called {
                        true => Direction::Outbound,
                        false => Direction::Inbound,
                    };
                    let group =
                        group.map(|group| node::Group(u64::from_be_bytes(group.to_bytes())));
                    Input::PeerUp(PeerId(link.0), direction, group)
                }
                network::Output::Down(link) => Input::PeerDown(PeerId(link.0)),
                network::Output::Message(link, message) => Input::Received(PeerId(link.0), message),
            };
            self.service.handle(now, input);
        }
        any
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
