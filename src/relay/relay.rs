//! The state of a running relay.

use tokio::sync::watch;

use crate::config::Config;
use crate::counters::Counters;
use crate::rooms::Rooms;

/// The state that all handlers share.
pub(crate) struct Relay {
    pub(crate) config: Config,
    pub(crate) rooms: Rooms,
    pub(crate) counters: Counters,
    /// Becomes true when the relay stops.
    pub(crate) stopping: watch::Receiver<bool>,
}
