//! One open chain: its service and its network, driven in step.

use std::sync::Arc;

use api::{ChainView, Command, Fault, MiningView, Notice, RelayEntry, Reply};
use browser::clock::Alarm;
use browser::message::LinkId;
use browser::network::{self, Network};
use miner::Job;
use node::{CheckId, Direction, Input, PeerId};
use primitives::{BlockHash, Claim, Time};
use service::{LinkFigures, NetworkFigures, Output, Outside, Service};
use signal::Group;
use store::RedbStore;

/// A chain that runs.
pub(crate) struct OpenChain {
    service: Service<RedbStore>,
    network: Network,
    /// Rings when the service wants to go on.
    alarm: Alarm,
    /// The groups that the network was last told not to call.
    discouraged: Vec<node::Group>,
}

/// What the service wants from the rest of the worker.
#[derive(Debug)]
pub(crate) enum Wish {
    /// Search on this job, or rest.
    Mine(Option<Job>),
    /// Verify these signatures.
    Check(CheckId, Arc<[Claim]>),
    /// Don't, any more.
    CancelCheck(CheckId),
    /// Tell the person.
    Notice(Notice),
}

/// What a view shows besides what changes by itself; a change of it is worth a new snapshot.
#[derive(Debug, PartialEq)]
pub(crate) struct Stamp {
    revision: u64,
    relays: Vec<RelayEntry>,
    presence: (u32, u32, u32),
    failed_attempts: Vec<Time>,
}

impl OpenChain {
    /// Puts the parts together; `alarm` must lead to [`Input::Woken`].
    pub(crate) fn new(service: Service<RedbStore>, network: Network, alarm: Alarm) -> Self {
        Self {
            service,
            network,
            alarm,
            discouraged: Vec::new(),
        }
    }

    /// Its genesis hash.
    pub(crate) fn genesis(&self) -> BlockHash {
        self.service.genesis()
    }

    /// The service; [`run`](Self::run) comes after whatever is done with it.
    pub(crate) fn service(&mut self) -> &mut Service<RedbStore> {
        &mut self.service
    }

    /// The service, its network and its alarm ended.
    pub(crate) fn into_service(self) -> Service<RedbStore> {
        self.service
    }

    /// Carries out a command of the service.
    ///
    /// # Errors
    /// The service's refusal.
    pub(crate) fn command(&mut self, now: Time, command: &Command) -> Result<Reply, Fault> {
        self.service.command(now, command)
    }

    /// Something happened to the node.
    pub(crate) fn handle(&mut self, now: Time, input: Input) {
        self.service.handle(now, input);
    }

    /// Something happened on the network.
    pub(crate) fn network(&mut self, now: Time, event: network::Event) {
        self.network.handle(now, event);
    }

    /// Has peers be introduced by these relays.
    pub(crate) fn set_relays(&mut self, now: Time, relays: &[String]) {
        self.network.set_relays(now, relays);
    }

    /// Has links go through TURN servers only, or not only.
    pub(crate) fn hide_address(&mut self, now: Time, hide: bool) {
        self.network.set_relayed_only(now, hide);
    }

    /// Calls lost relays and peers out of reach at once.
    pub(crate) fn try_again(&mut self, now: Time) {
        self.network.try_again(now);
    }

    /// Lets service and network talk until both have said all; gives what neither can do.
    pub(crate) fn run(&mut self, now: Time) -> Vec<Wish> {
        let mut wishes = Vec::new();
        loop {
            let sleep = self.drain_service(now, &mut wishes);
            // Before anything else: what the node says next depends on it.
            let any = self.report_unsent(now);
            self.report_discouraged(now);
            if !self.drain_network(now) && !any {
                // Far beyond any timer: the next input wakes it.
                if sleep < Time::NEVER {
                    self.alarm.set(sleep);
                }
                return wishes;
            }
        }
    }

    /// What a page shows of it.
    pub(crate) fn view(&self, mining: MiningView) -> ChainView {
        let figures = self.network.figures();
        let links = figures.map(|(link, figures)| {
            let figures = LinkFigures {
                name: figures.name,
                received: figures.received,
                sent: figures.sent,
            };
            (PeerId(link.0), figures)
        });
        self.service.view(&Outside {
            network: self.network_figures(),
            mining,
            links: links.collect(),
        })
    }

    /// Why nothing is being saved; none while all is well.
    pub(crate) fn failing(&self) -> Option<&str> {
        self.service.failing()
    }

    /// Bytes that are stored of it, where that is known.
    pub(crate) fn stored_bytes(&self) -> Option<u64> {
        self.service.stored_bytes()
    }

    /// See [`Stamp`].
    pub(crate) fn stamp(&self) -> Stamp {
        Stamp {
            revision: self.service.revision(),
            relays: self.network.relays(),
            presence: presence(&self.network),
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
        let (present, unreached, busy) = presence(network);
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

    /// Does what the service wants until it sleeps; tells until when.
    fn drain_service(&mut self, now: Time, wishes: &mut Vec<Wish>) -> Time {
        loop {
            match self.service.poll() {
                Output::Send(peer, message) => {
                    self.network.send(now, LinkId(peer.0), &message, true);
                }
                Output::SendPart(peer, piece) => {
                    self.network.send(now, LinkId(peer.0), &piece, false);
                }
                Output::Drop(peer, _) => self.network.close(now, LinkId(peer.0)),
                Output::Mine(job) => wishes.push(Wish::Mine(job)),
                Output::Check(id, claims) => wishes.push(Wish::Check(id, claims)),
                Output::CancelCheck(id) => wishes.push(Wish::CancelCheck(id)),
                Output::Notice(notice) => wishes.push(Wish::Notice(notice)),
                Output::Sleep(at) => return at,
            }
        }
    }

    /// Tells the network which groups it must not call, whenever that has changed: offences are
    /// added, and expire.
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

    /// Tells the service how much its links have still to send; false if nothing of that has
    /// changed.
    fn report_unsent(&mut self, now: Time) -> bool {
        let changed = self.network.take_unsent();
        for (link, bytes) in &changed {
            let input = Input::Unsent(PeerId(link.0), *bytes);
            self.service.handle(now, input);
        }
        !changed.is_empty()
    }

    /// Tells the service what the network has to say; false if that is nothing.
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

/// Peers that are present, out of reach, and busy.
fn presence(network: &Network) -> (u32, u32, u32) {
    let presence = network.presence();
    let count = |peers: usize| u32::try_from(peers).unwrap_or(u32::MAX);
    (
        count(presence.present),
        count(presence.unreached),
        count(presence.busy),
    )
}
