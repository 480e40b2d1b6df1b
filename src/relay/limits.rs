//! The bounds that a relay keeps its visitors to.

use std::time::Duration;

use tokio::time::Instant;

/// What one visitor, one room and the whole relay may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// TCP connections at a time, WebSockets included; never more than the system has files for. The newest is closed.
    pub connections: usize,
    /// Of those, of one network (an IPv4 address or an IPv6 /64). A trusted proxy is not counted here.
    pub connections_per_network: usize,
    /// How long the head of a request may take, and how long a connection may do nothing between two of them.
    pub head_within: Duration,
    /// How long a visitor may read nothing of an answer that waits for it.
    pub drain_within: Duration,
    /// Rooms at a time. A room exists while somebody is in it.
    pub rooms: usize,
    /// Peers in one room.
    pub peers_per_room: usize,
    /// Peers of a room that an arrival is told to, drawn at random, which bounds the cost of one.
    pub told_of_arrival: usize,
    /// WebSockets at a time over all rooms.
    pub sockets: usize,
    /// WebSockets at a time of one network: an IPv4 address or an IPv6 /64, as a trusted proxy names it. A school sits
    /// behind one.
    pub sockets_per_network: usize,
    /// Joins of one network at once after silence.
    pub burst_joins: u32,
    /// Joins of one network in a minute, over time.
    pub joins_per_minute: u32,
    /// Networks that are remembered at a time for what they have joined lately.
    pub networks: usize,
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
            connections: 20_000,
            connections_per_network: 256,
            head_within: Duration::from_secs(10),
            drain_within: Duration::from_secs(60),
            rooms: 4_096,
            peers_per_room: 1_024,
            told_of_arrival: 64,
            sockets: 16_384,
            sockets_per_network: 128,
            burst_joins: 256,
            joins_per_minute: 60,
            networks: 65_536,
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
        Self::with_rate(burst, rate.into(), now)
    }

    /// A bucket that gains so many tokens in a minute.
    pub(crate) fn by_minute(burst: u32, rate: u32, now: Instant) -> Self {
        Self::with_rate(burst, f64::from(rate) / 60.0, now)
    }

    fn with_rate(burst: u32, rate: f64, now: Instant) -> Self {
        Self {
            burst: burst.into(),
            rate,
            tokens: burst.into(),
            filled: now,
        }
    }

    /// Takes out so many tokens; false, and none taken, if there are fewer.
    pub(crate) fn take(&mut self, tokens: u32, now: Instant) -> bool {
        self.fill(now);
        let enough = self.tokens >= tokens.into();
        if enough {
            self.tokens -= f64::from(tokens);
        }
        enough
    }

    /// Whether it holds all that it can: a fresh one is no different.
    pub(crate) fn is_full(&mut self, now: Instant) -> bool {
        self.fill(now);
        self.tokens >= self.burst
    }

    fn fill(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.filled).as_secs_f64();
        self.filled = now;
        self.tokens = (self.tokens + passed * self.rate).min(self.burst);
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
        assert!(bucket.is_full(much_later));
        assert!(bucket.take(3, much_later));
        assert!(!bucket.is_full(much_later));
    }
}
