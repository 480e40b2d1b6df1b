//! Counts of the bytes of one link between the node's thread and the transport.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use signal::Offence;
use wire::FRAME;

/// Maximum bytes of a link that were received and wait for the node's thread: several of the
/// longest messages. A peer that exceeds this sends faster than the node reads, and is
/// disconnected.
pub const MAX_WAITING_BYTES: usize = 16 << 20;

/// The counts of one link, which the node's thread and the transport share.
#[derive(Debug, Default)]
pub(super) struct Flow {
    /// The number of bytes that the transport has sent so far.
    sent: AtomicU64,
    /// Whether the node's thread was told that bytes were sent, and has not called
    /// [`take_sent`](Self::take_sent) since.
    told: AtomicBool,
    /// Bytes that were received and are not handled yet.
    waiting: AtomicUsize,
}

/// A counted frame. Its bytes are subtracted from the count when this is dropped.
#[derive(Debug)]
pub(super) struct Waiting {
    bytes: usize,
    flow: Arc<Flow>,
}

impl Flow {
    /// Counts bytes as sent. Returns whether the node's thread must be told.
    pub(super) fn sent(&self, bytes: usize) -> bool {
        self.sent.fetch_add(bytes as u64, Ordering::AcqRel);
        !self.told.swap(true, Ordering::AcqRel)
    }

    /// The number of bytes sent so far. The node's thread will be told of later ones.
    pub(super) fn take_sent(&self) -> u64 {
        self.told.store(false, Ordering::Release);
        self.sent.load(Ordering::Acquire)
    }

    /// Counts a received frame as waiting.
    ///
    /// # Errors
    /// The offence of a peer whose frame is too long; `None` if the peer sends faster than the node
    /// reads, which is not an offence.
    pub(super) fn receive(self: &Arc<Self>, bytes: usize) -> Result<Waiting, Option<Offence>> {
        if bytes > FRAME {
            return Err(Some(Offence::Malformed));
        }
        let before = self.waiting.fetch_add(bytes, Ordering::AcqRel);
        let flow = Arc::clone(self);
        let waiting = Waiting { bytes, flow };
        match before + bytes > MAX_WAITING_BYTES {
            true => Err(None),
            false => Ok(waiting),
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.flow.waiting.fetch_sub(self.bytes, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_is_told_once_until_the_node_looks() {
        let flow = Flow::default();
        assert!(flow.sent(10), "the first report");
        assert!(!flow.sent(10), "the node has not looked yet");
        assert_eq!(flow.take_sent(), 20);
        assert!(flow.sent(1));
    }

    #[test]
    fn what_was_received_is_bounded_and_counted_until_it_is_handled() {
        let flow = Arc::new(Flow::default());
        assert_eq!(
            flow.receive(FRAME + 1).unwrap_err(),
            Some(Offence::Malformed)
        );
        let mut waiting = Vec::new();
        while let Ok(frame) = flow.receive(FRAME) {
            waiting.push(frame);
            assert!(waiting.len() * FRAME <= MAX_WAITING_BYTES, "no bound");
        }
        assert!((waiting.len() + 1) * FRAME > MAX_WAITING_BYTES);
        waiting.pop();
        let next = flow.receive(FRAME).unwrap();
        assert_eq!(flow.receive(FRAME).unwrap_err(), None);
        drop((waiting, next));
        assert_eq!(flow.waiting.load(Ordering::Acquire), 0);
    }
}
