//! The simulated network: hosts, links and time.

mod driver;
mod ends;
mod relay;
mod relay_message;
mod room;
mod script;
mod wires;
mod work;

use crate::host::{Ends, Host, NodeHost, Stranger};
use crate::{Checkers, Conditions, Disk, HostId};
use chain::Spec;
use core::time::Duration;
use node::{Config, Input, Request};
use primitives::{BlockHash, Time};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use relay::Relay;
use service::{Driver, Keys, Service, Setup};
use signal::mesh;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use wallet::{Vault, Words};
use wires::Wires;

/// A simulated network. See the crate's documentation.
pub struct Network {
    seed: u64,
    spec: Spec,
    hosts: Vec<Host>,
    wires: Wires,
    relay: Relay,
    /// The pairs that get a wired link whenever both are on.
    wanted: BTreeSet<(HostId, HostId)>,
    /// The hosts to which a [roaming](Network::roam) host has no link at present. Hosts that it
    /// never met come first, then those whose link ended longest ago.
    elsewhere: BTreeMap<HostId, VecDeque<HostId>>,
    /// The settings of nodes added from now on.
    pub config: Config,
    /// The checkers of nodes added from now on. `None` if they have none.
    pub checkers: Option<Checkers>,
    /// The settings of the meshes of people who enter a room from now on.
    pub mesh: mesh::Settings,
}

impl Network {
    /// Returns an empty network, an hour after the chain's genesis.
    pub fn new(seed: u64, spec: Spec) -> Self {
        let random = ChaCha8Rng::seed_from_u64(seed);
        let now = Time::from_timestamp(spec.time) + Duration::from_secs(3_600);
        Self {
            seed,
            spec,
            hosts: Vec::new(),
            wires: Wires::new(random, now),
            relay: Relay::default(),
            wanted: BTreeSet::new(),
            elsewhere: BTreeMap::new(),
            config: Config::default(),
            checkers: None,
            mesh: mesh::Settings::default(),
        }
    }

    /// Sets the quality of all links from now on.
    pub fn set_conditions(&mut self, conditions: Conditions) {
        self.wires.conditions = conditions;
    }

    /// Adds a person with a node, a wallet of their own and an empty disk.
    pub fn add_node(&mut self) -> HostId {
        self.add_node_of(self.spec.clone())
    }

    /// Adds a person whose node is on another chain.
    ///
    /// # Panics
    /// Never: an empty disk accepts any chain.
    pub fn add_node_of(&mut self, spec: Spec) -> HostId {
        let id = HostId(self.hosts.len());
        let disk = Disk::new();
        let keys = keys(id, &spec.genesis_hash());
        let service = self.open(spec.clone(), &disk, keys.clone(), self.wires.now);
        self.hosts.push(Host::Node(Box::new(NodeHost {
            service: Some(service),
            driver: Driver::default(),
            ends: Ends::default(),
            disk,
            spec,
            keys,
            miner: None,
            ahead: Duration::ZERO,
            wake: Time::NEVER,
            events: Vec::new(),
            notices: Vec::new(),
            checkers: self.checkers,
            returns: false,
            life: 0,
            checks: 0,
        })));
        self.set_checkers(id);
        id
    }

    /// Adds a host that sends nothing by itself.
    pub fn add_stranger(&mut self) -> HostId {
        self.hosts.push(Host::Stranger(Stranger::default()));
        HostId(self.hosts.len() - 1)
    }

    /// The present virtual time.
    pub const fn now(&self) -> Time {
        self.wires.now
    }

    /// The seed, which identifies a failed run.
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// Runs the network for this long.
    pub fn run_for(&mut self, duration: Duration) {
        let end = self.wires.now + duration;
        while self.step(end) {}
        self.wires.now = end;
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
        let end = self.wires.now + limit;
        while !is_true(self) {
            assert!(
                self.step(end),
                "seed {}: not within {limit:?}: {what}\n{}",
                self.seed,
                self.describe()
            );
        }
    }

    /// A random number below `bound` for a test's own choices. It depends on the network's seed.
    pub fn draw(&mut self, bound: usize) -> usize {
        self.wires.random.random_range(0..bound)
    }

    fn open(&mut self, spec: Spec, disk: &Disk, keys: Keys, now: Time) -> Service<Disk> {
        let (config, seed) = (self.config.clone(), self.wires.random.random());
        let setup = Setup::new(spec, "");
        let opened =
            Service::open_with(config, setup, String::new(), disk.clone(), keys, seed, now);
        opened.expect("the disk is empty or holds this chain")
    }

    /// Passes a node the number of its checkers.
    fn set_checkers(&mut self, id: HostId) {
        if let Host::Node(host) = &self.hosts[id.0]
            && let Some(checkers) = host.checkers
        {
            self.input(id, Input::Asked(Request::Checkers(checkers.count)));
        }
    }

    /// Processes the next event, if it is due by `end`. Returns whether there was one.
    fn step(&mut self, end: Time) -> bool {
        let next = self.wires.next(end);
        let any = next.is_some();
        if let Some(what) = next {
            self.take(what);
        }
        any
    }

    /// The state of all nodes, one line each.
    fn describe(&self) -> String {
        let mut text = String::new();
        for (number, host) in self.hosts.iter().enumerate() {
            let Host::Node(host) = host else { continue };
            let line = match &host.service {
                None => format!("host {number} is off\n"),
                Some(service) => {
                    let node = service.node();
                    let (tip, best) = (node.chain().tip(), node.chain().best_header());
                    format!(
                        "host {number}: height {}, tip {}, headers {}, {:?}, {} peers, pool {}, drops {:?}\n",
                        tip.height,
                        tip.hash,
                        best.height,
                        node.sync_state(),
                        node.peers().count(),
                        node.pool().len(),
                        host.ends.drops
                    )
                }
            };
            text.push_str(&line);
        }
        text
    }
}

/// The wallet of a host's person on a chain.
fn keys(id: HostId, genesis: &BlockHash) -> Keys {
    let mut entropy = [0; 16];
    entropy[..8].copy_from_slice(&(id.0 as u64).to_le_bytes());
    let words = Words::from_entropy(entropy);
    Keys::new(
        Vault::seal(&words, None, [0; 16], [0; 24]),
        words.seed().account(genesis).public(),
    )
}
