//! How much room the chains of a profile take on this device together, and how much one of them may
//! take.
//!
//! The blocks of a chain that was joined are made by others, who could make any number of them, and
//! a page can show any number of links to such chains. So all chains of a profile have one bound:
//! only the open one grows, and it may take what the others leave.

use api::Fault;
use litemap::LiteMap;
use primitives::BlockHash;

/// Bytes that the chains may take together, and never more than half of what the browser gives to
/// the page.
const MAX_BYTES: u64 = 4_000_000_000;
/// A chain is only added while at least this part of the whole is left.
const LEAST_PART: u64 = 64;

/// What each chain takes, and what all may take.
#[derive(Debug)]
pub(crate) struct Room {
    most: u64,
    /// As many as the profile knows.
    sizes: LiteMap<BlockHash, u64>,
}

impl Default for Room {
    fn default() -> Self {
        Self::new(None)
    }
}

impl Room {
    /// No chains yet, on a device where the browser gives the page this many bytes, if it says so.
    pub(crate) fn new(quota: Option<u64>) -> Self {
        Self {
            most: quota.map_or(MAX_BYTES, |quota| MAX_BYTES.min(quota / 2)),
            sizes: LiteMap::new(),
        }
    }

    /// A chain takes so many bytes now; 0 where nothing is kept of it.
    pub(crate) fn note(&mut self, genesis: BlockHash, bytes: u64) {
        match bytes {
            0 => self.sizes.remove(&genesis),
            bytes => self.sizes.insert(genesis, bytes),
        };
    }

    /// Bytes that a chain takes, as far as is known.
    pub(crate) fn bytes(&self, genesis: &BlockHash) -> u64 {
        self.sizes.get(genesis).copied().unwrap_or(0)
    }

    /// Bytes that a chain may take: what the others leave, and at least what it takes already.
    pub(crate) fn limit(&self, genesis: &BlockHash) -> u64 {
        let own = self.bytes(genesis);
        self.left().saturating_add(own)
    }

    /// Refuses one chain more where hardly any room is left.
    ///
    /// # Errors
    /// A [`Fault`] that says so.
    pub(crate) fn may_add(&self) -> Result<(), Fault> {
        if self.left() >= self.most / LEAST_PART {
            return Ok(());
        }
        Err(Fault::new(format!(
            "Your chains take nearly all of the {} MB that they may take on this device together. Remove one of them first.",
            self.most / 1_000_000
        )))
    }

    fn left(&self) -> u64 {
        let taken = self
            .sizes
            .values()
            .fold(0, |sum: u64, bytes| sum.saturating_add(*bytes));
        self.most.saturating_sub(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(number: u8) -> BlockHash {
        BlockHash::from_bytes([number; 32])
    }

    /// A page with seventy links, each to a chain that grows as far as it may.
    #[test]
    fn seventy_chains_take_no_more_than_all_may_take_together() {
        for quota in [
            None,
            Some(1_000_000_000_000),
            Some(300_000_000),
            Some(1_000),
        ] {
            let mut room = Room::new(quota);
            let most = quota.map_or(MAX_BYTES, |quota| (quota / 2).min(MAX_BYTES));
            let mut added = 0;
            for number in 0..70 {
                let genesis = chain(number);
                if room.may_add().is_err() {
                    continue;
                }
                added += 1;
                // They share the room in different ways.
                let bytes = room.limit(&genesis) / u64::from(1 + number % 3);
                room.note(genesis, bytes);
                let sum: u64 = (0..70).map(|number| room.bytes(&chain(number))).sum();
                assert!(sum <= most, "{sum} of {most}");
            }
            assert!(added >= 1 && room.may_add().is_err(), "{added} were added");
            // One that is removed makes place for another, and one that is there keeps what it has.
            assert!(room.limit(&chain(0)) >= room.bytes(&chain(0)));
            room.note(chain(0), 0);
            assert!(room.may_add().is_ok() && room.bytes(&chain(0)) == 0);
        }
    }
}
