//! A person with a key, who mines and pays.

use chain::testing::{TestKey, output_of};
use node::Node;
use primitives::{Amount, Lock, OutPoint, Output, Transaction};

/// A person with one key, for tests about networks. The people of a [`Network`](crate::Network)
/// have wallets.
#[derive(Clone)]
pub struct Person {
    key: TestKey,
}

impl Person {
    /// Returns the person with this number, which must not be 0 or 255.
    pub fn new(number: u8) -> Self {
        Self {
            key: TestKey::new(number),
        }
    }

    /// The lock of payments to this person.
    pub fn lock(&self) -> Lock {
        self.key.lock()
    }

    /// The person's mature and unspent coins on the node's chain, without those that its pool
    /// spends, oldest first.
    ///
    /// # Panics
    /// If the node's store fails.
    pub fn coins<S: chain::Store>(&self, node: &Node<S>) -> Vec<(OutPoint, Output)> {
        let chain = node.chain();
        let next = chain.tip().height.next();
        let history = chain
            .history(&self.lock(), usize::MAX)
            .expect("the store works");
        let mut coins = Vec::new();
        for located in history.iter().rev() {
            for index in 0..located.transaction.outputs.len() {
                let index = u32::try_from(index).expect("few outputs");
                let (outpoint, output) = output_of(&located.transaction, index);
                let coin = chain.coin(&outpoint).expect("the store works");
                let is_ripe = coin.is_some_and(|coin| {
                    !coin.must_mature || coin.height.saturating_add(chain.spec().maturity) <= next
                });
                if output.lock == self.lock() && is_ripe && node.pool().spender(&outpoint).is_none()
                {
                    coins.push((outpoint, output));
                }
            }
        }
        coins
    }

    /// The sum of [`coins`](Self::coins).
    pub fn balance<S: chain::Store>(&self, node: &Node<S>) -> Amount {
        let coins = self.coins(node);
        Amount::sum(coins.iter().map(|(_, output)| output.amount)).unwrap_or(Amount::MAX)
    }

    /// Returns a payment of the person's oldest coin, less a fee, to the lock `to`. `None` if the
    /// person has no coin.
    pub fn pay<S: chain::Store>(
        &self,
        node: &Node<S>,
        to: &Lock,
        fee: Amount,
    ) -> Option<Transaction> {
        let coins = self.coins(node);
        let (from, _) = coins.first()?;
        Some(self.key.pay(node.chain(), *from, to, fee))
    }

    /// The person's key.
    pub const fn key(&self) -> &TestKey {
        &self.key
    }
}
