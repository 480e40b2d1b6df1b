//! Typed messages between a page, its workers and their own workers.
//!
//! A message is plain data (serde). One transferable object may come with it, and the sender can't
//! use the object afterwards.

use core::marker::PhantomData;

use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    DedicatedWorkerGlobalScope, ErrorEvent, Event, MessageEvent, Worker, WorkerOptions, WorkerType,
};

use crate::js_error::describe;

/// Why a message can't be sent or read, or a worker can't be started.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PortError {
    /// The browser does not start the worker.
    #[error("the worker {script} does not start: {reason}")]
    Start {
        /// The worker's script.
        script: String,
        /// The browser's reason.
        reason: String,
    },
    /// This browser can't transfer the object that comes with the message.
    #[error("the message can't be sent: {0}")]
    Send(String),
    /// The message has an unknown format: the sender is of another version of the program.
    #[error("a message can't be read: {0}")]
    Unknown(String),
}

/// The sending end of a connection to another part of the program, which receives `T`. Copies send
/// to the same part.
#[derive(Clone, Debug)]
pub struct Port<T> {
    end: End,
    sends: PhantomData<fn(T)>,
}

#[derive(Clone, Debug)]
enum End {
    Worker(Worker),
    Owner(DedicatedWorkerGlobalScope),
}

/// A received message with its transferred object.
#[derive(Debug)]
pub struct Envelope<T> {
    /// The message.
    pub message: T,
    /// The object that came with it; `undefined` if there is none.
    pub transferred: JsValue,
}

/// Receives the messages of a port until this listener is dropped.
#[derive(Debug)]
pub struct Listener {
    end: End,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _error: Option<Closure<dyn FnMut(Event)>>,
}

/// Starts a worker from its script, which is a module. The browser's tools show the worker's name,
/// and the worker can read it: if one script has several tasks, the name selects one. The program
/// starts its own workers by [`Part::start`](crate::Part::start).
///
/// `on_message` receives each message; `on_error` receives the reason if the worker can't run or
/// breaks down.
///
/// # Errors
/// If the browser refuses at once.
pub fn start_worker<T: Serialize, U: DeserializeOwned>(
    script: &str,
    name: &str,
    on_message: impl FnMut(Result<Envelope<U>, PortError>) + 'static,
    on_error: impl FnMut(String) + 'static,
) -> Result<(Port<T>, Listener), PortError> {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    options.set_name(name);
    let worker = Worker::new_with_options(script, &options).map_err(|error| PortError::Start {
        script: script.into(),
        reason: describe(&error),
    })?;
    Ok(connect(worker, script.into(), on_message, on_error))
}

/// Connects to a worker that a script has started. The script has sent the compiled program to it.
/// `events` are the events that the script has taken from the worker; they are handled once this
/// task is done.
pub(crate) fn adopt_worker<T: Serialize, U: DeserializeOwned>(
    worker: Worker,
    events: Array,
    on_message: impl FnMut(Result<Envelope<U>, PortError>) + 'static,
    on_error: impl FnMut(String) + 'static,
) -> (Port<T>, Listener) {
    let connected = connect(worker.clone(), "the node".into(), on_message, on_error);
    spawn_local(async move {
        for event in events.iter().filter_map(|it| it.dyn_into::<Event>().ok()) {
            // Fails only while the event is being dispatched already.
            let _ = worker.dispatch_event(&event);
        }
    });
    connected
}

/// Listens to a worker.
fn connect<T: Serialize, U: DeserializeOwned>(
    worker: Worker,
    script: String,
    on_message: impl FnMut(Result<Envelope<U>, PortError>) + 'static,
    on_error: impl FnMut(String) + 'static,
) -> (Port<T>, Listener) {
    let message = reader(on_message);
    worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
    let error = failure(script, on_error);
    worker.set_onerror(Some(error.as_ref().unchecked_ref()));
    let end = End::Worker(worker);
    let listener = Listener {
        end: end.clone(),
        _message: message,
        _error: Some(error),
    };
    (Port::new(end), listener)
}

/// The port to the page or worker that started this worker. Only for workers.
pub fn owner<T: Serialize>() -> Port<T> {
    Port::new(End::Owner(js_sys::global().unchecked_into()))
}

