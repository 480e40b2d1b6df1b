//! The limits of a server's connections.

use std::time::Duration;

/// The limits of a server's connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Open TCP connections, WebSockets included. The number of file descriptors also bounds them.
    /// Beyond the limit, new connections are closed.
    pub connections: usize,
    /// Open TCP connections of one network (an IPv4 address or an IPv6 /64), except for trusted
    /// proxies.
    pub connections_per_network: usize,
    /// The time for the head of a request, and the time that a connection may be idle between two
    /// requests. A [`Handshake`](crate::Handshake) has as much time.
    pub head_within: Duration,
    /// The time that a visitor may read nothing of a pending answer.
    pub drain_within: Duration,
    /// The bytes of the head of a request, at least 8,192.
    pub head_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 20_000,
            connections_per_network: 256,
            head_within: Duration::from_secs(10),
            drain_within: Duration::from_secs(60),
            head_bytes: 16 << 10,
        }
    }
}
