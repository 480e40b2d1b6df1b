//! Typed messages between a page, its workers and their own workers.
//!
//! A message is plain data (serde). One transferable object may come with it, which the sender
//! can't use any more afterwards.

use core::marker::PhantomData;

use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use web_sys::{
    DedicatedWorkerGlobalScope, ErrorEvent, Event, MessageEvent, Worker, WorkerOptions, WorkerType,
};

use crate::opfs::describe;

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
pub struct Letter<T> {
    /// The message.
    pub message: T,
    /// The object that came with it; `undefined` if there is none.
    pub beside: JsValue,
}

/// Receives the messages of a port until it is dropped.
#[derive(Debug)]
pub struct Listener {
    end: End,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _error: Option<Closure<dyn FnMut(Event)>>,
}

/// Starts a worker from its script, which is a module. The worker can read its name, which tells it
/// its task if one script has several, and the browser's tools show it. The program starts its own
/// workers by [`Part::start`](crate::Part::start).
///
/// `hear` receives each message; `fail` receives the reason if the worker can't run or breaks down.
///
/// # Errors
/// If the browser refuses at once.
pub fn start_worker<T: Serialize, U: DeserializeOwned>(
    script: &str,
    name: &str,
    hear: impl FnMut(Result<Letter<U>, PortError>) + 'static,
    fail: impl FnMut(String) + 'static,
) -> Result<(Port<T>, Listener), PortError> {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    options.set_name(name);
    let worker = Worker::new_with_options(script, &options).map_err(|error| PortError::Start {
        script: script.into(),
        reason: describe(&error),
    })?;
    let message = reader(hear);
    worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
    let error = failure(script.into(), fail);
    worker.set_onerror(Some(error.as_ref().unchecked_ref()));
    let end = End::Worker(worker);
    let listener = Listener {
        end: end.clone(),
        _message: message,
        _error: Some(error),
    };
    Ok((Port::new(end), listener))
}

/// The port to the page or worker that started this worker. Only for workers.
pub fn owner<T: Serialize>() -> Port<T> {
    Port::new(End::Owner(js_sys::global().unchecked_into()))
}

/// Receives the messages of the page or worker that started this worker. Only for workers; each has
/// one such listener at a time.
pub fn hear_owner<T: DeserializeOwned>(
    hear: impl FnMut(Result<Letter<T>, PortError>) + 'static,
) -> Listener {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let message = reader(hear);
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

    /// Sends a message. A worker that has ended receives nothing; if it broke down, `fail` of
    /// [`start_worker`] was called.
    ///
    /// # Panics
    /// If the message can't be encoded, which is an error in its type.
    pub fn send(&self, message: &T) {
        let letter = Array::of1(&encode(message));
        self.post(&letter).expect("plain data can always be cloned");
    }

    /// Sends this program, compiled, which the worker's script expects as its first message.
    pub(crate) fn hand_program(&self) -> Result<(), PortError> {
        let sent = self.post(&wasm_bindgen::module());
        sent.map_err(|error| PortError::Send(describe(&error)))
    }

    fn post(&self, value: &JsValue) -> Result<(), JsValue> {
        match &self.end {
            End::Worker(worker) => worker.post_message(value),
            End::Owner(scope) => scope.post_message(value),
        }
    }

    /// Sends a message and transfers the object `beside` with it.
    ///
    /// # Errors
    /// If this browser can't transfer such an object, which then still belongs to the sender.
    ///
    /// # Panics
    /// As [`send`](Self::send).
    pub fn send_with(&self, message: &T, beside: &JsValue) -> Result<(), PortError> {
        let letter = Array::of2(&encode(message), beside);
        let transfer = Array::of1(beside);
        let sent = match &self.end {
            End::Worker(worker) => worker.post_message_with_transfer(&letter, &transfer),
            End::Owner(scope) => scope.post_message_with_transfer(&letter, &transfer),
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

fn decode<T: DeserializeOwned>(data: &JsValue) -> Result<Letter<T>, PortError> {
    let letter = data.dyn_ref::<Array>();
    let letter = letter.ok_or_else(|| PortError::Unknown("it is no letter".into()))?;
    let bytes = letter.get(0).dyn_into::<Uint8Array>();
    let bytes = bytes.map_err(|_| PortError::Unknown("it has no bytes".into()))?;
    let bytes = bytes.to_vec();
    let message = postcard::take_from_bytes(&bytes);
    let (message, rest) = message.map_err(|error| PortError::Unknown(error.to_string()))?;
    if !rest.is_empty() {
        return Err(PortError::Unknown(format!("{} bytes are left", rest.len())));
    }
    let beside = letter.get(1);
    Ok(Letter { message, beside })
}

fn reader<T: DeserializeOwned>(
    mut hear: impl FnMut(Result<Letter<T>, PortError>) + 'static,
) -> Closure<dyn FnMut(MessageEvent)> {
    Closure::new(move |event: MessageEvent| hear(decode(&event.data())))
}

fn failure(script: String, mut fail: impl FnMut(String) + 'static) -> Closure<dyn FnMut(Event)> {
    Closure::new(move |event: Event| {
        // Otherwise it would also be raised as an error in this worker, and in the one that started
        // it.
        event.prevent_default();
        // A script that can't be loaded raises a plain event; an error inside the worker raises an
        // event with a message.
        let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
        let message = message.filter(|message| !message.is_empty());
        fail(message.unwrap_or_else(|| format!("{script} could not be loaded")));
    })
}
