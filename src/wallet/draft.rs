//! A payment before it is signed.

use crate::account::KeyPath;
use crate::select::MAX_INPUTS;
use primitives::order::{sort_by, sort_by_key};
use primitives::{Amount, FeeRate, Input, KeySpend, Lock, OutPoint, Output, Transaction, Txid};

/// What a person asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Who is paid; a data lock for a transaction that only carries data, [`MIN_DATA_ALONE`] to
    /// [`MAX_DATA`] bytes, which is paid nothing.
    pub to: Lock,
    /// How much.
    pub amount: Spend,
    /// What the miner gets for the weight.
    pub fee_rate: FeeRate,
    /// Bytes that the transaction carries beside, at most [`MAX_DATA`]. Everybody can read them for
    /// ever.
    pub note: Option<Vec<u8>>,
}

/// Most bytes that a data output of the wallet carries: a sentence or two, which cost about as much
/// as a payment.
pub const MAX_DATA: usize = 256;

/// Fewest bytes of a transaction that carries only data. With one coin and no change, one byte less
/// makes it 64 bytes long without its witness, which can't be told from a node of the Merkle tree
/// and so is never proven (CVE-2017-12842).
pub const MIN_DATA_ALONE: usize = 3;

/// How much a payment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spend {
    /// The payee gets exactly this; the fee comes on top.
    Exact(Amount),
    /// Everything that can be spent, less the fee. Coins that are worth less than their own fee
    /// stay, and so do those beyond the [`MAX_INPUTS`] largest.
    Max,
}

/// A payment that can be signed. It holds no secret; it becomes void when its coins are spent
/// otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Who is paid.
    pub to: Lock,
    /// What the payee gets.
    pub amount: Amount,
    /// What the miner gets.
    pub fee: Amount,
    /// What comes back to the wallet, if anything.
    pub change: Option<Amount>,
    /// The transaction without its witnesses. Its txid will be that of the signed one.
    pub transaction: Transaction,
    /// What each input spends, in their order.
    pub spent: Vec<Output>,
    /// The waiting payment of the wallet that this one takes the place of, where it does.
    pub replaces: Option<Txid>,
    /// The key of each input.
    pub(crate) paths: Vec<KeyPath>,
}

/// Why a payment cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpendError {
    /// The amount is nothing.
    #[error("an amount of zero cannot be sent")]
    ZeroAmount,
    /// The amount is dust (see [`primitives::dust`]).
    #[error(
        "{least} is the least that can be sent: a smaller coin would cost more to spend than it is worth"
    )]
    Dust {
        /// The least amount of a payment.
        least: Amount,
    },
    /// Nobody could spend what is sent there: it is no lock of a key.
    #[error("payments can only go to an address")]
    NotPayable,
    /// It would carry too much.
    #[error("{length} bytes are too many to be carried; {MAX_DATA} are the most")]
    DataTooLong {
        /// Bytes of the data or the note.
        length: usize,
    },
    /// It would carry so little that it might never be proven.
    #[error("{length} bytes are too few to be carried alone; {MIN_DATA_ALONE} are the fewest")]
    DataTooShort {
        /// Bytes of the data.
        length: usize,
    },
    /// There is not enough to spend.
    #[error("{needed} needed with the fee, {available} can be spent")]
    InsufficientFunds {
        /// Amount and fee.
        needed: Amount,
        /// What can be spent now.
        available: Amount,
    },
    /// There is enough, but in too many small coins for one transaction.
    #[error(
        "the coins are too small to send so much at once; {most} is the most, in {MAX_INPUTS} coins"
    )]
    TooManyInputs {
        /// The largest amount that one transaction can pay.
        most: Amount,
    },
}

/// Why a draft cannot be signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// The words are those of another wallet.
    #[error("these words belong to another wallet")]
    WrongSeed,
}

/// One coin that a draft spends.
pub(crate) struct Spent {
    pub(crate) at: OutPoint,
    pub(crate) output: Output,
    pub(crate) path: KeyPath,
}

impl Draft {
    /// What it weighs once it is signed (BIP141).
    pub fn weight(&self) -> usize {
        let marker_and_flag = 2;
        let witnesses = self.spent.len() * KeySpend::WITNESS_LEN;
        self.transaction.weight() + marker_and_flag + witnesses
    }

    /// Puts a transaction together. Inputs are ordered by outpoint and outputs by amount and lock,
    /// so that nothing tells change from payment or old coins from new (as BIP69).
    pub(crate) fn new(
        to: Lock,
        amount: Amount,
        fee: Amount,
        note: Option<Output>,
        change: Option<Output>,
        coins: Vec<Spent>,
    ) -> Self {
        let payment = Output { amount, lock: to };
        let paid = note.into_iter().chain([payment.clone()]).collect();
        Self::of_outputs(payment, fee, paid, change, coins)
    }

    /// The same with any number of outputs beside the change, of which a person is told of one, the
    /// `payee`.
    pub(crate) fn of_outputs(
        payee: Output,
        fee: Amount,
        paid: Vec<Output>,
        change: Option<Output>,
        mut coins: Vec<Spent>,
    ) -> Self {
        sort_by_key(&mut coins, |coin| coin.at);
        let change_amount = change.as_ref().map(|output| output.amount);
        let mut outputs: Vec<Output> = change.into_iter().chain(paid).collect();
        sort_by(&mut outputs, |a, b| {
            (a.amount, &a.lock).cmp(&(b.amount, &b.lock))
        });
        let inputs = coins.iter().map(|coin| Input::spending(coin.at)).collect();
        let paths = coins.iter().map(|coin| coin.path).collect();
        Self {
            to: payee.lock,
            amount: payee.amount,
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
