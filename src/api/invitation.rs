//! The content of an invitation link, shown before the person agrees to join.

use crate::PaymentRequest;
use serde::{Deserialize, Serialize};

/// The chain of an invitation link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationDocument {
    /// Its genesis hash, reversed hexadecimal.
    pub genesis: String,
    /// The chain's name.
    pub name: String,
    /// The symbol of its coin.
    pub symbol: String,
    /// The intended seconds between blocks.
    pub interval: u32,
    /// The number of authors that seal its blocks; 0 if everybody may make blocks.
    pub authors: u32,
    /// The relay's WebSocket URL; empty if the link names none.
    pub relay: String,
    /// The URLs of nodes that can be called without a relay; at most 3.
    pub endpoints: Vec<String>,
    /// The profile's knowledge of the chain.
    pub known: Known,
    /// The payment that the link asks for; `None` if it is an invitation only.
    pub request: Option<PaymentRequest>,
}

/// A profile's knowledge of the chain of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Known {
    /// The profile does not know the chain.
    New,
    /// The profile knows the chain. It uses the link's relay and endpoints already.
    Same,
    /// The profile knows the chain, and does not use the link's relay or one of its
    /// endpoints.
    OtherRelay,
}
