//! The tab's own API: reading methods, answered over the open chain.
//!
//! No method here has the right to change the node or to use its wallet: each request may read
//! only, and the table holds reading methods only.
//!
//! Few people need it, so it is loaded when the first request comes.

use core::time::Duration;

use browser::http::{HttpRequest, HttpResponse};
use methods::rest::{Rest, respond_reading};
use methods::{Args, Call, Method, Param};
use primitives::Time;
use serde_json::{Value, json};
use service::Service;
use store::RedbStore;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// The data from which a request is answered.
pub(crate) struct Asked<'n> {
    /// The service of the open chain.
    pub(crate) service: &'n mut Service<RedbStore>,
    /// The time.
    pub(crate) now: Time,
    /// How long the node has run.
    pub(crate) uptime: Duration,
}

/// Answers a request.
pub(crate) type Answering = fn(Asked<'_>, &HttpRequest) -> HttpResponse;

/// Loads the API.
///
/// # Errors
///
/// If this part of the program can't be loaded. The next call tries again.
#[wasm_split(tab_api, fallible)]
pub(crate) fn load() -> Result<Answering, SplitLoaderError> {
    Ok(answer)
}

/// The program around the node, as the methods see it: a tab, which offers nothing but its uptime.
struct Tab {
    uptime: Duration,
}

impl methods::Host for Tab {
    fn uptime(&self) -> Duration {
        self.uptime
    }
}

/// Answers a request. The root of the API shows the list of all methods.
pub(crate) fn answer(asked: Asked<'_>, request: &HttpRequest) -> HttpResponse {
    if request.path.trim_matches('/').is_empty() {
        return list();
    }
    let mut call = Call {
        service: asked.service,
        host: &mut Tab {
            uptime: asked.uptime,
        },
        now: asked.now,
        args: Args::default(),
    };
    let request = methods::http::Request {
        if_none_match: request.if_none_match.as_deref(),
        ..methods::http::Request::get(&request.path, &request.query)
    };
    let response = respond_reading(&request, &mut call);
    let mut headers = response.headers;
    headers.push(("Content-Type", response.content_type.into()));
    HttpResponse {
        status: response.status,
        headers,
        body: response.body,
    }
}

fn list() -> HttpResponse {
    let methods: Vec<Value> = Rest::<RedbStore>::READING.iter().map(describe).collect();
    HttpResponse {
        status: 200,
        headers: vec![("Content-Type", "application/json".into())],
        body: Value::from(methods).to_string().into_bytes(),
    }
}

fn describe(method: &Method<RedbStore>) -> Value {
    let parameter = |parameter: &Param| {
        json!({
            "name": parameter.name,
            "about": parameter.about,
            "required": parameter.is_required,
        })
    };
    json!({
        "name": method.name,
        "about": method.about,
        "parameters": method.params.iter().map(parameter).collect::<Vec<_>>(),
    })
}
