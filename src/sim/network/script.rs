//! The actions of a test on a network, and its queries.

use super::Network;
use super::wires::Happening;
use crate::host::{Host, Miner};
use crate::{Disk, HostId, Person};
use api::{Command, Notice};
use core::time::Duration;
use node::{Event, Fault, Input, Node, PoolError, Request};
use primitives::{BlockHash, Height, Time, Transaction, Txid};
use rand::RngExt;
use service::{Driver, Service};
use signal::Group;
use signal::offences::Offences;
use wire::Message;

impl Network {
    /// Wires two hosts: opens a link between them, without a relay and a mesh, and keeps it open.
    /// Whenever the link breaks, the hosts try again.
    pub fn connect(&mut self, caller: HostId, called: HostId) {
        self.wanted.insert((caller, called));
        self.dial(caller, called);
    }

    /// Makes a host keep `links` links to these hosts, at first to the first `links` of them.
    /// Whenever a link breaks, the host connects to one that it never met, or else to the one whose
    /// link ended longest ago.
    pub fn roam(&mut self, caller: HostId, others: &[HostId], links: usize) {
        let (first, rest) = others.split_at(links.min(others.len()));
        self.elsewhere
            .insert(caller, rest.iter().copied().collect());
        for other in first {
            self.connect(caller, *other);
        }
    }

    /// Opens links between all of these hosts, as [`connect`](Self::connect) does.
    pub fn connect_all(&mut self, hosts: &[HostId]) {
        for (place, a) in hosts.iter().enumerate() {
            for b in &hosts[place + 1..] {
                self.connect(*a, *b);
            }
        }
    }

    /// Closes the link between two hosts and does not open it again.
    pub fn disconnect(&mut self, a: HostId, b: HostId) {
        self.wanted.remove(&(a, b));
        self.wanted.remove(&(b, a));
        self.break_links(|ends| ends == [a, b] || ends == [b, a]);
    }

    /// Splits the network. Links between different parts break. All hosts that are not named form
    /// one more part.
    pub fn partition(&mut self, parts: &[&[HostId]]) {
        self.wires.parts.clear();
        for (number, part) in parts.iter().enumerate() {
            for host in *part {
                self.wires.parts.insert(*host, number + 1);
            }
        }
        let parts = self.wires.parts.clone();
        let part = |host| parts.get(&host).copied().unwrap_or(0);
        self.break_links(|[a, b]| part(a) != part(b));
    }

    /// Ends a partition: the links are opened again.
    pub fn merge(&mut self) {
        self.wires.parts.clear();
        for (a, b) in self.wanted.clone() {
            let wait = Duration::from_secs_f64(self.wires.random.random::<f64>() * 3.0);
            let at = self.wires.now + wait;
            self.wires.happen(at, Happening::Redial(a, b));
        }
    }

    /// Starts a miner of this hash rate at a node, in place of an earlier one. Its blocks pay this
    /// person. If the person is an author of the chain, the person also seals them.
    pub fn mine(&mut self, id: HostId, person: &Person, rate: f64) {
        self.start_miner(id, Some(person.clone()), rate);
    }

    /// Starts a miner of this hash rate at a node, in place of an earlier one. Its blocks pay the
    /// wallet of the node's own person, as when the person mines on the page.
    pub fn mine_for_wallet(&mut self, id: HostId, rate: f64) {
        self.start_miner(id, None, rate);
    }

    fn start_miner(&mut self, id: HostId, person: Option<Person>, rate: f64) {
        if let Host::Node(host) = &mut self.hosts[id.0] {
            host.miner = Some(Miner {
                person: person.clone(),
                rate,
                job: None,
                round: 0,
            });
        }
        match person {
            Some(person) => self.make_blocks(id, &person),
            None => self.set_mining(id, 1),
        }
    }

    fn set_mining(&mut self, id: HostId, cores: u32) {
        let now = self.clock(id);
        if let Some(service) = self.service_mut(id) {
            let set = service.set_mining(now, cores, None);
            set.expect("the vault is open, and nobody has to be an author");
            self.run(id);
        }
    }

    /// Makes a node mine for a person.
    fn make_blocks(&mut self, id: HostId, person: &Person) {
        let secret = person.key().secret();
        let authors = self.spec.authority.as_ref().map(|it| &it.authors);
        let key = secret.public();
        let place = authors.and_then(|all| all.iter().position(|author| *author == key));
        let author = place.and_then(|place| u16::try_from(place).ok());
        if let (Some(_), Some(service)) = (author, self.service_mut(id)) {
            service.seal_with(secret.clone());
        }
        self.input(id, Input::Asked(Request::Author(author)));
        self.input(id, Input::Asked(Request::Mine(Some(person.lock()))));
    }

    /// Stops a node's miner.
    pub fn stop_mining(&mut self, id: HostId) {
        let miner = match &mut self.hosts[id.0] {
            Host::Node(host) => host.miner.take(),
            Host::Stranger(_) => None,
        };
        match miner.is_some_and(|miner| miner.person.is_none()) {
            true => self.set_mining(id, 0),
            false => self.input(id, Input::Asked(Request::Mine(None))),
        }
    }

