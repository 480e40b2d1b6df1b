//! What went wrong with the data on this device, or why another tab has it.

use api::StorageReason;

use crate::texts::reasons as texts;

/// The reason as a whole sentence.
pub(super) fn sentence(reason: &StorageReason) -> String {
    match reason {
        StorageReason::NotSaved { error } => texts::not_saved(error),
        StorageReason::ChainUnreadable { error } => texts::chain_unreadable(error),
        StorageReason::WalletUnread { error } => texts::wallet_unread(error),
        StorageReason::ChainUnusable { error } => texts::chain_unusable(error),
        StorageReason::ProfileUnreadable { error } => texts::profile_unreadable(error),
        StorageReason::NotChanged { error } => texts::not_changed(error),
        StorageReason::BlocksStay { error } => texts::blocks_stay(error),
        StorageReason::DataStays { error } => texts::data_stays(error),
        StorageReason::ChainUnopened { error } => texts::chain_unopened(error),
        StorageReason::BlocksUnread { error } => texts::blocks_unread(error),
        StorageReason::WalletRebuilt => texts::wallet_rebuilt().to_owned(),
        StorageReason::HistoryGaps { height } => texts::history_gaps((*height).into()),
        StorageReason::RoomExceeded { blocks } => texts::room_exceeded((*blocks).into()),
        StorageReason::KeyElsewhere { height, block } => {
            texts::key_elsewhere((*height).into(), block)
        }
        StorageReason::OpeningInterrupted => texts::opening_interrupted().to_owned(),
        StorageReason::OtherTabsProfile => texts::other_tabs_profile().to_owned(),
        StorageReason::OwnerUnknown => texts::owner_unknown().to_owned(),
        StorageReason::NothingToTakeOver => texts::nothing_to_take_over().to_owned(),
        StorageReason::OtherTabsWallet => texts::other_tabs_wallet().to_owned(),
        StorageReason::OtherTabsKey => texts::other_tabs_key().to_owned(),
        StorageReason::OtherTabsChain => texts::other_tabs_chain().to_owned(),
        StorageReason::NoRoom { megabytes } => texts::no_room(*megabytes),
    }
}
