//! A token bucket: so much at once, so much per second.

use core::time::Duration;
use primitives::Time;

/// What a peer may still cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allowance {
    most: u64,
    per_second: u64,
    left: u64,
    /// When `left` was counted. Whole seconds and their fractions are credited by moving this
    /// forward.
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

    /// Takes `cost`, unless less is left; whether it was taken.
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

    /// Whether anything is left. Who asks this first may then [`spend`](Self::spend) more than is
    /// left, once.
    pub(crate) fn any(&mut self, now: Time) -> bool {
        self.refill(now);
        self.left > 0
    }

    /// Takes `cost`, or whatever is left of it.
    pub(crate) fn spend(&mut self, cost: u64) {
        self.left = self.left.saturating_sub(cost);
    }

    /// How long until an empty bucket is a quarter full: worth waking up for.
    pub(crate) fn pause(&self) -> Duration {
        Duration::from_millis((self.most / 4).saturating_mul(1000) / self.per_second.max(1))
    }

    fn refill(&mut self, now: Time) {
        let millis = u64::try_from(now.since(self.counted).as_millis()).unwrap_or(u64::MAX);
        let credit = self.per_second.saturating_mul(millis) / 1000;
        // Less than one token: leave the time standing, so that fractions add up. A clock that was
        // set back starts anew.
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
