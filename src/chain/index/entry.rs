//! A header with the state of its block.

use crate::difficulty::Difficulty;
use crate::store::schema::Number;
use primitives::{BlockHash, Header, Height, Timestamp, Work};

/// The state of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Only the header is known.
    HeaderOnly,
    /// The block is stored, but was never connected, so its spending is unchecked.
    Stored,
    /// The block is stored and valid: it is, or once was, on the best chain.
    Valid,
    /// The block is valid and was pruned (see [`crate::pruned_block`]).
    Pruned,
    /// The block or one of its ancestors breaks a rule. This is never stored, so that a fault of
    /// this program can't outlive it.
    Invalid,
}

/// A header and the data that follows from its position in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The header.
    pub header: Header,
    /// The header's hash.
    pub hash: BlockHash,
    /// The header's height.
    pub height: Height,
    /// The work of the chain up to and including the header.
    pub work: Work,
    /// The median of the times of the header and its ancestors, at most eleven.
    pub median_time: Timestamp,
    /// The state of the block.
    pub status: Status,
    /// The position in the order of arrival: on equal work the first header is the best.
    pub sequence: u64,
    pub(crate) difficulty: Difficulty,
    pub(crate) relief: Timestamp,
    pub(crate) parent: Number,
    /// For a pending header, a recorded header below it: the highest one at the time of the last
    /// look-up.
    pub(crate) base: Number,
    /// Whether the block and all its ancestors are stored.
    pub(crate) complete: bool,
}

impl Entry {
    /// Whether the block is stored, full or pruned, and need not be downloaded.
    pub const fn is_stored(&self) -> bool {
        matches!(self.status, Status::Stored | Status::Valid | Status::Pruned)
    }

    /// Whether the full block is stored.
    pub const fn has_full_block(&self) -> bool {
        matches!(self.status, Status::Stored | Status::Valid)
    }
}
