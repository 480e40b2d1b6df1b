//! Grants in the pool: transactions that spend nothing and pay nothing, so they can't be ordered by
//! fee.
//!
//! Blocks take one grant each, in the order of arrival. Grants can be made in any number, so they
//! have a list of their own, in which they displace no other transactions.

use super::admit::storage;
use super::{Admitted, Pool, PoolError, Removal};
use chain::{Chain, Store, TransactionError};
use primitives::{FeeRate, Transaction, Txid};
use std::collections::VecDeque;
use std::sync::Arc;

/// The maximum number of grants in the pool: a quarter of an hour's at a block every ten seconds,
/// and a few KiB.
const MOST: usize = 100;

/// The grants, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Grants(VecDeque<(Txid, Arc<Transaction>)>);

impl Grants {
    pub(super) fn get(&self, txid: &Txid) -> Option<&Arc<Transaction>> {
        let (_, transaction) = self.0.iter().find(|(waiting, _)| waiting == txid)?;
        Some(transaction)
    }
}

impl Pool {
    /// The grants, in the order in which blocks take them. They are not among [`Pool::entries`],
    /// since they pay nothing.
    pub fn grants(&self) -> impl ExactSizeIterator<Item = (&Txid, &Arc<Transaction>)> {
        self.grants.0.iter().map(|(txid, grant)| (txid, grant))
    }

    /// A transaction of the pool, a grant or not. `None` if the pool does not contain it.
    pub fn transaction(&self, txid: &Txid) -> Option<&Arc<Transaction>> {
        let entry = self.entry(txid).map(|entry| &entry.transaction);
        entry.or_else(|| self.grants.get(txid))
    }

    /// The fee rate of a transaction for peers' fee filters: the maximum for grants, so that they
    /// pass. `None` if the pool does not contain it.
    pub(crate) fn rate_for_peers(&self, txid: &Txid) -> Option<FeeRate> {
        let grant = || self.grants.get(txid).map(|_| FeeRate(u64::MAX));
        self.entry(txid).map(|entry| entry.rate()).or_else(grant)
    }

    /// Adds a grant that is valid in the next block.
    pub(super) fn admit_grant<S: Store>(
        &mut self,
        chain: &Chain<S>,
        transaction: Arc<Transaction>,
    ) -> Result<Admitted, PoolError> {
        let txid = transaction.txid();
        if self.contains(&txid) {
            return Err(PoolError::Known);
        }
        verify(chain, &transaction)?;
        if self.grants.0.len() >= MOST {
            return Err(PoolError::GrantsFull { max: MOST });
        }
        self.grants.0.push_back((txid, transaction.clone()));
        Ok(Admitted {
            transaction,
            removed: Vec::new(),
            verified: None,
        })
    }

    /// Removes the grants that are confirmed or invalid after a new tip.
    pub(crate) fn update_grants<S: Store>(&mut self, chain: &Chain<S>) -> Vec<(Txid, Removal)> {
        let mut removed = Vec::new();
        self.grants.0.retain(|(txid, grant)| {
            let why = match verify(chain, grant) {
                // A failure of the store is not a verdict: the grant stays.
                Ok(()) | Err(PoolError::Storage(_)) => return true,
                Err(PoolError::Confirmed) => Removal::Confirmed,
                Err(_) => Removal::Invalid,
            };
            removed.push((*txid, why));
            false
        });
        removed
    }
}

fn verify<S: Store>(chain: &Chain<S>, grant: &Transaction) -> Result<(), PoolError> {
    use chain::TransactionRule::GrantedBefore;
    chain.verify_grant(grant).map_err(|error| match error {
        TransactionError::Invalid(GrantedBefore { .. }) => PoolError::Confirmed,
        TransactionError::Invalid(rule) => PoolError::Invalid(rule),
        TransactionError::Storage(error) => storage(error),
    })
}
