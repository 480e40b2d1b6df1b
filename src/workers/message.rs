//! What the node worker and its miner workers say to each other. The miner speaks first.

use core::time::Duration;

use miner::{Job, JobId, Solution};
use primitives::Time;
use serde::{Deserialize, Serialize};

/// From the node worker to a miner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum ToMiner {
    /// The first message: where among the extra nonces to dig, apart from all other miners.
    Start {
        /// The first extra nonce.
        extra_nonce: u64,
    },
    /// Drop what it does and search on this.
    Job {
        /// The job.
        job: Box<Job>,
        /// When it was sent.
        sent: Time,
    },
    /// Drop what it does.
    Rest,
    /// Tell how fast it searches; nothing else is asked of a miner that is asked for this.
    Measure,
}

/// From a miner to the node worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum FromMiner {
    /// The miner listens.
    Ready,
    /// Hashes completed since the last time it said so.
    Dug {
        /// How many.
        hashes: u64,
        /// How long the last job was on its way, the end of a slice that had begun included.
        delay: Duration,
    },
    /// How fast it searches.
    Measured {
        /// Hashes per second.
        rate: f64,
    },
    /// A job is solved; the miner rests now.
    Solved {
        /// Which.
        job: JobId,
        /// How.
        solution: Solution,
    },
}
