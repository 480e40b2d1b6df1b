//! Why a payment was refused.

use primitives::Amount;
use serde::{Deserialize, Serialize};

use super::notation::Notation;
use crate::texts::reasons as texts;

/// Why a payment was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PaymentReason {
    /// A coin of the payment was spent after its review.
    CoinsMoved,
    /// The fee is more than the wallet pays.
    FeeTooHigh {
        /// The fee.
        fee: Amount,
        /// The most that the wallet pays for such a transaction.
        most: Amount,
        /// The coin's symbol.
        symbol: String,
    },
    /// The payment and its fee need more coins than can be spent.
    InsufficientFunds {
        /// The coins that are needed.
        needed: Amount,
        /// The coins that can be spent.
        available: Amount,
        /// The coin's symbol.
        symbol: String,
    },
    /// The payment and its fee need more than the coins that the person has chosen.
    ChosenFunds {
        /// The coins that are needed.
        needed: Amount,
        /// The sum of the chosen coins.
        chosen: Amount,
        /// The coin's symbol.
        symbol: String,
    },
    /// A chosen coin can't be spent now.
    ChosenSpent,
    /// A replacement needs a higher fee than the available coins can pay. In Bitcoin Core,
    /// “insufficient fee” means another refusal: a fee that is too low.
    InsufficientFee {
        /// The fee that is needed.
        needed: Amount,
        /// The coins that can pay it.
        available: Amount,
        /// The coin's symbol.
        symbol: String,
    },
    /// The amount is less than the cost of spending it later.
    Dust {
        /// The least that can be sent.
        least: Amount,
        /// The coin's symbol.
        symbol: String,
    },
    /// A request asks for an amount of 0.
    NothingRequested,
    /// A payment has too many payees.
    ManyPayees {
        /// The maximum number of payees.
        most: u64,
    },
    /// The coin is not one of the wallet's.
    NotCoin,
    /// A contact has no name.
    NoName,
    /// Another contact has the name.
    NameTaken,
    /// There are as many contacts as there may be.
    ManyContacts {
        /// The maximum number of contacts.
        most: u64,
    },
    /// There are as many requests as there may be.
    ManyRequests {
        /// The maximum number of requests.
        most: u64,
    },
    /// The contacts, requests and private notes take as much room as they may.
    LabelsFull,
    /// A file of labels can't be read.
    NotLabels {
        /// The number of the line that is wrong, from 1.
        line: u64,
    },
    /// A name or a note is too long.
    TextTooLong {
        /// Its length in bytes.
        length: u64,
        /// The maximum length in bytes.
        most: u64,
    },
    /// The mempool refused the payment.
    PaymentRefused {
        /// The error: lower case, no full stop.
        error: String,
    },
}

impl PaymentReason {
    /// The reason as a whole sentence.
    pub(super) fn sentence(&self, notation: &dyn Notation) -> String {
        match self {
            Self::CoinsMoved => texts::coins_moved().to_owned(),
            Self::FeeTooHigh { fee, most, symbol } => texts::fee_too_high(
                &notation.coins(*fee, symbol),
                &notation.coins(*most, symbol),
            ),
            Self::InsufficientFunds {
                needed,
                available,
                symbol,
            } => texts::insufficient_funds(
                &notation.coins(*needed, symbol),
                &notation.coins(*available, symbol),
            ),
            Self::ChosenFunds {
                needed,
                chosen,
                symbol,
            } => texts::chosen_funds(
                &notation.coins(*chosen, symbol),
                &notation.coins(*needed, symbol),
            ),
            Self::ChosenSpent => texts::chosen_spent().to_owned(),
            Self::InsufficientFee {
                needed,
                available,
                symbol,
            } => texts::insufficient_fee(
                &notation.coins(*needed, symbol),
                &notation.coins(*available, symbol),
            ),
            Self::Dust { least, symbol } => texts::dust(&notation.coins(*least, symbol)),
            Self::NothingRequested => texts::nothing_requested().to_owned(),
            Self::ManyPayees { most } => texts::many_payees(&notation.number(*most)),
            Self::NotCoin => texts::not_coin().to_owned(),
            Self::NoName => texts::no_name().to_owned(),
            Self::NameTaken => texts::name_taken().to_owned(),
            Self::ManyContacts { most } => texts::many_contacts(&notation.number(*most)),
            Self::ManyRequests { most } => texts::many_requests(&notation.number(*most)),
            Self::LabelsFull => texts::labels_full().to_owned(),
            Self::NotLabels { line } => texts::not_labels(&notation.number(*line)),
            Self::TextTooLong { length, most } => {
                texts::text_too_long(&notation.number(*length), &notation.number(*most))
            }
            Self::PaymentRefused { error } => texts::payment_refused(error),
        }
    }
}
