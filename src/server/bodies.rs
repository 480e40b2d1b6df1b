//! Reading the bodies of requests, with bounds on length, time and number.

use axum::body::{Body, Bytes, HttpBody as _};
use tokio::time::timeout;

use crate::callers::guard::Caller;
use crate::problem::Problem;
use crate::server::{Permit, Server};

/// A body, with its permit if it counts as large.
pub(crate) struct Received<'a> {
    pub(crate) bytes: Bytes,
    _permit: Option<Permit<'a>>,
}

/// Reads a body of at most `max_bytes`. A body that is small takes no permit while it comes: its
/// memory is bounded by the number of connections.
///
/// # Errors
///
/// [`Problem`] if it is longer, if it does not arrive in time, or if there are too many large
/// bodies.
pub(crate) async fn read<'a>(
    server: &'a Server,
    caller: &Caller,
    body: Body,
    max_bytes: usize,
) -> Result<Received<'a>, Problem> {
    let limits = server.limits();
    let max_bytes = max_bytes.min(limits.body_bytes);
    let hint = body.size_hint();
    let max = u64::try_from(max_bytes).unwrap_or(u64::MAX);
    if hint.lower() > max {
        return Err(Problem::LargeBody);
    }
    let small = u64::try_from(limits.small_body_bytes).unwrap_or(u64::MAX);
    let is_small = hint.upper().is_some_and(|upper| upper <= small);
    let permit = match is_small {
        true => None,
        false => Some(server.large_requests.take(caller.has_password())?),
    };
    match timeout(limits.body_within, axum::body::to_bytes(body, max_bytes)).await {
        Ok(Ok(bytes)) => Ok(Received {
            bytes,
            _permit: permit,
        }),
        Ok(Err(_)) if hint.exact().is_none() => Err(Problem::LargeBody),
        Ok(Err(_)) | Err(_) => Err(Problem::SlowBody),
    }
}
