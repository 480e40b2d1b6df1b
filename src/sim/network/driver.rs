//! Drives the services of the hosts: it passes events to them, and carries out their outputs.

use super::Network;
use super::ends::HostLinks;
use super::relay_message::RelayMessage;
use super::wires::Happening;
use crate::HostId;
use crate::host::{Host, NodeHost};
use crate::link::LinkId;
use core::time::Duration;
use node::{Input, PeerId};
use rand::RngExt;
use service::Effect;
use signal::PeerKey;
use signal::mesh;

/// The virtual time between two steps of work of a node.
const SLICE: Duration = Duration::from_millis(2);
/// The minimum time from the loss of a wired link to the next attempt. The maximum is twice as
/// long.
const REDIAL: Duration = Duration::from_secs(5);

impl Network {
    pub(super) fn take(&mut self, what: Happening) {
        match what {
            Happening::Wake(host) => self.wake(host),
            Happening::MeshWake(host) => self.wake_mesh(host),
            Happening::Join(host, key) => self.join(host, key),
            Happening::RelayMessage(host, key, message) => self.relay_message(host, key, message),
            Happening::Open(link, host) => self.opened(link, host),
            Happening::Close(link, host) => self.closed(link, host),
            Happening::Arrive(link, host, frames) => self.arrived(link, host, &frames),
            Happening::Carried(link, host, bytes) => {
                self.wires.carried(link, host, bytes);
                self.run(host);
            }
            Happening::Find(host, round) => self.found(host, round),
            Happening::Redial(a, b) => self.redial(a, b),
            Happening::Verified(host, life, id, held) => {
                if matches!(&self.hosts[host.0], Host::Node(host) if host.life == life) {
                    self.input(host, Input::Verified(id, held));
                }
            }
        }
    }

    /// Passes an input to a host's service and carries out the outputs.
    pub(super) fn input(&mut self, id: HostId, input: Input) {
        let now = self.clock(id);
        if let Some(service) = self.service_mut(id) {
            service.handle(now, input);
            self.run(id);
        }
    }

    /// Drives a host's service and its links until neither has an output left.
    pub(super) fn run(&mut self, id: HostId) {
        let now = self.clock(id);
        let Self {
            hosts,
            wires,
            relay,
            ..
        } = self;
        let Host::Node(host) = &mut hosts[id.0] else {
            return;
        };
        let NodeHost {
            service: Some(service),
            driver,
            ends,
            ..
        } = &mut **host
        else {
            return;
        };
        let mut links = HostLinks {
            id,
            ends,
            wires,
            relay,
        };
        let (effects, sleep) = driver.run(now, service, &mut links);
        // A service that has more to do is woken after some virtual time.
        let wake = (sleep - host.ahead).max(wires.now + SLICE);
        host.wake = wake;
        wires.happen(wake, Happening::Wake(id));
        for effect in effects {
            match effect {
                Effect::Mine(job) => self.set_job(id, job),
                Effect::Verify(batch, claims) => self.verify(id, batch, &claims),
                // The service ignores a late answer.
                Effect::CancelBatch(_) => {}
                Effect::Notice(notice) => {
                    if let Host::Node(host) = &mut self.hosts[id.0] {
                        host.notices.push(notice);
                    }
                }
                Effect::Event(event) => {
                    if let Host::Node(host) = &mut self.hosts[id.0] {
                        host.events.push(event);
                    }
                }
            }
        }
    }

    fn wake(&mut self, id: HostId) {
        let Host::Node(host) = &self.hosts[id.0] else {
            return;
        };
        if host.wake <= self.wires.now {
            self.input(id, Input::Woken);
        }
    }

    fn wake_mesh(&mut self, id: HostId) {
        let Host::Node(host) = &self.hosts[id.0] else {
            return;
        };
        let visit = host.ends.visit.as_ref();
        if visit.is_some_and(|visit| visit.wake <= self.wires.now) {
            self.at_ends(id, |links, now| links.mesh_input(now, mesh::Input::Woken));
        }
    }

