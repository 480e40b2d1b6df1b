//! The content of a block: all of its transactions, or what pruning has left of them.

use api::Fault;
use chain::{Coin, PrunedBlock, Store};
use primitives::{Amount, Block, BlockHash, Lock, Transaction};

use crate::query::{fee, length, storage};
use crate::service::Service;

/// The available transactions of a block, and the figures of the whole block.
pub(crate) struct Content {
    /// The available transactions, in the order of the block.
    pub(crate) parts: Vec<Part>,
    /// The number of all transactions of the block.
    pub(crate) count: u32,
    /// The size of the whole block in bytes.
    pub(crate) size: u32,
    /// The weight of the whole block in weight units.
    pub(crate) weight: u32,
    /// The sum of the fees of all its transactions.
    pub(crate) fees: Amount,
    /// Whether the block is pruned, so that only some of its transactions are available.
    pub(crate) cut: bool,
}

/// A transaction of a block.
pub(crate) struct Part {
    /// Its index in the block.
    index: u32,
    pub(crate) transaction: Transaction,
    /// The outputs that it spends, in the order of its inputs; empty if the chain does not know
    /// them.
    pub(crate) spent: Vec<(Amount, Lock)>,
}

impl Content {
    /// The transaction at an index of the block; `None` if it is not available.
    pub(crate) fn part(&self, index: u32) -> Option<&Part> {
        let at = self.parts.binary_search_by_key(&index, |part| part.index);
        self.parts.get(at.ok()?)
    }

    fn of(block: Block, coins: Vec<Coin>) -> Self {
        let (size, weight) = (length(block.encoded_len()), length(block.weight()));
        let count = length(block.transactions.len());
        let mut coins = coins.into_iter();
        // The spent coins are in the order of the block's inputs.
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
    /// The available content of a block; `None` if nothing is available.
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
