//! The kinds of the refusals of commands.

use api::{ExplorerReason, Fault, Field, Reason};

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
