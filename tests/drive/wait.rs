//! Waiting for an expected state.

use std::time::Duration;

use anyhow::{Context as _, Result, anyhow};
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::Tab;

/// The time after which a test that waits for something has failed. It is generous, for a slow
/// machine that mines in every tab at once. Nothing is expected to take nearly as long.
pub const FAILED_AFTER: Duration = Duration::from_secs(180);

/// How often a page is polled: often enough not to distort measurements, and seldom enough not to
/// be a load.
const POLL_EVERY: Duration = Duration::from_millis(100);

/// Polls until there is an answer. A caller can measure how long that takes.
///
/// # Errors
/// If `ask` fails, or still has no answer after [`FAILED_AFTER`]. The error then describes what
/// each of `tabs` shows and has on its console, and where a screenshot of it is.
pub async fn until<T>(
    what: &str,
    tabs: &[&Tab],
    mut ask: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let deadline = Instant::now() + FAILED_AFTER;
    let mut again = interval(POLL_EVERY);
    again.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let failure = loop {
        again.tick().await;
        match ask().await {
            Ok(Some(answer)) => return Ok(answer),
            Ok(None) if Instant::now() < deadline => {}
            Ok(None) => break anyhow!("not within {FAILED_AFTER:?}"),
            Err(error) => break error,
        }
    };
    let mut descriptions = Vec::new();
    for tab in tabs {
        descriptions.push(tab.describe().await);
    }
    Err(failure).with_context(|| format!("waiting for: {what}\n{}", descriptions.join("\n")))
}
