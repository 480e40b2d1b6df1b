//! Reading pruned blocks: the keys that the wallet can't find in them, and the coins that missing
//! transactions spent.

use chain::{Chain, PrunedBlock, StorageError, Store};
use primitives::{Amount, Block, Height, Lock, OutPoint};
use wallet::Wallet;

/// Prepares the wallet for reading pruned blocks. Payments to its keys may be missing from them,
/// and the wallet derives further keys only when it sees such payments. The chain's totals of locks
/// still show which keys had payments.
pub(super) fn look_ahead<S: Store>(
    wallet: &mut Wallet,
    chain: &Chain<S>,
) -> Result<(), StorageError<S::Error>> {
    let end = chain.pruned_height().unwrap_or_default();
    let is_used = |lock: &Lock| {
        // `None`: the lock has too many payments to add up.
        let total = chain.total(lock, end)?;
        Ok(total.is_none_or(|total| total.received() > Amount::ZERO))
    };
    wallet.look_ahead(is_used)
}

/// The kept part of a pruned block, as a block with fewer transactions. That is enough for the
/// wallet, which reads each transaction by itself.
pub(super) fn remains(pruned: &PrunedBlock) -> Block {
    let kept = pruned.transactions();
    let kept = kept.map(|(_, kept)| kept.transaction.clone());
    Block {
        header: *pruned.header(),
        transactions: kept.collect(),
    }
}

/// The wallet's coins from blocks up to `height` that were spent by transactions that are not
/// stored any more. All blocks up to `height` must be pruned.
pub(super) fn lost_coins<S: Store>(
    wallet: &Wallet,
    chain: &Chain<S>,
    height: Height,
) -> Result<Vec<OutPoint>, StorageError<S::Error>> {
    let mut lost = Vec::new();
    for at in wallet.coins_up_to(height) {
        if !was_unspent(chain, at, height)? {
            lost.push(at);
        }
    }
    Ok(lost)
}

/// Whether a coin from a block up to `height` was unspent at that height. All blocks up to `height`
/// must be pruned. A coin whose transaction is not stored any more was spent.
fn was_unspent<S: Store>(
    chain: &Chain<S>,
    at: OutPoint,
    height: Height,
) -> Result<bool, StorageError<S::Error>> {
    let Some(made_by) = chain.transaction(&at.txid)? else {
        return Ok(false);
    };
    if made_by.height == Height::GENESIS {
        // The genesis block is never pruned, so it does not record which of its coins were spent.
        // The balance of the owner's lock at `height` shows it.
        let output = made_by.transaction.outputs.get(at.index as usize);
        let is_spent = chain.coin(&at)?.is_none();
        let Some(output) = output.filter(|_| is_spent) else {
            return Ok(true);
        };
        let total = chain.total(&output.lock, height)?;
        let left = total.and_then(|total| total.balance());
        return Ok(left.is_none_or(|left| left >= output.amount));
    }
    let pruned = chain.pruned_block(&made_by.block)?;
    let kept = pruned
        .as_ref()
        .and_then(|pruned| pruned.transaction(made_by.index));
    Ok(kept.is_some_and(|kept| kept.unspent.contains(&at.index)))
}
