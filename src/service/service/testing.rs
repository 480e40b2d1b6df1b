//! Access to a service for the simulations, in addition to a page's commands.

use chain::Store;
use node::{Event, PoolError};
use primitives::{SecretKey, Time, Transaction, Txid};

use super::Service;

impl<S: Store> Service<S> {
    /// Takes the events that the node has reported since the last call.
    pub fn take_events(&mut self) -> Vec<Event> {
        core::mem::take(&mut self.events)
    }

    /// Submits a transaction of any person to the node. The caller then drains
    /// [`poll`](Self::poll).
    ///
    /// # Errors
    /// If the mempool rejects it.
    pub fn offer(&mut self, now: Time, transaction: Transaction) -> Result<Txid, PoolError> {
        self.now = now;
        self.submit_to_node(transaction)
    }

    /// Seals blocks with this key from now on, in place of the wallet's.
    pub fn seal_with(&mut self, key: SecretKey) {
        self.authoring.set_key(key);
    }
}
