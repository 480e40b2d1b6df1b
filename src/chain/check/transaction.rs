//! The rules of transactions: by themselves, at a height and time, and against the coins that they spend.
//!
//! Bitcoin's rules without its scripts.

use super::grant;
use super::place::{Place, check_relative_locks, is_final};
use super::seen::Verified;
use super::signature::{SignatureCheck, Verifier};
use crate::coin::{Coin, Coins};
use crate::error::TransactionError;
use crate::rule::TransactionRule;
use crate::spec::Spec;
use primitives::order::first_repeat;
use primitives::{Amount, Lock, Output, Transaction, Wtxid};

/// Checks what a transaction other than a coinbase must hold to wherever it stands.
///
/// # Errors
/// The first rule that it breaks.
pub fn check(transaction: &Transaction, spec: &Spec) -> Result<(), TransactionRule> {
    if grant::is_grant(transaction) {
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
    for (place, input) in transaction.inputs.iter().enumerate() {
        if input.previous.is_null() {
            return Err(TransactionRule::NullInput { input: place });
        }
        if !input.script.is_empty() {
            return Err(TransactionRule::Script { input: place });
        }
        if repeat == Some(place) {
            return Err(TransactionRule::DuplicateInput(input.previous));
        }
    }
    Ok(())
}

/// Checks the outputs of any transaction and returns their sum: there are some, their scripts have one of the two forms,
/// and the sum is an amount.
///
/// # Errors
/// The first rule that they break.
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

/// Checks a transaction in a block at this place against the coins that it spends, in the order of its inputs, and
/// tells the fee: none of a grant, which spends nothing. Witnesses are left to [`Verifier`].
///
/// # Errors
/// The first rule that it breaks.
pub fn check_spending(
    transaction: &Transaction,
    spent: &[Coin],
    place: &Place<'_>,
    spec: &Spec,
) -> Result<Amount, TransactionRule> {
    if grant::is_grant(transaction) {
        return Ok(Amount::ZERO);
    }
    for (input, coin) in transaction.inputs.iter().zip(spent) {
        if coin.output.lock.is_unspendable() {
            return Err(TransactionRule::Unspendable(input.previous));
        }
        let from = coin.height.saturating_add(spec.maturity);
        if coin.coinbase && place.height < from {
            let outpoint = input.previous;
            return Err(TransactionRule::Immature { outpoint, from });
        }
    }
    check_relative_locks(transaction, spent, place)?;
    fee(transaction, spent.iter().map(|coin| coin.output.amount))
}

/// What a transaction that spends these amounts leaves to the miner.
///
/// # Errors
/// When it pays more than it spends, or nothing, or sums exceed an amount.
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

/// What is known of a transaction that may stand in the next block but for its signatures.
#[derive(Clone, Debug)]
pub struct Unsigned {
    /// What it pays the miner.
    pub fee: Amount,
    /// Its hash with the witness.
    pub wtxid: Wtxid,
    checks: Vec<SignatureCheck>,
}

impl Unsigned {
    /// Checks the signatures, which is what costs; the answer is for the verifier to
    /// [`remember`](Verifier::remember).
    ///
    /// # Errors
    /// For the first one that is wrong.
    pub fn verify(&self, verifier: &Verifier) -> Result<Verified, TransactionRule> {
        verifier.verify(&self.checks).map_err(|(_, rule)| rule)?;
        Ok(verifier.vouch(&self.wtxid))
    }
}

/// Checks everything but the signatures of a transaction that is to stand in the next block.
///
/// `place` is the next block's (see [`crate::Chain::next_place`]), `verifier` the chain's (see
/// [`crate::Chain::verifier`]). Coins don't say whether a key was granted some before, so a grant is refused here: see
/// [`crate::Chain::verify_grant`].
///
/// # Errors
/// The first rule that it breaks, or when the coins can't be looked up.
pub fn check_unsigned<C: Coins>(
    transaction: &Transaction,
    coins: &C,
    place: &Place<'_>,
    spec: &Spec,
    verifier: &Verifier,
) -> Result<Unsigned, TransactionError<C::Error>> {
    if grant::is_grant(transaction) {
        return Err(TransactionRule::NoInputs.into());
    }
    check(transaction, spec)?;
    if !is_final(transaction, place.height, place.median_time()) {
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
    let fee = check_spending(transaction, &spent, place, spec)?;
    let wtxid = transaction.wtxid();
    let mut checks = Vec::new();
    if !verifier.has_seen(&wtxid) {
        let outputs: Vec<Output> = spent.into_iter().map(|coin| coin.output).collect();
        verifier.collect(0, transaction, &outputs, &mut checks)?;
    }
    Ok(Unsigned { fee, wtxid, checks })
}

/// Checks everything about a transaction that is to stand in the next block, and tells its fee.
///
/// # Errors
/// As [`check_unsigned`], or when a signature is wrong.
pub fn verify_transaction<C: Coins>(
    transaction: &Transaction,
    coins: &C,
    place: &Place<'_>,
    spec: &Spec,
    verifier: &Verifier,
) -> Result<Amount, TransactionError<C::Error>> {
    let unsigned = check_unsigned(transaction, coins, place, spec, verifier)?;
    let _ = unsigned.verify(verifier)?;
    Ok(unsigned.fee)
}
