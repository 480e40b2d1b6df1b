//! One host's side of its links, as its service and its mesh use them.

use super::relay::Relay;
use super::relay_message::RelayMessage;
use super::wires::{Happening, Wires};
use crate::HostId;
use crate::host::{Ends, Visit};
use crate::link::LinkId;
use core::time::Duration;
use node::{Direction, Fault, Input, PeerId};
use primitives::Time;
use service::Links;
use signal::mesh::{self, Output, RelayId};
use signal::offences::Offender;
use signal::{Group, Offence, PeerKey};

/// The number of the only relay.
pub(super) const RELAY: RelayId = RelayId(0);
/// The minimum time between two wake-ups of a mesh.
const MOMENT: Duration = Duration::from_millis(1);

/// The links of a host, as its service uses them.
pub(super) struct HostLinks<'a> {
    pub(super) id: HostId,
    pub(super) ends: &'a mut Ends,
    pub(super) wires: &'a mut Wires,
    pub(super) relay: &'a mut Relay,
}

impl Links for HostLinks<'_> {
    fn send(&mut self, _: Time, link: PeerId, message: Vec<u8>, is_last: bool) {
        let frames = match is_last {
            true => wire::split(&message).collect(),
            false => wire::split_part(&message).collect(),
        };
        self.wires.transmit(link.0, self.id, frames, is_last);
    }

    fn close(&mut self, now: Time, link: PeerId, fault: &Fault) {
        if let Some(other) = self.other_end(link.0) {
            self.ends.drops.push((other, fault.clone()));
            self.end(now, link.0, fault.offence());
            self.wires.hang_up(link.0, self.id);
        }
    }

    fn take_unsent(&mut self) -> Vec<(PeerId, usize)> {
        self.wires.take_unsent(self.id)
    }

    fn discouraged(&self) -> Vec<Group> {
        match &self.ends.visit {
            Some(visit) => visit.mesh.discouraged(),
            None => self.ends.offences.discouraged(self.wires.now.millis()),
        }
    }

    fn poll(&mut self) -> Option<Input> {
        self.ends.inbox.pop_front()
    }
}

