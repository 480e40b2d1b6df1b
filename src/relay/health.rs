//! Counters of the relay's traffic, and the JSON document of `/health`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::Relay;

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

/// Frames and bytes since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traffic {
    /// Text frames.
    pub messages: u64,
    /// Bytes of these frames.
    pub bytes: u64,
}

pub(crate) struct Counters {
    started: Instant,
    pub(crate) received: Counter,
    pub(crate) sent: Counter,
    pub(crate) forwarded: Counter,
}

#[derive(Default)]
pub(crate) struct Counter {
    messages: AtomicU64,
    bytes: AtomicU64,
}

impl Counters {
    pub(crate) fn new() -> Self {
        Self {
            started: Instant::now(),
            received: Counter::default(),
            sent: Counter::default(),
            forwarded: Counter::default(),
        }
    }
}

impl Counter {
    /// Counts one frame of `bytes` bytes.
    pub(crate) fn add(&self, bytes: usize) {
        self.messages.fetch_add(1, Relaxed);
        self.bytes.fetch_add(bytes as u64, Relaxed);
    }

    fn traffic(&self) -> Traffic {
        Traffic {
            messages: self.messages.load(Relaxed),
            bytes: self.bytes.load(Relaxed),
        }
    }
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
