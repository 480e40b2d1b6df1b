//! Peers: their links, their state, and the choice of those that keep their slots.

mod allowance;
pub(crate) mod fault;
mod handshake;
mod names;
mod outflow;
mod peer;
mod quota;
mod recent;
mod room;
mod slots;

pub use names::{MAX_NAME_CHARACTERS, is_name};
pub(crate) use outflow::MAX_UNSENT;
pub(crate) use peer::{Peer, Serves};
pub use peer::{PeerInfo, Person, Traffic};
pub(crate) use recent::Recent;
