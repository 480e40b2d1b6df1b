//! The state of a running relay.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tokio::sync::watch;

use crate::config::Config;
use crate::counters::Counters;
use crate::rooms::Rooms;
use crate::tags::Tags;
use crate::visitors::Visitors;

/// The state that all handlers share.
pub(crate) struct Relay {
    pub(crate) config: Config,
    pub(crate) tags: Arc<Tags>,
    pub(crate) visitors: Visitors,
    pub(crate) rooms: Rooms,
    pub(crate) counters: Counters,
    /// Whether the broker through which rooms are shared is reached.
    pub(crate) is_broker_reached: AtomicBool,
    /// Becomes true when the relay stops.
    pub(crate) stopping: watch::Receiver<bool>,
}
