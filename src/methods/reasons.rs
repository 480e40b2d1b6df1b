//! The refusals of commands as sentences for programs and for people at a command line.

use api::{ExplorerReason, Fault, Field, PaymentReason, Reason, StorageReason};
use primitives::Amount;

use crate::Kind;

/// The kind of a refusal.
pub(crate) fn kind_of(fault: &Fault) -> Kind {
    use ExplorerReason as Of;
    if fault.field == Some(Field::Passphrase) {
        return Kind::Forbidden;
    }
    match &fault.reason {
        Reason::Explorer(reason) => match reason {
            Of::SearchEmpty
            | Of::SearchForm
            | Of::ShortBeginning { .. }
            | Of::AmbiguousBeginning
            | Of::NotBlockHash
            | Of::NotTxid
            | Of::NotHexadecimal
            | Of::NotTransaction { .. } => Kind::Invalid,
            Of::NoBlockAtHeight
            | Of::UnknownBlock
            | Of::UnknownTransaction
            | Of::UnknownOrPruned { .. }
            | Of::UnknownOrSpent
            | Of::NoSuchOutput
            | Of::PaymentReplaced { .. }
            | Of::PaymentCancelled { .. }
            | Of::PaymentSpent { .. }
            | Of::PaymentUnfunded { .. }
            | Of::PaymentDropped => Kind::NotFound,
            Of::ManyTransactions | Of::ManyAddresses | Of::LongHistory => Kind::Refused,
        },
        Reason::Storage(_) => Kind::Unavailable,
        // Addresses, amounts and other texts that can't be read.
        Reason::Text(_) if fault.field.is_some() => Kind::Invalid,
        _ => Kind::Refused,
    }
}

/// The sentence of a refusal, without a full stop.
pub(crate) fn sentence(fault: &Fault) -> String {
    match &fault.reason {
        Reason::Explorer(reason) => explorer(reason),
        Reason::Payment(reason) => payment(reason),
        Reason::Storage(
            StorageReason::NotSaved { error } | StorageReason::ChainUnreadable { error },
        ) => format!("the store failed: {error}"),
        Reason::Text(text) => text.trim_end_matches('.').to_owned(),
        other => other.to_string(),
    }
}

fn explorer(reason: &ExplorerReason) -> String {
    use ExplorerReason as Of;
    match reason {
        Of::SearchEmpty => "nothing to search for".into(),
        Of::SearchForm => "this is neither a height, a hash nor an address".into(),
        Of::ShortBeginning { digits } => format!("at least {digits} digits are needed"),
        Of::AmbiguousBeginning => "several hashes begin with these digits".into(),
        Of::ManyTransactions => "the chain has too many transactions to search all".into(),
        Of::ManyAddresses => "too many payments went to addresses with this beginning".into(),
        Of::NoBlockAtHeight => "the chain has no block at this height".into(),
        Of::NotBlockHash => "a block hash has 64 hexadecimal digits".into(),
        Of::UnknownBlock => "this node has no such block".into(),
        Of::NotTxid => "a transaction id has 64 hexadecimal digits".into(),
        Of::UnknownTransaction => "this node knows no such transaction".into(),
        Of::UnknownOrPruned { height } => format!(
            "this node knows no such transaction, or has pruned it with the blocks up to {height}"
        ),
        Of::UnknownOrSpent => {
            "this node knows no such transaction, or has pruned it since its coins are spent".into()
        }
        Of::NoSuchOutput => "the transaction has no such output".into(),
        Of::LongHistory => "the history of the address is too long to be added up".into(),
        Of::NotHexadecimal => "the transaction is not hexadecimal".into(),
        Of::NotTransaction { error } => format!("the bytes are not a transaction: {error}"),
        Of::PaymentReplaced { by } => format!("transaction {by} replaced the payment"),
        Of::PaymentCancelled { by } => format!("transaction {by} cancelled the payment"),
        Of::PaymentSpent { by } => format!("transaction {by} spent the coins of the payment"),
        Of::PaymentUnfunded { by } => {
            format!("transaction {by}, whose coins the payment spends, failed")
        }
        Of::PaymentDropped => "the payment left the mempool before a block took it".into(),
    }
}

fn payment(reason: &PaymentReason) -> String {
    use PaymentReason as Of;
    let coins = |amount: &Amount, symbol: &str| format!("{amount} {symbol}");
    match reason {
        Of::CoinsMoved => "a coin of the payment was spent meanwhile".into(),
        Of::FeeTooHigh { fee, most, symbol } => format!(
            "the fee would be {}; at most {} are paid",
            coins(fee, symbol),
            coins(most, symbol)
        ),
        Of::InsufficientFunds {
            needed,
            available,
            symbol,
        } => format!(
            "insufficient funds: {} are needed and {} can be spent",
            coins(needed, symbol),
            coins(available, symbol)
        ),
        Of::InsufficientFee {
            needed,
            available,
            symbol,
        } => format!(
            "the fee must be {}, and {} can pay it",
            coins(needed, symbol),
            coins(available, symbol)
        ),
        Of::Dust { least, symbol } => {
            format!("the amount is dust; the least is {}", coins(least, symbol))
        }
        Of::PaymentRefused { error } => format!("the mempool refused the transaction: {error}"),
    }
}
