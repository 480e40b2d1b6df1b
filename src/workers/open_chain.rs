//! One open chain: its service and its network, driven in step.

use std::sync::Arc;

use api::{ChainView, Command, Fault, MiningView, Notice, RelayView, Reply};
use browser::clock::Alarm;
use browser::message::LinkId;
use browser::network::{self, Network};
use miner::Job;
use node::{CheckId, Direction, Input, PeerId};
use primitives::{BlockHash, Claim, Time};
use service::{LinkFigures, Output, Outside, Service};
use store::RedbStore;

/// A chain that runs.
pub(crate) struct OpenChain {
    service: Service<RedbStore>,
    /// None where the chain has no relay to call.
    network: Option<Network>,
    /// Rings when the service wants to go on.
    alarm: Alarm,
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
    relay: RelayView,
}

impl OpenChain {
    /// Puts the parts together; `alarm` must lead to [`Input::Woken`].
    pub(crate) fn new(service: Service<RedbStore>, network: Option<Network>, alarm: Alarm) -> Self {
        Self {
            service,
            network,
            alarm,
        }
    }

    /// Its service, without network or alarm.
    pub(crate) fn into_service(self) -> Service<RedbStore> {
        self.service
    }

    /// Its genesis hash.
    pub(crate) fn genesis(&self) -> BlockHash {
        self.service.genesis()
    }

    /// The service; [`run`](Self::run) comes after whatever is done with it.
    pub(crate) fn service(&mut self) -> &mut Service<RedbStore> {
        &mut self.service
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
        if let Some(network) = &mut self.network {
            network.handle(now, event);
        }
    }

    /// Lets service and network talk until both have said all; gives what neither can do.
    pub(crate) fn run(&mut self, now: Time) -> Vec<Wish> {
        let mut wishes = Vec::new();
        loop {
            let sleep = self.drain_service(now, &mut wishes);
            if !self.drain_network(now) {
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
        let figures = self.network.iter().flat_map(Network::figures);
        let links = figures.map(|(link, figures)| {
            let figures = LinkFigures {
                name: figures.name,
                received: figures.received,
                sent: figures.sent,
            };
            (PeerId(link.0), figures)
        });
        self.service.view(&Outside {
            relay: self.relay(),
            mining,
            links: links.collect(),
        })
    }

    /// See [`Stamp`].
    pub(crate) fn stamp(&self) -> Stamp {
        Stamp {
            revision: self.service.revision(),
            relay: self.relay(),
        }
    }

    fn relay(&self) -> RelayView {
        self.network.as_ref().map_or(RelayView::Off, Network::relay)
    }

    /// Does what the service wants until it sleeps; tells until when.
    fn drain_service(&mut self, now: Time, wishes: &mut Vec<Wish>) -> Time {
        loop {
            match (self.service.poll(), &mut self.network) {
                (Output::Send(peer, message), Some(network)) => {
                    network.send(now, LinkId(peer.0), &message);
                }
                (Output::Drop(peer, _), Some(network)) => network.close(now, LinkId(peer.0)),
                // Without a network there are no peers.
                (Output::Send(..) | Output::Drop(..), None) => {}
                (Output::Mine(job), _) => wishes.push(Wish::Mine(job)),
                (Output::Check(id, claims), _) => wishes.push(Wish::Check(id, claims)),
                (Output::CancelCheck(id), _) => wishes.push(Wish::CancelCheck(id)),
                (Output::Notice(notice), _) => wishes.push(Wish::Notice(notice)),
                (Output::Sleep(at), _) => return at,
            }
        }
    }

    /// Tells the service what the network has to say; false if that is nothing.
    fn drain_network(&mut self, now: Time) -> bool {
        let mut any = false;
        while let Some(output) = self.network.as_mut().and_then(Network::poll) {
            any = true;
            let input = match output {
                network::Output::Up { link, called } => {
                    let direction = match called {
                        true => Direction::Outbound,
                        false => Direction::Inbound,
                    };
                    Input::PeerUp(PeerId(link.0), direction)
                }
                network::Output::Down(link) => Input::PeerDown(PeerId(link.0)),
                network::Output::Message(link, message) => Input::Received(PeerId(link.0), message),
            };
            self.service.handle(now, input);
        }
        any
    }
}
