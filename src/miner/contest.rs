//! The choice of a kernel: the one that is the fastest on this machine at present.

use core::time::Duration;

use crate::Kernel;

/// Minimum duration of a measurement. Shorter slices are added up, because a browser's clock may
/// count in whole milliseconds.
const MIN_MEASURED: Duration = Duration::from_millis(5);

/// Measurements of each kernel at the beginning, in turn. Meanwhile an engine compiles in the
/// background, and has fast code after some of these measurements.
const INITIAL_MEASUREMENTS: usize = 8;

/// After that, one measurement in this many goes to a promising kernel: one that was once faster,
/// by the factor [`MIN_ADVANTAGE`], than the current one is now.
///
/// The fastest kernel changes over time. If other programs use the second hardware thread of the
/// core, they do so for some tenths of a second at a time, which slows one kernel more than another
/// (see [`Shape`](crate::Shape)). On a machine without other load, the fastest kernel is as fast as
/// it ever was, and no measurement is spent on this. In a replay of the measured speeds of three
/// kernels that ran in turn for half a minute, values of 4 to 6 were best.
const PROMISING_EVERY: usize = 4;
/// The factor by which a kernel must once have been faster to be promising.
const MIN_ADVANTAGE: f64 = 1.1;

/// One measurement in this many goes to the kernel that was measured longest ago, since an engine
/// may have compiled better code for it.
const ANY_EVERY: usize = 64;

/// The speed of a kernel is the better of its last measurements, so that a single disturbed one has
/// no effect.
const RECENT_MEASUREMENTS: usize = 2;

/// Chooses among working kernels and uses the fastest most of the time. Measurements are made on
/// real work: no hash is computed for the contest alone.
#[derive(Debug)]
pub struct Contest {
    entries: Vec<Entry>,
    /// The index of the current kernel.
    at: usize,
    /// Number of measurements.
    measurements: usize,
    /// The hashes and the time of slices that are still too short for a measurement, even together.
    hashes: u64,
    elapsed: Duration,
}

#[derive(Debug)]
struct Entry {
    kernel: Kernel,
    /// Seconds per hash: the minimum of all measurements, and the last measurements, latest first.
    best: f64,
    recent: [f64; RECENT_MEASUREMENTS],
    /// The number of the last measurement of this kernel.
    last: usize,
}

impl Contest {
    /// A contest of these kernels, or of the portable kernel if there are none.
    pub fn new(kernels: Vec<Kernel>) -> Self {
        let mut entries: Vec<_> = kernels.into_iter().map(Entry::new).collect();
        if entries.is_empty() {
            entries.push(Entry::new(Kernel::portable()));
        }
        Self {
            entries,
            at: 0,
            measurements: 0,
            hashes: 0,
            elapsed: Duration::ZERO,
        }
    }

    /// The kernel for the next slice.
    pub fn kernel(&mut self) -> &mut Kernel {
        &mut self.entries[self.at].kernel
    }

    /// Records that the kernel computed this many hashes in this time. A slice that ended early
    /// with a solution counts too.
    pub fn took(&mut self, hashes: u64, elapsed: Duration) {
        self.hashes = self.hashes.saturating_add(hashes);
        self.elapsed = self.elapsed.saturating_add(elapsed);
        if self.elapsed < MIN_MEASURED || self.hashes == 0 {
            return;
        }
        let time = self.elapsed.as_secs_f64() / self.hashes as f64;
        (self.hashes, self.elapsed) = (0, Duration::ZERO);
        self.measurements = self.measurements.wrapping_add(1);
        self.entries[self.at].record(time, self.measurements);
        self.at = self.choose();
    }

