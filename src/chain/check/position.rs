//! A block's position in a chain, and the rules that compare a transaction with it: lock time
//! (BIP113) and relative lock times (BIP68).

use crate::coin::Coin;
use crate::params::LOCK_TIME_THRESHOLD;
use crate::rule::{Earliest, TransactionRule};
use primitives::{Height, Input, RelativeLock, Timestamp, Transaction};

/// The ancestors of a block. They need not be on the best chain.
pub trait Ancestors {
    /// The median time past of the ancestor at a height, which must be below the block's own.
    fn median_time(&self, height: Height) -> Timestamp;
}

/// The position of a block: its height and its ancestors.
#[derive(Clone, Copy)]
pub struct Position<'a> {
    /// The block's height.
    pub height: Height,
    /// The block's ancestors.
    pub ancestors: &'a dyn Ancestors,
}

impl Position<'_> {
    /// The median time past of the block's parent, with which lock times are compared (BIP113).
    pub fn median_time(&self) -> Timestamp {
        self.ancestors.median_time(before(self.height))
    }
}

impl core::fmt::Debug for Position<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Position")
            .field("height", &self.height)
            .finish_non_exhaustive()
    }
}

/// Whether a transaction's lock time allows it in a block. `height` is the block's, and
/// `median_time` is the median time past of its parent (BIP113).
pub fn is_final(transaction: &Transaction, height: Height, median_time: Timestamp) -> bool {
    let now = if transaction.lock_time < LOCK_TIME_THRESHOLD {
        height.value()
    } else {
        median_time.seconds()
    };
    let is_final_input = |input: &Input| input.sequence == Input::FINAL;
    transaction.lock_time == 0
        || transaction.lock_time < now
        || transaction.inputs.iter().all(is_final_input)
}

/// Checks the relative lock times of a transaction's inputs against the coins that it spends, in
/// the order of the inputs (BIP68).
///
/// There are no scripts, and so no `OP_CHECKSEQUENCEVERIFY` (BIP112): a coin's owner chooses the
/// input's sequence and signs it.
///
/// # Errors
/// [`TransactionRule::RelativeLock`] for the first input whose relative lock time has not passed.
pub fn check_relative_locks(
    transaction: &Transaction,
    spent: &[Coin],
    position: &Position<'_>,
) -> Result<(), TransactionRule> {
    if !transaction.has_relative_locks() {
        return Ok(());
    }
    for (index, (input, coin)) in transaction.inputs.iter().zip(spent).enumerate() {
        let (from, has_come) = match input.relative_lock() {
            None => continue,
            Some(RelativeLock::Blocks(blocks)) => {
                let from = coin.height.saturating_add(u32::from(blocks));
                (Earliest::Height(from), position.height >= from)
            }
            Some(RelativeLock::Time(units)) => {
                let since = position.ancestors.median_time(before(coin.height));
                let from = since.saturating_add(u32::from(units) * RelativeLock::UNIT);
                (Earliest::MedianTime(from), position.median_time() >= from)
            }
        };
        if !has_come {
            return Err(TransactionRule::RelativeLock { input: index, from });
        }
    }
    Ok(())
}

fn before(height: Height) -> Height {
    height.checked_sub(1).unwrap_or(Height::GENESIS)
}
