//! The measured hash rate: completed hashes over elapsed time, on a clock that can't be set.

use core::time::Duration;
use std::collections::VecDeque;

/// The period over which the rate is averaged. It holds about a dozen reports of each miner, so
/// that one report more or less hardly changes the rate.
const WINDOW: Duration = Duration::from_secs(3);

/// Counts hashes since mining started.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meter {
    /// When mining started; `None` while mining does not run. All times of the meter are from a
    /// monotonic clock, since the wall clock may be set back or ahead.
    started: Option<Duration>,
    total: u64,
    /// Reports within the window, oldest first: a few per miner and second.
    recent: VecDeque<(Duration, u64)>,
}

impl Meter {
    /// Starts mining, and resets all counts.
    pub(crate) fn start(&mut self, now: Duration) {
        *self = Self {
            started: Some(now),
            ..Self::default()
        };
    }

    /// Stops mining. The total remains until mining starts again.
    pub(crate) fn stop(&mut self) {
        self.started = None;
        self.recent.clear();
    }

    /// Adds hashes completed since the last report of the same miner. Ignored while mining does not
    /// run.
    pub(crate) fn add(&mut self, now: Duration, hashes: u64) {
        if self.started.is_none() {
            return;
        }
        self.total += hashes;
        self.recent.push_back((now, hashes));
        while let Some((at, _)) = self.recent.front()
            && now.saturating_sub(*at) >= WINDOW
        {
            self.recent.pop_front();
        }
    }

    /// Hashes completed since mining started.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// Hashes per second over the last 3 seconds, or since mining started if that is shorter; 0
    /// while mining does not run.
    pub(crate) fn rate(&self, now: Duration) -> f64 {
        let Some(started) = self.started else {
            return 0.0;
        };
        let time = now.saturating_sub(started).min(WINDOW).as_secs_f64();
        let within = |(at, _): &&(Duration, u64)| now.saturating_sub(*at) < WINDOW;
        let hashes: u64 = self.recent.iter().filter(within).map(|(_, n)| n).sum();
        if time > 0.0 {
            hashes as f64 / time
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> Duration {
        Duration::from_millis(1_000_000 + millis)
    }

    #[test]
    fn the_rate_is_hashes_over_elapsed_time() {
        let mut meter = Meter::default();
        meter.start(at(0));
        assert_eq!(meter.rate(at(0)), 0.0);
        meter.add(at(500), 1_000);
        assert_eq!(meter.rate(at(500)), 2_000.0);
        // Time without completed hashes counts as well.
        assert_eq!(meter.rate(at(1_000)), 1_000.0);
        for quarter in 3..=40 {
            meter.add(at(quarter * 250), 500);
        }
        assert_eq!(meter.rate(at(10_000)), 2_000.0);
        assert_eq!(meter.total(), 1_000 + 38 * 500);
    }

    #[test]
    fn miners_that_stop_reporting_lower_the_rate() {
        let mut meter = Meter::default();
        meter.start(at(0));
        meter.add(at(1_000), 3_000);
        assert_eq!(meter.rate(at(3_500)), 1_000.0);
        assert_eq!(meter.rate(at(4_500)), 0.0);
    }

    #[test]
    fn a_late_report_after_the_stop_does_not_count() {
        let mut meter = Meter::default();
        meter.start(at(0));
        meter.add(at(100), 10);
        meter.stop();
        meter.add(at(200), 10);
        assert_eq!((meter.total(), meter.rate(at(300))), (10, 0.0));
    }
}
