//! Access to a service for the simulations, in addition to a page's commands.

use chain::Store;
use node::Event;
use primitives::SecretKey;

use super::Service;

impl<S: Store> Service<S> {
    /// Takes the events that the node has reported since the last call.
    pub fn take_events(&mut self) -> Vec<Event> {
        core::mem::take(&mut self.events)
    }

    /// Seals blocks with this key from now on, in place of the wallet's.
    pub fn seal_with(&mut self, key: SecretKey) {
        self.authoring.set_key(key);
    }
}
