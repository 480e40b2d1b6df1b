//! A header, and what is known about its block.

use crate::difficulty::Difficulty;
use crate::schema::Number;
use primitives::{BlockHash, Header, Height, Timestamp, Work};

/// What is known about a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Only its header.
    HeaderOnly,
    /// The block is kept, but was never connected, so its spending is unchecked.
    Stored,
    /// The block is kept and valid: it is, or once was, in the best chain.
    Valid,
    /// The block is valid and was cut down: what is left of it is kept (see
    /// [`crate::pruned_block`]).
    Cut,
    /// It, or a block below it, breaks a rule. Known until the program ends: a verdict is never
    /// stored, so that a fault of this program can't outlive it.
    Invalid,
}

/// A header and what follows from its place in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The header.
    pub header: Header,
    /// Its hash.
    pub hash: BlockHash,
    /// Its height.
    pub height: Height,
    /// The work of the whole chain up to it, its own included.
    pub work: Work,
    /// The median of its and its ancestors' times, at most eleven.
    pub median_time: Timestamp,
    /// What is known about the block.
    pub status: Status,
    /// Its position in the order of arrival: on equal work the first one wins.
    pub sequence: u64,
    pub(crate) difficulty: Difficulty,
    pub(crate) relief: Timestamp,
    pub(crate) parent: Number,
    /// Of a pending header, the highest recorded one below it when that was last looked up: at
    /// least this one is.
    pub(crate) base: Number,
    /// Whether the block and all below it are kept.
    pub(crate) complete: bool,
}

impl Entry {
    /// Whether the block is kept, or what is left of it: it need not be fetched.
    pub const fn is_stored(&self) -> bool {
        matches!(self.status, Status::Stored | Status::Valid | Status::Cut)
    }

    /// Whether the block is kept whole.
    pub const fn is_whole(&self) -> bool {
        matches!(self.status, Status::Stored | Status::Valid)
    }
}
