//! The bytes of one link that are under way between the node's thread and the transport.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use signal::Offence;
use wire::{Intake, Refusal, Waiting};

/// The counts of one link, which the node's thread and the transport share.
#[derive(Debug, Default)]
pub(super) struct Flow {
    /// Bytes that the transport has sent, in all.
    sent: AtomicU64,
    /// Whether sent bytes were reported to the node's thread, which has not taken the count yet.
    is_reported: AtomicBool,
    /// Frames that were received and are not handled yet.
    intake: Intake,
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
    /// The peer's offence if the frame is too long. `None` if the peer sends faster than the node
    /// reads, which is not the peer's fault.
    pub(super) fn receive(&self, bytes: usize) -> Result<Waiting, Option<Offence>> {
        self.intake.take(bytes).map_err(|refusal| match refusal {
            Refusal::TooLong(_) => Some(Offence::Malformed),
            Refusal::TooFast => None,
        })
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
    fn a_frame_that_is_too_long_is_an_offence_and_a_slow_node_is_none() {
        let flow = Flow::default();
        let offence = flow.receive(wire::FRAME + 1).unwrap_err();
        assert_eq!(offence, Some(Offence::Malformed));
        let mut waiting = Vec::new();
        let offence = loop {
            match flow.receive(wire::FRAME) {
                Ok(frame) => waiting.push(frame),
                Err(offence) => break offence,
            }
        };
        assert_eq!(offence, None);
    }
}
