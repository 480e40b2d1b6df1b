//! The profile, as the node's latest snapshot shows it.

use api::{KnownChain, Protection, StorageView, UnopenedView};
use yew::prelude::*;

use super::chain::Chain;
use crate::identity::Same;
use crate::reasons::sentence;

/// The profile: its wallet, its chains and where they are stored. It is cheap to clone and to
/// compare.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Profile {
    /// The chains that this profile knows, last opened first.
    pub(crate) chains: Same<Vec<KnownChain>>,
    /// Where the data is stored.
    pub(crate) storage: Same<StorageView>,
    /// Whether the wallet is encrypted with a passphrase.
    pub(crate) is_protected: bool,
    /// How the words of the replaced wallet are protected; `None` if no replaced wallet is kept.
    pub(crate) replaced: Option<Protection>,
    /// The public key that identifies this person to others; it differs from wallet to wallet.
    pub(crate) key: AttrValue,
    /// The chain that could not be opened; `None` if there is none.
    pub(crate) unopened: Option<Same<UnopenedView>>,
}

impl Profile {
    /// Whether signing on the open chain needs the passphrase.
    pub(crate) fn is_locked(&self, chain: &Chain) -> bool {
        self.is_protected && !chain.wallet.is_unlocked
    }

    /// Why the profile's file can't be read; `None` if it can be read.
    pub(crate) fn unreadable(&self) -> Option<AttrValue> {
        match &*self.storage {
            StorageView::Unreadable { reason } => Some(sentence(reason).into()),
            _ => None,
        }
    }
}
