//! HTTP without a transport: a request as plain data, answered by a table of methods.
//!
//! A native server and the service worker of a tab use it. The transport reads the request, drops
//! bodies above [`MAX_BODY_BYTES`], authenticates the caller, and passes the [`Access`] that the
//! caller has. **A request that a page of another origin made has [`Access::Read`] at most**,
//! unless the transport is set to trust that origin: browsers add a person's credentials to such
//! requests without asking. The transport sends the [`Response`], without its body if the request
//! was `HEAD`.
//!
//! | request | answer |
//! | --- | --- |
//! | a path that no method has | 404 |
//! | a verb that no method of the path has | 405 with `Allow` |
//! | a right that the caller lacks | 403 |
//! | an argument that is missing, unknown, repeated or malformed | 400 with its name |
//! | a path, a query or a body that is too long | 414, 413 |
//! | a method that changes the node or its wallet, without JSON | 415: another site's form can't send JSON |
//! | a [`Failure`] | the status of its [`Kind`] |
//!
//! Each answer has a strong `ETag`, and `If-None-Match` gets a 304 without a body.

mod arguments;
mod conditional;
mod path;
mod problem;
mod request;
mod response;
mod status;

pub use conditional::Caching;
pub use request::{MAX_BODY_BYTES, MAX_TARGET_BYTES, Request};
pub use response::{Response, Stream};
#[cfg(feature = "openapi")]
pub(crate) use status::name as name_of;
pub use status::status_of;

use chain::Store;

use crate::{Access, Call, Failure, Kind, Method, Verb};

/// How a surface writes its failures, and how long clients may cache its answers.
pub struct Style {
    /// Writes a failure.
    pub(crate) refusal: fn(status: u16, message: &str) -> Response,
    /// The status of a failure.
    pub(crate) status: fn(Kind) -> u16,
    /// How long clients and proxies may cache the answer of the method with this name.
    pub(crate) caching: fn(method: &str) -> Caching,
    /// Whether unknown arguments of a query are refused.
    pub(crate) is_strict: bool,
}

impl Style {
    /// Problem documents (RFC 9457).
    pub const PROBLEM: Self = Self {
        refusal: problem::document,
        status: status_of,
        caching: |_| Caching::Revalidate,
        is_strict: true,
    };

    /// Plain text, as Esplora's servers write it.
    pub const TEXT: Self = Self {
        refusal: problem::text,
        status: |kind| match kind {
            Kind::Refused => 400,
            other => status_of(other),
        },
        caching: |_| Caching::Revalidate,
        is_strict: false,
    };

    pub(crate) fn refuse(&self, failure: &Failure) -> Response {
        (self.refusal)((self.status)(failure.kind), &failure.message)
    }
}

/// The method of a request, with the parameters of its path.
struct Matched<'m, S: Store> {
    method: &'m Method<S>,
    params: Vec<(&'static str, String)>,
}

/// Answers a request by the first of these methods that has its path and verb. The arguments of
/// `call` are replaced.
pub fn respond<'m, S: Store + 'm>(
    methods: impl Iterator<Item = &'m Method<S>>,
    style: &Style,
    request: &Request<'_>,
    call: &mut Call<'_, S>,
) -> Response {
    let method = match prepare(methods, style, request, call) {
        Ok(method) => method,
        Err(response) => return response,
    };
    run(style, request, method, call)
}

/// Runs the method of a request that is [prepared](prepare).
pub(crate) fn run<S: Store>(
    style: &Style,
    request: &Request<'_>,
    method: &Method<S>,
    call: &mut Call<'_, S>,
) -> Response {
    let response = match (method.run)(call) {
        Ok(answer) => Response::of(answer),
        Err(failure) => return style.refuse(&failure),
    };
    match method.verb {
        Verb::Get => {
            conditional::apply(response, (style.caching)(method.name), &call.args, request)
        }
        Verb::Post => response.with("Cache-Control", "no-store"),
    }
}

/// Finds the method of a request, checks the caller's right, and sets the arguments of `call`.
///
/// # Errors
///
/// The response that refuses the request.
pub(crate) fn prepare<'m, S: Store + 'm>(
    methods: impl Iterator<Item = &'m Method<S>>,
    style: &Style,
    request: &Request<'_>,
    call: &mut Call<'_, S>,
) -> Result<&'m Method<S>, Response> {
    let refuse = |status, message: &str| Err((style.refusal)(status, message));
    if request.path.len().max(request.query.len()) > MAX_TARGET_BYTES {
        return refuse(414, "the path or the query is too long");
    }
    if request.body.len() > MAX_BODY_BYTES {
        return refuse(413, "the body is too long");
    }
    let Some(segments) = path::segments(request.path) else {
        return refuse(400, "the path is not percent-encoded UTF-8");
    };
    let verb = match request.verb {
        "GET" | "HEAD" => Some(Verb::Get),
        "POST" => Some(Verb::Post),
        _ => None,
    };
    let (mut matched, mut allowed) = (None, Vec::new());
    for method in methods {
        if let Some(params) = path::fit(method.name, &segments) {
            if Some(method.verb) == verb {
                matched = Some(Matched { method, params });
                break;
            }
            allowed.push(method.verb);
        }
    }
    let Some(Matched { method, params }) = matched else {
        return Err(match allowed.is_empty() {
            true => (style.refusal)(404, "no method has this path"),
            false => {
                let response = (style.refusal)(405, "no method of this path has this verb");
                response.with("Allow", path::allow(&allowed))
            }
        });
    };
    if request.access < method.access {
        return refuse(403, right(method.access));
    }
    let read = arguments::read(method.params, params, request, style.is_strict);
    let args = match (read, arguments::is_json(request)) {
        (Err(failure), _) => return Err(style.refuse(&failure)),
        (Ok(_), false) if method.verb == Verb::Post && method.access > Access::Read => {
            return refuse(415, "this method takes application/json");
        }
        (Ok(args), _) => args,
    };
    call.args = args;
    Ok(method)
}

/// The refusal of a caller without the right.
const fn right(access: Access) -> &'static str {
    match access {
        Access::Read => "this node answers only callers with a user and a password",
        Access::Control => "changing the node needs a user and a password",
        Access::Wallet => "the node's wallet needs a user and a password",
    }
}
