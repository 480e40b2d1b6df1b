//! Transactions that came and wait to be checked.

use crate::PeerId;
use primitives::Transaction;
use std::collections::VecDeque;

/// Bytes beyond which nothing more is asked for.
const ENOUGH: usize = 4_000_000;
/// Bytes beyond which what comes is let go: what was asked for before there was enough still fits,
/// at ordinary sizes.
const MOST: usize = 16_000_000;

/// Transactions in the order in which they came, with who sent them.
#[derive(Debug, Default)]
pub(crate) struct Inbox {
    queue: VecDeque<(PeerId, Transaction)>,
    bytes: usize,
}

impl Inbox {
    pub(crate) fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// Whether more may be asked for.
    pub(crate) const fn has_room(&self) -> bool {
        self.bytes < ENOUGH
    }

    /// Takes a transaction in; whether there was room.
    pub(crate) fn push(&mut self, from: PeerId, transaction: Transaction) -> bool {
        let bytes = transaction.encoded_len();
        let fits = self.bytes + bytes <= MOST;
        if fits {
            self.bytes += bytes;
            self.queue.push_back((from, transaction));
        }
        fits
    }

    pub(crate) fn pop(&mut self) -> Option<(PeerId, Transaction)> {
        let (from, transaction) = self.queue.pop_front()?;
        self.bytes -= transaction.encoded_len();
        Some((from, transaction))
    }
}
