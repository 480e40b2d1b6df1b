//! Transactions that are tested together: later ones may spend from earlier ones.

use std::sync::Arc;

use chain::{Chain, Store};
use primitives::order::distinct;
use primitives::{Time, Transaction};

use super::{Pool, PoolError, Tested};

impl Pool {
    /// Checks each transaction as if those before it were admitted, and admits none. Returns the
    /// figures of each up to the first one that is rejected, and the reason for that one. The order
    /// is parents before children.
    pub fn test_package<S: Store>(
        &self,
        chain: &Chain<S>,
        transactions: &[Transaction],
    ) -> Vec<Result<Tested, PoolError>> {
        let txids = distinct(transactions.iter().map(Transaction::txid));
        let inputs = transactions.iter().flat_map(|it| &it.inputs);
        let mut parents = inputs.map(|input| input.previous.txid);
        let mut results = Vec::with_capacity(transactions.len());
        // A copy of the pool takes some milliseconds, so it is made only for transactions that are
        // related.
        let mut copy = parents
            .any(|txid| txids.binary_search(&txid).is_ok())
            .then(|| self.clone());
        for transaction in transactions {
            let pool = copy.as_mut();
            let result = match pool {
                None => self.test(chain, transaction),
                Some(pool) => pool.test(chain, transaction).and_then(|tested| {
                    // `test` has just verified the transaction. The time does not matter in a copy.
                    pool.readmit(chain, Arc::new(transaction.clone()), Time(0))?;
                    Ok(tested)
                }),
            };
            let is_rejected = result.is_err();
            results.push(result);
            if is_rejected {
                break;
            }
        }
        results
    }
}
