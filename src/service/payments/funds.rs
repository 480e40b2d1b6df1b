//! The funds that a payment is prepared from, and the fees that it must and may pay.

use api::{Fault, Field, PaymentReason};
use chain::{Chain, Spec, Store};
use node::{Pool, Room};
use primitives::{Amount, FeeRate, Height};
use wallet::{Draft, Wallet};

/// The maximum fee that is signed, as Bitcoin Core's `-maxtxfee`: a tenth of a coin.
const MAX_FEE: u64 = Amount::COIN.units() / 10;
/// The maximum fee rate that is signed, as Bitcoin Core's `maxfeerate`: 10,000 base units per
/// virtual byte.
const MAX_FEE_RATE: FeeRate = FeeRate(10_000 * FeeRate::MIN.0);

/// The wallet, and the data of chain and mempool that its payments need.
#[derive(Clone, Copy)]
pub(crate) struct Funds<'a> {
    pub(crate) wallet: &'a Wallet,
    pub(crate) spec: &'a Spec,
    /// The height of the best chain's tip.
    pub(crate) tip: Height,
    pub(crate) pool: &'a Pool,
}

impl<'a> Funds<'a> {
    pub(crate) fn new<S: Store>(chain: &'a Chain<S>, pool: &'a Pool, wallet: &'a Wallet) -> Self {
        Self {
            wallet,
            spec: chain.spec(),
            tip: chain.tip().height,
            pool,
        }
    }

    /// The fee rate of a new payment.
    pub(crate) fn fee_rate(&self) -> FeeRate {
        self.pool.min_fee_rate()
    }

    /// The fee rate that a payment must exceed to fit into the next block; 0 if all fit.
    pub(super) fn next_block_rate(&self) -> FeeRate {
        let rates = self.pool.rates_beyond([Room::of(self.spec)]);
        rates.first().copied().unwrap_or(FeeRate(0))
    }

    /// Refuses a draft whose fee is above [`MAX_FEE`] or [`MAX_FEE_RATE`], whatever the network
    /// requires.
    ///
    /// # Errors
    /// A [`Fault`] with the fee.
    pub(crate) fn check_fee(&self, draft: &Draft) -> Result<(), Fault> {
        let most = MAX_FEE.min(MAX_FEE_RATE.fee(draft.weight()).units());
        if draft.fee.units() <= most {
            return Ok(());
        }
        let most = Amount::from_units(most).unwrap_or(Amount::ZERO);
        let reason = PaymentReason::FeeTooHigh {
            fee: draft.fee,
            most,
            symbol: self.spec.symbol.clone(),
        };
        Err(Fault::of(Field::Amount, reason))
    }
}
