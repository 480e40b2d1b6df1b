//! The review of a payment: the draft from a person's input, and the view of it that the person is
//! shown.

use api::{
    Fault, Field, PaymentReason, Reason, Replaced, Review, ReviewedCoin, ReviewedPayee, command,
};
use primitives::{Amount, FeeRate, Input, Lock, OutPoint, Output, address, dust_limit};
use wallet::{Draft, Payment, Spend, SpendError};

use super::funds::Funds;
use crate::invitation::payment_request::read_payee;
use crate::payload;
use crate::refusal::{parse_txid, sentence};

/// The maximum number of payees beside the first: as many as a person can review.
const MAX_FURTHER: usize = 20;

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
        to: lock(funds, &typed.to)?,
        amount: spend(&typed.amount)?,
        fee_rate,
        note: payload::note(&typed.note)?,
    };
    let more = further(funds, &typed.more)?;
    let chosen = chosen(&typed.coins)?;
    let prepared = match chosen.is_empty() {
        true => (funds.wallet).prepare_several(&payment, &more, funds.tip),
        false => (funds.wallet).prepare_of(&payment, &more, &chosen, funds.tip),
    };
    prepared.map_err(|error| match error {
        SpendError::InsufficientFunds { needed, available } if !chosen.is_empty() => {
            let reason = PaymentReason::ChosenFunds {
                needed,
                chosen: available,
                symbol: funds.spec.symbol.clone(),
            };
            Fault::of(Field::Amount, reason)
        }
        error => refusal(&error, &funds.spec.symbol),
    })
}

/// The coins that the person has chosen.
fn chosen(coins: &[command::ChosenCoin]) -> Result<Vec<OutPoint>, Fault> {
    let outpoint = |coin: &command::ChosenCoin| {
        let txid = parse_txid(&coin.txid, Some(Field::Transaction))?;
        let index = coin.index;
        Ok(OutPoint { txid, index })
    };
    coins.iter().map(outpoint).collect()
}

/// The coins of a draft that spends chosen ones.
pub(super) fn chosen_coins(draft: &Draft) -> Vec<ReviewedCoin> {
    let spent = draft.transaction.inputs.iter().zip(&draft.spent);
    let coin = |(input, output): (&Input, &Output)| ReviewedCoin {
        txid: input.previous.txid.to_string(),
        index: input.previous.index,
        amount: output.amount,
    };
    spent.map(coin).collect()
}

/// The further payees. An error names the row that is wrong.
fn further(funds: &Funds<'_>, typed: &[command::FurtherPayee]) -> Result<Vec<Output>, Fault> {
    if typed.len() > MAX_FURTHER {
        let most = MAX_FURTHER as u64 + 1;
        return Err(Fault::new(PaymentReason::ManyPayees { most }));
    }
    let payees = (0..).zip(typed).map(|(row, payee)| {
        let lock = lock(funds, &payee.to).map_err(|fault| Fault {
            field: Some(Field::MoreTo(row)),
            ..fault
        })?;
        let wrong = |reason: Reason| Fault::of(Field::MoreAmount(row), reason);
        let amount = payee.amount.parse::<Amount>();
        let amount = amount.map_err(|error| wrong(sentence(&error).into()))?;
        let least = dust_limit(&lock);
        if amount < least {
            let symbol = funds.spec.symbol.clone();
            return Err(wrong(PaymentReason::Dust { least, symbol }.into()));
        }
        Ok(Output { amount, lock })
    });
    payees.collect()
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
        total: total(draft),
        more: draft.more.iter().map(|it| reviewed(funds, it)).collect(),
        left: funds.wallet.spendable_after(draft, funds.tip),
        to_self: funds.wallet.owns(&draft.to),
        coins: Vec::new(),
        note: payload::note_of(&draft.transaction),
        replaces,
        bumps: None,
        fees: Vec::new(),
    })
}

/// The amount that leaves the wallet.
fn total(draft: &Draft) -> Amount {
    let further = draft.more.iter().map(|output| output.amount);
    Amount::sum(further.chain([draft.amount, draft.fee])).unwrap_or(Amount::MAX)
}

fn reviewed(funds: &Funds<'_>, output: &Output) -> ReviewedPayee {
    ReviewedPayee {
        to: address::encode(&funds.spec.prefix, &output.lock).unwrap_or_default(),
        amount: output.amount,
        to_self: funds.wallet.owns(&output.lock),
    }
}

fn lock(funds: &Funds<'_>, text: &str) -> Result<Lock, Fault> {
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
        SpendError::NotSpendable => return Fault::new(PaymentReason::ChosenSpent),
        SpendError::TooManyChosen => return Fault::new(sentence(error)),
        other => return Fault::of(Field::Amount, sentence(other)),
    };
    Fault::of(Field::Amount, reason)
}
