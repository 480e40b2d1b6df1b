//! The reasons for which a transaction is rejected or removed.

use chain::TransactionRule;
use primitives::{Amount, FeeRate, OutPoint, Txid};

/// Why the pool rejected a transaction.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PoolError {
    /// It is in the pool already.
    #[error("it waits already")]
    Known,
    /// It is confirmed already.
    #[error("it is confirmed already")]
    Confirmed,
    /// It is invalid in the next block.
    #[error(transparent)]
    Invalid(#[from] TransactionRule),
    /// It spends the same coin as a pool transaction, but its fee is too low to replace that.
    #[error(
        "transaction {with} waits and spends the same; to replace it takes a fee of {needed}, not {fee}"
    )]
    ReplacementFee {
        /// The pool transaction, or one of several.
        with: Txid,
        /// Its fee.
        fee: Amount,
        /// The minimum fee.
        needed: Amount,
    },
    /// It spends the same coin as a pool transaction, and miners would not gain by the replacement.
    #[error("transaction {with} waits and spends the same, and pays a better rate")]
    ReplacementRate {
        /// The pool transaction, or one of several.
        with: Txid,
    },
    /// It would replace too many transactions.
    #[error("it would replace {count} waiting transactions, at most {most} allowed")]
    ReplacesTooMany {
        /// The number that would be replaced, as far as they were counted.
        count: usize,
        /// The maximum.
        most: usize,
    },
    /// It spends from a transaction that it would replace.
    #[error("it spends from transaction {from}, which it would replace")]
    SpendsReplaced {
        /// That transaction.
        from: Txid,
    },
    /// It spends a coin that does not exist, or not yet.
    #[error("coin {0:?} does not exist or is spent")]
    MissingCoin(OutPoint),
    /// Its fee is too low.
    #[error("a fee of {fee}, at least {needed} needed")]
    FeeTooLow {
        /// Its fee.
        fee: Amount,
        /// The minimum fee.
        needed: Amount,
    },
    /// It is too heavy.
    #[error("a weight of {weight}, at most {max} allowed")]
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
        "output {output} pays {amount}, less than spending it costs; at least {least} is needed"
    )]
    Dust {
        /// The output's index.
        output: usize,
        /// The amount of the output.
        amount: Amount,
        /// The minimum amount of such an output.
        least: Amount,
    },
    /// Its cluster would have too many transactions.
    #[error(
        "it would be one of {count} waiting transactions that hang together, at most {most} allowed"
    )]
    ClusterTooLarge {
        /// The number of transactions in the cluster.
        count: usize,
        /// The maximum.
        most: usize,
    },
    /// Its cluster would be too heavy.
    #[error("waiting transactions that hang together would weigh {weight}, at most {most} allowed")]
    ClusterTooHeavy {
        /// The weight of the cluster.
        weight: usize,
        /// The maximum weight.
        most: usize,
    },
    /// There are too many grants in the pool already.
    #[error("{max} grants wait already: try again after the next blocks")]
    GrantsFull {
        /// The maximum number of grants.
        max: usize,
    },
    /// The pool is full of transactions with a higher fee rate.
    #[error("the pool is full of those that pay more; more than {least} is needed")]
    Full {
        /// The fee rate of the chunk that it would be in.
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

    /// The broken rule, if an honest node never relays such a transaction, whatever its tip. `None`
    /// for all other reasons.
    ///
    /// What depends on the tip (coins, maturity, finality) or on settings is not an offence: the
    /// sender's chain may be ahead or behind.
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
    /// A block contains it.
    Confirmed,
    /// A block contains a transaction that spends the same coin.
    Conflict {
        /// That transaction.
        with: Txid,
    },
    /// A transaction that spends the same coin and pays more replaced it.
    Replaced {
        /// That transaction.
        by: Txid,
    },
    /// It can't be in the next block after a new tip, or after a switch of branches.
    Invalid,
    /// The store failed after a switch of branches, so the transaction could not be checked.
    Unknown,
    /// The pool was full, and its chunk had the lowest fee rate.
    Crowded,
    /// It was in the pool for too long.
    Expired,
}