    /// Passes a command to a person's service, as the page does.
    ///
    /// # Errors
    /// If the service refuses it.
    ///
    /// # Panics
    /// If the host is not a person or is off, or if the command is not for a chain.
    pub fn ask<C: Command>(&mut self, id: HostId, command: C) -> Result<C::Answer, api::Fault> {
        let now = self.clock(id);
        let api::Request::Chain(command) = command.into() else {
            panic!("a profile's command");
        };
        let service = self.service_mut(id).expect("the person is on");
        let outcome = service.command(now, &command);
        self.run(id);
        outcome.map(|reply| {
            let answer = api::Answer::from_reply(reply);
            answer.expect("the answer is the command's")
        })
    }

    /// Makes a node keep only the newest `blocks` blocks in full from now on, and prune the others.
    ///
    /// # Panics
    /// If `blocks` is less than 288.
    pub fn keep_newest(&mut self, id: HostId, blocks: u32) {
        let newest = Some(blocks.to_string());
        let kept = self.ask(id, api::command::Prune { newest });
        kept.expect("as many blocks as a chain keeps at least");
    }

    /// Sets a node's clock ahead of the simulation's by this time, until it is set again.
    pub fn set_ahead(&mut self, id: HostId, by: Duration) {
        if let Host::Node(host) = &mut self.hosts[id.0] {
            host.ahead = by;
        }
        self.input(id, Input::Woken);
    }

    /// Submits a transaction to a node. Returns its txid.
    ///
    /// # Errors
    /// If the node's mempool rejects it.
    ///
    /// # Panics
    /// If the node is off.
    pub fn submit(&mut self, id: HostId, transaction: Transaction) -> Result<Txid, PoolError> {
        let now = self.clock(id);
        let service = self.service_mut(id).expect("the node is on");
        let result = service.offer(now, transaction);
        self.run(id);
        result
    }

    /// Pays a coin of one person to another through a node, with a small fee.
    ///
    /// # Panics
    /// If the person has no coin.
    pub fn pay(&mut self, id: HostId, from: &Person, to: &Person) -> Txid {
        let fee = primitives::Amount::from_units(10_000).expect("small");
        let transaction = from.pay(self.node(id), &to.lock(), fee);
        let transaction = transaction.expect("the person has a coin");
        self.submit(id, transaction)
            .expect("a payment of a confirmed coin is accepted")
    }

    /// Stops a node as in a crash. Everything that is not on its disk is lost.
    pub fn crash(&mut self, id: HostId) {
        self.break_links(|ends| ends.contains(&id));
        let Host::Node(host) = &mut self.hosts[id.0] else {
            return;
        };
        host.service = None;
        host.wake = Time::NEVER;
        if let Some(visit) = host.ends.visit.take() {
            host.returns = true;
            self.relay.leave(&mut self.wires, visit.key);
        }
    }

    /// Starts a crashed node again on its disk. Its miner runs again if it ran before the crash.
    /// The node enters the room again if it was in it.
    pub fn restart(&mut self, id: HostId) {
        let Host::Node(host) = &self.hosts[id.0] else {
            return;
        };
        let (spec, disk, keys) = (host.spec.clone(), host.disk.clone(), host.keys.clone());
        let service = self.open(spec, &disk, keys, self.clock(id));
        let Host::Node(host) = &mut self.hosts[id.0] else {
            return;
        };
        host.service = Some(service);
        host.driver = Driver::default();
        host.ends.inbox.clear();
        host.ends.offences = Offences::default();
        host.life += 1;
        let returns = core::mem::take(&mut host.returns);
        let miner = host.miner.as_ref();
        let miner = miner.map(|miner| (miner.person.clone(), miner.rate));
        self.set_checkers(id);
        if let Some((person, rate)) = miner {
            self.start_miner(id, person, rate);
        }
        for (a, b) in self.wanted.clone() {
            if a == id || b == id {
                self.dial(a, b);
            }
        }
        if returns {
            self.enter(id);
        }
    }

    /// Sends a message over the link from one host to another, independently of the sending host's
    /// own state.
    pub fn send(&mut self, from: HostId, to: HostId, message: &Message) {
        self.send_frames(from, to, wire::split(&message.encode()).collect());
    }

    /// Sends frames over the link from one host to another.
    pub fn send_frames(&mut self, from: HostId, to: HostId, frames: Vec<Vec<u8>>) {
        let mut links = self.wires.links.iter();
        let link = links.find(|(_, link)| link.connects(from, to));
        if let Some((&id, _)) = link {
            self.wires.transmit(id, from, frames, true);
        }
    }

    /// Sets the group of a host. Several hosts may have the same group. By default each host has a
    /// group of its own.
    pub fn set_group(&mut self, id: HostId, group: u64) {
        let group = Group::from_bytes(group.to_be_bytes());
        self.wires.groups.insert(id, group);
    }

