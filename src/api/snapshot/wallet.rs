//! The wallet in a snapshot: balances and history.

use primitives::{Amount, Timestamp, Txid};
use serde::{Deserialize, Serialize};

/// The wallet on one chain. `balance` includes the effect of sent payments at once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WalletView {
    /// The spendable balance, including unconfirmed change.
    pub balance: Amount,
    /// Block rewards that are not mature yet.
    pub immature: Amount,
    /// Unconfirmed payments from others, not included in `balance`.
    pub incoming: Amount,
    /// Unconfirmed payments to others with their fees, already deducted from `balance`.
    pub outgoing: Amount,
    /// Frozen coins, which `balance` includes.
    pub frozen: Amount,
    /// Whether the passphrase was given before and is not asked for until the wallet locks itself;
    /// false without a passphrase.
    pub is_unlocked: bool,
    /// The present receiving address.
    pub address: String,
    /// The wallet's transactions, newest first; at most 200.
    pub history: Vec<HistoryRow>,
    /// Whether there are more transactions than `history` lists.
    pub more_history: bool,
    /// All accounts on the chain; all above is about one of them.
    pub accounts: Vec<AccountView>,
    /// The index of that account.
    pub account: u32,
    /// Whether that account is only watched, so that nothing can be paid or signed with it.
    pub watch_only: bool,
}

/// An account of the wallet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// The person's name for it; may be empty.
    pub name: String,
    /// Whether it is only watched.
    pub watched: bool,
    /// Its spendable balance.
    pub balance: Amount,
}

/// A transaction of the wallet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryRow {
    /// The transaction id.
    pub txid: Txid,
    /// The kind.
    pub kind: HistoryKind,
    /// The amount received, or the amount sent, not including the fee.
    pub amount: Amount,
    /// The fee; `None` if this wallet did not pay it.
    pub fee: Option<Amount>,
    /// The other party's address; `None` unless there is exactly one.
    pub counterpart: Option<String>,
    /// The height of its block; `None` if it is unconfirmed.
    pub height: Option<u32>,
    /// The number of blocks from its own to the tip, including both; 0 if it is unconfirmed.
    pub confirmations: u32,
    /// The time of its block, or the time when it was first seen if it is unconfirmed.
    pub time: Timestamp,
    /// The public note; `None` if the transaction carries no text.
    pub note: Option<String>,
    /// The person's private note on it; `None` if there is none.
    pub private_note: Option<String>,
    /// Why it failed; `None` if it did not.
    pub failure: Option<Failure>,
    /// Whether it is unconfirmed and this wallet can replace it: see
    /// [`command::ReviewReplacement`](crate::command::ReviewReplacement).
    pub replaceable: bool,
    /// Whether it is an unconfirmed payment from somebody else that this wallet can speed up: see
    /// [`command::ReviewBump`](crate::command::ReviewBump).
    pub bumpable: bool,
}

/// Why a payment failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// Another transaction spent the same coins.
    Spent {
        /// The other transaction.
        by: Txid,
    },
    /// The person cancelled it.
    Cancelled {
        /// The transaction that returned the coins to the wallet.
        by: Txid,
    },
    /// It spends outputs of a transaction that failed.
    Unfunded {
        /// The failed transaction.
        by: Txid,
    },
    /// This node's mempool dropped it before it was in a block: it was there for too long, or the
    /// mempool was full. It may still confirm.
    GivenUp,
}

/// The kinds of transactions in the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HistoryKind {
    /// A payment from somebody else.
    Received,
    /// A payment to somebody else.
    Sent,
    /// A block reward.
    Reward,
    /// A payment of the genesis block: it exists from the start, and need not mature.
    Allocation,
    /// A payment from the wallet to itself.
    ToSelf,
    /// A stamp of a file, which pays nobody.
    Stamp,
    /// Other data, without a payment.
    Data,
}
