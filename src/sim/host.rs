//! The hosts at the ends of links: nodes with their drivers, and scripted peers ("strangers").

use crate::{Checkers, Disk, Person};
use core::time::Duration;
use miner::Job;
use node::{Event, Fault, Node};
use primitives::Time;

/// A host of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostId(pub usize);

pub(crate) enum Host {
    Node(Box<NodeHost>),
    Stranger(Stranger),
}

/// A node and the state of its driver.
pub(crate) struct NodeHost {
    /// `None` while it is off.
    pub(crate) node: Option<Node<Disk>>,
    pub(crate) disk: Disk,
    /// The number of newest blocks that it does not prune. `None` if it prunes nothing.
    pub(crate) whole_blocks: Option<u32>,
    pub(crate) miner: Option<Miner>,
    /// How far its clock is ahead of the simulation's.
    pub(crate) ahead: Duration,
    /// The time of the node's next wake-up, on the simulation's clock; earlier requests are void.
    pub(crate) wake: Time,
    /// All events that it reported.
    pub(crate) events: Vec<Event>,
    /// The hosts that it dropped, with the faults.
    pub(crate) drops: Vec<(HostId, Fault)>,
    pub(crate) checkers: Option<Checkers>,
    /// The number of its restarts: answers to an earlier run are void.
    pub(crate) life: u64,
    /// The number of batches that its checkers were given.
    pub(crate) checks: usize,
}

/// A miner of a node.
pub(crate) struct Miner {
    pub(crate) person: Person,
    /// Its hash rate, per second of virtual time.
    pub(crate) rate: f64,
    pub(crate) job: Option<Job>,
    /// The number of jobs so far, so that a time drawn for an older job is void.
    pub(crate) round: u64,
}

/// A host that sends only the messages of a test.
#[derive(Default)]
pub(crate) struct Stranger {
    /// The messages that it received; none is answered.
    pub(crate) received: Vec<Vec<u8>>,
    /// How often its links were closed by the other end.
    pub(crate) hang_ups: usize,
}
