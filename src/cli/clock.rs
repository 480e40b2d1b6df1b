//! The clocks. Only outermost programs such as this one may read them.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use primitives::Time;

/// The time of the wall clock.
#[allow(
    clippy::disallowed_methods,
    reason = "the only place here that reads the wall clock"
)]
pub(crate) fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let millis = since.unwrap_or_default().as_millis();
    Time(u64::try_from(millis).unwrap_or(u64::MAX))
}

/// The time of a clock that can't be set, to measure how long something takes.
#[allow(
    clippy::disallowed_methods,
    reason = "the only place here that reads the steady clock"
)]
pub(crate) fn ticks() -> Instant {
    Instant::now()
}

/// Waits until `until`, to keep a rate or between two requests for news.
#[allow(
    clippy::disallowed_methods,
    reason = "a rate and the polling of a node need waits"
)]
pub(crate) fn wait_until(until: Instant) {
    let left = until.saturating_duration_since(ticks());
    if left > Duration::ZERO {
        std::thread::sleep(left);
    }
}
