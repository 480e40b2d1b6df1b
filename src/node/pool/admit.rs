//! Which transactions may wait.

use super::{Pool, PoolError, Removal};
use chain::check::place::is_final;
use chain::check::transaction::{check_spending, verify_transaction};
use chain::{Chain, Coin, Coins, StorageError, Store, TransactionError, TransactionRule, is_grant};
use primitives::{Amount, FeeRate, Height, Lock, OutPoint, Time, Transaction, Txid};
use std::sync::Arc;

/// A transaction was taken.
#[derive(Debug)]
pub(crate) struct Admitted {
    pub(crate) transaction: Arc<Transaction>,
    /// What had to go for it.
    pub(crate) removed: Vec<(Txid, Removal)>,
}

/// The coins at a chain's tip with a pool's transactions on top.
struct PoolCoins<'a, S: Store> {
    pool: &'a Pool,
    chain: &'a Chain<S>,
}

impl<S: Store> Coins for PoolCoins<'_, S> {
    type Error = StorageError<S::Error>;

    fn coin(&self, outpoint: &OutPoint) -> Result<Option<Coin>, Self::Error> {
        let Some(output) = self.pool.output(outpoint) else {
            return self.chain.coin(outpoint);
        };
        Ok(Some(Coin {
            output: output.clone(),
            height: next_height(self.chain),
            coinbase: false,
        }))
    }
}

impl Pool {
    /// Checks a transaction against chain, pool and bounds, and takes it if all is well. Cheap checks come first.
    pub(crate) fn admit<S: Store>(
        &mut self,
        chain: &Chain<S>,
        transaction: Transaction,
        now: Time,
    ) -> Result<Admitted, PoolError> {
        if is_grant(&transaction) {
            return self.admit_grant(chain, Arc::new(transaction));
        }
        let txid = transaction.txid();
        if self.contains(&txid) {
            return Err(PoolError::Known);
        }
        let weight = transaction.weight();
        let max = self.limits.transaction_weight;
        if weight > max {
            return Err(PoolError::TooHeavy { weight, max });
        }
        check_locks(&transaction)?;
        self.check_conflicts(&transaction)?;
        self.check_line(&transaction)?;
        let fee = self.verify(chain, &txid, &transaction)?;
        let needed = self.limits.rate.fee(weight);
        if fee < needed {
            return Err(PoolError::FeeTooLow { fee, needed });
        }
        let removed = self.make_room(&transaction, FeeRate::of(fee, weight), weight)?;
        let transaction = Arc::new(transaction);
        self.insert(transaction.clone(), fee, now);
        Ok(Admitted {
            transaction,
            removed,
        })
    }

    /// Takes a transaction that was checked before, in a block or in this pool, if the present tip still allows it.
    /// Its signatures hold on every tip, so they are not checked again.
    pub(crate) fn readmit<S: Store>(
        &mut self,
        chain: &Chain<S>,
        transaction: Arc<Transaction>,
        added: Time,
    ) -> Result<(), PoolError> {
        if is_grant(&transaction) {
            return self.admit_grant(chain, transaction).map(|_| ());
        }
        if transaction.is_coinbase() {
            return Err(TransactionRule::Coinbase.into());
        }
        if self.contains(&transaction.txid()) {
            return Err(PoolError::Known);
        }
        let weight = transaction.weight();
        let max = self.limits.transaction_weight;
        if weight > max {
            // A miner may put it in a block, but no message between nodes need hold it.
            return Err(PoolError::TooHeavy { weight, max });
        }
        self.check_conflicts(&transaction)?;
        self.check_line(&transaction)?;
        let place = chain.next_place();
        if !is_final(&transaction, place.height, place.median_time()) {
            let lock_time = transaction.lock_time;
            return Err(TransactionRule::NotFinal { lock_time }.into());
        }
        let coins = PoolCoins { pool: self, chain };
        let mut spent = Vec::with_capacity(transaction.inputs.len());
        for input in &transaction.inputs {
            let coin = coins.coin(&input.previous).map_err(storage)?;
            spent.push(coin.ok_or(PoolError::MissingCoin(input.previous))?);
        }
        let fee = check_spending(&transaction, &spent, &place, chain.spec())?;
        if self.weight + weight > self.limits.weight {
            let least = FeeRate::of(fee, weight);
            return Err(PoolError::Full { least });
        }
        self.insert(transaction, fee, added);
        Ok(())
    }