/// Receives the messages of the page or worker that started this worker. Only for workers; each has
/// one such listener at a time.
pub fn listen_to_owner<T: DeserializeOwned>(
    on_message: impl FnMut(Result<Envelope<T>, PortError>) + 'static,
) -> Listener {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let message = reader(on_message);
    scope.set_onmessage(Some(message.as_ref().unchecked_ref()));
    Listener {
        end: End::Owner(scope),
        _message: message,
        _error: None,
    }
}

impl<T: Serialize> Port<T> {
    fn new(end: End) -> Self {
        let sends = PhantomData;
        Self { end, sends }
    }

    /// Sends a message. A worker that has ended receives nothing; if it broke down, `on_error` of
    /// [`start_worker`] was called.
    ///
    /// # Panics
    /// If the message can't be encoded, which is an error in its type.
    pub fn send(&self, message: &T) {
        let envelope = Array::of1(&encode(message));
        self.post(&envelope)
            .expect("plain data can always be cloned");
    }

    /// Sends this program, compiled, which the worker's script expects as its first message.
    pub(crate) fn hand_program(&self) -> Result<(), PortError> {
        let sent = self.post(&Array::of1(&wasm_bindgen::module()));
        sent.map_err(|error| PortError::Send(describe(&error)))
    }

    fn post(&self, value: &JsValue) -> Result<(), JsValue> {
        match &self.end {
            End::Worker(worker) => worker.post_message(value),
            End::Owner(scope) => scope.post_message(value),
        }
    }

    /// Sends a message and transfers the object `transferred` with it.
    ///
    /// # Errors
    /// If this browser can't transfer such an object, which then still belongs to the sender.
    ///
    /// # Panics
    /// As [`send`](Self::send).
    pub fn send_with(&self, message: &T, transferred: &JsValue) -> Result<(), PortError> {
        let envelope = Array::of2(&encode(message), transferred);
        let transfer = Array::of1(transferred);
        let sent = match &self.end {
            End::Worker(worker) => worker.post_message_with_transfer(&envelope, &transfer),
            End::Owner(scope) => scope.post_message_with_transfer(&envelope, &transfer),
        };
        sent.map_err(|error| PortError::Send(describe(&error)))
    }

    /// Ends the worker at this port at once, whatever it is doing. On a port to an owner it has no
    /// effect.
    pub fn terminate(&self) {
        if let End::Worker(worker) = &self.end {
            worker.terminate();
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        match &self.end {
            End::Worker(worker) => {
                worker.set_onmessage(None);
                worker.set_onerror(None);
            }
            End::Owner(scope) => scope.set_onmessage(None),
        }
    }
}

/// The message as bytes, without field names, since both sides are of one build. As JavaScript
/// objects with named fields, the same messages added some 70 kB to the page's download.
fn encode<T: Serialize>(message: &T) -> Uint8Array {
    let encoded = postcard::to_allocvec(message);
    Uint8Array::from(&encoded.expect("messages are plain data")[..])
}

fn decode<T: DeserializeOwned>(data: &JsValue) -> Result<Envelope<T>, PortError> {
    let envelope = data.dyn_ref::<Array>();
    let envelope = envelope.ok_or_else(|| PortError::Unknown("it is not an envelope".into()))?;
    let bytes = envelope.get(0).dyn_into::<Uint8Array>();
    let bytes = bytes.map_err(|_| PortError::Unknown("it has no bytes".into()))?;
    let bytes = bytes.to_vec();
    let message = postcard::take_from_bytes(&bytes);
    let (message, rest) = message.map_err(|error| PortError::Unknown(error.to_string()))?;
    if !rest.is_empty() {
        return Err(PortError::Unknown(format!("{} bytes are left", rest.len())));
    }
    let transferred = envelope.get(1);
    Ok(Envelope {
        message,
        transferred,
    })
}

fn reader<T: DeserializeOwned>(
    mut on_message: impl FnMut(Result<Envelope<T>, PortError>) + 'static,
) -> Closure<dyn FnMut(MessageEvent)> {
    Closure::new(move |event: MessageEvent| on_message(decode(&event.data())))
}

fn failure(
    script: String,
    mut on_error: impl FnMut(String) + 'static,
) -> Closure<dyn FnMut(Event)> {
    Closure::new(move |event: Event| {
        // Otherwise the browser would also raise the error in this worker, and in the one that
        // started it.
        event.prevent_default();
        // A script that can't be loaded raises a plain event; an error inside the worker raises an
        // event with a message.
        let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
        let message = message.filter(|message| !message.is_empty());
        on_error(message.unwrap_or_else(|| format!("{script} could not be loaded")));
    })
}
