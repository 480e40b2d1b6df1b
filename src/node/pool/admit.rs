//! The admission of transactions to the pool.

use super::cluster::Node;
use super::plan::Plan;
use super::rate::Rate;
use super::{Pool, PoolEntry, PoolError, Removal, Room};
use chain::check::transaction::{Unsigned, check_unsigned};
use chain::{
    Chain, Coin, Coins, StorageError, Store, TransactionError, TransactionRule, Verified,
    has_no_inputs,
};
use primitives::order::{distinct, sort_by};
use primitives::{Amount, Height, Lock, OutPoint, Output, Time, Transaction, Txid, dust_limit};
use std::sync::Arc;

/// The result of a successful admission.
#[derive(Debug)]
pub struct Admitted {
    /// The transaction.
    pub transaction: Arc<Transaction>,
    /// The transactions that were removed for it, children before parents.
    pub removed: Vec<(Txid, Removal)>,
    /// The proof that its signatures were verified, for the chain to [`cache`](Chain::cache).
    /// `None` if they were verified before, or if there are none.
    pub verified: Option<Verified>,
}

/// The figures of a transaction that the pool would admit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tested {
    /// The fee.
    pub fee: Amount,
    /// The weight (BIP141).
    pub weight: usize,
}

/// A transaction that may be added, and the changes that this makes.
struct Arrival {
    txid: Txid,
    weight: usize,
    unsigned: Unsigned,
    /// Its parents in the pool.
    parents: Vec<Txid>,
    /// The pool transactions that it replaces.
    rivals: Vec<Txid>,
    plan: Plan,
    /// The pool transactions that make room for it, and the highest rate among their chunks.
    evicted: Vec<Txid>,
    evicted_rate: Rate,
}

/// The coins at a chain's tip and the outputs of the pool's transactions.
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
            must_mature: false,
        }))
    }
}

impl Pool {
    /// Checks a transaction against the chain, the pool and the bounds, and adds it if it passes.
    /// Cheap checks come first, signatures last.
    ///
    /// # Errors
    /// The first reason to reject the transaction. The pool's transactions are unchanged then.
    pub fn admit<S: Store>(
        &mut self,
        chain: &Chain<S>,
        transaction: Transaction,
        now: Time,
    ) -> Result<Admitted, PoolError> {
        self.pass_time(now);
        if has_no_inputs(&transaction) {
            return self.admit_grant(chain, Arc::new(transaction));
        }
        check_outputs(&transaction)?;
        self.take_in(chain, Arc::new(transaction), now, true)
    }

    /// Adds a transaction that was checked before, in a block or in this pool, if it is valid on
    /// the present tip. Its signatures are valid on every tip, so they are not verified again. It
    /// need not pay the minimum fee rate.
    ///
    /// # Errors
    /// As [`Pool::admit`].
    pub fn readmit<S: Store>(
        &mut self,
        chain: &Chain<S>,
        transaction: Arc<Transaction>,
        added: Time,
    ) -> Result<Admitted, PoolError> {
        if has_no_inputs(&transaction) {
            return self.admit_grant(chain, transaction);
        }
        self.take_in(chain, transaction, added, false)
    }

    fn admit_grant<S: Store>(
        &mut self,
        chain: &Chain<S>,
        transaction: Arc<Transaction>,
    ) -> Result<Admitted, PoolError> {
        self.grants.add(chain, transaction.clone())?;
        Ok(Admitted {
            transaction,
            removed: Vec::new(),
            verified: None,
        })
    }

    /// Checks a transaction as [`Pool::admit`] does, but does not add it. The minimum fee rate is
    /// the one of the last change or [`Pool::pass_time`].
    ///
    /// # Errors
    /// As [`Pool::admit`].
    pub fn test<S: Store>(
        &self,
        chain: &Chain<S>,
        transaction: &Transaction,
    ) -> Result<Tested, PoolError> {
        let (tested, unsigned) = self.look_at(chain, transaction)?;
        if let Some(unsigned) = unsigned {
            let _ = unsigned.verify(chain.verifier())?;
        }
        Ok(tested)
    }

    /// Checks a transaction as [`Pool::test`] does, except for its signatures.
    ///
    /// # Errors
    /// As [`Pool::admit`].
    pub fn test_unsigned<S: Store>(
        &self,
        chain: &Chain<S>,
        transaction: &Transaction,
    ) -> Result<Tested, PoolError> {
        self.look_at(chain, transaction).map(|(tested, _)| tested)
    }

    /// Checks a transaction except for its signatures. The second value is `None` for a grant,
    /// which has none.
    fn look_at<S: Store>(
        &self,
        chain: &Chain<S>,
        transaction: &Transaction,
    ) -> Result<(Tested, Option<Unsigned>), PoolError> {
        if has_no_inputs(transaction) {
            self.grants.check(chain, transaction)?;
            let (fee, weight) = (Amount::ZERO, transaction.weight());
            return Ok((Tested { fee, weight }, None));
        }
        check_outputs(transaction)?;
        let Arrival {
            unsigned, weight, ..
        } = self.examine(chain, transaction, true)?;
        let fee = unsigned.fee;
        Ok((Tested { fee, weight }, Some(unsigned)))
    }

