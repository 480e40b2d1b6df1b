//! The envelope of JSON-RPC: the calls in an HTTP request's body, and the body of the response.
//!
//! It follows Bitcoin Core since version 28. A call of JSON-RPC 1.0 or 1.1 has `result` and `error`
//! in its response, one of them `null`, and an error also sets the HTTP status. A call of JSON-RPC
//! 2.0 has one of the two, and the status is 200; without an id it is a notification, which gets no
//! response. A batch has status 200 whatever its calls return.

use std::collections::VecDeque;

use chain::Store;
use serde_json::{Map, Value, json};

use super::arguments::arguments;
use super::code;
use super::json::text;
use super::table::find;
use crate::{Access, Answer, Call, Failure, Kind};

/// The maximum number of calls in a batch.
pub const MAX_BATCH: usize = 1_000;

/// The maximum bytes of a batch's answers. The answer that reaches the bound may exceed it, and the
/// remaining calls are refused.
pub const MAX_BATCH_ANSWER_BYTES: usize = 16 << 20;

/// The response to an HTTP request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The body, which is JSON; empty if the status is 204.
    pub body: String,
}

/// Why a call has no result: Bitcoin Core's code and a message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} (code {code})")]
pub struct RpcError {
    /// The code.
    pub code: i32,
    /// A sentence.
    pub message: String,
}

impl RpcError {
    fn new(code: i32, message: &str) -> Self {
        let message = message.to_owned();
        Self { code, message }
    }
}

impl From<Failure> for RpcError {
    fn from(failure: Failure) -> Self {
        Self {
            code: code::of(&failure),
            message: failure.message,
        }
    }
}

/// The result of a call.
pub type Outcome = Result<Value, RpcError>;

/// One call of a method.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    method: String,
    /// A list or an object.
    params: Value,
}

impl Request {
    /// The name of the method.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The parameters: a list or an object.
    pub(super) const fn params(&self) -> &Value {
        &self.params
    }

    /// The id of the template that a `getblocktemplate` waits on (BIP22): the caller may delay the
    /// call until [`long_poll_id`](super::long_poll_id) differs from it. `None` for other calls.
    pub fn long_poll_id(&self) -> Option<&str> {
        if self.method != "getblocktemplate" {
            return None;
        }
        let request = match &self.params {
            Value::Array(params) => params.first()?,
            params => params.get("template_request")?,
        };
        request.get("longpollid")?.as_str()
    }

    /// Carries the call out for a caller with these rights.
    ///
    /// # Errors
    ///
    /// [`RpcError`] if there is no such method, if its arguments are invalid, if the caller has no
    /// right to it, or if the method fails.
    pub fn run<S: Store + 'static>(&self, access: Access, call: &mut Call<'_, S>) -> Outcome {
        let Some(method) = find::<S>(&self.method) else {
            return Err(RpcError::new(code::METHOD_NOT_FOUND, "Method not found"));
        };
        if access < method.access {
            let message = format!("{} is not allowed to this caller", method.name);
            return Err(Failure::new(Kind::Forbidden, message).into());
        }
        call.args = arguments(method, &self.params)?;
        match (method.run)(call)? {
            Answer::Json(value) => Ok(value),
            Answer::Text(text) => Ok(Value::from(text)),
            other => Err(Failure::internal(format!("{other:?} is not JSON")).into()),
        }
    }
}

/// The version of JSON-RPC that a call names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    /// 1.0 or 1.1, or none.
    One,
    /// 2.0.
    Two,
}

/// A call with the parts of its response that are known before its outcome.
#[derive(Clone, Debug)]
struct Slot {
    /// `None` if the call has no id.
    id: Option<Value>,
    version: Version,
    /// The call, or why it can't be made.
    request: Result<Request, RpcError>,
}

impl Slot {
    /// A call that can't be made, with an unknown id.
    fn broken(error: RpcError) -> Self {
        Self {
            id: Some(Value::Null),
            version: Version::One,
            request: Err(error),
        }
    }

    /// Parses one call. The id comes first, so that the response to every error has it.
    fn parse(value: Value) -> Self {
        let Value::Object(mut members) = value else {
            let error = RpcError::new(code::INVALID_REQUEST, "Invalid Request object");
            return Self::broken(error);
        };
        let id = members.remove("id");
        let (version, request) = match version(&members) {
            Ok(version) => (version, request(members)),
            Err(error) => (Version::One, Err(error)),
        };
        Self {
            id,
            version,
            request,
        }
    }

    const fn is_notification(&self) -> bool {
        matches!(self.version, Version::Two) && self.id.is_none()
    }

    /// The text of the response.
    fn response(self, outcome: Outcome) -> String {
        let mut members = Map::new();
        match (outcome, self.version) {
            (Ok(result), Version::One) => {
                members.insert("result".into(), result);
                members.insert("error".into(), Value::Null);
            }
            (Ok(result), Version::Two) => {
                members.insert("result".into(), result);
            }
            (Err(error), version) => {
                if version == Version::One {
                    members.insert("result".into(), Value::Null);
                }
                let error = json!({ "code": error.code, "message": error.message });
                members.insert("error".into(), error);
            }
        }
        if self.version == Version::Two {
            members.insert("jsonrpc".into(), Value::from("2.0"));
        }
        if let Some(id) = self.id {
            members.insert("id".into(), id);
        }
        text(&Value::Object(members))
    }
}

