//! Replacements of the browser for the tests of this crate: threads, a device and a platform that
//! record the calls to them.

pub(crate) mod device;
pub(crate) mod person;
pub(crate) mod platform;

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use browser::threads::port::PortError;
use futures_util::FutureExt as _;

use crate::threads::{Thread, Threads};

/// The value of a future that is ready at once.
pub(crate) fn done<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("nothing here has to wait")
}

/// A call that was recorded.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Done<T> {
    Spawned(u64),
    Sent(u64, T),
    Terminated(u64),
}

/// Threads that only record the calls to them. Copies share the record.
pub(crate) struct Notes<T>(Rc<State<T>>);

struct State<T> {
    done: RefCell<Vec<Done<T>>>,
    /// The number of threads that can still be started.
    left: Cell<u64>,
}

impl<T> Notes<T> {
    /// Lets only this many more threads be started.
    pub(crate) fn refuse_after(&self, threads: u64) {
        self.0.left.set(threads);
    }

    /// Takes the calls that were recorded since they were last taken, in order.
    pub(crate) fn take(&self) -> Vec<Done<T>> {
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

    fn spawn(&self, thread: u64) -> Result<Self::Thread, PortError> {
        let left = self.0.left.get().checked_sub(1);
        let left = left.ok_or_else(|| PortError::Send("no more memory".into()))?;
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
