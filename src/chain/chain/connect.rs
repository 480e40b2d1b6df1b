//! Connecting a block to the best chain and disconnecting it: the changes to coins and indexes.

use crate::check::block::{BlockIds, in_transaction};
use crate::check::grant::has_no_inputs;
use crate::check::position::Position;
use crate::check::signature::Verifier;
use crate::check::transaction;
use crate::coin::{Coin, spendable};
use crate::error::{Damage, StorageError};
use crate::lock_totals::LockAmounts;
use crate::rule::{Rule, TransactionRule};
use crate::spec::Spec;
use crate::store::ledger::Overlay;
use crate::store::schema::{HistoryRow, Location, Number, Rows, coin_key};
use crate::store::{Store, Table};
use crate::undo::Undo;
use primitives::order::sort_by_key;
use primitives::{Amount, Block, Encode, Height, KeyHash, Lock, Output, Transaction, Txid};

/// The maximum number of locks of a transaction that are compared pairwise rather than sorted.
const MAX_COMPARED_LOCKS: usize = 16;

/// Why a block can't be connected.
#[derive(Debug)]
pub(crate) enum ConnectError<E> {
    /// The block breaks a rule.
    Rule(Rule),
    /// The store failed. This is not a verdict on the block.
    Storage(StorageError<E>),
}

impl<E> From<StorageError<E>> for ConnectError<E> {
    fn from(error: StorageError<E>) -> Self {
        Self::Storage(error)
    }
}

/// A block to connect to the best chain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step<'a> {
    pub(crate) block: &'a Block,
    pub(crate) ids: &'a BlockIds,
    pub(crate) number: Number,
    pub(crate) position: Position<'a>,
    /// Whether the block was connected before, so that its signatures are known to be valid.
    pub(crate) verified: bool,
}

/// Checks a block against the coins that exist after its parent, and adds the changes to the
/// overlay. The block must have passed [`crate::check::block`].
pub(crate) fn connect<S: Store>(
    overlay: &mut Overlay<'_, S>,
    spec: &Spec,
    verifier: &Verifier,
    step: Step<'_>,
) -> Result<(), ConnectError<S::Error>> {
    let mut undo = Undo::default();
    let mut checks = Vec::new();
    let mut fees = Amount::ZERO;
    for (index, spender) in step.block.transactions.iter().enumerate() {
        let invalid = |rule| ConnectError::Rule(in_transaction(index, spender, rule));
        let txid = &step.ids.txids[index];
        let mut spent = Vec::new();
        if index > 0 {
            for input in &spender.inputs {
                let missing = || invalid(TransactionRule::MissingCoin(input.previous));
                let coin = overlay.coin(&input.previous)?.ok_or_else(missing)?;
                overlay
                    .changes
                    .remove(Table::Coins, coin_key(&input.previous));
                spent.push(coin);
            }
            if let Some(key) = granted_before(overlay, spender, txid)? {
                return Err(invalid(TransactionRule::GrantedBefore { key }));
            }
            let fee = transaction::check_spending(spender, &spent, &step.position, spec)
                .map_err(invalid)?;
            fees = fees
                .checked_add(fee)
                .ok_or(ConnectError::Rule(Rule::FeesOverflow))?;
            if !step.verified && !verifier.is_cached(&step.ids.wtxids[index]) {
                let outputs: Vec<Output> = spent.iter().map(|coin| coin.output.clone()).collect();
                verifier
                    .collect(index, spender, &outputs, &mut checks)
                    .map_err(invalid)?;
            }
        }
        add_transaction(
            overlay,
            txid,
            spender,
            &spent,
            location(step.position.height, index),
        );
        undo.spent.extend(spent);
    }
    check_reward(step.block, spec.reward_at(step.position.height), fees)
        .map_err(ConnectError::Rule)?;
    verifier.verify(&checks).map_err(|(index, rule)| {
        ConnectError::Rule(in_transaction(index, &step.block.transactions[index], rule))
    })?;
    overlay
        .changes
        .put(Table::Undo, step.number.to_be_bytes(), undo.to_bytes());
    Ok(())
}

/// Records the coins and index rows of the genesis block. Nothing is checked, since the block is
/// computed from the spec.
pub(crate) fn connect_genesis<S: Store>(overlay: &mut Overlay<'_, S>, genesis: &Block) {
    for (index, transaction) in genesis.transactions.iter().enumerate() {
        let txid = transaction.txid();
        add_transaction(
            overlay,
            &txid,
            transaction,
            &[],
            location(Height::GENESIS, index),
        );
    }
}

/// Disconnects the last block of the best chain.
pub(crate) fn disconnect<S: Store>(
    overlay: &mut Overlay<'_, S>,
    block: &Block,
    number: Number,
    height: Height,
) -> Result<(), StorageError<S::Error>> {
    let mut spent = overlay.undo(number)?.spent;
    let wanted: usize = block
        .transactions
        .iter()
        .skip(1)
        .map(|t| t.inputs.len())
        .sum();
    if spent.len() != wanted {
        return Err(Damage::Undo {
            block: block.hash(),
            found: spent.len(),
            wanted,
        }
        .into());
    }
    for (index, transaction) in block.transactions.iter().enumerate().rev() {
        let inputs = if index == 0 {
            0
        } else {
            transaction.inputs.len()
        };
        let coins = spent.split_off(spent.len() - inputs);
        remove_transaction(overlay, transaction, &coins, location(height, index));
    }
    overlay.changes.remove(Table::Undo, number.to_be_bytes());
    Ok(())
}

