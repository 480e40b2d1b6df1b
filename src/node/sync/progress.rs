//! The progress of the download: whether the missing blocks arrive fast enough.
//!
//! Headers alone do not prove that a better chain can be downloaded: a peer that shows them may
//! withhold the blocks, or send one from time to time. So the node waits for a branch only while
//! its blocks arrive faster than the chain's interval; otherwise it could never catch up with a
//! growing chain. Each block that arrives and is connected extends the deadline by one interval, up
//! to [`Config::answer`](crate::Config::answer) in advance. When the deadline passes, the download
//! has **stalled**: the node counts as in sync, although it continues to request the blocks. The
//! stall ends when blocks have extended the deadline to its maximum again; another branch of mere
//! headers does not end it.

use core::time::Duration;
use primitives::Time;

/// The progress of the download.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// The deadline on the steady clock. `None` if no blocks are missing.
    until: Option<Time>,
    is_stalled: bool,
}

impl Progress {
    /// Records whether blocks are missing. `max_wait` is the maximum time until the deadline.
    pub(crate) fn observe(&mut self, is_behind: bool, max_wait: Duration, now: Time) {
        if !is_behind {
            self.until = None;
        } else if now >= *self.until.get_or_insert(now + max_wait) {
            self.is_stalled = true;
        }
    }

    /// A block of the missing branch was connected.
    pub(crate) fn block_came(&mut self, interval: Duration, max_wait: Duration, now: Time) {
        let full = now + max_wait;
        let from = self.until.unwrap_or(now).max(now);
        let until = (from + interval).min(full);
        if until == full {
            self.is_stalled = false;
        }
        self.until = Some(until);
    }

    /// Whether blocks arrive too slowly, or not at all.
    pub(crate) const fn is_stalled(&self) -> bool {
        self.is_stalled
    }

    /// The deadline. `None` if it has passed, or if no blocks are missing.
    pub(crate) fn deadline(&self) -> Option<Time> {
        self.until.filter(|_| !self.is_stalled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INTERVAL: Duration = Duration::from_secs(10);
    const MAX_WAIT: Duration = Duration::from_secs(15);

    #[test]
    fn the_node_waits_once_for_blocks_that_do_not_come() {
        let mut progress = Progress::default();
        progress.observe(true, MAX_WAIT, Time(1_000));
        assert_eq!(progress.deadline(), Some(Time(16_000)));
        progress.observe(true, MAX_WAIT, Time(15_999));
        assert!(!progress.is_stalled());
        progress.observe(true, MAX_WAIT, Time(16_000));
        assert!(progress.is_stalled());
        // The branch is gone, and another one is shown.
        progress.observe(false, MAX_WAIT, Time(17_000));
        progress.observe(true, MAX_WAIT, Time(18_000));
        assert!(progress.is_stalled());
        progress.block_came(INTERVAL, MAX_WAIT, Time(19_000));
        progress.block_came(INTERVAL, MAX_WAIT, Time(19_100));
        assert!(!progress.is_stalled());
        assert_eq!(progress.deadline(), Some(Time(34_100)));
    }

    #[test]
    fn blocks_slower_than_the_interval_are_not_waited_for() {
        let mut progress = Progress::default();
        progress.observe(true, MAX_WAIT, Time(0));
        for at in [14_000, 28_000, 42_000] {
            let now = Time(at);
            progress.observe(true, MAX_WAIT, now);
            progress.block_came(INTERVAL, MAX_WAIT, now);
        }
        assert!(progress.is_stalled());
        // On a chain of long intervals one block is enough.
        progress.block_came(Duration::from_secs(60), MAX_WAIT, Time(43_000));
        assert!(!progress.is_stalled());
    }
}
