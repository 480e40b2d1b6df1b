//! The threads of pools, as threads of the operating system.

mod checker;
mod miner;

use core::cell::RefCell;
use core::fmt;
use core::time::Duration;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use pools::checkers::{FromChecker, ToChecker};
use pools::miners::{FromMiner, ToMiner};
use pools::{Event, Thread, Threads};

use crate::clock;

/// The work of a thread: it receives orders until its pool ends it, and emits messages.
///
/// An error is a clause that says why the thread failed.
type Body<Order, Message> = fn(&Receiver<Order>, &dyn Fn(Message)) -> Result<(), String>;

/// Starts threads of one kind, for a pool.
pub struct OsThreads<Order, Message> {
    name: &'static str,
    body: Body<Order, Message>,
    emit: Arc<dyn Fn(Event<Message>) + Send + Sync>,
    group: ThreadGroup,
}

impl<Order, Message> fmt::Debug for OsThreads<Order, Message> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OsThreads")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl OsThreads<ToMiner, FromMiner> {
    /// Miners, which search with the fastest kernel of this processor. Their messages are passed to
    /// `emit` on their own threads. At most one report and one solution of each miner are
    /// unhandled, if the pool handles them within a quarter of a second.
    pub fn miners(
        group: &ThreadGroup,
        emit: impl Fn(Event<FromMiner>) + Send + Sync + 'static,
    ) -> Self {
        Self::new("miner", miner::run, group, emit)
    }
}

impl OsThreads<ToChecker, FromChecker> {
    /// Checkers, which verify batches of signatures. Their messages are passed to `emit` on their
    /// own threads; at most one of each checker is unhandled.
    pub fn checkers(
        group: &ThreadGroup,
        emit: impl Fn(Event<FromChecker>) + Send + Sync + 'static,
    ) -> Self {
        Self::new("checker", checker::run, group, emit)
    }
}

impl<Order, Message> OsThreads<Order, Message> {
    fn new(
        name: &'static str,
        body: Body<Order, Message>,
        group: &ThreadGroup,
        emit: impl Fn(Event<Message>) + Send + Sync + 'static,
    ) -> Self {
        Self {
            name,
            body,
            emit: Arc::new(emit),
            group: group.clone(),
        }
    }
}

impl<Order, Message> Threads for OsThreads<Order, Message>
where
    Order: Clone + Send + 'static,
    Message: 'static,
{
    type Order = Order;
    type Thread = OsThread<Order>;
    type Error = io::Error;

    fn spawn(&self, thread: u64) -> io::Result<OsThread<Order>> {
        let (orders, received) = channel();
        let (body, emit) = (self.body, Arc::clone(&self.emit));
        let member = self.group.enter();
        let run = move || {
            let send = |message| {
                emit(Event {
                    thread,
                    message: Ok(message),
                });
            };
            let outcome = panic::catch_unwind(AssertUnwindSafe(|| body(&received, &send)));
            let reason = match outcome {
                Ok(Ok(())) => None,
                Ok(Err(reason)) => Some(reason),
                Err(_) => Some("it panicked".to_owned()),
            };
            if let Some(reason) = reason {
                let message = Err(reason);
                emit(Event { thread, message });
            }
            drop(member);
        };
        let name = format!("{}-{thread}", self.name);
        thread::Builder::new().name(name).spawn(run)?;
        let orders = RefCell::new(Some(orders));
        Ok(OsThread { orders })
    }
}

/// A running thread. It ends when it is terminated or dropped, as soon as it has finished its
/// present piece of work, which takes some ten milliseconds.
#[derive(Debug)]
pub struct OsThread<Order> {
    /// `None` once it is terminated. The pool sends one order at a time, so few wait.
    orders: RefCell<Option<Sender<Order>>>,
}

impl<Order: Clone> Thread<Order> for OsThread<Order> {
    fn send(&self, order: &Order) {
        if let Some(orders) = &*self.orders.borrow() {
            // A thread that has failed receives nothing. Its pool has received the error.
            let _ = orders.send(order.clone());
        }
    }

    fn terminate(&self) {
        self.orders.replace(None);
    }
}

/// The threads of a program's pools, so that the program can wait for their end.
#[derive(Clone, Debug, Default)]
pub struct ThreadGroup(Arc<Running>);

#[derive(Debug, Default)]
struct Running {
    count: Mutex<usize>,
    ended: Condvar,
}

impl ThreadGroup {
    /// Waits until no thread of the group runs, but not longer than `timeout`. Returns whether none
    /// runs.
    pub fn wait(&self, timeout: Duration) -> bool {
        let until = clock::ticks() + timeout;
        let mut count = self.0.count();
        while *count > 0 {
            let left = until.saturating_sub(clock::ticks());
            if left.is_zero() {
                return false;
            }
            let waited = self.0.ended.wait_timeout(count, left);
            (count, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
        true
    }

    fn enter(&self) -> Member {
        *self.0.count() += 1;
        Member(self.clone())
    }
}

impl Running {
    fn count(&self) -> MutexGuard<'_, usize> {
        self.count.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running thread of a group.
struct Member(ThreadGroup);

impl Drop for Member {
    fn drop(&mut self) {
        *self.0.0.count() -= 1;
        self.0.0.ended.notify_all();
    }
}
