//! The number of hashes per slice, adapted so that a slice takes the right time.

use core::time::Duration;

/// The time that a slice should take: short enough that a new job is received at once, even if
/// other work takes half of the core; long enough that the pauses between slices, some 20 µs, cost
/// nothing.
const SHORTEST: Duration = Duration::from_millis(8);
const LONGEST: Duration = Duration::from_millis(16);

/// Hashes of the first slice: a slow phone takes some 20 ms for them, before its engine has
/// compiled optimized code.
const FIRST: u64 = 4_096;
/// Minimum and maximum hashes per slice, which fit every machine.
const BOUNDS: (u64, u64) = (64, 1 << 24);

/// The number of hashes per slice, adapted to the machine after each slice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace(u64);

impl Default for Pace {
    fn default() -> Self {
        Self(FIRST)
    }
}

impl Pace {
    /// The number of hashes for the next slice.
    pub(crate) fn hashes(self) -> u64 {
        self.0
    }

    /// Adapts to the time that a complete slice took.
    pub(crate) fn took(&mut self, elapsed: Duration) {
        let (fewest, most) = BOUNDS;
        if elapsed < SHORTEST {
            self.0 = (self.0 * 2).min(most);
        } else if elapsed > LONGEST {
            self.0 = (self.0 / 2).max(fewest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_come_to_take_8_to_16_ms_on_any_machine() {
        for hashes_per_ms in [10, 100, 2_000, 100_000] {
            let mut pace = Pace::default();
            let time = |pace: Pace| Duration::from_micros(pace.hashes() * 1_000 / hashes_per_ms);
            for _ in 0..20 {
                pace.took(time(pace));
            }
            let settled = time(pace);
            assert!((SHORTEST..=LONGEST).contains(&settled), "{settled:?}");
        }
    }

    #[test]
    fn a_clock_that_stands_still_or_jumps_moves_it_within_bounds() {
        let mut pace = Pace::default();
        for _ in 0..100 {
            pace.took(Duration::ZERO);
        }
        assert_eq!(pace.hashes(), BOUNDS.1);
        for _ in 0..100 {
            pace.took(Duration::from_secs(100));
        }
        assert_eq!(pace.hashes(), BOUNDS.0);
    }
}
