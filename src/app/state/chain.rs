//! The open chain, as the node's latest snapshot shows it.

use core::ops::Deref;

use api::{ChainView, MiningView, Protection, Snapshot, StorageView};

use crate::identity::Same;

/// A snapshot in which a chain is open. It dereferences to its [`ChainView`] and is cheap to clone.
///
/// Two chains are equal if they are of the same snapshot.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Chain(Same<Snapshot>);

impl Chain {
    /// The chain that is open in a snapshot; `None` if no chain is open.
    pub(super) fn of(snapshot: &Same<Snapshot>) -> Option<Self> {
        snapshot.chain.as_ref()?;
        Some(Self(snapshot.clone()))
    }

    /// Where the data is stored.
    pub(crate) fn storage(&self) -> &StorageView {
        &self.0.storage
    }

    /// The public key that identifies this person to others; it differs from wallet to wallet.
    pub(crate) fn key(&self) -> &str {
        &self.0.key
    }

    /// Whether the wallet is encrypted with a passphrase.
    pub(crate) fn is_protected(&self) -> bool {
        self.0.protection == Protection::Passphrase
    }

    /// Whether this node mines, or seals blocks as an author.
    pub(crate) fn is_mining(&self) -> bool {
        self.mining.cores > 0 || self.authority.as_ref().is_some_and(|it| it.making)
    }
}

impl Deref for Chain {
    type Target = ChainView;

    fn deref(&self) -> &ChainView {
        self.0
            .chain
            .as_ref()
            .expect("a Chain is only made of a snapshot with an open chain")
    }
}

/// This node's estimated share of the network's hash rate, 0 to 1, derived from the difficulty.
/// `interval` is in seconds.
pub(crate) fn share(mining: &MiningView, difficulty: f64, interval: u32) -> f64 {
    if difficulty <= 0.0 {
        return 0.0;
    }
    (mining.hash_rate * f64::from(interval) / difficulty).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_is_between_nothing_and_all() {
        let mining = MiningView {
            hash_rate: 1_000.0,
            ..MiningView::default()
        };
        assert_eq!(share(&mining, 100_000.0, 10), 0.1);
        assert_eq!(share(&mining, 1.0, 10), 1.0);
        assert_eq!(share(&mining, 0.0, 10), 0.0);
    }
}
