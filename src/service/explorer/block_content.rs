//! The content of a block: all of its transactions, or those that are left after pruning.

use api::Fault;
use chain::{Chain, Coin, PrunedBlock, Store};
use primitives::{Amount, Block, BlockHash, Lock, Transaction};

use crate::convert::to_u32;
use crate::refusal::storage;

/// The available transactions of a block, and the figures of the whole block.
pub(super) struct BlockContent {
    /// The available transactions, in the order of the block.
    pub(super) parts: Vec<Part>,
    /// The number of all transactions of the block.
    pub(super) count: u32,
    /// The size of the whole block in bytes.
    pub(super) size: u32,
    /// The weight of the whole block in weight units.
    pub(super) weight: u32,
    /// The sum of the fees of all its transactions.
    pub(super) fees: Amount,
    /// Whether the block is pruned, so that only some of its transactions are available.
    pub(super) cut: bool,
}

/// A transaction of a block.
pub(super) struct Part {
    /// Its index in the block.
    pub(super) index: u32,
    pub(super) transaction: Transaction,
    /// The outputs that it spends, in the order of its inputs; empty if the chain does not know
    /// them.
    pub(super) spent: Vec<(Amount, Lock)>,
}

impl BlockContent {
    /// Reads the available content of a block; `None` if nothing is available.
    ///
    /// # Errors
    /// A [`Fault`] if the store can't be read.
    pub(super) fn read<S: Store>(
        chain: &Chain<S>,
        hash: &BlockHash,
    ) -> Result<Option<Self>, Fault> {
        if let Some(pruned) = chain.pruned_block(hash).map_err(|error| storage(&error))? {
            return Ok(Some(Self::of_pruned(&pruned)));
        }
        let Some(block) = chain.block(hash).map_err(|error| storage(&error))? else {
            return Ok(None);
        };
        let coins = chain.spent_coins(hash).map_err(|error| storage(&error))?;
        Ok(Some(Self::of(block, coins.unwrap_or_default())))
    }

    /// The transaction at an index of the block; `None` if it is not available.
    pub(super) fn part(&self, index: u32) -> Option<&Part> {
        let at = self.parts.binary_search_by_key(&index, |part| part.index);
        self.parts.get(at.ok()?)
    }

    fn of(block: Block, coins: Vec<Coin>) -> Self {
        let (size, weight) = (to_u32(block.encoded_len()), to_u32(block.weight()));
        let count = to_u32(block.transactions.len());
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

    fn of_pruned(pruned: &PrunedBlock) -> Self {
        let figures = pruned.figures();
        let parts = pruned.transactions().map(|(index, kept)| Part {
            index,
            transaction: kept.transaction.clone(),
            spent: kept.spent.iter().cloned().map(worth).collect(),
        });
        Self {
            parts: parts.collect(),
            count: pruned.count(),
            size: figures.size,
            weight: figures.weight,
            fees: figures.fees,
            cut: true,
        }
    }
}

/// The fee: the sum of the spent outputs less the sum of the outputs. `None` if the spent outputs
/// are not known.
pub(super) fn fee(transaction: &Transaction, spent: &[(Amount, Lock)]) -> Option<Amount> {
    if spent.len() != transaction.inputs.len() {
        return None;
    }
    let paid = Amount::sum(spent.iter().map(|(amount, _)| *amount))?;
    let made = Amount::sum(transaction.outputs.iter().map(|output| output.amount))?;
    paid.checked_sub(made)
}

fn worth(coin: Coin) -> (Amount, Lock) {
    (coin.output.amount, coin.output.lock)
}
