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
    /// Nobody is known to have more.
    Synced,
}