    /// Sets whether a host ignores everything that is sent to it.
    pub fn set_deaf(&mut self, id: HostId, is_deaf: bool) {
        match is_deaf {
            true => self.wires.deaf.insert(id),
            false => self.wires.deaf.remove(&id),
        };
    }

    /// The maximum number of unsent bytes so far, on one link and on all links of one host.
    pub const fn most_unsent(&self) -> (usize, usize) {
        self.wires.most_unsent
    }

    /// Takes the messages that a stranger received since the last call.
    ///
    /// # Panics
    /// If a node sent bytes that are not a message.
    pub fn take_received(&mut self, id: HostId) -> Vec<Message> {
        let Host::Stranger(stranger) = &mut self.hosts[id.0] else {
            return Vec::new();
        };
        let received = core::mem::take(&mut stranger.received);
        let decode = |bytes: Vec<u8>| Message::decode(&bytes).expect("nodes send messages");
        received.into_iter().map(decode).collect()
    }

    /// How often a stranger's links were closed by the other end.
    pub fn hang_ups(&self, id: HostId) -> usize {
        match &self.hosts[id.0] {
            Host::Stranger(stranger) => stranger.hang_ups,
            Host::Node(_) => 0,
        }
    }

    /// Returns a node.
    ///
    /// # Panics
    /// If the host is not a node, or is off.
    pub fn node(&self, id: HostId) -> &Node<Disk> {
        match &self.hosts[id.0] {
            Host::Node(host) => host.service.as_ref().expect("the node is on").node(),
            Host::Stranger(_) => panic!("a stranger is not a node"),
        }
    }

    /// Returns a node's disk.
    ///
    /// # Panics
    /// If the host is not a node.
    pub fn disk(&self, id: HostId) -> &Disk {
        match &self.hosts[id.0] {
            Host::Node(host) => &host.disk,
            Host::Stranger(_) => panic!("a stranger has no disk"),
        }
    }

    /// The height of a node's tip.
    pub fn height(&self, id: HostId) -> u32 {
        let Height(height) = self.node(id).chain().tip().height;
        height
    }

    /// A node's tip.
    pub fn tip(&self, id: HostId) -> BlockHash {
        self.node(id).chain().tip().hash
    }

    /// Whether all these nodes have the same tip.
    pub fn agree(&self, hosts: &[HostId]) -> bool {
        hosts
            .windows(2)
            .all(|pair| self.tip(pair[0]) == self.tip(pair[1]))
    }

    /// All events that a node reported so far.
    pub fn events(&self, id: HostId) -> &[Event] {
        match &self.hosts[id.0] {
            Host::Node(host) => &host.events,
            Host::Stranger(_) => &[],
        }
    }

    /// All notices that a person got so far.
    pub fn notices(&self, id: HostId) -> &[Notice] {
        match &self.hosts[id.0] {
            Host::Node(host) => &host.notices,
            Host::Stranger(_) => &[],
        }
    }

    /// The hosts whose links a node has closed so far, each with the fault.
    pub fn drops(&self, id: HostId) -> &[(HostId, Fault)] {
        match &self.hosts[id.0] {
            Host::Node(host) => &host.ends.drops,
            Host::Stranger(_) => &[],
        }
    }

    /// The number of batches of signatures that were passed to a node's checkers.
    pub fn checks(&self, id: HostId) -> usize {
        match &self.hosts[id.0] {
            Host::Node(host) => host.checks,
            Host::Stranger(_) => 0,
        }
    }

    /// Whether two hosts have a link that both see as open.
    pub fn is_linked(&self, a: HostId, b: HostId) -> bool {
        let mut links = self.wires.links.values();
        links.any(|link| link.connects(a, b) && link.open == [true; 2])
    }

    pub(super) fn service_mut(&mut self, id: HostId) -> Option<&mut Service<Disk>> {
        match &mut self.hosts[id.0] {
            Host::Node(host) => host.service.as_mut(),
            Host::Stranger(_) => None,
        }
    }

    /// The time on a host's own clock.
    pub(super) fn clock(&self, id: HostId) -> Time {
        match &self.hosts[id.0] {
            Host::Node(host) => self.wires.now + host.ahead,
            Host::Stranger(_) => self.wires.now,
        }
    }

    pub(super) fn is_on(&self, id: HostId) -> bool {
        match &self.hosts[id.0] {
            Host::Node(host) => host.service.is_some(),
            Host::Stranger(_) => true,
        }
    }

    /// Breaks links. The first end notices it at once, the other after the latency.
    fn break_links(&mut self, is_broken: impl Fn([HostId; 2]) -> bool) {
        let broken: Vec<(u64, [HostId; 2])> = self
            .wires
            .links
            .iter()
            .filter(|(_, link)| is_broken(link.ends))
            .map(|(id, link)| (*id, link.ends))
            .collect();
        for (id, [caller, _]) in broken {
            self.lost(id, caller);
            self.wires.hang_up(id, caller);
        }
    }
}