    fn choose(&self) -> usize {
        let count = self.entries.len();
        if self.measurements < INITIAL_MEASUREMENTS * count {
            return self.measurements % count;
        }
        let numbered = || self.entries.iter().enumerate();
        let fastest = numbered().min_by(|(_, a), (_, b)| a.now().total_cmp(&b.now()));
        let Some((fastest, leader)) = fastest else {
            return 0;
        };
        let others = || numbered().filter(|(at, _)| *at != fastest);
        let oldest = if self.measurements.is_multiple_of(ANY_EVERY) {
            others().min_by_key(|(_, entry)| entry.last)
        } else if self.measurements.is_multiple_of(PROMISING_EVERY) {
            let promising = others().filter(|(_, entry)| entry.best * MIN_ADVANTAGE < leader.now());
            promising.min_by_key(|(_, entry)| entry.last)
        } else {
            None
        };
        oldest.map_or(fastest, |(at, _)| at)
    }
}

impl Entry {
    fn new(kernel: Kernel) -> Self {
        Self {
            kernel,
            best: f64::INFINITY,
            recent: [f64::INFINITY; RECENT_MEASUREMENTS],
            last: 0,
        }
    }

    /// Records a measurement. If other kernels were measured in between, the previous measurements
    /// of this kernel are not recent any more.
    fn record(&mut self, time: f64, number: usize) {
        let before = if number == self.last + 1 {
            self.recent[0]
        } else {
            time
        };
        self.recent = [time, before];
        self.best = self.best.min(time);
        self.last = number;
    }

    fn now(&self) -> f64 {
        self.recent[0].min(self.recent[1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASHES: u64 = 100_000;

    fn contest(kernels: usize) -> Contest {
        Contest::new((0..kernels).map(|_| Kernel::portable()).collect())
    }

    /// Runs slices, each of which takes the time of its kernel, and returns how often each kernel
    /// was chosen.
    fn run(contest: &mut Contest, millis: &[u64], slices: usize) -> Vec<usize> {
        let mut chosen = vec![0; millis.len()];
        for _ in 0..slices {
            chosen[contest.at] += 1;
            contest.took(HASHES, Duration::from_millis(millis[contest.at]));
        }
        chosen
    }

    #[test]
    fn the_fastest_kernel_does_nearly_all_work() {
        let mut contest = contest(3);
        assert_eq!(run(&mut contest, &[20, 10, 15], 24), [8, 8, 8]);
        let then = run(&mut contest, &[20, 10, 15], 6_400);
        assert_eq!(then, [50, 6_300, 50]);
    }

    #[test]
    fn a_kernel_that_becomes_faster_late_is_found() {
        let mut contest = contest(2);
        run(&mut contest, &[10, 30], 100);
        assert!(run(&mut contest, &[10, 6], 640)[1] > 500);
    }

    #[test]
    fn the_choice_follows_changing_load() {
        let mut contest = contest(3);
        let (alone, shared) = ([10, 13, 12], [20, 15, 17]);
        run(&mut contest, &alone, 200);
        for _ in 0..20 {
            assert!(run(&mut contest, &shared, 200)[1] > 130);
            assert!(run(&mut contest, &alone, 200)[0] > 180);
        }
    }

    #[test]
    fn one_disturbed_slice_changes_nothing() {
        let mut contest = contest(2);
        run(&mut contest, &[10, 12], 102);
        run(&mut contest, &[100, 12], 1);
        assert_eq!(run(&mut contest, &[10, 12], 25), [25, 0]);
    }

    #[test]
    fn short_slices_are_added_up() {
        let mut contest = contest(2);
        for measurements in [0, 1, 1, 2] {
            contest.took(HASHES, Duration::from_millis(3));
            assert_eq!(
                (contest.at, contest.measurements),
                (measurements % 2, measurements)
            );
        }
        for _ in 0..100 {
            contest.took(HASHES, Duration::ZERO);
        }
        assert_eq!(contest.measurements, 2);
    }

    #[test]
    fn without_kernels_the_portable_one_is_used() {
        assert_eq!(run(&mut contest(0), &[10], 100), [100]);
    }
}
