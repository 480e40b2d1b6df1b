//! The windows of the branches that are better than the node's chain, the blocks in flight and the
//! blocks that have arrived.
//!
//! **Bounds.** Requests are bounded by the windows and by [`MAX_ARRIVED`]. A block in flight counts
//! with a typical size: that of the larger ones among the last blocks. Blocks that have arrived
//! take at most twice [`MAX_ARRIVED`], and the very next block of each branch in addition.

use crate::PeerId;
use crate::sorted_set::SortedSet;
use chain::{Chain, CheckedBlock, Entry, Store};
use litemap::LiteMap;
use primitives::order::distinct;
use primitives::{Block, BlockHash};
use std::collections::VecDeque;

/// The maximum bytes of blocks that have arrived or are in flight: eight full blocks. Above it,
/// only the very next block of each branch is requested.
const MAX_ARRIVED: usize = 32_000_000;
/// The number of blocks in the window of a branch that is not the target.
const SHORT_WINDOW: usize = 16;

/// Tells whether lookahead is done with a checked block, so that the block can be accepted.
pub(crate) type IsVerified<'a> = &'a dyn Fn(&BlockHash) -> bool;

/// The blocks on their way into the chain.
#[derive(Debug, Default)]
pub(crate) struct Downloads {
    /// The windows of the peers whose branches are better than the node's chain.
    windows: LiteMap<PeerId, Window>,
    /// The peer whose window is that of the target. `None` if there is none.
    best: Option<PeerId>,
    in_flight: SortedSet<BlockHash>,
    arrived: LiteMap<BlockHash, Arrived>,
    arrived_bytes: usize,
    /// The size of the larger ones among the last blocks, in bytes.
    typical: usize,
}

/// The blocks of a branch that are needed next.
#[derive(Debug, Default)]
struct Window {
    /// The end of the branch.
    end: BlockHash,
    /// The first missing blocks, oldest first.
    missing: VecDeque<BlockHash>,
}

#[derive(Debug)]
struct Arrived {
    from: PeerId,
    content: Content,
    bytes: usize,
}

/// A branch that a peer has shown and that is better than the node's chain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Branch {
    /// The peer that has shown the branch.
    pub(crate) peer: PeerId,
    /// The last block of the branch.
    pub(crate) end: BlockHash,
    /// The parent of that block.
    pub(crate) parent: BlockHash,
}

/// A block, by the state of its check.
#[derive(Debug, PartialEq)]
pub(crate) enum Content {
    /// Not checked yet.
    Raw(Block),
    /// The content belongs to the header, and is valid by all rules that need no coins.
    Checked(CheckedBlock),
    /// The content does not belong to the header, or breaks a rule.
    Wrong(Block),
}

impl Downloads {
    /// Discards the windows, because a block was not accepted. [`Downloads::move_windows`] computes
    /// new ones.
    pub(crate) fn forget_windows(&mut self) {
        self.windows.clear();
    }

    /// Returns the blocks to request, the target's first. If the expected bytes exceed
    /// [`MAX_ARRIVED`], only the very next block of each branch is among them.
    pub(crate) fn wanted(&self) -> Vec<BlockHash> {
        let is_full = self.expected_bytes() > MAX_ARRIVED;
        let windows = self.in_order().flat_map(|window| {
            let length = if is_full { 1 } else { window.missing.len() };
            window.missing.iter().take(length)
        });
        let missing = windows
            .filter(|hash| !self.in_flight.contains(hash) && !self.arrived.contains_key(*hash));
        missing.copied().collect()
    }

    /// Records that a block is in flight, if it may be requested now. Returns whether it may.
    pub(crate) fn begin(&mut self, hash: BlockHash) -> bool {
        let is_full = self.expected_bytes() > MAX_ARRIVED && !self.is_next(&hash);
        !is_full && self.in_flight.insert(hash)
    }

    /// The end of the target's branch and its first missing block. `None` if there is no target or
    /// no missing block.
    pub(crate) fn next_of_target(&self) -> Option<(BlockHash, BlockHash)> {
        let window = self.windows.get(&self.best?)?;
        Some((window.end, *window.missing.front()?))
    }

    /// Whether a block has arrived and is not connected yet.
    pub(crate) fn has_arrived(&self, hash: &BlockHash) -> bool {
        self.arrived.contains_key(hash)
    }