/// Returns the key that a grant pays to, if the same grant is already on the chain; `None`
/// otherwise.
pub(crate) fn granted_before<R: Rows>(
    rows: &R,
    transaction: &Transaction,
    txid: &Txid,
) -> Result<Option<KeyHash>, StorageError<R::Error>> {
    if !has_no_inputs(transaction) || rows.location(txid)?.is_none() {
        return Ok(None);
    }
    let key = transaction
        .outputs
        .iter()
        .find_map(|output| match output.lock {
            Lock::Key(key) => Some(key),
            Lock::Data(_) | Lock::Other { .. } | Lock::Invalid(_) => None,
        });
    Ok(key)
}

fn add_transaction<S: Store>(
    overlay: &mut Overlay<'_, S>,
    txid: &Txid,
    transaction: &Transaction,
    spent: &[Coin],
    location: Location,
) {
    for (outpoint, output) in spendable(*txid, transaction) {
        let coin = Coin {
            output: output.clone(),
            height: location.height,
            // No reorganisation can disconnect the genesis block, so its outputs need not mature.
            must_mature: location.index == 0 && location.height != Height::GENESIS,
        };
        overlay.changes.put_coin(&outpoint, &coin);
    }
    overlay.changes.put_location(txid, location);
    for (lock, amounts) in lock_amounts(transaction, spent) {
        let dropped = false;
        let row = HistoryRow { amounts, dropped };
        overlay.changes.put_history(lock, location, row);
    }
}

fn remove_transaction<S: Store>(
    overlay: &mut Overlay<'_, S>,
    transaction: &Transaction,
    spent: &[Coin],
    location: Location,
) {
    let txid = transaction.txid();
    for (outpoint, _) in spendable(txid, transaction) {
        overlay.changes.remove(Table::Coins, coin_key(&outpoint));
    }
    for (input, coin) in transaction.inputs.iter().zip(spent) {
        overlay.changes.put_coin(&input.previous, coin);
    }
    overlay.changes.remove(Table::Locations, *txid.as_bytes());
    for (lock, _) in lock_amounts(transaction, spent) {
        overlay.changes.remove_history(lock, location);
    }
}

/// The locks of a transaction's outputs and of the coins that it spends, each with the sums of its
/// amounts, in no order and without unspendable locks.
pub(crate) fn lock_amounts<'a>(
    transaction: &'a Transaction,
    spent: &'a [Coin],
) -> Vec<(&'a Lock, LockAmounts)> {
    let made = transaction.outputs.iter();
    let made = made.map(|output| (&output.lock, LockAmounts::of_created(output)));
    let used = spent.iter().map(|coin| &coin.output);
    let used = used.map(|output| (&output.lock, LockAmounts::of_spent(output)));
    let mut sums: Vec<(&Lock, LockAmounts)> = Vec::new();
    for (lock, amounts) in made.chain(used).filter(|(lock, _)| !lock.is_unspendable()) {
        match sums
            .iter_mut()
            .take(MAX_COMPARED_LOCKS)
            .find(|(known, _)| *known == lock)
        {
            Some((_, known)) => known.add(amounts),
            None => sums.push((lock, amounts)),
        }
    }
    // Most transactions have a few locks. A pairwise comparison of thousands would take too long.
    if sums.len() > MAX_COMPARED_LOCKS {
        sort_by_key(&mut sums, |(lock, _)| *lock);
        sums.dedup_by(|(lock, amounts), (known, sum)| {
            let is_same = lock == known;
            if is_same {
                sum.add(*amounts);
            }
            is_same
        });
    }
    sums
}

fn check_reward(block: &Block, reward: Amount, fees: Amount) -> Result<(), Rule> {
    let coinbase = &block.transactions[0];
    let paid =
        transaction::check_outputs(coinbase).map_err(|rule| in_transaction(0, coinbase, rule))?;
    let most = reward.checked_add(fees).ok_or(Rule::FeesOverflow)?;
    if paid > most {
        return Err(Rule::CoinbaseAmount { paid, most });
    }
    Ok(())
}

/// The location of a transaction on the best chain.
pub(crate) fn location(height: Height, index: usize) -> Location {
    let index = u32::try_from(index).expect("a block holds far fewer than 2^32 transactions");
    Location { height, index }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Transactions have few locks or many, and each lock once or repeatedly.
        #[test]
        fn each_lock_has_the_sums_of_its_outputs_and_coins(
            outputs in prop::collection::vec((0_u8..60, 1_u64..9), 0..120),
            spent in prop::collection::vec((0_u8..60, 1_u64..9), 0..40),
        ) {
            let output = |(lock, units): &(u8, u64)| Output {
                amount: Amount::from_units(*units).unwrap(),
                lock: Lock::Key(KeyHash::from_bytes([*lock; 20])),
            };
            let transaction = Transaction {
                version: 2,
                inputs: Vec::new(),
                outputs: outputs.iter().map(output).collect(),
                lock_time: 0,
            };
            let coins = spent.iter().map(|coin| Coin {
                output: output(coin),
                height: Height(1),
                must_mature: false,
            });
            let coins: Vec<Coin> = coins.collect();
            let mut wanted = BTreeMap::<u8, [u64; 2]>::new();
            for (parts, way) in [(&outputs, 0), (&spent, 1)] {
                for (lock, units) in parts {
                    wanted.entry(*lock).or_default()[way] += units;
                }
            }
            let found = lock_amounts(&transaction, &coins);
            prop_assert_eq!(found.len(), wanted.len());
            for (lock, amounts) in found {
                let sums = [amounts.received.units(), amounts.spent.units()];
                let Lock::Key(hash) = lock else { unreachable!() };
                prop_assert_eq!(wanted.get(&hash.as_bytes()[0]), Some(&sums));
            }
        }
    }
}
