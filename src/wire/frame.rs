//! Messages cut into frames, and joined again.
//!
//! A frame is one flag byte (0: more follows, 1: the message's last) and up to [`FRAME`] − 1 bytes of the message. The
//! link keeps frames whole and in order, so they need no numbers.
//!
//! An [`Assembler`] holds at most one message, and never more than that message's command allows
//! ([`limits::max_body`](crate::limits::max_body)): the command is in the first frame, so a stranger can't make a
//! node keep four megabytes of "ping". Room is taken as bytes arrive, never ahead of them.

use crate::Command;
use crate::limits::max_body;

/// Bytes of the largest frame, flag byte included. Every WebRTC implementation takes messages of 16 KiB
/// (RFC 8831, section 6.6), and small frames let a ping pass between those of a block.
pub const FRAME: usize = 16 * 1024;

const MORE: u8 = 0;
const LAST: u8 = 1;

/// Why a frame can't belong to a message. The link is of no use any more after one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// Not even a flag byte, or no byte of the message behind it.
    #[error("a frame without content")]
    Empty,
    /// Longer than [`FRAME`].
    #[error("a frame of {0} bytes, at most {FRAME} allowed")]
    TooLong(usize),
    /// The flag byte is neither 0 nor 1.
    #[error("unknown frame flag {0}")]
    UnknownFlag(u8),
    /// The message starts with a byte that names no command.
    #[error("unknown command {0}")]
    UnknownCommand(u8),
    /// The message grows longer than any of its kind.
    #[error("a {command:?} of more than {max} bytes")]
    MessageTooLong {
        /// The message's kind.
        command: Command,
        /// Bytes allowed for its body.
        max: usize,
    },
}

/// Cuts a message into frames, first to last. An empty message, which nobody sends, has none.
pub fn split(message: &[u8]) -> impl ExactSizeIterator<Item = Vec<u8>> + '_ {
    let pieces = message.chunks(FRAME - 1);
    let count = pieces.len();
    pieces.enumerate().map(move |(index, piece)| {
        let mut frame = Vec::with_capacity(1 + piece.len());
        frame.push(if index + 1 == count { LAST } else { MORE });
        frame.extend_from_slice(piece);
        frame
    })
}

/// Cuts a piece of a message that is not its last into frames. [`split`] cuts the last piece, as if it were a message.
pub fn split_part(piece: &[u8]) -> impl ExactSizeIterator<Item = Vec<u8>> + '_ {
    let pieces = piece.chunks(FRAME - 1);
    pieces.map(|piece| [&[MORE], piece].concat())
}

/// Joins the frames of one link to messages.
#[derive(Clone, Debug, Default)]
pub struct Assembler {
    message: Vec<u8>,
}

impl Assembler {
    /// Takes the next frame; gives the message if this was its last.
    ///
    /// # Errors
    /// When no honest sender makes such a frame. What was gathered is forgotten then, and the link should be closed.
    pub fn push(&mut self, frame: &[u8]) -> Result<Option<Vec<u8>>, FrameError> {
        let result = self.take(frame);
        if result.is_err() {
            self.message = Vec::new();
        }
        result
    }

    fn take(&mut self, frame: &[u8]) -> Result<Option<Vec<u8>>, FrameError> {
        if frame.len() > FRAME {
            return Err(FrameError::TooLong(frame.len()));
        }
        let [flag, piece @ ..] = frame else {
            return Err(FrameError::Empty);
        };
        let first = self.message.first().or(piece.first());
        let &byte = first
            .filter(|_| !piece.is_empty())
            .ok_or(FrameError::Empty)?;
        let command = Command::from_byte(byte).ok_or(FrameError::UnknownCommand(byte))?;
        let max = max_body(command);
        if self.message.len() + piece.len() > 1 + max {
            return Err(FrameError::MessageTooLong { command, max });
        }
        self.message.extend_from_slice(piece);
        match *flag {
            MORE => Ok(None),
            LAST => Ok(Some(core::mem::take(&mut self.message))),
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
    fn lengths_around_a_frame() {
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
    fn frames_that_nobody_honest_sends() {
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
    fn a_message_in_pieces_is_the_same_message() {
        let message: Vec<u8> = core::iter::once(Command::Block.byte())
            .chain((0..100_000_u32).map(|at| at.to_le_bytes()[0]))
            .collect();
        for at in [1, FRAME - 1, 50_000] {
            let (first, last) = message.split_at(at);
            let mut assembler = Assembler::default();
            let mut whole = None;
            for frame in split_part(first).chain(split(last)) {
                assert_eq!(whole, None);
                whole = assembler.push(&frame).unwrap();
            }
            assert_eq!(whole.as_ref(), Some(&message), "{at}");
        }
    }

    #[test]
    fn a_message_without_end_is_cut_off() {
        let mut assembler = Assembler::default();
        let mut frame = vec![MORE, Command::Block.byte()];
        frame.resize(FRAME, 0);
        let error = (0..1_000).find_map(|_| assembler.push(&frame).err());
        assert!(matches!(error, Some(FrameError::MessageTooLong { .. })));
        assert_eq!(assembler.message.capacity(), 0);
    }

    proptest! {
        #[test]
        fn garbage_never_panics_and_is_never_hoarded(
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
