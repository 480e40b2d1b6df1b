//! The rules of grants: transactions that spend nothing and create coins for a new key.
//!
//! The spec and the key determine a grant to the last bit (see [`Grant::transaction`]). A key
//! therefore has only one grant. A grant is already on the chain if the table of locations has its
//! txid.

use crate::rule::TransactionRule;
use crate::spec::{Grant, Spec};
use primitives::{Height, KeyHash, Lock, Transaction};

/// Whether a transaction has no inputs. Only a grant may have none; [`check`] checks its form.
pub fn has_no_inputs(transaction: &Transaction) -> bool {
    transaction.inputs.is_empty()
}

/// Checks a transaction without inputs against the rules that need only the spec. Returns the hash
/// of the key that it pays to.
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
