//! Whether the blocks that the node waits for do come.
//!
//! Headers alone do not tell that a better chain is to be had: whoever shows them may keep the blocks to itself, or never
//! have had any. So a node believes in a branch for as long as blocks of it arrive. Once none has come for a while, the
//! node counts as in sync with what it has, and takes part in the network as before, while it goes on asking for the
//! blocks. Only a block that arrives and is connected ends that state: another branch of mere headers does not.

use core::time::Duration;
use primitives::Time;

/// What has come of the blocks that are wanted.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// When, on the steady clock, the last block came, or the first one was wanted; none while none is.
    since: Option<Time>,
    is_stalled: bool,
}

impl Progress {
    /// Notes whether blocks are wanted now.
    pub(crate) fn observe(&mut self, is_behind: bool, patience: Duration, now: Time) {
        if !is_behind {
            self.since = None;
        } else if now.since(*self.since.get_or_insert(now)) >= patience {
            self.is_stalled = true;
        }
    }

    /// A block that was asked for is connected.
    pub(crate) fn block_came(&mut self, now: Time) {
        self.since = Some(now);
        self.is_stalled = false;
    }

    /// Whether nothing has come for too long.
    pub(crate) const fn is_stalled(&self) -> bool {
        self.is_stalled
    }

    /// When the blocks that are wanted will have been waited for long enough; none where that time is over, or none is
    /// wanted.
    pub(crate) fn deadline(&self, patience: Duration) -> Option<Time> {
        let since = self.since.filter(|_| !self.is_stalled)?;
        Some(since + patience)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(15);

    #[test]
    fn headers_without_blocks_are_believed_for_a_while_and_once() {
        let mut progress = Progress::default();
        progress.observe(true, PATIENCE, Time(1_000));
        assert_eq!(progress.deadline(PATIENCE), Some(Time(16_000)));
        progress.observe(true, PATIENCE, Time(15_999));
        assert!(!progress.is_stalled());
        progress.observe(true, PATIENCE, Time(16_000));
        assert!(progress.is_stalled());
        // The branch is gone, another one is shown.
        progress.observe(false, PATIENCE, Time(17_000));
        progress.observe(true, PATIENCE, Time(18_000));
        assert!(progress.is_stalled());
        progress.block_came(Time(19_000));
        assert!(!progress.is_stalled());
    }
}
