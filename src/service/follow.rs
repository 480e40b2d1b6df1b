//! The wallet follows the chain: block by block as they connect, and by reading what it missed.

use api::Notice;
use chain::{PrunedBlock, StorageError, Store};
use primitives::{Amount, Block, Height, Lock, OutPoint};
use wallet::Kind;

use crate::service::Service;

/// Blocks that the wallet reads before the node is heard again: a few milliseconds' work.
const SLICE: usize = 32;

impl<S: Store> Service<S> {
    /// A block became part of the best chain.
    pub(crate) fn block_connected(&mut self, height: Height, block: &Block) {
        let before = height.checked_sub(1);
        let next = match self.wallet.synced() {
            Some((synced, hash)) => Some(synced) == before && hash == block.header.previous,
            None => before.is_none(),
        };
        if next {
            self.read(height, block);
        }
    }

    /// A block is no longer part of the best chain.
    pub(crate) fn block_disconnected(&mut self, height: Height, block: &Block) {
        if self.wallet.synced() == Some((height, block.hash())) {
            self.wallet.disconnect(height, block);
        }
    }

    /// Reads the next blocks that the wallet has not seen. True while there are more.
    pub(crate) fn follow(&mut self) -> bool {
        for _ in 0..SLICE {
            match self.follow_one() {
                Ok(true) => {}
                Ok(false) => return false,
                Err(error) => {
                    self.trouble(format!("The wallet cannot read the stored chain: {error}."));
                    return false;
                }
            }
        }
        true
    }

    /// One step along the chain; false when the wallet stands at its tip.
    fn follow_one(&mut self) -> Result<bool, StorageError<S::Error>> {
        let chain = self.node.chain();
        let next = match self.wallet.synced() {
            Some((height, hash)) if chain.hash_at(height) == Some(hash) => height.next(),
            Some((height, hash)) => {
                let undone = match chain.block(&hash)? {
                    Some(block) => self.wallet.disconnect(height, &block),
                    None => false,
                };
                if !undone {
                    // What the wallet knew of a lost block cannot be undone alone: it reads the
                    // chain afresh.
                    self.wallet.forget();
                }
                return Ok(true);
            }
            None => Height::GENESIS,
        };
        let Some(hash) = chain.hash_at(next) else {
            return Ok(false);
        };
        if let Some(block) = chain.block(&hash)? {
            self.read(next, &block);
            return Ok(true);
        }
        let Some(cut) = chain.pruned_block(&hash)? else {
            return Ok(false);
        };
        let end = chain.pruned_height();
        if self.looked_up_to != end {
            self.look_ahead()?;
            self.looked_up_to = end;
        }
        self.read(next, &remains(&cut));
        if end == Some(next) {
            self.settle_lost(next)?;
        }
        Ok(true)
    }

    /// The wallet is about to read what is left of blocks that were cut down. Payments to its keys
    /// may be gone from them, and with these the reason to watch the keys that follow; but that
    /// there were some, the chain still knows.
    fn look_ahead(&mut self) -> Result<(), StorageError<S::Error>> {
        let chain = self.node.chain();
        let end = chain.pruned_height().unwrap_or_default();
        let is_used = |lock: &Lock| {
            // None: too many payments to add up.
            let total = chain.total(lock, end)?;
            Ok(total.is_none_or(|total| total.received() > Amount::ZERO))
        };
        self.wallet.look_ahead(is_used)
    }

    /// The wallet has read what is left of blocks that were cut down, up to a height: takes from it
    /// what transactions have spent that are not left, and says what it can't know.
    fn settle_lost(&mut self, height: Height) -> Result<(), StorageError<S::Error>> {
        let mut lost = Vec::new();
        for at in self.wallet.coins_up_to(height) {
            if !self.was_unspent(at, height)? {
                lost.push(at);
            }
        }
        for at in lost {
            self.wallet.lose(at);
        }
        self.trouble(format!(
            "Blocks up to {height} had been cut down here before this wallet read them. Its balance is right, but payments \
             in them that were spent since may be missing from its history."
        ));
        Ok(())
    }

    /// Whether a coin of a block up to a height, up to which all are cut down, was unspent there.
    /// One whose transaction is gone was spent.
    fn was_unspent(&self, at: OutPoint, height: Height) -> Result<bool, StorageError<S::Error>> {
        let chain = self.node.chain();
        let Some(made_by) = chain.transaction(&at.txid)? else {
            return Ok(false);
        };
        if made_by.height == Height::GENESIS {
            // That block is never cut: what was spent of it shows in what its owner had left.
            let output = made_by.transaction.outputs.get(at.index as usize);
            let is_spent = chain.coin(&at)?.is_none();
            let Some(output) = output.filter(|_| is_spent) else {
                return Ok(true);
            };
            let total = chain.total(&output.lock, height)?;
            let left = total.and_then(|total| total.balance());
            return Ok(left.is_none_or(|left| left >= output.amount));
        }
        let cut = chain.pruned_block(&made_by.block)?;
        let kept = cut.as_ref().and_then(|cut| cut.transaction(made_by.index));
        Ok(kept.is_some_and(|kept| kept.unspent.contains(&at.index)))
    }

    /// Shows the wallet the block after the last one it saw, and tells of what it confirms.
    fn read(&mut self, height: Height, block: &Block) {
        let waiting: Vec<_> = block
            .transactions
            .iter()
            .skip(1)
            .map(|transaction| transaction.txid())
            .collect();
        let waiting = waiting
            .into_iter()
            .filter_map(|txid| self.wallet.entry(&txid, height));
        let confirmed: Vec<Notice> = waiting
            .filter(|entry| entry.height.is_none())
            .map(|entry| match entry.kind {
                Kind::Data => Notice::DataConfirmed,
                kind => Notice::PaymentConfirmed {
                    amount: entry.amount,
                    received: kind == Kind::Received,
                },
            })
            .collect();
        self.wallet.connect(height, block);
        for notice in confirmed {
            self.notice(notice);
        }
    }

    /// Hands the wallet's changed rows to the store, to be kept with the next flush.
    pub(crate) fn keep_wallet(&mut self) {
        for (key, value) in self.wallet.take_changes() {
            let key = [self.rows.as_slice(), &key].concat();
            self.node.chain_mut().put_record(&key, value.as_deref());
        }
    }
}

/// What is left of a block, as a block of fewer transactions: enough for a wallet, which looks at
/// each by itself.
fn remains(cut: &PrunedBlock) -> Block {
    let kept = cut.transactions().map(|(_, kept)| kept.transaction.clone());
    Block {
        header: *cut.header(),
        transactions: kept.collect(),
    }
}
