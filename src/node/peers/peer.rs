//! The state that a node keeps about one peer.

use super::allowance::Allowance;
use super::outflow::Outflow;
use super::quota::Quota;
use super::recent::Recent;
use crate::headers::Claim;
use crate::relay::FetchQueue;
use crate::sorted_set::SortedSet;
use crate::{Direction, PeerId};
use core::time::Duration;
use primitives::{BlockHash, FeeRate, Height, PublicKey, Secret, Time, Txid, Work};
use signal::Group;
use std::collections::VecDeque;
use wire::{Item, LIMITED_BLOCKS, Version};

/// The number of items remembered as known to a peer, so that the node announces no item to a peer
/// that has it. Two full announcements fit.
const MAX_KNOWN: usize = 10_000;
/// The number of blocks remembered as missing at a peer.
const MAX_LACKING: usize = 1_000;
/// The initial and the maximum number of blocks requested from a peer at a time.
const BLOCKS: (usize, usize) = (16, 128);
/// The cost units that a peer may cause at once and per second: see [`crate::dispatch::cost`].
const COST: (u64, u64) = (5_000, 200);
/// The bytes of headers, blocks and transactions that a peer is sent on request, at once and per
/// second: two full blocks, then the rate of a good connection.
const SERVED: (u64, u64) = (8_000_000, 8_000_000);

/// Which blocks of its chain a peer serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Serves {
    /// All blocks.
    All,
    /// Only its newest blocks (BIP159).
    Newest,
    /// No blocks.
    Nothing,
}

/// How many of its newest blocks a pruned peer is asked for. It may prune further blocks while a
/// request is on its way. BIP159 leaves a margin of two blocks for that, but blocks may be seconds
/// apart here.
const ASKED_OF_LIMITED: u32 = LIMITED_BLOCKS - 16;

impl Serves {
    /// The services that a peer announces in its version.
    pub(crate) const fn of(version: &Version) -> Self {
        if version.serves_all() {
            Self::All
        } else if version.serves_newest() {
            Self::Newest
        } else {
            Self::Nothing
        }
    }

    /// Whether the peer serves the block at `height` of a chain that ends at `top`.
    pub(crate) fn covers(self, height: Height, top: Height) -> bool {
        match self {
            Self::All => true,
            Self::Newest => top.since(height) < ASKED_OF_LIMITED,
            Self::Nothing => false,
        }
    }
}

/// The number of blocks and transactions that went over a link in one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// The number of blocks.
    pub blocks: u32,
    /// The number of transactions.
    pub transactions: u32,
}

/// The person behind a peer, as their signatures show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name that they chose, which [`crate::is_name`] accepts. Other people may have the same
    /// name.
    pub name: String,
    /// The public key of their identity.
    pub identity: PublicKey,
}

/// The state of a peer for display.
#[derive(Clone, Debug, PartialEq)]
pub struct PeerInfo {
    /// The link.
    pub id: PeerId,
    /// Which side opened the link.
    pub direction: Direction,
    /// When the link opened, on the wall clock.
    pub since: Time,
    /// Whether the handshake is complete. The fields that follow have a meaning only then.
    pub ready: bool,
    /// The name of its program, printable ASCII.
    pub agent: String,
    /// The height of its chain: as the peer last announced it, or of a block that the peer was sent
    /// since.
    pub height: Height,
    /// The work of its chain at that height.
    pub work: Work,
    /// Whether it serves every block of its chain, not only the newest.
    pub serves_all: bool,
    /// The last measured round-trip time. `None` if none was measured.
    pub latency: Option<Duration>,
    /// Bytes of messages received from it.
    pub received: u64,
    /// Bytes of messages sent to it.
    pub sent: u64,
    /// The blocks and transactions that it was the first to send, if they joined the best chain or
    /// entered the pool.
    pub brought: Traffic,
    /// The blocks and transactions that it requested and was sent.
    pub given: Traffic,
    /// The person behind it, as they signed; `None` if they sent no name.
    pub person: Option<Person>,
}

