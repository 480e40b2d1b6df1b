//! Which of several kernels to use: the one that is the fastest where this runs, now.

use core::time::Duration;

use crate::Kernel;

/// Slices that take less are too short for a browser's clock, which may count in whole milliseconds: they are added up.
const MEASURABLE: Duration = Duration::from_millis(5);

/// At first each kernel gets so many measurable slices in turn. An engine compiles in the background meanwhile, and has
/// fast code within some of them.
const TRIALS: usize = 8;

/// Then one slice in so many goes to another kernel that has once been faster, by [`CLEARLY`], than the one at work is
/// now. Which is the fastest changes while they run: where the other half of a core is rented to others, they take part
/// of it for some tenths of a second and leave again, and one kernel suffers more from that than another (see
/// [`Shape`](crate::Shape)). With the machine to itself the fastest is as fast as it ever was, and no slice is spent on this.
/// Played through with the speeds that three kernels had in turn for half a minute, 4 to 6 were best.
const HOPE: usize = 4;
const CLEARLY: f64 = 1.1;

/// And one in so many goes to any other, whose better code may have come late.
const RETRY: usize = 64;

/// A kernel is as fast as the better of so many last slices says: what disturbs one alone changes nothing.
const RECENT: usize = 2;

/// Kernels that all work, the fastest most of the time. What is tried is work done: no hash is made for the contest's
/// sake.
#[derive(Debug)]
pub struct Contest {
    entries: Vec<Entry>,
    /// The kernel at work.
    at: usize,
    /// Measurable slices so far.
    slices: usize,
    /// Hashes and time that are no measurable slice yet.
    hashes: u64,
    elapsed: Duration,
}

#[derive(Debug)]
struct Entry {
    kernel: Kernel,
    /// Seconds that a hash took: the least ever, and in its last slices, the latest first.
    best: f64,
    recent: [f64; RECENT],
    /// The measurable slice that was its last one.
    last: usize,
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
            hashes: 0,
            elapsed: Duration::ZERO,
        }
    }

    /// The kernel for the next slice.
    pub fn kernel(&mut self) -> &mut Kernel {
        &mut self.entries[self.at].kernel
    }

    /// The kernel made so many hashes in this time. A slice that found something and so was cut short counts too.
    pub fn took(&mut self, hashes: u64, elapsed: Duration) {
        self.hashes = self.hashes.saturating_add(hashes);
        self.elapsed = self.elapsed.saturating_add(elapsed);
        if self.elapsed < MEASURABLE || self.hashes == 0 {
            return;
        }
        let time = self.elapsed.as_secs_f64() / self.hashes as f64;
        (self.hashes, self.elapsed) = (0, Duration::ZERO);
        self.slices = self.slices.wrapping_add(1);
        self.entries[self.at].took(time, self.slices);
        self.at = self.choose();
    }

    fn choose(&self) -> usize {
        let count = self.entries.len();
        if self.slices < TRIALS * count {
            return self.slices % count;
        }
        let numbered = || self.entries.iter().enumerate();
        let fastest = numbered().min_by(|(_, a), (_, b)| a.now().total_cmp(&b.now()));
        let Some((fastest, leader)) = fastest else {
            return 0;
        };
        let others = || numbered().filter(|(at, _)| *at != fastest);
        let oldest = if self.slices.is_multiple_of(RETRY) {
            others().min_by_key(|(_, entry)| entry.last)
        } else if self.slices.is_multiple_of(HOPE) {
            let hopeful = others().filter(|(_, entry)| entry.best * CLEARLY < leader.now());
            hopeful.min_by_key(|(_, entry)| entry.last)
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
            recent: [f64::INFINITY; RECENT],
            last: 0,
        }
    }

    /// What comes after a pause says nothing of what was before it.
    fn took(&mut self, time: f64, slice: usize) {
        let before = if slice == self.last + 1 {
            self.recent[0]
        } else {
            time
        };
        self.recent = [time, before];
        self.best = self.best.min(time);
        self.last = slice;
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
        let then = run(&mut contest, &[20, 10, 15], 6_400);
        assert_eq!(then, [50, 6_300, 50]);
    }

    #[test]
    fn one_that_becomes_faster_late_is_found() {
        let mut contest = contest(2);
        run(&mut contest, &[10, 30], 100);
        assert!(run(&mut contest, &[10, 6], 640)[1] > 500);
    }

    #[test]
    fn the_one_that_a_neighbour_disturbs_less_works_until_he_leaves() {
        let mut contest = contest(3);
        let (alone, beside) = ([10, 13, 12], [20, 15, 17]);
        run(&mut contest, &alone, 200);
        for _ in 0..20 {
            assert!(run(&mut contest, &beside, 200)[1] > 130);
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
    fn what_is_too_short_to_measure_is_added_up() {
        let mut contest = contest(2);
        for slices in [0, 1, 1, 2] {
            contest.took(HASHES, Duration::from_millis(3));
            assert_eq!((contest.at, contest.slices), (slices % 2, slices));
        }
        for _ in 0..100 {
            contest.took(HASHES, Duration::ZERO);
        }
        assert_eq!(contest.slices, 2);
    }

    #[test]
    fn there_is_always_a_kernel() {
        assert_eq!(run(&mut contest(0), &[10], 100), [100]);
    }
}
