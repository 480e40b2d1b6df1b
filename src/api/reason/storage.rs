//! An error in the data on this device, or why another tab has it.

use primitives::BlockHash;
use serde::{Deserialize, Serialize};

use super::notation::Notation;
use crate::texts::reasons as texts;

/// An error in the data on this device, or why another tab has it.
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
        /// The error in it: lower case, no full stop.
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

impl StorageReason {
    /// The reason as a whole sentence.
    pub(super) fn sentence(&self, notation: &dyn Notation) -> String {
        match self {
            Self::NotSaved { error } => texts::not_saved(error),
            Self::ChainUnreadable { error } => texts::chain_unreadable(error),
            Self::WalletUnread { error } => texts::wallet_unread(error),
            Self::ChainUnusable { error } => texts::chain_unusable(error),
            Self::ProfileUnreadable { error } => texts::profile_unreadable(error),
            Self::NotChanged { error } => texts::not_changed(error),
            Self::BlocksStay { error } => texts::blocks_stay(error),
            Self::DataStays { error } => texts::data_stays(error),
            Self::ChainUnopened { error } => texts::chain_unopened(error),
            Self::BlocksUnread { error } => texts::blocks_unread(error),
            Self::WalletRebuilt => texts::wallet_rebuilt().to_owned(),
            Self::HistoryGaps { height } => texts::history_gaps(&notation.number((*height).into())),
            Self::RoomExceeded { blocks } => {
                texts::room_exceeded(&notation.number((*blocks).into()))
            }
            Self::KeyElsewhere { height, block } => {
                texts::key_elsewhere(&notation.number((*height).into()), block)
            }
            Self::OpeningInterrupted => texts::opening_interrupted().to_owned(),
            Self::OtherTabsProfile => texts::other_tabs_profile().to_owned(),
            Self::OwnerUnknown => texts::owner_unknown().to_owned(),
            Self::NothingToTakeOver => texts::nothing_to_take_over().to_owned(),
            Self::OtherTabsWallet => texts::other_tabs_wallet().to_owned(),
            Self::OtherTabsKey => texts::other_tabs_key().to_owned(),
            Self::OtherTabsChain => texts::other_tabs_chain().to_owned(),
            Self::NoRoom { megabytes } => texts::no_room(&notation.number(*megabytes)),
        }
    }
}
