//! The rules of grants: transactions that spend nothing and make coins for a new key.
//!
//! A grant is what it is to the last bit (see [`Grant::transaction`]), so that a key has one only, and its name tells
//! whether it was given already: the table of transactions' places has it then.

use crate::rule::TransactionRule;
use crate::spec::{Grant, Spec};
use primitives::{Height, KeyHash, Lock, Transaction};

/// Whether a transaction spends nothing, as grants do and no other may.
pub fn is_grant(transaction: &Transaction) -> bool {
    transaction.inputs.is_empty()
}

/// Checks what a transaction that spends nothing must hold to wherever it stands, and tells whose it is.
///
/// # Errors
/// The first rule that it breaks.
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

/// Checks that grants are not over at a height.
///
/// # Errors
/// [`TransactionRule::GrantsOver`] when they are.
pub fn check_height(spec: &Spec, height: Height) -> Result<(), TransactionRule> {
    match spec.grant {
        Some(Grant { until, .. }) if height > until => Err(TransactionRule::GrantsOver { until }),
        _ => Ok(()),
    }
}
