//! The review of a payment: the draft from a person's input, and the view of it that the person is
//! shown.

use api::{Fault, Field, PaymentReason, Replaced, Review, command};
use primitives::{Amount, FeeRate, Lock, address};
use wallet::{Draft, Payment, Spend, SpendError};

use super::funds::Funds;
use crate::payload;
use crate::payment_request::read_payee;
use crate::refusal::sentence;

/// The draft of a payment from a person's input.
///
/// # Errors
/// A [`Fault`] that names the invalid input, or says why the payment can't be made.
pub(super) fn draft(
    funds: &Funds<'_>,
    typed: &command::Review,
    fee_rate: FeeRate,
) -> Result<Draft, Fault> {
    let payment = Payment {
        to: payee(funds, &typed.to)?,
        amount: spend(&typed.amount)?,
        fee_rate,
        note: payload::note(&typed.note)?,
    };
    let prepared = funds.wallet.prepare(&payment, funds.tip);
    prepared.map_err(|error| refusal(&error, &funds.spec.symbol))
}

/// The review of a draft. `replaces` is the payment that the draft replaces; `None` if it replaces
/// none.
///
/// # Errors
/// A [`Fault`] if the fee is too high.
pub(super) fn review(
    funds: &Funds<'_>,
    draft: &Draft,
    replaces: Option<Replaced>,
) -> Result<Review, Fault> {
    funds.check_fee(draft)?;
    Ok(Review {
        draft: draft.transaction.txid().to_string(),
        to: address::encode(&funds.spec.prefix, &draft.to).unwrap_or_default(),
        amount: draft.amount,
        fee: draft.fee,
        total: draft.amount.checked_add(draft.fee).unwrap_or(Amount::MAX),
        left: funds.wallet.spendable_after(draft, funds.tip),
        to_self: funds.wallet.owns(&draft.to),
        note: payload::note_of(&draft.transaction),
        replaces,
        bumps: None,
        fees: Vec::new(),
    })
}

fn payee(funds: &Funds<'_>, text: &str) -> Result<Lock, Fault> {
    let refused = |error| Fault::of(Field::To, error);
    let request = read_payee(text, funds.spec).map_err(|error| refused(sentence(&error)))?;
    address::parse(&request.to, &funds.spec.prefix).map_err(|error| refused(sentence(&error)))
}

fn spend(text: &str) -> Result<Spend, Fault> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("max") {
        return Ok(Spend::Max);
    }
    match text.parse::<Amount>() {
        Ok(amount) => Ok(Spend::Exact(amount)),
        Err(error) => Err(Fault::of(Field::Amount, sentence(&error))),
    }
}

fn refusal(error: &SpendError, symbol: &str) -> Fault {
    let symbol = symbol.to_owned();
    let reason = match error {
        SpendError::InsufficientFunds { needed, available } => PaymentReason::InsufficientFunds {
            needed: *needed,
            available: *available,
            symbol,
        },
        SpendError::Dust { least } => PaymentReason::Dust {
            least: *least,
            symbol,
        },
        other => return Fault::of(Field::Amount, sentence(other)),
    };
    Fault::of(Field::Amount, reason)
}
