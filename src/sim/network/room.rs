//! The actions of a test on a room, in which the people's meshes make the links.

use super::Network;
use super::ends::RELAY;
use super::relay_message::RelayMessage;
use super::wires::Happening;
use crate::HostId;
use crate::host::{Host, Visit};
use primitives::Time;
use rand::RngExt;
use signal::mesh::{Input, Mesh};
use signal::{PeerKey, Room};
use std::collections::BTreeMap;

impl Network {
    /// Lets a host into its chain's room at the relay. A person's mesh makes links from then on, as
    /// in a page. A stranger accepts every offer. After a crash and a restart, a person enters the
    /// room again, under another key.
    pub fn enter(&mut self, id: HostId) {
        let key = PeerKey::from_bytes(self.wires.random.random());
        let now = self.clock(id);
        match &mut self.hosts[id.0] {
            Host::Node(host) => {
                let settings = self.mesh.clone();
                let mesh = Mesh::new(key, settings, self.wires.random.random(), now.millis());
                host.ends.visit = Some(Visit {
                    key,
                    room: Room::from_bytes(host.spec.genesis_hash().to_bytes()),
                    mesh,
                    wake: Time::NEVER,
                    links: BTreeMap::new(),
                    calls: Vec::new(),
                    refusals: Vec::new(),
                });
                self.at_ends(id, |links, now| {
                    links.mesh_input(now, Input::RelayAdded(RELAY));
                });
            }
            Host::Stranger(stranger) => {
                stranger.key = Some(key);
                let at = self.wires.now + self.wires.conditions.latency;
                self.wires.happen(at, Happening::Join(id, key));
            }
        }
    }

    /// Lets a stranger in a room call a person there.
    pub fn call(&mut self, stranger: HostId, person: HostId) {
        if let (Some(from), Some(to)) = (self.key(stranger), self.key(person)) {
            let id = self.wires.number();
            let offer = |own| RelayMessage::Offer(own, id);
            self.relay.pass(&mut self.wires, from, to, offer);
        }
    }

    /// Stops the relay. Links stay open.
    pub fn stop_relay(&mut self) {
        self.relay.stop(&mut self.wires);
    }

    /// Starts the relay again, with empty rooms.
    pub fn start_relay(&mut self) {
        self.relay.start();
    }

    /// The key of a host in its room; `None` if it is not in a room.
    fn key(&self, id: HostId) -> Option<PeerKey> {
        match &self.hosts[id.0] {
            Host::Node(host) => host.ends.visit.as_ref().map(|visit| visit.key),
            Host::Stranger(stranger) => stranger.key,
        }
    }

    /// The number of links that a person's mesh has open.
    pub fn mesh_links(&self, id: HostId) -> usize {
        self.mesh_of(id).map_or(0, |visit| visit.mesh.links())
    }

    /// How often a person's mesh has called another host under its present key.
    pub fn calls(&self, from: HostId, to: HostId) -> usize {
        let to = self.key(to);
        let calls = self.mesh_of(from).map(|visit| visit.calls.iter());
        calls.map_or(0, |calls| calls.filter(|key| Some(**key) == to).count())
    }

    /// How often a person's mesh has refused the calls of another host under its present key.
    pub fn refusals(&self, by: HostId, of: HostId) -> usize {
        let of = self.key(of);
        let refusals = self.mesh_of(by).map(|visit| visit.refusals.iter());
        refusals.map_or(0, |keys| keys.filter(|key| Some(**key) == of).count())
    }

    /// The number of groups of people that have no open link between them.
    pub fn islands(&self, hosts: &[HostId]) -> usize {
        let mut rest = hosts.to_vec();
        let mut islands = 0;
        while let Some(first) = rest.pop() {
            islands += 1;
            let mut reached = vec![first];
            while let Some(host) = reached.pop() {
                let (linked, others): (Vec<HostId>, Vec<HostId>) =
                    rest.iter().partition(|other| self.is_linked(host, **other));
                reached.extend(linked);
                rest = others;
            }
        }
        islands
    }

    fn mesh_of(&self, id: HostId) -> Option<&Visit> {
        match &self.hosts[id.0] {
            Host::Node(host) => host.ends.visit.as_ref(),
            Host::Stranger(_) => None,
        }
    }

    /// The room of the network's chain.
    pub(super) fn room(&self) -> Room {
        Room::from_bytes(self.spec.genesis_hash().to_bytes())
    }
}
