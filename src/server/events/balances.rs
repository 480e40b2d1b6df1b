//! The balances that streams of events report, each summed once for all streams.
//!
//! To sum a balance, the node reads the whole history of the address and the mempool, on the thread
//! that also handles blocks. So many streams that follow one address must not cost more than one.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use api::{BalanceDocument, command};
use methods::{Call, Failure};
use serde_json::json;
use store::RedbStore;

/// The maximum number of balances that are kept between two events.
const MAX_BALANCES: usize = 1_024;

/// The balance of an address, in base units.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Balance {
    confirmed: BalanceDocument,
    with_mempool: BalanceDocument,
}

/// The balances that were summed since the newest event of a chain.
#[derive(Debug, Default)]
pub(crate) struct Balances(Mutex<Summed>);

#[derive(Debug, Default)]
struct Summed {
    /// The number of the first event that these balances need not include.
    before: u64,
    by_address: HashMap<String, Balance>,
}

impl Balances {
    /// The balance of an address after all events before the number `before`. It may include later
    /// events; the streams ask again after each of those.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the address is invalid, or if the node can't read its history.
    pub(crate) fn of(
        &self,
        address: String,
        before: u64,
        call: &mut Call<'_, RedbStore>,
    ) -> Result<Balance, Failure> {
        // Questions are answered one at a time, so nobody waits for this lock for long.
        let mut summed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if summed.before != before {
            summed.before = before;
            summed.by_address.clear();
        }
        if let Some(known) = summed.by_address.get(&address) {
            return Ok(known.clone());
        }
        let balance = Balance {
            confirmed: call.ask(command::Balance {
                address: address.clone(),
                confirmations: 1,
            })?,
            with_mempool: call.ask(command::Balance {
                address: address.clone(),
                confirmations: 0,
            })?,
        };
        if summed.by_address.len() < MAX_BALANCES {
            summed.by_address.insert(address, balance.clone());
        }
        Ok(balance)
    }
}

impl Balance {
    pub(crate) fn encode(&self) -> String {
        json!({
            "address": self.confirmed.address,
            "balance": self.confirmed.balance,
            "received": self.confirmed.received,
            "unconfirmed_balance": self.with_mempool.balance,
        })
        .to_string()
    }
}
