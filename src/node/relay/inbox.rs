//! Transactions that have arrived and are not checked yet.

use crate::PeerId;
use primitives::Transaction;
use std::collections::VecDeque;

/// Above this many bytes, no more transactions are requested.
const ENOUGH: usize = 4_000_000;
/// The maximum bytes queued; later transactions are dropped. Transactions that were requested
/// before [`ENOUGH`] was reached still fit, at ordinary sizes.
const MOST: usize = 16_000_000;

/// Transactions in the order of arrival, with the peers that sent them.
#[derive(Debug, Default)]
pub(crate) struct Inbox {
    queue: VecDeque<(PeerId, Transaction)>,
    bytes: usize,
}

impl Inbox {
    pub(crate) fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// Whether more transactions may be requested.
    pub(crate) const fn has_room(&self) -> bool {
        self.bytes < ENOUGH
    }

    /// Queues a transaction. Returns whether there was room.
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
