//! What stands at the end of links: a node with its driver, or a stranger.

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

/// A node and what its driver knows.
pub(crate) struct NodeHost {
    /// None while it is off.
    pub(crate) node: Option<Node<Disk>>,
    pub(crate) disk: Disk,
    /// How many blocks it keeps whole, where not all.
    pub(crate) whole_blocks: Option<u32>,
    pub(crate) miner: Option<Miner>,
    /// By how much its clock is ahead of everybody else's.
    pub(crate) ahead: Duration,
    /// The time that the node wants to be woken at, on everybody else's clock; older wishes are
    /// void.
    pub(crate) wake: Time,
    /// All that it told.
    pub(crate) events: Vec<Event>,
    /// Whom it dropped, and why.
    pub(crate) drops: Vec<(HostId, Fault)>,
    pub(crate) checkers: Option<Checkers>,
    /// How often it was started again: answers for an earlier life are void.
    pub(crate) life: u64,
    /// Batches that its checkers were given.
    pub(crate) checks: usize,
}

/// A miner beside a node.
pub(crate) struct Miner {
    pub(crate) person: Person,
    /// Hashes per second of virtual time.
    pub(crate) rate: f64,
    pub(crate) job: Option<Job>,
    /// Counts the jobs, so that what was drawn for an older one is void.
    pub(crate) round: u64,
}

/// A host that says only what a test lets it say.
#[derive(Default)]
pub(crate) struct Stranger {
    /// The messages that it received, none of them answered.
    pub(crate) received: Vec<Vec<u8>>,
    /// How often it was hung up on.
    pub(crate) hang_ups: usize,
}
