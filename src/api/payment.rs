//! Payments before they are made, and wallets before they are replaced.

use primitives::Amount;
use serde::{Deserialize, Serialize};

/// A wallet's balance on one chain, including immature rewards and unconfirmed payments from
/// others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Holding {
    /// The chain's name.
    pub name: String,
    /// Its coin's symbol.
    pub symbol: String,
    /// The balance.
    pub amount: Amount,
}

/// The purpose of replacing an unconfirmed payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Replacement {
    /// The same payees get the same amounts, and the miner gets a higher fee.
    SpeedUp,
    /// All coins come back to the wallet, less the fee.
    Cancel,
}

/// When a wallet with a passphrase locks itself after the passphrase was given for a payment. A
/// locked wallet asks for the passphrase before it signs; everything else works as before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AutoLock {
    /// At once: each payment asks.
    #[default]
    EachPayment,
    /// After this many minutes without input of the person.
    AfterMinutes(u32),
    /// Not before the chain is closed.
    Never,
}

/// How soon a payment should be in a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pace {
    /// In the next block, as far as the mempool shows today.
    NextBlock,
    /// In one of the next few blocks.
    FewBlocks,
    /// Whenever there is room: for the minimum fee of the mempool.
    #[default]
    NoHurry,
}

/// The fee of a payment at one pace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeOption {
    /// The pace.
    pub pace: Pace,
    /// The fee.
    pub fee: Amount,
    /// The number of blocks until the payment is confirmed, estimated from the present mempool;
    /// `None` if there are more than 24 blocks of better paying transactions.
    pub blocks: Option<u32>,
}

/// A payment before it is made, as shown to the person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// The id of the transaction that [`Send`](crate::command::Send) signs. It commits to every
    /// coin, payee, amount, fee and note.
    pub draft: String,
    /// The payee's address as the node read it; empty if nobody is paid.
    pub to: String,
    /// The amount that the payee gets.
    pub amount: Amount,
    /// The further payees with their amounts; at most 20.
    pub more: Vec<ReviewedPayee>,
    /// The fee that the miner gets.
    pub fee: Amount,
    /// The amount that leaves the wallet: all amounts and the fee.
    pub total: Amount,
    /// The coins that it spends, if the person has chosen them; empty otherwise.
    pub coins: Vec<ReviewedCoin>,
    /// The spendable balance afterwards, including unconfirmed change.
    pub left: Amount,
    /// Whether the payee's address is one of this wallet's own.
    pub to_self: bool,
    /// The public note; `None` if there is none.
    pub note: Option<String>,
    /// The unconfirmed payment that it replaces; `None` if it replaces none.
    pub replaces: Option<Replaced>,
    /// The unconfirmed payment to this wallet that it pays for; `None` if it pays for none.
    pub bumps: Option<Bumped>,
    /// The fees that a person may choose from, the highest first; empty if there is no choice.
    pub fees: Vec<FeeOption>,
}

/// A coin that a person has chosen for a payment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewedCoin {
    /// The id of the transaction that made it, in reversed hexadecimal.
    pub txid: String,
    /// The index of the output.
    pub index: u32,
    /// Its amount.
    pub amount: Amount,
}

/// A further payee of a payment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewedPayee {
    /// The payee's address.
    pub to: String,
    /// The amount that the payee gets.
    pub amount: Amount,
    /// Whether the address is one of this wallet's own.
    pub to_self: bool,
}

/// An unconfirmed payment to the wallet that is sped up by spending it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bumped {
    /// Its transaction id, reversed hexadecimal.
    pub txid: String,
    /// Its fee.
    pub fee: Amount,
}

/// An unconfirmed payment that is replaced by another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Replaced {
    /// The purpose of the replacement.
    pub how: Replacement,
    /// The amount of the replaced payment.
    pub amount: Amount,
    /// The fee of the replaced payment.
    pub fee: Amount,
}

/// The result of restoring a wallet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Restoration {
    /// The restored wallet is the present one now.
    Restored {
        /// Its public key: [`Snapshot::key`](crate::Snapshot::key).
        key: String,
        /// Whether it already was the present wallet, so that nothing has changed.
        unchanged: bool,
    },
    /// Restoring would replace the wallet in use. Nothing has changed yet.
    Replaces {
        /// The present wallet's balances, one for each chain; at most 64.
        holdings: Vec<Holding>,
    },
}
