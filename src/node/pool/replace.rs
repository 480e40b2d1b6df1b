//! Replacement: a transaction may take the place of pool transactions that spend the same coins, if
//! every miner gains by it.
//!
//! The rules are Bitcoin Core's as of version 31; the numbers are those of BIP125's rules that
//! still apply. All transactions may be replaced, whatever they signal. The replacement must pay
//! the fees of all replaced transactions, and [`PoolLimits::increment`](super::PoolLimits) for its
//! own weight (rules 3 and 4), so that the network's bandwidth can't be used for free. At most
//! [`MAX_REPLACED`] transactions are replaced (rule 5), which bounds the computation. Finally, the
//! fee-rate diagram of the affected clusters must improve.

use super::diagram::improves;
use super::plan::Plan;
use super::{Pool, PoolError};
use primitives::order::distinct;
use primitives::{Amount, Transaction, Txid};

/// The maximum number of transactions that one may replace, descendants included.
const MAX_REPLACED: usize = 100;

impl Pool {
    /// The fees of a pool transaction and its descendants, which a replacement must exceed (rule
    /// 3). 0 if the pool does not contain the transaction.
    pub fn replaced_fees(&self, txid: &Txid) -> Amount {
        if !self.contains(txid) {
            return Amount::ZERO;
        }
        let all = self.descendants(vec![*txid]);
        let fees = all.iter().filter_map(|txid| self.entry(txid));
        Amount::sum(fees.map(|entry| entry.fee)).unwrap_or(Amount::MAX)
    }

    /// The pool transactions that conflict with a transaction, in the order of their txids: those
    /// that spend the same coins, and their descendants.
    ///
    /// # Errors
    /// If there are too many, or if the transaction itself spends from one of them.
    pub(super) fn rivals(&self, transaction: &Transaction) -> Result<Vec<Txid>, PoolError> {
        let inputs = transaction.inputs.iter();
        let spenders = inputs
            .clone()
            .filter_map(|input| self.spender(&input.previous));
        let direct = distinct(spenders.copied());
        if direct.is_empty() {
            return Ok(direct);
        }
        let most = MAX_REPLACED;
        let count = direct.len();
        if count > most {
            return Err(PoolError::ReplacesTooMany { count, most });
        }
        let all = self.descendants(direct);
        let count = all.len();
        if count > most {
            return Err(PoolError::ReplacesTooMany { count, most });
        }
        let ancestors = self.ancestors(inputs.map(|input| input.previous.txid));
        let mut both = all
            .iter()
            .filter(|txid| ancestors.binary_search(txid).is_ok());
        match both.next() {
            Some(&from) => Err(PoolError::SpendsReplaced { from }),
            None => Ok(all),
        }
    }

    /// Checks that a transaction of this fee and weight pays enough to replace its rivals.
    ///
    /// # Errors
    /// If it does not.
    pub(super) fn check_replacement(
        &self,
        fee: Amount,
        weight: usize,
        rivals: &[Txid],
        plan: &Plan,
    ) -> Result<(), PoolError> {
        let Some(&with) = rivals.first() else {
            return Ok(());
        };
        let lost = rivals.iter().filter_map(|txid| self.entry(txid));
        let lost = Amount::sum(lost.map(|entry| entry.fee)).unwrap_or(Amount::MAX);
        let more = self.limits.increment.fee(weight);
        let needed = lost.checked_add(more).unwrap_or(Amount::MAX);
        if fee < needed {
            return Err(PoolError::ReplacementFee { with, fee, needed });
        }
        let (old, new) = self.diagrams(plan);
        if improves(old, new) {
            Ok(())
        } else {
            Err(PoolError::ReplacementRate { with })
        }
    }
}
