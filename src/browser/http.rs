//! HTTP requests to the tab itself: its node answers them, as a server would.
//!
//! A request comes from the service worker (`www/sw.js`) or from the page itself. The page passes
//! it to the node worker with a message port, and the node worker sends the response on that port.
//! The service worker bounds the number of requests that wait for a response, and the time that
//! each one waits. The page itself requests the list of methods, and answers to one question at a
//! time.

use js_sys::{Array, JsString, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use web_sys::MessagePort;

/// A `GET` request below the path of the tab's API.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpRequest {
    /// The path below that of the API, percent-encoded.
    pub path: String,
    /// The query after the question mark, percent-encoded; empty if there is none.
    pub query: String,
    /// The header `If-None-Match`; `None` if it is missing.
    pub if_none_match: Option<String>,
    /// The profile of the tabs that may answer: the one in the address of the page that makes the
    /// request. If that address names no profile, this is `None`, and the tabs with the profile
    /// that this device opens by default may answer.
    pub profile: Option<String>,
    /// Whether this tab's own page asks.
    pub is_own: bool,
}

impl HttpRequest {
    /// Reads the service worker's message: an array of the path, the query, the header, the profile
    /// and whether it comes from this page.
    pub(crate) fn from_message(message: &JsValue) -> Option<Self> {
        let parts: &Array = message.dyn_ref()?;
        Some(Self {
            path: parts.get(0).as_string()?,
            query: parts.get(1).as_string()?,
            if_none_match: parts.get(2).as_string(),
            profile: parts.get(3).as_string(),
            is_own: parts.get(4).is_truthy(),
        })
    }
}

/// The response to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// The names and values of the headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// The port on which the response to one request is sent.
#[derive(Debug)]
pub struct Responder(MessagePort);

impl Responder {
    /// Takes the port that came with a request; `None` if none came.
    pub fn new(transferred: JsValue) -> Option<Self> {
        transferred.dyn_into().ok().map(Self)
    }

    /// Sends the response as an array of the status, the headers' names and values in turn, and the
    /// body. `None`, for a tab that can't answer, is sent as `null`.
    pub fn respond(self, response: Option<&HttpResponse>) {
        let message = response.map_or(JsValue::NULL, |response| {
            let headers = response.headers.iter();
            let headers = headers.flat_map(|(name, value)| [*name, value.as_str()]);
            let headers: Array = headers.map(JsString::from).collect();
            let body = Uint8Array::from(&response.body[..]);
            Array::of3(&response.status.into(), &headers, &body).into()
        });
        // Plain data can always be cloned.
        let _ = self.0.post_message(&message);
        self.0.close();
    }
}
