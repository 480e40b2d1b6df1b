//! The time of day, which decides when credentials and tags expire.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The time since 1970-01-01 00:00 UTC; zero if the clock is set before that.
#[expect(
    clippy::disallowed_methods,
    reason = "a server at the edge; TURN servers compare credentials with the time of day"
)]
pub(crate) fn since_1970() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}
