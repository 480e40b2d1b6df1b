//! Why a transaction does not wait, or no longer.

use chain::TransactionRule;
use primitives::{Amount, FeeRate, OutPoint, Txid};

/// Why the pool did not take a transaction.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PoolError {
    /// It waits already.
    #[error("it waits already")]
    Known,
    /// It stands in the chain already.
    #[error("it is confirmed already")]
    Confirmed,
    /// A block with it would break a rule.
    #[error(transparent)]
    Invalid(#[from] TransactionRule),
    /// It spends the same coin as one that waits, but pays too little to take its place.
    #[error(
        "transaction {with} waits and spends the same; to replace it takes a fee of {needed}, not {fee}"
    )]
    ReplacementFee {
        /// The one that waits, or one of several.
        with: Txid,
        /// What it pays.
        fee: Amount,
        /// The least it would have to pay.
        needed: Amount,
    },
    /// It spends the same coin as one that waits, and miners would not gain if it took its place.
    #[error("transaction {with} waits and spends the same, and pays a better rate")]
    ReplacementRate {
        /// The one that waits, or one of several.
        with: Txid,
    },
    /// Too much would have to go for it.
    #[error("it would replace {count} waiting transactions, at most {most} allowed")]
    ReplacesTooMany {
        /// Those that would go, as far as they were counted.
        count: usize,
        /// The most allowed.
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
    /// It pays too little.
    #[error("a fee of {fee}, at least {needed} needed")]
    FeeTooLow {
        /// What it pays.
        fee: Amount,
        /// The least it would have to pay.
        needed: Amount,
    },
    /// It is too large.
    #[error("a weight of {weight}, at most {max} allowed")]
    TooHeavy {
        /// Its weight units.
        weight: usize,
        /// The most allowed.
        max: usize,
    },
    /// An output has a lock of a later version, which this node can't judge.
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
        /// What it pays.
        amount: Amount,
        /// The least that such an output may pay.
        least: Amount,
    },
    /// It hangs together with too many others that wait.
    #[error(
        "it would be one of {count} waiting transactions that hang together, at most {most} allowed"
    )]
    ClusterTooLarge {
        /// How many they would be.
        count: usize,
        /// The most allowed.
        most: usize,
    },
    /// It hangs together with too heavy ones.
    #[error("waiting transactions that hang together would weigh {weight}, at most {most} allowed")]
    ClusterTooHeavy {
        /// What they would weigh.
        weight: usize,
        /// The most allowed.
        most: usize,
    },
    /// Too many grants wait already.
    #[error("{max} grants wait already: try again after the next blocks")]
    GrantsFull {
        /// The most that may wait.
        max: usize,
    },
    /// The pool is full of transactions that pay more.
    #[error("the pool is full of those that pay more; more than {least} is needed")]
    Full {
        /// What it and those that it hangs together with pay.
        least: FeeRate,
    },
    /// The store failed, so nothing can be said; the text is what it said.
    #[error("the store failed: {0}")]
    Storage(String),
}

impl PoolError {
    /// The rule for which no honest node passes such a transaction on, whatever its tip.
    ///
    /// What depends on the tip (coins, maturity, finality) or on settings is nobody's fault: the
    /// sender may be ahead or behind.
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

/// Why a transaction no longer waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// A block contains it.
    Confirmed,
    /// A block contains a transaction that spends the same coin.
    Conflict {
        /// That transaction.
        with: Txid,
    },
    /// A transaction that pays more spends the same coin.
    Replaced {
        /// That transaction.
        by: Txid,
    },
    /// After a change of branches it can't be in the next block any more.
    Invalid,
    /// After a change of branches the store failed, so that nothing can be said of it.
    Unknown,
    /// The pool was full, and it paid least.
    Crowded,
    /// It waited too long.
    Expired,
}
