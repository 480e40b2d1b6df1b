//! The sending side of one link: the bytes that are not sent yet, and the messages queued behind a
//! block that is being sent.
//!
//! The driver reports how many bytes of a link's messages it still holds
//! ([`Input::Unsent`](crate::Input::Unsent)). A peer's requests wait in the node, where each takes
//! a few bytes, until the link has room for the answers. A block is read from the store piece by
//! piece. So a peer that requests much and reads nothing can't make this node hold more than
//! [`MAX_UNSENT`] bytes for its link. Each link has a limit of its own: a peer that does not read
//! has no effect on the others.

use std::collections::VecDeque;

use primitives::BlockHash;

/// The maximum number of unsent bytes of one link; beyond it the peer is dropped.
pub(crate) const MAX_UNSENT: usize = 512 << 10;
/// The part of [`MAX_UNSENT`] that is reserved for messages that are not answers: announcements of
/// blocks, pings, requests.
const RESERVED: usize = 64 << 10;
/// The maximum bytes of a piece of a block: whole frames.
const PIECE: usize = 16 * (wire::FRAME - 1);

/// The sending side of a link.
#[derive(Debug, Default)]
pub(crate) struct Outflow {
    /// The bytes that the driver held at its last report.
    held: usize,
    /// The bytes that the driver was given since that report.
    given: usize,
    /// The block that is being sent, and the bytes of it sent so far.
    block: Option<(BlockHash, usize)>,
    /// Messages queued until the end of the block.
    waiting: VecDeque<Vec<u8>>,
    waiting_bytes: usize,
}

impl Outflow {
    /// The number of bytes that are not sent yet.
    pub(crate) const fn unsent(&self) -> usize {
        self.held + self.given + self.waiting_bytes
    }

    /// The number of bytes of answers for which there is room.
    pub(crate) const fn room(&self) -> usize {
        (MAX_UNSENT - RESERVED).saturating_sub(self.unsent())
    }

    /// The driver reports that it holds `held` bytes. Returns whether that is less than at the last
    /// report.
    pub(crate) const fn report(&mut self, held: usize) -> bool {
        let is_less = held < self.held;
        self.held = held;
        self.given = 0;
        is_less
    }

    /// A new input comes, so the driver has taken all earlier messages. It reports the bytes that
    /// it still holds, so bytes without a report count as sent.
    pub(crate) const fn settle(&mut self) {
        self.given = 0;
    }

    /// Takes a message to send. Returns it if it can be sent at once; `None` if it was queued
    /// behind a block.
    pub(crate) fn push(&mut self, message: Vec<u8>) -> Option<Vec<u8>> {
        if self.block.is_none() {
            self.given += message.len();
            return Some(message);
        }
        self.waiting_bytes += message.len();
        self.waiting.push_back(message);
        None
    }

    /// Begins to send a block.
    pub(crate) const fn begin(&mut self, block: BlockHash) {
        self.block = Some((block, 0));
    }

    /// The block that is being sent, the offset of its next piece, and the bytes for which there is
    /// room. `None` if no block is being sent, or if there is no room for a frame.
    pub(crate) fn next_piece(&self) -> Option<(BlockHash, usize, usize)> {
        let (hash, start) = self.block?;
        let frames = self.room().min(PIECE) / (wire::FRAME - 1);
        (frames > 0).then_some((hash, start, frames * (wire::FRAME - 1)))
    }

    /// Whether bytes were given to the driver since its last report.
    pub(crate) const fn is_unsettled(&self) -> bool {
        self.given > 0
    }

    /// Whether a block is being sent.
    pub(crate) const fn is_busy(&self) -> bool {
        self.block.is_some()
    }

    /// Notes that a piece of the block was given to the driver. After the last piece, returns the
    /// messages that were queued until the block's end.
    pub(crate) fn piece_given(&mut self, bytes: usize, is_last: bool) -> VecDeque<Vec<u8>> {
        self.given += bytes;
        if let Some((_, start)) = &mut self.block {
            *start += bytes;
        }
        if !is_last {
            return VecDeque::new();
        }
        self.block = None;
        self.given += core::mem::take(&mut self.waiting_bytes);
        core::mem::take(&mut self.waiting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_wait_for_the_end_of_a_block() {
        let mut outflow = Outflow::default();
        assert_eq!(outflow.push(vec![1]), Some(vec![1]));
        outflow.begin(BlockHash::ZERO);
        assert_eq!(outflow.push(vec![2]), None);
        let (_, start, length) = outflow.next_piece().unwrap();
        assert_eq!((start, length), (0, PIECE));
        assert!(outflow.piece_given(length, false).is_empty());
        assert_eq!(outflow.next_piece().map(|next| next.1), Some(PIECE));
        assert_eq!(outflow.piece_given(7, true), [vec![2]]);
        assert!(!outflow.is_busy());
        assert_eq!(outflow.unsent(), 1 + PIECE + 7 + 1);
        assert!(!outflow.report(9));
        assert!(outflow.report(0));
        assert_eq!(outflow.unsent(), 0);
    }

    #[test]
    fn there_is_room_until_the_driver_holds_enough() {
        let mut outflow = Outflow::default();
        outflow.begin(BlockHash::ZERO);
        let mut sent = 0;
        while let Some((_, start, length)) = outflow.next_piece() {
            assert_eq!(start, sent);
            outflow.piece_given(length, false);
            sent += length;
            outflow.report(sent);
        }
        assert!(sent <= MAX_UNSENT - RESERVED && sent + wire::FRAME > MAX_UNSENT - RESERVED);
        outflow.report(0);
        assert!(outflow.next_piece().is_some());
    }
}
