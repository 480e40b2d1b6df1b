//! A timeline that never runs back. Between two readings of a clock it moves on by their
//! difference, or not at all if the clock was set back.

/// A timeline over a clock that people and time servers set. If the clock is set ahead, every wait
/// ends early. If it is set back, a wait becomes longer by at most the time between two readings.
/// Timers are kept on this timeline, and translated to the clock when they are handed to the
/// driver.
#[derive(Clone, Debug)]
pub(crate) struct Steady {
    /// The last reading of the clock, in milliseconds.
    clock: u64,
    /// The same moment on the timeline, in milliseconds.
    now: u64,
}

impl Steady {
    /// A timeline that begins with the clock's own reading.
    pub(crate) const fn new(clock: u64) -> Self {
        Self { clock, now: clock }
    }

    /// Moves the timeline on to a new reading of the clock.
    pub(crate) fn follow(&mut self, clock: u64) {
        let passed = clock.saturating_sub(self.clock);
        self.clock = clock;
        self.now = self.now.saturating_add(passed);
    }

    /// The present moment on the timeline.
    pub(crate) const fn now(&self) -> u64 {
        self.now
    }

    /// The clock's reading at a future moment of the timeline, if nobody sets the clock until then.
    pub(crate) fn clock_at(&self, at: u64) -> u64 {
        match at {
            u64::MAX => u64::MAX,
            at => self.clock.saturating_add(at.saturating_sub(self.now)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_set_back_neither_shortens_nor_lengthens_a_wait() {
        let mut time = Steady::new(10_000_000);
        let due = time.now() + 30_000;
        time.follow(10_010_000);
        assert_eq!(time.clock_at(due), 10_030_000);
        // The clock is set back by two hours. 20 s are left of the wait, as before.
        time.follow(2_810_000);
        assert_eq!(time.clock_at(due), 2_830_000);
        time.follow(2_830_000);
        assert_eq!(time.now(), due);
    }

    #[test]
    fn a_clock_set_ahead_ends_waits_and_setting_it_back_changes_nothing() {
        let mut time = Steady::new(10_000_000);
        let due = time.now() + 30_000;
        time.follow(17_200_000);
        assert!(time.now() >= due);
        let later = time.now() + 5_000;
        time.follow(10_000_000);
        assert_eq!(time.clock_at(later), 10_005_000);
        assert_eq!(time.clock_at(u64::MAX), u64::MAX);
    }
}
