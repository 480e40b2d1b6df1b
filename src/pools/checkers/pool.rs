//! The pool of checkers. Checkers are started when there are signatures to verify, and ended after
//! a time without any.

use core::time::Duration;
use std::sync::Arc;

use litemap::LiteMap;
use node::BatchId;
use primitives::{Claim, Time};

use super::message::{FromChecker, ToChecker};
use super::scheduler::{BatchScheduler, Order};
use crate::{Event, Thread as _, Threads};

/// How long idle workers are kept: a worker starts in some 30 ms, and takes some megabytes of
/// memory.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// An answer to the node.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    /// This many claims at the beginning of the batch are true. Nothing is known of the others.
    Verified(BatchId, usize),
    /// No more checkers are started.
    Closed,
}

/// The pool of checkers.
pub struct CheckerPool<T: Threads> {
    threads: T,
    scheduler: BatchScheduler,
    workers: LiteMap<u64, T::Thread>,
    /// The time at which idle workers are to be ended; `None` if no such time is set, or if the
    /// driver has taken it.
    idle_at: Option<Time>,
}

impl<T: Threads<Order = ToChecker>> CheckerPool<T> {
    /// A pool without checkers yet, which starts `max_workers` at most. The driver passes the
    /// events of `threads` to [`handle`](Self::handle).
    pub fn new(threads: T, max_workers: usize) -> Self {
        Self {
            threads,
            scheduler: BatchScheduler::new(max_workers),
            workers: LiteMap::new(),
            idle_at: None,
        }
    }

    /// The maximum number of batches that are verified at the same time; 0 once no more checkers
    /// are started.
    pub const fn count(&self) -> usize {
        self.scheduler.max_workers()
    }

    /// Accepts a batch for verification.
    pub fn verify(&mut self, now: Time, id: BatchId, claims: Arc<[Claim]>) -> Vec<Answer> {
        self.scheduler.verify(id, claims);
        self.follow(now)
    }

    /// Cancels a batch.
    pub fn cancel(&mut self, now: Time, id: BatchId) -> Vec<Answer> {
        self.scheduler.cancel(id);
        self.follow(now)
    }

    /// Handles an event of a checker.
    pub fn handle(&mut self, now: Time, event: Event<FromChecker>) -> Vec<Answer> {
        let Event { thread, message } = event;
        match message {
            Ok(FromChecker::Ready) => self.scheduler.ready(thread),
            Ok(FromChecker::Verified { id, count }) => {
                self.scheduler.verified(thread, BatchId(id), count as usize);
            }
            // A checker that broke down is not reported: its batch is only verified later, by
            // another checker or by the node.
            Err(_) => self.scheduler.failed(thread),
        }
        self.follow(now)
    }

    /// The time for the next [`end_idle`](Self::end_idle); `None` if it has not changed since the
    /// last call.
    pub fn take_idle_at(&mut self) -> Option<Time> {
        self.idle_at.take()
    }

    /// Ends all workers if none has anything to do.
    pub fn end_idle(&mut self, now: Time) {
        if self.scheduler.is_idle() {
            self.dismiss(now);
        }
    }

    /// Ends all workers and drops all batches. New workers are started for later batches.
    pub fn dismiss(&mut self, now: Time) {
        self.scheduler.dismiss();
        // There is no answer to drop: the scheduler orders only that workers end.
        self.follow(now);
    }

    /// Carries out the scheduler's orders, and returns the answers among them. These [`Order`]s are
    /// not `Threads::Order`, which is a message to one checker.
    fn follow(&mut self, now: Time) -> Vec<Answer> {
        let mut answers = Vec::new();
        while let Some(order) = self.scheduler.next_order() {
            match order {
                Order::Spawn(number) => match self.threads.spawn(number) {
                    Ok(worker) => {
                        self.workers.insert(number, worker);
                    }
                    Err(_) => self.scheduler.failed(number),
                },
                Order::Verify(number, id, claims) => {
                    if let Some(worker) = self.workers.get(&number) {
                        worker.send(&ToChecker { id: id.0, claims });
                    }
                }
                Order::Terminate(number) => {
                    if let Some(worker) = self.workers.remove(&number) {
                        worker.terminate();
                    }
                }
                Order::Verified(id, count) => answers.push(Answer::Verified(id, count)),
                Order::Closed => answers.push(Answer::Closed),
            }
        }
        if self.scheduler.is_idle() && !self.workers.is_empty() {
            self.idle_at = Some(now + IDLE_TIMEOUT);
        }
        answers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Done, Notes};

    const NOW: Time = Time(1_000_000);

    type Pool = CheckerPool<Notes<ToChecker>>;

