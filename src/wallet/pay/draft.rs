//! Payments before they are signed.

use crate::account::KeyPath;
use crate::pay::limits::{MAX_DATA, MAX_INPUTS, MIN_DATA_ALONE};
use primitives::order::{sort_by, sort_by_key};
use primitives::{Amount, FeeRate, Input, KeySpend, Lock, OutPoint, Output, Transaction, Txid};

/// A payment that a person requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The payee's lock, or a data lock for a transaction that only carries data:
    /// [`MIN_DATA_ALONE`] to [`MAX_DATA`] bytes, with the amount 0.
    pub to: Lock,
    /// The amount.
    pub amount: Spend,
    /// The fee rate.
    pub fee_rate: FeeRate,
    /// Additional data of at most [`MAX_DATA`] bytes, which stays public permanently; `None` for
    /// none.
    pub note: Option<Vec<u8>>,
}

/// The amount of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spend {
    /// The payee gets exactly this amount; the fee is paid in addition.
    Exact(Amount),
    /// The whole spendable balance less the fee. Coins that are worth less than their own fee are
    /// not spent, and neither are those beyond the [`MAX_INPUTS`] largest.
    Max,
}

/// A payment that can be signed. It holds no secret. It becomes invalid when another transaction
/// spends its coins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The payee's lock.
    pub to: Lock,
    /// The amount that the payee gets.
    pub amount: Amount,
    /// The outputs to the further payees.
    pub more: Vec<Output>,
    /// The fee that the miner gets.
    pub fee: Amount,
    /// The amount that comes back to the wallet; `None` if there is no change.
    pub change: Option<Amount>,
    /// The transaction without its witnesses. The signed transaction has the same txid.
    pub transaction: Transaction,
    /// The output that each input spends, in the order of the inputs.
    pub spent: Vec<Output>,
    /// The unconfirmed payment of the wallet that this one replaces; `None` if it replaces none.
    pub replaces: Option<Txid>,
    /// The path of the key of each input.
    pub(crate) paths: Vec<KeyPath>,
}

/// Why a payment can't be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpendError {
    /// The amount is zero.
    #[error("an amount of zero can’t be sent")]
    ZeroAmount,
    /// The amount is dust (see [`primitives::dust`]).
    #[error(
        "{least} is the least that can be sent: a smaller coin would cost more to spend than it is worth"
    )]
    Dust {
        /// The minimum amount of a payment.
        least: Amount,
    },
    /// The payee's lock is not a key's lock, or the amount to a data lock is not zero.
    #[error("payments can only go to an address")]
    NotPayable,
    /// The data or the note is too long.
    #[error("{length} bytes are too many to be carried; {MAX_DATA} are the most")]
    DataTooLong {
        /// The length of the data or the note in bytes.
        length: usize,
    },
    /// The data is so short that the transaction might not be provable.
    #[error("{length} bytes are too few to be carried alone; {MIN_DATA_ALONE} are the fewest")]
    DataTooShort {
        /// The length of the data in bytes.
        length: usize,
    },
    /// The spendable coins do not suffice.
    #[error("{needed} needed with the fee, {available} can be spent")]
    InsufficientFunds {
        /// The amount and the fee.
        needed: Amount,
        /// The spendable balance.
        available: Amount,
    },
    /// A chosen coin is none of the wallet's, or can't be spent now: it is spent, frozen or
    /// immature.
    #[error("a chosen coin can’t be spent now")]
    NotSpendable,
    /// More coins are chosen than one payment can spend.
    #[error("one payment can spend {MAX_INPUTS} coins; more are chosen")]
    TooManyChosen,
    /// The coins suffice, but they are too many for one transaction.
    #[error(
        "the coins are too small to send so much at once; {most} is the most, in {MAX_INPUTS} coins"
    )]
    TooManyInputs {
        /// The maximum amount that one transaction can pay.
        most: Amount,
    },
}

/// Why a draft can't be signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// The seed is that of another wallet.
    #[error("these words belong to another wallet")]
    WrongSeed,
}

/// A coin that a draft spends.
pub(crate) struct Spent {
    pub(crate) at: OutPoint,
    pub(crate) output: Output,
    pub(crate) path: KeyPath,
}

impl Draft {
    /// The weight of the signed transaction (BIP141).
    pub fn weight(&self) -> usize {
        let marker_and_flag = 2;
        let witnesses = self.spent.len() * KeySpend::WITNESS_LEN;
        self.transaction.weight() + marker_and_flag + witnesses
    }

    /// Builds a draft. Inputs are ordered by outpoint, and outputs by amount and lock, so that the
    /// order does not reveal the change or the age of the coins (as in BIP69).
    pub(crate) fn new(
        payment: Output,
        fee: Amount,
        note: Option<Output>,
        more: &[Output],
        change: Option<Output>,
        coins: Vec<Spent>,
    ) -> Self {
        let paid = note.into_iter().chain([payment.clone()]);
        let paid = paid.chain(more.iter().cloned()).collect();
        Self::of_outputs(payment, fee, paid, change, coins)
    }

    /// Builds a draft with any number of outputs in addition to the change. One of them pays the
    /// `payee`, whom the review shows first.
    pub(crate) fn of_outputs(
        payee: Output,
        fee: Amount,
        paid: Vec<Output>,
        change: Option<Output>,
        mut coins: Vec<Spent>,
    ) -> Self {
        sort_by_key(&mut coins, |coin| coin.at);
        let change_amount = change.as_ref().map(|output| output.amount);
        let mut more = paid.clone();
        if let Some(first) = more.iter().position(|output| *output == payee) {
            more.remove(first);
        }
        more.retain(|output| !output.lock.is_unspendable());
        let mut outputs: Vec<Output> = change.into_iter().chain(paid).collect();
        sort_by(&mut outputs, |a, b| {
            (a.amount, &a.lock).cmp(&(b.amount, &b.lock))
        });
        let inputs = coins.iter().map(|coin| Input::spending(coin.at)).collect();
        let paths = coins.iter().map(|coin| coin.path).collect();
        Self {
            to: payee.lock,
            amount: payee.amount,
            more,
            fee,
            change: change_amount,
            transaction: Transaction {
                version: 2,
                inputs,
                outputs,
                lock_time: 0,
            },
            spent: coins.into_iter().map(|coin| coin.output).collect(),
            replaces: None,
            paths,
        }
    }
}
