//! Fee rates: the fee of a transaction per weight.

use crate::amount::Amount;
use core::fmt;

/// A fee rate in base units per 1,000 weight units, rounded down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeeRate(pub u64);

impl FeeRate {
    /// One base unit per virtual byte (4 weight units), Bitcoin's customary minimum.
    pub const MIN: Self = Self(250);

    /// The fee rate of a transaction with this fee and weight.
    pub fn of(fee: Amount, weight: usize) -> Self {
        let rate = u128::from(fee.units()) * 1000 / (weight.max(1) as u128);
        Self(u64::try_from(rate).unwrap_or(u64::MAX))
    }

    /// The smallest fee with which a transaction of this weight has at least this rate. At most
    /// [`Amount::MAX`].
    pub fn fee(self, weight: usize) -> Amount {
        let units = (u128::from(self.0) * weight as u128).div_ceil(1000);
        u64::try_from(units)
            .ok()
            .and_then(|units| Amount::from_units(units).ok())
            .unwrap_or(Amount::MAX)
    }
}

impl fmt::Display for FeeRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} base units per 1,000 weight units", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_fee_of_a_rate_is_the_smallest_with_that_rate(rate in 1_u64..1_000_000, weight in 1_usize..4_000_000) {
            let rate = FeeRate(rate);
            let fee = rate.fee(weight);
            prop_assert!(FeeRate::of(fee, weight) >= rate);
            let less = Amount::from_units(fee.units() - 1).unwrap();
            prop_assert!(FeeRate::of(less, weight) < rate);
        }
    }
}
