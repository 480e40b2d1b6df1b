//! Signalling: the messages between a page and a relay, and the state machine that decides which
//! peers to call.
//!
//! A page opens a WebSocket to its relay, sends [`ToRelay::Join`] with the room of its chain and a
//! random key for this visit, and receives a list of the other peers in the room. Two pages then
//! exchange offers, answers and candidates ([`Body`]) through the relay until their WebRTC link is
//! open. After that the relay carries nothing between them.
//!
//! The relay learns addresses, room names and random keys. It never sees a block, a payment or a
//! wallet.
//!
//! - [`messages`]: the messages as JSON text frames, each with its bounds.
//! - [`key`]: rooms and peer keys.
//! - [`endpoint`]: nodes that can be called without a relay.
//! - [`attempts`]: the failed attempts to open a link.
//! - [`mesh`]: a state machine without I/O that keeps a page linked to enough peers.
//! - [`signalling`]: a state machine without I/O that joins relays, opens links and ends them as
//!   the mesh decides. Browsers and native nodes share it.
//! - [`offences`]: the mesh's record of peers that broke a rule.

pub mod attempts;
mod dice;
pub mod endpoint;
pub mod key;
pub mod mesh;
pub mod messages;
pub mod offences;
pub mod signalling;

pub use endpoint::{Endpoint, WebRtcEndpoint};
pub use key::{Group, KeyError, PeerKey, Room};
pub use mesh::SharedNonce;
pub use messages::{Body, FromRelay, IceServer, Introduction, MessageError, Refusal, ToRelay};
pub use offences::Offence;
pub use signalling::{Descriptions, LinkId, Order, Signalling, Visit};
