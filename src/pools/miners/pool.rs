//! The pool of miners: one for each core that the person chose, all on the same job.

use core::time::Duration;

use litemap::LiteMap;
use miner::{Job, JobId, Solution};
use primitives::{BlockHash, Time};
use service::MinerFigures;

use super::message::{FromMiner, ToMiner};
use super::meter::Meter;
use crate::{Event, Thread, Threads};

/// The distance between two miners' first extra nonces: 2^40, about a trillion, which no miner ever
/// uses up.
const EXTRA_NONCE_STRIDE: u64 = 1 << 40;

/// The result of an [`Event`] of a miner.
#[derive(Debug, PartialEq)]
pub enum Outcome {
    /// Nothing to do.
    Nothing,
    /// The first hashes since mining started were reported.
    Started,
    /// A miner found a solution.
    Solved {
        /// The miner.
        miner: u64,
        /// The job.
        job: JobId,
        /// The solution.
        solution: Solution,
    },
    /// A miner broke down. The text is a sentence with the reason.
    Failed(String),
}

/// The pool of miners. Its functions take times of two clocks: `now` is the wall-clock time, which
/// is sent with jobs; `ticks` is the time of a clock that can't be set, which measures the hash
/// rate.
pub struct MinerPool<T: Threads> {
    threads: T,
    job: Option<Job>,
    miners: LiteMap<u64, Miner<T::Thread>>,
    next: u64,
    /// The first extra nonce of miner 0. It is random, so that two nodes with one wallet do
    /// not search the same nonces.
    base: u64,
    meter: Meter,
    closest: Closest,
}

/// The lowest hash of all miners since the parent block last changed.
#[derive(Debug, Default)]
struct Closest {
    /// The parent block.
    previous: BlockHash,
    /// The first job on that parent.
    since: JobId,
    /// The expected number of hashes until one is as low; 0 if no hash came near the target.
    hashes: f64,
}

impl Closest {
    fn set_job(&mut self, job: &Job) {
        if job.previous != self.previous {
            *self = Self {
                previous: job.previous,
                since: job.id,
                hashes: 0.0,
            };
        }
    }

    /// Adds a report. A report about a job on an earlier parent may come late, and does not count.
    fn add(&mut self, job: JobId, hashes: f64) {
        if job >= self.since {
            self.hashes = self.hashes.max(hashes);
        }
    }
}

struct Miner<T> {
    thread: T,
    ready: bool,
    /// The time that the miner's last job took to reach it, as the miner reported.
    delay: Option<Duration>,
}

impl<T: Threads<Order = ToMiner>> MinerPool<T> {
    /// A pool without miners yet. The driver passes the events of `threads` to
    /// [`handle`](Self::handle). `base` is random.
    pub fn new(threads: T, base: u64) -> Self {
        Self {
            threads,
            job: None,
            miners: LiteMap::new(),
            next: 0,
            base,
            meter: Meter::default(),
            closest: Closest::default(),
        }
    }

    /// Starts or ends miners until there are this many.
    ///
    /// # Errors
    ///
    /// If the platform refuses to start a miner. The running miners continue.
    pub fn resize(&mut self, ticks: Duration, cores: usize) -> Result<(), T::Error> {
        if cores == 0 {
            self.meter.stop();
        } else if self.miners.is_empty() {
            self.meter.start(ticks);
            self.closest.hashes = 0.0;
        }
        while self.miners.len() > cores
            && let Some(last) = self.miners.last().map(|(miner, _)| *miner)
            && let Some(miner) = self.miners.remove(&last)
        {
            miner.thread.terminate();
        }
        while self.miners.len() < cores {
            self.spawn()?;
        }
        Ok(())
    }

    /// Gives all miners this job. With `None`, they stop searching.
    pub fn set_job(&mut self, now: Time, job: Option<Job>) {
        if let Some(job) = &job {
            self.closest.set_job(job);
        }
        self.job = job;
        for miner in self.miners.values().filter(|miner| miner.ready) {
            miner.set_job(self.job.as_ref(), now);
        }
    }

    /// Gives a miner its solved job again, if that is still the current job: then the node has not
    /// used the solution.
    pub fn resume(&self, now: Time, miner: u64, solved: JobId) {
        if let Some(job) = self.job.as_ref().filter(|job| job.id == solved)
            && let Some(miner) = self.miners.get(&miner)
        {
            miner.set_job(Some(job), now);
        }
    }

