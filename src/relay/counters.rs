//! Counters of the relay's traffic.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use serde::{Deserialize, Serialize};
use tokio::time::Instant;

/// Frames and bytes since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traffic {
    /// Text frames.
    pub messages: u64,
    /// Bytes of these frames.
    pub bytes: u64,
}

pub(crate) struct Counters {
    pub(crate) started: Instant,
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

    /// The counts so far.
    pub(crate) fn traffic(&self) -> Traffic {
        Traffic {
            messages: self.messages.load(Relaxed),
            bytes: self.bytes.load(Relaxed),
        }
    }
}
