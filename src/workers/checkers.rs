//! The checker workers, which verify signatures beside the node worker; hired when there are some,
//! let go when there were none for a while.

use core::time::Duration;
use std::rc::Rc;
use std::sync::Arc;

use browser::Part;
use browser::clock::Alarm;
use browser::port::{Letter, Listener, Port, PortError};
use litemap::LiteMap;
use node::CheckId;
use primitives::{Claim, Time};

use crate::check_message::{FromChecker, ToChecker};
use crate::roster::{Order, Roster};

/// How long workers are kept that have nothing to do: a worker starts in some 30 ms, and takes some
/// megabytes.
const PATIENCE: Duration = Duration::from_secs(30);
/// Most workers: from there on the node worker has more to do with what they verify than they have.
const MOST: usize = 4;

/// Something that a checker said, or that became of them.
#[derive(Debug)]
pub(crate) enum Event {
    /// One spoke, or broke down.
    Said(u64, Result<FromChecker, String>),
    /// Nobody had anything to do for a while.
    Idle,
}

/// What the node should know.
#[derive(Debug)]
pub(crate) enum News {
    /// So many of the batch's first claims are true.
    Checked(CheckId, usize),
    /// No checker can be had any more.
    Closed,
}

/// All checkers.
pub(crate) struct Checkers {
    tell: Rc<dyn Fn(Event)>,
    roster: Roster,
    hired: LiteMap<u64, (Port<ToChecker>, Listener)>,
    idle: Alarm,
}

impl Checkers {
    /// Nobody yet. `cores` is what the machine says that it has; `tell` passes events back to
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

    /// How many batches are verified at a time.
    pub(crate) const fn count(&self) -> usize {
        self.roster.most()
    }

    /// Takes a batch.
    pub(crate) fn verify(&mut self, now: Time, id: CheckId, claims: Arc<[Claim]>) -> Vec<News> {
        self.roster.verify(id, claims);
        self.follow(now)
    }

    /// A batch is not wanted any more.
    pub(crate) fn cancel(&mut self, now: Time, id: CheckId) -> Vec<News> {
        self.roster.cancel(id);
        self.follow(now)
    }

    /// Takes in what a checker said.
    pub(crate) fn handle(&mut self, now: Time, event: Event) -> Vec<News> {
        match event {
            Event::Said(number, Ok(FromChecker::Ready)) => self.roster.ready(number),
            Event::Said(number, Ok(FromChecker::Checked { id, held })) => {
                self.roster.verified(number, CheckId(id), held as usize);
            }
            // Not told to the person: it costs time and nothing else.
            Event::Said(number, Err(_)) => self.roster.broke(number),
            Event::Idle if self.roster.is_idle() => self.roster.dismiss(),
            Event::Idle => {}
        }
        self.follow(now)
    }

    /// Ends all workers and forgets what they had; new batches find new ones.
    pub(crate) fn dismiss(&mut self, now: Time) {
        self.roster.dismiss();
        // Nobody is left who could have news.
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
                Order::Answer(id, held) => news.push(News::Checked(id, held)),
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
