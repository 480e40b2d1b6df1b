//! Threads that record the calls to them, for tests.

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::{Thread, Threads};

/// A call that was recorded.
#[derive(Clone, Debug, PartialEq)]
pub enum Done<T> {
    /// The thread with this number was started.
    Spawned(u64),
    /// A message was sent to the thread with this number.
    Sent(u64, T),
    /// The thread with this number was ended.
    Terminated(u64),
}

/// Threads that only record the calls to them. Copies share the record.
#[derive(Debug)]
pub struct Notes<T>(Rc<State<T>>);

#[derive(Debug)]
struct State<T> {
    done: RefCell<Vec<Done<T>>>,
    /// The number of threads that can still be started.
    left: Cell<u64>,
}

impl<T> Notes<T> {
    /// Lets only this many more threads be started.
    pub fn refuse_after(&self, threads: u64) {
        self.0.left.set(threads);
    }

    /// Takes the calls that were recorded since they were last taken, in order.
    pub fn take(&self) -> Vec<Done<T>> {
        self.0.done.take()
    }

    fn note(&self, done: Done<T>) {
        self.0.done.borrow_mut().push(done);
    }
}

impl<T> Default for Notes<T> {
    fn default() -> Self {
        Self(Rc::new(State {
            done: RefCell::default(),
            left: Cell::new(u64::MAX),
        }))
    }
}

impl<T> Clone for Notes<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T: Clone> Threads for Notes<T> {
    type Order = T;
    type Thread = (u64, Self);
    type Error = &'static str;

    fn spawn(&self, thread: u64) -> Result<Self::Thread, Self::Error> {
        let left = self.0.left.get().checked_sub(1);
        let left = left.ok_or("no more memory")?;
        self.0.left.set(left);
        self.note(Done::Spawned(thread));
        Ok((thread, self.clone()))
    }
}

impl<T: Clone> Thread<T> for (u64, Notes<T>) {
    fn send(&self, order: &T) {
        self.1.note(Done::Sent(self.0, order.clone()));
    }

    fn terminate(&self) {
        self.1.note(Done::Terminated(self.0));
    }
}
