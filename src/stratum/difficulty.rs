//! Difficulties of shares.

use ethnum::U256;
use primitives::Target;

/// A difficulty of shares: a power of two, so that every miner finds the same target whatever
/// arithmetic it has. A difficulty of 1 stands for about 2^32 hashes, as in Bitcoin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difficulty(i32);

/// The exponents of the least and the largest difficulty.
const MIN: i32 = -32;
const MAX: i32 = 64;

impl Difficulty {
    /// The least difficulty: about one hash a share.
    pub const EASIEST: Self = Self(MIN);

    /// The largest difficulty that is not above this number, within the bounds. `None` if the
    /// number is not positive.
    pub fn at_most(number: f64) -> Option<Self> {
        if number.is_nan() || number <= 0.0 {
            return None;
        }
        let (mut exponent, bounded) = (MIN, number.min(2.0_f64.powi(MAX)));
        while exponent < MAX && 2.0_f64.powi(exponent + 1) <= bounded {
            exponent += 1;
        }
        Some(Self(exponent))
    }

    /// The largest difficulty whose target is not below this one, so that every block that meets it
    /// is a share; [`EASIEST`](Self::EASIEST) if there is none.
    pub fn within(target: Target) -> Self {
        let mut difficulty = Self(MAX);
        while difficulty > Self::EASIEST && difficulty.target() < target {
            difficulty = Self(difficulty.0 - 1);
        }
        difficulty
    }

    /// The number, as it is sent to miners.
    pub fn number(self) -> f64 {
        2.0_f64.powi(self.0)
    }

    /// The difficulty times 2^`exponent`, within the bounds.
    #[must_use]
    pub fn times_two_to(self, exponent: i32) -> Self {
        Self(self.0.saturating_add(exponent).clamp(MIN, MAX))
    }

    /// The largest hash of a share: 0xffff × 2^208 / difficulty.
    pub fn target(self) -> Target {
        let shift = 240 - (self.0 - MIN);
        let base = U256::from(0xffff_u32);
        let target = base << u32::try_from(shift).unwrap_or(0);
        Target::new(target).unwrap_or(Target::MAX)
    }
}

#[cfg(test)]
mod tests {
    use primitives::CompactTarget;

    use super::*;

    #[test]
    fn difficulty_one_is_bitcoins() {
        let one = Difficulty::at_most(1.0).unwrap();
        assert_eq!(one.number(), 1.0);
        assert_eq!(
            one.target(),
            CompactTarget(0x1d00_ffff).to_target().unwrap()
        );
        assert_eq!(Difficulty::within(one.target()), one);
    }

    #[test]
    fn numbers_are_rounded_down_to_powers_of_two() {
        let rounded = |number| Difficulty::at_most(number).map(Difficulty::number);
        assert_eq!(rounded(0.9), Some(0.5));
        assert_eq!(rounded(1_000.0), Some(512.0));
        assert_eq!(rounded(1e-30), Some(2.0_f64.powi(-32)));
        assert_eq!(rounded(1e300), Some(2.0_f64.powi(64)));
        for wrong in [0.0, -1.0, f64::NAN] {
            assert_eq!(rounded(wrong), None);
        }
    }

    #[test]
    fn a_block_is_always_a_share() {
        for bits in [
            0x207f_ffff,
            0x1e0f_ffff,
            0x1d00_ffff,
            0x1d00_fffe,
            0x1703_4219,
        ] {
            let target = CompactTarget(bits).to_target().unwrap();
            let difficulty = Difficulty::within(target);
            let is_easiest = difficulty == Difficulty::EASIEST;
            assert!(difficulty.target() >= target || is_easiest, "{bits:x}");
            assert!(difficulty.times_two_to(1).target() < target, "{bits:x}");
        }
    }
}
