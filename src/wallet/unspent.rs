//! The wallet's unspent outputs one by one, for programs.

use crate::wallet::Wallet;
use primitives::order::sort_by_key;
use primitives::{Amount, Height, Lock, OutPoint};

/// An output of the wallet that neither a block nor an unconfirmed transaction spends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unspent {
    /// Its outpoint.
    pub outpoint: OutPoint,
    /// Its amount.
    pub amount: Amount,
    /// Its lock, of which the wallet has the key.
    pub lock: Lock,
    /// The height of its block; `None` if it is unconfirmed.
    pub height: Option<Height>,
    /// Whether it is a block reward, which must mature.
    pub is_reward: bool,
    /// Whether a payment may spend it now.
    pub is_spendable: bool,
    /// Whether it is frozen, so that no payment spends it: see [`Wallet::freeze`].
    pub is_frozen: bool,
}

impl Wallet {
    /// The unspent outputs, in the order of their outpoints. `tip` is the height of the best
    /// chain's tip.
    pub fn unspent(&self, tip: Height) -> Vec<Unspent> {
        let (confirmed, waiting) = self.spendable(tip);
        let is_spendable = |at: &OutPoint| {
            [&confirmed, &waiting]
                .iter()
                .any(|list| list.binary_search(at).is_ok())
        };
        let coins = self.ledger.coins.iter();
        let free = coins.filter(|(at, _)| !self.ledger.claims.contains_key(*at));
        let mut unspent: Vec<Unspent> = free
            .map(|(at, coin)| Unspent {
                outpoint: *at,
                amount: coin.amount,
                lock: self.keys.lock(coin.path),
                height: coin.height,
                is_reward: coin.reward,
                is_spendable: is_spendable(at),
                is_frozen: self.is_frozen(at),
            })
            .collect();
        sort_by_key(&mut unspent, |coin| coin.outpoint);
        unspent
    }
}
