//! Speeding up an unconfirmed payment that the wallet receives: a child of it pays for both (child
//! pays for parent).

use crate::account::Branch;
use crate::balance::amount;
use crate::pay::draft::{Draft, Spent};
use crate::pay::limits::MAX_INPUTS;
use crate::pay::replace::ReplaceError;
use crate::pay::weight;
use crate::wallet::Wallet;
use primitives::{Amount, FeeRate, Height, KEY_DUST_LIMIT, OutPoint, Output, Txid};

/// The payment that the child pays for, with its unconfirmed ancestors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Package {
    /// The sum of their fees.
    pub fees: Amount,
    /// The sum of their weights.
    pub weight: usize,
}

impl Package {
    /// The fee of a child of this weight, in base units: the least fee with which the child and the
    /// package together have at least this rate, and the child alone has it, too.
    fn child_fee(self, weight: usize, rate: FeeRate) -> u64 {
        let together = rate.fee(self.weight.saturating_add(weight)).units();
        let missing = together.saturating_sub(self.fees.units());
        missing.max(rate.fee(weight).units())
    }
}

impl Wallet {
    /// Whether somebody else's payment to the wallet is unconfirmed, and the wallet may spend an
    /// output of it.
    pub fn is_bumpable(&self, txid: &Txid) -> bool {
        let record = self.ledger.records.get(txid);
        record.is_some_and(|it| it.state.is_pending() && !it.ours)
            && !self.received(txid).is_empty()
    }

    /// Prepares a transaction that spends all outputs that the wallet received from an unconfirmed
    /// payment, and pays them back to the wallet less a fee for both. If they are worth too little,
    /// confirmed coins are added one by one, the largest first.
    ///
    /// # Errors
    /// If there is no such payment, or if the coins do not suffice for the fee.
    pub fn bump(
        &self,
        txid: &Txid,
        package: Package,
        rate: FeeRate,
        tip: Height,
    ) -> Result<Draft, ReplaceError> {
        if !self.is_bumpable(txid) {
            return Err(ReplaceError::NotWaiting);
        }
        let mut coins = self.received(txid);
        let mut more = self.by_amount(tip);
        loop {
            let weight =
                weight::frame(coins.len(), 1) + coins.len() * weight::INPUT + weight::OUTPUT;
            let fee = package.child_fee(weight, rate);
            let there: u64 = coins.iter().map(|coin| coin.output.amount.units()).sum();
            match there
                .checked_sub(fee)
                .filter(|left| *left >= KEY_DUST_LIMIT)
            {
                Some(left) => {
                    let back = Output {
                        amount: amount(left),
                        lock: self.keys.fresh(Branch::Change),
                    };
                    let change = Some(back.clone());
                    return Ok(Draft::of_outputs(
                        back,
                        amount(fee),
                        Vec::new(),
                        change,
                        coins,
                    ));
                }
                None => match more.pop().filter(|_| coins.len() < MAX_INPUTS) {
                    Some(coin) => coins.push(coin),
                    None => {
                        return Err(ReplaceError::InsufficientFunds {
                            needed: amount(fee.saturating_add(KEY_DUST_LIMIT)),
                            available: amount(there),
                        });
                    }
                },
            }
        }
    }

    /// The outputs of a transaction that the wallet may spend: they are its own, not frozen, and no
    /// other transaction spends them.
    fn received(&self, txid: &Txid) -> Vec<Spent> {
        let record = self.ledger.records.get(txid);
        let outputs = record.map_or(0, |record| record.transaction.outputs.len());
        let outputs = (0..u32::try_from(outputs).unwrap_or(u32::MAX))
            .map(|index| OutPoint { txid: *txid, index })
            .filter(|at| !self.ledger.claims.contains_key(at) && !self.is_frozen(at));
        outputs
            .filter_map(|at| self.spent(at))
            .take(MAX_INPUTS)
            .collect()
    }
}
