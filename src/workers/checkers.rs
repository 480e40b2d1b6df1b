//! The pool of checker workers, which verify signatures in parallel with the node worker. They are
//! started when there are signatures to verify, and ended after a time without any.

use core::time::Duration;
use std::rc::Rc;
use std::sync::Arc;

use browser::Part;
use browser::clock::Alarm;
use browser::port::{Letter, Listener, Port, PortError};
use litemap::LiteMap;
use node::BatchId;
use primitives::{Claim, Time};

use crate::check_message::{FromChecker, ToChecker};
use crate::roster::{Order, Roster};

/// How long idle workers are kept: a worker starts in some 30 ms, and takes some megabytes of
/// memory.
const PATIENCE: Duration = Duration::from_secs(30);
/// Maximum number of workers. With more, the node worker could not process what they verify.
const MOST: usize = 4;

/// An event of the checkers.
#[derive(Debug)]
pub(crate) enum Event {
    /// A message of the checker with this number, or the reason why it broke down.
    Said(u64, Result<FromChecker, String>),
    /// The checkers may have been idle for long enough to be ended.
    Idle,
}

/// An answer to the node.
#[derive(Debug)]
pub(crate) enum News {
    /// At least this many of the batch's first claims are true.
    Verified(BatchId, usize),
    /// No more checkers are started.
    Closed,
}

/// The pool of checkers.
pub(crate) struct Checkers {
    tell: Rc<dyn Fn(Event)>,
    roster: Roster,
    hired: LiteMap<u64, (Port<ToChecker>, Listener)>,
    idle: Alarm,
}

impl Checkers {
    /// No checkers yet. `cores` is the machine's number of cores; `tell` must pass events back to
    /// [`handle`](Self::handle), later.
    pub(crate) fn new(cores: usize, tell: impl Fn(Event) + 'static) -> Self {
        let tell: Rc<dyn Fn(Event)> = Rc::new(tell);
        let rung = Rc::clone(&tell);
        Self {
            tell,
            roster: Roster::new(cores.clamp(1, MOST)),
            hired: LiteMap::new(),
            idle: Alarm::new(move || rung(Event::Idle)),
        }
    }

    /// The maximum number of batches that are verified at the same time; 0 once no more checkers
    /// are started.
    pub(crate) const fn count(&self) -> usize {
        self.roster.most()
    }

    /// Accepts a batch for verification.
    pub(crate) fn verify(&mut self, now: Time, id: BatchId, claims: Arc<[Claim]>) -> Vec<News> {
        self.roster.verify(id, claims);
        self.follow(now)
    }

    /// Cancels a batch.
    pub(crate) fn cancel(&mut self, now: Time, id: BatchId) -> Vec<News> {
        self.roster.cancel(id);
        self.follow(now)
    }

    /// Handles an event of the checkers.
    pub(crate) fn handle(&mut self, now: Time, event: Event) -> Vec<News> {
        match event {
            Event::Said(number, Ok(FromChecker::Ready)) => self.roster.ready(number),
            Event::Said(number, Ok(FromChecker::Verified { id, held })) => {
                self.roster.verified(number, BatchId(id), held as usize);
            }
            // The page is not notified, because this only costs time.
            Event::Said(number, Err(_)) => self.roster.broke(number),
            Event::Idle if self.roster.is_idle() => self.roster.dismiss(),
            Event::Idle => {}
        }
        self.follow(now)
    }

    /// Ends all workers and forgets all batches. New workers are started for later batches.
    pub(crate) fn dismiss(&mut self, now: Time) {
        self.roster.dismiss();
        // No answers are lost: only orders to end workers remain.
        self.follow(now);
    }

    fn follow(&mut self, now: Time) -> Vec<News> {
        let mut news = Vec::new();
        while let Some(order) = self.roster.order() {
            match order {
                Order::Hire(number) => {
                    if self.hire(number).is_err() {
                        self.roster.broke(number);
                    }
                }
                Order::Verify(number, id, claims) => {
                    if let Some((port, _)) = self.hired.get(&number) {
                        port.send(&ToChecker { id: id.0, claims });
                    }
                }
                Order::End(number) => {
                    if let Some((port, _)) = self.hired.remove(&number) {
                        port.terminate();
                    }
                }
                Order::Answer(id, held) => news.push(News::Verified(id, held)),
                Order::Closed => news.push(News::Closed),
            }
        }
        if self.roster.is_idle() && !self.hired.is_empty() {
            self.idle.set(now + PATIENCE);
        }
        news
    }

    fn hire(&mut self, number: u64) -> Result<(), PortError> {
        let (hearing, failing) = (Rc::clone(&self.tell), Rc::clone(&self.tell));
        let hear = move |letter: Result<Letter<FromChecker>, PortError>| {
            let news = letter.map(|letter| letter.message);
            hearing(Event::Said(number, news.map_err(|error| error.to_string())));
        };
        let fail = move |reason| failing(Event::Said(number, Err(reason)));
        let hired = Part::Checker.start(hear, fail)?;
        self.hired.insert(number, hired);
        Ok(())
    }
}
