//! The events of a chain, for clients that stay connected: a log with numbers, and streams that
//! read it.

pub(crate) mod balances;
pub(crate) mod feed;
pub(crate) mod log;
mod socket;
mod sse;
pub(crate) mod stream;

use daemon::Event;
use node::Removal;
use serde_json::{Value, json};

/// The kind of an event, as clients see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A block has become the tip.
    Block,
    /// A block, which was the tip, left the best chain.
    BlockDisconnected,
    /// A branch with more work became the best chain.
    Reorganisation,
    /// A transaction was added to the mempool.
    Transaction,
    /// A transaction left the mempool.
    TransactionRemoved,
    /// The balance of an address.
    Balance,
    /// Events were missed: the client should ask for the present state.
    Missed,
}

impl Kind {
    /// The kinds that a client can choose among.
    pub(crate) const CHOICES: [Self; 5] = [
        Self::Block,
        Self::BlockDisconnected,
        Self::Reorganisation,
        Self::Transaction,
        Self::TransactionRemoved,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::BlockDisconnected => "block-disconnected",
            Self::Reorganisation => "reorganisation",
            Self::Transaction => "transaction",
            Self::TransactionRemoved => "transaction-removed",
            Self::Balance => "balance",
            Self::Missed => "missed",
        }
    }
}

/// The kind and the JSON object of a node's event; `None` if the event is not for clients, such as
/// a notice, which is about the wallet.
pub(crate) fn encode(event: &Event) -> Option<(Kind, Value)> {
    Some(match event {
        Event::Connected { height, hash } => (
            Kind::Block,
            json!({ "height": height.value(), "hash": hash.to_string() }),
        ),
        Event::Disconnected { height, hash } => (
            Kind::BlockDisconnected,
            json!({ "height": height.value(), "hash": hash.to_string() }),
        ),
        Event::Reorganised { left, joined } => (
            Kind::Reorganisation,
            json!({ "left": left, "joined": joined }),
        ),
        Event::TransactionAdded(txid) => (Kind::Transaction, json!({ "txid": txid.to_string() })),
        Event::TransactionRemoved(txid, why) => (
            Kind::TransactionRemoved,
            json!({ "txid": txid.to_string(), "reason": reason(*why) }),
        ),
        Event::Sync(_) | Event::PeersChanged | Event::Notice(_) => return None,
    })
}

const fn reason(why: Removal) -> &'static str {
    match why {
        Removal::Confirmed => "confirmed",
        Removal::Conflict { .. } => "conflict",
        Removal::Replaced { .. } => "replaced",
        Removal::Invalid => "invalid",
        Removal::Unknown => "unknown",
        Removal::Crowded => "crowded",
        Removal::Expired => "expired",
    }
}
