//! What a block holds: all of it, or what is left of it once it was cut down.

use api::Fault;
use chain::{Coin, PrunedBlock, Store};
use primitives::{Amount, Block, BlockHash, Lock, Transaction};

use crate::query::{fee, length, storage};
use crate::service::Service;

/// The transactions of a block that are here, and what the whole block is or was.
pub(crate) struct Content {
    /// In the order of their places.
    pub(crate) parts: Vec<Part>,
    /// How many transactions the block has.
    pub(crate) count: u32,
    /// Its bytes.
    pub(crate) size: u32,
    /// Its weight units.
    pub(crate) weight: u32,
    /// The fees of all its transactions.
    pub(crate) fees: Amount,
    /// Only some of its transactions are here.
    pub(crate) cut: bool,
}

/// A transaction of a block.
pub(crate) struct Part {
    /// Its place in the block.
    index: u32,
    pub(crate) transaction: Transaction,
    /// What it spends, in the order of its inputs; nothing where the chain does not know.
    pub(crate) spent: Vec<(Amount, Lock)>,
}

impl Content {
    /// The transaction at a place of the block, if it is here.
    pub(crate) fn part(&self, index: u32) -> Option<&Part> {
        let at = self.parts.binary_search_by_key(&index, |part| part.index);
        self.parts.get(at.ok()?)
    }

    fn of(block: Block, coins: Vec<Coin>) -> Self {
        let (size, weight) = (length(block.encoded_len()), length(block.weight()));
        let count = length(block.transactions.len());
        let mut coins = coins.into_iter();
        // The coins stand in the order of the block's inputs.
        let part = |(index, transaction): (u32, Transaction)| {
            let inputs = match transaction.is_coinbase() {
                true => 0,
                false => transaction.inputs.len(),
            };
            let spent = coins.by_ref().take(inputs).map(worth).collect();
            Part {
                index,
                transaction,
                spent,
            }
        };
        let parts: Vec<Part> = (0..).zip(block.transactions).map(part).collect();
        let each = parts.iter().skip(1);
        let fees = each.filter_map(|part| fee(&part.transaction, &part.spent));
        Self {
            count,
            size,
            weight,
            fees: Amount::sum(fees).unwrap_or(Amount::ZERO),
            cut: false,
            parts,
        }
    }

    fn of_cut(cut: &PrunedBlock) -> Self {
        let figures = cut.figures();
        let parts = cut.transactions().map(|(index, kept)| Part {
            index,
            transaction: kept.transaction.clone(),
            spent: kept.spent.iter().cloned().map(worth).collect(),
        });
        Self {
            parts: parts.collect(),
            count: cut.count(),
            size: figures.size,
            weight: figures.weight,
            fees: figures.fees,
            cut: true,
        }
    }
}

impl<S: Store> Service<S> {
    /// What is here of a block; none where that is nothing.
    pub(crate) fn content(&self, hash: &BlockHash) -> Result<Option<Content>, Fault> {
        let chain = self.node.chain();
        if let Some(cut) = chain.pruned_block(hash).map_err(|error| storage(&error))? {
            return Ok(Some(Content::of_cut(&cut)));
        }
        let Some(block) = chain.block(hash).map_err(|error| storage(&error))? else {
            return Ok(None);
        };
        let coins = chain.spent_coins(hash).map_err(|error| storage(&error))?;
        Ok(Some(Content::of(block, coins.unwrap_or_default())))
    }
}

fn worth(coin: Coin) -> (Amount, Lock) {
    (coin.output.amount, coin.output.lock)
}
