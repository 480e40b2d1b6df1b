//! The summary of a block: one line of a list of blocks.

use api::{BlockSummary, Meaning};
use chain::{PrunedBlock, Spec};
use primitives::{Block, Header, Height, Transaction};
use wallet::Wallet;

use crate::convert::{address_of, to_u32};
use crate::mining::split_tag;
use crate::payload;

/// The part of a block that its summary needs.
pub(super) struct SummarySource<'a> {
    header: &'a Header,
    /// The coinbase; `None` if it is not stored any more.
    coinbase: Option<&'a Transaction>,
    transactions: u32,
    weight: u32,
    cut: bool,
}

impl<'a> SummarySource<'a> {
    pub(super) fn of(block: &'a Block) -> Self {
        Self {
            header: &block.header,
            coinbase: block.transactions.first(),
            transactions: to_u32(block.transactions.len()),
            weight: to_u32(block.weight()),
            cut: false,
        }
    }

    /// The source of the summary of a pruned block. Its coinbase may be missing.
    pub(super) fn of_pruned(pruned: &'a PrunedBlock) -> Self {
        Self {
            header: pruned.header(),
            coinbase: pruned.transaction(0).map(|kept| &kept.transaction),
            transactions: pruned.count(),
            weight: pruned.figures().weight,
            cut: true,
        }
    }

    /// The summary of the block at this height. `wallet` determines whether this wallet mined it.
    pub(super) fn summary(&self, height: Height, spec: &Spec, wallet: &Wallet) -> BlockSummary {
        let reward = self.coinbase.and_then(|coinbase| coinbase.outputs.first());
        let is_own = reward.is_some_and(|output| wallet.owns(&output.lock));
        let text = self.coinbase.and_then(|coinbase| text(coinbase, height));
        let (tag, message) = text.as_deref().map_or((None, None), split_tag);
        BlockSummary {
            height: height.value(),
            hash: self.header.hash(),
            time: self.header.time,
            transactions: self.transactions,
            weight: self.weight,
            fullness: self.weight as f32 / spec.max_weight as f32,
            author: self.header.author(),
            miner: reward.and_then(|output| address_of(&output.lock, spec)),
            mine: height != Height::GENESIS && is_own,
            message: message.map(str::to_owned),
            tag: tag.map(str::to_owned),
            cut: self.cut,
        }
    }
}

/// The block message with the tag; `None` if there is none that can be shown.
fn text(coinbase: &Transaction, height: Height) -> Option<String> {
    match payload::of_coinbase(coinbase, height)?.meaning {
        Meaning::Text(text) => Some(text),
        _ => None,
    }
}
