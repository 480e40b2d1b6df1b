//! The tab's own API: reading methods, answered over the open chain.
//!
//! No method here has the right to change the node or to use its wallet: each request may read
//! only, and the table holds reading methods only.

use core::time::Duration;

use browser::http::{HttpRequest, HttpResponse};
use methods::rest::{Rest, respond_reading};
use methods::{Args, Call, Method, Param};
use primitives::Time;
use serde_json::{Value, json};
use store::RedbStore;

use super::Host;
use crate::platform::Platform;

/// The program around the node, as the methods see it: a tab, which offers nothing but its uptime.
struct Tab {
    uptime: Duration,
}

impl methods::Host for Tab {
    fn uptime(&self) -> Duration {
        self.uptime
    }
}

impl<P: Platform> Host<P> {
    /// Answers an HTTP request. `None` if another tab owns the profile, or if no chain is open.
    pub(super) fn respond(&mut self, now: Time, request: &HttpRequest) -> Option<HttpResponse> {
        if self.storage.is_other_tabs() {
            return None;
        }
        let uptime = self.platform.ticks();
        let open = self.open.as_mut()?;
        if request.path.trim_matches('/').is_empty() {
            return Some(list());
        }
        let mut call = Call {
            service: open.service(),
            host: &mut Tab { uptime },
            now,
            args: Args::default(),
        };
        let request = methods::http::Request {
            if_none_match: request.if_none_match.as_deref(),
            ..methods::http::Request::get(&request.path, &request.query)
        };
        let response = respond_reading(&request, &mut call);
        let mut headers = response.headers;
        headers.push(("Content-Type", response.content_type.into()));
        Some(HttpResponse {
            status: response.status,
            headers,
            body: response.body,
        })
    }
}

/// The list of all methods, which the root of the API shows.
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
