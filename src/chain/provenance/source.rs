//! A chain as a source of transactions for a walk.

use super::{Ancestry, Missing, Sought};
use crate::chain::Chain;
use crate::error::StorageError;
use crate::store::Store;
use primitives::Txid;

impl<S: Store> Ancestry for Chain<S> {
    type Error = S::Error;

    fn find(&self, txid: &Txid) -> Result<Sought, S::Error> {
        match self.transaction(txid) {
            Ok(Some(found)) => Ok(Sought::Found {
                location: Some(found.location()),
                transaction: found.transaction,
            }),
            // On a pruned chain, a transaction that is not found counts as pruned, since its row
            // was removed with it.
            Ok(None) if self.is_pruned() => Ok(Sought::Missing(Missing::Dropped)),
            Ok(None) => Ok(Sought::Missing(Missing::Unknown)),
            Err(StorageError::Damaged(damage)) => Ok(Sought::Missing(Missing::Damaged(damage))),
            Err(StorageError::Store(error)) => Err(error),
        }
    }
}
