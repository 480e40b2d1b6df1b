//! A bound on the memory of the frames that were received on a link and that the node has not
//! handled yet.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::FRAME;

/// Maximum bytes that wait on a link, including [`FRAME_COST`] for each frame: four of the longest
/// messages. A peer that exceeds it sends faster than the node reads, and is disconnected.
pub const MAX_WAITING_BYTES: usize = 16 << 20;

/// The bytes that are counted for each waiting frame beside its own. A frame's allocation and its
/// entry in a queue take less. Without this cost, a peer could make a node hold millions of frames
/// of a byte or two.
pub const FRAME_COST: usize = 256;

/// The count of one link. Clones share it, also between threads.
#[derive(Clone, Debug, Default)]
pub struct Intake(Arc<AtomicUsize>);

/// A counted frame. Dropping this value subtracts the frame from the count.
#[derive(Debug)]
pub struct Waiting {
    bytes: usize,
    intake: Intake,
}

/// Why a frame is rejected. The link ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The frame is longer than a frame can be: an offence of the peer.
    #[error("sent a frame of {0} bytes, at most {FRAME} are allowed")]
    TooLong(usize),
    /// More than [`MAX_WAITING_BYTES`] bytes would wait. The node may have been too slow, so this
    /// is not an offence.
    #[error("sent faster than this node reads")]
    TooFast,
}

impl Intake {
    /// Counts a frame of this many bytes as waiting.
    ///
    /// # Errors
    /// [`Refusal`], and then the frame is not counted.
    pub fn take(&self, bytes: usize) -> Result<Waiting, Refusal> {
        if bytes > FRAME {
            return Err(Refusal::TooLong(bytes));
        }
        let bytes = bytes + FRAME_COST;
        let before = self.0.fetch_add(bytes, Ordering::AcqRel);
        let intake = self.clone();
        let waiting = Waiting { bytes, intake };
        match before + bytes > MAX_WAITING_BYTES {
            true => Err(Refusal::TooFast),
            false => Ok(waiting),
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.intake.0.fetch_sub(self.bytes, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes frames of this many bytes until one is refused.
    fn fill(intake: &Intake, bytes: usize) -> Vec<Waiting> {
        let mut waiting = Vec::new();
        loop {
            match intake.take(bytes) {
                Ok(frame) => waiting.push(frame),
                Err(refusal) => {
                    assert_eq!(refusal, Refusal::TooFast);
                    return waiting;
                }
            }
            assert!(
                waiting.len() <= 65_536,
                "no bound on frames of {bytes} bytes"
            );
        }
    }

    #[test]
    fn what_waits_on_a_link_is_bounded_and_counted_until_it_is_handled() {
        let (intake, other) = (Intake::default(), Intake::default());
        let mut waiting = fill(&intake, FRAME);
        let cost = FRAME + FRAME_COST;
        assert!(waiting.len() * cost <= MAX_WAITING_BYTES, "no bound");
        assert!(
            (waiting.len() + 1) * cost > MAX_WAITING_BYTES,
            "refused too early"
        );
        // Each link has its own count.
        assert!(other.take(FRAME).is_ok());
        // A frame that is handled makes room for one of the same length.
        waiting.pop();
        let next = intake.take(FRAME);
        assert!(next.is_ok() && intake.take(FRAME).is_err());
        drop((waiting, next));
        assert_eq!(intake.0.load(Ordering::Acquire), 0);
    }

    #[test]
    fn short_frames_take_no_more_memory_than_long_ones() {
        for bytes in [0, 1, 2, 100] {
            let intake = Intake::default();
            let waiting = fill(&intake, bytes);
            assert!(waiting.len() * (bytes + FRAME_COST) <= MAX_WAITING_BYTES);
        }
    }

    #[test]
    fn a_frame_that_is_too_long_takes_no_room() {
        let intake = Intake::default();
        let refusal = intake.take(FRAME + 1).unwrap_err();
        assert_eq!(refusal, Refusal::TooLong(FRAME + 1));
        assert_eq!(intake.0.load(Ordering::Acquire), 0);
    }
}
