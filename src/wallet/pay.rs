//! Preparing a payment and signing it.

pub(crate) mod bump;
pub(crate) mod draft;
pub(crate) mod limits;
pub(crate) mod message;
pub(crate) mod replace;
pub(crate) mod select;
pub(crate) mod weight;

use crate::account::{AccountKey, Branch, KeyPath, MAX_ACCOUNTS};
use crate::balance::amount;
use crate::pay::draft::{Draft, Payment, SignError, Spend, SpendError, Spent};
use crate::pay::limits::{MAX_DATA, MAX_INPUTS, MIN_DATA_ALONE};
use crate::pay::select::{Selection, Shortage, Terms};
use crate::wallet::Wallet;
use crate::words::Seed;
use primitives::order::sort_by;
use primitives::{
    Amount, Height, KEY_DUST_LIMIT, KeySpend, Lock, OutPoint, Output, Sighash, Transaction,
    dust_limit,
};

impl Wallet {
    /// Selects coins for a payment in the block after `tip`. It selects confirmed coins, and
    /// unconfirmed change of own payments only if those do not suffice. Coins of the identity are
    /// spent as well, even if the others suffice, so that the change moves their remaining value to
    /// the chain's own account. Nothing is reserved: the wallet learns of the payment through
    /// [`Wallet::pool_added`].
    ///
    /// # Errors
    /// If the payee can't be paid, if the amount is zero or dust, if the data or the note has a
    /// wrong length, or if the coins don't suffice.
    pub fn prepare(&self, payment: &Payment, tip: Height) -> Result<Draft, SpendError> {
        self.prepare_several(payment, &[], tip)
    }

    /// Selects coins as [`prepare`](Self::prepare) does, for a payment that also pays `more`. With
    /// [`Spend::Max`], the first payee gets the rest.
    ///
    /// # Errors
    /// As in [`prepare`](Self::prepare), for each payee.
    pub fn prepare_several(
        &self,
        payment: &Payment,
        more: &[Output],
        tip: Height,
    ) -> Result<Draft, SpendError> {
        let Frame {
            note,
            further,
            terms,
        } = Frame::of(payment, more)?;
        let (confirmed, waiting) = self.spendable(tip);
        let everything = [confirmed.as_slice(), &waiting].concat();
        let values = self.values(&everything).into_iter();
        let available = amount(values.filter(|value| *value > terms.spending()).sum());
        let (coins, selection) = match payment.amount {
            Spend::Exact(amount) => {
                let units = amount.units().saturating_add(further);
                // Only confirmed coins belong to the identity, and they have the same indices in
                // both lists.
                let swept = self.of_identity(&confirmed);
                match select::exact(&self.values(&confirmed), &swept, units, terms) {
                    Ok(selection) => (confirmed, Ok(selection)),
                    Err(_) => {
                        let values = self.values(&everything);
                        let selection = select::exact(&values, &swept, units, terms);
                        (everything, selection)
                    }
                }
            }
            Spend::Max => {
                let selection = select::all(&self.values(&everything), terms);
                (everything, selection.and_then(|it| rest_of(it, further)))
            }
        };
        let selection = selection.map_err(|shortage| refusal(&shortage, available))?;
        Ok(self.draft(&payment.to, note, more, &coins, &selection))
    }

    /// Prepares a payment as [`prepare_several`](Self::prepare_several) does, of exactly the chosen
    /// coins: it spends each of them, and no other one. With [`Spend::Max`], nothing of them comes
    /// back.
    ///
    /// # Errors
    /// As in [`prepare_several`](Self::prepare_several); also if no coin is chosen, one of them
    /// can't be spent, or they are more than one payment can spend.
    pub fn prepare_of(
        &self,
        payment: &Payment,
        more: &[Output],
        chosen: &[OutPoint],
        tip: Height,
    ) -> Result<Draft, SpendError> {
        let Frame {
            note,
            further,
            terms,
        } = Frame::of(payment, more)?;
        let mut coins = chosen.to_vec();
        sort_by(&mut coins, Ord::cmp);
        coins.dedup();
        let (confirmed, waiting) = self.spendable(tip);
        let is_spendable = |at: &OutPoint| {
            confirmed.binary_search(at).is_ok() || waiting.binary_search(at).is_ok()
        };
        if !coins.iter().all(is_spendable) {
            return Err(SpendError::NotSpendable);
        }
        if coins.len() > MAX_INPUTS {
            return Err(SpendError::TooManyChosen);
        }
        let values = self.values(&coins);
        let available = amount(values.iter().sum());
        let selection = match payment.amount {
            Spend::Exact(amount) => {
                let units = amount.units().saturating_add(further);
                select::given(&values, Some(units), terms)
            }
            Spend::Max => {
                let selection = select::given(&values, None, terms);
                selection.and_then(|it| rest_of(it, further))
            }
        };
        let selection = selection.map_err(|shortage| refusal(&shortage, available))?;
        Ok(self.draft(&payment.to, note, more, &coins, &selection))
    }

