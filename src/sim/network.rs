//! The simulated network: hosts, links and time.

mod driver;
mod script;

use crate::host::{Host, NodeHost, Stranger};
use crate::link::{Link, LinkId};
use crate::{Checkers, Conditions, Disk, HostId};
use chain::{Chain, Spec};
use core::cmp::Reverse;
use core::time::Duration;
use node::{BatchId, Config, Group, Input, Node, Request};
use primitives::{BlockHash, Time};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};

/// An event of the simulation.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    /// A node's wake-up.
    Wake(HostId),
    /// A link opens for one of its hosts.
    Open(LinkId, HostId),
    /// A link closes for one of its hosts.
    Close(LinkId, HostId),
    /// A link has carried this many bytes that this host had sent.
    Carried(LinkId, HostId, usize),
    /// Frames arrive.
    Arrive(LinkId, HostId, Vec<Vec<u8>>),
    /// A miner finds a nonce, if its job still has this round.
    Find(HostId, u64),
    /// An author signs a block's digest.
    Seal(HostId, BlockHash, [u8; 32]),
    /// A checker answers to a node, if the node is still in this run.
    Verified(HostId, u64, BatchId, usize),
    /// Two hosts try to link again.
    Redial(HostId, HostId),
}

/// A simulated network. See the crate's documentation.
pub struct Network {
    seed: u64,
    spec: Spec,
    random: ChaCha8Rng,
    now: Time,
    conditions: Conditions,
    hosts: Vec<Host>,
    links: BTreeMap<LinkId, Link>,
    next_link: LinkId,
    /// The pairs that get a link whenever both are on.
    wanted: BTreeSet<(HostId, HostId)>,
    /// The hosts to which a [roaming](Network::roam) host has no link at present: those it never
    /// met or met longest ago first.
    elsewhere: BTreeMap<HostId, VecDeque<HostId>>,
    /// The part of each host that is not in part 0: links join only hosts of the same part.
    parts: BTreeMap<HostId, usize>,
    queue: BinaryHeap<Reverse<(Time, u64, Happening)>>,
    /// The groups of hosts that do not have a group of their own.
    groups: BTreeMap<HostId, Group>,
    /// Hosts that read nothing.
    deaf: BTreeSet<HostId>,
    /// The maximum number of unsent bytes so far, on one link and on all links of one host.
    most_unsent: (usize, usize),
    /// The number of events so far. Events of the same time are ordered by it.
    count: u64,
    /// The settings of nodes added from now on.
    pub config: Config,
    /// The checkers of nodes added from now on. `None` if they have none.
    pub checkers: Option<Checkers>,
}

impl Network {
    /// Returns an empty network, an hour after the chain's genesis.
    pub fn new(seed: u64, spec: Spec) -> Self {
        Self {
            seed,
            random: ChaCha8Rng::seed_from_u64(seed),
            now: Time::from_timestamp(spec.time) + Duration::from_secs(3_600),
            spec,
            conditions: Conditions::default(),
            hosts: Vec::new(),
            links: BTreeMap::new(),
            next_link: 0,
            wanted: BTreeSet::new(),
            elsewhere: BTreeMap::new(),
            parts: BTreeMap::new(),
            queue: BinaryHeap::new(),
            groups: BTreeMap::new(),
            deaf: BTreeSet::new(),
            most_unsent: (0, 0),
            count: 0,
            config: Config::default(),
            checkers: None,
        }
    }

    /// Sets the quality of all links from now on.
    pub fn set_conditions(&mut self, conditions: Conditions) {
        self.conditions = conditions;
    }

    /// Adds a node with an empty disk.
    pub fn add_node(&mut self) -> HostId {
        self.add_node_of(self.spec.clone())
    }

    /// Adds a node of another chain.
    ///
    /// # Panics
    /// Never: an empty disk accepts any chain.
    pub fn add_node_of(&mut self, spec: Spec) -> HostId {
        let disk = Disk::new();
        let node = self.open_node(spec, &disk, self.now);
        self.hosts.push(Host::Node(Box::new(NodeHost {
            node: Some(node),
            disk,
            whole_blocks: None,
            miner: None,
            ahead: Duration::ZERO,
            wake: Time::NEVER,
            events: Vec::new(),
            drops: Vec::new(),
            checkers: self.checkers,
            life: 0,
            checks: 0,
        })));
        let id = HostId(self.hosts.len() - 1);
        self.hire(id);
        id
    }

    /// Adds a host that sends nothing by itself.
    pub fn add_stranger(&mut self) -> HostId {
        self.hosts.push(Host::Stranger(Stranger::default()));
        HostId(self.hosts.len() - 1)
    }

    /// The present virtual time.
    pub const fn now(&self) -> Time {
        self.now
    }

    /// The seed, which identifies a failed run.
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// Runs the network for this time.
    pub fn run_for(&mut self, duration: Duration) {
        let end = self.now + duration;
        while self.step(end) {}
        self.now = end;
    }

    /// Runs the network until `is_true` returns true.
    ///
    /// # Panics
    /// If that does not happen within `limit`; the message contains the seed.
    pub fn run_until(
        &mut self,
        what: &str,
        limit: Duration,
        mut is_true: impl FnMut(&Self) -> bool,
    ) {
        let end = self.now + limit;
        while !is_true(self) {
            assert!(
                self.step(end),
                "seed {}: not within {limit:?}: {what}\n{}",
                self.seed,
                self.describe()
            );
        }
    }

    /// A random number below `bound`, from the network's seed, for a test's own choices.
    pub fn draw(&mut self, bound: usize) -> usize {
        self.random.random_range(0..bound)
    }

    fn open_node(&mut self, spec: Spec, disk: &Disk, now: Time) -> Node<Disk> {
        let chain = Chain::open(spec, disk.clone()).expect("the disk is empty or holds this chain");
        Node::open(self.config.clone(), chain, self.random.random(), now)
    }

    /// Informs a node of its checkers.
    fn hire(&mut self, id: HostId) {
        if let Host::Node(host) = &self.hosts[id.0]
            && let Some(checkers) = host.checkers
        {
            self.input(id, Input::Asked(Request::Checkers(checkers.count)));
        }
    }

    fn happen(&mut self, at: Time, what: Happening) {
        self.count += 1;
        self.queue
            .push(Reverse((at.max(self.now), self.count, what)));
    }

    /// Processes the next event, if it is due by `end`. Returns whether there was one.
    fn step(&mut self, end: Time) -> bool {
        let Some(Reverse((at, ..))) = self.queue.peek() else {
            return false;
        };
        if *at > end {
            return false;
        }
        if let Some(Reverse((at, _, what))) = self.queue.pop() {
            self.now = at;
            self.take(what);
        }
        true
    }

    /// The state of all nodes, one line each.
    fn describe(&self) -> String {
        let mut text = String::new();
        for (number, host) in self.hosts.iter().enumerate() {
            let Host::Node(host) = host else { continue };
            let line = match &host.node {
                None => format!("host {number} is off\n"),
                Some(node) => {
                    let (tip, best) = (node.chain().tip(), node.chain().best_header());
                    format!(
                        "host {number}: height {}, tip {}, headers {}, {:?}, {} peers, pool {}, drops {:?}\n",
                        tip.height,
                        tip.hash,
                        best.height,
                        node.sync_state(),
                        node.peers().count(),
                        node.pool().len(),
                        host.drops
                    )
                }
            };
            text.push_str(&line);
        }
        text
    }
}
