//! What a node knows of one peer.

use crate::allowance::Allowance;
use crate::headers::Claim;
use crate::outflow::Outflow;
use crate::quota::Quota;
use crate::recent::Recent;
use crate::{Direction, Group, PeerId};
use core::time::Duration;
use litemap::LiteMap;
use primitives::{BlockHash, FeeRate, Height, Secret, Time, Txid, Work};
use std::collections::VecDeque;
use wire::{Item, LIMITED_BLOCKS, Version};

/// Items remembered as known to a peer, so that nothing is announced to where it came from. A full
/// announcement fits twice.
const MAX_KNOWN: usize = 10_000;
/// Blocks remembered as missing at a peer.
const MAX_LACKING: usize = 1_000;
/// Blocks that a peer is asked for at once, at first and at most.
const BLOCKS: (usize, usize) = (16, 128);
/// Cost units that a peer may cause at once and per second: see [`crate::cost`].
const COST: (u64, u64) = (5_000, 200);
/// Bytes of blocks and transactions that a peer is served at once and per second: two full blocks,
/// then what a good link carries.
const SERVED: (u64, u64) = (8_000_000, 8_000_000);

/// Which blocks of its chain a peer serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Serves {
    /// All.
    All,
    /// Its newest ones (BIP159).
    Newest,
    /// None.
    Nothing,
}

/// How many of a limited peer's newest blocks it is asked for. It may cut more of them while a
/// request travels: BIP159 leaves two blocks for that, but blocks may be seconds apart here.
const ASKED_OF_LIMITED: u32 = LIMITED_BLOCKS - 16;

impl Serves {
    /// What a peer says of itself.
    pub(crate) const fn of(version: &Version) -> Self {
        if version.serves_all() {
            Self::All
        } else if version.serves_newest() {
            Self::Newest
        } else {
            Self::Nothing
        }
    }

    /// Whether it covers the block at a height of a chain that ends at `top`.
    pub(crate) fn covers(self, height: Height, top: Height) -> bool {
        match self {
            Self::All => true,
            Self::Newest => top.since(height) < ASKED_OF_LIMITED,
            Self::Nothing => false,
        }
    }
}

/// A peer as people see it.
#[derive(Clone, Debug, PartialEq)]
pub struct PeerInfo {
    /// The link.
    pub id: PeerId,
    /// Who opened it.
    pub direction: Direction,
    /// When it was opened.
    pub since: Time,
    /// Whether the handshake is through; what follows has a meaning only then.
    pub ready: bool,
    /// Its program, printable ASCII.
    pub agent: String,
    /// Its height as last heard from it, or as it follows from the last block that it was sent.
    pub height: Height,
    /// The work of its chain, likewise.
    pub work: Work,
    /// Whether it serves every block of its chain, and not only the newest.
    pub serves_all: bool,
    /// The last round trip measured.
    pub latency: Option<Duration>,
    /// Bytes of messages received from it.
    pub received: u64,
    /// Bytes of messages sent to it.
    pub sent: u64,
}

/// The state of one link. All its collections are bounded; the constants say by what.
#[derive(Debug)]
pub(crate) struct Peer {
    pub(crate) direction: Direction,
    /// The network that it comes from, where that is known.
    pub(crate) group: Option<Group>,
    /// When the link opened, on the wall clock.
    pub(crate) since: Time,
    /// What it said of itself, once it has.
    pub(crate) version: Option<Version>,
    /// The handshake is through both ways.
    pub(crate) ready: bool,
    pub(crate) serves: Serves,
    /// Blocks asked for and not come, as many as its quota allows.
    pub(crate) blocks: LiteMap<BlockHash, ()>,
    pub(crate) quota: Quota,
    /// Blocks that it said it hasn't got.
    pub(crate) lacking: Recent,
    /// Requests in a row that it left unanswered.
    pub(crate) stalls: u32,
    /// Until this time, on the steady clock, others are asked first.
    pub(crate) resting: Time,
    /// Transactions asked for and not come; bounded in `fetch`.
    pub(crate) transactions: LiteMap<Txid, ()>,
    /// Transactions to ask for next; bounded in `fetch`.
    pub(crate) offered: VecDeque<Txid>,
    /// What it knows.
    pub(crate) known: Recent,
    /// Transactions to be announced to it; bounded in `relay`.
    pub(crate) unannounced: Vec<Txid>,
    /// The least that transactions must pay to interest it.
    pub(crate) fee_filter: FeeRate,
    /// It was asked for its pool.
    pub(crate) pool_asked: bool,
    /// The locator and last hash of a question for headers that was not answered yet.
    pub(crate) headers_wanted: Option<(Vec<BlockHash>, BlockHash)>,
    /// What it asked for and was not sent yet; bounded in `serve`.
    pub(crate) requests: VecDeque<Item>,
    /// It asked for the pool and was not answered yet.
    pub(crate) pool_wanted: bool,
    pub(crate) outflow: Outflow,
    pub(crate) cost: Allowance,
    pub(crate) served: Allowance,
    /// The number in the last ping, and the steady time at which it was sent; none once it was
    /// answered.
    pub(crate) ping: Option<(u64, Time)>,
    pub(crate) latency: Option<Duration>,
    /// The shortest so far.
    pub(crate) least_latency: Option<Duration>,
    /// When, on the steady clock, it last was the first to bring a block or a transaction; 0 for
    /// never.
    pub(crate) last_block: Time,
    pub(crate) last_transaction: Time,
    /// By how many seconds its clock is ahead of ours, as it last said.
    pub(crate) clock_offset: Option<i64>,
    pub(crate) received: u64,
    pub(crate) sent: u64,
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
            blocks: LiteMap::new(),
            quota: Quota::new(BLOCKS.0, BLOCKS.1),
            lacking: Recent::new(MAX_LACKING, secret),
            stalls: 0,
            resting: Time(0),
            transactions: LiteMap::new(),
            offered: VecDeque::new(),
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
        }
    }
}
