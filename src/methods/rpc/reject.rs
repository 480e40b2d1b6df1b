//! The reject reasons of Bitcoin Core, which programs compare, for this node's errors.

use chain::{BlockError, Rule, TransactionRule};
use node::PoolError;

/// Why the mempool rejects a transaction.
pub(super) const fn of_pool(error: &PoolError) -> &'static str {
    match error {
        PoolError::Known => "txn-already-in-mempool",
        PoolError::Confirmed => "txn-already-known",
        PoolError::Invalid(TransactionRule::NotFinal { .. }) => "non-final",
        PoolError::Invalid(TransactionRule::Witness { .. }) => "mempool-script-verify-flag-failed",
        PoolError::Invalid(rule) => of_transaction(rule),
        PoolError::MissingCoin(_) => "missing-inputs",
        PoolError::ReplacementFee { .. } => "insufficient fee",
        PoolError::ReplacementRate { .. } => "replacement-failed",
        PoolError::ReplacesTooMany { .. } => "too many potential replacements",
        PoolError::SpendsReplaced { .. } => "bad-txns-spends-conflicting-tx",
        PoolError::FeeTooLow { .. } => "min relay fee not met",
        PoolError::TooHeavy { .. } => "tx-size",
        PoolError::UnknownLock { .. } => "scriptpubkey",
        PoolError::Dust { .. } => "dust",
        PoolError::ClusterTooLarge { .. } | PoolError::ClusterTooHeavy { .. } => {
            "too-large-cluster"
        }
        PoolError::GrantsFull { .. } | PoolError::Full { .. } => "mempool full",
        PoolError::Storage(_) => "storage-failed",
    }
}

/// The name of a broken rule of transactions.
const fn of_transaction(rule: &TransactionRule) -> &'static str {
    match rule {
        TransactionRule::NoInputs => "bad-txns-vin-empty",
        TransactionRule::GrantForm => "bad-grant-form",
        TransactionRule::GrantAmount { .. } => "bad-grant-amount",
        TransactionRule::GrantsOver { .. } => "bad-grant-height",
        TransactionRule::GrantedBefore { .. } => "bad-grant-repeated",
        TransactionRule::NoOutputs => "bad-txns-vout-empty",
        TransactionRule::TooHeavy { .. } => "bad-txns-oversize",
        TransactionRule::Coinbase => "coinbase",
        TransactionRule::DuplicateInput(_) => "bad-txns-inputs-duplicate",
        TransactionRule::NullInput { .. } => "bad-txns-prevout-null",
        TransactionRule::Script { .. } => "scriptsig-not-empty",
        TransactionRule::OutputScript { .. } | TransactionRule::ReservedVersion { .. } => {
            "scriptpubkey"
        }
        TransactionRule::OutputsOverflow => "bad-txns-txouttotal-toolarge",
        TransactionRule::InputsOverflow => "bad-txns-inputvalues-outofrange",
        TransactionRule::NotFinal { .. } => "bad-txns-nonfinal",
        TransactionRule::RelativeLock { .. } => "non-BIP68-final",
        TransactionRule::MissingCoin(_) => "bad-txns-inputs-missingorspent",
        TransactionRule::Immature { .. } => "bad-txns-premature-spend-of-coinbase",
        TransactionRule::Unspendable(_) | TransactionRule::Witness { .. } => {
            "block-script-verify-flag-failed"
        }
        TransactionRule::Overspent { .. } => "bad-txns-in-belowout",
    }
}

/// Why the chain rejects a block, in the words of BIP22 and Bitcoin Core. A failure of the store is
/// not a verdict.
pub(super) const fn of_block<E>(error: &BlockError<E>) -> &'static str {
    match error {
        BlockError::Known => "duplicate",
        BlockError::Orphan { .. } => "prev-blk-not-found",
        BlockError::OutOfReach { .. } => "inconclusive",
        BlockError::Invalid { rule, .. } => of_rule(rule),
        BlockError::Storage(_) => "rejected",
    }
}

const fn of_rule(rule: &Rule) -> &'static str {
    match rule {
        Rule::InvalidParent { .. } => "bad-prevblk",
        Rule::KnownInvalid => "duplicate-invalid",
        Rule::Bits { .. } => "bad-diffbits",
        Rule::ProofOfWork { .. } => "high-hash",
        Rule::TimeTooOld { .. } | Rule::TooSoon { .. } => "time-too-old",
        Rule::TimeTooNew { .. } => "time-too-new",
        Rule::Unsealed => "bad-seal-missing",
        Rule::Sealed => "bad-seal-unexpected",
        Rule::NoSuchAuthor { .. } | Rule::SealedRecently { .. } => "bad-seal-author",
        Rule::Seal { .. } => "bad-seal",
        Rule::HeightExhausted => "bad-height",
        Rule::NoTransactions | Rule::TooManyTransactions { .. } => "bad-blk-length",
        Rule::MerkleRoot { .. } => "bad-txnmrklroot",
        Rule::MutatedTree => "bad-txns-duplicate",
        Rule::UncommittedWitness { .. } => "unexpected-witness",
        Rule::WitnessReserved => "bad-witness-nonce-size",
        Rule::WitnessCommitment { .. } => "bad-witness-merkle-match",
        Rule::TooFewTransactions { .. } | Rule::Empty => "bad-blk-too-few-txns",
        Rule::Filler => "bad-cb-filler",
        Rule::SecondGrant { .. } => "bad-grant-second",
        Rule::TooHeavy { .. } => "bad-blk-weight",
        Rule::NoCoinbase => "bad-cb-missing",
        Rule::SecondCoinbase { .. } => "bad-cb-multiple",
        Rule::CoinbaseScript { .. } => "bad-cb-length",
        Rule::CoinbaseHeight { .. } => "bad-cb-height",
        Rule::CoinbaseAmount { .. } => "bad-cb-amount",
        Rule::FeesOverflow => "bad-txns-accumulated-fee-outofrange",
        Rule::Transaction { rule, .. } => of_transaction(rule),
    }
}
