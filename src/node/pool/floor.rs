//! The least that a transaction must pay, which rises when the pool is full.

use super::rate::Rate;
use core::time::Duration;
use primitives::{FeeRate, Time};

/// The raised rate halves in this time, as in Bitcoin Core; in half of it where the pool is less
/// than half full, in a quarter where it is less than a quarter full.
const HALF_LIFE: Duration = Duration::from_secs(12 * 60 * 60);
/// Steps in which it does: each takes the factor below.
const STEPS: u32 = 64;
/// 2^(−1/64) in units of 2^−32.
const STEP: u128 = 4_248_701_965;

/// A minimum that is raised above what was evicted, and sinks back as time passes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Floor {
    /// The raised rate in units of 2^−32 of a [`FeeRate`], so that many small steps lose nothing; 0
    /// where none is.
    raised: u128,
    /// When it last sank.
    since: Time,
    /// A block has come since it was raised. Until then nothing has changed that could make room.
    sinks: bool,
}

impl Floor {
    /// Transactions of this rate were evicted: what comes must pay more by `increment`.
    pub(super) fn raise(&mut self, evicted: Rate, increment: FeeRate) {
        let rate = u128::from(evicted.fee_rate().0) + u128::from(increment.0);
        if rate << 32 > self.raised {
            self.raised = rate << 32;
            self.sinks = false;
        }
    }

    /// A block has come.
    pub(super) fn block(&mut self, now: Time) {
        if !self.sinks {
            self.sinks = true;
            self.since = now;
        }
    }

    /// The clock was set back from one time to another.
    pub(super) fn shift_clock(&mut self, before: Time, after: Time) {
        self.since = after - before.since(self.since);
    }

    /// Lets time pass; `weight` of `limit` is in use. A rate sunk to less than half the increment
    /// is none.
    pub(super) fn sink(&mut self, now: Time, weight: usize, limit: usize, increment: FeeRate) {
        if self.raised == 0 || !self.sinks {
            return;
        }
        let speed = match weight {
            _ if weight < limit / 4 => 4,
            _ if weight < limit / 2 => 2,
            _ => 1,
        };
        let step = HALF_LIFE / STEPS / speed;
        let steps = now.since(self.since).as_millis() / step.as_millis();
        // After 32 half-lives nothing is left of any rate.
        let steps = u32::try_from(steps).unwrap_or(u32::MAX).min(32 * STEPS);
        for _ in 0..steps {
            self.raised = ((self.raised >> 16) * STEP) >> 16;
        }
        self.since = self.since + step * steps;
        if self.raised >> 32 < u128::from(increment.0 / 2) {
            *self = Self::default();
        }
    }

    /// The rate as raised, 0 where it is not.
    pub(super) fn rate(&self) -> FeeRate {
        FeeRate(u64::try_from(self.raised >> 32).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INCREMENT: FeeRate = FeeRate(25);
    const HOUR: Duration = Duration::from_secs(3_600);

    fn raised() -> Floor {
        let mut floor = Floor::default();
        let evicted = Rate {
            fee: 9_975,
            weight: 1_000,
        };
        floor.raise(evicted, INCREMENT);
        assert_eq!(floor.rate(), FeeRate(10_000));
        floor
    }

    #[test]
    fn it_halves_faster_the_emptier_the_pool_is() {
        for (weight, hours) in [(100, 12), (50, 12), (49, 6), (25, 6), (24, 3), (0, 3)] {
            let mut floor = raised();
            floor.sink(Time(0) + HOUR, weight, 100, INCREMENT);
            assert_eq!(floor.rate(), FeeRate(10_000), "no block, no change");
            floor.block(Time(0));
            // Asked often or seldom makes no difference.
            for minute in 0..hours * 60 {
                floor.sink(Time(0) + HOUR * minute / 60, weight, 100, INCREMENT);
            }
            floor.sink(Time(0) + HOUR * hours, weight, 100, INCREMENT);
            assert!(floor.rate().0.abs_diff(5_000) <= 1, "{:?}", floor.rate());
            floor.sink(Time(0) + 2 * HOUR * hours, weight, 100, INCREMENT);
            assert!(floor.rate().0.abs_diff(2_500) <= 1, "{:?}", floor.rate());
        }
    }

    #[test]
    fn it_is_gone_below_half_the_increment() {
        let mut floor = raised();
        floor.block(Time(0));
        floor.sink(Time(0) + 12 * HOUR * 9, 100, 100, INCREMENT);
        assert_eq!(floor.rate(), FeeRate(19));
        floor.sink(Time(0) + 12 * HOUR * 10, 100, 100, INCREMENT);
        assert_eq!(floor.rate(), FeeRate(0));
    }

    #[test]
    fn a_clock_set_back_or_far_ahead_does_no_harm() {
        let mut floor = raised();
        floor.block(Time(1_000_000));
        floor.sink(Time(0), 100, 100, INCREMENT);
        assert_eq!(floor.rate(), FeeRate(10_000));
        floor.sink(Time(u64::MAX), 100, 100, INCREMENT);
        assert_eq!(floor.rate(), FeeRate(0));
    }
}
