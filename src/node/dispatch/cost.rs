//! The cost of a message for the node that receives it.
//!
//! One unit is about the cost of a ping. A peer may cause 5,000 units at once and 200 per second
//! (see [`Peer`]). An honest peer stays far below, because almost all messages that the node
//! requested are free.
//!
//! [`Peer`]: crate::peers::Peer

use crate::peers::Peer;
use wire::{Item, Message};

/// The cost, in units, of `count` headers that were not requested: one hash each, and finding where
/// the branch belongs.
pub(crate) const fn headers_cost(count: usize) -> u64 {
    5 + count as u64 / 5
}

/// The cost, in units, of this message from this peer. `is_asked` tells whether the peer was asked
/// for headers.
pub(crate) fn cost(message: &Message, peer: &Peer, is_asked: bool) -> u64 {
    match message {
        Message::Version(_)
        | Message::Verack
        | Message::Ping(_)
        | Message::Pong(..)
        | Message::FeeFilter(_)
        | Message::Name(None) => 1,
        // Two signatures are verified. A person changes their name seldom.
        Message::Name(Some(_)) => 50,
        // The answer has a budget of bytes, and of several such messages only the last is answered.
        Message::GetHeaders { .. } => 5,
        Message::Headers(_) if is_asked => 0,
        Message::Headers(headers) => headers_cost(headers.len()),
        Message::Inv(items) | Message::NotFound(items) => 1 + items.len() as u64 / 20,
        // This is the cost of reading the request; the bytes of the answers have their own budget.
        Message::GetData(items) => 1 + items.len() as u64 / 10,
        Message::Block(block) if peer.blocks.contains(&block.hash()) => 0,
        Message::Block(_) => 100,
        Message::Transaction(transaction) if peer.fetches.is_asked(&transaction.txid()) => 0,
        // The peer announced this transaction, and its answer may be late. If the transaction is
        // invalid, the peer loses its link.
        Message::Transaction(transaction)
            if peer.known.contains(&Item::Transaction(transaction.txid())) =>
        {
            5
        }
        // The transaction may have some hundreds of signatures.
        Message::Transaction(_) => 50,
        // The answer is up to two full announcements, after a pass over the pool.
        Message::GetPool => 500,
    }
}
