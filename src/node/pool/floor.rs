//! The minimum fee rate, which rises when the pool is full.

use super::rate::Rate;
use core::time::Duration;
use primitives::{FeeRate, Time};

/// The half-life of the raised rate, as in Bitcoin Core. It is halved while the pool is less than
/// half full, and quartered while the pool is less than a quarter full.
const HALF_LIFE: Duration = Duration::from_secs(12 * 60 * 60);
/// The number of steps in a half-life. Each multiplies the rate by [`STEP`].
const STEPS: u32 = 64;
/// 2^(−1/64) in units of 2^−32.
const STEP: u128 = 4_248_701_965;

/// A minimum fee rate that rises above the rates of evicted transactions and decays with time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Floor {
    /// The raised rate in units of 2^−32 of a [`FeeRate`], so that many small steps lose nothing; 0
    /// if it is not raised.
    raised: u128,
    /// The time of its last decay.
    since: Time,
    /// Whether a block has come since the rate was raised. Before that, the pool has no more room.
    may_decay: bool,
}

impl Floor {
    /// Transactions of this rate were evicted: later ones must pay more by `increment`.
    pub(super) fn raise(&mut self, evicted: Rate, increment: FeeRate) {
        let rate = u128::from(evicted.fee_rate().0) + u128::from(increment.0);
        if rate << 32 > self.raised {
            self.raised = rate << 32;
            self.may_decay = false;
        }
    }

    /// A block has come.
    pub(super) fn block_came(&mut self, now: Time) {
        if !self.may_decay {
            self.may_decay = true;
            self.since = now;
        }
    }

    /// The clock was set back: keeps the time since the last decay.
    pub(super) fn shift_clock(&mut self, before: Time, after: Time) {
        self.since = after - before.since(self.since);
    }

    /// Lets the rate decay until `now`, with `weight` of `limit` in use. A rate below half the
    /// increment becomes 0.
    pub(super) fn decay(&mut self, now: Time, weight: usize, limit: usize, increment: FeeRate) {
        if self.raised == 0 || !self.may_decay {
            return;
        }
        let speed = match weight {
            _ if weight < limit / 4 => 4,
            _ if weight < limit / 2 => 2,
            _ => 1,
        };
        let step = HALF_LIFE / STEPS / speed;
        let steps = now.since(self.since).as_millis() / step.as_millis();
        // The bound keeps the loop short: 32 half-lives divide a rate by 2^32.
        let steps = u32::try_from(steps).unwrap_or(u32::MAX).min(32 * STEPS);
        for _ in 0..steps {
            self.raised = ((self.raised >> 16) * STEP) >> 16;
        }
        self.since = self.since + step * steps;
        if self.raised >> 32 < u128::from(increment.0 / 2) {
            *self = Self::default();
        }
    }

    /// The raised rate; 0 if it is not raised.
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
    fn the_rate_halves_faster_in_an_emptier_pool() {
        for (weight, hours) in [(100, 12), (50, 12), (49, 6), (25, 6), (24, 3), (0, 3)] {
            let mut floor = raised();
            floor.decay(Time(0) + HOUR, weight, 100, INCREMENT);
            assert_eq!(floor.rate(), FeeRate(10_000), "no block, no change");
            floor.block_came(Time(0));
            // The number of calls has no effect.
            for minute in 0..hours * 60 {
                floor.decay(Time(0) + HOUR * minute / 60, weight, 100, INCREMENT);
            }
            floor.decay(Time(0) + HOUR * hours, weight, 100, INCREMENT);
            assert!(floor.rate().0.abs_diff(5_000) <= 1, "{:?}", floor.rate());
            floor.decay(Time(0) + 2 * HOUR * hours, weight, 100, INCREMENT);
            assert!(floor.rate().0.abs_diff(2_500) <= 1, "{:?}", floor.rate());
        }
    }

    #[test]
    fn a_rate_below_half_the_increment_becomes_zero() {
        let mut floor = raised();
        floor.block_came(Time(0));
        floor.decay(Time(0) + 12 * HOUR * 9, 100, 100, INCREMENT);
        assert_eq!(floor.rate(), FeeRate(19));
        floor.decay(Time(0) + 12 * HOUR * 10, 100, 100, INCREMENT);
        assert_eq!(floor.rate(), FeeRate(0));
    }

    #[test]
    fn a_clock_set_back_or_far_ahead_does_no_harm() {
        let mut floor = raised();
        floor.block_came(Time(1_000_000));
        floor.decay(Time(0), 100, 100, INCREMENT);
        assert_eq!(floor.rate(), FeeRate(10_000));
        floor.decay(Time(u64::MAX), 100, 100, INCREMENT);
        assert_eq!(floor.rate(), FeeRate(0));
    }
}
