//! Speeding up an unconfirmed payment to the wallet: its draft and its fee.

use api::{Bumped, Fault};
use primitives::{Amount, FeeRate, Txid};
use wallet::{Draft, Package};

use super::funds::Funds;
use super::replacement::refusal;

/// The draft that spends an unconfirmed payment to the wallet, and the view of that payment for the
/// review. Together they pay at least twice the rate of the payment and its unconfirmed ancestors,
/// and at least `rate`.
///
/// # Errors
/// A [`Fault`] if the payment can't be sped up.
pub(super) fn draft(
    funds: &Funds<'_>,
    txid: &Txid,
    rate: FeeRate,
) -> Result<(Draft, Bumped), Fault> {
    let ancestors = funds.pool.ancestors_of(txid);
    let fees = ancestors.iter().map(|entry| entry.fee);
    let package = Package {
        fees: Amount::sum(fees).unwrap_or(Amount::MAX),
        weight: ancestors.iter().map(|entry| entry.weight).sum(),
    };
    let present = FeeRate::of(package.fees, package.weight);
    let rate = rate.max(FeeRate(present.0.saturating_mul(2)));
    let draft = funds.wallet.bump(txid, package, rate, funds.tip);
    let draft = draft.map_err(|error| refusal(&error, &funds.spec.symbol))?;
    let bumped = Bumped {
        txid: txid.to_string(),
        fee: funds
            .pool
            .entry(txid)
            .map_or(Amount::ZERO, |entry| entry.fee),
    };
    Ok((draft, bumped))
}
