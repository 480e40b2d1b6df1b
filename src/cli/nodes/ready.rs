//! Whether the nodes can be used, at the address of the page.

use std::time::Duration;

use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use daemon::Handle;
use node::SyncState;
use serde_json::{Value, json};
use tokio::time::timeout;

/// The time in which a node must answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// The route `/ready`: 200 if each node answers, saves, and has all blocks that its peers have;
/// otherwise 503. Page and relay alone are always ready.
pub(crate) fn routes(handles: Vec<Handle>) -> Router {
    Router::new().route("/ready", get(async move || ready(&handles).await))
}

async fn ready(handles: &[Handle]) -> (StatusCode, Json<Value>) {
    let mut is_ready = true;
    for handle in handles {
        let asked = handle.ask(|call| {
            let is_current = matches!(
                call.service.node().sync_state(),
                SyncState::Alone | SyncState::Synced
            );
            is_current && call.service.failing().is_none()
        });
        is_ready &= matches!(timeout(ANSWER_WITHIN, asked).await, Ok(Ok(true)));
    }
    let (status, word) = match is_ready {
        true => (StatusCode::OK, "ready"),
        false => (StatusCode::SERVICE_UNAVAILABLE, "not ready"),
    };
    (
        status,
        Json(json!({ "status": word, "chains": handles.len() })),
    )
}
