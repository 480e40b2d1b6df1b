//! Preparing a payment and signing it.

use crate::account::{AccountKey, Branch};
use crate::balance::amount;
use crate::draft::{Draft, Payment, SignError, Spend, SpendError, Spent};
use crate::select::{self, Selection, Shortage, Terms};
use crate::wallet::Wallet;
use crate::weight;
use crate::words::Seed;
use primitives::{Height, KeySpend, Lock, OutPoint, Output, Sighash, Transaction};

impl Wallet {
    /// Chooses coins for a payment in the block after `tip`. Confirmed coins first; change of own payments that still
    /// wait only where those don't do. Nothing is reserved: the wallet learns of the payment through
    /// [`Wallet::pool_added`].
    ///
    /// # Errors
    /// When the amount is zero, the payee cannot be paid, or the coins don't suffice.
    pub fn prepare(&self, payment: &Payment, tip: Height) -> Result<Draft, SpendError> {
        if !matches!(payment.to, Lock::Key(_)) {
            return Err(SpendError::NotPayable);
        }
        let terms = Terms {
            rate: payment.fee_rate,
            payee: weight::output(&payment.to),
        };
        let (confirmed, waiting) = self.ledger.spendable(tip, self.settings.maturity);
        let everything = [confirmed.as_slice(), &waiting].concat();
        let available = amount(self.values(&everything).into_iter().sum());
        let (coins, selection) = match payment.amount {
            Spend::Exact(amount) if amount.is_zero() => return Err(SpendError::ZeroAmount),
            Spend::Exact(amount) => {
                let units = amount.units();
                match select::exact(&self.values(&confirmed), units, terms) {
                    Ok(selection) => (confirmed, Ok(selection)),
                    Err(_) => {
                        let selection = select::exact(&self.values(&everything), units, terms);
                        (everything, selection)
                    }
                }
            }
            Spend::Max => {
                let selection = select::all(&self.values(&everything), terms);
                (everything, selection)
            }
        };
        let selection = selection.map_err(|shortage| match shortage {
            Shortage::Funds { needed } => SpendError::InsufficientFunds {
                needed: amount(needed),
                available,
            },
            Shortage::Inputs { most } => SpendError::TooManyInputs { most: amount(most) },
        })?;
        Ok(self.draft(&payment.to, &coins, &selection))
    }

    /// Signs a draft.
    ///
    /// # Errors
    /// When the seed is not this wallet's.
    pub fn sign(&self, draft: &Draft, seed: &Seed) -> Result<Transaction, SignError> {
        let account: AccountKey = seed.account();
        if account.public() != *self.keys.account() {
            return Err(SignError::WrongSeed);
        }
        let mut signed = draft.transaction.clone();
        let sighash = Sighash::new(self.settings.genesis, &draft.transaction, &draft.spent);
        for (index, (input, path)) in signed.inputs.iter_mut().zip(&draft.paths).enumerate() {
            let key = account.key(*path);
            input.witness = KeySpend::sign(&key, &sighash.digest(index)).to_witness();
        }
        Ok(signed)
    }

    fn values(&self, coins: &[OutPoint]) -> Vec<u64> {
        let units = |at| {
            self.ledger
                .coins
                .get(at)
                .map_or(0, |coin| coin.amount.units())
        };
        coins.iter().map(units).collect()
    }

    fn draft(&self, to: &Lock, coins: &[OutPoint], selection: &Selection) -> Draft {
        let spent = selection
            .picked
            .iter()
            .filter_map(|at| {
                let at = coins[*at];
                let coin = self.ledger.coins.get(&at)?;
                Some(Spent {
                    at,
                    output: Output {
                        amount: coin.amount,
                        lock: self.keys.lock(coin.path),
                    },
                    path: coin.path,
                })
            })
            .collect();
        let change = selection.change.map(|units| Output {
            amount: amount(units),
            lock: self.keys.fresh(Branch::Change),
        });
        Draft::new(
            to.clone(),
            amount(selection.amount),
            amount(selection.fee),
            change,
            spent,
        )
    }
}
