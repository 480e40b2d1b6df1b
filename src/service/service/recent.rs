//! The list of the newest blocks.

use chain::{StorageError, Store};
use primitives::{Block, Height};

use super::Service;
use crate::view::{RECENT, summary};

impl<S: Store> Service<S> {
    /// Puts a block at the front of the list. If it does not follow the first one there, the list
    /// will be read from the chain.
    pub(super) fn push_recent(&mut self, height: Height, block: &Block) {
        let fits = self
            .recent
            .front()
            .is_some_and(|top| top.hash == block.header.previous);
        if fits && !self.recent_stale {
            self.recent.push_front(summary(
                height,
                block,
                self.node.chain().spec(),
                &self.wallet,
            ));
            self.recent.truncate(RECENT);
        } else {
            self.recent_stale = true;
        }
    }

    /// Reads the list of newest blocks from the chain.
    pub(super) fn read_recent(&mut self) -> Result<(), StorageError<S::Error>> {
        self.recent.clear();
        let chain = self.node.chain();
        let mut height = Some(chain.tip().height);
        while let Some(at) = height.filter(|_| self.recent.len() < RECENT) {
            let Some(hash) = chain.hash_at(at) else { break };
            let Some(block) = chain.block(&hash)? else {
                break;
            };
            self.recent
                .push_back(summary(at, &block, chain.spec(), &self.wallet));
            height = at.checked_sub(1);
        }
        Ok(())
    }
}
