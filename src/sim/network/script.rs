//! The actions of a test on a network, and its queries.

use super::{Happening, Network};
use crate::host::{Host, Miner};
use crate::{Disk, HostId, Person};
use core::time::Duration;
use node::{Event, Fault, Group, Input, Node, PoolError, Request};
use primitives::{BlockHash, Height, Time, Transaction, Txid};
use rand::RngExt;
use wire::Message;

impl Network {
    /// Opens a link between two hosts and keeps it open: whenever it breaks, they try again.
    pub fn connect(&mut self, caller: HostId, called: HostId) {
        self.wanted.insert((caller, called));
        self.dial(caller, called);
    }

    /// Makes a host keep `links` links to these hosts, at first to the first ones. Whenever a link
    /// breaks, the host connects to the one that it never met or met longest ago.
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

    /// Splits the network: links between different parts break. Hosts that are not named form a
    /// part together.
    pub fn partition(&mut self, parts: &[&[HostId]]) {
        self.parts.clear();
        for (number, part) in parts.iter().enumerate() {
            for host in *part {
                self.parts.insert(*host, number + 1);
            }
        }
        let parts = self.parts.clone();
        let part = |host| parts.get(&host).copied().unwrap_or(0);
        self.break_links(|[a, b]| part(a) != part(b));
    }

    /// Ends a partition: the links are opened again.
    pub fn merge(&mut self) {
        self.parts.clear();
        for (a, b) in self.wanted.clone() {
            let wait = Duration::from_secs_f64(self.random.random::<f64>() * 3.0);
            self.happen(self.now + wait, Happening::Redial(a, b));
        }
    }

    /// Starts a miner of this hash rate at a node, in place of an earlier one.
    pub fn mine(&mut self, id: HostId, person: &Person, rate: f64) {
        if let Host::Node(host) = &mut self.hosts[id.0] {
            host.miner = Some(Miner {
                person: person.clone(),
                rate,
                job: None,
                round: 0,
            });
        }
        self.make_blocks(id, person);
    }

    /// Makes a node mine for a person, who seals the blocks if the chain has authors and the person
    /// is one of them.
    fn make_blocks(&mut self, id: HostId, person: &Person) {
        let key = person.key().secret().public();
        let authors = self.spec.authority.as_ref().map(|it| &it.authors);
        let place = authors.and_then(|all| all.iter().position(|author| *author == key));
        let author = place.and_then(|place| u16::try_from(place).ok());
        self.input(id, Input::Asked(Request::Author(author)));
        self.input(id, Input::Asked(Request::Mine(Some(person.lock()))));
    }

    /// Stops a node's miner.
    pub fn stop_mining(&mut self, id: HostId) {
        self.input(id, Input::Asked(Request::Mine(None)));
        if let Host::Node(host) = &mut self.hosts[id.0] {
            host.miner = None;
        }
    }

    /// Makes a node prune all blocks but the newest ones from now on. At least 288 are not pruned.
    pub fn keep_newest(&mut self, id: HostId, blocks: u32) {
        if let Host::Node(host) = &mut self.hosts[id.0] {
            host.whole_blocks = Some(blocks);
        }
        if let Some(node) = self.node_mut(id) {
            node.chain_mut().set_whole_blocks(Some(blocks));
        }
        self.input(id, Input::Woken);
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
        let node = self.node_mut(id).expect("the node is on");
        let result = node.submit(transaction, now);
        self.drain(id);
        result
    }

    /// Lets a person pay a coin to another through a node, with a small fee.
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

    /// Stops a node as a crash does: everything that is not on its disk is lost.
    pub fn crash(&mut self, id: HostId) {
        self.break_links(|ends| ends.contains(&id));
        if let Host::Node(host) = &mut self.hosts[id.0] {
            host.node = None;
            host.wake = Time::NEVER;
        }
    }

    /// Starts a crashed node again on its disk, with its miner if it had one.
    pub fn restart(&mut self, id: HostId) {
        let Host::Node(host) = &self.hosts[id.0] else {
            return;
        };
        let disk = host.disk.clone();
        let miner = host
            .miner
            .as_ref()
            .map(|miner| (miner.person.clone(), miner.rate));
        let whole_blocks = host.whole_blocks;
        let mut node = self.open_node(self.spec.clone(), &disk, self.clock(id));
        node.chain_mut().set_whole_blocks(whole_blocks);
        if let Host::Node(host) = &mut self.hosts[id.0] {
            host.node = Some(node);
            host.life += 1;
        }
        self.hire(id);
        if let Some((person, rate)) = miner {
            self.mine(id, &person, rate);
        }
        for (a, b) in self.wanted.clone() {
            if a == id || b == id {
                self.dial(a, b);
            }
        }
    }

