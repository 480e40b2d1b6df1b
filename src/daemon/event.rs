//! The events of a node, for their readers.

use api::Notice;
use node::{Removal, SyncState};
use primitives::{BlockHash, Height, Txid};

/// The number of events that wait for the slowest reader. A reader that is further behind gets the
/// number of events that it has missed, and then asks the node for the present state.
pub const MAX_EVENTS: usize = 4_096;

/// An event of a node. A block is on the disk when its event comes, unless the store fails. A node
/// that is catching up writes only once a second.
///
/// The events are small, so the waiting ones take some hundred kilobytes at most. A reader asks the
/// node for the content.
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
    /// The state of synchronisation has changed.
    Sync(SyncState),
    /// A peer came or left.
    PeersChanged,
    /// A notice to the person.
    Notice(Notice),
}

impl Event {
    /// The event for a node's event; `None` if a [notice](Self::Notice) reports it.
    pub(crate) fn of_node(event: &node::Event) -> Option<Self> {
        use node::Event as Of;
        Some(match event {
            Of::Reorganised { left, joined } => Self::Reorganised {
                left: *left,
                joined: *joined,
            },
            Of::Connected(height, block) => Self::Connected {
                height: *height,
                hash: block.hash(),
            },
            Of::Disconnected(height, block) => Self::Disconnected {
                height: *height,
                hash: block.hash(),
            },
            Of::PoolAdded(transaction) => Self::TransactionAdded(transaction.txid()),
            Of::PoolRemoved(txid, why) => Self::TransactionRemoved(*txid, *why),
            Of::Sync(state) => Self::Sync(*state),
            Of::PeersChanged => Self::PeersChanged,
            Of::BlockMined(_)
            | Of::StorageFailed(_)
            | Of::StorageRecovered
            | Of::KeyElsewhere(..) => return None,
        })
    }
}
