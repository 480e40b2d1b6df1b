//! The pool of miner workers: one for each core that the person chose, all on the same job.

use core::time::Duration;
use std::rc::Rc;

use browser::Part;
use browser::clock;
use browser::entropy::random;
use browser::port::{Envelope, Listener, Port, PortError};
use litemap::LiteMap;
use miner::{Job, JobId, Solution};
use service::MinerFigures;

use crate::meter::Meter;
use crate::miner_message::{FromMiner, ToMiner};

/// The distance between two miners' first extra nonces: 2^40, about a trillion, which no miner ever
/// uses up.
const EXTRA_NONCE_STRIDE: u64 = 1 << 40;

/// A message of a miner, or the reason why it broke down.
#[derive(Debug)]
pub(crate) struct Event {
    miner: u64,
    message: Result<FromMiner, String>,
}

/// What an [`Event`] means for the node.
#[derive(Debug)]
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
pub(crate) struct MinerPool {
    emit: Rc<dyn Fn(Event)>,
    job: Option<Job>,
    miners: LiteMap<u64, Miner>,
    next: u64,
    /// The first extra nonce of miner 0. It is random, so that two tabs with one wallet do not
    /// search the same nonces.
    base: u64,
    meter: Meter,
}

struct Miner {
    port: Port<ToMiner>,
    ready: bool,
    /// How long its last job took to reach it, as it reported.
    delay: Option<Duration>,
    _listener: Listener,
}

impl MinerPool {
    /// No miners yet. `emit` must pass events back to [`handle`](Self::handle), later.
    pub(crate) fn new(emit: impl Fn(Event) + 'static) -> Self {
        Self {
            emit: Rc::new(emit),
            job: None,
            miners: LiteMap::new(),
            next: 0,
            base: u64::from_le_bytes(random()),
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
            self.meter.start(clock::ticks());
        }
        while self.miners.len() > cores
            && let Some(last) = self.miners.last().map(|(miner, _)| *miner)
            && let Some(miner) = self.miners.remove(&last)
        {
            miner.port.terminate();
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
            miner.set_job(self.job.as_ref());
        }
    }

    /// Sets a miner that has solved this job back to it if it is still the current job, which means
    /// that the node did not use the solution.
    pub(crate) fn resume(&self, miner: u64, solved: JobId) {
        if let Some(job) = self.job.as_ref().filter(|job| job.id == solved)
            && let Some(miner) = self.miners.get(&miner)
        {
            miner.set_job(Some(job));
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
                miner.port.send(&ToMiner::Start { extra_nonce });
                miner.set_job(self.job.as_ref());
                Outcome::Nothing
            }
            Ok(FromMiner::Searched { hashes, delay }) => {
                miner.delay = Some(delay);
                let first = self.meter.total() == 0;
                self.meter.add(clock::ticks(), hashes);
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
                miner.port.terminate();
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
            hash_rate: self.meter.rate(clock::ticks()),
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
        let (emit, emit_error) = (Rc::clone(&self.emit), Rc::clone(&self.emit));
        let on_message = move |envelope: Result<Envelope<FromMiner>, PortError>| {
            let message = envelope.map(|envelope| envelope.message);
            let message = message.map_err(|error| error.to_string());
            emit(Event { miner, message });
        };
        let on_error = move |reason| {
            let message = Err(reason);
            emit_error(Event { miner, message });
        };
        let (port, listener) = Part::Miner.start(on_message, on_error)?;
        self.next += 1;
        let miner_state = Miner {
            port,
            ready: false,
            delay: None,
            _listener: listener,
        };
        self.miners.insert(miner, miner_state);
        Ok(())
    }
}

impl Miner {
    fn set_job(&self, job: Option<&Job>) {
        let order = match job {
            Some(job) => ToMiner::Job {
                job: Box::new(job.clone()),
                sent: clock::now(),
            },
            None => ToMiner::Rest,
        };
        self.port.send(&order);
    }
}
