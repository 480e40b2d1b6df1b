//! The pool of miner workers: one for each core that the person chose, all on the same job.

use core::time::Duration;

use browser::threads::port::PortError;
use litemap::LiteMap;
use miner::{Job, JobId, Solution};
use primitives::Time;
use service::MinerFigures;

use crate::meter::Meter;
use crate::miner_message::{FromMiner, ToMiner};
use crate::miner_threads::{MinerThread, MinerThreads, MinerWorkers};

/// The distance between two miners' first extra nonces: 2^40, about a trillion, which no miner ever
/// uses up.
const EXTRA_NONCE_STRIDE: u64 = 1 << 40;

/// A message of a miner, or the reason why it broke down.
#[derive(Debug)]
pub(crate) struct Event {
    /// The miner.
    pub(crate) miner: u64,
    /// The message.
    pub(crate) message: Result<FromMiner, String>,
}

/// What an [`Event`] means for the node.
#[derive(Debug, PartialEq)]
pub(crate) enum Outcome {
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

/// The pool of miners.
pub(crate) struct MinerPool<T: MinerThreads = MinerWorkers> {
    threads: T,
    job: Option<Job>,
    miners: LiteMap<u64, Miner<T::Miner>>,
    next: u64,
    /// The first extra nonce of miner 0. It is random, so that two tabs with one wallet do not
    /// search the same nonces.
    base: u64,
    meter: Meter,
}

struct Miner<T> {
    thread: T,
    ready: bool,
    /// How long its last job took to reach it, as it reported.
    delay: Option<Duration>,
}

impl<T: MinerThreads> MinerPool<T> {
    /// No miners yet. What they send must be passed to [`handle`](Self::handle), later. `base` is
    /// random.
    pub(crate) fn new(threads: T, base: u64) -> Self {
        Self {
            threads,
            job: None,
            miners: LiteMap::new(),
            next: 0,
            base,
            meter: Meter::default(),
        }
    }

