//! A token bucket, with a capacity and a refill rate per second.

use core::time::Duration;
use primitives::Time;

/// The tokens that a peer has left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allowance {
    capacity: u64,
    per_second: u64,
    left: u64,
    /// The time at which `left` was computed. Refilling moves it forward, so that fractions of a
    /// token are not lost.
    counted: Time,
}

impl Allowance {
    /// A full bucket.
    pub(crate) const fn new(capacity: u64, per_second: u64, now: Time) -> Self {
        Self {
            capacity,
            per_second,
            left: capacity,
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

    /// The time until an empty bucket is a quarter full. A shorter pause would wake the node too
    /// often.
    pub(crate) fn pause(&self) -> Duration {
        Duration::from_millis((self.capacity / 4).saturating_mul(1000) / self.per_second.max(1))
    }

    fn refill(&mut self, now: Time) {
        let millis = u64::try_from(now.since(self.counted).as_millis()).unwrap_or(u64::MAX);
        let credit = self.per_second.saturating_mul(millis) / 1000;
        // While less than one token has accrued, `counted` stays, so that fractions add up. If the
        // clock was set back, counting starts again.
        if credit > 0 || now < self.counted {
            self.counted = now;
            self.left = self.left.saturating_add(credit).min(self.capacity);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_gives_its_capacity_at_once_and_then_its_rate() {
        let mut allowance = Allowance::new(10, 2, Time(0));
        assert!(allowance.take(10, Time(0)));
        assert!(!allowance.take(1, Time(499)));
        assert!(allowance.take(1, Time(500)));
        assert!(!allowance.take(1, Time(500)));
        assert!(allowance.take(10, Time(1_000_000)));
        assert!(!allowance.take(1, Time(1_000_000)));
    }

    #[test]
    fn a_bucket_refills_after_the_clock_was_set_back() {
        let mut allowance = Allowance::new(10, 2, Time(1_000_000));
        assert!(allowance.take(10, Time(1_000_000)));
        assert!(!allowance.take(1, Time(5_000)));
        assert!(allowance.take(2, Time(6_000)));
    }

    #[test]
    fn a_caller_may_spend_more_than_is_left_once() {
        let mut allowance = Allowance::new(10, 2, Time(0));
        assert!(allowance.any(Time(0)));
        allowance.spend(50);
        assert!(!allowance.any(Time(0)));
        assert!(allowance.any(Time(0) + allowance.pause()));
    }
}
