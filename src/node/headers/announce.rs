//! The announcements of new blocks at the tip, by their headers (BIP130).
//!
//! A node that is catching up announces no blocks, unless it still takes part
//! ([`crate::sync::participation`]). In that case it may connect many blocks in a short time, and
//! its peers would treat more announcements as a flood. So it announces only the tip, and at most
//! once in [`MIN_PAUSE`]. Peers ask for the headers in between.

use core::time::Duration;
use primitives::{Header, Time};

/// The maximum number of headers in one announcement, as in Bitcoin. After a longer reorganisation
/// only the tip is announced, and peers ask for the rest.
const MAX_ANNOUNCED: usize = 8;
/// The minimum time between two announcements of a node that is catching up.
const MIN_PAUSE: Duration = Duration::from_secs(1);

/// The state of block announcements.
#[derive(Debug, Default)]
pub(crate) struct Announcements {
    /// The steady time of the last announcement.
    last: Time,
}

impl Announcements {
    /// The earliest time of the next announcement of a node that is catching up.
    pub(crate) fn next(&self, now: Time) -> Time {
        (self.last + MIN_PAUSE).max(now)
    }

    /// Returns the headers to announce now: all of the `connected` ones, or only the tip if there
    /// are more than [`MAX_ANNOUNCED`].
    pub(crate) fn choose<'a>(&mut self, connected: &'a [Header], now: Time) -> &'a [Header] {
        if !connected.is_empty() {
            self.last = now;
        }
        match connected {
            [.., tip] if connected.len() > MAX_ANNOUNCED => core::slice::from_ref(tip),
            few => few,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_more_than_eight_headers_only_the_last_is_announced() {
        let genesis = chain::testing::spec().genesis().header;
        let mut announcements = Announcements::default();
        assert_eq!(announcements.next(Time(5)), Time(1_000));
        assert_eq!(announcements.choose(&[genesis; 8], Time(2_000)).len(), 8);
        assert_eq!(announcements.choose(&[genesis; 9], Time(3_000)).len(), 1);
        assert!(announcements.choose(&[], Time(4_000)).is_empty());
        assert_eq!(announcements.next(Time(3_500)), Time(4_000));
    }
}
