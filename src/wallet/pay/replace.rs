//! Replacing an unconfirmed payment of the wallet by one with a higher fee (BIP125): to speed it
//! up, or to cancel it.

use crate::account::Branch;
use crate::balance::amount;
use crate::pay::draft::{Draft, Spent};
use crate::pay::limits::MAX_INPUTS;
use crate::pay::weight;
use crate::wallet::Wallet;
use primitives::order::sort_by_key;
use primitives::{Amount, FeeRate, Height, KEY_DUST_LIMIT, OutPoint, Output, Transaction, Txid};

/// The purpose of a replacement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replacement {
    /// The same payees get the same amounts sooner. The fee is taken from the change. If that is
    /// too small, confirmed coins are added one by one, the largest first.
    SpeedUp,
    /// All coins come back to the wallet, less the fee.
    Cancel,
}

/// The fee that the network requires of a replacement (BIP125, rules 3, 4 and 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplacementFee {
    /// The minimum fee rate.
    pub rate: FeeRate,
    /// The sum of the fees of all transactions that would be replaced.
    pub replaced: Amount,
    /// The rate that is paid in addition to `replaced`.
    pub increment: FeeRate,
}

/// Why a payment can't be replaced.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplaceError {
    /// The wallet has no such unconfirmed payment of its own.
    #[error("this payment does not wait any more")]
    NotWaiting,
    /// A later payment of the wallet spends its outputs, and would fail.
    #[error("a later payment spends its change: cancel or speed up that one")]
    Spent,
    /// The coins do not suffice for the higher fee.
    #[error("a fee of {needed} is needed, and {available} is there to pay it")]
    InsufficientFunds {
        /// The fee.
        needed: Amount,
        /// The amount that is available for the fee.
        available: Amount,
    },
}

impl ReplacementFee {
    fn of(self, weight: usize) -> u64 {
        let more = self.increment.fee(weight);
        let least = self.replaced.units().saturating_add(more.units());
        self.rate.fee(weight).units().max(least)
    }
}

impl Wallet {
    /// Whether a payment is unconfirmed, was made by the wallet, and can be replaced.
    pub fn is_replaceable(&self, txid: &Txid) -> bool {
        self.replaced(txid).is_ok()
    }

    /// Prepares the replacement of an unconfirmed payment of the wallet. The draft spends all coins
    /// that the payment spends.
    ///
    /// # Errors
    /// If there is no such payment; if a later payment of the wallet spends its outputs; or if the
    /// coins do not suffice for the fee.
    pub fn replace(
        &self,
        txid: &Txid,
        how: Replacement,
        fee: ReplacementFee,
        tip: Height,
    ) -> Result<Draft, ReplaceError> {
        let old = self.replaced(txid)?;
        let mut coins: Vec<Spent> = old
            .inputs
            .iter()
            .filter_map(|input| self.spent(input.previous))
            .collect();
        if coins.len() != old.inputs.len() {
            return Err(ReplaceError::NotWaiting);
        }
        let paid: Vec<Output> = match how {
            Replacement::Cancel => Vec::new(),
            Replacement::SpeedUp => {
                let outputs = old.outputs.iter();
                outputs
                    .filter(|it| !self.owns_change(&it.lock))
                    .cloned()
                    .collect()
            }
        };
        let mut more = match how {
            Replacement::Cancel => Vec::new(),
            Replacement::SpeedUp => self.by_amount(tip),
        };
        loop {
            let needed = match self.settle(&coins, &paid, fee) {
                Ok((fee, change)) => {
                    return Ok(self.replacement(txid, old, paid, fee, change, coins));
                }
                Err(needed) => needed,
            };
            match more.pop().filter(|_| coins.len() < MAX_INPUTS) {
                Some(coin) => coins.push(coin),
                None => {
                    let there = total(&coins).saturating_sub(sum(&paid));
                    return Err(ReplaceError::InsufficientFunds {
                        needed: amount(needed),
                        available: amount(there),
                    });
                }
            }
        }
    }

    /// Whether a draft can still be signed: each of its coins belongs to the wallet and either was
    /// spent by the payment that the draft replaces, or is neither spent nor frozen.
    pub fn is_current(&self, draft: &Draft) -> bool {
        draft.transaction.inputs.iter().all(|input| {
            let is_free = match self.ledger.claims.get(&input.previous) {
                None => !self.is_frozen(&input.previous),
                claim => claim == draft.replaces.as_ref(),
            };
            is_free && self.ledger.coins.contains(&input.previous)
        }) && draft
            .replaces
            .is_none_or(|replaced| self.is_replaceable(&replaced))
    }

