//! Blocks: one in full, and lists of summaries.

use api::{BlockDocument, BlockSummary, ExplorerReason, Fault, Field, MAX_BLOCK_TRANSACTIONS};
use chain::Store;
use primitives::{BlockHash, Height};

use super::Explorer;
use super::block_content::BlockContent;
use super::block_summary::SummarySource;
use super::transactions::Confirmation;
use crate::convert::expected_hashes;
use crate::refusal::storage;

/// The maximum number of blocks of one answer.
const MAX_BLOCKS: u32 = 100;

impl<S: Store> Explorer<'_, S> {
    /// Summaries of blocks of the best chain, newest first, from the height `from` down. There are
    /// at most `count`, and at most [`MAX_BLOCKS`].
    pub(crate) fn blocks(&self, from: u32, count: u32) -> Result<Vec<BlockSummary>, Fault> {
        let (chain, wallet) = (self.chain, self.wallet);
        let top = from.min(self.tip().value());
        let bottom = (top + 1).saturating_sub(count.min(MAX_BLOCKS));
        let mut list = Vec::new();
        for height in (bottom..=top).rev().map(Height) {
            let Some(hash) = chain.hash_at(height) else {
                continue;
            };
            let whole = chain.block(&hash).map_err(|error| storage(&error))?;
            let pruned = chain.pruned_block(&hash).map_err(|error| storage(&error))?;
            let source = match (&whole, &pruned) {
                (Some(block), _) => SummarySource::of(block),
                (None, Some(pruned)) => SummarySource::of_pruned(pruned),
                (None, None) => continue,
            };
            list.push(source.summary(height, chain.spec(), wallet));
        }
        Ok(list)
    }

    /// A block by its hash as a text.
    pub(crate) fn block(&self, text: &str) -> Result<BlockDocument, Fault> {
        let hash = text
            .trim()
            .parse()
            .map_err(|_| Fault::of(Field::Search, ExplorerReason::NotBlockHash))?;
        self.block_document(hash, 0)
    }

    /// The best chain's block at a height.
    pub(crate) fn block_at(&self, height: u32) -> Result<BlockDocument, Fault> {
        let hash = self.chain.hash_at(Height(height));
        let none = || Fault::of(Field::Search, ExplorerReason::NoBlockAtHeight);
        self.block_document(hash.ok_or_else(none)?, 0)
    }

    /// A block with at most [`MAX_BLOCK_TRANSACTIONS`] of its transactions, from the one with the
    /// index `from` on.
    pub(crate) fn block_document(
        &self,
        hash: BlockHash,
        from: u32,
    ) -> Result<BlockDocument, Fault> {
        let chain = self.chain;
        let absent = || Fault::of(Field::Search, ExplorerReason::UnknownBlock);
        let entry = chain.entry(&hash).ok_or_else(absent)?;
        let header = &entry.header;
        let content = BlockContent::read(chain, &hash)?.ok_or_else(absent)?;
        let on_best = chain.is_active(&hash);
        let confirmation = Confirmation {
            block: hash,
            height: entry.height,
            time: header.time,
            confirmations: match on_best {
                true => self.confirmations(entry.height),
                false => 0,
            },
        };
        let parts = content.parts.iter().filter(|part| part.index >= from);
        let parts = parts.take(MAX_BLOCK_TRANSACTIONS);
        let transactions = parts.map(|part| {
            self.transaction_document(&part.transaction, Some(confirmation), &part.spent)
        });
        let next = on_best
            .then(|| chain.hash_at(entry.height.next()))
            .flatten();
        Ok(BlockDocument {
            hash,
            height: entry.height.value(),
            confirmations: confirmation.confirmations,
            previous: header.previous,
            next,
            merkle_root: header.merkle_root,
            time: header.time,
            version: format!("{:08x}", header.version),
            bits: format!("{:08x}", header.bits.bits()),
            difficulty: expected_hashes(header.bits),
            nonce: header.nonce,
            author: header.author(),
            size: content.size,
            weight: content.weight,
            reward: chain.spec().reward_at(entry.height),
            fees: content.fees,
            transaction_count: content.count,
            transactions: transactions.collect(),
            cut: content.cut,
        })
    }
}
