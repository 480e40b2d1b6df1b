//! Hosts, links and time.

mod driver;
mod script;

use crate::host::{Host, NodeHost, Stranger};
use crate::link::{Link, LinkId};
use crate::{Disk, HostId};
use chain::{Chain, Spec};
use core::cmp::Reverse;
use core::time::Duration;
use node::{CheckId, Config, Group, Input, Node, Request};
use primitives::{BlockHash, Time};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};

/// How good the links are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conditions {
    /// The least time that a message travels.
    pub latency: Duration,
    /// By how much it may be more; each message draws its own.
    pub jitter: Duration,
    /// The share of messages that never arrive.
    pub loss: f64,
    /// Bytes that a link carries each way in a second; none where it carries all at once.
    pub rate: Option<f64>,
}

impl Default for Conditions {
    /// A good home connection: 40 to 120 ms, nothing lost.
    fn default() -> Self {
        Self {
            latency: Duration::from_millis(40),
            jitter: Duration::from_millis(80),
            loss: 0.0,
            rate: None,
        }
    }
}

/// Who verifies signatures beside a node, and how well.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Checkers {
    /// Batches that are verified at a time.
    pub count: usize,
    /// The longest that an answer takes; each draws its own time, so that answers overtake each
    /// other.
    pub delay: Duration,
    /// The share of batches that are never answered: their checker died, and nobody noticed.
    pub lost: f64,
    /// The share of answers that say that nothing was found true, or only so many claims: their
    /// checker gave up.
    pub short: f64,
}

/// Something that happens at a time.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    /// A node wanted to be woken.
    Wake(HostId),
    /// A link opens for one of its hosts.
    Open(LinkId, HostId),
    /// A link closes for one of its hosts.
    Close(LinkId, HostId),
    /// A link has carried so many bytes that this host had sent.
    Carried(LinkId, HostId, usize),
    /// Frames arrive.
    Arrive(LinkId, HostId, Vec<Vec<u8>>),
    /// A miner finds a nonce, if its job is still that of this round.
    Find(HostId, u64),
    /// An author signs a block's digest.
    Seal(HostId, BlockHash, [u8; 32]),
    /// A checker of a node, in this of its lives, answers.
    Checked(HostId, u64, CheckId, usize),
    /// Two hosts that want a link try again.
    Redial(HostId, HostId),
}

/// A network. See the crate's documentation.
pub struct Network {
    seed: u64,
    spec: Spec,
    random: ChaCha8Rng,
    now: Time,
    conditions: Conditions,
    hosts: Vec<Host>,
    links: BTreeMap<LinkId, Link>,
    next_link: LinkId,
    /// Pairs that are to have a link whenever both are there.
    wanted: BTreeSet<(HostId, HostId)>,
    /// Whom a host that [roams](Network::roam) has no link to at present, the one longest ago last.
    elsewhere: BTreeMap<HostId, VecDeque<HostId>>,
    /// The part of each host that is not in part 0: links join hosts of one part only.
    parts: BTreeMap<HostId, usize>,
    queue: BinaryHeap<Reverse<(Time, u64, Happening)>>,
    /// The networks that hosts come from, where these are not their own.
    groups: BTreeMap<HostId, Group>,
    /// Hosts that read nothing of what they are sent.
    deaf: BTreeSet<HostId>,
    /// The most bytes that were unsent on one link, and on all links of one host.
    most_unsent: (usize, usize),
    /// Happenings so far: those of one time come in the order in which they were caused.
    count: u64,
    /// The settings of nodes added from now on.
    pub config: Config,
    /// The checkers of nodes added from now on, where they have any.
    pub checkers: Option<Checkers>,
}

impl Network {
    /// An empty network, an hour after the chain's genesis.
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

    /// Changes how good all links are from now on.
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
    /// Never: an empty disk takes any chain.
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

    /// Adds a host that says nothing by itself.
    pub fn add_stranger(&mut self) -> HostId {
        self.hosts.push(Host::Stranger(Stranger::default()));
        HostId(self.hosts.len() - 1)
    }

    /// The present virtual time.
    pub const fn now(&self) -> Time {
        self.now
    }

    /// The seed, to say which run failed.
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// Lets this much time pass.
    pub fn run_for(&mut self, duration: Duration) {
        let end = self.now + duration;
        while self.step(end) {}
        self.now = end;
    }

    /// Lets time pass until something is true.
    ///
    /// # Panics
    /// When it isn't within `limit`; the panic tells the seed.
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

    /// Tells a node of its checkers.
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

    /// Lets the next thing happen, if it does until `end`.
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

    /// The state of all nodes in a line each.
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
