//! The machine's clocks.

#![allow(
    clippy::disallowed_methods,
    reason = "native programs read the machine's clocks here"
)]

use core::time::Duration;
use std::sync::OnceLock;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use primitives::Time;

/// The wall-clock time. A clock before 1970 counts as 1970.
pub fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let millis = since.unwrap_or_default().as_millis();
    Time(u64::try_from(millis).unwrap_or(u64::MAX))
}

/// The time since the first call, on a clock that can't be set.
pub fn ticks() -> Duration {
    static FIRST: OnceLock<Instant> = OnceLock::new();
    FIRST.get_or_init(Instant::now).elapsed()
}

/// The present instant, for libraries that count by the standard library's clock.
pub fn instant() -> Instant {
    Instant::now()
}
