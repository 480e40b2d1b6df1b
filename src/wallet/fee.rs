//! What a transaction pays for its weight.

use primitives::Amount;

/// A fee rate: base units for every 1,000 weight units (BIP141).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FeeRate(u64);

impl FeeRate {
    /// One base unit for every four weight units: what nodes ask for at least.
    pub const MINIMUM: Self = Self(250);

    /// Base units for every 1,000 weight units.
    pub const fn per_thousand(units: u64) -> Self {
        Self(units)
    }

    /// Base units for every 1,000 weight units.
    pub const fn units(self) -> u64 {
        self.0
    }

    /// The fee for a weight, rounded up; [`Amount::MAX`] at most, which nobody has.
    pub fn fee(self, weight: usize) -> Amount {
        let units = (u128::from(self.0) * weight as u128).div_ceil(1000);
        u64::try_from(units)
            .ok()
            .and_then(|units| Amount::from_units(units).ok())
            .unwrap_or(Amount::MAX)
    }
}
