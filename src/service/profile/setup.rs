//! The data that is needed to open a chain.

use chain::Spec;
use wallet::{AccountPublic, Vault};

use super::accounts::NamedAccount;
use crate::profile::labels::Labels;

/// A chain's settings and relays.
#[derive(Clone, Debug, PartialEq)]
pub struct Setup {
    /// The chain's settings.
    pub spec: Spec,
    /// The WebSocket URLs of its relays; at most [`MAX_RELAYS`](super::MAX_RELAYS), all different,
    /// none empty.
    pub relays: Vec<String>,
    /// Whether links go through TURN servers only.
    pub hide_address: bool,
    /// What the person noted about the chain.
    pub labels: Labels,
}

impl Setup {
    /// A chain with this relay. An empty `relay` means that the chain has none.
    pub fn new(spec: Spec, relay: &str) -> Self {
        Self::using(
            spec,
            match relay {
                "" => Vec::new(),
                relay => vec![relay.to_owned()],
            },
        )
    }

    /// A chain with these relays, as [`relays`](Self::relays) says.
    pub fn using(spec: Spec, relays: Vec<String>) -> Self {
        Self {
            spec,
            relays,
            hide_address: false,
            labels: Labels::default(),
        }
    }
}

/// A wallet's vault and its public keys on one chain, which are readable while the vault is locked.
#[derive(Clone, Debug)]
pub struct Keys {
    /// The vault, which is opened only while something is signed.
    pub vault: Vault,
    /// The public keys of account 0 on this chain.
    pub account: AccountPublic,
    /// The further accounts; at most 7.
    pub further: Vec<NamedAccount>,
    /// The index of the account that is shown: 0 for account 0, otherwise one more than the index
    /// in `further`.
    pub chosen: usize,
}

impl Keys {
    /// The keys of a wallet with account 0 alone.
    pub const fn new(vault: Vault, account: AccountPublic) -> Self {
        Self {
            vault,
            account,
            further: Vec::new(),
            chosen: 0,
        }
    }
}