    /// The spendable balance once a draft is signed and in the mempool, including its change.
    pub fn spendable_after(&self, draft: &Draft, tip: Height) -> Amount {
        let mut units = self.balance(tip).spendable.units();
        if let Some(txid) = draft.replaces
            && let Ok(old) = self.replaced(&txid)
        {
            // The change of the replaced payment counts as spendable until then.
            let own = self.own(old);
            units = units.saturating_sub(own);
        }
        for (input, spent) in draft.transaction.inputs.iter().zip(&draft.spent) {
            if !self.ledger.claims.contains_key(&input.previous) {
                units = units.saturating_sub(spent.amount.units());
            }
        }
        amount(units.saturating_add(self.own(&draft.transaction)))
    }

    fn replaced(&self, txid: &Txid) -> Result<&Transaction, ReplaceError> {
        let record = self.ledger.records.get(txid);
        let record = record.filter(|it| it.state.is_pending() && it.ours);
        let record = record.ok_or(ReplaceError::NotWaiting)?;
        let children = self.ledger.children(txid, record);
        let is_own = |child: &Txid| self.ledger.records.get(child).is_some_and(|it| it.ours);
        if children.iter().any(is_own) {
            return Err(ReplaceError::Spent);
        }
        Ok(&record.transaction)
    }

    /// The sum in base units that the wallet gets from a transaction.
    fn own(&self, transaction: &Transaction) -> u64 {
        let own = transaction.outputs.iter().filter(|it| self.owns(&it.lock));
        own.map(|output| output.amount.units()).sum()
    }

    /// A coin of the wallet, even if an unconfirmed payment spends it.
    pub(crate) fn spent(&self, at: OutPoint) -> Option<Spent> {
        let coin = self.ledger.coins.get(&at)?;
        Some(Spent {
            at,
            output: Output {
                amount: coin.amount,
                lock: self.keys.lock(coin.path),
            },
            path: coin.path,
        })
    }

    /// The confirmed coins that can be spent, in ascending order of amount, so that the largest is
    /// the last.
    pub(crate) fn by_amount(&self, tip: Height) -> Vec<Spent> {
        let (confirmed, _) = self.spendable(tip);
        let mut coins: Vec<Spent> = confirmed
            .into_iter()
            .filter_map(|at| self.spent(at))
            .collect();
        sort_by_key(&mut coins, |coin| (coin.output.amount, coin.at));
        coins
    }

    /// The fee and the change of a transaction that spends these coins. The error is the fee that
    /// is needed if they do not suffice; without payees it includes the minimum change.
    fn settle(
        &self,
        coins: &[Spent],
        paid: &[Output],
        fee: ReplacementFee,
    ) -> Result<(u64, Option<u64>), u64> {
        let outputs: usize = paid.iter().map(|output| weight::output(&output.lock)).sum();
        let weight = |change: bool| {
            let change = usize::from(change);
            weight::frame(coins.len(), paid.len() + change)
                + coins.len() * weight::INPUT
                + outputs
                + change * weight::OUTPUT
        };
        let left = total(coins).checked_sub(sum(paid));
        let with_change = fee.of(weight(true));
        let least = KEY_DUST_LIMIT.max(fee.rate.fee(weight::INPUT).units() + 1);
        let change = left.and_then(|left| left.checked_sub(with_change));
        if let Some(change) = change.filter(|change| *change >= least) {
            return Ok((with_change, Some(change)));
        }
        if paid.is_empty() {
            return Err(with_change.saturating_add(least));
        }
        let without = fee.of(weight(false));
        match left.filter(|left| *left >= without) {
            Some(left) => Ok((left, None)),
            None => Err(without),
        }
    }

    fn replacement(
        &self,
        txid: &Txid,
        old: &Transaction,
        paid: Vec<Output>,
        fee: u64,
        change: Option<u64>,
        coins: Vec<Spent>,
    ) -> Draft {
        let change = change.map(|units| Output {
            amount: amount(units),
            lock: self.keys.fresh(Branch::Change),
        });
        // The payee that the person was shown; a stamp or a note if nobody is paid.
        let payee = paid.iter().find(|output| !output.lock.is_unspendable());
        let payee = payee.or(paid.first()).or(change.as_ref()).cloned();
        let payee = payee.unwrap_or_else(|| old.outputs[0].clone());
        let mut draft = Draft::of_outputs(payee, amount(fee), paid, change, coins);
        draft.replaces = Some(*txid);
        draft
    }
}

fn total(coins: &[Spent]) -> u64 {
    coins.iter().map(|coin| coin.output.amount.units()).sum()
}

fn sum(outputs: &[Output]) -> u64 {
    outputs.iter().map(|output| output.amount.units()).sum()
}