    /// Whether a block is in the window of a peer.
    pub(crate) fn is_in_window(&self, id: PeerId, hash: &BlockHash) -> bool {
        let window = self.windows.get(&id);
        window.is_some_and(|window| window.missing.contains(hash))
    }

    /// Moves the windows to the present end of the chain. `branches` are the branches that are
    /// better than the node's chain; `best` is the target's peer, whose window has the length
    /// `long`.
    ///
    /// To find the missing blocks takes a pass over the headers, so a window is filled again only
    /// when half of its blocks are stored, not with each block.
    pub(crate) fn move_windows<S: Store>(
        &mut self,
        branches: &[Branch],
        best: Option<PeerId>,
        long: usize,
        chain: &Chain<S>,
    ) {
        self.best = best;
        let before = self.windows.len();
        self.windows
            .retain(|id, _| branches.iter().any(|branch| branch.peer == *id));
        let mut is_any_changed = self.windows.len() != before;
        for Branch { peer, end, parent } in branches {
            let length = match Some(*peer) == best {
                true => long,
                false => SHORT_WINDOW,
            };
            let window = self.windows.entry(*peer).or_default();
            while let Some(next) = window.missing.front()
                && chain.entry(next).is_none_or(Entry::is_stored)
            {
                window.missing.pop_front();
            }
            if window.end == *parent && window.end != *end {
                // The same branch has grown by one block.
                let reached_end = window.missing.back() == Some(parent);
                if reached_end && window.missing.len() < length {
                    window.missing.push_back(*end);
                }
            }
            let is_other = window.end != *end && window.end != *parent;
            let reaches_end = window.missing.back() == Some(end);
            if is_other || (window.missing.len() < length.div_ceil(2) && !reaches_end) {
                window.missing = chain.missing_blocks(end, length).into();
                is_any_changed = true;
            }
            window.end = *end;
        }
        if is_any_changed {
            self.trim_arrived();
        }
    }

    /// The windows, the target's first.
    fn in_order(&self) -> impl Iterator<Item = &Window> {
        let best = self.best.and_then(|best| self.windows.get(&best));
        let others = self
            .windows
            .iter()
            .filter(|(id, _)| Some(**id) != self.best);
        best.into_iter().chain(others.map(|(_, window)| window))
    }

    /// Whether a block is in a window.
    pub(crate) fn wants(&self, hash: &BlockHash) -> bool {
        self.windows
            .values()
            .any(|window| window.missing.contains(hash))
    }

    /// Whether a block is the next one of a branch.
    fn is_next(&self, hash: &BlockHash) -> bool {
        self.windows
            .values()
            .any(|window| window.missing.front() == Some(hash))
    }

    /// The next block to connect that is here and whose check is complete.
    fn next(&self, is_verified: IsVerified<'_>) -> Option<BlockHash> {
        let mut next = self.in_order().filter_map(|window| window.missing.front());
        next.find(|hash| {
            let arrived = self.arrived.get(*hash);
            arrived.is_some_and(|arrived| match arrived.content {
                Content::Raw(_) => false,
                Content::Checked(_) => is_verified(hash),
                Content::Wrong(_) => true,
            })
        })
        .copied()
    }

    /// Whether the next block to connect is here and its check is complete.
    pub(crate) fn has_next(&self, is_verified: IsVerified<'_>) -> bool {
        self.next(is_verified).is_some()
    }

    /// Takes the next block to connect, with the peer that sent it.
    pub(crate) fn take_next(&mut self, is_verified: IsVerified<'_>) -> Option<(PeerId, Content)> {
        let hash = self.next(is_verified)?;
        let arrived = self.arrived.remove(&hash)?;
        for (_, window) in &mut self.windows {
            if window.missing.front() == Some(&hash) {
                window.missing.pop_front();
            }
        }
        self.arrived_bytes -= arrived.bytes;
        Some((arrived.from, arrived.content))
    }

    /// The blocks of each branch that are here, from the next one to connect up to the first gap.
    pub(crate) fn next_in_line(&self) -> Vec<BlockHash> {
        let here = |hash: &&BlockHash| self.arrived.contains_key(*hash);
        let mut next: Vec<BlockHash> = Vec::new();
        for window in self.in_order() {
            let of_branch = window.missing.iter().take_while(here);
            // Most peers show the same branch.
            let is_known = window
                .missing
                .front()
                .is_some_and(|front| next.contains(front));
            next.extend(of_branch.filter(|_| !is_known));
        }
        next
    }

