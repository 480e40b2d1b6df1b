//! The coins that some chains give a newcomer once: asking for them, and keeping at it.

use api::{Fault, Reply};
use chain::Store;
use primitives::{Amount, Lock, Txid};

use crate::service::Service;

impl<S: Store> Service<S> {
    /// What the wallet may ask for: the chain grants coins in the next block, and the wallet has
    /// had none.
    pub(crate) fn open_grant(&self) -> Option<Amount> {
        let chain = self.node.chain();
        let amount = chain.spec().grant_at(chain.tip().height.next())?;
        (!self.wallet.has_grant()).then_some(amount)
    }

    /// Asks for the grant on a fresh address.
    pub(crate) fn ask_grant(&mut self) -> Result<Reply, Fault> {
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
        let txid = transaction.txid();
        self.submit(txid, transaction)
    }

    /// A grant that waited when the tab was closed, and that the pool does not take any more: it
    /// will not come, and may be asked for anew.
    pub(crate) fn forget_refused_grant(&mut self, txid: &Txid) {
        let waiting = self.wallet.unconfirmed();
        let mut grants = waiting.iter().filter(|waits| waits.inputs.is_empty());
        if grants.any(|grant| grant.txid() == *txid) {
            self.wallet.pool_removed(txid);
        }
    }
}
