//! The settings of one node. Those of the chain are in its `Spec`.

use crate::PoolLimits;
use core::time::Duration;

/// What a person or program may set for a node. The defaults suit a browser tab.
///
/// Times are long where a peer's timers may be slowed: a tab in the background still answers within
/// a minute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The name of this program in handshakes; printable ASCII of at most 64 bytes, other
    /// characters are left out.
    pub agent: String,
    /// Links kept at once; further ones are closed at once.
    pub max_peers: usize,
    /// Links from which on the driver looks for no more peers; with as many of no use, the node
    /// lets one go.
    pub links: usize,
    /// How long a new peer may take for the handshake.
    pub handshake: Duration,
    /// How long a link may be silent before the node asks for a sign of life.
    pub ping: Duration,
    /// How long a peer may take for the sign of life; together with `ping` it must be at least 75
    /// s.
    pub pong: Duration,
    /// How long a peer may take to answer a request before another peer is asked, too.
    pub answer: Duration,
    /// How long the driver's checkers may all be silent while they have something to verify.
    pub check: Duration,
    /// How long transactions are gathered before they are announced together.
    pub announce: Duration,
    /// The least time between two jobs that differ in their transactions only. A new tip makes a
    /// new job at once.
    pub refresh: Duration,
    /// Blocks that are asked for ahead of the first one missing.
    pub window: usize,
    /// The pool's bounds.
    pub pool: PoolLimits,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            agent: concat!("tabchain ", env!("CARGO_PKG_VERSION")).into(),
            max_peers: 16,
            links: 8,
            handshake: Duration::from_secs(30),
            ping: Duration::from_secs(30),
            pong: Duration::from_secs(75),
            answer: Duration::from_secs(15),
            check: Duration::from_secs(15),
            announce: Duration::from_millis(200),
            refresh: Duration::from_secs(1),
            window: 512,
            pool: PoolLimits::default(),
        }
    }
}
