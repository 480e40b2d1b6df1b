//! What a profile gives to open a chain with.

use chain::Spec;
use wallet::{AccountPublic, Vault};

/// What it takes to open a chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Setup {
    /// The chain's settings.
    pub spec: Spec,
    /// The WebSocket URLs of its relays; at most [`MAX_RELAYS`](super::MAX_RELAYS), no two the
    /// same, none empty.
    pub relays: Vec<String>,
    /// Links go through TURN servers only.
    pub hide_address: bool,
}

impl Setup {
    /// A chain whose peers this relay introduces; none where it is empty.
    pub fn new(spec: Spec, relay: &str) -> Self {
        let relays = match relay {
            "" => Vec::new(),
            relay => vec![relay.to_owned()],
        };
        Self {
            spec,
            relays,
            hide_address: false,
        }
    }
}

/// What a chain's wallet works with: the vault, and what is known of its keys on that chain while
/// it is locked.
#[derive(Clone, Debug)]
pub struct Keys {
    /// Opened for the moment of signing.
    pub vault: Vault,
    /// The public keys on this chain.
    pub account: AccountPublic,
}
