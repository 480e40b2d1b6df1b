//! The easiest difficulty of a chain: its default and its bounds.

use super::bounds::check_target;
use super::{SpecDraft, SpecError};
use crate::authority::proves_work;
use crate::params::EASIEST;
use ethnum::U256;
use primitives::{CompactTarget, Target};

/// How many times easier than the first block a block may become by default, as a power of 2.
const EASE_LOG2: u32 = 8;
/// The default minimum of the hashes that a chain's easiest block takes, as a power of 2. It does
/// not apply if the first block takes fewer hashes. At 2^12 hashes, a header costs its sender some
/// hundred times as much as its receiver.
const MIN_HASHES_LOG2: u32 = 12;

impl SpecDraft {
    /// Fills in the easiest difficulty if it is missing, and checks it.
    pub(super) fn fill_in_pow_limit(&mut self) -> Result<(), SpecError> {
        let filled = match self.fixed_difficulty {
            true => self.bits,
            false => default_pow_limit(self.bits),
        };
        let limit = *self.pow_limit.get_or_insert(filled);
        check_target("pow_limit", limit, self.bits, EASIEST)?;
        if self.fixed_difficulty && limit != self.bits {
            return Err(SpecError::FixedLimit {
                found: limit.bits(),
                wanted: self.bits.bits(),
            });
        }
        if self.fixed_difficulty && !proves_work(self.authority.as_ref()) {
            return Err(SpecError::FixedWithoutWork);
        }
        Ok(())
    }
}

/// The default for a chain whose first block has these bits.
fn default_pow_limit(bits: CompactTarget) -> CompactTarget {
    let Ok(first) = bits.to_target() else {
        return EASIEST; // no accepted spec has such bits
    };
    let first = first.value();
    let eased = match first.leading_zeros() {
        room if room < EASE_LOG2 => U256::MAX,
        _ => first << EASE_LOG2,
    };
    let limit = eased.min(U256::MAX >> MIN_HASHES_LOG2).max(first);
    Target::new(limit).map_or(EASIEST, Target::to_compact)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn limit(bits: u32) -> u32 {
        let bits = CompactTarget(bits);
        default_pow_limit(bits).bits()
    }

    #[test]
    fn the_default_is_256_times_easier_within_its_bounds() {
        // The hashes of the first block, and those of the easiest.
        for (first, wanted) in [
            (0x1a01_0000, 0x1b01_0000), // 2^56, 2^48
            (0x1b0f_ffff, 0x1c0f_ffff), // 2^44, 2^36
            (0x1d0f_ffff, 0x1e0f_ffff), // 2^28, 2^20
            (0x1e0f_ffff, 0x1f0f_ffff), // 2^20, 2^12
            (0x1e7f_ffff, 0x1f0f_ffff), // 2^17, 2^12
            (0x1f0f_ffff, 0x1f0f_ffff), // 2^12, 2^12
            (0x1f7f_ffff, 0x1f7f_ffff), // 2^9, 2^9
            (0x207f_ffff, 0x207f_ffff), // 2, 2
        ] {
            assert_eq!(limit(first), wanted, "{first:08x}");
        }
    }

    proptest! {
        #[test]
        fn the_default_limit_of_any_first_difficulty_is_allowed(size in 0x1bu32..0x20, mantissa in 0x8000u32..0x7f_ffff) {
            let draft = SpecDraft { bits: CompactTarget(size << 24 | mantissa), ..SpecDraft::default() };
            let spec = draft.build().unwrap();
            prop_assert_eq!(SpecDraft::clone(&spec).build(), Ok(spec.clone()));
            let [first, limit] = [spec.bits, spec.pow_limit()].map(|bits| bits.to_target().unwrap());
            prop_assert!(limit >= first);
            let hashes = limit.work().to_f64();
            prop_assert!(limit == first || hashes >= 4095.0, "{}", hashes);
        }
    }
}
