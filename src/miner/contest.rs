//! Which of several kernels to use: the one that proves to be the fastest where this runs.

use core::time::Duration;

use crate::Kernel;

/// Slices that take less are too short for a browser's clock, which may count in whole milliseconds.
const MEASURABLE: Duration = Duration::from_millis(5);

/// At first each kernel gets so many measurable slices in turn. An engine compiles in the background meanwhile, and has
/// fast code within some of them.
const TRIALS: usize = 8;

/// Then one slice in so many goes to another kernel than the fastest, whose better code may have come late: with other
/// work beside, V8 was seen to have it only after the trials. At first often, in the end once in [`RETRY`] slices, which
/// costs less than a hundredth of the work.
const SOON: usize = 8;
const RETRY: usize = 64;

/// Kernels that all work, the fastest most of the time. What is tried is work done: no hash is made for the contest's
/// sake.
#[derive(Debug)]
pub struct Contest {
    entries: Vec<Entry>,
    /// The kernel at work.
    at: usize,
    /// Measurable slices so far.
    slices: usize,
}

#[derive(Debug)]
struct Entry {
    kernel: Kernel,
    /// The least time that a million hashes took. What disturbs a measurement makes it longer.
    best: Duration,
}

impl Contest {
    /// A contest of these kernels; of the portable one where there are none.
    pub fn new(kernels: Vec<Kernel>) -> Self {
        let mut entries: Vec<_> = kernels.into_iter().map(Entry::new).collect();
        if entries.is_empty() {
            entries.push(Entry::new(Kernel::portable()));
        }
        Self {
            entries,
            at: 0,
            slices: 0,
        }
    }

    /// The kernel for the next slice.
    pub fn kernel(&mut self) -> &mut Kernel {
        &mut self.entries[self.at].kernel
    }

    /// The kernel made so many hashes in this time. A slice that found something and so was cut short counts too.
    pub fn took(&mut self, hashes: u64, elapsed: Duration) {
        if elapsed < MEASURABLE || hashes == 0 {
            return;
        }
        let entry = &mut self.entries[self.at];
        let million = elapsed.as_secs_f64() * 1e6 / hashes as f64;
        entry.best = entry
            .best
            .min(Duration::try_from_secs_f64(million).unwrap_or(Duration::MAX));
        self.slices = self.slices.wrapping_add(1);
        self.at = self.choose();
    }

    fn choose(&self) -> usize {
        let count = self.entries.len();
        let turn = if self.slices < TRIALS * count {
            Some(self.slices)
        } else {
            let retry = (self.slices / 128).clamp(1, RETRY / SOON) * SOON;
            (self.slices.is_multiple_of(retry)).then_some(self.slices / retry)
        };
        if let Some(turn) = turn {
            return turn % count;
        }
        let fastest = self
            .entries
            .iter()
            .enumerate()
            .min_by_key(|(_, entry)| entry.best);
        fastest.map_or(0, |(at, _)| at)
    }
}

impl Entry {
    fn new(kernel: Kernel) -> Self {
        Self {
            kernel,
            best: Duration::MAX,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASHES: u64 = 100_000;

    fn contest(kernels: usize) -> Contest {
        Contest::new((0..kernels).map(|_| Kernel::portable()).collect())
    }

    /// Runs so many slices, of which each kernel's takes its time; returns how often each was chosen.
    fn run(contest: &mut Contest, millis: &[u64], slices: usize) -> Vec<usize> {
        let mut chosen = vec![0; millis.len()];
        for _ in 0..slices {
            chosen[contest.at] += 1;
            contest.took(HASHES, Duration::from_millis(millis[contest.at]));
        }
        chosen
    }

    #[test]
    fn the_fastest_comes_to_do_nearly_all() {
        let mut contest = contest(3);
        assert_eq!(run(&mut contest, &[20, 10, 15], 24), [8, 8, 8]);
        let soon = run(&mut contest, &[20, 10, 15], 1_000);
        assert!(soon[1] > 950 && soon[0] > 10, "{soon:?}");
        let later = run(&mut contest, &[20, 10, 15], 6_400);
        assert!(later[1] > 6_300, "{later:?}");
        assert!(later[0] > 20 && later[2] > 20, "{later:?}");
    }

    #[test]
    fn one_that_becomes_faster_late_is_found() {
        let mut contest = contest(2);
        run(&mut contest, &[10, 30], 100);
        run(&mut contest, &[10, 6], 30);
        assert!(run(&mut contest, &[10, 6], 640)[1] > 560);
    }

    #[test]
    fn a_disturbance_changes_nothing() {
        let mut contest = contest(2);
        run(&mut contest, &[10, 12], 100);
        run(&mut contest, &[100, 12], 10);
        assert!(run(&mut contest, &[10, 12], 640)[0] > 560);
    }

    #[test]
    fn what_is_too_short_to_measure_is_not_judged() {
        let mut contest = contest(2);
        for _ in 0..100 {
            contest.took(HASHES, Duration::from_millis(4));
        }
        assert_eq!((contest.at, contest.slices), (0, 0));
    }

    #[test]
    fn there_is_always_a_kernel() {
        assert_eq!(run(&mut contest(0), &[10], 100), [100]);
    }
}
