//! Framing: splitting messages into frames and joining them again.
//!
//! A frame is one flag byte (0: more frames follow; 1: the last frame of the message) and 1 to
//! [`FRAME`] − 1 bytes of the message. The link delivers frames whole and in order, so they carry
//! no sequence numbers.
//!
//! An [`Assembler`] buffers at most one message and never more bytes than that message's command
//! allows ([`limits::max_body`](crate::limits::max_body)). The first frame contains the command, so
//! a peer cannot make a node buffer four megabytes of a "ping". Memory is allocated as bytes
//! arrive, never by a length that the peer announces. A message may have twice the frames that its
//! bytes need, and [`SPARE_FRAMES`] more: each frame costs its receiver the same work, however
//! short it is.

use crate::Command;
use crate::limits::max_body;

/// Maximum bytes of a frame, including its flag byte. RFC 8831, section 6.6, asks senders to keep
/// messages within 16 KB.
pub const FRAME: usize = 16 * 1024;

/// The frames that a message may have beyond twice the number that its bytes need.
const SPARE_FRAMES: usize = 4;

const MORE: u8 = 0;
const LAST: u8 = 1;

/// Why a frame is invalid. The link is unusable after such an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// The frame has no flag byte, or no bytes after it.
    #[error("the frame is empty")]
    Empty,
    /// The frame is longer than [`FRAME`].
    #[error("the frame has {0} bytes; at most {FRAME} are allowed")]
    TooLong(usize),
    /// The flag byte is neither 0 nor 1.
    #[error("unknown frame flag {0}")]
    UnknownFlag(u8),
    /// The message starts with a byte that is not a command.
    #[error("unknown command {0}")]
    UnknownCommand(u8),
    /// The message has many more frames than its bytes need.
    #[error("{bytes} bytes of a message came in {frames} frames")]
    TooManyFrames {
        /// Bytes received so far.
        bytes: usize,
        /// Frames received so far.
        frames: usize,
    },
    /// The message is longer than its command allows.
    #[error("the body of a {command:?} message has more than {max} bytes")]
    MessageTooLong {
        /// The command of the message.
        command: Command,
        /// Maximum bytes of its body.
        max: usize,
    },
}

/// Splits a message into frames, in order. An empty message gives no frames; no valid message is
/// empty.
pub fn split(message: &[u8]) -> impl ExactSizeIterator<Item = Vec<u8>> + '_ {
    let parts = message.chunks(FRAME - 1);
    let count = parts.len();
    parts.enumerate().map(move |(index, part)| {
        let mut frame = Vec::with_capacity(1 + part.len());
        frame.push(if index + 1 == count { LAST } else { MORE });
        frame.extend_from_slice(part);
        frame
    })
}

/// Splits a part of a message into frames, none of which is marked as the last. The last part of
/// the message must be split with [`split`].
pub fn split_part(part: &[u8]) -> impl ExactSizeIterator<Item = Vec<u8>> + '_ {
    let parts = part.chunks(FRAME - 1);
    parts.map(|part| [&[MORE], part].concat())
}

/// Joins the frames of one link into messages.
#[derive(Clone, Debug, Default)]
pub struct Assembler {
    message: Vec<u8>,
    /// The number of frames of `message`.
    frames: usize,
}

impl Assembler {
    /// Takes the next frame. Returns the message if this frame was its last, otherwise `None`.
    ///
    /// # Errors
    /// If the frame is invalid. The bytes received so far are dropped, and the link should be
    /// closed.
    pub fn push(&mut self, frame: &[u8]) -> Result<Option<Vec<u8>>, FrameError> {
        let result = self.take(frame);
        if result.is_err() {
            *self = Self::default();
        }
        result
    }

