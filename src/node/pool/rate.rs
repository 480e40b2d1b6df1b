//! Exact fee rates, compared without rounding.

use core::cmp::Ordering;
use primitives::{Amount, FeeRate};

/// A fee and a weight, compared as a fraction.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rate {
    /// The fee in base units.
    pub(crate) fee: u64,
    /// The weight in weight units. It is 0 only in the default value, which stands for no
    /// transactions.
    pub(crate) weight: u64,
}

impl Rate {
    pub(crate) fn new(fee: Amount, weight: usize) -> Self {
        Self {
            fee: fee.units(),
            weight: weight as u64,
        }
    }

    /// The sums of fees and of weights.
    pub(crate) const fn plus(self, other: Self) -> Self {
        Self {
            fee: self.fee + other.fee,
            weight: self.weight + other.weight,
        }
    }

    /// The fee rate, rounded down, for display and for peers.
    pub(crate) fn fee_rate(self) -> FeeRate {
        let weight = u128::from(self.weight.max(1));
        let rate = u128::from(self.fee) * 1000 / weight;
        FeeRate(u64::try_from(rate).unwrap_or(u64::MAX))
    }
}

impl core::iter::Sum for Rate {
    fn sum<I: Iterator<Item = Self>>(rates: I) -> Self {
        rates.fold(Self::default(), Self::plus)
    }
}

impl Ord for Rate {
    fn cmp(&self, other: &Self) -> Ordering {
        let ours = u128::from(self.fee) * u128::from(other.weight);
        let theirs = u128::from(other.fee) * u128::from(self.weight);
        ours.cmp(&theirs)
    }
}

impl PartialOrd for Rate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Rate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Rate {}
