//! When the store was written, and whether it works.

use core::time::Duration;
use primitives::Time;

/// How long a node that is catching up gathers blocks before it writes them. Lost blocks can be
/// downloaded again, and a commit costs as much as connecting dozens of small blocks.
pub(super) const GATHERING: Duration = Duration::from_secs(1);

/// The state of writing.
#[derive(Debug, Default)]
pub(crate) struct Writes {
    /// When the store was last written, on the steady clock. `None` if pending changes must not
    /// wait.
    written: Option<Time>,
    /// Whether the chain was asked to consider the blocks that it had not considered when it was
    /// closed or when its store failed.
    is_resumed: bool,
    /// Whether the store failed and has not accepted a write since.
    is_failing: bool,
}

impl Writes {
    /// Notes that pending changes must not wait.
    pub(super) const fn write_soon(&mut self) {
        self.written = None;
    }

    /// Whether a node that is catching up may gather changes for longer.
    pub(super) fn may_gather(&self, now: Time) -> bool {
        self.written
            .is_some_and(|written| now.since(written) < GATHERING)
    }

    /// The store has accepted all pending changes.
    pub(super) const fn written(&mut self, now: Time) {
        self.written = Some(now);
    }

    /// The store failed.
    pub(super) const fn failed(&mut self) {
        self.is_failing = true;
    }

    /// The store works. Returns whether it had failed before.
    pub(super) const fn recovered(&mut self) -> bool {
        core::mem::replace(&mut self.is_failing, false)
    }

    /// Notes that the chain is asked to consider the blocks that it has not considered. Returns
    /// whether it was asked before.
    pub(crate) const fn note_resumed(&mut self) -> bool {
        core::mem::replace(&mut self.is_resumed, true)
    }

    /// The store failed in the meantime, so the chain must be asked again.
    pub(super) const fn resume_again(&mut self) {
        self.is_resumed = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_gather_for_a_second_after_a_write() {
        let mut writes = Writes::default();
        assert!(!writes.may_gather(Time(5_000)));
        writes.written(Time(5_000));
        assert!(writes.may_gather(Time(5_999)));
        assert!(!writes.may_gather(Time(6_000)));
        writes.written(Time(6_000));
        writes.write_soon();
        assert!(!writes.may_gather(Time(6_001)));
    }

    #[test]
    fn a_recovery_is_reported_once() {
        let mut writes = Writes::default();
        assert!(!writes.recovered());
        writes.failed();
        assert!(writes.recovered());
        assert!(!writes.recovered());
    }
}
