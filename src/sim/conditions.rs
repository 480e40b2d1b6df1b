//! The conditions of a simulation: the quality of its links, and the faults of its checkers.

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
    /// The bytes per second that a link carries in each direction; `None` if the rate is unlimited.
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
    /// The maximum delay of an answer. Each answer draws its own delay, so answers may overtake
    /// each other.
    pub delay: Duration,
    /// The share of batches that get no answer, as if their checker had ended without a report.
    pub lost: f64,
    /// The share of answers that count fewer true claims than there are, or none.
    pub short: f64,
}
