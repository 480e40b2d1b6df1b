//! The threads of a pool of workers. Each thread is a worker of the browser, or in tests a record
//! of the calls to it.

use core::marker::PhantomData;
use std::rc::Rc;

use browser::Part;
use browser::threads::port::{Envelope, Listener, Port, PortError};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Starts threads of one kind.
pub(crate) trait Threads {
    /// A message to a thread.
    type Order;
    /// A running thread.
    type Thread: Thread<Self::Order>;

    /// Starts the thread with this number. Its messages come to the pool later, each as an
    /// [`Event`].
    ///
    /// # Errors
    /// If the browser refuses.
    fn spawn(&self, thread: u64) -> Result<Self::Thread, PortError>;
}

/// A running thread.
pub(crate) trait Thread<T> {
    /// Sends the thread a message.
    fn send(&self, order: &T);

    /// Ends the thread, whatever it is doing.
    fn terminate(&self);
}

/// A message of a thread, or the reason why it broke down.
#[derive(Debug)]
pub(crate) struct Event<T> {
    /// The number of the thread.
    pub(crate) thread: u64,
    /// The message.
    pub(crate) message: Result<T, String>,
}

/// Threads that are workers of the browser, all for the same [`Part`].
pub(crate) struct Workers<Order, Message> {
    part: Part,
    emit: Rc<dyn Fn(Event<Message>)>,
    orders: PhantomData<fn(Order)>,
}

impl<Order, Message> Workers<Order, Message> {
    /// Creates the starter of such threads. The events of all threads are passed to `emit`.
    pub(crate) fn new(part: Part, emit: impl Fn(Event<Message>) + 'static) -> Self {
        Self {
            part,
            emit: Rc::new(emit),
            orders: PhantomData,
        }
    }
}

impl<Order: Serialize, Message: DeserializeOwned + 'static> Threads for Workers<Order, Message> {
    type Order = Order;
    type Thread = (Port<Order>, Listener);

    fn spawn(&self, thread: u64) -> Result<Self::Thread, PortError> {
        let (emit, emit_error) = (Rc::clone(&self.emit), Rc::clone(&self.emit));
        let on_message = move |envelope: Result<Envelope<Message>, PortError>| {
            let message = envelope.map(|envelope| envelope.message);
            let message = message.map_err(|error| error.to_string());
            emit(Event { thread, message });
        };
        let on_error = move |reason| {
            let message = Err(reason);
            emit_error(Event { thread, message });
        };
        self.part.start(on_message, on_error)
    }
}

impl<T: Serialize> Thread<T> for (Port<T>, Listener) {
    fn send(&self, order: &T) {
        self.0.send(order);
    }

    fn terminate(&self) {
        self.0.terminate();
    }
}
