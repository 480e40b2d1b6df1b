//! What an invitation link describes, for a person to agree to.

use serde::{Deserialize, Serialize};

/// A chain that a link leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationDocument {
    /// Its genesis hash, reversed hexadecimal.
    pub genesis: String,
    /// What people call it.
    pub name: String,
    /// What they call its coin.
    pub symbol: String,
    /// Seconds wanted between blocks.
    pub interval: u32,
    /// How many authors make its blocks; 0 where everybody may.
    pub authors: u32,
    /// The relay's WebSocket URL; empty where the link names none.
    pub relay: String,
    /// What this profile knows of it.
    pub known: Known,
}

/// What a profile knows of an invitation's chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Known {
    /// Nothing.
    New,
    /// It keeps the chain, and calls the link's relay already, or the link names none.
    Same,
    /// It keeps the chain, and does not call the link's relay.
    OtherRelay,
}
