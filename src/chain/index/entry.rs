//! A header with the state of its block.

use crate::difficulty::Difficulty;
use crate::store::schema::Number;
use primitives::{BlockHash, Header, Height, Timestamp, Work};

/// The state of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Only the header is known.
    HeaderOnly,
    /// The block is stored, but was never connected, so the coins that it spends are unchecked.
    Stored,
    /// The block is stored and valid: it is, or once was, on the best chain.
    Valid,
    /// The block is valid and was pruned (see [`crate::pruned_block`]).
    Pruned,
    /// The block or one of its ancestors breaks a rule. This status is never stored, so a corrected
    /// program can accept a block that a faulty one rejected.
    Invalid,
}

/// A header, the data that follows from its ancestors, and the state of its block.
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
    /// The median time past (BIP113): the median of the times of the last eleven headers up to and
    /// including this one, or of all if there are fewer.
    pub median_time: Timestamp,
    /// The state of the block.
    pub status: Status,
    /// The position in the order of arrival. Of headers with equal work, the first to arrive is the
    /// best.
    pub sequence: u64,
    /// The difficulty of a child.
    pub(crate) difficulty: Difficulty,
    /// The earliest time of a child with eased bits.
    pub(crate) relief_time: Timestamp,
    /// The parent's number. If the parent was recorded later, this may be its number from before.
    pub(crate) parent: Number,
    /// The number of a recorded ancestor of a pending header: the highest one, unless others were
    /// recorded since the last compaction. A recorded header has its own number here.
    pub(crate) recorded_ancestor: Number,
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
