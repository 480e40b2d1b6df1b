//! Why a search was refused, or why a transaction was not found.

use primitives::Txid;
use serde::{Deserialize, Serialize};

use super::notation::Notation;
use crate::texts::reasons as texts;

/// Why a search was refused, or why a transaction was not found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExplorerReason {
    /// Nothing was typed into the search.
    SearchEmpty,
    /// The text is neither a height, a hash, a transaction id nor an address.
    SearchForm,
    /// The beginning of a hash is too short to search for.
    ShortBeginning {
        /// The least number of digits.
        digits: u64,
    },
    /// More than one block or transaction has this beginning.
    AmbiguousBeginning,
    /// The chain has too many transactions to search for the beginning of an id.
    ManyTransactions,
    /// Too many addresses have this beginning.
    ManyAddresses,
    /// The chain has no block at the height.
    NoBlockAtHeight,
    /// The text is not a block hash.
    NotBlockHash,
    /// This node does not have the block.
    UnknownBlock,
    /// The text is not a transaction id.
    NotTxid,
    /// This node knows no such transaction.
    UnknownTransaction,
    /// This node knows no such transaction, or has pruned it with its block.
    UnknownOrPruned {
        /// The height of the last pruned block.
        height: u32,
    },
    /// This node knows no such transaction, or has pruned it because its coins are spent.
    UnknownOrSpent,
    /// The transaction has no such output.
    NoSuchOutput,
    /// The address's history is too long to be added up.
    LongHistory,
    /// The text is not hexadecimal.
    NotHexadecimal,
    /// The bytes are not a transaction.
    NotTransaction {
        /// The error: lower case, no full stop.
        error: String,
    },
    /// A transaction with the same payment and a higher fee replaced the payment.
    PaymentReplaced {
        /// The transaction that replaced it.
        by: Txid,
    },
    /// The person cancelled the payment.
    PaymentCancelled {
        /// The transaction that returned the coins to the wallet.
        by: Txid,
    },
    /// Another transaction spent the coins of the payment.
    PaymentSpent {
        /// The transaction that spent the coins.
        by: Txid,
    },
    /// The payment spends coins of a transaction that failed.
    PaymentUnfunded {
        /// The failed transaction.
        by: Txid,
    },
    /// The payment left the mempool before a block took it.
    PaymentDropped,
}

impl ExplorerReason {
    /// The reason as a whole sentence.
    pub(super) fn sentence(&self, notation: &dyn Notation) -> String {
        match self {
            Self::SearchEmpty => texts::search_empty().to_owned(),
            Self::SearchForm => texts::search_form().to_owned(),
            Self::AmbiguousBeginning => texts::ambiguous_beginning().to_owned(),
            Self::ManyTransactions => texts::many_transactions().to_owned(),
            Self::ManyAddresses => texts::many_addresses().to_owned(),
            Self::NoBlockAtHeight => texts::no_block_at_height().to_owned(),
            Self::NotBlockHash => texts::not_block_hash().to_owned(),
            Self::UnknownBlock => texts::unknown_block().to_owned(),
            Self::NotTxid => texts::not_txid().to_owned(),
            Self::UnknownTransaction => texts::unknown_transaction().to_owned(),
            Self::UnknownOrSpent => texts::unknown_or_spent().to_owned(),
            Self::NoSuchOutput => texts::no_such_output().to_owned(),
            Self::LongHistory => texts::long_history().to_owned(),
            Self::NotHexadecimal => texts::not_hexadecimal().to_owned(),
            Self::PaymentDropped => texts::payment_dropped().to_owned(),
            Self::ShortBeginning { digits } => texts::short_beginning(&notation.number(*digits)),
            Self::UnknownOrPruned { height } => {
                texts::unknown_or_pruned(&notation.number((*height).into()))
            }
            Self::NotTransaction { error } => texts::not_transaction(error),
            Self::PaymentReplaced { by } => texts::payment_replaced(by),
            Self::PaymentCancelled { by } => texts::payment_cancelled(by),
            Self::PaymentSpent { by } => texts::payment_spent(by),
            Self::PaymentUnfunded { by } => texts::payment_unfunded(by),
        }
    }
}
