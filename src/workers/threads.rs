//! Threads that are workers of the browser.

use core::marker::PhantomData;
use std::rc::Rc;

use browser::Part;
use browser::threads::port::{Envelope, Listener, Port, PortError};
use pools::{Event, Thread, Threads};
use serde::Serialize;
use serde::de::DeserializeOwned;

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
    type Thread = BrowserThread<Order>;
    type Error = PortError;

    fn spawn(&self, thread: u64) -> Result<BrowserThread<Order>, PortError> {
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
        let (port, listener) = self.part.start(on_message, on_error)?;
        Ok(BrowserThread {
            port,
            _listener: listener,
        })
    }
}

/// A worker of the browser.
pub(crate) struct BrowserThread<T> {
    port: Port<T>,
    _listener: Listener,
}

impl<T: Serialize> Thread<T> for BrowserThread<T> {
    fn send(&self, order: &T) {
        self.port.send(order);
    }

    fn terminate(&self) {
        self.port.terminate();
    }
}
