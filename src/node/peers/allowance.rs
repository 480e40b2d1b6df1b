//! A token bucket, with a capacity and a refill rate per second.

use core::time::Duration;
use primitives::Time;

/// The tokens that a peer has left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allowance {
    most: u64,
    per_second: u64,
    left: u64,
    /// The time at which `left` was computed. Refilling moves it forward, so that fractions of a
    /// token are not lost.
    counted: Time,
}

impl Allowance {
    /// A full bucket.
    pub(crate) const fn new(most: u64, per_second: u64, now: Time) -> Self {
        Self {
            most,
            per_second,
            left: most,
            counted: now,
        }
    }

    /// Takes `cost` tokens. Returns `false`, and takes nothing, if fewer are left.
    pub(crate) fn take(&mut self, cost: u64, now: Time) -> bool {
        self.refill(now);
        match self.left.checked_sub(cost) {
            Some(left) => {
                self.left = left;
                true
            }
            None => false,
        }
    }

    /// Whether any tokens are left. A caller that checks this first may then [`spend`](Self::spend)
    /// more than is left, once.
    pub(crate) fn any(&mut self, now: Time) -> bool {
        self.refill(now);
        self.left > 0
    }

    /// Takes `cost` tokens, or all that are left if these are fewer.
    pub(crate) fn spend(&mut self, cost: u64) {
        self.left = self.left.saturating_sub(cost);
    }

    /// The time until an empty bucket is a quarter full, which is worth a wake-up.
    pub(crate) fn pause(&self) -> Duration {
        Duration::from_millis((self.most / 4).saturating_mul(1000) / self.per_second.max(1))
    }

    fn refill(&mut self, now: Time) {
        let millis = u64::try_from(now.since(self.counted).as_millis()).unwrap_or(u64::MAX);
        let credit = self.per_second.saturating_mul(millis) / 1000;
        // For less than one token the time stays, so that fractions add up. If the clock was set
        // back, counting starts again.
        if credit > 0 || now < self.counted {
            self.counted = now;
            self.left = self.left.saturating_add(credit).min(self.most);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_much_at_once_and_so_much_per_second() {
        let mut allowance = Allowance::new(10, 2, Time(0));
        assert!(allowance.take(10, Time(0)));
        assert!(!allowance.take(1, Time(499)));
        assert!(allowance.take(1, Time(500)));
        assert!(!allowance.take(1, Time(500)));
        assert!(allowance.take(10, Time(1_000_000)));
        assert!(!allowance.take(1, Time(1_000_000)));
    }

    #[test]
    fn a_clock_set_back_costs_nothing() {
        let mut allowance = Allowance::new(10, 2, Time(1_000_000));
        assert!(allowance.take(10, Time(1_000_000)));
        assert!(!allowance.take(1, Time(5_000)));
        assert!(allowance.take(2, Time(6_000)));
    }

    #[test]
    fn the_last_taker_may_overdraw() {
        let mut allowance = Allowance::new(10, 2, Time(0));
        assert!(allowance.any(Time(0)));
        allowance.spend(50);
        assert!(!allowance.any(Time(0)));
        assert!(allowance.any(Time(0) + allowance.pause()));
    }
}
