//! The configuration of a server.

use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;

use crate::callers::login::Login;

/// The configuration of a server. The default lets in programs on this machine only, and only those
/// that can read the cookie.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The folder in which the file `.cookie` is kept while the server runs; `None` for none.
    pub cookie_folder: Option<PathBuf>,
    /// Names with passwords that have all rights, as the cookie has.
    pub logins: Vec<Login>,
    /// Whether callers without a password may read, and push signed transactions and blocks.
    pub is_reading_public: bool,
    /// Names, without port, that a request's `Host` may have besides `localhost` and addresses. The
    /// list keeps a foreign page from reaching the server under a name of its own (DNS rebinding).
    pub hosts: Vec<String>,
    /// The origins, such as `https://explorer.example`, whose pages may call.
    pub origins: Vec<String>,
    /// The proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// The limits for callers.
    pub limits: Limits,
}

/// The limits for one caller and the whole server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The TCP connections.
    pub connections: connections::Limits,
    /// Requests that are being answered at a time, without those that wait for an event.
    pub requests: usize,
    /// Of these, requests whose body has more than [`small_body_bytes`](Self::small_body_bytes), or
    /// a length that its head does not tell. They bound the memory that bodies take.
    pub large_requests: usize,
    /// The bytes of a body that does not count as large.
    pub small_body_bytes: usize,
    /// The bytes of a body. A block of 4,000,000 bytes in hexadecimal fits.
    pub body_bytes: usize,
    /// The time for reading a body.
    pub body_within: Duration,
    /// The time in which a node must answer.
    pub answer_within: Duration,
    /// Callers that wait for an event, streams of events included.
    pub waits: usize,
    /// Of these, those of one network: an IPv4 address or an IPv6 /64.
    pub waits_per_network: usize,
    /// The longest wait for an event that a call may ask for.
    pub wait_within: Duration,
    /// Requests of one network in a burst, without password.
    pub burst_requests: u32,
    /// Sustained requests of one network in a second, without password.
    pub requests_per_second: u32,
    /// Requests of one network in a burst, with a password.
    pub burst_known_requests: u32,
    /// Sustained requests of one network in a second, with a password.
    pub known_requests_per_second: u32,
    /// Wrong passwords of one network in a burst.
    pub burst_wrong_passwords: u32,
    /// Sustained wrong passwords of one network in a minute.
    pub wrong_passwords_per_minute: u32,
    /// Networks whose recent requests are remembered.
    pub networks: usize,
    /// The newest events of a chain, which a stream can resume at. A stream whose client is further
    /// behind ends.
    pub events: usize,
    /// The addresses whose balances one stream follows.
    pub addresses: usize,
    /// The interval between signs of life on a stream of events.
    pub ping_every: Duration,
    /// A WebSocket is closed if nothing is received from it for this long. A pong counts as
    /// received.
    pub silence: Duration,
    /// The maximum time for stopping.
    pub goodbye: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: connections::Limits {
                connections: 1_024,
                connections_per_network: 256,
                head_within: Duration::from_secs(30),
                ..connections::Limits::default()
            },
            requests: 128,
            large_requests: 8,
            small_body_bytes: 64 << 10,
            body_bytes: 10 << 20,
            body_within: Duration::from_secs(30),
            answer_within: Duration::from_secs(60),
            waits: 256,
            waits_per_network: 64,
            wait_within: Duration::from_secs(3_600),
            burst_requests: 400,
            requests_per_second: 100,
            burst_known_requests: 20_000,
            known_requests_per_second: 5_000,
            burst_wrong_passwords: 10,
            wrong_passwords_per_minute: 30,
            networks: 4_096,
            events: 1_024,
            addresses: 8,
            ping_every: Duration::from_secs(25),
            silence: Duration::from_secs(80),
            goodbye: Duration::from_secs(2),
        }
    }
}

/// The limits for miners that speak Stratum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MinerLimits {
    /// Open connections.
    pub connections: usize,
    /// Open connections of one network: an IPv4 address or an IPv6 /64.
    pub connections_per_network: usize,
    /// Lines of one miner in a burst.
    pub burst_lines: u32,
    /// Sustained lines of one miner in a second.
    pub lines_per_second: u32,
    /// A connection is closed if no line is received from it for this long.
    pub silence: Duration,
    /// The time for sending what a miner is told at a time.
    pub send_within: Duration,
    /// The time between two looks for better work without a new block.
    pub look_every: Duration,
}

impl Default for MinerLimits {
    fn default() -> Self {
        Self {
            connections: 256,
            connections_per_network: 64,
            burst_lines: 400,
            lines_per_second: 50,
            silence: Duration::from_secs(900),
            send_within: Duration::from_secs(10),
            look_every: Duration::from_secs(15),
        }
    }
}
