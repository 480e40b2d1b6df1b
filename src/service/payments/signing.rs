//! Signing a draft.

use api::Fault;
use primitives::Transaction;
use wallet::{Draft, Wallet, Words};

use crate::refusal::sentence;

/// Signs a draft with the wallet's words, which `unlock` returns.
///
/// # Errors
/// A [`Fault`] if the wallet can't be unlocked, or the words are not the wallet's.
pub(crate) fn sign(
    wallet: &Wallet,
    draft: &Draft,
    unlock: impl FnOnce() -> Result<Words, Fault>,
) -> Result<Transaction, Fault> {
    let seed = unlock()?.seed();
    wallet
        .sign(draft, &seed)
        .map_err(|error| Fault::new(sentence(&error)))
}