    fn take(&mut self, frame: &[u8]) -> Result<Option<Vec<u8>>, FrameError> {
        if frame.len() > FRAME {
            return Err(FrameError::TooLong(frame.len()));
        }
        let [flag, part @ ..] = frame else {
            return Err(FrameError::Empty);
        };
        let first = self.message.first().or(part.first());
        let &byte = first
            .filter(|_| !part.is_empty())
            .ok_or(FrameError::Empty)?;
        let command = Command::from_byte(byte).ok_or(FrameError::UnknownCommand(byte))?;
        let max = max_body(command);
        if self.message.len() + part.len() > 1 + max {
            return Err(FrameError::MessageTooLong { command, max });
        }
        self.message.extend_from_slice(part);
        self.frames += 1;
        let (bytes, frames) = (self.message.len(), self.frames);
        if frames > 2 * bytes.div_ceil(FRAME - 1) + SPARE_FRAMES {
            return Err(FrameError::TooManyFrames { bytes, frames });
        }
        match *flag {
            MORE => Ok(None),
            LAST => Ok(Some(core::mem::take(self).message)),
            unknown => Err(FrameError::UnknownFlag(unknown)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn join(frames: impl Iterator<Item = Vec<u8>>) -> Vec<Vec<u8>> {
        let mut assembler = Assembler::default();
        frames
            .filter_map(|frame| assembler.push(&frame).unwrap())
            .collect()
    }

    #[test]
    fn messages_near_the_length_of_frames_are_joined() {
        for length in [
            1,
            2,
            FRAME - 2,
            FRAME - 1,
            FRAME,
            2 * (FRAME - 1),
            2 * FRAME,
        ] {
            let mut message = vec![0xaa; length];
            message[0] = Command::Block.byte();
            let frames: Vec<_> = split(&message).collect();
            assert_eq!(frames.len(), length.div_ceil(FRAME - 1));
            assert!(frames.iter().all(|frame| frame.len() <= FRAME));
            assert_eq!(join(frames.into_iter()), [message]);
        }
    }

    #[test]
    fn messages_follow_each_other_on_a_link() {
        let ping = crate::Message::Ping(1).encode();
        let verack = crate::Message::Verack.encode();
        assert_eq!(join(split(&ping).chain(split(&verack))), [ping, verack]);
    }

    #[test]
    fn invalid_frames_are_rejected() {
        let push = |frame: &[u8]| Assembler::default().push(frame);
        assert_eq!(push(&[]), Err(FrameError::Empty));
        assert_eq!(push(&[MORE]), Err(FrameError::Empty));
        assert_eq!(push(&[LAST]), Err(FrameError::Empty));
        assert_eq!(push(&[2, 9]), Err(FrameError::UnknownFlag(2)));
        assert_eq!(push(&[LAST, 200]), Err(FrameError::UnknownCommand(200)));
        assert_eq!(push(&[0; FRAME + 1]), Err(FrameError::TooLong(FRAME + 1)));
        let long = [[LAST, Command::Ping.byte()].as_slice(), &[0; 9]].concat();
        assert_eq!(
            push(&long),
            Err(FrameError::MessageTooLong {
                command: Command::Ping,
                max: 8
            })
        );
    }

    #[test]
    fn a_message_split_in_parts_is_joined() {
        let message: Vec<u8> = core::iter::once(Command::Block.byte())
            .chain((0..100_000_u32).map(|at| at.to_le_bytes()[0]))
            .collect();
        for at in [1, FRAME - 1, 50_000] {
            let (first, last) = message.split_at(at);
            let mut assembler = Assembler::default();
            let mut joined = None;
            for frame in split_part(first).chain(split(last)) {
                assert_eq!(joined, None);
                joined = assembler.push(&frame).unwrap();
            }
            assert_eq!(joined.as_ref(), Some(&message), "{at}");
        }
    }

    #[test]
    fn a_message_in_many_more_frames_than_it_needs_is_rejected_early() {
        let mut assembler = Assembler::default();
        let frame = [MORE, Command::Block.byte()];
        let taken = (0..1_000).take_while(|_| assembler.push(&frame).is_ok());
        assert_eq!(taken.count(), 2 + SPARE_FRAMES);
        // Frames that are half full are enough, up to the longest message.
        let mut half = vec![MORE, Command::Block.byte()];
        half.resize(FRAME / 2 + 1, 0);
        let mut assembler = Assembler::default();
        let taken = (0..1_000).take_while(|_| assembler.push(&half).is_ok());
        assert_eq!(taken.count(), (1 + max_body(Command::Block)) / (FRAME / 2));
        // The count begins anew with each message.
        let ping = crate::Message::Ping(1).encode();
        let mut assembler = Assembler::default();
        for _ in 0..100 {
            for byte in &ping[..4] {
                assert_eq!(assembler.push(&[MORE, *byte]), Ok(None));
            }
            let last = [&[LAST], &ping[4..]].concat();
            assert_eq!(assembler.push(&last), Ok(Some(ping.clone())));
        }
    }

    #[test]
    fn an_endless_message_is_rejected_and_its_memory_freed() {
        let mut assembler = Assembler::default();
        let mut frame = vec![MORE, Command::Block.byte()];
        frame.resize(FRAME, 0);
        let error = (0..1_000).find_map(|_| assembler.push(&frame).err());
        assert!(matches!(error, Some(FrameError::MessageTooLong { .. })));
        assert_eq!(assembler.message.capacity(), 0);
    }

    proptest! {
        #[test]
        fn garbage_never_panics_or_exceeds_the_bounds(
            frames in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 0..40),
        ) {
            let mut assembler = Assembler::default();
            for frame in frames {
                if let Ok(Some(message)) = assembler.push(&frame) {
                    let command = Command::from_byte(message[0]).unwrap();
                    prop_assert!(message.len() <= 1 + max_body(command));
                }
            }
        }
    }
}