    /// Sends a message over the link from one host to another, independently of the sending host's
    /// own state.
    pub fn send(&mut self, from: HostId, to: HostId, message: &Message) {
        self.send_frames(from, to, wire::split(&message.encode()).collect());
    }

    /// Sends frames over the link from one host to another.
    pub fn send_frames(&mut self, from: HostId, to: HostId, frames: Vec<Vec<u8>>) {
        let link = self.links.iter().find(|(_, link)| link.connects(from, to));
        if let Some((&id, _)) = link {
            self.transmit(id, from, frames, true);
        }
    }

    /// Sets the group of a host, which others may have, too. By default each host has a group of
    /// its own.
    pub fn set_group(&mut self, id: HostId, group: u64) {
        self.groups.insert(id, Group(group));
    }

    pub(super) fn group_of(&self, id: HostId) -> Group {
        let own = Group(u64::MAX - id.0 as u64);
        self.groups.get(&id).copied().unwrap_or(own)
    }

    /// Makes a host read nothing from now on, or read again what is sent from then on.
    pub fn set_deaf(&mut self, id: HostId, is_deaf: bool) {
        match is_deaf {
            true => self.deaf.insert(id),
            false => self.deaf.remove(&id),
        };
    }

    /// The maximum number of unsent bytes so far, on one link and on all links of one host.
    pub const fn most_unsent(&self) -> (usize, usize) {
        self.most_unsent
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
            Host::Node(host) => host.node.as_ref().expect("the node is on"),
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

    /// The hosts that a node dropped so far, with the faults.
    pub fn drops(&self, id: HostId) -> &[(HostId, Fault)] {
        match &self.hosts[id.0] {
            Host::Node(host) => &host.drops,
            Host::Stranger(_) => &[],
        }
    }

    /// The number of batches of signatures that a node's checkers were given.
    pub fn checks(&self, id: HostId) -> usize {
        match &self.hosts[id.0] {
            Host::Node(host) => host.checks,
            Host::Stranger(_) => 0,
        }
    }

    /// Whether two hosts have a link that both see as open.
    pub fn is_linked(&self, a: HostId, b: HostId) -> bool {
        let mut links = self.links.values();
        links.any(|link| link.connects(a, b) && link.open == [true; 2])
    }

    pub(super) fn node_mut(&mut self, id: HostId) -> Option<&mut Node<Disk>> {
        match &mut self.hosts[id.0] {
            Host::Node(host) => host.node.as_mut(),
            Host::Stranger(_) => None,
        }
    }

    /// The time on a host's own clock.
    pub(super) fn clock(&self, id: HostId) -> Time {
        match &self.hosts[id.0] {
            Host::Node(host) => self.now + host.ahead,
            Host::Stranger(_) => self.now,
        }
    }

    pub(super) fn is_on(&self, id: HostId) -> bool {
        match &self.hosts[id.0] {
            Host::Node(host) => host.node.is_some(),
            Host::Stranger(_) => true,
        }
    }

    pub(super) fn part(&self, id: HostId) -> usize {
        self.parts.get(&id).copied().unwrap_or(0)
    }

    pub(super) fn other_end(&self, link: u64, id: HostId) -> Option<HostId> {
        let link = self.links.get(&link)?;
        Some(link.ends[1 - link.side(id)])
    }

    /// Breaks links. The first end is informed at once, the other after the latency.
    fn break_links(&mut self, is_broken: impl Fn([HostId; 2]) -> bool) {
        let broken: Vec<(u64, [HostId; 2])> = self
            .links
            .iter()
            .filter(|(_, link)| is_broken(link.ends))
            .map(|(id, link)| (*id, link.ends))
            .collect();
        for (id, [caller, _]) in broken {
            self.hang_up(id, caller);
            self.input(caller, Input::PeerDown(node::PeerId(id)));
        }
    }
}
