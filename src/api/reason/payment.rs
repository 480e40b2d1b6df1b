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
            Self::InsufficientFee {
                needed,
                available,
                symbol,
            } => texts::insufficient_fee(
                &notation.coins(*needed, symbol),
                &notation.coins(*available, symbol),
            ),
            Self::Dust { least, symbol } => texts::dust(&notation.coins(*least, symbol)),
            Self::PaymentRefused { error } => texts::payment_refused(error),
        }
    }
}
