//! The hosts at the ends of links: people with their services, and scripted peers ("strangers").

use crate::link::LinkId;
use crate::{Checkers, Disk, HostId, Person};
use api::Notice;
use chain::Spec;
use core::time::Duration;
use miner::Job;
use node::{Event, Fault, Input};
use primitives::Time;
use service::{Driver, Keys, Service};
use signal::mesh::Mesh;
use signal::offences::Offences;
use signal::{PeerKey, Room};
use std::collections::{BTreeMap, VecDeque};

pub(crate) enum Host {
    Node(Box<NodeHost>),
    Stranger(Stranger),
}

/// A person's service, and the state of its driver.
pub(crate) struct NodeHost {
    /// `None` while it is off.
    pub(crate) service: Option<Service<Disk>>,
    pub(crate) driver: Driver,
    pub(crate) ends: Ends,
    pub(crate) disk: Disk,
    pub(crate) spec: Spec,
    /// The person's wallet.
    pub(crate) keys: Keys,
    pub(crate) miner: Option<Miner>,
    /// How far its clock is ahead of the simulation's.
    pub(crate) ahead: Duration,
    /// The time of the service's next wake-up, on the simulation's clock. Earlier wake-ups are
    /// ignored.
    pub(crate) wake: Time,
    /// All events that its node reported.
    pub(crate) events: Vec<Event>,
    /// All notices to the person.
    pub(crate) notices: Vec<Notice>,
    pub(crate) checkers: Option<Checkers>,
    /// Whether it was in a room when it crashed.
    pub(crate) returns: bool,
    /// The number of its restarts. Answers that were meant for an earlier run are ignored.
    pub(crate) life: u64,
    /// The number of batches that were passed to its checkers.
    pub(crate) checks: usize,
}

/// A host's side of its links.
#[derive(Default)]
pub(crate) struct Ends {
    /// `None` if the host is not in a room.
    pub(crate) visit: Option<Visit>,
    /// The offences on wired links. Those on a room's links are in the mesh.
    pub(crate) offences: Offences,
    /// The hosts whose links the node closed, each with the fault.
    pub(crate) drops: Vec<(HostId, Fault)>,
    /// The events that were not passed to the node yet.
    pub(crate) inbox: VecDeque<Input>,
}

/// A visit to a room, where the mesh makes the links.
pub(crate) struct Visit {
    pub(crate) key: PeerKey,
    pub(crate) room: Room,
    pub(crate) mesh: Mesh,
    /// The time of the mesh's next wake-up, on the simulation's clock.
    pub(crate) wake: Time,
    /// The link with each peer, open or not yet.
    pub(crate) links: BTreeMap<PeerKey, LinkId>,
    /// The peers that were called, in order.
    pub(crate) calls: Vec<PeerKey>,
    /// The peers whose calls were not answered, in order.
    pub(crate) refusals: Vec<PeerKey>,
}

/// A miner of a node.
pub(crate) struct Miner {
    /// The person that the blocks pay; `None` if they pay the wallet of the node's own person.
    pub(crate) person: Option<Person>,
    /// Its hash rate, per second of virtual time.
    pub(crate) rate: f64,
    pub(crate) job: Option<Job>,
    /// The number of jobs so far. A solution that was drawn for an older job is ignored.
    pub(crate) round: u64,
}

/// A host that sends only the messages of a test.
#[derive(Default)]
pub(crate) struct Stranger {
    /// The messages that it received. It answers none by itself.
    pub(crate) received: Vec<Vec<u8>>,
    /// How often its links were closed by the other end.
    pub(crate) hang_ups: usize,
    /// Its key in a room. `None` if it is not in a room.
    pub(crate) key: Option<PeerKey>,
}
