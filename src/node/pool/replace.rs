//! Replacement: a transaction that spends the same coins as others that wait may take their place,
//! where every miner gains by it.
//!
//! Bitcoin Core's rules since its version 31, with BIP125's names where they live on: all
//! transactions may be replaced, whatever they signal; it must pay more than all that goes, by
//! [`PoolLimits::increment`](super::PoolLimits) for its own weight (rules 3 and 4), so that nobody
//! can use the network's links for free; at most [`MAX_REPLACED`] go (rule 5), so that it can be
//! worked out quickly; and the fee-rate diagram of what it touches must improve.

use super::diagram::improves;
use super::plan::Plan;
use super::{Pool, PoolError};
use primitives::order::distinct;
use primitives::{Amount, Transaction, Txid};

/// The most transactions that one may replace, with what spends from them.
const MAX_REPLACED: usize = 100;

impl Pool {
    /// The fees of a waiting transaction and of all that spends from it, which a replacement must
    /// exceed (rule 3); nothing where it does not wait.
    pub fn replaced_fees(&self, txid: &Txid) -> Amount {
        if !self.contains(txid) {
            return Amount::ZERO;
        }
        let all = self.descendants(vec![*txid]);
        let fees = all.iter().filter_map(|txid| self.entry(txid));
        Amount::sum(fees.map(|entry| entry.fee)).unwrap_or(Amount::MAX)
    }

    /// What waits and can't wait beside a transaction, in the order of ids: what spends the same
    /// coins, and what spends from that.
    ///
    /// # Errors
    /// When it is too much, or when the transaction itself spends from it.
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
        let above = self.ancestors(inputs.map(|input| input.previous.txid));
        let mut both = all.iter().filter(|txid| above.binary_search(txid).is_ok());
        match both.next() {
            Some(&from) => Err(PoolError::SpendsReplaced { from }),
            None => Ok(all),
        }
    }

    /// Checks that a transaction of this fee and weight pays enough to take the place of its
    /// rivals.
    ///
    /// # Errors
    /// When it does not.
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
