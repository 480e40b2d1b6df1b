//! The conditions of a simulation: how good its links are, and how reliable its checkers.

use core::time::Duration;

/// The quality of the links.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conditions {
    /// The minimum time that a message takes.
    pub latency: Duration,
    /// The maximum additional time; each message draws its own.
    pub jitter: Duration,
    /// The share of messages that never arrive.
    pub loss: f64,
    /// The bytes per second that a link carries in each direction. `None` if it carries any number
    /// at once.
    pub rate: Option<f64>,
}

impl Default for Conditions {
    /// A good home connection: 40 to 120 ms, no losses.
    fn default() -> Self {
        Self {
            latency: Duration::from_millis(40),
            jitter: Duration::from_millis(80),
            loss: 0.0,
            rate: None,
        }
    }
}

/// The checkers of a node, which verify signatures, and their faults.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Checkers {
    /// The number of batches that are verified at a time.
    pub count: usize,
    /// The maximum delay of an answer; each draws its own, so that answers overtake each other.
    pub delay: Duration,
    /// The share of batches that are never answered, as if their checker had died unnoticed.
    pub lost: f64,
    /// The share of answers that report fewer true claims, or none, as if their checker had given
    /// up.
    pub short: f64,
}
