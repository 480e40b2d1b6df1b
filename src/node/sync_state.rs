//! How far a node is.

use primitives::Height;

/// How far a node is compared with its peers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncState {
    /// There is nobody to compare with; the own chain may go on all the same.
    Alone,
    /// A peer says that it has more; its headers are being fetched.
    Headers,
    /// Headers are known of which the blocks are not; these are being fetched and checked.
    Blocks {
        /// Where the best chain of headers ends.
        target: Height,
    },
    /// Headers are known whose blocks none of the peers keeps any more: the node waits for one that does.
    Unserved {
        /// Where the best chain of headers ends.
        target: Height,
    },
    /// A peer follows a chain with more work, which parts from ours where this node's blocks are no longer whole: they
    /// can't be taken back, so it can't be followed.
    Stranded {
        /// Where that chain ends.
        target: Height,
    },
    /// Nobody is known to have more.
    Synced,
}