    fn pool(max_workers: usize) -> (Pool, Notes<ToChecker>) {
        let notes = Notes::default();
        (CheckerPool::new(notes.clone(), max_workers), notes)
    }

    fn claims(size: usize) -> Arc<[Claim]> {
        vec![Claim::from_bytes([0; Claim::LEN]); size].into()
    }

    fn batch(thread: u64, id: u64, size: usize) -> Done<ToChecker> {
        let claims = claims(size);
        Done::Sent(thread, ToChecker { id, claims })
    }

    fn says(pool: &mut Pool, thread: u64, message: Result<FromChecker, &str>) -> Vec<Answer> {
        let message = message.map_err(str::to_owned);
        pool.handle(NOW, Event { thread, message })
    }

    fn verified(id: u64, count: u32) -> Result<FromChecker, &'static str> {
        Ok(FromChecker::Verified { id, count })
    }

    #[test]
    fn batches_are_spread_over_the_checkers_that_are_ready() {
        let (mut pool, notes) = pool(4);
        assert_eq!(pool.count(), 4);
        for id in 0..3 {
            assert_eq!(pool.verify(NOW, BatchId(id), claims(5)), []);
        }
        let started = [Done::Spawned(0), Done::Spawned(1), Done::Spawned(2)];
        assert_eq!(notes.take(), started, "one for each batch that waits");
        says(&mut pool, 1, Ok(FromChecker::Ready));
        says(&mut pool, 0, Ok(FromChecker::Ready));
        assert_eq!(notes.take(), [batch(1, 0, 5), batch(0, 1, 5)]);
        // The third batch goes to the checker that is done first.
        let answers = says(&mut pool, 0, verified(1, 5));
        assert_eq!(answers, [Answer::Verified(BatchId(1), 5)]);
        assert_eq!(notes.take(), [batch(0, 2, 5)]);
        // A batch with a false claim is answered like any other.
        let answers = says(&mut pool, 1, verified(0, 2));
        assert_eq!(answers, [Answer::Verified(BatchId(0), 2)]);
        // A cancelled batch gets no answer. Its checker is ended, because it may hang.
        assert_eq!(pool.cancel(NOW, BatchId(2)), []);
        assert_eq!(notes.take(), [Done::Terminated(0)]);
        assert_eq!(says(&mut pool, 0, verified(2, 5)), []);
    }

    #[test]
    fn a_dead_checker_is_replaced_and_its_batch_done_by_another() {
        let (mut pool, notes) = pool(1);
        pool.verify(NOW, BatchId(7), claims(3));
        says(&mut pool, 0, Ok(FromChecker::Ready));
        notes.take();
        assert_eq!(says(&mut pool, 0, Err("out of memory")), []);
        assert_eq!(notes.take(), [Done::Terminated(0), Done::Spawned(1)]);
        says(&mut pool, 1, Ok(FromChecker::Ready));
        assert_eq!(notes.take(), [batch(1, 7, 3)]);
        let answers = says(&mut pool, 1, verified(7, 3));
        assert_eq!(answers, [Answer::Verified(BatchId(7), 3)]);
    }

    #[test]
    fn without_checkers_every_batch_is_given_back() {
        let (mut pool, notes) = pool(2);
        notes.refuse_after(0);
        let answers = pool.verify(NOW, BatchId(0), claims(1));
        let given_back = [Answer::Closed, Answer::Verified(BatchId(0), 0)];
        assert_eq!(answers, given_back, "the node verifies it itself");
        assert_eq!((notes.take(), pool.count()), (vec![], 0));
    }

    #[test]
    fn idle_checkers_are_ended_after_a_time() {
        let (mut pool, notes) = pool(2);
        pool.verify(NOW, BatchId(0), claims(1));
        says(&mut pool, 0, Ok(FromChecker::Ready));
        assert_eq!(pool.take_idle_at(), None, "it has work");
        says(&mut pool, 0, verified(0, 1));
        let idle_at = NOW + IDLE_TIMEOUT;
        assert_eq!(pool.take_idle_at(), Some(idle_at));
        assert_eq!(pool.take_idle_at(), None, "it is returned once");
        // Another batch comes before that time.
        pool.verify(NOW, BatchId(1), claims(1));
        notes.take();
        pool.end_idle(idle_at);
        assert_eq!(notes.take(), []);
        says(&mut pool, 0, verified(1, 1));
        assert_eq!(pool.take_idle_at(), Some(idle_at));
        pool.end_idle(idle_at);
        assert_eq!(notes.take(), [Done::Terminated(0)]);
        // The next batch starts a new checker.
        pool.verify(idle_at, BatchId(2), claims(1));
        assert_eq!(notes.take(), [Done::Spawned(1)]);
    }
}
