//! A chain that one store keeps, and what another service of the same wallet has of it in memory.

use chain::{StorageError, Store};
use node::{Input, Request};
use primitives::{Height, Time};

use crate::service::Service;

impl<S: Store> Service<S> {
    /// Takes over what another service of the same chain and wallet has: the blocks of its best
    /// chain, one after the other, and its payments that no block holds yet. Whether it mines is
    /// for the caller to say anew.
    ///
    /// # Errors
    /// When the other one's store can't be read: what came before is taken over.
    pub fn take_over(&mut self, now: Time, other: &Self) -> Result<(), StorageError<S::Error>> {
        self.now = now;
        let theirs = other.node.chain();
        let mut fork = theirs.tip().height.min(self.tip_height());
        while self.node.chain().hash_at(fork) != theirs.hash_at(fork) {
            // They have the genesis block in common.
            fork = fork.checked_sub(1).unwrap_or(Height::GENESIS);
        }
        let mut height = fork.next();
        while let Some(hash) = theirs.hash_at(height) {
            let Some(block) = theirs.block(&hash)? else {
                break;
            };
            self.node.take_block(now, block);
            self.drain_node();
            height = height.next();
        }
        for transaction in other.wallet.unconfirmed() {
            let request = Request::Submit(transaction);
            self.node.handle(now, Input::Asked(request));
            self.drain_node();
        }
        self.touch();
        Ok(())
    }
}
