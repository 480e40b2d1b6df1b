//! The wallet's unspent outputs, with their sum.

use crate::account::KeyPath;
use crate::pay::weight::least_spending;
use crate::position::{ChainPosition, Positioned};
use primitives::{Amount, Height, OutPoint, Secret, Table, TableSet};

/// An output of the wallet that no block has spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Coin {
    /// Its amount.
    pub(crate) amount: Amount,
    /// The path of the key that spends it.
    pub(crate) path: KeyPath,
    /// The height of its block; `None` if it is unconfirmed.
    pub(crate) height: Option<Height>,
    /// Whether it is a block reward, which must mature.
    pub(crate) reward: bool,
}

/// Coins by outpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Coins {
    all: Table<OutPoint, Coin>,
    /// Confirmed rewards by height and output index, so that the immature ones are found without
    /// reading all.
    rewards: Positioned,
    /// The sum of all confirmed coins in base units.
    confirmed: u64,
    /// Confirmed coins that cost more to spend than they are worth.
    dust: TableSet<OutPoint>,
}

impl Coins {
    /// An empty set of coins.
    pub(crate) fn new(secret: Secret) -> Self {
        Self {
            all: Table::with_hasher(secret),
            rewards: Positioned::default(),
            confirmed: 0,
            dust: TableSet::with_hasher(secret),
        }
    }

    /// Adds a coin, or replaces it if it is there already.
    pub(crate) fn insert(&mut self, at: OutPoint, coin: Coin) {
        self.remove(&at);
        if let Some(height) = coin.height {
            self.confirmed += coin.amount.units();
            if coin.amount.units() <= least_spending() {
                self.dust.insert(at);
            }
            if coin.reward {
                self.rewards
                    .insert(ChainPosition::new(height, at.index), at.txid);
            }
        }
        self.all.insert(at, coin);
    }

    /// Removes a coin. Returns it; `None` if it was not there.
    pub(crate) fn remove(&mut self, at: &OutPoint) -> Option<Coin> {
        let coin = self.all.remove(at)?;
        if let Some(height) = coin.height {
            self.confirmed -= coin.amount.units();
            self.dust.remove(at);
            if coin.reward {
                self.rewards.remove(ChainPosition::new(height, at.index));
            }
        }
        Some(coin)
    }

    /// The coin at an outpoint; `None` if there is none.
    pub(crate) fn get(&self, at: &OutPoint) -> Option<&Coin> {
        self.all.get(at)
    }

    /// Whether there is a coin at an outpoint.
    pub(crate) fn contains(&self, at: &OutPoint) -> bool {
        self.all.contains_key(at)
    }

    /// All coins, in any order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&OutPoint, &Coin)> {
        self.all.iter()
    }

    /// The sum of all confirmed coins in base units, including immature rewards.
    pub(crate) const fn confirmed(&self) -> u64 {
        self.confirmed
    }

    /// Confirmed coins that cost more to spend than they are worth, even at the minimum fee rate.
    pub(crate) fn dust(&self) -> impl Iterator<Item = (&OutPoint, &Coin)> {
        self.dust.iter().filter_map(|at| self.all.get_key_value(at))
    }

    /// The rewards that are immature in the block after `tip`.
    pub(crate) fn young(
        &self,
        tip: Height,
        maturity: u32,
    ) -> impl Iterator<Item = (&OutPoint, &Coin)> {
        // A reward matures with its `maturity`-th confirmation, its own block being the first.
        let oldest = (u64::from(tip.0) + 2).saturating_sub(u64::from(maturity));
        let oldest = Height(u32::try_from(oldest).unwrap_or(u32::MAX));
        let young = self.rewards.range(ChainPosition::new(oldest, 0)..);
        young.filter_map(|(position, txid)| {
            let at = OutPoint {
                txid: *txid,
                index: position.index,
            };
            self.all.get_key_value(&at)
        })
    }

    /// Whether a coin is confirmed and mature in the block after `tip`.
    pub(crate) fn is_mature(coin: &Coin, tip: Height, maturity: u32) -> bool {
        coin.height.is_some_and(|height| {
            !coin.reward || u64::from(height.0) + u64::from(maturity) <= u64::from(tip.0) + 1
        })
    }
}
