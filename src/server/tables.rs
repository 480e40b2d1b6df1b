//! REST and Esplora's API: the conversion between HTTP and the crate `methods`.

use std::io;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_TYPE, HeaderName, IF_NONE_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::Response;
use futures_util::stream;
use methods::http::{self, MAX_BODY_BYTES};
use methods::{Access, Call, esplora, rest};
use store::RedbStore;

use crate::bodies;
use crate::callers::guard::Caller;
use crate::chains::Chain;
use crate::problem::Problem;
use crate::server::Server;
use crate::target::Table;

fn respond(
    table: Table,
    request: &http::Request<'_>,
    call: &mut Call<'_, RedbStore>,
) -> http::Response {
    match table {
        Table::Rest => rest::respond(request, call),
        Table::Esplora => esplora::respond(request, call),
    }
}

/// A request that owns its parts, since it is sent to the node's thread.
struct Request {
    verb: Method,
    path: String,
    query: String,
    content_type: Option<String>,
    if_none_match: Option<String>,
    body: Bytes,
    access: Access,
}

impl Request {
    fn of(parts: &Parts, path: &str, body: Bytes, access: Access) -> Self {
        let text = |name: HeaderName| {
            let header = parts.headers.get(name)?;
            header.to_str().ok().map(ToOwned::to_owned)
        };
        Self {
            verb: parts.method.clone(),
            path: path.to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            content_type: text(CONTENT_TYPE),
            if_none_match: text(IF_NONE_MATCH),
            body,
            access,
        }
    }

    fn borrow(&self) -> http::Request<'_> {
        http::Request {
            verb: self.verb.as_str(),
            path: &self.path,
            query: &self.query,
            content_type: self.content_type.as_deref(),
            if_none_match: self.if_none_match.as_deref(),
            body: &self.body,
            access: self.access,
            can_stream: true,
        }
    }
}

/// Answers a request to a path below the surface's root.
pub(crate) async fn answer(
    server: &Server,
    chain: &Arc<Chain>,
    table: Table,
    path: &str,
    caller: &Caller,
    parts: &Parts,
    body: Body,
) -> Result<Response, Problem> {
    let access = caller.access()?;
    let received = bodies::read(server, caller, body, MAX_BODY_BYTES).await?;
    // A request counts once it is complete, so that a slow sender takes nobody's place.
    let _permit = server.requests.take(caller.has_password())?;
    let request = Request::of(parts, path, received.bytes.clone(), access);
    let asked = chain.ask(move |call| respond(table, &request.borrow(), call));
    let response = asked.await?;
    Ok(convert(response, chain))
}

/// The response as HTTP. The connection omits the body of the response to a `HEAD`.
fn convert(response: http::Response, chain: &Arc<Chain>) -> Response {
    let body = match response.stream {
        None => Body::from(response.body),
        Some(rest) => Body::from_stream(parts_of(response.body, rest, Arc::clone(chain))),
    };
    let mut answer = Response::new(body);
    // The statuses of the methods are those of HTTP.
    *answer.status_mut() =
        StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = answer.headers_mut();
    let content_type = HeaderValue::from_static(response.content_type);
    headers.insert(CONTENT_TYPE, content_type);
    for (name, value) in response.headers {
        // A value comes from the table or is a hash, so it always fits.
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(&value)) {
            headers.insert(name, value);
        }
    }
    answer
}

/// The parts of a body. Each is made when the connection has room for it, so that at most one part
/// is in memory for a slow reader.
fn parts_of(
    first: Vec<u8>,
    rest: http::Stream,
    chain: Arc<Chain>,
) -> impl stream::Stream<Item = io::Result<Bytes>> {
    let first = stream::iter([Ok(Bytes::from(first))]);
    let rest = stream::try_unfold(Some(rest), move |rest| {
        let chain = Arc::clone(&chain);
        async move {
            let Some(rest) = rest else {
                return Ok(None);
            };
            // An error breaks the connection off, so that the reader notices.
            let part = chain.ask(move |call| rest.proceed(call)).await;
            let part = part.map_err(|_| io::ErrorKind::TimedOut)?;
            let (part, rest) = part.map_err(io::Error::other)?;
            Ok(Some((Bytes::from(part), rest)))
        }
    });
    stream::StreamExt::chain(first, rest)
}
