//! The JSON document of `/health`.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::counters::Traffic;
use crate::relay::Relay;

/// The document of `/health`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// Always `ok`.
    pub status: String,
    /// Seconds since the relay started.
    pub uptime_seconds: u64,
    /// Rooms with at least one peer at this instance.
    pub rooms: usize,
    /// Peers at this instance, in all rooms.
    pub peers: usize,
    /// Open WebSockets, including those that have not joined a room.
    pub sockets: usize,
    /// The other instances with which rooms are shared; `None` if they are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared: Option<Shared>,
    /// Frames received.
    pub received: Traffic,
    /// Frames sent.
    pub sent: Traffic,
    /// Received frames that were forwarded to a peer: everything that peers exchange through the
    /// relay.
    pub forwarded: Traffic,
}

/// The other instances of a relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared {
    /// Whether the NATS server is reached.
    pub reached: bool,
    /// Other instances that have lately given a sign of life.
    pub instances: usize,
    /// Peers at these instances.
    pub peers: usize,
}

pub(crate) async fn report(State(relay): State<Arc<Relay>>) -> Json<Health> {
    let census = relay.rooms.census();
    let counters = &relay.counters;
    let shared = census.others.map(|(instances, peers)| Shared {
        reached: relay.is_broker_reached.load(Relaxed),
        instances,
        peers,
    });
    Json(Health {
        status: "ok".to_owned(),
        uptime_seconds: counters.started.elapsed().as_secs(),
        rooms: census.rooms,
        peers: census.peers,
        sockets: relay.visitors.sockets(),
        shared,
        received: counters.received.traffic(),
        sent: counters.sent.traffic(),
        forwarded: counters.forwarded.traffic(),
    })
}
