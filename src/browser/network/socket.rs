//! The WebSocket connection to a relay.

use std::rc::Rc;

use signal::{FromRelay, ToRelay};
use wasm_bindgen::prelude::*;
use web_sys::{Event, MessageEvent, WebSocket};

use crate::js_error::describe;

/// An event on the socket.
#[derive(Debug)]
pub enum SocketEvent {
    /// The socket is open.
    Opened,
    /// The relay sent this message, or data that is not a message.
    Message(Result<FromRelay, signal::MessageError>),
    /// The socket has closed, or did not open.
    Closed,
}

/// A socket to the relay, closed when dropped.
pub struct Socket {
    socket: WebSocket,
    _plain: Vec<Closure<dyn FnMut(Event)>>,
    _message: Closure<dyn FnMut(MessageEvent)>,
}

impl Socket {
    /// Starts to open a socket. `emit` receives its events.
    ///
    /// # Errors
    /// The browser's reason if it rejects the URL.
    pub fn open(url: &str, emit: impl Fn(SocketEvent) + 'static) -> Result<Self, String> {
        let socket = WebSocket::new(url).map_err(|error| describe(&error))?;
        let emit = Rc::new(emit);
        let plain = |event: fn() -> SocketEvent| {
            let emit = Rc::clone(&emit);
            Closure::<dyn FnMut(Event)>::new(move |_| emit(event()))
        };
        let opened = plain(|| SocketEvent::Opened);
        let closed = plain(|| SocketEvent::Closed);
        let message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let text = event.data().as_string().unwrap_or_default();
            emit(SocketEvent::Message(FromRelay::decode(&text)));
        });
        socket.set_onopen(Some(opened.as_ref().unchecked_ref()));
        // An error is always followed by a close.
        socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
        Ok(Self {
            socket,
            _plain: vec![opened, closed],
            _message: message,
        })
    }

    /// Sends a message to the relay. A socket that is closing sends nothing.
    ///
    /// # Errors
    /// If a field of the message exceeds its bound.
    pub fn send(&self, message: &ToRelay) -> Result<(), signal::MessageError> {
        let frame = message.encode()?;
        // Throws only before the socket is open, when there is nothing to send yet.
        let _ = self.socket.send_with_str(&frame);
        Ok(())
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onclose(None);
        self.socket.set_onmessage(None);
        // Throws for invalid close codes only.
        let _ = self.socket.close();
    }
}
