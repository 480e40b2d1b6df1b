//! The replacement of an unconfirmed payment: its draft and its fee.

use api::{Fault, PaymentReason, Replaced};
use primitives::{Amount, FeeRate, Txid};
use wallet::{Draft, ReplaceError, Replacement, ReplacementFee};

use super::funds::Funds;
use crate::refusal::sentence;

/// The draft that replaces an unconfirmed payment of the wallet, and the view of the replaced
/// payment for the review.
///
/// # Errors
/// A [`Fault`] if the payment can't be replaced.
pub(super) fn draft(
    funds: &Funds<'_>,
    txid: &Txid,
    how: api::Replacement,
) -> Result<(Draft, Replaced), Fault> {
    let what = match how {
        api::Replacement::SpeedUp => Replacement::SpeedUp,
        api::Replacement::Cancel => Replacement::Cancel,
    };
    let draft = funds
        .wallet
        .replace(txid, what, fee(funds, txid, how), funds.tip)
        .map_err(|error| refusal(&error, &funds.spec.symbol))?;
    let old = funds.wallet.entry(txid, funds.tip);
    let replaced = Replaced {
        how,
        amount: old.as_ref().map_or(Amount::ZERO, |old| old.amount),
        fee: old.and_then(|old| old.fee).unwrap_or(Amount::ZERO),
    };
    Ok((draft, replaced))
}

/// The fee that a replacement should pay. It is at least what the network requires, and its rate is
/// higher than that of the first transaction that does not fit into the next block. To speed up a
/// payment in the mempool, the replacement pays at least twice the old rate.
fn fee(funds: &Funds<'_>, txid: &Txid, how: api::Replacement) -> ReplacementFee {
    let pool = funds.pool;
    let increment = pool.limits().increment;
    let mut rate = funds.fee_rate();
    let mut replaced = Amount::ZERO;
    if let Some(entry) = pool.entry(txid) {
        replaced = pool.replaced_fees(txid);
        let factor = match how {
            api::Replacement::SpeedUp => 2,
            api::Replacement::Cancel => 1,
        };
        rate = rate.max(FeeRate(entry.rate().0.saturating_mul(factor)));
    } else if let Some(old) = funds.wallet.entry(txid, funds.tip) {
        // Other nodes may still have it in their mempools.
        replaced = old.fee.unwrap_or(Amount::ZERO);
    }
    let next = funds.next_block_rate();
    ReplacementFee {
        rate: rate.max(FeeRate(next.0.saturating_add(increment.0))),
        replaced,
        increment,
    }
}

/// The refusal of a payment that can't be replaced or sped up.
pub(super) fn refusal(error: &ReplaceError, symbol: &str) -> Fault {
    match error {
        ReplaceError::InsufficientFunds { needed, available } => {
            Fault::new(PaymentReason::InsufficientFee {
                needed: *needed,
                available: *available,
                symbol: symbol.to_owned(),
            })
        }
        other => Fault::new(sentence(other)),
    }
}
