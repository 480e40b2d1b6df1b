//! Waiting for what is meant.

use std::time::Duration;

use anyhow::{Context as _, Result, anyhow};
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::Tab;

/// When something that a test waits for counts as never coming. Generous, for a slow machine that
/// mines in every tab at once; nothing is expected to take nearly as long.
pub const FAILED_AFTER: Duration = Duration::from_secs(180);

/// How often a page is asked: often enough not to add to what is measured, seldom enough not to be
/// a load.
const ASK_EVERY: Duration = Duration::from_millis(100);

/// Asks until the answer is there, and how long that took can be read off a clock around it.
///
/// # Errors
/// If `ask` fails, or still has no answer after [`FAILED_AFTER`]; the error then tells what each of
/// `tabs` shows and has said on its console, and where a picture of it is.
pub async fn until<T>(
    what: &str,
    tabs: &[&Tab],
    mut ask: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let deadline = Instant::now() + FAILED_AFTER;
    let mut again = interval(ASK_EVERY);
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
    let mut told = Vec::new();
    for tab in tabs {
        told.push(tab.describe().await);
    }
    Err(failure).with_context(|| format!("waiting for: {what}\n{}", told.join("\n")))
}
