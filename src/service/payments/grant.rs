//! Grants: coins that some chains give each newcomer once.

use api::{ChainReason, Fault};
use chain::Spec;
use primitives::{Amount, Height, Lock, Transaction, Txid};
use wallet::Wallet;

/// The grant that the wallet may request; `None` if the chain gives none in the block after `tip`,
/// or if the wallet has requested one already.
pub(crate) fn open_grant(spec: &Spec, tip: Height, wallet: &Wallet) -> Option<Amount> {
    let amount = spec.grant_at(tip.next())?;
    (!wallet.has_grant()).then_some(amount)
}

/// The transaction that requests the grant for a fresh address. The caller submits it to the node.
///
/// # Errors
/// A [`Fault`] if the wallet may not request a grant.
pub(crate) fn grant_request(
    spec: &Spec,
    tip: Height,
    wallet: &mut Wallet,
) -> Result<Transaction, Fault> {
    let Some(grant) = spec.grant else {
        return Err(Fault::new(ChainReason::NoGrants));
    };
    if open_grant(spec, tip, wallet).is_none() {
        return Err(Fault::new(ChainReason::GrantTaken));
    }
    let Lock::Key(key) = wallet.next_receive_lock() else {
        return Err(Fault::new(ChainReason::NoGrantAddress));
    };
    Ok(grant.transaction(key))
}

/// Whether a transaction is an unconfirmed grant to the wallet. If the mempool refuses the grant
/// after a restart, it will not be confirmed, and the wallet may request another one.
pub(crate) fn is_unconfirmed_grant(wallet: &Wallet, txid: &Txid) -> bool {
    let waiting = wallet.unconfirmed();
    let mut grants = waiting.iter().filter(|waits| waits.inputs.is_empty());
    grants.any(|grant| grant.txid() == *txid)
}
