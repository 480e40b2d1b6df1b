//! A chain as a source of transactions for a search.

use super::{Lookup, Missing, TransactionSource};
use crate::chain::Chain;
use crate::error::StorageError;
use crate::store::Store;
use primitives::Txid;

impl<S: Store> TransactionSource for Chain<S> {
    type Error = S::Error;

    fn find(&self, txid: &Txid) -> Result<Lookup, S::Error> {
        match self.transaction(txid) {
            Ok(Some(found)) => Ok(Lookup::Found {
                location: Some(found.location()),
                transaction: found.transaction,
            }),
            // Pruning removes the location of a transaction, so a pruned chain can't tell a pruned
            // transaction from an unknown one. It reports both as pruned.
            Ok(None) if self.is_pruned() => Ok(Lookup::Missing(Missing::Pruned)),
            Ok(None) => Ok(Lookup::Missing(Missing::Unknown)),
            Err(StorageError::Damaged(damage)) => Ok(Lookup::Missing(Missing::Damaged(damage))),
            Err(StorageError::Store(error)) => Err(error),
        }
    }
}
