//! The pool of checker workers, which verify signatures in parallel with the node worker. They are
//! started when there are signatures to verify, and ended after a time without any.

use core::time::Duration;
use std::rc::Rc;
use std::sync::Arc;

use browser::Part;
use browser::clock::Alarm;
use browser::threads::port::{Envelope, Listener, Port, PortError};
use litemap::LiteMap;
use node::BatchId;
use primitives::{Claim, Time};

use crate::batch_scheduler::{BatchScheduler, Order};
use crate::checker_message::{FromChecker, ToChecker};

/// How long idle workers are kept: a worker starts in some 30 ms, and takes some megabytes of
/// memory.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);
/// Maximum number of workers. With more, the node worker could not process what they verify.
const MAX_WORKERS: usize = 4;

/// An event of the checkers.
#[derive(Debug)]
pub(crate) enum Event {
    /// A message of the checker with this number, or the reason why it broke down.
    Message(u64, Result<FromChecker, String>),
    /// The checkers may have been idle for long enough to be ended.
    Idle,
}

/// An answer to the node.
#[derive(Debug)]
pub(crate) enum Answer {
    /// At least this many of the batch's first claims are true.
    Verified(BatchId, usize),
    /// No more checkers are started.
    Closed,
}

/// The pool of checkers.
pub(crate) struct CheckerPool {
    emit: Rc<dyn Fn(Event)>,
    scheduler: BatchScheduler,
    workers: LiteMap<u64, (Port<ToChecker>, Listener)>,
    idle: Alarm,
}

impl CheckerPool {
    /// No checkers yet. `cores` is the machine's number of cores; `emit` must pass events back to
    /// [`handle`](Self::handle), later.
    pub(crate) fn new(cores: usize, emit: impl Fn(Event) + 'static) -> Self {
        let emit: Rc<dyn Fn(Event)> = Rc::new(emit);
        let on_alarm = Rc::clone(&emit);
        Self {
            emit,
            scheduler: BatchScheduler::new(cores.clamp(1, MAX_WORKERS)),
            workers: LiteMap::new(),
            idle: Alarm::new(move || on_alarm(Event::Idle)),
        }
    }

    /// The maximum number of batches that are verified at the same time; 0 once no more checkers
    /// are started.
    pub(crate) const fn count(&self) -> usize {
        self.scheduler.max_workers()
    }

    /// Accepts a batch for verification.
    pub(crate) fn verify(&mut self, now: Time, id: BatchId, claims: Arc<[Claim]>) -> Vec<Answer> {
        self.scheduler.verify(id, claims);
        self.follow(now)
    }

    /// Cancels a batch.
    pub(crate) fn cancel(&mut self, now: Time, id: BatchId) -> Vec<Answer> {
        self.scheduler.cancel(id);
        self.follow(now)
    }

    /// Handles an event of the checkers.
    pub(crate) fn handle(&mut self, now: Time, event: Event) -> Vec<Answer> {
        match event {
            Event::Message(number, Ok(FromChecker::Ready)) => self.scheduler.ready(number),
            Event::Message(number, Ok(FromChecker::Verified { id, count })) => {
                self.scheduler.verified(number, BatchId(id), count as usize);
            }
            // The page is not notified, because this only costs time.
            Event::Message(number, Err(_)) => self.scheduler.failed(number),
            Event::Idle if self.scheduler.is_idle() => self.scheduler.dismiss(),
            Event::Idle => {}
        }
        self.follow(now)
    }

    /// Ends all workers and forgets all batches. New workers are started for later batches.
    pub(crate) fn dismiss(&mut self, now: Time) {
        self.scheduler.dismiss();
        // No answers are lost: only orders to end workers remain.
        self.follow(now);
    }

    fn follow(&mut self, now: Time) -> Vec<Answer> {
        let mut answers = Vec::new();
        while let Some(order) = self.scheduler.next_order() {
            match order {
                Order::Spawn(number) => {
                    if self.spawn(number).is_err() {
                        self.scheduler.failed(number);
                    }
                }
                Order::Verify(number, id, claims) => {
                    if let Some((port, _)) = self.workers.get(&number) {
                        port.send(&ToChecker { id: id.0, claims });
                    }
                }
                Order::Terminate(number) => {
                    if let Some((port, _)) = self.workers.remove(&number) {
                        port.terminate();
                    }
                }
                Order::Verified(id, count) => answers.push(Answer::Verified(id, count)),
                Order::Closed => answers.push(Answer::Closed),
            }
        }
        if self.scheduler.is_idle() && !self.workers.is_empty() {
            self.idle.set(now + IDLE_TIMEOUT);
        }
        answers
    }

    fn spawn(&mut self, number: u64) -> Result<(), PortError> {
        let (emit, emit_error) = (Rc::clone(&self.emit), Rc::clone(&self.emit));
        let on_message = move |envelope: Result<Envelope<FromChecker>, PortError>| {
            let message = envelope.map(|envelope| envelope.message);
            emit(Event::Message(
                number,
                message.map_err(|error| error.to_string()),
            ));
        };
        let on_error = move |reason| emit_error(Event::Message(number, Err(reason)));
        let worker = Part::Checker.start(on_message, on_error)?;
        self.workers.insert(number, worker);
        Ok(())
    }
}
