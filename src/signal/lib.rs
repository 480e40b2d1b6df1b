//! The words spoken with the relay, and the machine that decides whom to call.
//!
//! A page opens a WebSocket to its relay, says [`ToRelay::Join`] with the room of its chain and a random key for this
//! visit, and hears who else is there. Two pages then pass offers, answers and candidates through the relay until
//! their direct link is open; from then on the relay carries nothing between them. The same [`Body`] can travel through a
//! page that both are linked to, which is how the mesh heals when the relay is gone.
//!
//! The relay learns room names and random keys, never a block, a payment or a wallet.
//!
//! - [`words`]: the messages, as JSON text frames, each with its bounds.
//! - [`key`]: rooms and peer keys.
//! - [`attempts`]: what was tried to open links that did not open.
//! - [`mesh`]: a sans-IO machine that keeps a page linked to enough of the others.

pub mod attempts;
mod dice;
pub mod key;
pub mod mesh;
pub mod words;

pub use key::{Group, KeyError, PeerKey, Room};
pub use words::{Body, FromRelay, IceServer, Introduction, Refusal, ToRelay, WordError};
