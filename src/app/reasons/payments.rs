//! Why a payment was refused.

use api::PaymentReason;

use crate::format;
use crate::texts::reasons as texts;

/// The reason as a whole sentence.
pub(super) fn sentence(reason: &PaymentReason) -> String {
    match reason {
        PaymentReason::CoinsMoved => texts::coins_moved().to_owned(),
        PaymentReason::FeeTooHigh { fee, most, symbol } => {
            texts::fee_too_high(&format::coins(*fee, symbol), &format::coins(*most, symbol))
        }
        PaymentReason::InsufficientFunds {
            needed,
            available,
            symbol,
        } => texts::insufficient_funds(
            &format::coins(*needed, symbol),
            &format::coins(*available, symbol),
        ),
        PaymentReason::InsufficientFee {
            needed,
            available,
            symbol,
        } => texts::insufficient_fee(
            &format::coins(*needed, symbol),
            &format::coins(*available, symbol),
        ),
        PaymentReason::Dust { least, symbol } => texts::dust(&format::coins(*least, symbol)),
        PaymentReason::PaymentRefused { error } => texts::payment_refused(error),
    }
}
