//! The inbox of a node's thread: the events of network, miners and checkers in order, and between
//! them the questions of the rest of the program.
//!
//! **Order.** Questions may come faster than the node can answer them, so an event waits for one
//! question at most: between two questions, the node handles all events that had arrived when it
//! took the first of them.
//!
//! **Bounds.** At most [`MAX_QUESTIONS`] questions wait. At most one report and one solution of
//! each miner, and one answer of each checker, wait. The network bounds its own events (see
//! [`service::Network`]).

use core::time::Duration;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use methods::Call;
use native::clock;
use pools::checkers::FromChecker;
use pools::miners::FromMiner;
use store::RedbStore;

use crate::AskError;

/// The number of questions that may wait. Further questions fail with [`AskError::Busy`].
pub const MAX_QUESTIONS: usize = 256;

/// A question to the node. It returns the function that sends the answer, which is called when the
/// consequences of the question have been carried out.
pub(crate) type Question = Box<dyn FnOnce(&mut Call<'_, RedbStore>) -> Box<dyn FnOnce()> + Send>;

/// Something for the node's thread. `E` is the type of the network's events.
pub(crate) enum Item<E> {
    Question(Question),
    Network(E),
    Miner(pools::Event<FromMiner>),
    Checker(pools::Event<FromChecker>),
    /// The node must stop. Nothing after it is handled.
    Stop,
}

/// The part of an inbox that takes questions and the order to stop.
pub(crate) trait Questions: Send + Sync {
    /// Adds a question.
    ///
    /// # Errors
    /// [`AskError`]. The question is dropped.
    fn ask(&self, question: Question) -> Result<(), AskError>;

    /// Lets the node stop, before it handles anything else.
    fn stop(&self);
}

/// The inbox.
pub(crate) struct Inbox<E> {
    queue: Mutex<Queue<E>>,
    arrived: Condvar,
}

struct Queue<E> {
    events: VecDeque<Item<E>>,
    questions: VecDeque<Question>,
    /// The number of events to handle before the next question.
    events_first: usize,
    /// Whether the node must stop.
    is_stopping: bool,
    /// Whether nothing is accepted any more.
    is_closed: bool,
}

impl<E> Queue<E> {
    fn pop(&mut self) -> Option<Item<E>> {
        if self.is_stopping {
            self.is_stopping = false;
            return Some(Item::Stop);
        }
        if self.events_first == 0 || self.events.is_empty() {
            self.events_first = self.events.len();
            if let Some(question) = self.questions.pop_front() {
                return Some(Item::Question(question));
            }
        }
        self.events_first = self.events_first.saturating_sub(1);
        self.events.pop_front()
    }
}

impl<E> Default for Inbox<E> {
    fn default() -> Self {
        Self {
            queue: Mutex::new(Queue {
                events: VecDeque::new(),
                questions: VecDeque::new(),
                events_first: 0,
                is_stopping: false,
                is_closed: false,
            }),
            arrived: Condvar::new(),
        }
    }
}

impl<E> Inbox<E> {
    /// Adds an event.
    pub(crate) fn push(&self, event: Item<E>) {
        let mut queue = self.queue();
        if !queue.is_closed {
            queue.events.push_back(event);
            self.arrived.notify_one();
        }
    }

    /// The next item. Waits for one, but not longer than this. `None` if none came.
    pub(crate) fn next(&self, timeout: Duration) -> Option<Item<E>> {
        let until = clock::ticks() + timeout;
        let mut queue = self.queue();
        loop {
            if let Some(item) = queue.pop() {
                return Some(item);
            }
            let left = until.saturating_sub(clock::ticks());
            if left.is_zero() {
                return None;
            }
            let waited = self.arrived.wait_timeout(queue, left);
            (queue, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Drops all items, and accepts none any more. A caller that waits for an answer gets
    /// [`AskError::Stopped`].
    pub(crate) fn close(&self) {
        let mut queue = self.queue();
        queue.is_closed = true;
        let events = core::mem::take(&mut queue.events);
        let questions = core::mem::take(&mut queue.questions);
        // The items may do anything when they are dropped, so the queue is not locked then.
        drop(queue);
        drop((events, questions));
    }

    fn queue(&self) -> MutexGuard<'_, Queue<E>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<E: Send> Questions for Inbox<E> {
    fn ask(&self, question: Question) -> Result<(), AskError> {
        let mut queue = self.queue();
        if queue.is_closed {
            return Err(AskError::Stopped);
        }
        if queue.questions.len() >= MAX_QUESTIONS {
            return Err(AskError::Busy);
        }
        queue.questions.push_back(question);
        self.arrived.notify_one();
        Ok(())
    }

    fn stop(&self) {
        let mut queue = self.queue();
        queue.is_stopping = true;
        self.arrived.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question() -> Question {
        Box::new(|_| Box::new(|| {}))
    }

    #[test]
    fn questions_are_bounded() {
        let inbox = Inbox::<u8>::default();
        for _ in 0..MAX_QUESTIONS {
            inbox.ask(question()).unwrap();
        }
        assert_eq!(inbox.ask(question()).err(), Some(AskError::Busy));
        inbox.push(Item::Network(7));
        assert!(matches!(
            inbox.next(Duration::ZERO),
            Some(Item::Question(_))
        ));
        inbox.ask(question()).unwrap();
        assert_eq!(inbox.ask(question()).err(), Some(AskError::Busy));
    }

    #[test]
    fn an_event_waits_for_one_question_at_most_and_questions_wait_for_present_events() {
        let inbox = Inbox::<u8>::default();
        let next = || match inbox.next(Duration::ZERO) {
            Some(Item::Network(number)) => Some(number),
            Some(Item::Question(_)) => None,
            _ => panic!("an item is missing"),
        };
        for _ in 0..3 {
            inbox.ask(question()).unwrap();
        }
        inbox.push(Item::Network(1));
        inbox.push(Item::Network(2));
        assert_eq!(next(), None);
        inbox.push(Item::Network(3));
        // These two had arrived when the question was taken; the third one had not.
        assert_eq!([next(), next(), next()], [Some(1), Some(2), None]);
        assert_eq!([next(), next()], [Some(3), None]);
        assert!(inbox.next(Duration::ZERO).is_none());
    }

    #[test]
    fn a_stop_comes_first_and_a_closed_inbox_accepts_nothing() {
        let inbox = Inbox::<u8>::default();
        inbox.ask(question()).unwrap();
        inbox.stop();
        assert!(matches!(inbox.next(Duration::ZERO), Some(Item::Stop)));
        inbox.close();
        inbox.push(Item::Network(1));
        assert!(inbox.next(Duration::ZERO).is_none());
        assert_eq!(inbox.ask(question()).err(), Some(AskError::Stopped));
    }

    #[test]
    fn an_item_wakes_the_thread_that_waits() {
        let inbox = Inbox::<u8>::default();
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| inbox.next(Duration::from_secs(600)));
            inbox.push(Item::Network(3));
            assert!(matches!(waiting.join().unwrap(), Some(Item::Network(3))));
        });
    }
}
