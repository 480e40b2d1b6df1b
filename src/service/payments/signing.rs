//! Signing a draft, for which the vault is opened.

use api::Fault;
use primitives::Transaction;
use wallet::{Draft, Vault, Wallet};

use crate::profile::open_vault;
use crate::refusal::sentence;

/// Signs a draft.
///
/// # Errors
/// A [`Fault`] if the passphrase is missing or wrong, or if a coin of the draft was spent
/// meanwhile.
pub(crate) fn sign(
    wallet: &Wallet,
    vault: &Vault,
    draft: &Draft,
    passphrase: Option<&str>,
) -> Result<Transaction, Fault> {
    let seed = open_vault(vault, passphrase)?.seed();
    wallet
        .sign(draft, &seed)
        .map_err(|error| Fault::new(sentence(&error)))
}
