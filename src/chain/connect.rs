//! Taking a block onto the end of the best chain, and taking it back: what happens to coins and indexes.

use crate::check::block::{Names, in_transaction};
use crate::check::grant::is_grant;
use crate::check::place::Place;
use crate::check::signature::Verifier;
use crate::check::transaction;
use crate::coin::Coin;
use crate::error::{Damage, StorageError};
use crate::flow::Flow;
use crate::ledger::Draft;
use crate::rule::{Rule, TransactionRule};
use crate::schema::{HistoryRow, Location, Number, Rows, coin_key};
use crate::spec::Spec;
use crate::store::{Store, Table};
use crate::undo::Undo;
use primitives::order::sort_by_key;
use primitives::{
    Amount, Block, Encode, Height, KeyHash, Lock, OutPoint, Output, Transaction, Txid,
};

/// How many locks of a transaction are compared with each other rather than sorted.
const FEW: usize = 16;

/// Why a block can't be connected.
#[derive(Debug)]
pub(crate) enum ConnectError<E> {
    /// It breaks a rule.
    Rule(Rule),
    /// The storage fails: no verdict.
    Storage(StorageError<E>),
}

impl<E> From<StorageError<E>> for ConnectError<E> {
    fn from(error: StorageError<E>) -> Self {
        Self::Storage(error)
    }
}

/// A block on its way into the best chain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step<'a> {
    pub(crate) block: &'a Block,
    pub(crate) names: &'a Names,
    pub(crate) number: Number,
    pub(crate) place: Place<'a>,
    /// Whether it was connected before: its signatures are known to be right.
    pub(crate) verified: bool,
}

/// Checks a block against the coins below it, and moves them. The block has passed [`crate::check::block`].
pub(crate) fn connect<S: Store>(
    draft: &mut Draft<'_, S>,
    spec: &Spec,
    verifier: &Verifier,
    step: Step<'_>,
) -> Result<(), ConnectError<S::Error>> {
    let mut undo = Undo::default();
    let mut checks = Vec::new();
    let mut fees = Amount::ZERO;
    for (place, spender) in step.block.transactions.iter().enumerate() {
        let invalid = |rule| ConnectError::Rule(in_transaction(place, spender, rule));
        let txid = &step.names.txids[place];
        let mut spent = Vec::new();
        if place > 0 {
            for input in &spender.inputs {
                let missing = || invalid(TransactionRule::MissingCoin(input.previous));
                let coin = draft.coin(&input.previous)?.ok_or_else(missing)?;
                draft
                    .changes
                    .remove(Table::Coins, coin_key(&input.previous));
                spent.push(coin);
            }
            if let Some(key) = granted_before(draft, spender, txid)? {
                return Err(invalid(TransactionRule::GrantedBefore { key }));
            }
            let fee =
                transaction::check_spending(spender, &spent, &step.place, spec).map_err(invalid)?;
            fees = fees
                .checked_add(fee)
                .ok_or(ConnectError::Rule(Rule::FeesOverflow))?;
            if !step.verified && !verifier.has_seen(&step.names.wtxids[place]) {
                let outputs: Vec<Output> = spent.iter().map(|coin| coin.output.clone()).collect();
                verifier
                    .collect(place, spender, &outputs, &mut checks)
                    .map_err(invalid)?;
            }
        }
        add_transaction(draft, txid, spender, &spent, at(step.place.height, place));
        undo.spent.extend(spent);
    }
    check_reward(step.block, spec.reward_at(step.place.height), fees)
        .map_err(ConnectError::Rule)?;
    verifier.verify(&checks).map_err(|(place, rule)| {
        ConnectError::Rule(in_transaction(place, &step.block.transactions[place], rule))
    })?;
    draft
        .changes
        .put(Table::Undo, step.number.to_be_bytes(), undo.to_bytes());
    Ok(())
}

/// Puts the genesis block's coins and index rows in place. Nothing is checked: the block is computed, not received.
pub(crate) fn connect_genesis<S: Store>(draft: &mut Draft<'_, S>, genesis: &Block) {
    for (place, transaction) in genesis.transactions.iter().enumerate() {
        let txid = transaction.txid();
        add_transaction(draft, &txid, transaction, &[], at(Height::GENESIS, place));
    }
}

/// Takes a block back from the end of the best chain.
pub(crate) fn disconnect<S: Store>(
    draft: &mut Draft<'_, S>,
    block: &Block,
    number: Number,
    height: Height,
) -> Result<(), StorageError<S::Error>> {
    let mut spent = draft.undo(number)?.spent;
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
    for (place, transaction) in block.transactions.iter().enumerate().rev() {
        let inputs = if place == 0 {
            0
        } else {
            transaction.inputs.len()
        };
        let coins = spent.split_off(spent.len() - inputs);
        remove_transaction(draft, transaction, &coins, at(height, place));
    }
    draft.changes.remove(Table::Undo, number.to_be_bytes());
    Ok(())
}

