//! The reasons for which a transaction is rejected or removed.

use chain::TransactionRule;
use primitives::{Amount, FeeRate, OutPoint, Txid};

/// Why the pool rejected a transaction.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PoolError {
    /// The transaction is in the pool already.
    #[error("the transaction is in the mempool already")]
    Known,
    /// The transaction is confirmed already.
    #[error("the transaction is confirmed already")]
    Confirmed,
    /// The transaction would be invalid in the next block.
    #[error(transparent)]
    Invalid(#[from] TransactionRule),
    /// The transaction spends the same coin as a pool transaction, and pays too low a fee to
    /// replace it.
    #[error(
        "transaction {with} in the mempool spends the same coin; to replace it, a fee of {needed} is needed, not {fee}"
    )]
    ReplacementFee {
        /// The pool transaction; one of them if there are several.
        with: Txid,
        /// The fee of the rejected transaction.
        fee: Amount,
        /// The minimum fee.
        needed: Amount,
    },
    /// The transaction spends the same coin as a pool transaction, and the replacement would not be
    /// better for every miner.
    #[error(
        "transaction {with} in the mempool spends the same coin, and the replacement is not better for miners"
    )]
    ReplacementRate {
        /// The pool transaction; one of them if there are several.
        with: Txid,
    },
    /// The transaction would replace too many transactions.
    #[error("it would replace {count} transactions in the mempool; at most {most} are allowed")]
    ReplacesTooMany {
        /// The number that would be replaced, as far as they were counted.
        count: usize,
        /// The maximum.
        most: usize,
    },
    /// The transaction spends from a transaction that it would replace.
    #[error("it spends from transaction {from}, which it would replace")]
    SpendsReplaced {
        /// That transaction.
        from: Txid,
    },
    /// The transaction spends a coin that does not exist (yet) or is spent.
    #[error("coin {0:?} does not exist or is spent")]
    MissingCoin(OutPoint),
    /// The fee is too low.
    #[error("a fee of {fee}; at least {needed} is needed")]
    FeeTooLow {
        /// Its fee.
        fee: Amount,
        /// The minimum fee.
        needed: Amount,
    },
    /// The transaction is too heavy.
    #[error("a weight of {weight}; at most {max} is allowed")]
    TooHeavy {
        /// Its weight.
        weight: usize,
        /// The maximum weight.
        max: usize,
    },
    /// An output has a lock of a later version, which this node does not know.
    #[error("output {output} has a lock of unknown version {version}")]
    UnknownLock {
        /// The output's index.
        output: usize,
        /// The lock's version.
        version: u8,
    },
    /// An output is dust (see [`primitives::dust`]).
    #[error(
        "output {output} pays {amount}, less than it costs to spend; at least {least} is needed"
    )]
    Dust {
        /// The output's index.
        output: usize,
        /// The amount of the output.
        amount: Amount,
        /// The minimum amount of such an output.
        least: Amount,
    },
    /// The transaction's cluster would have too many transactions.
    #[error(
        "it would be one of {count} connected transactions in the mempool; at most {most} are allowed"
    )]
    ClusterTooLarge {
        /// The number of transactions in the cluster.
        count: usize,
        /// The maximum.
        most: usize,
    },
    /// The transaction's cluster would be too heavy.
    #[error(
        "connected transactions in the mempool would have a weight of {weight}; at most {most} is allowed"
    )]
    ClusterTooHeavy {
        /// The weight of the cluster.
        weight: usize,
        /// The maximum weight.
        most: usize,
    },
    /// There are too many grants in the pool already.
    #[error("the mempool has {max} grants already; try again after the next blocks")]
    GrantsFull {
        /// The maximum number of grants.
        max: usize,
    },
    /// The pool is full of transactions with a higher fee rate.
    #[error("the mempool is full of transactions that pay more; more than {least} is needed")]
    Full {
        /// The fee rate of the chunk that the transaction would be in.
        least: FeeRate,
    },
    /// The store failed, with this error text, so the transaction could not be checked.
    #[error("the store failed: {0}")]
    Storage(String),
}

impl PoolError {
    /// A failure of the store.
    pub(super) fn storage(error: impl core::fmt::Display) -> Self {
        Self::Storage(error.to_string())
    }

    /// The broken rule, if an honest node never relays such a transaction, whatever its tip is.
    /// `None` for all other reasons.
    ///
    /// A rejection that depends on the tip (coins, maturity, finality) or on settings is not an
    /// offence: the sender may have another tip or other settings.
    pub(crate) fn fault(&self) -> Option<&TransactionRule> {
        match self {
            Self::Invalid(
                TransactionRule::NotFinal { .. }
                | TransactionRule::RelativeLock { .. }
                | TransactionRule::MissingCoin(_)
                | TransactionRule::Immature { .. }
                | TransactionRule::GrantsOver { .. },
            ) => None,
            Self::Invalid(rule) => Some(rule),
            _ => None,
        }
    }
}

/// Why a transaction was removed from the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// A block contains the transaction.
    Confirmed,
    /// A block contains a transaction that spends the same coin, or this transaction descends from
    /// one that conflicts with a block.
    Conflict {
        /// The transaction in the block.
        with: Txid,
    },
    /// A transaction that spends the same coin and pays more replaced this one or an ancestor.
    Replaced {
        /// The replacement.
        by: Txid,
    },
    /// The transaction would be invalid in the next block after a new tip or a switch of branches.
    Invalid,
    /// The store failed after a switch of branches, so the transaction could not be checked.
    Unknown,
    /// The pool was full, and the transaction's chunk had the lowest fee rate.
    Crowded,
    /// The transaction, or an ancestor, was in the pool for too long.
    Expired,
}
