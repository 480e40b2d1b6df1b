//! Whether the blocks that the node waits for arrive fast enough.
//!
//! Headers alone do not tell that a better chain is to be had: a stranger who shows them may keep
//! the blocks to itself, or send one now and then. So the node believes in a branch only while its
//! blocks arrive faster than the chain's interval, for otherwise it could never catch up with a
//! chain that goes on. Each block that arrives and is connected buys the time of one interval, up
//! to [`Config::answer`](crate::Config::answer) in advance. When that time is spent the download
//! has **stalled**: the node counts as in sync with what it has, while it goes on asking for the
//! blocks. The stall ends when blocks have bought the whole time again; another branch of mere
//! headers does not end it.

use core::time::Duration;
use primitives::Time;

/// What has come of the blocks that are wanted.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Until when, on the steady clock, blocks are waited for; none while none is wanted.
    until: Option<Time>,
    is_stalled: bool,
}

impl Progress {
    /// Notes whether blocks are wanted now; `patience` is the longest that they are waited for.
    pub(crate) fn observe(&mut self, is_behind: bool, patience: Duration, now: Time) {
        if !is_behind {
            self.until = None;
        } else if now >= *self.until.get_or_insert(now + patience) {
            self.is_stalled = true;
        }
    }

    /// A block of the branch that is wanted was connected.
    pub(crate) fn block_came(&mut self, interval: Duration, patience: Duration, now: Time) {
        let full = now + patience;
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

    /// When the blocks that are wanted will have been waited for long enough; none where that time
    /// is over, or none is wanted.
    pub(crate) fn deadline(&self) -> Option<Time> {
        self.until.filter(|_| !self.is_stalled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INTERVAL: Duration = Duration::from_secs(10);
    const PATIENCE: Duration = Duration::from_secs(15);

    #[test]
    fn headers_without_blocks_are_believed_for_a_while_and_once() {
        let mut progress = Progress::default();
        progress.observe(true, PATIENCE, Time(1_000));
        assert_eq!(progress.deadline(), Some(Time(16_000)));
        progress.observe(true, PATIENCE, Time(15_999));
        assert!(!progress.is_stalled());
        progress.observe(true, PATIENCE, Time(16_000));
        assert!(progress.is_stalled());
        // The branch is gone, another one is shown.
        progress.observe(false, PATIENCE, Time(17_000));
        progress.observe(true, PATIENCE, Time(18_000));
        assert!(progress.is_stalled());
        progress.block_came(INTERVAL, PATIENCE, Time(19_000));
        progress.block_came(INTERVAL, PATIENCE, Time(19_100));
        assert!(!progress.is_stalled());
        assert_eq!(progress.deadline(), Some(Time(34_100)));
    }

    #[test]
    fn blocks_slower_than_the_interval_are_not_waited_for() {
        let mut progress = Progress::default();
        progress.observe(true, PATIENCE, Time(0));
        for at in [14_000, 28_000, 42_000] {
            let now = Time(at);
            progress.observe(true, PATIENCE, now);
            progress.block_came(INTERVAL, PATIENCE, now);
        }
        assert!(progress.is_stalled());
        // On a chain of long intervals one block is enough.
        progress.block_came(Duration::from_secs(60), PATIENCE, Time(43_000));
        assert!(!progress.is_stalled());
    }
}
