//! The state of network and miner, which the driver knows and the service does not.

use api::{AttemptView, RelayEntry};
use node::PeerId;

/// The state of network and miner, which the driver knows and the service does not.
#[derive(Clone, Debug, Default)]
pub struct DriverStatus {
    /// The driver's figures of the network.
    pub network: NetworkFigures,
    /// The driver's figures of the miner.
    pub mining: MinerFigures,
    /// The driver's figures of each link.
    pub links: Vec<(PeerId, LinkFigures)>,
}

/// The driver's figures of the miner.
#[derive(Clone, Copy, Debug, Default)]
pub struct MinerFigures {
    /// The number of workers; 0 when the miner is stopped.
    pub cores: u32,
    /// The completed hashes per second of wall-clock time, as an average over the last seconds.
    pub hash_rate: f64,
    /// The hashes completed since mining started.
    pub hashes: f64,
    /// The milliseconds that the last job took to reach the slowest worker; `None` before the first
    /// report.
    pub delay: Option<u32>,
    /// The expected number of hashes to find one as low as the lowest since the tip last changed or
    /// mining started; 0 if no hash came near the target.
    pub closest: f64,
}

/// The driver's figures of the network.
#[derive(Clone, Debug, Default)]
pub struct NetworkFigures {
    /// The chain's relays.
    pub relays: Vec<RelayEntry>,
    /// The number of peers that a relay names as present and that have no open link.
    pub present: u32,
    /// The number of `present` peers with which an attempt to open a link has failed.
    pub unreached: u32,
    /// The number of `present` peers that take no more links.
    pub busy: u32,
    /// The failed attempts to open a link, newest first.
    pub attempts: Vec<AttemptView>,
    /// Whether a relay has named a TURN server.
    pub has_turn: bool,
    /// Whether links go through TURN servers only.
    pub hides_address: bool,
}

/// The driver's figures of one link.
#[derive(Clone, Debug, Default)]
pub struct LinkFigures {
    /// A short name for the peer.
    pub name: String,
    /// The bytes received.
    pub received: u64,
    /// The bytes sent.
    pub sent: u64,
}