fn version(members: &Map<String, Value>) -> Result<Version, RpcError> {
    let invalid = |message| Err(RpcError::new(code::INVALID_REQUEST, message));
    match members.get("jsonrpc") {
        None | Some(Value::Null) => Ok(Version::One),
        Some(Value::String(version)) => match version.as_str() {
            "1.0" | "1.1" => Ok(Version::One),
            "2.0" => Ok(Version::Two),
            _ => invalid("JSON-RPC version not supported"),
        },
        Some(_) => invalid("jsonrpc field must be a string"),
    }
}

fn request(mut members: Map<String, Value>) -> Result<Request, RpcError> {
    let invalid = |message| Err(RpcError::new(code::INVALID_REQUEST, message));
    let method = match members.remove("method") {
        None | Some(Value::Null) => return invalid("Missing method"),
        Some(Value::String(method)) => method,
        Some(_) => return invalid("Method must be a string"),
    };
    let params = match members.remove("params") {
        None | Some(Value::Null) => Value::Array(Vec::new()),
        Some(params @ (Value::Array(_) | Value::Object(_))) => params,
        Some(_) => return invalid("Params must be an array or object"),
    };
    Ok(Request { method, params })
}

/// The exchange of one HTTP request: its calls one after the other, then the response.
///
/// ```text
/// new ──▶ next ──▶ Request ── run ──▶ Outcome ──▶ push ──▶ next … None ──▶ finish
/// ```
///
/// The bodies of requests are bounded by the transport, the number of calls by [`MAX_BATCH`], and
/// the answers of a batch by [`MAX_BATCH_ANSWER_BYTES`].
#[derive(Debug)]
pub struct Exchange {
    slots: VecDeque<Slot>,
    is_batch: bool,
    /// The texts of the responses, without those of notifications.
    responses: Vec<String>,
    bytes: usize,
    /// The HTTP status of the only call.
    status: u16,
}

impl Exchange {
    /// Parses the body of a request.
    pub fn new(body: &[u8]) -> Self {
        let (slots, is_batch) = match serde_json::from_slice(body) {
            Ok(Value::Array(calls)) if calls.len() > MAX_BATCH => {
                let message = format!("A batch has at most {MAX_BATCH} calls");
                let error = RpcError::new(code::INVALID_REQUEST, &message);
                (VecDeque::from([Slot::broken(error)]), false)
            }
            Ok(Value::Array(calls)) => (calls.into_iter().map(Slot::parse).collect(), true),
            Ok(call @ Value::Object(_)) => (VecDeque::from([Slot::parse(call)]), false),
            Ok(_) => {
                let error = RpcError::new(code::PARSE_ERROR, "Top-level object parse error");
                (VecDeque::from([Slot::broken(error)]), false)
            }
            Err(_) => {
                let error = RpcError::new(code::PARSE_ERROR, "Parse error");
                (VecDeque::from([Slot::broken(error)]), false)
            }
        };
        Self {
            slots,
            is_batch,
            responses: Vec::new(),
            bytes: 0,
            status: 200,
        }
    }

    /// The next call to carry out. [`push`](Self::push) must follow with its outcome. `None` if all
    /// calls are answered.
    #[expect(
        clippy::should_implement_trait,
        reason = "the caller pushes between two calls"
    )]
    pub fn next(&mut self) -> Option<Request> {
        loop {
            let slot = self.slots.front()?;
            if self.is_batch && self.bytes > MAX_BATCH_ANSWER_BYTES {
                let message = "The answers of this batch are too large; send fewer calls at once";
                self.push(Err(RpcError::new(code::INVALID_PARAMETER, message)));
                continue;
            }
            match slot.request.clone() {
                Ok(request) => return Some(request),
                Err(error) => self.push(Err(error)),
            }
        }
    }

    /// Records the outcome of the call that [`next`](Self::next) returned last.
    pub fn push(&mut self, outcome: Outcome) {
        let Some(slot) = self.slots.pop_front() else {
            return;
        };
        let is_two = slot.version == Version::Two;
        self.status = match &outcome {
            // A call that could not be parsed has the status of its error in each version.
            Err(error) if !is_two || slot.request.is_err() => status(error.code),
            _ => 200,
        };
        if slot.is_notification() && slot.request.is_ok() {
            self.status = 204;
            return;
        }
        let response = slot.response(outcome);
        self.bytes += response.len();
        self.responses.push(response);
    }

    /// The response, once [`next`](Self::next) has returned `None`.
    pub fn finish(self) -> Reply {
        let is_silent = self.responses.is_empty() && self.status == 204;
        let body = match self.is_batch {
            _ if is_silent => String::new(),
            true => format!("[{}]\n", self.responses.join(",")),
            false => self.responses.concat() + "\n",
        };
        let status = match self.is_batch && !is_silent {
            true => 200,
            false => self.status,
        };
        Reply { status, body }
    }
}

/// The HTTP status of an error.
const fn status(code: i32) -> u16 {
    match code {
        code::INVALID_REQUEST => 400,
        code::FORBIDDEN => 403,
        code::METHOD_NOT_FOUND => 404,
        _ => 500,
    }
}

/// Carries out all calls of a request's body at once.
pub fn answer<S: Store + 'static>(body: &[u8], access: Access, call: &mut Call<'_, S>) -> Reply {
    let mut exchange = Exchange::new(body);
    while let Some(request) = exchange.next() {
        let outcome = request.run(access, call);
        exchange.push(outcome);
    }
    exchange.finish()
}
