//! Access to a service for the simulations, in addition to a page's commands.

use chain::Store;
use primitives::SecretKey;

use super::Service;

impl<S: Store> Service<S> {
    /// Seals blocks with this key from now on, in place of the wallet's.
    pub fn seal_with(&mut self, key: SecretKey) {
        self.authoring.set_key(key);
    }
}
