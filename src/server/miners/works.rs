//! The newest work for all miners. The node is asked for it after each block, and at intervals.

use std::sync::Arc;
use std::time::Duration;

use daemon::{AskError, Event, Handle};
use methods::{Access, rpc};
use serde_json::Value;
use stratum::Work;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use crate::stop::Stopping;

/// The newest work; `None` while the node gives none, for example while it is catching up.
pub(super) type Offer = Option<Arc<Work>>;

/// Keeps `offer` up to date until the node or the server stops.
pub(super) async fn follow(
    handle: Handle,
    offer: watch::Sender<Offer>,
    look_every: Duration,
    mut stopping: Stopping,
) {
    let mut events = handle.events();
    loop {
        let work = match template(&handle).await {
            Ok(work) => work,
            Err(AskError::Busy) => offer.borrow().clone(),
            Err(AskError::Stopped) => return,
        };
        offer.send_if_modified(|offered| {
            let is_new = *offered != work;
            *offered = work;
            is_new
        });
        let look_at = Instant::now() + look_every;
        loop {
            tokio::select! {
                event = events.recv() => match event {
                    Ok(Event::Connected { .. }) | Err(RecvError::Lagged(_)) => break,
                    Ok(_) => {}
                    Err(RecvError::Closed) => return,
                },
                () = sleep_until(look_at) => break,
                () = stopping.wait() => return,
            }
        }
    }
}

/// Asks the node for a template.
async fn template(handle: &Handle) -> Result<Offer, AskError> {
    const CALL: &[u8] = br#"{"method":"getblocktemplate","params":[{"rules":["segwit"]}],"id":0}"#;
    let reply = handle
        .ask(|call| rpc::answer(CALL, Access::Read, call))
        .await?;
    let reply = serde_json::from_str::<Value>(&reply.body).unwrap_or_default();
    let work = match Work::from_template(&reply["result"]) {
        Ok(work) => Some(Arc::new(work)),
        Err(error) => {
            tracing::debug!(%error, reply = %reply["error"], "no work");
            None
        }
    };
    Ok(work)
}

/// Submits a block. Returns the verdict as `submitblock` gives it.
pub(super) async fn submit(handle: &Handle, block: &[u8]) -> Result<Value, AskError> {
    let hex = base16ct::lower::encode_string(block);
    let call = format!(r#"{{"method":"submitblock","params":["{hex}"],"id":0}}"#);
    let asked = handle.ask(move |asked| rpc::answer(call.as_bytes(), Access::Read, asked));
    let reply = asked.await?;
    let reply = serde_json::from_str::<Value>(&reply.body).unwrap_or_default();
    Ok(match reply["error"].is_null() {
        true => reply["result"].clone(),
        false => reply["error"].clone(),
    })
}
