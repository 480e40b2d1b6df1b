//! The rules of blocks that need no coins: those of the content alone, and those of the height.

use super::position::is_final;
use super::{grant, transaction};
use crate::params::COINBASE_SCRIPT;
use crate::rule::{Rule, TransactionRule};
use crate::spec::{EmptyBlocks, Spec};
use primitives::block::{commitment_in, merkle_root_of, witness_root_beside};
use primitives::{Block, Height, Lock, Timestamp, Transaction, Txid, Witness, Wtxid};

/// The ids of a block's transactions, in their order. They are computed once, and all rules and
/// indexes use them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockIds {
    /// The ids without witnesses.
    pub txids: Vec<Txid>,
    /// The ids with witnesses.
    pub wtxids: Vec<Wtxid>,
}

impl BlockIds {
    /// Computes the ids of a block's transactions.
    pub fn of(block: &Block) -> Self {
        let (txids, wtxids) = Transaction::names(&block.transactions);
        Self { txids, wtxids }
    }
}

/// Checks the rules of a block that depend neither on its height nor on coins. Returns the ids of
/// its transactions, whose computation hashes the whole block.
///
/// The rules that a mutated copy of a valid block can break come first (see
/// [`Rule::may_be_mutated`]), since such a copy may break any other rule as well. Otherwise a peer
/// could make the node mark a valid block as invalid by sending a mutated copy of it.
///
/// # Errors
/// The first broken rule.
pub fn check(block: &Block, spec: &Spec) -> Result<BlockIds, Rule> {
    let ids = BlockIds::of(block);
    let (coinbase, others) = check_body(block, &ids)?;
    let found = block.transactions.len();
    let most = spec.max_transactions;
    if found as u64 > u64::from(most) {
        return Err(Rule::TooManyTransactions { found, most });
    }
    let least = spec.least_transactions;
    if (found as u64) < u64::from(least) {
        return Err(Rule::TooFewTransactions { found, least });
    }
    let found = block.weight();
    let most = spec.max_weight;
    if found as u64 > u64::from(most) {
        return Err(Rule::TooHeavy { found, most });
    }
    check_coinbase(coinbase)?;
    if others.is_empty() {
        check_empty(coinbase, spec)?;
    }
    let mut granted = false;
    for (index, transaction) in (1..).zip(others) {
        if transaction.is_coinbase() {
            return Err(Rule::SecondCoinbase { transaction: index });
        }
        transaction::check(transaction, spec)
            .map_err(|rule| in_transaction(index, transaction, rule))?;
        if grant::has_no_inputs(transaction) && core::mem::replace(&mut granted, true) {
            return Err(Rule::SecondGrant { transaction: index });
        }
    }
    Ok(ids)
}

/// Checks the rules of a block that depend on its height and on its parent's median time past.
///
/// # Errors
/// The first broken rule.
pub fn check_contextual(
    block: &Block,
    spec: &Spec,
    height: Height,
    median_time: Timestamp,
) -> Result<(), Rule> {
    let coinbase = block.transactions.first().ok_or(Rule::NoTransactions)?;
    if !coinbase.inputs[0].script.starts_with(&height_push(height)) {
        return Err(Rule::CoinbaseHeight { height });
    }
    for (index, transaction) in block.transactions.iter().enumerate() {
        if !is_final(transaction, height, median_time) {
            let lock_time = transaction.lock_time;
            let rule = TransactionRule::NotFinal { lock_time };
            return Err(in_transaction(index, transaction, rule));
        }
        if grant::has_no_inputs(transaction) {
            grant::check_height(spec, height)
                .map_err(|rule| in_transaction(index, transaction, rule))?;
        }
    }
    Ok(())
}

/// The first bytes of a coinbase's script at this height (BIP34): the shortest push of the number.
/// The height makes all coinbases of a chain different, and therefore all transactions that spend
/// coins. No outpoint occurs twice (BIP30).
pub fn height_push(height: Height) -> Vec<u8> {
    const OP_1: u8 = 0x51;
    let height = height.value();
    let bytes = height.to_le_bytes();
    match height {
        0 => vec![0],
        1..=16 => vec![OP_1 + bytes[0] - 1],
        _ => {
            // A number whose top bit is set would be negative, so a zero byte follows it.
            let (length, count) = match height {
                0..0x80 => (1, 1),
                0x80..0x8000 => (2, 2),
                0x8000..0x80_0000 => (3, 3),
                0x80_0000..0x8000_0000 => (4, 4),
                _ => (5, 5),
            };
            let number = bytes.into_iter().chain([0]).take(length);
            core::iter::once(count).chain(number).collect()
        }
    }
}