/// The key that a transaction grants coins to, where it was granted some before: the grant has a place in the chain.
pub(crate) fn granted_before<R: Rows>(
    rows: &R,
    transaction: &Transaction,
    txid: &Txid,
) -> Result<Option<KeyHash>, StorageError<R::Error>> {
    if !is_grant(transaction) || rows.location(txid)?.is_none() {
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
    draft: &mut Draft<'_, S>,
    txid: &Txid,
    transaction: &Transaction,
    spent: &[Coin],
    location: Location,
) {
    for (outpoint, output) in spendable(*txid, transaction) {
        let coin = Coin {
            output: output.clone(),
            height: location.height,
            // The genesis block's allocation is no reward: it need not mature.
            coinbase: location.index == 0 && location.height != Height::GENESIS,
        };
        draft.changes.put_coin(&outpoint, &coin);
    }
    draft.changes.put_location(txid, location);
    for (lock, flow) in flows(transaction, spent) {
        let dropped = false;
        let row = HistoryRow { flow, dropped };
        draft.changes.put_history(lock, location, row);
    }
}

fn remove_transaction<S: Store>(
    draft: &mut Draft<'_, S>,
    transaction: &Transaction,
    spent: &[Coin],
    location: Location,
) {
    let txid = transaction.txid();
    for (outpoint, _) in spendable(txid, transaction) {
        draft.changes.remove(Table::Coins, coin_key(&outpoint));
    }
    for (input, coin) in transaction.inputs.iter().zip(spent) {
        draft.changes.put_coin(&input.previous, coin);
    }
    draft.changes.remove(Table::Locations, *txid.as_bytes());
    for (lock, _) in flows(transaction, spent) {
        draft.changes.remove_history(lock, location);
    }
}

/// The outputs that become coins: what can't be spent is not kept.
pub(crate) fn spendable(
    txid: Txid,
    transaction: &Transaction,
) -> impl Iterator<Item = (OutPoint, &Output)> {
    (0..)
        .zip(&transaction.outputs)
        .filter(|(_, output)| !output.lock.is_unspendable())
        .map(move |(index, output)| (OutPoint { txid, index }, output))
}

/// The locks whose history a transaction belongs to, and what it means for each; in no order.
pub(crate) fn flows<'a>(transaction: &'a Transaction, spent: &'a [Coin]) -> Vec<(&'a Lock, Flow)> {
    let made = transaction.outputs.iter();
    let made = made.map(|output| (&output.lock, Flow::paid(output)));
    let used = spent.iter().map(|coin| &coin.output);
    let used = used.map(|output| (&output.lock, Flow::taken(output)));
    let mut flows: Vec<(&Lock, Flow)> = Vec::new();
    for (lock, flow) in made.chain(used).filter(|(lock, _)| !lock.is_unspendable()) {
        match flows.iter_mut().take(FEW).find(|(known, _)| *known == lock) {
            Some((_, known)) => known.add(flow),
            None => flows.push((lock, flow)),
        }
    }
    // Most transactions know a few locks; those that know thousands must not compare each with each.
    if flows.len() > FEW {
        sort_by_key(&mut flows, |(lock, _)| *lock);
        flows.dedup_by(|(lock, flow), (known, sum)| {
            let is_same = lock == known;
            if is_same {
                sum.add(*flow);
            }
            is_same
        });
    }
    flows
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

/// A place in the best chain.
pub(crate) fn at(height: Height, place: usize) -> Location {
    let index = u32::try_from(place).expect("a block holds far fewer than 2^32 transactions");
    Location { height, index }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Few locks and many, each of them once or again and again.
        #[test]
        fn each_lock_has_one_flow_with_all_its_parts(
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
                coinbase: false,
            });
            let coins: Vec<Coin> = coins.collect();
            let mut wanted = BTreeMap::<u8, [u64; 2]>::new();
            for (parts, way) in [(&outputs, 0), (&spent, 1)] {
                for (lock, units) in parts {
                    wanted.entry(*lock).or_default()[way] += units;
                }
            }
            let found = flows(&transaction, &coins);
            prop_assert_eq!(found.len(), wanted.len());
            for (lock, flow) in found {
                let sums = [flow.received.units(), flow.spent.units()];
                let Lock::Key(hash) = lock else { unreachable!() };
                prop_assert_eq!(wanted.get(&hash.as_bytes()[0]), Some(&sums));
            }
        }
    }
}
