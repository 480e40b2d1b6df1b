//! The rules of grants: transactions that spend nothing and create coins for a new key.
//!
//! A grant is determined to the last bit by its key (see [`Grant::transaction`]), so a key has only
//! one, and its txid tells whether it is already on the chain: the table of locations then has it.

use crate::rule::TransactionRule;
use crate::spec::{Grant, Spec};
use primitives::{Height, KeyHash, Lock, Transaction};

/// Whether a transaction spends nothing, which only grants may.
pub fn is_grant(transaction: &Transaction) -> bool {
    transaction.inputs.is_empty()
}

/// Checks the rules of a transaction without inputs that depend on nothing else; returns the key
/// that it pays to.
///
/// # Errors
/// The first broken rule.
pub fn check(transaction: &Transaction, spec: &Spec) -> Result<KeyHash, TransactionRule> {
    let grant = spec.grant.ok_or(TransactionRule::NoInputs)?;
    let [output] = transaction.outputs.as_slice() else {
        return Err(TransactionRule::GrantForm);
    };
    let Lock::Key(key) = output.lock else {
        return Err(TransactionRule::GrantForm);
    };
    let (found, wanted) = (output.amount, grant.amount);
    if found != wanted {
        return Err(TransactionRule::GrantAmount { found, wanted });
    }
    match *transaction == grant.transaction(key) {
        true => Ok(key),
        false => Err(TransactionRule::GrantForm),
    }
}

/// Checks that grants are allowed at a height.
///
/// # Errors
/// [`TransactionRule::GrantsOver`] if they are not.
pub fn check_height(spec: &Spec, height: Height) -> Result<(), TransactionRule> {
    match spec.grant {
        Some(Grant { until, .. }) if height > until => Err(TransactionRule::GrantsOver { until }),
        _ => Ok(()),
    }
}