    /// Changes a host's side of its links with `act`, and then drives its service.
    pub(super) fn at_ends(
        &mut self,
        id: HostId,
        act: impl FnOnce(&mut HostLinks<'_>, primitives::Time),
    ) {
        let now = self.clock(id);
        let Self {
            hosts,
            wires,
            relay,
            ..
        } = self;
        if let Host::Node(host) = &mut hosts[id.0] {
            let ends = &mut host.ends;
            let mut links = HostLinks {
                id,
                ends,
                wires,
                relay,
            };
            act(&mut links, now);
            if !host.ends.inbox.is_empty() {
                self.run(id);
            }
        }
    }

    fn join(&mut self, id: HostId, key: PeerKey) {
        let room = match &self.hosts[id.0] {
            Host::Node(host) => {
                let visit = host.ends.visit.as_ref().filter(|visit| visit.key == key);
                visit.map(|visit| visit.room)
            }
            Host::Stranger(_) => Some(self.room()),
        };
        if let Some(room) = room {
            self.relay.join(&mut self.wires, key, id, room);
        }
    }

    /// Handles a message of the relay to a host. A stranger accepts every offer.
    fn relay_message(&mut self, id: HostId, key: PeerKey, message: RelayMessage) {
        match &mut self.hosts[id.0] {
            Host::Node(host) => {
                let visit = host.ends.visit.as_ref();
                if visit.is_some_and(|visit| visit.key == key) {
                    self.at_ends(id, |links, now| links.relay_message(now, message));
                }
            }
            Host::Stranger(_) => match message {
                RelayMessage::Offer(from, link) => {
                    let answer = |own| RelayMessage::Answer(own, link);
                    self.relay.pass(&mut self.wires, key, from.key, answer);
                }
                RelayMessage::Answer(from, link) => {
                    self.wires.meet(link, [id, from.host], [key, from.key]);
                }
                _ => {}
            },
        }
    }

    /// Opens a lost wired link again. If the caller roams, it opens a link to another host instead.
    fn redial(&mut self, caller: HostId, called: HostId) {
        let mut next = called;
        if let Some(elsewhere) = self.elsewhere.get_mut(&caller)
            && self.wanted.remove(&(caller, called))
        {
            elsewhere.push_back(called);
            next = elsewhere.pop_front().unwrap_or(called);
            self.wanted.insert((caller, next));
        }
        self.dial(caller, next);
    }

    /// Opens a wired link between two hosts if the link is wanted, if both are on and in the same
    /// part, and if they have no link yet.
    pub(super) fn dial(&mut self, a: HostId, b: HostId) {
        let has_link = self.wires.links.values().any(|link| link.connects(a, b));
        let is_apart = self.wires.part(a) != self.wires.part(b);
        if has_link || !self.wanted.contains(&(a, b)) || is_apart {
            return;
        }
        if self.is_on(a) && self.is_on(b) {
            let id = self.wires.number();
            self.wires.link(id, [a, b], None, Duration::ZERO);
        }
    }

    fn opened(&mut self, id: LinkId, host: HostId) {
        match &self.hosts[host.0] {
            Host::Node(_) => self.at_ends(host, |links, now| links.opened(now, id)),
            Host::Stranger(_) => {
                if let Some(link) = self.wires.links.get_mut(&id) {
                    let side = link.side(host);
                    link.open[side] = true;
                }
            }
        }
    }

    fn arrived(&mut self, id: LinkId, host: HostId, frames: &[Vec<u8>]) {
        for frame in frames {
            let Some(link) = self.wires.links.get_mut(&id) else {
                return;
            };
            let side = link.side(host);
            if !link.open[side] {
                return;
            }
            match link.assemblers[side].push(frame) {
                Ok(None) => {}
                Ok(Some(message)) => self.deliver(id, host, message),
                Err(_) => return self.at_ends(host, |links, now| links.reject(now, id)),
            }
        }
    }

    fn deliver(&mut self, id: LinkId, host: HostId, message: Vec<u8>) {
        match &mut self.hosts[host.0] {
            Host::Node(_) => self.input(host, Input::Received(PeerId(id), message)),
            Host::Stranger(stranger) => stranger.received.push(message),
        }
    }

    /// Handles that the other end of a host's link has closed it.
    fn closed(&mut self, id: LinkId, host: HostId) {
        let Some(link) = self.wires.links.get(&id) else {
            return;
        };
        let (ends, is_met) = (link.ends, link.keys.is_some());
        self.lost(id, host);
        if let Host::Stranger(stranger) = &mut self.hosts[host.0] {
            stranger.hang_ups += 1;
        }
        self.wires.links.remove(&id);
        if !is_met {
            let wait = REDIAL + REDIAL.mul_f64(self.wires.random.random::<f64>());
            let [a, b] = ends;
            let at = self.wires.now + wait;
            self.wires.happen(at, Happening::Redial(a, b));
        }
    }

    /// Notifies a host that one of its links has ended.
    pub(super) fn lost(&mut self, id: LinkId, host: HostId) {
        let Some(link) = self.wires.links.get_mut(&id) else {
            return;
        };
        let side = link.side(host);
        let was_open = core::mem::replace(&mut link.open[side], false);
        self.at_ends(host, |links, now| links.lost(now, id, was_open));
    }
}
