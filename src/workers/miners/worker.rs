//! The miner worker, which searches for nonces in short slices and receives messages between them.

use core::cell::RefCell;
use core::time::Duration;
use std::rc::Rc;

use browser::clock::{self, Alarm};
use browser::program::kernels;
use browser::threads::port::{self, Listener, Port};
use miner::{Contest, JobId, Miner, Progress};
use primitives::Time;

use super::measure::{COUNTED, WARM_UP, endless_job};
use super::message::{FromMiner, ToMiner};
use super::pace::Pace;

/// The minimum time between two reports of completed hashes.
const REPORT: Duration = Duration::from_millis(250);

/// Searches for block solutions for the node worker.
pub struct MinerWorker {
    node: Port<FromMiner>,
    miner: Miner,
    kernels: Contest,
    job: JobId,
    pace: Pace,
    /// Hashes completed and not reported yet.
    unreported: u64,
    reported: Time,
    /// How long the current job took to reach this worker.
    delay: Duration,
    /// Starts the next slice, after the worker has handled the messages that came during the last
    /// one.
    alarm: Option<Alarm>,
    _listener: Option<Listener>,
}

impl MinerWorker {
    /// Starts to listen to the node worker, and reports that to it. The worker runs until it is
    /// terminated.
    ///
    /// # Panics
    /// Later, if the worker receives a message that it can't read. Both workers are of one build,
    /// so that would be an error in the build. The node worker is notified of the panic.
    pub fn start() {
        console_error_panic_hook::set_once();
        let worker = Rc::new(RefCell::new(Self {
            node: port::owner(),
            miner: Miner::new(0),
            kernels: Contest::new(Vec::new()),
            job: JobId::default(),
            pace: Pace::default(),
            unreported: 0,
            reported: Time::default(),
            delay: Duration::ZERO,
            alarm: None,
            _listener: None,
        }));
        let searching = Rc::clone(&worker);
        let alarm = Alarm::new(move || searching.borrow_mut().search());
        let receiving = Rc::clone(&worker);
        let listener = port::listen_to_owner(move |envelope| {
            let envelope = envelope.expect("both workers are of one build");
            receiving.borrow_mut().on_message(envelope.message);
        });
        let mut worker = worker.borrow_mut();
        worker.alarm = Some(alarm);
        worker._listener = Some(listener);
        worker.node.send(&FromMiner::Ready);
        // The kernels are compiled while the message is on its way.
        worker.kernels = Contest::new(kernels());
    }

    fn on_message(&mut self, message: ToMiner) {
        match message {
            ToMiner::Start { extra_nonce } => self.miner = Miner::new(extra_nonce),
            ToMiner::Job { job, sent } => {
                self.delay = clock::now().since(sent);
                self.job = job.id;
                // A job with an invalid target can't be searched on.
                if self.miner.start(*job).is_ok() {
                    self.again();
                }
            }
            ToMiner::Rest => {
                self.miner.stop();
                self.report(clock::now());
            }
            ToMiner::Measure => self.measure(),
        }
    }

    fn search(&mut self) {
        if self.miner.is_idle() {
            return;
        }
        let progress = self.slice();
        self.unreported += progress.hashes;
        let end = clock::now();
        if end.since(self.reported) >= REPORT || progress.solution.is_some() {
            self.report(end);
        }
        match progress.solution {
            Some(solution) => {
                let job = self.job;
                self.node.send(&FromMiner::Solved { job, solution });
            }
            None => self.again(),
        }
    }

    fn slice(&mut self) -> Progress {
        let begun = clock::ticks();
        let wanted = self.pace.hashes();
        let now = clock::now().to_timestamp();
        let progress = self.miner.mine(self.kernels.kernel(), now, wanted);
        let elapsed = clock::ticks().saturating_sub(begun);
        self.kernels.took(progress.hashes, elapsed);
        if progress.hashes == wanted {
            self.pace.took(elapsed);
        }
        progress
    }

    /// Searches without a pause for the length of a measurement, and reports the rate.
    fn measure(&mut self) {
        // This can't fail, because a target of 1 is valid.
        let _ = self.miner.start(endless_job());
        self.search_for(WARM_UP);
        let (hashes, elapsed) = self.search_for(COUNTED);
        self.miner.stop();
        let rate = hashes as f64 / elapsed.as_secs_f64();
        self.node.send(&FromMiner::Measured { rate });
    }

    /// Searches for at least this long. Returns the number of hashes and the time that they took.
    fn search_for(&mut self, duration: Duration) -> (u64, Duration) {
        let begun = clock::ticks();
        let mut hashes = 0;
        loop {
            hashes += self.slice().hashes;
            let elapsed = clock::ticks().saturating_sub(begun);
            if elapsed >= duration {
                return (hashes, elapsed);
            }
        }
    }

    fn again(&self) {
        if let Some(alarm) = &self.alarm {
            alarm.set(clock::now());
        }
    }

    fn report(&mut self, now: Time) {
        if self.unreported > 0 {
            let hashes = core::mem::take(&mut self.unreported);
            self.reported = now;
            let delay = self.delay;
            self.node.send(&FromMiner::Searched { hashes, delay });
        }
    }
}
