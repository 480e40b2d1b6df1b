//! The limits of a server's connections.

use std::time::Duration;

/// The limits of a server's connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The maximum number of open TCP connections, including WebSockets. File descriptors limit
    /// them, too. Beyond the limit, new connections are closed.
    pub connections: usize,
    /// The maximum number of open TCP connections of one network (an IPv4 address or an IPv6 /64).
    /// Connections of trusted proxies are not counted.
    pub connections_per_network: usize,
    /// The time limit for receiving the head of a request, for an idle connection between two
    /// requests, and for a [`Handshake`](crate::Handshake).
    pub head_within: Duration,
    /// The time after which a connection ends if the visitor reads nothing of a pending answer.
    pub drain_within: Duration,
    /// The maximum bytes of the head of a request. This must be at least 8,192.
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
