//! Taking over a chain from another service of the same wallet, which had it in memory only.

use chain::{StorageError, Store};
use primitives::{Height, Time};
use wallet::Wallet;

use super::Service;

impl<S: Store> Service<S> {
    /// Takes over the blocks of the best chain and the unconfirmed payments of another service on
    /// the same chain, with the same wallet. The caller decides whether this service mines.
    ///
    /// # Errors
    /// If the store of `other` can't be read. The blocks that were read before the failure are
    /// taken over.
    pub fn take_over(&mut self, now: Time, other: &Self) -> Result<(), StorageError<S::Error>> {
        self.now = now;
        let theirs = other.node.chain();
        let mut fork = theirs.tip().height.min(self.tip_height());
        while self.node.chain().hash_at(fork) != theirs.hash_at(fork) {
            // Both chains have the same genesis block.
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
        for transaction in other.wallets().flat_map(Wallet::unconfirmed) {
            // A payment that the mempool refuses here stays an unconfirmed payment of the wallet.
            let _ = self.submit_to_node(transaction);
        }
        self.outputs.touch();
        Ok(())
    }
}
