//! The history of a coin: section 2 of the Bitcoin paper, “a coin is a chain of digital
//! signatures”, read backwards.
//!
//! A [`HistorySearch`] starts at a transaction and follows every coin that it spends to the
//! transaction that created it, until it reaches block rewards, the genesis block's allocation or
//! grants, which spend nothing. It verifies every signature on the way, and that no transaction
//! pays more than it spends. It does not use the node's table of coins: each transaction is checked
//! against the txid in the outpoint that refers to it. Altered data in a store is therefore found,
//! and is reported as a [`Verdict`] or a [`Missing`], never as an error.
//!
//! A search does not show that no coin was spent twice. Only the whole chain, with its work, shows
//! that.
//!
//! # Order and bounds
//!
//! Transactions are visited once each, the newest first (unconfirmed ones come before confirmed
//! ones, in the order in which they were found). The bounds therefore leave out the oldest.
//! [`Limits`] bound the transactions and inputs that are visited. The bound on inputs may be
//! exceeded by one transaction, since a transaction is visited with all its inputs.
//! [`HistorySearch::widen`] continues a search that a limit stopped. The limits also bound the
//! memory: each visited transaction takes some 150 bytes and each input some 100, and the
//! transactions that were found but not yet visited take at most [`MAX_CACHED_BYTES`].
//!
//! # Cost
//!
//! [`HistorySearch::step`] has a given effort: a look-up or a signature counts as one. Verifying a
//! signature takes about 0.4 ms natively and 1 ms in a browser. A look-up reads and decodes one
//! block of the store.

mod search;
mod source;

pub use search::HistorySearch;

use crate::error::Damage;
use crate::rule::TransactionRule;
use crate::store::schema::Location;
use primitives::{Amount, Lock, Transaction, Txid};

/// The maximum size of the transactions that a search keeps for later visits, in bytes.
pub const MAX_CACHED_BYTES: usize = 4 << 20;

/// A source of transactions for a search.
pub trait TransactionSource {
    /// Why a look-up fails. A missing or damaged transaction is not a failure.
    type Error;

    /// Looks a transaction up on the best chain and in the mempool.
    ///
    /// # Errors
    /// If the storage can't be read.
    fn find(&self, txid: &Txid) -> Result<Lookup, Self::Error>;
}

/// The result of a look-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// The transaction.
    Found {
        /// The transaction stored under that id. The search checks its id.
        transaction: Transaction,
        /// Its location on the best chain; `None` if it is unconfirmed.
        location: Option<Location>,
    },
    /// The transaction is not available.
    Missing(Missing),
}

/// Why a transaction is not available.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// The node pruned the transaction, since all its coins are spent (section 7 of the Bitcoin
    /// paper). A pruning node does not keep the ids of the transactions that it pruned, so it
    /// reports this for every transaction that it does not find.
    #[error("this node pruned it")]
    Pruned,
    /// The node does not know the transaction.
    #[error("this node does not know it")]
    Unknown,
    /// The stored bytes can't be decoded.
    #[error("its stored data is damaged: {0}")]
    Damaged(Damage),
    /// Another transaction is stored under its id.
    #[error("another transaction, {found}, is stored under its id")]
    Altered {
        /// The id of the stored transaction.
        found: Txid,
    },
}

/// The bounds of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The maximum number of visited transactions.
    pub transactions: usize,
    /// The number of visited inputs after which no further transaction is visited.
    pub inputs: usize,
}

/// The result of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// There is more to visit.
    More,
    /// Everything that is available was visited.
    Complete,
    /// A limit stopped the search before its end.
    Limited,
}

/// The kind of a transaction, by the origin of the coins that it creates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A transaction that spends coins.
    Payment,
    /// The coinbase of a block, which creates new coins and receives the fees of the block.
    Reward,
    /// The coinbase of the genesis block.
    Allocation,
    /// A grant of coins to a new key.
    Grant,
}

/// The maximum number of payees that a visited transaction names, because a search keeps thousands
/// of transactions. The others of a larger payment are seen where the whole transaction is.
pub const MAX_PAYEES: usize = 4;

/// A visited transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The transaction's id.
    pub txid: Txid,
    /// Its location on the best chain; `None` if it is unconfirmed.
    pub location: Option<Location>,
    /// Its kind.
    pub kind: Kind,
    /// The sum of its outputs; `None` if the sum exceeds the largest amount, which is impossible in
    /// a valid transaction.
    pub paid: Option<Amount>,
    /// The locks that it pays, each once, in the order of its outputs; at most [`MAX_PAYEES`].
    pub payees: Vec<Lock>,
    /// The number of its signatures that were verified.
    pub signatures: usize,
    /// The result of its verification.
    pub verdict: Verdict,
    /// The transactions whose coins it spends, each once, in the order of its inputs.
    pub sources: Vec<Source>,
}

/// The result of verifying a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All signatures of the transaction are valid, or it spends nothing.
    Valid,
    /// The transaction breaks this rule.
    Invalid(TransactionRule),
    /// Some coins that the transaction spends are not available, so its signatures can't be
    /// verified.
    Unchecked,
    /// The verification is not complete.
    Pending,
}

/// The coins of one transaction that another one spends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The transaction that created them.
    pub txid: Txid,
    /// The number of coins.
    pub coins: usize,
    /// The sum of their amounts; `None` if the transaction is not available or the sum exceeds the
    /// largest amount.
    pub amount: Option<Amount>,
}

/// The state of a transaction that a search has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionState<'a> {
    /// The transaction was visited, and is the node with this index in [`HistorySearch::nodes`].
    Visited(usize),
    /// The transaction was found, but is not yet visited.
    Queued,
    /// The transaction is not available.
    Missing(&'a Missing),
}
