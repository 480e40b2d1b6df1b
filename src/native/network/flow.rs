//! The bytes of one link that are under way between the node's thread and the transport.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use signal::Offence;
use wire::FRAME;

/// Maximum bytes that were received on a link and wait for the node's thread: several of the
/// longest messages. A peer that exceeds it sends faster than the node reads, and is disconnected.
pub const MAX_WAITING_BYTES: usize = 16 << 20;

/// The counts of one link, which the node's thread and the transport share.
#[derive(Debug, Default)]
pub(super) struct Flow {
    /// Bytes that the transport has sent, in all.
    sent: AtomicU64,
    /// Whether sent bytes were reported to the node's thread, which has not taken the count yet.
    is_reported: AtomicBool,
    /// Bytes that were received and are not handled yet.
    waiting: AtomicUsize,
}

/// The bytes of one received frame in the count. They are subtracted when this is dropped.
#[derive(Debug)]
pub(super) struct Waiting {
    bytes: usize,
    flow: Arc<Flow>,
}

impl Flow {
    /// Counts bytes as sent. Returns whether to report this to the node's thread.
    pub(super) fn sent(&self, bytes: usize) -> bool {
        self.sent.fetch_add(bytes as u64, Ordering::AcqRel);
        !self.is_reported.swap(true, Ordering::AcqRel)
    }

    /// The bytes sent in all, for the node's thread. Later ones are reported again.
    pub(super) fn take_sent(&self) -> u64 {
        self.is_reported.store(false, Ordering::Release);
        self.sent.load(Ordering::Acquire)
    }

    /// Counts a received frame as waiting.
    ///
    /// # Errors
    /// The offence of a peer whose frame is too long, or `None` if it sends faster than the node
    /// reads, which is not its fault.
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
    fn sent_bytes_are_reported_once_until_the_node_takes_the_count() {
        let flow = Flow::default();
        assert!(flow.sent(10), "the first report");
        assert!(!flow.sent(10), "the node has not looked yet");
        assert_eq!(flow.take_sent(), 20);
        assert!(flow.sent(1));
    }

    #[test]
    fn received_bytes_are_bounded_and_counted_until_they_are_handled() {
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
