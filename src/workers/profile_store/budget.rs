//! The bound on the bytes that all chains of a profile together take on this device, and the share
//! that one chain may take.
//!
//! Others make the blocks of a joined chain and could make any number of them, and a web page can
//! show any number of links to such chains. So all chains of a profile have one common bound. Only
//! the open chain grows, and it may take the bytes that the others leave.

use api::{Fault, StorageReason};
use litemap::LiteMap;
use primitives::BlockHash;

/// Maximum bytes that all chains may take together. If half of the browser's quota for the page is
/// less, that is the maximum.
const MAX_BYTES: u64 = 4_000_000_000;
/// A chain may be added only while the bytes that are left are at least the bound divided by this
/// number.
const MIN_SHARE: u64 = 64;

/// The bytes that each chain takes, and the maximum for all chains together.
#[derive(Debug)]
pub(crate) struct StorageBudget {
    max_bytes: u64,
    /// The bytes of each chain that has stored data, at most one entry per chain of the profile.
    sizes: LiteMap<BlockHash, u64>,
}

impl Default for StorageBudget {
    fn default() -> Self {
        Self::new(None)
    }
}

impl StorageBudget {
    /// A budget without chains yet. `quota` is the number of bytes that the browser gives the page;
    /// `None` if it is not known.
    pub(crate) fn new(quota: Option<u64>) -> Self {
        Self {
            max_bytes: quota.map_or(MAX_BYTES, |quota| MAX_BYTES.min(quota / 2)),
            sizes: LiteMap::new(),
        }
    }

    /// Notes that a chain takes this many bytes now; 0 if nothing of it is stored.
    pub(crate) fn note(&mut self, genesis: BlockHash, bytes: u64) {
        match bytes {
            0 => self.sizes.remove(&genesis),
            bytes => self.sizes.insert(genesis, bytes),
        };
    }

    /// The bytes that a chain takes; 0 if that is not known.
    pub(crate) fn bytes(&self, genesis: &BlockHash) -> u64 {
        self.sizes.get(genesis).copied().unwrap_or(0)
    }

    /// The bytes that a chain may take: those that the other chains leave, but at least as many as
    /// the chain takes already.
    pub(crate) fn limit(&self, genesis: &BlockHash) -> u64 {
        let own = self.bytes(genesis);
        self.left().saturating_add(own)
    }

    /// Checks that there is enough room for one more chain.
    ///
    /// # Errors
    /// If fewer bytes are left than the bound divided by [`MIN_SHARE`].
    pub(crate) fn check_can_add(&self) -> Result<(), Fault> {
        if self.left() >= self.max_bytes / MIN_SHARE {
            return Ok(());
        }
        let megabytes = self.max_bytes / 1_000_000;
        Err(Fault::new(StorageReason::NoRoom { megabytes }))
    }

    fn left(&self) -> u64 {
        let taken = self
            .sizes
            .values()
            .fold(0, |sum: u64, bytes| sum.saturating_add(*bytes));
        self.max_bytes.saturating_sub(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(number: u8) -> BlockHash {
        BlockHash::from_bytes([number; 32])
    }

    /// A person joins chains from a page with seventy links. Each chain grows as far as it may.
    #[test]
    fn seventy_chains_take_no_more_than_all_may_take_together() {
        for quota in [
            None,
            Some(1_000_000_000_000),
            Some(300_000_000),
            Some(1_000),
        ] {
            let mut budget = StorageBudget::new(quota);
            let most = quota.map_or(MAX_BYTES, |quota| (quota / 2).min(MAX_BYTES));
            let mut added = 0;
            for number in 0..70 {
                let genesis = chain(number);
                if budget.check_can_add().is_err() {
                    continue;
                }
                added += 1;
                // The chains take different shares of their limit.
                let bytes = budget.limit(&genesis) / u64::from(1 + number % 3);
                budget.note(genesis, bytes);
                let sum: u64 = (0..70).map(|number| budget.bytes(&chain(number))).sum();
                assert!(sum <= most, "{sum} of {most}");
            }
            assert!(
                added >= 1 && budget.check_can_add().is_err(),
                "{added} were added"
            );
            // A removed chain makes room for another one, and a stored chain's limit is never below
            // its size.
            assert!(budget.limit(&chain(0)) >= budget.bytes(&chain(0)));
            budget.note(chain(0), 0);
            assert!(budget.check_can_add().is_ok() && budget.bytes(&chain(0)) == 0);
        }
    }
}