    /// Checks a block that is here, unless that was done. Returns the number of bytes hashed.
    pub(crate) fn check<S: Store>(&mut self, hash: &BlockHash, chain: &Chain<S>) -> usize {
        let Some(arrived) = self.arrived.get_mut(hash) else {
            return 0;
        };
        let Content::Raw(block) = &mut arrived.content else {
            return 0;
        };
        let placeholder = Block {
            header: block.header,
            transactions: Vec::new(),
        };
        arrived.content = match chain.check_block(core::mem::replace(block, placeholder)) {
            Ok(checked) => Content::Checked(checked),
            Err(block) => Content::Wrong(*block),
        };
        arrived.bytes
    }

    /// A block that is here and passed the check.
    pub(crate) fn checked(&self, hash: &BlockHash) -> Option<&CheckedBlock> {
        match &self.arrived.get(hash)?.content {
            Content::Checked(checked) => Some(checked),
            Content::Raw(_) | Content::Wrong(_) => None,
        }
    }

    /// A block is no longer in flight.
    pub(crate) fn release(&mut self, hash: &BlockHash) {
        self.in_flight.remove(hash);
    }

    /// Whether blocks are in flight.
    pub(crate) fn has_in_flight(&self) -> bool {
        !self.in_flight.is_empty()
    }

    /// The bytes of the blocks that are here, and the expected bytes of the blocks in flight.
    fn expected_bytes(&self) -> usize {
        self.arrived_bytes + self.in_flight.len() * self.typical
    }

    /// Keeps a block that has arrived until it is its turn.
    pub(crate) fn keep(&mut self, hash: BlockHash, from: PeerId, block: Block) {
        if self.checked(&hash).is_some() {
            return; // the valid content is here already
        }
        let bytes = block.encoded_len();
        // Blocks were larger than expected: this one can be downloaded again when it is its turn.
        if !self.is_next(&hash) && self.arrived_bytes + bytes > 2 * MAX_ARRIVED {
            return;
        }
        self.typical = bytes.max(self.typical - self.typical / 8);
        self.arrived_bytes += bytes;
        let arrived = Arrived {
            from,
            content: Content::Raw(block),
            bytes,
        };
        // Copies of a block can differ in size: a peer may have changed parts that the hash does
        // not cover.
        if let Some(before) = self.arrived.insert(hash, arrived) {
            self.arrived_bytes -= before.bytes;
        }
    }

    /// Drops the blocks that are outside of all windows.
    fn trim_arrived(&mut self) {
        let missing = self.windows.values().flat_map(|window| &window.missing);
        let inside = distinct(missing.copied());
        self.arrived
            .retain(|hash, _| inside.binary_search(hash).is_ok());
        self.arrived_bytes = self.arrived.values().map(|arrived| arrived.bytes).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns downloads with one window of these blocks.
    fn with_window(blocks: &[BlockHash]) -> Downloads {
        let mut downloads = Downloads::default();
        let window = Window {
            end: *blocks.last().unwrap(),
            missing: blocks.iter().copied().collect(),
        };
        downloads.windows.insert(PeerId(1), window);
        downloads
    }

    #[test]
    fn a_copy_that_replaces_a_smaller_one_counts_with_its_own_size() {
        let small = chain::testing::spec().genesis();
        let mut large = small.clone();
        large.transactions.extend(small.transactions.clone());
        let hash = small.hash();
        let mut downloads = with_window(&[hash]);
        downloads.keep(hash, PeerId(1), small);
        downloads.keep(hash, PeerId(2), large.clone());
        assert_eq!(downloads.arrived_bytes, large.encoded_len());
        let arrived = downloads.arrived.get(&hash).unwrap();
        assert_eq!(arrived.from, PeerId(2));
        assert_eq!(arrived.content, Content::Raw(large));
        downloads.windows.clear();
        downloads.trim_arrived();
        assert_eq!(downloads.arrived_bytes, 0);
    }

    #[test]
    fn beyond_the_bound_of_arrived_bytes_only_the_next_block_is_kept() {
        let block = chain::testing::spec().genesis();
        let (next, later) = (block.hash(), BlockHash::ZERO);
        let mut downloads = with_window(&[next, later]);
        downloads.arrived_bytes = 2 * MAX_ARRIVED;
        downloads.keep(later, PeerId(1), block.clone());
        assert!(downloads.arrived.is_empty());
        downloads.keep(next, PeerId(1), block);
        assert_eq!(downloads.next_in_line(), [next]);
    }
}
