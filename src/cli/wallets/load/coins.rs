//! The coins that a load moves, and the keys that own them.

use std::collections::{BTreeSet, VecDeque};

use primitives::{
    Amount, FeeRate, Input, KeyHash, KeySpend, Lock, OutPoint, Output, SecretKey, Transaction, Txid,
};
use wallet::{Branch, GAP_LIMIT, KeyPath, Seed};

use crate::failure::{Exit, Failure};
use crate::wallets::opened::OpenWallet;

/// The maximum number of times that a coin is moved before a block confirms it.
pub(crate) const MAX_CHAINED: u32 = 24;
/// The maximum number of keys that are tried to find the present address.
const MAX_ADDRESSES: u32 = 1_000_000;

/// The keys of the wallet's present and next addresses. There are [`GAP_LIMIT`] of them, so that
/// the wallet finds them again from its words.
pub(crate) struct LoadKeys {
    keys: Vec<(SecretKey, Lock)>,
}

/// A coin of a load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Coin {
    /// The output that it is.
    pub(crate) at: OutPoint,
    /// Its amount.
    pub(crate) amount: Amount,
    /// The index of its key in [`LoadKeys`].
    pub(crate) key: usize,
    /// The number of times that it was moved since a block confirmed it.
    pub(crate) chained: u32,
}

/// The coins that may be moved, and those that wait for a block.
#[derive(Debug, Default)]
pub(crate) struct Coins {
    ready: VecDeque<Coin>,
    resting: Vec<Coin>,
}

impl LoadKeys {
    /// The keys of the wallet's present address and the following ones.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the seed is not that of the wallet.
    pub(crate) fn new(opened: &OpenWallet, seed: &Seed) -> Result<Self, Failure> {
        let account = seed.account(&opened.genesis());
        let key = |index| {
            let branch = Branch::Receive;
            account.key(KeyPath { branch, index })
        };
        let present = opened.wallet.receive_lock();
        let is_present = |index: &u32| Lock::Key(key(*index).public().key_hash()) == present;
        let first = (0..MAX_ADDRESSES).find(is_present).ok_or_else(|| {
            Failure::of(
                "--wallet",
                Exit::Data,
                "the present address is not the wallet's",
            )
        })?;
        let keys = (first..first + GAP_LIMIT).map(|index| {
            let key = key(index);
            let lock = Lock::Key(key.public().key_hash());
            (key, lock)
        });
        Ok(Self {
            keys: keys.collect(),
        })
    }

    /// The index of the key to which the payment with this number pays.
    pub(crate) fn index(&self, number: u64) -> usize {
        let count = self.keys.len() as u64;
        usize::try_from(number % count).unwrap_or_default()
    }

    /// A key.
    pub(crate) fn key(&self, index: usize) -> &SecretKey {
        &self.keys[index].0
    }

    /// A key's lock.
    pub(crate) fn lock(&self, index: usize) -> &Lock {
        &self.keys[index].1
    }

    /// The output of the payment with this number, which moves a coin of this amount.
    pub(crate) fn output(&self, number: u64, amount: Amount, fee_rate: FeeRate) -> Output {
        Output {
            amount: amount.saturating_sub(fee_rate.fee(move_weight())),
            lock: self.lock(self.index(number)).clone(),
        }
    }

    /// The output of a coin.
    pub(crate) fn spent(&self, coin: &Coin) -> Output {
        Output {
            amount: coin.amount,
            lock: self.lock(coin.key).clone(),
        }
    }
}

impl Coins {
    /// The collection of these coins, which a block has confirmed.
    pub(crate) fn new(coins: Vec<Coin>) -> Self {
        Self {
            ready: coins.into(),
            resting: Vec::new(),
        }
    }

    /// Takes the coin that was not moved for the longest time; `None` if every coin waits for a
    /// block or is being moved.
    pub(crate) fn take(&mut self) -> Option<Coin> {
        self.ready.pop_front()
    }

    /// Puts a coin back after it was moved, or after the move was refused.
    pub(crate) fn put(&mut self, coin: Coin) {
        match coin.chained < MAX_CHAINED {
            true => self.ready.push_back(coin),
            false => self.resting.push(coin),
        }
    }

    /// Records that a block contains these transactions.
    pub(crate) fn confirm(&mut self, txids: &[Txid]) {
        let txids: BTreeSet<&Txid> = txids.iter().collect();
        for coin in &mut self.ready {
            if txids.contains(&coin.at.txid) {
                coin.chained = 0;
            }
        }
        let confirmed = self
            .resting
            .extract_if(.., |coin| txids.contains(&coin.at.txid));
        let confirmed: Vec<Coin> = confirmed.collect();
        self.ready.extend(
            confirmed
                .into_iter()
                .map(|coin| Coin { chained: 0, ..coin }),
        );
    }
}

/// A transaction of these inputs, without witnesses.
pub(crate) fn transaction(inputs: &[OutPoint], outputs: Vec<Output>) -> Transaction {
    Transaction {
        version: 2,
        inputs: inputs.iter().map(|at| Input::spending(*at)).collect(),
        outputs,
        lock_time: 0,
    }
}

/// The first output of a transaction.
pub(crate) fn first_output(transaction: &Transaction) -> OutPoint {
    OutPoint {
        txid: transaction.txid(),
        index: 0,
    }
}

/// The weight of a signed transaction of one input and these outputs.
pub(crate) fn weight(outputs: Vec<Output>) -> usize {
    let at = OutPoint {
        txid: Txid::from_bytes([0; 32]),
        index: 0,
    };
    transaction(&[at], outputs).weight() + 2 + KeySpend::WITNESS_LEN
}

/// The weight of a payment that moves a coin.
pub(crate) fn move_weight() -> usize {
    let lock = Lock::Key(KeyHash::from_bytes([0; 20]));
    let amount = Amount::ZERO;
    weight(vec![Output { amount, lock }])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coin(name: u8, chained: u32) -> Coin {
        Coin {
            at: OutPoint {
                txid: Txid::from_bytes([name; 32]),
                index: 0,
            },
            amount: Amount::COIN,
            key: 0,
            chained,
        }
    }

    #[test]
    fn a_coin_that_was_moved_often_waits_for_a_block() {
        let mut coins = Coins::new(vec![coin(1, 0)]);
        assert_eq!(coins.take(), Some(coin(1, 0)));
        assert_eq!(coins.take(), None);
        coins.put(coin(2, MAX_CHAINED));
        assert_eq!(coins.take(), None);
        coins.confirm(&[Txid::from_bytes([3; 32])]);
        assert_eq!(coins.take(), None);
        coins.confirm(&[Txid::from_bytes([2; 32])]);
        assert_eq!(coins.take(), Some(coin(2, 0)));
    }

    #[test]
    fn a_confirmed_coin_may_be_moved_as_often_as_a_new_one() {
        let mut coins = Coins::default();
        coins.put(coin(1, 5));
        coins.confirm(&[Txid::from_bytes([1; 32])]);
        assert_eq!(coins.take(), Some(coin(1, 0)));
    }
}
