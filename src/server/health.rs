//! `/health` and `/ready`: whether the program runs, and whether its nodes can be used.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::metrics::Figures;
use crate::server::Server;

/// The document of `/health`: the program runs.
pub(crate) fn health(server: &Server) -> Response {
    Json(json!({
        "status": "ok",
        "uptime_seconds": server.started.elapsed().as_secs(),
        "chains": server.chains.0.len(),
    }))
    .into_response()
}

/// The document of `/ready`: for each node, whether it answers, whether its store works, and
/// whether it has caught up with its peers. The status is 503 unless all of this is true for all
/// nodes.
pub(crate) async fn ready(server: &Server) -> Response {
    let mut is_ready = !server.stopping.is();
    let mut chains = Vec::new();
    for chain in &server.chains.0 {
        let state = match Figures::ask(chain).await {
            Err(_) => "no answer",
            Ok(figures) if figures.is_failing => "not saving",
            Ok(figures) if figures.is_behind => "catching up",
            Ok(_) => "ready",
        };
        is_ready &= state == "ready";
        chains.push(json!({ "genesis": chain.genesis, "state": state }));
    }
    let status = match is_ready {
        true => StatusCode::OK,
        false => StatusCode::SERVICE_UNAVAILABLE,
    };
    let word = if is_ready { "ready" } else { "not ready" };
    let document = json!({ "status": word, "chains": Value::Array(chains) });
    (status, Json(document)).into_response()
}
