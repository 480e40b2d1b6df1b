//! What a message costs the node that receives it.
//!
//! One unit is about what a ping costs. A peer may cause 5,000 units at once and 200 per second (in
//! [`Peer`]); an honest one stays far below, because what the node asked for is free.
//!
//! [`Peer`]: crate::peer::Peer

use crate::peer::Peer;
use wire::{Item, Message};

/// The units that so many headers cost which were not asked for: one hash each, and a branch to be
/// found its place.
pub(crate) const fn headers_cost(count: usize) -> u64 {
    5 + count as u64 / 5
}

/// The units that this message costs, coming from this peer now; `is_asked` tells that the peer was
/// asked for headers.
pub(crate) fn cost(message: &Message, peer: &Peer, is_asked: bool) -> u64 {
    match message {
        Message::Version(_)
        | Message::Verack
        | Message::Ping(_)
        | Message::Pong(..)
        | Message::FeeFilter(_) => 1,
        // The answer has a budget of bytes, and only the last of several questions gets one.
        Message::GetHeaders { .. } => 5,
        Message::Headers(_) if is_asked => 0,
        Message::Headers(headers) => headers_cost(headers.len()),
        Message::Inv(items) | Message::NotFound(items) => 1 + items.len() as u64 / 20,
        // Reading is what this costs; the bytes sent have a budget of their own.
        Message::GetData(items) => 1 + items.len() as u64 / 10,
        Message::Block(block) if peer.blocks.contains_key(&block.hash()) => 0,
        Message::Block(_) => 100,
        Message::Transaction(transaction)
            if peer.transactions.contains_key(&transaction.txid()) =>
        {
            0
        }
        // It offered this, and perhaps answers late; a wrong one costs it the link.
        Message::Transaction(transaction)
            if peer.known.contains(&Item::Transaction(transaction.txid())) =>
        {
            5
        }
        // Up to some hundreds of signatures.
        Message::Transaction(_) => 50,
        // Up to ten full announcements.
        Message::GetPool => 500,
    }
}
