//! What went wrong with the data on this device, or why another tab has it.

use primitives::BlockHash;
use serde::{Deserialize, Serialize};

/// What went wrong with the data on this device, or why another tab has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StorageReason {
    /// Nothing can be written to this device. The node tries again.
    NotSaved {
        /// The storage's error.
        error: String,
    },
    /// The stored chain can't be read.
    ChainUnreadable {
        /// The storage's error.
        error: String,
    },
    /// The wallet can't read the stored chain.
    WalletUnread {
        /// The storage's error.
        error: String,
    },
    /// The wallet's saved data was damaged, and is made again from the chain.
    WalletRebuilt,
    /// Blocks were pruned before this wallet read them, so that its history may have gaps.
    HistoryGaps {
        /// The height of the last of these blocks.
        height: u32,
    },
    /// The chain takes more storage than a joined chain may, so old blocks are pruned from now on.
    RoomExceeded {
        /// The number of newest blocks that are kept.
        blocks: u32,
    },
    /// The author's key sealed a block that this tab did not make.
    KeyElsewhere {
        /// The block's height.
        height: u32,
        /// The block.
        block: BlockHash,
    },
    /// The saved data of the chain can't be used.
    ChainUnusable {
        /// The storage's error.
        error: String,
    },
    /// The last opening of the chain did not end.
    OpeningInterrupted,
    /// The profile's file can't be read, and was left as it is.
    ProfileUnreadable {
        /// What is wrong with it: lower case, no full stop.
        error: String,
    },
    /// Another tab owns the profile, and the wallet in it can't be read.
    OtherTabsProfile,
    /// The browser does not tell whether another tab uses the profile.
    OwnerUnknown,
    /// There is no other tab whose profile could be taken over.
    NothingToTakeOver,
    /// Another tab owns the wallet. Only that tab can change it.
    OtherTabsWallet,
    /// Another tab owns the key. Only that tab seals blocks with it.
    OtherTabsKey,
    /// Another tab owns the chain. Only that tab can change the chain's storage.
    OtherTabsChain,
    /// A change was undone, because it could not be saved.
    NotChanged {
        /// The error: lower case, no full stop.
        error: String,
    },
    /// A chain's blocks could not be erased.
    BlocksStay {
        /// The error: lower case, no full stop.
        error: String,
    },
    /// A chain's saved data could not be erased.
    DataStays {
        /// The error: lower case, no full stop.
        error: String,
    },
    /// The chain can't be opened.
    ChainUnopened {
        /// The error: lower case, no full stop.
        error: String,
    },
    /// Blocks that a tab had in memory could not be read.
    BlocksUnread {
        /// The error: lower case, no full stop.
        error: String,
    },
    /// The chains take nearly all of the storage that they may take.
    NoRoom {
        /// The storage that they may take, in MB.
        megabytes: u64,
    },
}
