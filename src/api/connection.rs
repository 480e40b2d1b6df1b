//! How a node stands with the others of its chain: one diagnosis, and what it was made from.

use primitives::Time;
use serde::{Deserialize, Serialize};

/// How a node stands with the others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConnectionView {
    /// The diagnosis.
    pub state: Connection,
    /// The chain's relays; at most 4.
    pub relays: Vec<RelayEntry>,
    /// Attempts to link with a peer that came to nothing, newest first; at most 8.
    pub attempts: Vec<AttemptView>,
    /// A relay has named a TURN server.
    pub has_turn: bool,
    /// Links go through TURN servers only, so that peers do not see this device's addresses.
    pub hides_address: bool,
    /// Seconds by which this device's clock seems ahead of the others' (negative: behind); none
    /// while nobody has told.
    pub clock_ahead: Option<i64>,
}

/// The diagnosis. Where several hold, the first of this list is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Connection {
    /// This device's clock differs too much from that of the others.
    Clock {
        /// Seconds by which it seems ahead; negative where it is behind.
        ahead: i64,
    },
    /// No relay answers and no link is open.
    RelayUnreachable {
        /// Why a relay refused, in a sentence, where one did.
        refused: Option<String>,
    },
    /// Others are present, and no link with any of them can be opened.
    CantReach {
        /// Peers with which it was tried and failed.
        unreached: u32,
        /// Peers that are present.
        present: u32,
        /// Why, as far as it can be told.
        obstacle: Obstacle,
    },
    /// Nobody else is present.
    NobodyElse {
        /// The chain has a relay that could introduce somebody.
        has_relay: bool,
    },
    /// Others follow a chain with more work that this node can't switch to.
    OtherBranch {
        /// The height of its end.
        target: u32,
    },
    /// No peer keeps the old blocks that come next.
    OldBlocksMissing {
        /// The height of the best known header.
        target: u32,
    },
    /// On the way to where the others are.
    CatchingUp(Progress),
    /// In sync with everybody connected.
    InSync {
        /// At least one relay answers, so that others can be met.
        has_relay: bool,
    },
}

/// How far catching up is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Progress {
    /// The relay is being called for the first time.
    CallingRelay,
    /// Links with those present are being opened for the first time.
    Linking {
        /// Peers that are present.
        present: u32,
    },
    /// Blocks are fetched and verified.
    Blocks {
        /// The height of the best known header.
        target: u32,
    },
    /// The wallet reads blocks that it has not seen yet.
    Wallet {
        /// The height it has reached.
        scanned: u32,
    },
}

/// Why no link can be opened, as far as it can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Obstacle {
    /// Everybody who is present has as many links as they take.
    AllBusy,
    /// This browser offers no address to be reached at: WebRTC is switched off or blocked.
    NoCandidates,
    /// Links go through TURN servers only, and no relay names one.
    NoTurnWhileHiding,
    /// The others' pages do not answer: they may be asleep.
    NoAnswer,
    /// The networks let no direct link through, and no relay names a TURN server.
    NoTurn,
    /// The networks let no direct link through, and the TURN server gave this browser no address.
    TurnFailed,
    /// The networks let nothing through, though the TURN server works.
    Network,
}

/// A relay of the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelayEntry {
    /// Its WebSocket URL.
    pub url: String,
    /// How it stands with it.
    pub state: RelayView,
}

/// How it stands with a relay that introduces peers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RelayView {
    /// It is called for the first time.
    Connecting,
    /// It was not reached or was lost; `retry` is when the next attempt starts, none while one is
    /// under way.
    Lost {
        /// Milliseconds since 1970, by this device's clock.
        retry: Option<Time>,
    },
    /// Connected.
    Connected,
    /// It refused us; `reason` is its sentence.
    Refused {
        /// Why.
        reason: String,
    },
}

/// One attempt to link with a peer that came to nothing. It names no address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptView {
    /// The first characters of the peer's key, which is drawn anew for each visit.
    pub name: String,
    /// This side made the call.
    pub called: bool,
    /// When it began (milliseconds since 1970).
    pub started: Time,
    /// How long it took, in milliseconds.
    pub took: u32,
    /// The peer's description came.
    pub answered: bool,
    /// The peer takes no more links.
    pub declined: bool,
    /// The ways that this side offered.
    pub own: CandidatesView,
    /// The ways that the peer offered.
    pub theirs: CandidatesView,
    /// The last ICE state of the browser, as WebRTC names it; empty before the first.
    pub ice: String,
    /// The code with which a STUN or TURN server failed (RFC 8656, or 701 for one that was not
    /// reached), if one did.
    pub server_error: Option<u16>,
}

/// How many ways to be reached of each kind a side offered (RFC 8445 calls them candidates).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CandidatesView {
    /// Addresses of the device itself.
    pub host: u32,
    /// Addresses of the device that its browser hides behind names of multicast DNS.
    pub hidden: u32,
    /// Addresses that a STUN server sees.
    pub reflexive: u32,
    /// Addresses at a TURN server.
    pub relayed: u32,
}

impl CandidatesView {
    /// All of them.
    pub const fn total(&self) -> u32 {
        self.host + self.hidden + self.reflexive + self.relayed
    }
}

impl Connection {
    /// The word that its text begins with.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Clock { .. } => "Clock",
            Self::RelayUnreachable { .. } => "Relay unreachable",
            Self::CantReach { .. } => "Can't reach",
            Self::NobodyElse { .. } => "Nobody else here",
            Self::OtherBranch { .. } => "On another branch",
            Self::OldBlocksMissing { .. } => "Old blocks missing",
            Self::CatchingUp(_) => "Catching up",
            Self::InSync { .. } => "In sync",
        }
    }
}