/// The state of one link. All its collections are bounded, by the constants of this module and of
/// the modules that the fields name.
#[derive(Debug)]
pub(crate) struct Peer {
    pub(crate) direction: Direction,
    /// The group that it comes from. `None` if unknown.
    pub(crate) group: Option<Group>,
    /// When the link opened, on the wall clock.
    pub(crate) since: Time,
    /// Its version message. `None` until it has arrived.
    pub(crate) version: Option<Version>,
    /// Whether the handshake is complete in both directions.
    pub(crate) ready: bool,
    pub(crate) serves: Serves,
    /// Blocks that were requested and have not arrived, at most as many as `quota` allows.
    pub(crate) blocks: SortedSet<BlockHash>,
    pub(crate) quota: Quota,
    /// Blocks that it reported as not found.
    pub(crate) lacking: Recent,
    /// Consecutive requests that it left unanswered.
    pub(crate) stalls: u32,
    /// Until this time, on the steady clock, other peers are preferred.
    pub(crate) resting: Time,
    /// The transactions that it announced and was asked for.
    pub(crate) fetches: FetchQueue,
    /// Items that it has.
    pub(crate) known: Recent,
    /// Transactions to be announced to it; bounded in `relay`.
    pub(crate) unannounced: Vec<Txid>,
    /// The minimum fee rate of transactions that it wants.
    pub(crate) fee_filter: FeeRate,
    /// Whether it was asked for its pool.
    pub(crate) pool_asked: bool,
    /// The locator and the last hash of its `getheaders` that is not answered yet.
    pub(crate) headers_wanted: Option<(Vec<BlockHash>, BlockHash)>,
    /// Items that it requested and was not sent yet; bounded in `serve`.
    pub(crate) requests: VecDeque<Item>,
    /// Whether it requested the pool and was not answered yet.
    pub(crate) pool_wanted: bool,
    pub(crate) outflow: Outflow,
    pub(crate) cost: Allowance,
    pub(crate) served: Allowance,
    /// The number in the last ping, and the steady time at which it was sent. `None` if it was
    /// answered.
    pub(crate) ping: Option<(u64, Time)>,
    pub(crate) latency: Option<Duration>,
    /// The shortest round-trip time so far.
    pub(crate) least_latency: Option<Duration>,
    /// When it last was the first peer to send a valid block, on the steady clock; 0 if never.
    pub(crate) last_block: Time,
    /// When it last was the first peer to send a valid transaction, on the steady clock; 0 if
    /// never.
    pub(crate) last_transaction: Time,
    /// How many seconds its clock is ahead of this node's, as last reported.
    pub(crate) clock_offset: Option<i64>,
    pub(crate) received: u64,
    pub(crate) sent: u64,
    /// The items that it was the first to send, and those that it was sent. The counts wrap around.
    pub(crate) brought: Traffic,
    pub(crate) given: Traffic,
    /// The bytes of [`Input::Bound`](crate::Input::Bound) for this link; zeros if there are none.
    pub(crate) binding: [u8; 32],
    /// The person behind it, as its last valid name message says.
    pub(crate) person: Option<Person>,
}

impl Traffic {
    /// Counts some blocks.
    pub(crate) fn add_blocks(&mut self, count: usize) {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.blocks = self.blocks.wrapping_add(count);
    }

    /// Counts a transaction.
    pub(crate) const fn add_transaction(&mut self) {
        self.transactions = self.transactions.wrapping_add(1);
    }
}

impl Peer {
    pub(crate) fn new(
        direction: Direction,
        group: Option<Group>,
        secret: Secret,
        now: Time,
        steady: Time,
    ) -> Self {
        Self {
            direction,
            group,
            since: now,
            version: None,
            ready: false,
            serves: Serves::Nothing,
            blocks: SortedSet::new(),
            quota: Quota::new(BLOCKS.0, BLOCKS.1),
            lacking: Recent::new(MAX_LACKING, secret),
            stalls: 0,
            resting: Time(0),
            fetches: FetchQueue::default(),
            known: Recent::new(MAX_KNOWN, secret),
            unannounced: Vec::new(),
            fee_filter: FeeRate(0),
            pool_asked: false,
            headers_wanted: None,
            requests: VecDeque::new(),
            pool_wanted: false,
            outflow: Outflow::default(),
            cost: Allowance::new(COST.0, COST.1, steady),
            served: Allowance::new(SERVED.0, SERVED.1, steady),
            ping: None,
            latency: None,
            least_latency: None,
            last_block: Time(0),
            last_transaction: Time(0),
            clock_offset: None,
            received: 0,
            sent: 0,
            brought: Traffic::default(),
            given: Traffic::default(),
            binding: [0; 32],
            person: None,
        }
    }

    pub(crate) fn is_resting(&self, now: Time) -> bool {
        self.resting > now
    }

    pub(crate) fn info(&self, id: PeerId, claim: Option<&Claim>) -> PeerInfo {
        PeerInfo {
            id,
            direction: self.direction,
            since: self.since,
            ready: self.ready,
            agent: self
                .version
                .as_ref()
                .map(|v| v.agent.clone())
                .unwrap_or_default(),
            height: claim.map_or(Height::GENESIS, |claim| claim.height),
            work: claim.map_or(Work::ZERO, |claim| claim.work),
            serves_all: self.serves == Serves::All,
            latency: self.latency,
            received: self.received,
            sent: self.sent,
            brought: self.brought,
            given: self.given,
            person: self.person.clone(),
        }
    }
}
