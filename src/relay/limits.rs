//! The bounds that a relay keeps its visitors to.

use std::time::Duration;

use tokio::time::Instant;

/// What one visitor, one room and the whole relay may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Rooms at a time. A room exists while somebody is in it.
    pub rooms: usize,
    /// Peers in one room. Each arrival is told to all of them, which bounds the cost of one.
    pub peers_per_room: usize,
    /// Sockets at a time over all rooms.
    pub sockets: usize,
    /// Sockets at a time of one network address. Loopback addresses are exempt: they are a proxy in front of the relay, or
    /// a person's own machine.
    pub sockets_per_address: usize,
    /// Frames that a socket may send at once after silence: answers and candidates for a page's sixteen links.
    pub burst_frames: u32,
    /// Frames that a socket may send in a second, over time.
    pub frames_per_second: u32,
    /// Bytes that a socket may send at once after silence.
    pub burst_bytes: u32,
    /// Bytes that a socket may send in a second, over time: plenty for introductions, useless for a tunnel.
    pub bytes_per_second: u32,
    /// Frames that wait for a socket. One whose queue is full is closed.
    pub queue: usize,
    /// How long a socket may stay open without joining a room.
    pub join_within: Duration,
    /// How long one frame may take to be taken by the other side.
    pub send_within: Duration,
    /// How often a socket is pinged.
    pub ping_every: Duration,
    /// How long a socket may be silent, pongs included. Timers of hidden tabs run once a minute, so never below 75 s.
    pub silence: Duration,
    /// How long a socket may take to answer when another claims its key: a page whose network has changed comes back under
    /// the key that its dead socket still holds.
    pub probe: Duration,
    /// How long the relay takes at most to stop.
    pub goodbye: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            rooms: 4_096,
            peers_per_room: 1_024,
            sockets: 16_384,
            sockets_per_address: 128,
            burst_frames: 400,
            frames_per_second: 20,
            burst_bytes: 1 << 20,
            bytes_per_second: 32 << 10,
            queue: 512,
            join_within: Duration::from_secs(10),
            send_within: Duration::from_secs(10),
            ping_every: Duration::from_secs(25),
            silence: Duration::from_secs(80),
            probe: Duration::from_secs(5),
            goodbye: Duration::from_secs(2),
        }
    }
}

/// A token bucket: holds at most `burst` tokens and gains `rate` of them in a second.
#[derive(Debug)]
pub(crate) struct Bucket {
    burst: f64,
    rate: f64,
    tokens: f64,
    filled: Instant,
}

impl Bucket {
    pub(crate) fn new(burst: u32, rate: u32, now: Instant) -> Self {
        Self {
            burst: burst.into(),
            rate: rate.into(),
            tokens: burst.into(),
            filled: now,
        }
    }

    /// Takes out so many tokens; false, and none taken, if there are fewer.
    pub(crate) fn take(&mut self, tokens: u32, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.filled).as_secs_f64();
        self.filled = now;
        self.tokens = (self.tokens + passed * self.rate).min(self.burst);
        let enough = self.tokens >= tokens.into();
        if enough {
            self.tokens -= f64::from(tokens);
        }
        enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_up_to_its_burst() {
        let start = Instant::now();
        let mut bucket = Bucket::new(3, 2, start);
        let taken = (0..5).filter(|_| bucket.take(1, start)).count();
        assert_eq!(taken, 3);
        let later = start + Duration::from_millis(500);
        assert!(bucket.take(1, later));
        assert!(!bucket.take(1, later));
        let much_later = start + Duration::from_secs(1_000);
        assert!(!bucket.take(4, much_later));
        assert!(bucket.take(3, much_later));
    }
}
