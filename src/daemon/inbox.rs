//! The inbox of a node's thread: everything that happens, in order.
//!
//! **Bounds.** At most [`MAX_QUESTIONS`] questions wait. A miner has a report and a solution
//! waiting at most, a checker an answer; the network bounds its own events (see
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
    items: VecDeque<Item<E>>,
    /// The number of questions among the items.
    questions: usize,
    /// Whether nothing is accepted any more.
    is_closed: bool,
}

impl<E> Default for Inbox<E> {
    fn default() -> Self {
        Self {
            queue: Mutex::new(Queue {
                items: VecDeque::new(),
                questions: 0,
                is_closed: false,
            }),
            arrived: Condvar::new(),
        }
    }
}

impl<E> Inbox<E> {
    /// Adds an item.
    pub(crate) fn push(&self, item: Item<E>) {
        let mut queue = self.queue();
        if !queue.is_closed {
            queue.items.push_back(item);
            self.arrived.notify_one();
        }
    }

    /// The next item. Waits for one, but not longer than this. `None` if none came.
    pub(crate) fn next(&self, timeout: Duration) -> Option<Item<E>> {
        let until = clock::ticks() + timeout;
        let mut queue = self.queue();
        loop {
            if let Some(item) = queue.items.pop_front() {
                queue.questions -= usize::from(matches!(item, Item::Question(_)));
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
        queue.questions = 0;
        let items = core::mem::take(&mut queue.items);
        // The items may do anything when they are dropped, so the queue is not locked then.
        drop(queue);
        drop(items);
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
        if queue.questions >= MAX_QUESTIONS {
            return Err(AskError::Busy);
        }
        queue.questions += 1;
        queue.items.push_back(Item::Question(question));
        self.arrived.notify_one();
        Ok(())
    }

    fn stop(&self) {
        let mut queue = self.queue();
        queue.items.push_front(Item::Stop);
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
    fn questions_are_bounded_and_other_items_come_in() {
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
        for _ in 1..MAX_QUESTIONS {
            inbox.next(Duration::ZERO);
        }
        assert!(matches!(inbox.next(Duration::ZERO), Some(Item::Network(7))));
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
