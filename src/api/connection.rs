//! The state of the connection to other nodes: one diagnosis, and the data that it is based on.

use primitives::Time;
use serde::{Deserialize, Serialize};

/// The state of the connection to other nodes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConnectionView {
    /// The diagnosis.
    pub state: Connection,
    /// The chain's relays; at most 4.
    pub relays: Vec<RelayEntry>,
    /// Failed attempts to open a link with a peer, newest first; at most 8.
    pub attempts: Vec<AttemptView>,
    /// Whether a relay has named a TURN server.
    pub has_turn: bool,
    /// Whether links go through TURN servers only, so that peers do not see this device's
    /// addresses.
    pub hides_address: bool,
    /// The seconds by which this device's clock seems ahead of the peers' clocks; negative if it is
    /// behind. `None` if no peer has reported its time.
    pub clock_ahead: Option<i64>,
}

/// The diagnosis. If several variants apply, the first one in this list is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Connection {
    /// This device's clock differs too much from the peers' clocks.
    Clock {
        /// The seconds by which it seems ahead; negative if it is behind.
        ahead: i64,
    },
    /// No link is open, and none of the chain's relays is connected or being called for the first
    /// time.
    RelayUnreachable {
        /// The sentence with which a relay refused; `None` if none did.
        refused: Option<String>,
    },
    /// Other peers are present and no link is open: an attempt to link failed, or all of the peers
    /// are full.
    CantReach {
        /// The number of peers with which linking failed, or the number of peers that take no more
        /// links: the larger of the two.
        unreached: u32,
        /// The number of peers that are present.
        present: u32,
        /// The likely reason.
        obstacle: Obstacle,
    },
    /// No other peer is present.
    NobodyElse {
        /// Whether the chain has a relay that could introduce peers.
        has_relay: bool,
    },
    /// The best chain of the peers has more work, but this node can't switch to it.
    OtherBranch {
        /// The height of that chain's end.
        target: u32,
    },
    /// No peer stores the old blocks that are needed next.
    OldBlocksMissing {
        /// The height of the best known header.
        target: u32,
    },
    /// The node is still catching up with its peers.
    CatchingUp(Progress),
    /// The node is in sync with all connected peers.
    InSync {
        /// Whether at least one relay is connected, so that new peers can be introduced.
        has_relay: bool,
    },
}

/// The stage of catching up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Progress {
    /// The relay is being called for the first time.
    CallingRelay,
    /// Links with the peers present are being opened for the first time.
    Linking {
        /// The number of peers that are present.
        present: u32,
    },
    /// Blocks are being fetched and verified.
    Blocks {
        /// The height of the best known header.
        target: u32,
    },
    /// The wallet is reading blocks that it has not seen yet.
    Wallet {
        /// The height it has reached.
        scanned: u32,
    },
}

/// The likely reason why no link can be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Obstacle {
    /// All peers that are present have as many links as they accept.
    AllBusy,
    /// This browser offers no address to connect to: WebRTC is switched off or blocked.
    NoCandidates,
    /// Links go through TURN servers only, and no relay names one.
    NoTurnWhileHiding,
    /// The peers' pages do not answer: the browser may have suspended them.
    NoAnswer,
    /// The networks allow no direct link, and no relay names a TURN server.
    NoTurn,
    /// No direct link is possible or allowed, and the TURN server gave this browser no address.
    TurnFailed,
    /// The networks allow no link, although the TURN server works.
    Network,
}

/// A relay of the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelayEntry {
    /// Its WebSocket URL.
    pub url: String,
    /// The state of the connection to it.
    pub state: RelayView,
}

/// The state of the connection to a relay, which introduces peers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RelayView {
    /// It is being called for the first time.
    Connecting,
    /// It was not reached, or the connection was lost. `retry` is the time of the next attempt;
    /// `None` while an attempt is under way.
    Lost {
        /// Milliseconds since 1970, by this device's clock.
        retry: Option<Time>,
    },
    /// Connected.
    Connected,
    /// It refused the connection; `reason` is its sentence.
    Refused {
        /// The reason.
        reason: String,
    },
}

/// A failed attempt to open a link with a peer. It contains no network address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptView {
    /// The first characters of the peer's key, which is drawn anew for each visit.
    pub name: String,
    /// Whether this side made the call.
    pub called: bool,
    /// When it began (milliseconds since 1970).
    pub started: Time,
    /// How long it took, in milliseconds.
    pub took: u32,
    /// Whether the peer's session description arrived.
    pub answered: bool,
    /// Whether the peer declined because it takes no more links.
    pub declined: bool,
    /// The candidates that this side offered.
    pub own: CandidatesView,
    /// The candidates that the peer offered.
    pub theirs: CandidatesView,
    /// The browser's last ICE state, as WebRTC names it; empty before the first.
    pub ice: String,
    /// The code of a STUN or TURN server's error (RFC 8656, or 701 for a server that was not
    /// reached); `None` if there was none.
    pub server_error: Option<u16>,
}

/// The number of ICE candidates of each kind that one side offered (RFC 8445).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CandidatesView {
    /// Addresses of the device itself.
    pub host: u32,
    /// Addresses of the device itself that its browser hides behind multicast DNS names.
    pub hidden: u32,
    /// Addresses as a STUN server sees them.
    pub reflexive: u32,
    /// Addresses at a TURN server.
    pub relayed: u32,
}

impl CandidatesView {
    /// The number of all candidates.
    pub const fn total(&self) -> u32 {
        self.host + self.hidden + self.reflexive + self.relayed
    }
}
