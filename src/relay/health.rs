//! The JSON document of `/health`.

use std::sync::Arc;

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
    /// Rooms with at least one peer.
    pub rooms: usize,
    /// Peers in all rooms.
    pub peers: usize,
    /// Open WebSockets, including those that have not joined a room.
    pub sockets: usize,
    /// Frames received.
    pub received: Traffic,
    /// Frames sent.
    pub sent: Traffic,
    /// Received frames that were forwarded to a peer: everything that peers exchange through the
    /// relay.
    pub forwarded: Traffic,
}

pub(crate) async fn report(State(relay): State<Arc<Relay>>) -> Json<Health> {
    let census = relay.rooms.census();
    let counters = &relay.counters;
    Json(Health {
        status: "ok".to_owned(),
        uptime_seconds: counters.started.elapsed().as_secs(),
        rooms: census.rooms,
        peers: census.peers,
        sockets: census.sockets,
        received: counters.received.traffic(),
        sent: counters.sent.traffic(),
        forwarded: counters.forwarded.traffic(),
    })
}
