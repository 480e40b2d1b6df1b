//! The settings of one node. The settings of the chain are in its `Spec`.

use crate::PoolLimits;
use core::time::Duration;

/// The settings of a node. The defaults suit a browser tab.
///
/// Times are long where a browser may slow down a peer's timers: a tab in the background still
/// answers within a minute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The name of this program in handshakes: at most 64 bytes of printable ASCII. Other
    /// characters, and those beyond that length, are left out.
    pub agent: String,
    /// The number in this node's handshakes. A node with a direct endpoint has the nonce of the
    /// endpoint ([`signal::WebRtcEndpoint::nonce`]), so that a caller of the endpoint can tell when
    /// another link leads to the same node. `None` for a number of this run.
    pub nonce: Option<u64>,
    /// The maximum number of links.
    pub max_peers: usize,
    /// The number of links at which the driver stops looking for peers. If the node has that many
    /// links and none of its peers has the next missing block, it drops a pruned peer from time to
    /// time.
    pub links: usize,
    /// The time limit of a new peer's handshake.
    pub handshake: Duration,
    /// How long a link may be silent before the node sends a ping.
    pub ping: Duration,
    /// How long a peer may take to answer a ping. Together with `ping`, it must be at least 75 s.
    pub pong: Duration,
    /// How long a peer may take to answer a request before another peer is asked as well.
    pub answer: Duration,
    /// How long all of the driver's checkers may be silent while they have batches to verify.
    /// Afterwards the node verifies those signatures itself.
    pub check: Duration,
    /// How long transactions are gathered for one announcement.
    pub announce: Duration,
    /// The minimum time between two jobs that differ only in their transactions. A new tip makes a
    /// new job at once.
    pub refresh: Duration,
    /// How long after its start a node seals no block unless it is in sync with a peer. Meanwhile
    /// it receives the blocks that were sealed while it was stopped, perhaps with its own key in
    /// another place.
    pub first_seal: Duration,
    /// The number of blocks in the window of the best branch, from its first missing block on. Only
    /// blocks in a window are requested.
    pub window: usize,
    /// The bounds of the mempool.
    pub pool: PoolLimits,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            agent: concat!("tabchain ", env!("CARGO_PKG_VERSION")).into(),
            nonce: None,
            max_peers: 16,
            links: 8,
            handshake: Duration::from_secs(30),
            ping: Duration::from_secs(30),
            pong: Duration::from_secs(75),
            answer: Duration::from_secs(15),
            check: Duration::from_secs(15),
            announce: Duration::from_millis(200),
            refresh: Duration::from_secs(1),
            first_seal: Duration::ZERO,
            window: 512,
            pool: PoolLimits::default(),
        }
    }
}
