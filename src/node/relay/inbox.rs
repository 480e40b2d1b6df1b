//! Transactions that have arrived and are not checked yet.

use crate::PeerId;
use primitives::Transaction;
use std::collections::VecDeque;

/// The number of queued bytes from which on no more transactions are requested.
const MAX_REQUESTING_BYTES: usize = 4_000_000;
/// Maximum bytes queued; later transactions are dropped. Transactions of ordinary size that were
/// requested before [`MAX_REQUESTING_BYTES`] was reached still fit.
const MAX_QUEUED_BYTES: usize = 16_000_000;

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
        self.bytes < MAX_REQUESTING_BYTES
    }

    /// Queues a transaction. Returns whether there was room.
    pub(crate) fn push(&mut self, from: PeerId, transaction: Transaction) -> bool {
        let bytes = transaction.encoded_len();
        let fits = self.bytes + bytes <= MAX_QUEUED_BYTES;
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

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::{Amount, Lock, Output};

    /// A transaction of some 90 kB.
    fn large() -> Transaction {
        let data = Output {
            amount: Amount::ZERO,
            lock: Lock::Data(vec![7; 9_000]),
        };
        Transaction {
            version: 2,
            inputs: Vec::new(),
            outputs: vec![data; 10],
            lock_time: 0,
        }
    }

    #[test]
    fn queued_bytes_are_bounded_and_no_more_is_requested_from_4_mb_on() {
        let mut inbox = Inbox::default();
        let (transaction, bytes) = (large(), large().encoded_len());
        let mut with_room = 0;
        while inbox.push(PeerId(1), transaction.clone()) {
            with_room += usize::from(inbox.has_room());
        }
        assert_eq!(inbox.bytes, 16_000_000 / bytes * bytes);
        assert_eq!(with_room, 4_000_000 / bytes);
        // A transaction that is taken makes room.
        assert!(inbox.pop().is_some());
        assert!(inbox.push(PeerId(1), transaction));
        while inbox.pop().is_some() {}
        assert!(inbox.has_room() && inbox.bytes == 0);
    }
}
