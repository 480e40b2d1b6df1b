//! One miner: it searches in short slices, and handles the messages that come between them.

use core::time::Duration;

use miner::{Contest, Job, JobId, Kernel, Miner, Progress};
use primitives::{BlockHash, CompactTarget, Time, Timestamp};

use super::message::{FromMiner, ToMiner};
use super::pace::Pace;

/// The minimum time between two reports of completed hashes.
const REPORT: Duration = Duration::from_millis(250);
/// The time that a measurement searches before it counts hashes, so that a browser's engine can
/// compile optimized code.
const WARM_UP: Duration = Duration::from_millis(150);
/// The time for which a measurement counts hashes.
const COUNTED: Duration = Duration::from_millis(200);

/// The clocks of a miner's thread.
pub trait Clock {
    /// The wall-clock time.
    fn now(&self) -> Time;

    /// The time on a clock that can't be set.
    fn ticks(&self) -> Duration;
}

/// The search of one miner. Its thread passes messages to [`handle`](Self::handle). Between them,
/// it calls [`search`](Self::search) unless the miner [is idle](Self::is_idle).
#[derive(Debug)]
pub struct Searcher {
    miner: Miner,
    kernels: Contest,
    job: JobId,
    pace: Pace,
    /// The number of completed hashes that are not reported yet.
    unreported: u64,
    /// The time of the last report, in ticks.
    reported: Duration,
    /// How long the current job took to reach this miner.
    delay: Duration,
    /// The parent of the current job's block.
    previous: BlockHash,
    /// The lowest hash on that parent that came near the target, most significant byte first.
    lowest: Option<[u8; 32]>,
}

impl Searcher {
    /// A miner without a job. It uses the fastest of these kernels, or the portable one if the list
    /// is empty.
    pub fn new(kernels: Vec<Kernel>) -> Self {
        Self {
            miner: Miner::new(0),
            kernels: Contest::new(kernels),
            job: JobId::default(),
            pace: Pace::default(),
            unreported: 0,
            reported: Duration::ZERO,
            delay: Duration::ZERO,
            previous: BlockHash::ZERO,
            lowest: None,
        }
    }

    /// Handles a message. Returns the message to the pool; `None` if there is none.
    pub fn handle(&mut self, clock: &impl Clock, message: ToMiner) -> Option<FromMiner> {
        match message {
            ToMiner::Start { extra_nonce } => self.miner = Miner::new(extra_nonce),
            ToMiner::Job { job, sent } => {
                self.delay = clock.now().since(sent);
                self.job = job.id;
                if job.previous != self.previous {
                    self.previous = job.previous;
                    self.lowest = None;
                }
                // A job with an invalid target can't be searched on; the miner is idle then.
                let _ = self.miner.start(*job);
            }
            ToMiner::Rest => {
                self.miner.stop();
                return self.report(clock.ticks());
            }
            ToMiner::Measure => return Some(self.measure(clock)),
        }
        None
    }

    /// Whether there is no job.
    pub fn is_idle(&self) -> bool {
        self.miner.is_idle()
    }

    /// Searches for 8 to 16 ms. Returns the messages to the pool, in their order: at most one
    /// report and one solution, after which the miner is idle.
    pub fn search<C: Clock>(&mut self, clock: &C) -> impl Iterator<Item = FromMiner> + use<C> {
        let mut report = None;
        let mut solved = None;
        if !self.is_idle() {
            let progress = self.slice(clock);
            self.unreported += progress.hashes;
            let lower = self.lowest.into_iter().chain(progress.lowest);
            self.lowest = lower.min();
            let ticks = clock.ticks();
            if ticks.saturating_sub(self.reported) >= REPORT || progress.solution.is_some() {
                report = self.report(ticks);
            }
            let job = self.job;
            solved = progress
                .solution
                .map(|solution| FromMiner::Solved { job, solution });
        }
        report.into_iter().chain(solved)
    }

    fn slice(&mut self, clock: &impl Clock) -> Progress {
        let begun = clock.ticks();
        let wanted = self.pace.hashes();
        let now = clock.now().to_timestamp();
        let progress = self.miner.mine(self.kernels.kernel(), now, wanted);
        let elapsed = clock.ticks().saturating_sub(begun);
        self.kernels.took(progress.hashes, elapsed);
        if progress.hashes == wanted {
            self.pace.took(elapsed);
        }
        progress
    }

    /// Searches without a pause for the length of a measurement. Returns the rate.
    fn measure(&mut self, clock: &impl Clock) -> FromMiner {
        // This can't fail, because a target of 1 is valid.
        let _ = self.miner.start(endless_job());
        self.search_for(clock, WARM_UP);
        let (hashes, elapsed) = self.search_for(clock, COUNTED);
        self.miner.stop();
        let rate = hashes as f64 / elapsed.as_secs_f64();
        FromMiner::Measured { rate }
    }

    /// Searches for at least this long. Returns the number of hashes and the time that they took.
    fn search_for(&mut self, clock: &impl Clock, duration: Duration) -> (u64, Duration) {
        let begun = clock.ticks();
        let mut hashes = 0;
        loop {
            hashes += self.slice(clock).hashes;
            let elapsed = clock.ticks().saturating_sub(begun);
            if elapsed >= duration {
                return (hashes, elapsed);
            }
        }
    }

    fn report(&mut self, ticks: Duration) -> Option<FromMiner> {
        self.reported = ticks;
        let hashes = core::mem::take(&mut self.unreported);
        (hashes > 0).then_some(FromMiner::Searched {
            hashes,
            delay: self.delay,
            job: self.job,
            closest: self.lowest.map_or(0.0, |hash| expected_hashes(&hash)),
        })
    }
}

