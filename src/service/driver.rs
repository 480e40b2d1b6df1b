//! The part of a service's driver that does no I/O: it passes outputs between a service and its
//! links until neither has any left. The node worker and the simulations share it.

use std::sync::Arc;

use api::Notice;
use chain::Store;
use miner::Job;
use node::{BatchId, Event, Fault, Input, PeerId};
use primitives::{Claim, Time};
use signal::{Group, SharedNonce};

use crate::service::{Output, Service};

/// The links of a chain's network.
pub trait Links {
    /// Sends a message or a piece of a message on a link. `is_last` is whether this completes the
    /// message.
    fn send(&mut self, now: Time, link: PeerId, message: Vec<u8>, is_last: bool);

    /// Closes a link for this reason. The node has already forgotten it. If the fault is an
    /// [offence](Fault::offence), the implementation remembers it after the link is closed.
    fn close(&mut self, now: Time, link: PeerId, fault: &Fault);

    /// Notes that the peers of two links have sent the same nonce. If both lead to the same node,
    /// and if this side must close one of them, it does so; [`poll`](Self::poll) then reports that
    /// to the node. By default both links stay.
    fn duplicate(&mut self, now: Time, one: PeerId, other: PeerId, shared: SharedNonce) {
        let _ = (now, one, other, shared);
    }

    /// The links whose number of unsent bytes has changed since the last call, each with that
    /// number.
    fn take_unsent(&mut self) -> Vec<(PeerId, usize)>;

    /// The groups whose peers have offended lately, in order.
    fn discouraged(&self) -> Vec<Group>;

    /// The next event for the node: a link that opened or closed, or a message. `None` if there is
    /// none.
    fn poll(&mut self) -> Option<Input>;
}

/// An output of the service for the rest of the program.
#[derive(Debug)]
pub enum Effect {
    /// Search on this job; `None` means to stop searching.
    Mine(Option<Job>),
    /// Verify these signatures.
    Verify(BatchId, Arc<[Claim]>),
    /// Cancel a verification.
    CancelBatch(BatchId),
    /// Show this notice to the person.
    Notice(Notice),
    /// An event of the node, which the service has already handled.
    Event(Event),
}

/// Passes outputs between one service and its links.
#[derive(Debug, Default)]
pub struct Driver {
    /// The discouraged groups of the last report to the service.
    discouraged: Vec<Group>,
}

impl Driver {
    /// Passes outputs between service and links until neither has any left. Returns the effects
    /// that the rest of the program must carry out, and the time when the service must be woken
    /// with [`Input::Woken`]. [`Time::NEVER`] means that there is no such time.
    pub fn run<S: Store>(
        &mut self,
        now: Time,
        service: &mut Service<S>,
        links: &mut impl Links,
    ) -> (Vec<Effect>, Time) {
        let mut effects = Vec::new();
        loop {
            let sleep = drain_service(now, service, links, &mut effects);
            // These reports come before the network's events, because the node's next outputs
            // depend on them.
            let mut any = report_unsent(now, service, links);
            any |= self.report_discouraged(now, service, links);
            while let Some(input) = links.poll() {
                service.handle(now, input);
                any = true;
            }
            if !any {
                return (effects, sleep);
            }
        }
    }

    /// Reports the discouraged groups to the service if they have changed since the last report.
    /// Returns whether they have.
    fn report_discouraged<S: Store>(
        &mut self,
        now: Time,
        service: &mut Service<S>,
        links: &impl Links,
    ) -> bool {
        let groups = links.discouraged();
        let changed = groups != self.discouraged;
        if changed {
            service.handle(now, Input::Discouraged(groups.clone()));
            self.discouraged = groups;
        }
        changed
    }
}

/// Carries out the service's outputs until it sleeps. Returns when it must be woken.
fn drain_service<S: Store>(
    now: Time,
    service: &mut Service<S>,
    links: &mut impl Links,
    effects: &mut Vec<Effect>,
) -> Time {
    loop {
        let output = match service.poll() {
            Output::Node(output) => output,
            Output::Notice(notice) => {
                effects.push(Effect::Notice(notice));
                continue;
            }
        };
        match output {
            node::Output::Send(peer, message) => links.send(now, peer, message, true),
            node::Output::SendPart(peer, piece) => links.send(now, peer, piece, false),
            node::Output::Drop(peer, fault) => links.close(now, peer, &fault),
            node::Output::Duplicate { one, other, shared } => {
                links.duplicate(now, one, other, shared);
            }
            node::Output::Mine(job) => effects.push(Effect::Mine(job)),
            node::Output::Verify { id, claims } => effects.push(Effect::Verify(id, claims)),
            node::Output::CancelBatch(id) => effects.push(Effect::CancelBatch(id)),
            node::Output::Tell(event) => effects.push(Effect::Event(event)),
            // The service has carried it out.
            node::Output::Seal { .. } => {}
            node::Output::Sleep(at) => return at,
        }
    }
}

/// Reports to the service how many bytes are unsent on its links. Returns whether any number has
/// changed.
fn report_unsent<S: Store>(now: Time, service: &mut Service<S>, links: &mut impl Links) -> bool {
    let changed = links.take_unsent();
    for (link, bytes) in &changed {
        service.handle(now, Input::Unsent(*link, *bytes));
    }
    !changed.is_empty()
}
