//! The limits for a relay's visitors.

use std::time::Duration;

/// The limits for one visitor, one room and the whole relay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The TCP connections, WebSockets included.
    pub connections: connections::Limits,
    /// Rooms. A room exists while it has peers.
    pub rooms: usize,
    /// Peers in one room.
    pub peers_per_room: usize,
    /// Peers to which an arrival is announced. They are drawn at random, and the limit bounds the
    /// cost of an arrival.
    pub told_of_arrival: usize,
    /// Open WebSockets.
    pub sockets: usize,
    /// Open WebSockets of one network: an IPv4 address or an IPv6 /64, as a trusted proxy reports
    /// it. A whole school may share one network.
    pub sockets_per_network: usize,
    /// Joins of one network in a burst.
    pub burst_joins: u32,
    /// Sustained joins of one network in a minute.
    pub joins_per_minute: u32,
    /// Networks whose recent joins are remembered.
    pub networks: usize,
    /// Frames of one socket in a burst: answers and candidates for a page's sixteen links.
    pub burst_frames: u32,
    /// Sustained frames of one socket in a second.
    pub frames_per_second: u32,
    /// Bytes of one socket in a burst.
    pub burst_bytes: u32,
    /// Sustained bytes of one socket in a second: enough for introductions, useless for a tunnel.
    pub bytes_per_second: u32,
    /// Frames queued for a socket. A socket with a full queue is closed.
    pub queue: usize,
    /// The time until a socket must have joined a room.
    pub join_within: Duration,
    /// The time for sending one frame.
    pub send_within: Duration,
    /// The interval between pings.
    pub ping_every: Duration,
    /// A socket is closed if nothing is received from it for this long. A pong counts as received.
    /// Timers of hidden tabs run once a minute, so this should be at least 75 s.
    pub silence: Duration,
    /// The time in which a socket must answer a ping when another socket claims its key. A page
    /// whose network has changed comes back with the key that its dead socket still holds.
    pub probe: Duration,
    /// The maximum time for stopping.
    pub goodbye: Duration,
    /// Peers of other instances with which rooms are shared. Further ones are not introduced here.
    pub remote_peers: usize,
    /// The interval between signs of life for other instances.
    pub beat: Duration,
    /// An instance that sends nothing for this long is dead, and its peers have left.
    pub lease: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: connections::Limits::default(),
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
            remote_peers: 65_536,
            beat: Duration::from_secs(2),
            lease: Duration::from_secs(10),
        }
    }
}