    fn check_conflicts(&self, transaction: &Transaction) -> Result<(), PoolError> {
        let mut spenders = transaction
            .inputs
            .iter()
            .map(|input| self.spender(&input.previous));
        match spenders.find_map(|spender| spender) {
            Some(&with) => Err(PoolError::Conflict { with }),
            None => Ok(()),
        }
    }

    /// Neither the transaction nor one that it spends from may hang on, or be hung on by, too many.
    fn check_line(&self, transaction: &Transaction) -> Result<(), PoolError> {
        let max = self.limits.line;
        let above = self.ancestors(transaction.inputs.iter().map(|input| input.previous.txid));
        let is_long =
            above.len() >= max || above.iter().any(|txid| self.descendants(txid).len() >= max);
        match is_long {
            true => Err(PoolError::LineTooLong { max }),
            false => Ok(()),
        }
    }

    fn verify<S: Store>(
        &self,
        chain: &Chain<S>,
        txid: &Txid,
        transaction: &Transaction,
    ) -> Result<Amount, PoolError> {
        let verdict = verify_transaction(
            transaction,
            &PoolCoins { pool: self, chain },
            &chain.next_place(),
            chain.spec(),
            chain.genesis(),
        );
        match verdict {
            Ok(fee) => Ok(fee),
            Err(TransactionError::Storage(error)) => Err(storage(error)),
            Err(TransactionError::Invalid(TransactionRule::MissingCoin(outpoint))) => {
                match is_confirmed(chain, txid, transaction).map_err(storage)? {
                    true => Err(PoolError::Confirmed),
                    false => Err(PoolError::MissingCoin(outpoint)),
                }
            }
            Err(TransactionError::Invalid(rule)) => Err(PoolError::Invalid(rule)),
        }
    }

    /// Removes what pays least until there is room, unless the newcomer itself pays least or hangs on what would go.
    fn make_room(
        &mut self,
        newcomer: &Transaction,
        rate: FeeRate,
        weight: usize,
    ) -> Result<Vec<(Txid, Removal)>, PoolError> {
        let above = self.ancestors(newcomer.inputs.iter().map(|input| input.previous.txid));
        let mut excess = (self.weight + weight).saturating_sub(self.limits.weight);
        let mut victims = Vec::new();
        let mut doomed = std::collections::BTreeSet::new();
        for &(least, _, txid) in &self.by_rate {
            if excess == 0 {
                break;
            }
            if doomed.contains(&txid) {
                continue;
            }
            if least >= rate || above.contains(&txid) {
                return Err(PoolError::Full { least });
            }
            victims.push(txid);
            for txid in self.descendants(&txid) {
                if doomed.insert(txid) {
                    excess = excess.saturating_sub(self.entries[&txid].weight);
                }
            }
        }
        if excess > 0 {
            return Err(PoolError::Full { least: rate });
        }
        let removed = victims.iter().flat_map(|txid| self.remove_line(txid));
        Ok(removed.map(|txid| (txid, Removal::Crowded)).collect())
    }
}

/// A lock of a version that has no meaning yet may get one that forbids this spending: such money could be lost.
fn check_locks(transaction: &Transaction) -> Result<(), PoolError> {
    for (output, paid) in transaction.outputs.iter().enumerate() {
        if let Lock::Other { version, .. } = paid.lock {
            return Err(PoolError::UnknownLock { output, version });
        }
    }
    Ok(())
}

/// Whether one of its outputs is a coin. (If all are spent, its inputs just look missing.)
fn is_confirmed<S: Store>(
    chain: &Chain<S>,
    txid: &Txid,
    transaction: &Transaction,
) -> Result<bool, StorageError<S::Error>> {
    for index in 0..transaction.outputs.len() {
        let outpoint = OutPoint {
            txid: *txid,
            index: u32::try_from(index).expect("a transaction has fewer than 2^32 outputs"),
        };
        if chain.coin(&outpoint)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn next_height<S: Store>(chain: &Chain<S>) -> Height {
    chain.tip().height.next()
}

pub(super) fn storage(error: impl core::fmt::Display) -> PoolError {
    PoolError::Storage(error.to_string())
}
