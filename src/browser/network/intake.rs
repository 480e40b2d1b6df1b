//! A bound on the bytes that were received on a link and that the node has not handled yet.

use core::cell::Cell;
use std::rc::Rc;

use signal::Offence;
use wire::FRAME;

/// Maximum number of bytes that were received on a link and are not handled yet: several of the
/// longest messages. A peer that exceeds it sends faster than the node reads, and is disconnected.
pub(crate) const MAX_WAITING: usize = 16 << 20;

/// The bytes that wait on one link. Copies share one count.
#[derive(Clone, Debug, Default)]
pub(crate) struct Intake(Rc<Cell<usize>>);

/// The bytes of one frame in the count. They are subtracted when this is dropped.
#[derive(Debug)]
pub(crate) struct Waiting {
    bytes: usize,
    intake: Intake,
}

/// Why a frame is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    /// The frame is longer than a frame can be.
    #[error("sent a frame of {0} bytes, at most {FRAME} are allowed")]
    TooLong(usize),
    /// The bound on waiting bytes would be exceeded.
    #[error("sent faster than this node reads")]
    TooFast,
}

impl Refusal {
    /// The offence of the peer. A frame that this node was too slow to read is not an offence.
    pub(crate) const fn offence(self) -> Option<Offence> {
        match self {
            Self::TooLong(_) => Some(Offence::Malformed),
            Self::TooFast => None,
        }
    }
}

impl Intake {
    /// Counts a frame of this many bytes as waiting.
    ///
    /// # Errors
    /// If the frame is too long, or the bound on waiting bytes would be exceeded.
    pub(crate) fn take(&self, bytes: usize) -> Result<Waiting, Refusal> {
        if bytes > FRAME {
            return Err(Refusal::TooLong(bytes));
        }
        let sum = self.0.get() + bytes;
        if sum > MAX_WAITING {
            return Err(Refusal::TooFast);
        }
        self.0.set(sum);
        let intake = self.clone();
        Ok(Waiting { bytes, intake })
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let waiting = &self.intake.0;
        waiting.set(waiting.get() - self.bytes);
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn waiting_bytes_of_a_link_are_bounded_and_counted_until_they_are_handled() {
        let (intake, other) = (Intake::default(), Intake::default());
        let mut waiting = Vec::new();
        let refusal = loop {
            match intake.take(FRAME) {
                Ok(frame) => waiting.push(frame),
                Err(refusal) => break refusal,
            }
            assert!(waiting.len() * FRAME <= MAX_WAITING, "no bound");
        };
        assert_eq!(refusal, Refusal::TooFast);
        assert!(
            (waiting.len() + 1) * FRAME > MAX_WAITING,
            "refused too early"
        );
        // An empty frame takes no room. Each link has its own count.
        assert!(intake.take(0).is_ok() && other.take(FRAME).is_ok());
        // A frame that is handled makes room for its own bytes only.
        waiting.pop();
        let next = intake.take(FRAME);
        assert!(next.is_ok() && intake.take(FRAME).is_err());
        drop((waiting, next));
        assert_eq!(intake.0.get(), 0);
    }

    #[test]
    fn a_frame_that_is_too_long_takes_no_room() {
        let intake = Intake::default();
        let refusal = intake.take(FRAME + 1).unwrap_err();
        assert_eq!(refusal, Refusal::TooLong(FRAME + 1));
        assert_eq!(intake.0.get(), 0);
    }
}