/// Adds a transaction's index and txid to the rule that it breaks.
pub(crate) fn in_transaction(
    index: usize,
    transaction: &Transaction,
    rule: TransactionRule,
) -> Rule {
    Rule::Transaction {
        transaction: index,
        txid: transaction.txid(),
        rule: Box::new(rule),
    }
}

/// Checks that the body belongs to the header: the Merkle root and BIP141's commitment to the
/// witnesses must match. The first transaction must be a coinbase, since nodes of the Merkle tree
/// can't be presented as a coinbase. Returns the coinbase and the other transactions.
fn check_body<'a>(
    block: &'a Block,
    ids: &BlockIds,
) -> Result<(&'a Transaction, &'a [Transaction]), Rule> {
    let parts = block.transactions.split_first();
    let (coinbase, others) = parts.ok_or(Rule::NoTransactions)?;
    let tree = merkle_root_of(&ids.txids);
    if tree.root != block.header.merkle_root {
        return Err(Rule::MerkleRoot {
            found: tree.root,
            wanted: block.header.merkle_root,
        });
    }
    if tree.mutated {
        return Err(Rule::MutatedTree);
    }
    check_witnesses(block, ids)?;
    if !coinbase.is_coinbase() {
        return Err(Rule::NoCoinbase);
    }
    Ok((coinbase, others))
}

/// Checks that the witnesses are those that the coinbase commits to (BIP141).
fn check_witnesses(block: &Block, ids: &BlockIds) -> Result<(), Rule> {
    let Some(found) = block.witness_commitment() else {
        let witness = |t: &Transaction| t.inputs.iter().any(|input| !input.witness.is_empty());
        return match block.transactions.iter().position(witness) {
            None => Ok(()),
            Some(transaction) => Err(Rule::UncommittedWitness { transaction }),
        };
    };
    let reserved = primitives::block::WITNESS_RESERVED;
    let first = block.transactions.first().and_then(|t| t.inputs.first());
    if first.is_none_or(|input| input.witness != Witness::from([reserved])) {
        return Err(Rule::WitnessReserved);
    }
    let witnesses = witness_root_beside(ids.wtxids.iter().skip(1).copied());
    let wanted = primitives::block::witness_commitment(witnesses);
    if found != wanted {
        return Err(Rule::WitnessCommitment { found, wanted });
    }
    Ok(())
}

fn check_coinbase(coinbase: &Transaction) -> Result<(), Rule> {
    let length = coinbase.inputs[0].script.len();
    if !COINBASE_SCRIPT.contains(&length) {
        return Err(Rule::CoinbaseScript { length });
    }
    transaction::check_outputs(coinbase).map_err(|rule| in_transaction(0, coinbase, rule))?;
    Ok(())
}

/// Checks the rules of a block without transactions other than its coinbase.
fn check_empty(coinbase: &Transaction, spec: &Spec) -> Result<(), Rule> {
    let locks = coinbase.outputs.iter().map(|output| &output.lock);
    let data = locks
        .filter(|lock| commitment_in(lock).is_none())
        .find_map(|lock| match lock {
            Lock::Data(data) => Some(data),
            Lock::Key(_) | Lock::Other { .. } | Lock::Invalid(_) => None,
        });
    match &spec.empty_blocks {
        EmptyBlocks::Allowed => Ok(()),
        EmptyBlocks::Forbidden => Err(Rule::Empty),
        EmptyBlocks::Filled(filler) if data == Some(filler) => Ok(()),
        EmptyBlocks::Filled(_) => Err(Rule::Filler),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heights_are_pushed_as_in_bitcoin() {
        for (height, push) in [
            (0, &[0][..]),
            (1, &[0x51]),
            (16, &[0x60]),
            (17, &[1, 17]),
            (127, &[1, 127]),
            (128, &[2, 128, 0]),
            (255, &[2, 255, 0]),
            (256, &[2, 0, 1]),
            (32_767, &[2, 255, 127]),
            (32_768, &[3, 0, 128, 0]),
            // Bitcoin's block 227,931, the first under BIP34.
            (227_931, &[3, 0x5b, 0x7a, 0x03]),
            (u32::MAX, &[5, 255, 255, 255, 255, 0]),
        ] {
            assert_eq!(height_push(Height(height)), push, "{height}");
        }
    }
}