    /// Checks a transaction except for its signatures, and plans the changes that its admission
    /// makes. Nothing changes.
    fn examine<S: Store>(
        &self,
        chain: &Chain<S>,
        transaction: &Transaction,
        is_new: bool,
    ) -> Result<Arrival, PoolError> {
        let txid = transaction.txid();
        if self.contains(&txid) {
            return Err(PoolError::Known);
        }
        let room = Room::at(chain.spec(), chain.tip().height.next());
        let weight = transaction.weight();
        let max = self.limits.transaction_weight.min(room.weight);
        if weight > max {
            return Err(PoolError::TooHeavy { weight, max });
        }
        let unsigned = self.check(chain, &txid, transaction)?;
        let fee = unsigned.fee;
        let needed = self.min_fee_rate().fee(weight);
        if is_new && fee < needed {
            return Err(PoolError::FeeTooLow { fee, needed });
        }
        let rivals = self.rivals(transaction)?;
        let newcomer = self.newcomer(txid, transaction, Rate::new(fee, weight));
        let parents = newcomer.parents.clone();
        let plan = self.plan_arrival(newcomer, &rivals, room)?;
        self.check_replacement(fee, weight, &rivals, &plan)?;
        let replaced = rivals.iter().filter_map(|txid| self.entry(txid));
        let replaced: usize = replaced.map(|entry| entry.weight).sum();
        let excess = (self.weight + weight - replaced).saturating_sub(self.limits.weight);
        let (evicted, evicted_rate) = self.make_room(&plan, &txid, excess)?;
        Ok(Arrival {
            txid,
            weight,
            unsigned,
            parents,
            rivals,
            plan,
            evicted,
            evicted_rate,
        })
    }

    fn take_in<S: Store>(
        &mut self,
        chain: &Chain<S>,
        transaction: Arc<Transaction>,
        added: Time,
        is_new: bool,
    ) -> Result<Admitted, PoolError> {
        let arrival = self.examine(chain, &transaction, is_new)?;
        let verified = match is_new {
            true => Some(arrival.unsigned.verify(chain.verifier())?),
            false => None,
        };
        let txid = arrival.txid;
        let evicted = arrival.evicted;
        let mut removed = Vec::with_capacity(arrival.rivals.len() + evicted.len());
        for rival in children_first(self, &arrival.rivals) {
            self.unlink(&rival);
            removed.push((rival, Removal::Replaced { by: txid }));
        }
        let entry = PoolEntry {
            txid,
            wtxid: arrival.unsigned.wtxid,
            transaction: transaction.clone(),
            fee: arrival.unsigned.fee,
            weight: arrival.weight,
            added,
            height: chain.tip().height,
            sequence: self.sequence,
            cluster: self.sequence,
            parents: arrival.parents,
            children: Vec::new(),
        };
        self.sequence += 1;
        self.link(entry);
        self.regroup(arrival.plan);
        if !evicted.is_empty() {
            let evicted = self.take_out(&distinct(evicted));
            removed.extend(evicted.into_iter().map(|txid| (txid, Removal::Crowded)));
            self.floor
                .raise(arrival.evicted_rate, self.limits.increment);
        }
        Ok(Admitted {
            transaction,
            removed,
            verified,
        })
    }

    /// The transaction with its parents in the pool, as a member of a cluster.
    fn newcomer(&self, txid: Txid, transaction: &Transaction, rate: Rate) -> Node {
        let spent_from = transaction.inputs.iter().map(|input| input.previous.txid);
        Node {
            txid,
            sequence: self.sequence,
            rate,
            parents: distinct(spent_from.filter(|txid| self.contains(txid))),
            children: Vec::new(),
        }
    }

    fn check<S: Store>(
        &self,
        chain: &Chain<S>,
        txid: &Txid,
        transaction: &Transaction,
    ) -> Result<Unsigned, PoolError> {
        let verdict = check_unsigned(
            transaction,
            &PoolCoins { pool: self, chain },
            &chain.next_position(),
            chain.spec(),
            chain.verifier(),
        );
        match verdict {
            Ok(unsigned) => Ok(unsigned),
            Err(TransactionError::Storage(error)) => Err(PoolError::storage(error)),
            Err(TransactionError::Invalid(TransactionRule::MissingCoin(outpoint))) => {
                match is_confirmed(chain, txid, transaction).map_err(PoolError::storage)? {
                    true => Err(PoolError::Confirmed),
                    false => Err(PoolError::MissingCoin(outpoint)),
                }
            }
            Err(TransactionError::Invalid(rule)) => Err(PoolError::Invalid(rule)),
        }
    }
}

/// Returns transactions of the pool, children first.
fn children_first(pool: &Pool, txids: &[Txid]) -> Vec<Txid> {
    let mut ordered: Vec<(u64, Txid)> = txids
        .iter()
        .filter_map(|txid| Some((pool.entry(txid)?.sequence, *txid)))
        .collect();
    sort_by(&mut ordered, |a, b| b.cmp(a));
    ordered.into_iter().map(|(_, txid)| txid).collect()
}

/// Rejects outputs that are valid in blocks but harmful: dust, and amounts under a lock of an
/// unknown version, which could be lost when that version gets a meaning.
fn check_outputs(transaction: &Transaction) -> Result<(), PoolError> {
    for (output, Output { amount, lock }) in transaction.outputs.iter().enumerate() {
        if let Lock::Other { version, .. } = *lock {
            return Err(PoolError::UnknownLock { output, version });
        }
        let (amount, least) = (*amount, dust_limit(lock));
        if amount < least {
            return Err(PoolError::Dust {
                output,
                amount,
                least,
            });
        }
    }
    Ok(())
}

/// Whether one of the transaction's outputs is an unspent coin. A confirmed transaction whose
/// outputs are all spent is not recognised.
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
