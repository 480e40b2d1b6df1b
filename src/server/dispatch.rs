//! From a request to its answer: the caller is checked, and the path selects the part that answers.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, HeaderName, LOCATION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use tokio::time::Instant;

use crate::callers::guard::{self, Caller};
use crate::callers::origins;
use crate::chains::Chain;
use crate::events::feed;
use crate::problem::Problem;
use crate::server::Server;
use crate::target::Target;
use crate::{health, metrics, page, rpc, tables};

/// The headers of every answer, unless the answer sets them itself.
const HEADERS: [(HeaderName, &str); 4] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (CACHE_CONTROL, "no-store"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// Answers a request, counts it, and logs it. The log has neither path nor query, since these name
/// addresses and transactions.
pub(crate) async fn answer(
    State(server): State<Arc<Server>>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let started = Instant::now();
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let found = server.chains.find(&path);
    let (chain, target) = match found {
        Ok((chain, below)) => (Ok(chain), Target::of(below)),
        Err(problem) => (Err(problem), Target::Nothing),
    };
    let method = parts.method.clone();
    let mut response = checked(&server, address, chain, target, parts, body).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        let value = HeaderValue::from_static(value);
        headers.entry(name).or_insert(value);
    }
    let (took, status) = (started.elapsed(), response.status());
    let surface = target.surface();
    server.counts.add(surface, status, took);
    tracing::info!(
        %method,
        surface = surface.name(),
        status = status.as_u16(),
        micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        "request"
    );
    response
}

/// Checks the caller, lets the target answer, and allows a listed origin to read the answer.
async fn checked(
    server: &Arc<Server>,
    address: SocketAddr,
    chain: Result<&Arc<Chain>, Problem>,
    target: Target<'_>,
    parts: Parts,
    body: Body,
) -> Response {
    let caller = match guard::check(server, address.ip(), target, &parts) {
        Ok(caller) => caller,
        Err(problem) => return problem.into_response(),
    };
    let is_preflight = parts.method == Method::OPTIONS && caller.origin.is_some();
    let mut response = match chain {
        _ if is_preflight => StatusCode::NO_CONTENT.into_response(),
        Err(problem) => problem.into_response(),
        Ok(chain) => {
            let answer = route(server, &caller, chain, target, parts, body);
            answer.await.unwrap_or_else(Problem::into_response)
        }
    };
    if let Some(origin) = caller.origin {
        let headers = response.headers_mut();
        origins::allow(headers, origin);
        if is_preflight {
            origins::allow_requests(headers);
        }
    }
    response
}

/// Lets the target answer.
async fn route(
    server: &Arc<Server>,
    caller: &Caller,
    chain: &Arc<Chain>,
    target: Target<'_>,
    parts: Parts,
    body: Body,
) -> Result<Response, Problem> {
    let is_reading = [Method::GET, Method::HEAD].contains(&parts.method);
    let is_allowed = match target {
        Target::Rpc => parts.method == Method::POST,
        Target::Events => parts.method == Method::GET,
        // The table of methods has the verbs.
        Target::Method(..) => true,
        _ => is_reading,
    };
    if !is_allowed {
        return Err(Problem::NoVerb);
    }
    match target {
        // Calls and streams may wait for an event. They count as requests only while they do not
        // wait.
        Target::Rpc => rpc::answer(server, caller, chain, body).await,
        Target::Events => feed::answer(server, caller, chain, parts).await,
        Target::Method(table, path) => {
            tables::answer(server, chain, table, path, caller, &parts, body).await
        }
        Target::OpenApi => Ok(page::openapi()),
        Target::Page => Ok(page::page()),
        Target::PageWithoutSlash => Ok(redirect(chain, parts.uri.path())),
        Target::Health => Ok(health::health(server)),
        Target::Ready => {
            let _permit = server.requests.take(caller.has_password())?;
            Ok(health::ready(server).await)
        }
        Target::Metrics => {
            caller.access()?;
            let _permit = server.requests.take(caller.has_password())?;
            let text = metrics::write(server).await;
            Ok(([(CONTENT_TYPE, metrics::CONTENT_TYPE)], text).into_response())
        }
        Target::Nothing => Err(Problem::NoPath),
    }
}

/// Sends a browser to the page's path with the slash that its relative links need.
fn redirect(chain: &Chain, path: &str) -> Response {
    // The path is built anew, so that the answer repeats no text of the request.
    let to = match path.starts_with(crate::chains::BELOW) {
        true => format!("{}{}/api/", crate::chains::BELOW, chain.genesis),
        false => "/api/".to_owned(),
    };
    (StatusCode::PERMANENT_REDIRECT, [(LOCATION, to)]).into_response()
}
