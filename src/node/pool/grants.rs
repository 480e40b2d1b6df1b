//! Grants that wait: transactions that spend nothing and pay nothing, so that no fee orders them.
//!
//! First come, first served, and a block takes one. Anybody can make as many as they like, so they
//! have a list of their own, in which they crowd out nothing but each other.

use super::admit::storage;
use super::{Admitted, Pool, PoolError, Removal};
use chain::{Chain, Store, TransactionError};
use primitives::{FeeRate, Transaction, Txid};
use std::collections::VecDeque;
use std::sync::Arc;

/// Most grants that wait: a quarter of an hour's at a block every ten seconds, and a few KiB.
const MOST: usize = 100;

/// The waiting grants, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Grants(VecDeque<(Txid, Arc<Transaction>)>);

impl Grants {
    pub(super) fn get(&self, txid: &Txid) -> Option<&Arc<Transaction>> {
        let (_, transaction) = self.0.iter().find(|(waiting, _)| waiting == txid)?;
        Some(transaction)
    }
}

impl Pool {
    /// The waiting grants, in the order in which blocks take them: apart from [`Pool::entries`], as
    /// they pay nothing.
    pub fn grants(&self) -> impl ExactSizeIterator<Item = (&Txid, &Arc<Transaction>)> {
        self.grants.0.iter().map(|(txid, grant)| (txid, grant))
    }

    /// A waiting transaction, a grant or not.
    pub fn transaction(&self, txid: &Txid) -> Option<&Arc<Transaction>> {
        let entry = self.entry(txid).map(|entry| &entry.transaction);
        entry.or_else(|| self.grants.get(txid))
    }

    /// What a waiting transaction pays, as peers' fee filters see it: they let grants through,
    /// which pay nothing by their nature.
    pub(crate) fn rate_for_peers(&self, txid: &Txid) -> Option<FeeRate> {
        let grant = || self.grants.get(txid).map(|_| FeeRate(u64::MAX));
        self.entry(txid).map(|entry| entry.rate()).or_else(grant)
    }

    /// Takes a grant that the next block could hold.
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

    /// Removes the grants that a new tip gave, or rules out.
    pub(crate) fn update_grants<S: Store>(&mut self, chain: &Chain<S>) -> Vec<(Txid, Removal)> {
        let mut removed = Vec::new();
        self.grants.0.retain(|(txid, grant)| {
            let why = match verify(chain, grant) {
                // A failing store gives no verdict: it stays.
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