/// The expected number of hashes until one is as low as this hash. The hash is a 256-bit number,
/// most significant byte first.
fn expected_hashes(hash: &[u8; 32]) -> f64 {
    let number = |number, byte: &u8| number * 256.0 + f64::from(*byte);
    256_f64.powi(32) / (hash.iter().fold(0.0, number) + 1.0)
}

/// A job that has no solution in practice: its target is 1.
pub(super) fn endless_job() -> Job {
    Job {
        id: JobId::default(),
        version: 0x2000_0000,
        previous: BlockHash::ZERO,
        bits: CompactTarget(0x0101_0000),
        time: Timestamp(0),
        coinbase_head: Vec::new(),
        coinbase_tail: Vec::new(),
        branch: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use core::cell::Cell;

    use super::*;

    /// A clock that advances by ten milliseconds with each reading of its ticks, so that each slice
    /// has the right length. The wall clock does not advance.
    #[derive(Default)]
    struct Steps(Cell<u64>);

    impl Clock for Steps {
        fn now(&self) -> Time {
            Time(5_000)
        }

        fn ticks(&self) -> Duration {
            self.0.set(self.0.get() + 10);
            Duration::from_millis(self.0.get())
        }
    }

    fn order(bits: u32) -> ToMiner {
        let job = Job {
            id: JobId(7),
            bits: CompactTarget(bits),
            ..endless_job()
        };
        let sent = Time(4_900);
        ToMiner::Job {
            job: Box::new(job),
            sent,
        }
    }

    #[test]
    fn a_solution_comes_after_the_report_of_its_hashes() {
        let (mut searcher, clock) = (Searcher::new(Vec::new()), Steps::default());
        assert_eq!(
            searcher.handle(&clock, ToMiner::Start { extra_nonce: 3 }),
            None
        );
        assert_eq!(searcher.search(&clock).count(), 0, "it has no job");
        assert_eq!(searcher.handle(&clock, order(0x207f_ffff)), None);
        let messages: Vec<_> = searcher.search(&clock).collect();
        let [
            FromMiner::Searched {
                hashes,
                delay,
                job: reported,
                closest,
            },
            FromMiner::Solved { job, solution },
        ] = &messages[..]
        else {
            panic!("{messages:?}");
        };
        assert_eq!(*delay, Duration::from_millis(100));
        assert_eq!(*reported, JobId(7));
        // Every second hash meets the target.
        assert!(*closest >= 2.0, "{closest}");
        assert_eq!((*job, *hashes), (JobId(7), u64::from(solution.nonce) + 1));
        assert_eq!((solution.extra_nonce, solution.time), (4, Timestamp(5)));
        assert!(searcher.is_idle());
    }

    #[test]
    fn hashes_are_reported_four_times_a_second_and_when_the_miner_rests() {
        let (mut searcher, clock) = (Searcher::new(Vec::new()), Steps::default());
        searcher.handle(&clock, order(0x0101_0000));
        let mut reports = 0;
        while clock.0.get() < 2_000 {
            reports += searcher.search(&clock).count();
        }
        assert!((6..=8).contains(&reports), "{reports}");
        searcher.search(&clock).for_each(drop);
        let rest = searcher.handle(&clock, ToMiner::Rest);
        assert!(
            matches!(rest, Some(FromMiner::Searched { hashes: 1.., .. })),
            "{rest:?}"
        );
        assert!(searcher.is_idle());
    }

    #[test]
    fn the_lowest_hash_is_that_of_the_present_parent() {
        let (mut searcher, clock) = (Searcher::new(Vec::new()), Steps::default());
        let closest = |searcher: &mut Searcher, order: ToMiner| {
            searcher.handle(&clock, order);
            let said = searcher.search(&clock).next();
            let Some(FromMiner::Searched { closest, .. }) = said else {
                panic!("{said:?}")
            };
            closest
        };
        let first = closest(&mut searcher, order(0x207f_ffff));
        let second = closest(&mut searcher, order(0x207f_ffff));
        assert!(second >= first, "{first}, {second}");
        // The lowest hash stays while jobs have the same parent.
        searcher.lowest = Some([0; 32]);
        let third = closest(&mut searcher, order(0x207f_ffff));
        assert_eq!(third, 256_f64.powi(32));
        let mut next = order(0x207f_ffff);
        if let ToMiner::Job { job, .. } = &mut next {
            job.previous = BlockHash::from_bytes([1; 32]);
        }
        assert!(closest(&mut searcher, next) < 1e9);
    }

    #[test]
    fn a_hash_takes_as_many_hashes_as_there_are_lower_ones() {
        let mut hash = [0xff; 32];
        assert_eq!(expected_hashes(&hash), 1.0);
        hash[0] = 0x7f;
        assert_eq!(expected_hashes(&hash), 2.0);
        hash[..4].copy_from_slice(&[0, 0, 0, 0xff]);
        assert_eq!(expected_hashes(&hash), 16_777_216.0);
    }

    #[test]
    fn a_measurement_leaves_the_miner_idle() {
        let (mut searcher, clock) = (Searcher::new(Vec::new()), Steps::default());
        let measured = searcher.handle(&clock, ToMiner::Measure);
        assert!(matches!(measured, Some(FromMiner::Measured { rate }) if rate > 0.0));
        assert!(searcher.is_idle());
    }

    #[test]
    fn a_job_with_an_impossible_target_is_not_searched_on() {
        let (mut searcher, clock) = (Searcher::new(Vec::new()), Steps::default());
        searcher.handle(&clock, order(0x0101_0000));
        searcher.handle(&clock, order(0));
        assert!(searcher.is_idle());
    }
}
