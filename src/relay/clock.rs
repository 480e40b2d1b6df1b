//! The time of day: the one thing that the relay reads a clock for is when credentials and tags end.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The time since the beginning of 1970; none at all on a clock set before that.
#[expect(
    clippy::disallowed_methods,
    reason = "a server at the edge; TURN servers compare credentials with the time of day"
)]
pub(crate) fn since_1970() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}
