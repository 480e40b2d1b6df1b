//! Grants in the pool: transactions that spend nothing and pay nothing, so they can't be ordered by
//! fee.
//!
//! Blocks take one grant each, in the order of arrival. Anyone can make any number of grants, so
//! they have a list of their own and displace no other transactions.

use super::error::{PoolError, Removal};
use chain::{Chain, Store, TransactionError, TransactionRule};
use primitives::{Transaction, Txid};
use std::collections::VecDeque;
use std::sync::Arc;

/// The maximum number of grants in the pool, which take a few KiB. With a block every ten seconds,
/// they are confirmed in a quarter of an hour.
const MAX_GRANTS: usize = 100;

/// The grants, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Grants(VecDeque<(Txid, Arc<Transaction>)>);

impl Grants {
    pub(super) fn get(&self, txid: &Txid) -> Option<&Arc<Transaction>> {
        let (_, transaction) = self.0.iter().find(|(known, _)| known == txid)?;
        Some(transaction)
    }

    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = (&Txid, &Arc<Transaction>)> {
        self.0.iter().map(|(txid, grant)| (txid, grant))
    }

    /// Adds a grant if it is valid in the next block and there is room.
    pub(super) fn add<S: Store>(
        &mut self,
        chain: &Chain<S>,
        transaction: Arc<Transaction>,
    ) -> Result<(), PoolError> {
        let txid = self.check(chain, &transaction)?;
        self.0.push_back((txid, transaction));
        Ok(())
    }

    /// Checks whether a grant may be added. Returns its txid.
    pub(super) fn check<S: Store>(
        &self,
        chain: &Chain<S>,
        transaction: &Transaction,
    ) -> Result<Txid, PoolError> {
        let txid = transaction.txid();
        if self.get(&txid).is_some() {
            return Err(PoolError::Known);
        }
        verify(chain, transaction)?;
        if self.0.len() >= MAX_GRANTS {
            return Err(PoolError::GrantsFull { max: MAX_GRANTS });
        }
        Ok(txid)
    }

    /// Removes the grants that are confirmed or invalid after a new tip.
    pub(super) fn update<S: Store>(&mut self, chain: &Chain<S>) -> Vec<(Txid, Removal)> {
        let mut removed = Vec::new();
        self.0.retain(|(txid, grant)| {
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
    chain.verify_grant(grant).map_err(|error| match error {
        TransactionError::Invalid(TransactionRule::GrantedBefore { .. }) => PoolError::Confirmed,
        TransactionError::Invalid(rule) => PoolError::Invalid(rule),
        TransactionError::Storage(error) => PoolError::storage(error),
    })
}
