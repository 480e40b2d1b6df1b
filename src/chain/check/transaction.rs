//! The rules of transactions: those that need only the spec, those of height and time, and those of
//! the coins that they spend.
//!
//! These are Bitcoin's rules without scripts.

use super::grant;
use super::position::{Position, check_relative_locks, is_final};
use super::signature::{SignatureCheck, Verifier};
use super::signature_cache::Verified;
use crate::coin::{Coin, Coins};
use crate::error::TransactionError;
use crate::rule::TransactionRule;
use crate::spec::Spec;
use primitives::order::first_repeat;
use primitives::{Amount, Lock, Output, Transaction, Wtxid};

/// Checks a transaction other than a coinbase against the rules that need only the spec.
///
/// # Errors
/// The first broken rule.
pub fn check(transaction: &Transaction, spec: &Spec) -> Result<(), TransactionRule> {
    if grant::has_no_inputs(transaction) {
        return grant::check(transaction, spec).map(|_| ());
    }
    if transaction.is_coinbase() {
        return Err(TransactionRule::Coinbase);
    }
    check_outputs(transaction)?;
    let found = transaction.weight();
    let most = spec.max_weight;
    if found as u64 > u64::from(most) {
        return Err(TransactionRule::TooHeavy { found, most });
    }
    let repeat = first_repeat(&transaction.inputs, |one, other| {
        one.previous.cmp(&other.previous)
    });
    for (index, input) in transaction.inputs.iter().enumerate() {
        if input.previous.is_null() {
            return Err(TransactionRule::NullInput { input: index });
        }
        if !input.script.is_empty() {
            return Err(TransactionRule::Script { input: index });
        }
        if repeat == Some(index) {
            return Err(TransactionRule::DuplicateInput(input.previous));
        }
    }
    Ok(())
}

/// Checks the outputs of any transaction and returns their sum. There must be at least one output.
/// Each script must have one of the two allowed forms, without a reserved witness version. The sum
/// must not exceed the largest amount.
///
/// # Errors
/// The first broken rule.
pub fn check_outputs(transaction: &Transaction) -> Result<Amount, TransactionRule> {
    if transaction.outputs.is_empty() {
        return Err(TransactionRule::NoOutputs);
    }
    for (output, Output { lock, .. }) in transaction.outputs.iter().enumerate() {
        match lock {
            Lock::Invalid(_) => return Err(TransactionRule::OutputScript { output }),
            Lock::Other { version, .. } if *version == Lock::RESERVED_VERSION => {
                let version = *version;
                return Err(TransactionRule::ReservedVersion { output, version });
            }
            Lock::Key(_) | Lock::Data(_) | Lock::Other { .. } => {}
        }
    }
    Amount::sum(transaction.outputs.iter().map(|output| output.amount))
        .ok_or(TransactionRule::OutputsOverflow)
}

/// Checks a transaction at this position against the coins that it spends, in the order of its
/// inputs. Returns the fee, which is zero for a grant, since it spends nothing. The caller checks
/// the witnesses.
///
/// # Errors
/// The first broken rule.
pub fn check_spending(
    transaction: &Transaction,
    spent: &[Coin],
    position: &Position<'_>,
    spec: &Spec,
) -> Result<Amount, TransactionRule> {
    if grant::has_no_inputs(transaction) {
        return Ok(Amount::ZERO);
    }
    for (input, coin) in transaction.inputs.iter().zip(spent) {
        if coin.output.lock.is_unspendable() {
            return Err(TransactionRule::Unspendable(input.previous));
        }
        let from = coin.height.saturating_add(spec.maturity);
        if coin.must_mature && position.height < from {
            let outpoint = input.previous;
            return Err(TransactionRule::Immature { outpoint, from });
        }
    }
    check_relative_locks(transaction, spent, position)?;
    fee(transaction, spent.iter().map(|coin| coin.output.amount))
}

/// The fee of a transaction that spends these amounts.
///
/// # Errors
/// If the transaction pays more than it spends, if its outputs are invalid, or if a sum exceeds the
/// largest amount.
pub fn fee(
    transaction: &Transaction,
    spent: impl IntoIterator<Item = Amount>,
) -> Result<Amount, TransactionRule> {
    let spent = Amount::sum(spent).ok_or(TransactionRule::InputsOverflow)?;
    let paid = check_outputs(transaction)?;
    spent
        .checked_sub(paid)
        .ok_or(TransactionRule::Overspent { spent, paid })
}

/// A transaction that obeys all rules of the next block, except that its signatures are not yet
/// verified.
#[derive(Clone, Debug)]
pub struct Unsigned {
    /// The fee.
    pub fee: Amount,
    /// The hash of the transaction with its witnesses.
    pub wtxid: Wtxid,
    checks: Vec<SignatureCheck>,
}

impl Unsigned {
    /// Verifies the signatures, which is the expensive part. The caller may add the result to the
    /// verifier's cache ([`Verifier::cache`]).
    ///
    /// # Errors
    /// The rule for the first invalid signature.
    pub fn verify(&self, verifier: &Verifier) -> Result<Verified, TransactionRule> {
        verifier.verify(&self.checks).map_err(|(_, rule)| rule)?;
        Ok(verifier.verified(&self.wtxid))
    }
}

/// Checks all rules of a transaction for the next block, without verifying its signatures.
///
/// `position` is the next block's position (see [`crate::Chain::next_position`]), `verifier` the
/// chain's (see [`crate::Chain::verifier`]). A source of coins can't tell whether a key was granted
/// coins before, so this function rejects grants: [`crate::Chain::verify_grant`] checks them.
///
/// # Errors
/// The first broken rule, or a failure to read the coins.
pub fn check_unsigned<C: Coins>(
    transaction: &Transaction,
    coins: &C,
    position: &Position<'_>,
    spec: &Spec,
    verifier: &Verifier,
) -> Result<Unsigned, TransactionError<C::Error>> {
    if grant::has_no_inputs(transaction) {
        return Err(TransactionRule::NoInputs.into());
    }
    check(transaction, spec)?;
    if !is_final(transaction, position.height, position.median_time()) {
        let lock_time = transaction.lock_time;
        return Err(TransactionRule::NotFinal { lock_time }.into());
    }
    let mut spent = Vec::with_capacity(transaction.inputs.len());
    for input in &transaction.inputs {
        let coin = coins
            .coin(&input.previous)
            .map_err(TransactionError::Storage)?;
        spent.push(coin.ok_or(TransactionRule::MissingCoin(input.previous))?);
    }
    let fee = check_spending(transaction, &spent, position, spec)?;
    let wtxid = transaction.wtxid();
    let mut checks = Vec::new();
    if !verifier.is_cached(&wtxid) {
        let outputs: Vec<Output> = spent.into_iter().map(|coin| coin.output).collect();
        verifier.collect(0, transaction, &outputs, &mut checks)?;
    }
    Ok(Unsigned { fee, wtxid, checks })
}

/// Checks all rules of a transaction for the next block, and returns its fee.
///
/// # Errors
/// As [`check_unsigned`], and if a signature is invalid.
pub fn verify_transaction<C: Coins>(
    transaction: &Transaction,
    coins: &C,
    position: &Position<'_>,
    spec: &Spec,
    verifier: &Verifier,
) -> Result<Amount, TransactionError<C::Error>> {
    let unsigned = check_unsigned(transaction, coins, position, spec, verifier)?;
    let _ = unsigned.verify(verifier)?;
    Ok(unsigned.fee)
}
