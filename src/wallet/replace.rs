//! Replacing a waiting payment of the wallet by one that pays a higher fee (BIP125): to speed it
//! up, or to cancel it.

use crate::account::Branch;
use crate::balance::amount;
use crate::draft::{Draft, Spent};
use crate::select::MAX_INPUTS;
use crate::wallet::Wallet;
use crate::weight;
use primitives::order::sort_by_key;
use primitives::{Amount, FeeRate, Height, KEY_DUST_LIMIT, OutPoint, Output, Transaction, Txid};

/// What a replacement is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replacement {
    /// The same payees get the same amounts sooner. The fee comes out of the change; where that is
    /// too small, one more confirmed coin after the other is added.
    SpeedUp,
    /// Everything comes back to the wallet, but for the fee.
    Cancel,
}

/// The fee that the network asks of a replacement (BIP125, rules 3, 4 and 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplacementFee {
    /// The least fee rate.
    pub rate: FeeRate,
    /// The fees of all transactions that would go for it.
    pub replaced: Amount,
    /// The rate that is paid on top of `replaced`.
    pub increment: FeeRate,
}

/// Why a payment cannot be replaced.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplaceError {
    /// The wallet has no such payment of its own that waits.
    #[error("this payment does not wait any more")]
    NotWaiting,
    /// A later payment of the wallet would be lost with it.
    #[error("a later payment spends its change: cancel or speed up that one")]
    Spent,
    /// Nothing is left to pay the higher fee from.
    #[error("a fee of {needed} is needed, and {available} is there to pay it")]
    InsufficientFunds {
        /// The fee.
        needed: Amount,
        /// What it can be taken from.
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
    /// Whether a payment waits that the wallet made and could replace.
    pub fn is_replaceable(&self, txid: &Txid) -> bool {
        self.replaced(txid).is_ok()
    }

    /// Prepares what replaces a waiting payment of the wallet. The draft spends all coins that the
    /// payment spends.
    ///
    /// # Errors
    /// When there is no such payment, a later one depends on it, or the fee can't be paid.
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
                outputs.filter(|it| !self.is_change(it)).cloned().collect()
            }
        };
        let mut more = match how {
            Replacement::Cancel => Vec::new(),
            Replacement::SpeedUp => self.largest_first(tip),
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

    /// Whether a draft can still be signed as it is: each of its coins is the wallet's, and no
    /// payment spends it but the one that the draft replaces.
    pub fn is_current(&self, draft: &Draft) -> bool {
        draft.transaction.inputs.iter().all(|input| {
            let claim = self.ledger.claims.get(&input.previous).copied();
            let is_free = claim.is_none() || claim == draft.replaces;
            is_free && self.ledger.coins.contains(&input.previous)
        }) && draft
            .replaces
            .is_none_or(|replaced| self.is_replaceable(&replaced))
    }

    /// What can be spent once a draft is signed and waits, its change included.
    pub fn spendable_after(&self, draft: &Draft, tip: Height) -> Amount {
        let mut units = self.balance(tip).spendable.units();
        if let Some(txid) = draft.replaces
            && let Ok(old) = self.replaced(&txid)
        {
            // Its change counts as spendable, and goes with it.
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

    /// What the wallet gets of a transaction.
    fn own(&self, transaction: &Transaction) -> u64 {
        let own = transaction.outputs.iter().filter(|it| self.owns(&it.lock));
        own.map(|output| output.amount.units()).sum()
    }

    fn is_change(&self, output: &Output) -> bool {
        let path = self.keys.path(&output.lock);
        path.is_some_and(|path| path.branch == Branch::Change)
    }

    /// A coin of the wallet's, spent by a waiting payment or not.
    fn spent(&self, at: OutPoint) -> Option<Spent> {
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

    /// The confirmed coins that may be spent, the largest last.
    fn largest_first(&self, tip: Height) -> Vec<Spent> {
        let (confirmed, _) = self.ledger.spendable(tip, self.settings.maturity);
        let mut coins: Vec<Spent> = confirmed
            .into_iter()
            .filter_map(|at| self.spent(at))
            .collect();
        sort_by_key(&mut coins, |coin| (coin.output.amount, coin.at));
        coins
    }

    /// Fee and change of a transaction that spends these coins; the fee that it lacks where they
    /// are too few.
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
        // The one that is paid, as a person was told; a stamp or a note where nobody is.
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
