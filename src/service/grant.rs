//! Grants: coins that some chains give each newcomer once.

use api::{Fault, Sent};
use chain::Store;
use primitives::{Amount, Lock, Txid};

use crate::service::Service;

impl<S: Store> Service<S> {
    /// The grant that the wallet may request; `None` if the chain gives none in the next block, or
    /// if the wallet has requested one already.
    pub(crate) fn open_grant(&self) -> Option<Amount> {
        let chain = self.node.chain();
        let amount = chain.spec().grant_at(chain.tip().height.next())?;
        (!self.wallet.has_grant()).then_some(amount)
    }

    /// Requests the grant for a fresh address.
    pub(crate) fn ask_grant(&mut self) -> Result<Sent, Fault> {
        let spec = self.node.chain().spec();
        let Some(grant) = spec.grant else {
            return Err(Fault::new("This chain gives no coins to newcomers."));
        };
        if self.open_grant().is_none() {
            return Err(Fault::new(
                "This wallet has had its first coins, or the chain gives none any more.",
            ));
        }
        let Lock::Key(key) = self.wallet.next_receive_lock() else {
            return Err(Fault::new("This wallet has no address that could be paid."));
        };
        let transaction = grant.transaction(key);
        self.submit(transaction)
    }

    /// Drops an unconfirmed grant that the mempool refused after a restart. It will not be
    /// confirmed, and can be requested again.
    pub(crate) fn forget_refused_grant(&mut self, txid: &Txid) {
        let waiting = self.wallet.unconfirmed();
        let mut grants = waiting.iter().filter(|waits| waits.inputs.is_empty());
        if grants.any(|grant| grant.txid() == *txid) {
            self.wallet.pool_removed(txid);
        }
    }
}
