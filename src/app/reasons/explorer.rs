//! Why a search was refused, or a transaction is not there.

use api::ExplorerReason;

use crate::texts::reasons as texts;

/// The reason as a whole sentence.
pub(super) fn sentence(reason: &ExplorerReason) -> String {
    match reason {
        ExplorerReason::SearchEmpty => texts::search_empty().to_owned(),
        ExplorerReason::SearchForm => texts::search_form().to_owned(),
        ExplorerReason::AmbiguousBeginning => texts::ambiguous_beginning().to_owned(),
        ExplorerReason::ManyTransactions => texts::many_transactions().to_owned(),
        ExplorerReason::ManyAddresses => texts::many_addresses().to_owned(),
        ExplorerReason::NoBlockAtHeight => texts::no_block_at_height().to_owned(),
        ExplorerReason::NotBlockHash => texts::not_block_hash().to_owned(),
        ExplorerReason::UnknownBlock => texts::unknown_block().to_owned(),
        ExplorerReason::NotTxid => texts::not_txid().to_owned(),
        ExplorerReason::UnknownTransaction => texts::unknown_transaction().to_owned(),
        ExplorerReason::UnknownOrSpent => texts::unknown_or_spent().to_owned(),
        ExplorerReason::NoSuchOutput => texts::no_such_output().to_owned(),
        ExplorerReason::LongHistory => texts::long_history().to_owned(),
        ExplorerReason::NotHexadecimal => texts::not_hexadecimal().to_owned(),
        ExplorerReason::PaymentDropped => texts::payment_dropped().to_owned(),
        ExplorerReason::ShortBeginning { digits } => texts::short_beginning(*digits),
        ExplorerReason::UnknownOrPruned { height } => texts::unknown_or_pruned((*height).into()),
        ExplorerReason::NotTransaction { error } => texts::not_transaction(error),
        ExplorerReason::PaymentReplaced { by } => texts::payment_replaced(by),
        ExplorerReason::PaymentCancelled { by } => texts::payment_cancelled(by),
        ExplorerReason::PaymentSpent { by } => texts::payment_spent(by),
        ExplorerReason::PaymentUnfunded { by } => texts::payment_unfunded(by),
    }
}
