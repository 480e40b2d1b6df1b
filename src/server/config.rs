//! The configuration of a server.

use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;

use crate::callers::login::Login;

/// The configuration of a server. By default no caller has any right: there is neither a cookie
/// file nor a login, and reading is not public.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The folder that has the file `.cookie` while the server runs; `None` if there is no such
    /// file.
    pub cookie_folder: Option<PathBuf>,
    /// Names with their passwords. Each has all rights, as the cookie has.
    pub logins: Vec<Login>,
    /// Whether callers without a password may read, and push signed transactions and blocks.
    pub is_reading_public: bool,
    /// The names, without port, that the header `Host` may have besides `localhost` and IP
    /// addresses. So no page of another site can reach the server under a name of that site (DNS
    /// rebinding).
    pub hosts: Vec<String>,
    /// The origins, such as `https://explorer.example`, whose pages may call the API.
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
    /// The maximum number of requests that are being answered at a time, without those that wait
    /// for an event.
    pub requests: usize,
    /// The maximum number of requests with a large body that are being answered at a time: a body
    /// of more than [`small_body_bytes`](Self::small_body_bytes), or of unknown length. This bounds
    /// the memory for bodies.
    pub large_requests: usize,
    /// The maximum bytes of a body that does not count as large.
    pub small_body_bytes: usize,
    /// The maximum bytes of a body. A block of 4,000,000 bytes fits in hexadecimal.
    pub body_bytes: usize,
    /// The time limit for receiving a body.
    pub body_within: Duration,
    /// The time limit for a node's answer.
    pub answer_within: Duration,
    /// The maximum number of callers that wait for an event, including streams of events.
    pub waits: usize,
    /// The maximum number of callers in one network that wait for an event. A network is an IPv4
    /// address or an IPv6 /64.
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
    /// The maximum number of networks whose recent requests are remembered.
    pub networks: usize,
    /// The number of events of a chain that are kept: the newest ones. A stream can resume after
    /// any of them. A stream whose client is further behind ends.
    pub events: usize,
    /// The maximum number of addresses whose balances one stream reports.
    pub addresses: usize,
    /// The interval between pings on a stream of events.
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
    /// The time limit for sending lines to a miner.
    pub send_within: Duration,
    /// The interval at which the node is asked for new work when there is no new block.
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
