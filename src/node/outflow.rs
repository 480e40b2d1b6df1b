//! What goes out over one link: how much of it is not sent yet, and what waits behind a block that
//! is being sent.
//!
//! The driver tells how many bytes of a link's messages it still holds
//! ([`Input::Unsent`](crate::Input::Unsent)). A peer's requests wait in the node, where each takes
//! a few bytes, until the link has room for the answers; a block is read from the store piece by
//! piece. So nobody can have this node hold more than [`MAX_UNSENT`] bytes for a link by asking for
//! much and reading nothing. That much is every link's own: who does not read takes nothing from
//! the others.

use std::collections::VecDeque;

use primitives::BlockHash;

/// Bytes of one link that are not sent yet; a peer for which there are more is dropped.
pub(crate) const MAX_UNSENT: usize = 512 << 10;
/// As many of these are left to what the node says by itself: announcements of blocks, signs of
/// life, questions.
const RESERVED: usize = 64 << 10;
/// Bytes of a piece of a block: whole frames.
const PIECE: usize = 16 * (wire::FRAME - 1);

/// The sending side of a link, as the node sees it.
#[derive(Debug, Default)]
pub(crate) struct Outflow {
    /// Bytes that the driver held when it last said so.
    held: usize,
    /// Bytes that it was given since then.
    given: usize,
    /// The block that is being sent, and how many bytes of it were.
    block: Option<(BlockHash, usize)>,
    /// Messages that wait for the block's end.
    waiting: VecDeque<Vec<u8>>,
    waiting_bytes: usize,
}

impl Outflow {
    /// Bytes that are not sent yet.
    pub(crate) const fn unsent(&self) -> usize {
        self.held + self.given + self.waiting_bytes
    }

    /// Bytes of answers that there is room for.
    pub(crate) const fn room(&self) -> usize {
        (MAX_UNSENT - RESERVED).saturating_sub(self.unsent())
    }

    /// The driver holds so many bytes; whether that is less than before.
    pub(crate) const fn report(&mut self, held: usize) -> bool {
        let is_less = held < self.held;
        self.held = held;
        self.given = 0;
        is_less
    }

    /// The driver has heard all that was said before: what it does not report it has sent.
    pub(crate) const fn settle(&mut self) {
        self.given = 0;
    }

    /// Takes a message that is to be sent; gives it back if it can be at once.
    pub(crate) fn push(&mut self, message: Vec<u8>) -> Option<Vec<u8>> {
        if self.block.is_none() {
            self.given += message.len();
            return Some(message);
        }
        self.waiting_bytes += message.len();
        self.waiting.push_back(message);
        None
    }

    /// A block is sent from now on.
    pub(crate) const fn begin(&mut self, block: BlockHash) {
        self.block = Some((block, 0));
    }

    /// The block that is being sent, from where it goes on, and how many bytes of it there is room
    /// for; none where there is no block, or no room for a frame of it.
    pub(crate) fn next_piece(&self) -> Option<(BlockHash, usize, usize)> {
        let (hash, start) = self.block?;
        let frames = self.room().min(PIECE) / (wire::FRAME - 1);
        (frames > 0).then_some((hash, start, frames * (wire::FRAME - 1)))
    }

    /// Bytes were given to the driver of which it has not told whether they are sent.
    pub(crate) const fn is_unsettled(&self) -> bool {
        self.given > 0
    }

    /// A block is being sent.
    pub(crate) const fn is_busy(&self) -> bool {
        self.block.is_some()
    }

    /// A piece of the block of so many bytes was given to the driver; gives what waited for its end
    /// if it was the last.
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