    /// Starts or ends miners until there are this many.
    ///
    /// # Errors
    /// If the browser refuses to start a miner. The miners that run go on.
    pub(crate) fn resize(&mut self, cores: usize) -> Result<(), PortError> {
        if cores == 0 {
            self.meter.stop();
        } else if self.miners.is_empty() {
            self.meter.start(self.threads.ticks());
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

    /// Sets all miners to this job; `None` lets them rest.
    pub(crate) fn set_job(&mut self, job: Option<Job>) {
        self.job = job;
        for miner in self.miners.values().filter(|miner| miner.ready) {
            miner.set_job(self.job.as_ref(), self.threads.now());
        }
    }

    /// Sets a miner that has solved this job back to it if it is still the current job, which means
    /// that the node did not use the solution.
    pub(crate) fn resume(&self, miner: u64, solved: JobId) {
        if let Some(job) = self.job.as_ref().filter(|job| job.id == solved)
            && let Some(miner) = self.miners.get(&miner)
        {
            miner.set_job(Some(job), self.threads.now());
        }
    }

    /// Handles an event of a miner.
    pub(crate) fn handle(&mut self, event: Event) -> Outcome {
        let Some(miner) = self.miners.get_mut(&event.miner) else {
            // It was sent before the miner was terminated.
            return Outcome::Nothing;
        };
        match event.message {
            Ok(FromMiner::Ready) => {
                miner.ready = true;
                let extra_nonce = self
                    .base
                    .wrapping_add(event.miner.wrapping_mul(EXTRA_NONCE_STRIDE));
                miner.thread.send(&ToMiner::Start { extra_nonce });
                miner.set_job(self.job.as_ref(), self.threads.now());
                Outcome::Nothing
            }
            Ok(FromMiner::Searched { hashes, delay }) => {
                miner.delay = Some(delay);
                let first = self.meter.total() == 0;
                self.meter.add(self.threads.ticks(), hashes);
                if first {
                    Outcome::Started
                } else {
                    Outcome::Nothing
                }
            }
            // This pool does not request a measurement.
            Ok(FromMiner::Measured { .. }) => Outcome::Nothing,
            Ok(FromMiner::Solved { job, solution }) => Outcome::Solved {
                miner: event.miner,
                job,
                solution,
            },
            Err(reason) => {
                miner.thread.terminate();
                self.miners.remove(&event.miner);
                if self.miners.is_empty() {
                    self.meter.stop();
                }
                Outcome::Failed(format!("A miner stopped working: {reason}."))
            }
        }
    }

    /// The figures that the page shows.
    pub(crate) fn figures(&self) -> MinerFigures {
        MinerFigures {
            cores: u32::try_from(self.miners.len()).unwrap_or(u32::MAX),
            hash_rate: self.meter.rate(self.threads.ticks()),
            hashes: self.meter.total() as f64,
            delay: self.delay(),
        }
    }

    /// How long the last job took to reach the slowest miner, in milliseconds. `None` if no miner
    /// has reported yet.
    fn delay(&self) -> Option<u32> {
        let slowest = self.miners.values().filter_map(|miner| miner.delay).max()?;
        Some(u32::try_from(slowest.as_millis()).unwrap_or(u32::MAX))
    }

    fn spawn(&mut self) -> Result<(), PortError> {
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

impl<T: MinerThread> Miner<T> {
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
    use core::cell::RefCell;
    use std::rc::Rc;

    use super::*;
    use crate::measure::endless_job;

    /// What was done to miners, in order.
    #[derive(Clone, Debug, PartialEq)]
    enum Done {
        Spawned(u64),
        Range(u64, u64),
        Job(u64, JobId),
        Rest(u64),
        Terminated(u64),
    }

    /// Miners that only note what they are told; no more than four can be started.
    #[derive(Clone, Default)]
    struct Notes(Rc<RefCell<Vec<Done>>>);

    struct Noted(u64, Notes);

    impl Notes {
        fn take(&self) -> Vec<Done> {
            self.0.take()
        }
    }

    impl MinerThreads for Notes {
        type Miner = Noted;

        fn spawn(&self, miner: u64) -> Result<Noted, PortError> {
            if miner >= 4 {
                return Err(PortError::Send("no more memory".into()));
            }
            self.0.borrow_mut().push(Done::Spawned(miner));
            Ok(Noted(miner, self.clone()))
        }

        fn now(&self) -> Time {
            Time(0)
        }

        fn ticks(&self) -> Duration {
            Duration::from_secs(1_000)
        }
    }

    impl MinerThread for Noted {
        fn send(&self, message: &ToMiner) {
            let done = match message {
                ToMiner::Start { extra_nonce } => Done::Range(self.0, *extra_nonce),
                ToMiner::Job { job, .. } => Done::Job(self.0, job.id),
                ToMiner::Rest => Done::Rest(self.0),
                ToMiner::Measure => unreachable!("the pool measures nothing"),
            };
            self.1.0.borrow_mut().push(done);
        }

        fn terminate(&self) {
            self.1.0.borrow_mut().push(Done::Terminated(self.0));
        }
    }

    fn job(id: u64) -> Job {
        Job {
            id: JobId(id),
            ..endless_job()
        }
    }

    fn says(pool: &mut MinerPool<Notes>, miner: u64, message: FromMiner) -> Outcome {
        let message = Ok(message);
        pool.handle(Event { miner, message })
    }

    fn searched(hashes: u64, millis: u64) -> FromMiner {
        let delay = Duration::from_millis(millis);
        FromMiner::Searched { hashes, delay }
    }

    #[test]
    fn each_miner_searches_a_range_of_its_own_once_it_listens() {
        let notes = Notes::default();
        let mut pool = MinerPool::new(notes.clone(), 5);
        pool.set_job(Some(job(1)));
        pool.resize(2).unwrap();
        assert_eq!(notes.take(), [Done::Spawned(0), Done::Spawned(1)]);
        assert_eq!(says(&mut pool, 1, FromMiner::Ready), Outcome::Nothing);
        let range = 5 + EXTRA_NONCE_STRIDE;
        assert_eq!(
            notes.take(),
            [Done::Range(1, range), Done::Job(1, JobId(1))]
        );
        // A new job goes to the miner that listens; the other one gets it when it does.
        pool.set_job(Some(job(2)));
        assert_eq!(notes.take(), [Done::Job(1, JobId(2))]);
        says(&mut pool, 0, FromMiner::Ready);
        assert_eq!(notes.take(), [Done::Range(0, 5), Done::Job(0, JobId(2))]);
        pool.set_job(None);
        assert_eq!(notes.take(), [Done::Rest(0), Done::Rest(1)]);
    }

    #[test]
    fn mining_starts_and_stops_with_the_number_of_cores() {
        let notes = Notes::default();
        let mut pool = MinerPool::new(notes.clone(), 0);
        pool.resize(3).unwrap();
        assert_eq!(says(&mut pool, 0, searched(10, 4)), Outcome::Started);
        assert_eq!(says(&mut pool, 1, searched(20, 7)), Outcome::Nothing);
        let figures = pool.figures();
        assert_eq!(
            (figures.cores, figures.hashes, figures.delay),
            (3, 30.0, Some(7))
        );
        notes.take();
        pool.resize(1).unwrap();
        assert_eq!(notes.take(), [Done::Terminated(2), Done::Terminated(1)]);
        // A report that was sent before the miner was ended does not count.
        assert_eq!(says(&mut pool, 1, searched(40, 9)), Outcome::Nothing);
        assert_eq!(
            (pool.figures().hashes, pool.figures().delay),
            (30.0, Some(4))
        );
        pool.resize(0).unwrap();
        let figures = pool.figures();
        assert_eq!((figures.cores, figures.hash_rate), (0, 0.0));
    }

    #[test]
    fn a_solution_that_is_not_used_lets_the_miner_go_on() {
        let notes = Notes::default();
        let mut pool = MinerPool::new(notes.clone(), 0);
        pool.set_job(Some(job(1)));
        pool.resize(1).unwrap();
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
        pool.resume(0, JobId(1));
        assert_eq!(notes.take(), [Done::Job(0, JobId(1))]);
        // The node used it: there is another job, which the miner has.
        pool.set_job(Some(job(2)));
        notes.take();
        pool.resume(0, JobId(1));
        assert_eq!(notes.take(), []);
    }

    #[test]
    fn a_miner_that_breaks_down_is_reported_and_the_others_go_on() {
        let notes = Notes::default();
        let mut pool = MinerPool::new(notes.clone(), 0);
        assert!(pool.resize(9).is_err(), "there are four");
        assert_eq!(pool.figures().cores, 4);
        notes.take();
        let message = Err("out of memory".to_owned());
        let outcome = pool.handle(Event { miner: 2, message });
        let text = "A miner stopped working: out of memory.";
        assert_eq!(outcome, Outcome::Failed(text.into()));
        assert_eq!(notes.take(), [Done::Terminated(2)]);
        assert_eq!(pool.figures().cores, 3);
    }
}
