//! The connected peers in a snapshot.

use primitives::Time;
use serde::{Deserialize, Serialize};

/// One connected peer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PeerView {
    /// A short name: the first characters of its key.
    pub name: String,
    /// Which side called.
    pub link: LinkKind,
    /// Its last known height.
    pub height: u32,
    /// Whether it serves every block, or only the newest; `None` before the end of the handshake.
    pub serves_all: Option<bool>,
    /// The round-trip time in milliseconds; `None` before the first measurement.
    pub latency: Option<u32>,
    /// When the link was opened, in milliseconds since 1970.
    pub since: Time,
    /// The bytes received from it.
    pub received: f64,
    /// The bytes sent to it.
    pub sent: f64,
    /// The blocks and payments that it was the first to send, if they joined the best chain or
    /// entered the mempool.
    pub brought: TrafficView,
    /// The blocks and payments that it requested and was sent.
    pub given: TrafficView,
    /// The person behind it; `None` if they sent no name.
    pub person: Option<PersonView>,
}

/// The person behind a peer. They have signed their name for this link. Other people may have the
/// same name, so it is shown with the picture of the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonView {
    /// The name, at most 32 characters.
    pub name: String,
    /// The public key of their identity: 66 hexadecimal digits.
    pub key: String,
    /// The address of that key on this chain. A contact gives a name to this address.
    pub address: String,
}

/// The number of blocks and payments that went over a link in one direction. After 2^32 a count
/// begins again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrafficView {
    /// The number of blocks.
    pub blocks: u32,
    /// The number of payments.
    pub payments: u32,
}

/// Which side called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkKind {
    /// This node called.
    Outbound,
    /// The peer called.
    Inbound,
}
