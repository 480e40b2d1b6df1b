//! What a node tells its readers.

use api::Notice;
use node::{Removal, SyncState};
use primitives::{BlockHash, Height, Txid};

/// The number of events that wait for the slowest reader. A reader that is further behind is told
/// how many it has missed, and then asks the node for the present state.
pub const MAX_EVENTS: usize = 4_096;

/// What a node tells its readers. The events are small, so that those that wait take some hundred
/// kilobytes at most; a reader asks the node for the content.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// This block is the tip now.
    Connected {
        /// Its height.
        height: Height,
        /// Its hash.
        hash: BlockHash,
    },
    /// This block, which was the tip, was disconnected in favour of a branch with more work.
    Disconnected {
        /// Its height.
        height: Height,
        /// Its hash.
        hash: BlockHash,
    },
    /// A branch with more work became the best chain. The events that follow name the blocks or,
    /// for a long branch, the last ones.
    Reorganised {
        /// Blocks that left the best chain.
        left: u32,
        /// Blocks that joined the best chain.
        joined: u32,
    },
    /// This transaction was added to the mempool.
    TransactionAdded(Txid),
    /// This transaction was removed from the mempool, for this reason.
    TransactionRemoved(Txid, Removal),
    /// The state of synchronization has changed.
    Sync(SyncState),
    /// A peer came or left.
    PeersChanged,
    /// A notice to the person.
    Notice(Notice),
}
