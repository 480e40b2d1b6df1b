//! Where in a chain a transaction is to stand, and the rules that depend on nothing else: its lock time (BIP113) and
//! how long its coins must have lain (BIP68).

use crate::coin::Coin;
use crate::params::LOCK_TIME_THRESHOLD;
use crate::rule::{Earliest, TransactionRule};
use primitives::{Height, Input, RelativeLock, Timestamp, Transaction};

/// The blocks below a place, on its own branch, which need not be the best chain.
pub trait Below {
    /// The median time of the block at a height below the place; of the highest one for any other height.
    fn median_time(&self, height: Height) -> Timestamp;
}

/// A block's place: its height, on the blocks below it.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The height.
    pub height: Height,
    /// What lies below.
    pub below: &'a dyn Below,
}

impl Place<'_> {
    /// The median time of the block's parent, which is the time that lock times are held against (BIP113).
    pub fn median_time(&self) -> Timestamp {
        self.below.median_time(before(self.height))
    }
}

impl core::fmt::Debug for Place<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Place")
            .field("height", &self.height)
            .finish_non_exhaustive()
    }
}

/// Whether a transaction's lock time lets it into a block of this height, whose parent has this median time (BIP113).
pub fn is_final(transaction: &Transaction, height: Height, median_time: Timestamp) -> bool {
    let now = if transaction.lock_time < LOCK_TIME_THRESHOLD {
        height.value()
    } else {
        median_time.seconds()
    };
    let waived = |input: &Input| input.sequence == Input::FINAL;
    transaction.lock_time == 0
        || transaction.lock_time < now
        || transaction.inputs.iter().all(waived)
}

/// Checks that the coins which a transaction spends, in the order of its inputs, have lain as long as the inputs'
/// sequences demand (BIP68).
///
/// There are no scripts here that could demand a sequence (BIP112): an input's sequence is the demand itself, made and
/// signed by whoever may spend the coin.
///
/// # Errors
/// [`TransactionRule::RelativeLock`] for the first input that comes too early.
pub fn check_relative_locks(
    transaction: &Transaction,
    spent: &[Coin],
    place: &Place<'_>,
) -> Result<(), TransactionRule> {
    if !transaction.has_relative_locks() {
        return Ok(());
    }
    for (index, (input, coin)) in transaction.inputs.iter().zip(spent).enumerate() {
        let (from, has_come) = match input.relative_lock() {
            None => continue,
            Some(RelativeLock::Blocks(blocks)) => {
                let from = coin.height.saturating_add(u32::from(blocks));
                (Earliest::Height(from), place.height >= from)
            }
            Some(RelativeLock::Time(units)) => {
                let since = place.below.median_time(before(coin.height));
                let from = since.saturating_add(u32::from(units) * RelativeLock::UNIT);
                (Earliest::MedianTime(from), place.median_time() >= from)
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
