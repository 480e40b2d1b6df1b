//! The number of blocks requested from one peer at a time: few at first, more as the peer answers
//! quickly.
//!
//! Many small blocks in flight keep a link busy and the batches of signatures large. But a slow
//! peer with many requests would delay blocks that other peers could send. So the quota grows with
//! each block that comes quickly, and falls back to its minimum with the first slow block.

use core::time::Duration;
use primitives::Time;

/// The time within which a block counts as quick.
const MAX_QUICK_WAIT: Duration = Duration::from_secs(1);

/// The number of blocks that may be requested from a peer at a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quota {
    min: usize,
    max: usize,
    current: usize,
    /// When the last block came, or when the first of the open requests was sent, whichever is
    /// later.
    since: Time,
}

impl Quota {
    /// Returns a quota within these bounds, at first `min`.
    pub(crate) const fn new(min: usize, max: usize) -> Self {
        Self {
            min,
            max,
            current: min,
            since: Time(0),
        }
    }

    /// A block is requested while no other block is in flight from the peer.
    pub(crate) const fn begins(&mut self, now: Time) {
        self.since = now;
    }

    /// A requested block came. Returns whether it came quickly.
    pub(crate) fn came(&mut self, now: Time) -> bool {
        let is_quick = now.since(self.since) < MAX_QUICK_WAIT;
        self.since = now;
        match is_quick {
            true => self.current = (self.current + 1).min(self.max),
            false => self.fall(),
        }
        is_quick
    }

    /// The peer is slow or silent: the quota falls to its minimum.
    pub(crate) const fn fall(&mut self) {
        self.current = self.min;
    }

    /// Returns how many more blocks to request with `in_flight` open requests: none until half of
    /// the quota has come, to keep the number of messages low.
    pub(crate) const fn room(self, in_flight: usize) -> usize {
        if in_flight > self.current / 2 {
            return 0;
        }
        self.current - in_flight
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_grows_with_quick_answers_and_falls_with_a_slow_one() {
        let mut quota = Quota::new(16, 128);
        quota.begins(Time(10_000));
        assert_eq!(quota.room(0), 16);
        for block in 1..=200 {
            assert!(quota.came(Time(10_000 + 999 * block)));
        }
        assert_eq!(quota.room(0), 128);
        assert!(!quota.came(Time(10_000 + 999 * 200 + 1_000)));
        assert_eq!(quota.room(0), 16);
    }

    #[test]
    fn no_blocks_are_requested_until_half_of_the_quota_has_come() {
        let quota = Quota::new(16, 128);
        assert_eq!(quota.room(9), 0);
        assert_eq!(quota.room(8), 8);
        assert_eq!(Quota::new(1, 1).room(1), 0);
        assert_eq!(Quota::new(1, 1).room(0), 1);
    }
}
