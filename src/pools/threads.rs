//! The threads of a pool of workers, as the pool uses them.

use core::fmt::Display;

/// Starts threads of one kind.
pub trait Threads {
    /// A message to a thread.
    type Order;
    /// A running thread.
    type Thread: Thread<Self::Order>;
    /// Why a thread can't be started.
    type Error: Display;

    /// Starts the thread with this number. Its messages come to the pool later, each as an
    /// [`Event`].
    ///
    /// # Errors
    ///
    /// If the platform refuses.
    fn spawn(&self, thread: u64) -> Result<Self::Thread, Self::Error>;
}

/// A running thread.
pub trait Thread<T> {
    /// Sends the thread a message.
    fn send(&self, order: &T);

    /// Ends the thread. A worker in a browser ends at once; a thread of the operating system ends
    /// after its present piece of work.
    fn terminate(&self);
}

/// A message of a thread, or the reason why it broke down.
#[derive(Debug)]
pub struct Event<T> {
    /// The number of the thread.
    pub thread: u64,
    /// The message.
    pub message: Result<T, String>,
}
