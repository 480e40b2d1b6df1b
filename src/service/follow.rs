//! The wallet follows the chain: block by block as they are connected, and by reading blocks that
//! it missed.

use api::Notice;
use chain::{PrunedBlock, StorageError, Store};
use primitives::{Amount, Block, Height, Lock, OutPoint};
use wallet::Kind;

use crate::service::Service;

/// The maximum number of blocks that the wallet reads in one step: a few milliseconds of work.
const SLICE: usize = 32;

impl<S: Store> Service<S> {
    /// The node connected a block.
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

    /// The node disconnected a block.
    pub(crate) fn block_disconnected(&mut self, height: Height, block: &Block) {
        if self.wallet.synced() == Some((height, block.hash())) {
            self.wallet.disconnect(height, block);
        }
    }

    /// Reads the next blocks that the wallet has not seen. Returns whether there may be more.
    pub(crate) fn follow(&mut self) -> bool {
        for _ in 0..SLICE {
            match self.follow_one() {
                Ok(true) => {}
                Ok(false) => return false,
                Err(error) => {
                    self.trouble(format!("The wallet can’t read the stored chain: {error}."));
                    return false;
                }
            }
        }
        true
    }

    /// Moves the wallet by one block. Returns false if it has reached the tip.
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
                    // A lost block can't be disconnected without its content, so the wallet reads
                    // the chain from the beginning.
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

    /// Prepares the wallet for reading pruned blocks. Payments to its keys may be missing from
    /// them, and with these the reason to watch further keys. The chain's totals still show which
    /// keys had payments.
    fn look_ahead(&mut self) -> Result<(), StorageError<S::Error>> {
        let chain = self.node.chain();
        let end = chain.pruned_height().unwrap_or_default();
        let is_used = |lock: &Lock| {
            // `None`: the lock has too many payments to add up.
            let total = chain.total(lock, end)?;
            Ok(total.is_none_or(|total| total.received() > Amount::ZERO))
        };
        self.wallet.look_ahead(is_used)
    }

    /// Ends the reading of pruned blocks, up to a height: removes the coins that were spent by
    /// transactions that are no longer stored, and tells the person what may be missing.
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

    /// Whether a coin of a block up to `height`, up to which all blocks are pruned, was unspent at
    /// that height. A coin whose transaction is not stored any more was spent.
    fn was_unspent(&self, at: OutPoint, height: Height) -> Result<bool, StorageError<S::Error>> {
        let chain = self.node.chain();
        let Some(made_by) = chain.transaction(&at.txid)? else {
            return Ok(false);
        };
        if made_by.height == Height::GENESIS {
            // The genesis block is never pruned: whether its coin was spent shows in the owner's
            // balance.
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

    /// Shows the wallet the block after the last one it saw, and reports what it confirms.
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

    /// Passes the wallet's changed rows to the store, which writes them with the next flush.
    pub(crate) fn keep_wallet(&mut self) {
        for (key, value) in self.wallet.take_changes() {
            let key = [self.rows.as_slice(), &key].concat();
            self.node.chain_mut().put_record(&key, value.as_deref());
        }
    }
}

/// The rest of a pruned block, as a block with fewer transactions. That suffices for a wallet,
/// which reads each transaction by itself.
fn remains(cut: &PrunedBlock) -> Block {
    let kept = cut.transactions().map(|(_, kept)| kept.transaction.clone());
    Block {
        header: *cut.header(),
        transactions: kept.collect(),
    }
}