    /// Signs a draft.
    ///
    /// # Errors
    /// If the seed is not this wallet's.
    pub fn sign(&self, draft: &Draft, seed: &Seed) -> Result<Transaction, SignError> {
        let account = self.account_key(seed)?;
        let mut signed = draft.transaction.clone();
        let sighash = Sighash::new(self.settings.genesis, &draft.transaction, &draft.spent);
        for (index, (input, path)) in signed.inputs.iter_mut().zip(&draft.paths).enumerate() {
            let key = account.key(*path);
            input.witness = KeySpend::sign(&key, &sighash.digest(index)).to_witness();
        }
        Ok(signed)
    }

    /// The private keys of this wallet.
    ///
    /// # Errors
    /// If the seed is not this wallet's.
    fn account_key(&self, seed: &Seed) -> Result<AccountKey, SignError> {
        let account = |number| seed.account_number(&self.settings.genesis, number);
        let mut accounts = (0..MAX_ACCOUNTS).map(account);
        let own = accounts.find(|account| account.public() == *self.keys.account());
        own.ok_or(SignError::WrongSeed)
    }

    /// The indices of the coins that belong to the identity.
    fn of_identity(&self, coins: &[OutPoint]) -> Vec<usize> {
        let is_identity = |at| {
            let coin = self.ledger.coins.get(at);
            coin.is_some_and(|coin| coin.path == KeyPath::IDENTITY)
        };
        (0..coins.len())
            .filter(|at| is_identity(&coins[*at]))
            .collect()
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

    fn draft(
        &self,
        to: &Lock,
        note: Option<Output>,
        more: &[Output],
        coins: &[OutPoint],
        selection: &Selection,
    ) -> Draft {
        let further: u64 = more.iter().map(|output| output.amount.units()).sum();
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
            Output {
                amount: amount(selection.amount.saturating_sub(further)),
                lock: to.clone(),
            },
            amount(selection.fee),
            note,
            more,
            change,
            spent,
        )
    }
}

/// The parts of a payment that do not depend on its coins.
struct Frame {
    /// The output with the note.
    note: Option<Output>,
    /// The sum of what the payees beside the first get, in base units.
    further: u64,
    terms: Terms,
}

impl Frame {
    fn of(payment: &Payment, more: &[Output]) -> Result<Self, SpendError> {
        check(payment)?;
        more.iter().try_for_each(check_further)?;
        let further_weight: usize = more.iter().map(|it| weight::output(&it.lock)).sum();
        let note = payment.note.clone().map(|bytes| Output {
            amount: Amount::ZERO,
            lock: Lock::Data(bytes),
        });
        let note_weight = note.as_ref().map_or(0, |note| weight::output(&note.lock));
        Ok(Self {
            further: more.iter().map(|output| output.amount.units()).sum(),
            terms: Terms {
                rate: payment.fee_rate,
                outputs: 1 + more.len() + usize::from(note.is_some()),
                weight: weight::output(&payment.to) + note_weight + further_weight,
            },
            note,
        })
    }
}

/// The error for coins that can't pay, of which `available` can be spent.
fn refusal(shortage: &Shortage, available: Amount) -> SpendError {
    match shortage {
        Shortage::Funds { needed } => SpendError::InsufficientFunds {
            needed: amount(*needed),
            available,
        },
        Shortage::Inputs { most } => SpendError::TooManyInputs {
            most: amount(*most),
        },
    }
}

/// Takes `further`, the sum of the further payees' amounts, out of a selection of all coins. The
/// rest, for the first payee, must not be dust.
fn rest_of(selection: Selection, further: u64) -> Result<Selection, Shortage> {
    let least = further.saturating_add(KEY_DUST_LIMIT);
    match selection.amount >= least || further == 0 {
        true => Ok(selection),
        false => Err(Shortage::Funds {
            needed: selection.fee.saturating_add(least),
        }),
    }
}

/// Refuses a payee beside the first that is not a key's lock, or whose amount is dust.
fn check_further(output: &Output) -> Result<(), SpendError> {
    if !matches!(output.lock, Lock::Key(_)) {
        return Err(SpendError::NotPayable);
    }
    if output.amount.is_zero() {
        return Err(SpendError::ZeroAmount);
    }
    let least = dust_limit(&output.lock);
    match output.amount < least {
        true => Err(SpendError::Dust { least }),
        false => Ok(()),
    }
}

/// Refuses payments that are impossible whatever coins the wallet has: dust to a key, an amount to
/// a data output, or data of a forbidden length.
fn check(payment: &Payment) -> Result<(), SpendError> {
    let carried = match (&payment.to, payment.amount) {
        (Lock::Key(_), Spend::Exact(Amount::ZERO)) => return Err(SpendError::ZeroAmount),
        (Lock::Key(_), Spend::Exact(amount)) if amount < dust_limit(&payment.to) => {
            let least = dust_limit(&payment.to);
            return Err(SpendError::Dust { least });
        }
        (Lock::Key(_), _) => 0,
        (Lock::Data(bytes), Spend::Exact(Amount::ZERO)) => {
            let length = bytes.len();
            if length < MIN_DATA_ALONE {
                return Err(SpendError::DataTooShort { length });
            }
            length
        }
        _ => return Err(SpendError::NotPayable),
    };
    let length = carried.max(payment.note.as_ref().map_or(0, Vec::len));
    if length > MAX_DATA {
        return Err(SpendError::DataTooLong { length });
    }
    Ok(())
}