    /// Handles an event of a miner.
    pub fn handle(&mut self, now: Time, ticks: Duration, event: Event<FromMiner>) -> Outcome {
        let Some(miner) = self.miners.get_mut(&event.thread) else {
            // It was sent before the miner was terminated.
            return Outcome::Nothing;
        };
        match event.message {
            Ok(FromMiner::Ready) => {
                miner.ready = true;
                let extra_nonce = self
                    .base
                    .wrapping_add(event.thread.wrapping_mul(EXTRA_NONCE_STRIDE));
                miner.thread.send(&ToMiner::Start { extra_nonce });
                miner.set_job(self.job.as_ref(), now);
                Outcome::Nothing
            }
            Ok(FromMiner::Searched {
                hashes,
                delay,
                job,
                closest,
            }) => {
                miner.delay = Some(delay);
                self.closest.add(job, closest);
                let first = self.meter.total() == 0;
                self.meter.add(ticks, hashes);
                if first {
                    Outcome::Started
                } else {
                    Outcome::Nothing
                }
            }
            // This pool never requests a measurement.
            Ok(FromMiner::Measured { .. }) => Outcome::Nothing,
            Ok(FromMiner::Solved { job, solution }) => Outcome::Solved {
                miner: event.thread,
                job,
                solution,
            },
            Err(reason) => {
                miner.thread.terminate();
                self.miners.remove(&event.thread);
                if self.miners.is_empty() {
                    self.meter.stop();
                }
                Outcome::Failed(format!("A miner stopped working: {reason}."))
            }
        }
    }

    /// The figures of the miners.
    pub fn figures(&self, ticks: Duration) -> MinerFigures {
        MinerFigures {
            cores: u32::try_from(self.miners.len()).unwrap_or(u32::MAX),
            hash_rate: self.meter.rate(ticks),
            hashes: self.meter.total() as f64,
            delay: self.delay(),
            closest: self.closest.hashes,
        }
    }

    /// The time that the last job took to reach the slowest miner, in milliseconds; `None` if no
    /// miner has reported yet.
    fn delay(&self) -> Option<u32> {
        let slowest = self.miners.values().filter_map(|miner| miner.delay).max()?;
        Some(u32::try_from(slowest.as_millis()).unwrap_or(u32::MAX))
    }

    fn spawn(&mut self) -> Result<(), T::Error> {
        let miner = self.next;
        let thread = self.threads.spawn(miner)?;
        self.next += 1;
        let miner_state = Miner {
            thread,
            ready: false,
            delay: None,
        };
        self.miners.insert(miner, miner_state);
        Ok(())
    }
}