impl HostLinks<'_> {
    /// Handles that a link has opened. The link is closed if this host does not want it any more.
    pub(super) fn opened(&mut self, now: Time, id: LinkId) {
        let Some(link) = self.wires.links.get_mut(&id) else {
            return;
        };
        let side = link.side(self.id);
        let (peer, other) = (link.peer_of(self.id), link.ends[1 - side]);
        let group = match (peer, &self.ends.visit) {
            (None, _) => Some(self.wires.group_of(other)),
            (Some(peer), Some(visit)) if visit.links.get(&peer) == Some(&id) => {
                visit.mesh.group(peer)
            }
            (Some(_), _) => return self.wires.hang_up(id, self.id),
        };
        if let Some(link) = self.wires.links.get_mut(&id) {
            link.open[side] = true;
        }
        let direction = [Direction::Outbound, Direction::Inbound][side];
        let up = Input::PeerUp(PeerId(id), direction, group);
        self.ends.inbox.push_back(up);
        if let Some(peer) = peer {
            self.mesh_input(now, mesh::Input::Opened(peer));
        }
    }

    /// Handles that the other end has closed a link, or that the link broke.
    pub(super) fn lost(&mut self, now: Time, id: LinkId, was_open: bool) {
        if was_open {
            self.ends.inbox.push_back(Input::PeerDown(PeerId(id)));
        }
        self.end(now, id, None);
    }

    /// Closes a link on which the other end sent frames that no honest program sends.
    pub(super) fn reject(&mut self, now: Time, id: LinkId) {
        self.ends.inbox.push_back(Input::PeerDown(PeerId(id)));
        self.end(now, id, Some(Offence::Malformed));
        self.wires.hang_up(id, self.id);
    }

    /// Forgets a link, and remembers the offence for which it ends.
    fn end(&mut self, now: Time, id: LinkId, offence: Option<Offence>) {
        let Some(link) = self.wires.links.get(&id) else {
            return;
        };
        let other = link.ends[1 - link.side(self.id)];
        let Some(peer) = link.peer_of(self.id) else {
            if let Some(offence) = offence {
                let offender = Offender::Group(self.wires.group_of(other));
                let at = self.wires.now.millis();
                self.ends.offences.add(offender, offence, at);
            }
            return;
        };
        let Some(visit) = &mut self.ends.visit else {
            return;
        };
        if visit.links.get(&peer) == Some(&id) {
            visit.links.remove(&peer);
            let input = match offence {
                Some(offence) => mesh::Input::Offended(peer, offence),
                None => mesh::Input::Closed(peer),
            };
            self.mesh_input(now, input);
        }
    }

    /// Handles a message of the relay.
    pub(super) fn relay_message(&mut self, now: Time, message: RelayMessage) {
        use mesh::Input as Of;
        if message == RelayMessage::Lost {
            return self.mesh_input(now, Of::RelayLost(RELAY));
        }
        self.mesh_input(now, Of::RelayHeard(RELAY));
        match message {
            RelayMessage::Welcome(others) => {
                let others = others.into_iter().map(|other| other.introduction());
                self.mesh_input(now, Of::Welcomed(RELAY, others.collect()));
            }
            RelayMessage::Arrived(other) => {
                self.mesh_input(now, Of::Arrived(RELAY, other.introduction()));
            }
            RelayMessage::Left(peer) => self.mesh_input(now, Of::Left(RELAY, peer)),
            RelayMessage::Offer(from, id) => {
                if let Some(visit) = &mut self.ends.visit {
                    let offered = Of::Offered(RELAY, from.introduction());
                    visit.mesh.handle(now.millis(), offered);
                    self.run_mesh(now, Some(id));
                }
            }
            RelayMessage::Answer(from, id) => {
                if let Some(visit) = &self.ends.visit
                    && visit.links.get(&from.key) == Some(&id)
                {
                    let (ends, keys) = ([self.id, from.host], [visit.key, from.key]);
                    self.wires.meet(id, ends, keys);
                }
            }
            RelayMessage::Decline(from, id) => {
                let visit = self.ends.visit.as_ref();
                if visit.is_some_and(|visit| visit.links.get(&from.key) == Some(&id)) {
                    self.mesh_input(now, Of::Declined(from.key));
                }
            }
            RelayMessage::Alive | RelayMessage::Lost => {}
        }
    }

    /// Passes an input to the mesh, and carries out its outputs.
    pub(super) fn mesh_input(&mut self, now: Time, input: mesh::Input) {
        if let Some(visit) = &mut self.ends.visit {
            visit.mesh.handle(now.millis(), input);
            self.run_mesh(now, None);
        }
    }

    /// Carries out the mesh's outputs until it sleeps. `offer` is the link of the offer that was
    /// just passed to it.
    fn run_mesh(&mut self, now: Time, offer: Option<LinkId>) {
        while let Some(visit) = &mut self.ends.visit {
            let key = visit.key;
            match visit.mesh.poll() {
                Output::Connect(_) => {
                    let at = self.wires.now + self.wires.conditions.latency;
                    self.wires.happen(at, Happening::Join(self.id, key));
                }
                Output::Ask(_) => self.relay.ask(self.wires, key),
                Output::Disconnect(_) => self.relay.leave(self.wires, key),
                Output::Call(peer, _) => {
                    let id = self.wires.number();
                    visit.links.insert(peer, id);
                    visit.calls.push(peer);
                    let offer = |from| RelayMessage::Offer(from, id);
                    self.relay.pass(self.wires, key, peer, offer);
                }
                Output::Answer(peer, _) => {
                    if let Some(id) = offer {
                        visit.links.insert(peer, id);
                        let answer = |from| RelayMessage::Answer(from, id);
                        self.relay.pass(self.wires, key, peer, answer);
                    }
                }
                Output::Refuse(peer, _) => {
                    if let Some(id) = offer {
                        visit.refusals.push(peer);
                        let refusal = |from| RelayMessage::Decline(from, id);
                        self.relay.pass(self.wires, key, peer, refusal);
                    }
                }
                Output::Hangup(peer) | Output::Withdraw(peer) => self.drop_link(peer),
                // Simulated chains have no direct endpoints.
                Output::Dial(_) | Output::Admit(_) => {}
                Output::Sleep(at) => return self.sleep(now, Time(at)),
            }
        }
    }

    /// Closes the link with a peer for the mesh.
    fn drop_link(&mut self, peer: PeerKey) {
        let visit = self.ends.visit.as_mut();
        let Some(id) = visit.and_then(|visit| visit.links.remove(&peer)) else {
            return;
        };
        let link = self.wires.links.get(&id);
        if link.is_some_and(|link| link.open[link.side(self.id)]) {
            self.ends.inbox.push_back(Input::PeerDown(PeerId(id)));
        }
        self.wires.hang_up(id, self.id);
    }

    /// Schedules the mesh's next wake-up at a time of the host's own clock.
    fn sleep(&mut self, now: Time, until: Time) {
        let Some(Visit { wake, .. }) = &mut self.ends.visit else {
            return;
        };
        let ahead = now.since(self.wires.now);
        let until = match until < Time::NEVER {
            true => (until - ahead).max(self.wires.now + MOMENT),
            false => Time::NEVER,
        };
        if core::mem::replace(wake, until) != until && until < Time::NEVER {
            self.wires.happen(until, Happening::MeshWake(self.id));
        }
    }

    fn other_end(&self, id: LinkId) -> Option<HostId> {
        let link = self.wires.links.get(&id)?;
        Some(link.ends[1 - link.side(self.id)])
    }
}
