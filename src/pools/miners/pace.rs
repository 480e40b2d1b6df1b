//! The number of hashes per slice, adapted so that a slice takes the right time.

use core::time::Duration;

/// The minimum time that a slice should take; the maximum is twice as long. A slice is short enough
/// that a new job is received at once, even if other work takes half of the core. It is long enough
/// that the pauses between slices, some 20 µs, hardly matter.
const SHORTEST: Duration = Duration::from_millis(8);
const LONGEST: Duration = Duration::from_millis(16);

/// The number of hashes of the first slice. A slow phone takes some 20 ms for them, since its
/// engine has not compiled optimized code yet.
const FIRST: u64 = 4_096;
/// The minimum and maximum number of hashes per slice, for the slowest and the fastest machines.
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
    fn a_clock_that_stands_still_or_jumps_keeps_the_pace_within_bounds() {
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
