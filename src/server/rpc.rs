//! JSON-RPC. Each call of a batch is a question of its own to the node, so that a batch does not
//! hold up other work.

mod waiting;

use std::sync::Arc;

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use methods::Access;
use methods::rpc::{Exchange, Outcome, Request, RpcError};

use crate::bodies;
use crate::callers::guard::Caller;
use crate::chains::Chain;
use crate::problem::Problem;
use crate::server::Server;

/// Bitcoin Core's code for errors that have no code of their own.
const MISC_ERROR: i32 = -1;

/// Answers the calls of a body.
pub(crate) async fn answer(
    server: &Server,
    caller: &Caller,
    chain: &Arc<Chain>,
    body: Body,
) -> Result<Response, Problem> {
    let access = caller.access()?;
    let received = bodies::read(server, caller, body, server.limits().body_bytes).await?;
    let mut exchange = Exchange::new(&received.bytes);
    let mut is_first = true;
    while let Some(request) = exchange.next() {
        // Each further call of a batch counts as a request of its own.
        let outcome = match is_first || caller.may_ask(server) {
            true => call(server, caller, chain, access, request).await,
            false => Err(Problem::TooManyRequests),
        };
        match outcome {
            Ok(outcome) => exchange.push(outcome),
            Err(problem) if is_first => return Err(problem),
            // The calls before this one were carried out, and their caller must know.
            Err(problem) => exchange.push(Err(RpcError {
                code: MISC_ERROR,
                message: problem.detail().to_owned(),
            })),
        }
        is_first = false;
    }
    let reply = exchange.finish();
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    Ok(response)
}

/// Carries one call out, after the event that it waits for.
async fn call(
    server: &Server,
    caller: &Caller,
    chain: &Arc<Chain>,
    access: Access,
    request: Request,
) -> Result<Outcome, Problem> {
    waiting::wait(server, caller, chain, &request).await?;
    let _permit = server.requests.take(caller.has_password())?;
    chain.ask(move |call| request.run(access, call)).await
}