impl<T: Thread<ToMiner>> Miner<T> {
    fn set_job(&self, job: Option<&Job>, now: Time) {
        let order = match job {
            Some(job) => ToMiner::Job {
                job: Box::new(job.clone()),
                sent: now,
            },
            None => ToMiner::Rest,
        };
        self.thread.send(&order);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::miners::searcher::endless_job;
    use crate::testing::{Done, Notes};

    const NOW: Time = Time(0);
    const TICKS: Duration = Duration::from_secs(1_000);

    type Pool = MinerPool<Notes<ToMiner>>;

    /// A pool that can start four miners at most.
    fn pool(base: u64) -> (Pool, Notes<ToMiner>) {
        let notes = Notes::default();
        notes.refuse_after(4);
        (MinerPool::new(notes.clone(), base), notes)
    }

    fn range(miner: u64, extra_nonce: u64) -> Done<ToMiner> {
        Done::Sent(miner, ToMiner::Start { extra_nonce })
    }

    fn sent(miner: u64, id: u64) -> Done<ToMiner> {
        let (job, sent) = (Box::new(job(id)), NOW);
        Done::Sent(miner, ToMiner::Job { job, sent })
    }

    fn rest(miner: u64) -> Done<ToMiner> {
        Done::Sent(miner, ToMiner::Rest)
    }

    fn job(id: u64) -> Job {
        Job {
            id: JobId(id),
            ..endless_job()
        }
    }

    fn says(pool: &mut Pool, thread: u64, message: FromMiner) -> Outcome {
        let message = Ok(message);
        pool.handle(NOW, TICKS, Event { thread, message })
    }

    fn searched(hashes: u64, millis: u64) -> FromMiner {
        near(JobId(0), hashes, millis, 0.0)
    }

    fn near(job: JobId, hashes: u64, millis: u64, closest: f64) -> FromMiner {
        let delay = Duration::from_millis(millis);
        FromMiner::Searched {
            hashes,
            delay,
            job,
            closest,
        }
    }

    #[test]
    fn the_lowest_hash_of_all_miners_counts_until_the_parent_changes() {
        let (mut pool, _notes) = pool(0);
        pool.set_job(NOW, Some(job(1)));
        pool.resize(TICKS, 2).unwrap();
        says(&mut pool, 0, near(JobId(1), 1, 1, 500.0));
        says(&mut pool, 1, near(JobId(1), 1, 1, 300.0));
        // Another job on the same parent.
        pool.set_job(NOW, Some(job(2)));
        assert_eq!(pool.figures(TICKS).closest, 500.0);
        let mut next = job(3);
        next.previous = BlockHash::from_bytes([1; 32]);
        pool.set_job(NOW, Some(next));
        assert_eq!(pool.figures(TICKS).closest, 0.0);
        says(&mut pool, 1, near(JobId(2), 1, 1, 900.0));
        assert_eq!(
            pool.figures(TICKS).closest,
            0.0,
            "it is about the old parent"
        );
        says(&mut pool, 1, near(JobId(3), 1, 1, 40.0));
        assert_eq!(pool.figures(TICKS).closest, 40.0);
    }

    #[test]
    fn each_miner_searches_a_range_of_its_own_once_it_is_ready() {
        let (mut pool, notes) = pool(5);
        pool.set_job(NOW, Some(job(1)));
        pool.resize(TICKS, 2).unwrap();
        assert_eq!(notes.take(), [Done::Spawned(0), Done::Spawned(1)]);
        assert_eq!(says(&mut pool, 1, FromMiner::Ready), Outcome::Nothing);
        let first = 5 + EXTRA_NONCE_STRIDE;
        assert_eq!(notes.take(), [range(1, first), sent(1, 1)]);
        // A new job goes to the miner that is ready. The other miner gets the job when it is ready.
        pool.set_job(NOW, Some(job(2)));
        assert_eq!(notes.take(), [sent(1, 2)]);
        says(&mut pool, 0, FromMiner::Ready);
        assert_eq!(notes.take(), [range(0, 5), sent(0, 2)]);
        pool.set_job(NOW, None);
        assert_eq!(notes.take(), [rest(0), rest(1)]);
    }

    #[test]
    fn mining_starts_and_stops_with_the_number_of_cores() {
        let (mut pool, notes) = pool(0);
        pool.resize(TICKS, 3).unwrap();
        assert_eq!(says(&mut pool, 0, searched(10, 4)), Outcome::Started);
        assert_eq!(says(&mut pool, 1, searched(20, 7)), Outcome::Nothing);
        let figures = pool.figures(TICKS);
        assert_eq!(
            (figures.cores, figures.hashes, figures.delay),
            (3, 30.0, Some(7))
        );
        notes.take();
        pool.resize(TICKS, 1).unwrap();
        assert_eq!(notes.take(), [Done::Terminated(2), Done::Terminated(1)]);
        // A report that was sent before the miner was ended does not count.
        assert_eq!(says(&mut pool, 1, searched(40, 9)), Outcome::Nothing);
        assert_eq!(
            (pool.figures(TICKS).hashes, pool.figures(TICKS).delay),
            (30.0, Some(4))
        );
        pool.resize(TICKS, 0).unwrap();
        let figures = pool.figures(TICKS);
        assert_eq!((figures.cores, figures.hash_rate), (0, 0.0));
    }

    #[test]
    fn a_solution_that_is_not_used_lets_the_miner_go_on() {
        let (mut pool, notes) = pool(0);
        pool.set_job(NOW, Some(job(1)));
        pool.resize(TICKS, 1).unwrap();
        says(&mut pool, 0, FromMiner::Ready);
        notes.take();
        let solution = Solution {
            extra_nonce: 0,
            time: job(1).time,
            nonce: 7,
            version: 1,
        };
        let solved = FromMiner::Solved {
            job: JobId(1),
            solution,
        };
        let outcome = says(&mut pool, 0, solved);
        let wanted = Outcome::Solved {
            miner: 0,
            job: JobId(1),
            solution,
        };
        assert_eq!(outcome, wanted);
        pool.resume(NOW, 0, JobId(1));
        assert_eq!(notes.take(), [sent(0, 1)]);
        // The node has used the solution, so there is another job, which the miner already has.
        pool.set_job(NOW, Some(job(2)));
        notes.take();
        pool.resume(NOW, 0, JobId(1));
        assert_eq!(notes.take(), []);
    }

    #[test]
    fn a_miner_that_breaks_down_is_reported_and_the_others_go_on() {
        let (mut pool, notes) = pool(0);
        assert!(pool.resize(TICKS, 9).is_err(), "there are four");
        assert_eq!(pool.figures(TICKS).cores, 4);
        notes.take();
        let message = Err("out of memory".to_owned());
        let outcome = pool.handle(NOW, TICKS, Event { thread: 2, message });
        let text = "A miner stopped working: out of memory.";
        assert_eq!(outcome, Outcome::Failed(text.into()));
        assert_eq!(notes.take(), [Done::Terminated(2)]);
        assert_eq!(pool.figures(TICKS).cores, 3);
    }
}
