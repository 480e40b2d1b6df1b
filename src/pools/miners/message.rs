//! The messages between the node worker and its miner workers. The miner sends the first one.

use core::time::Duration;

use miner::{Job, JobId, Solution};
use primitives::Time;
use serde::{Deserialize, Serialize};

/// A message from the node worker to a miner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToMiner {
    /// The first message: the miner's range of extra nonces, which no other miner uses.
    Start {
        /// The first extra nonce.
        extra_nonce: u64,
    },
    /// Stop the current job and search on this one.
    Job {
        /// The job.
        job: Box<Job>,
        /// The time when the job was sent.
        sent: Time,
    },
    /// Stop the current job.
    Rest,
    /// Measure the hash rate. Only a miner that gets no other message gets this one.
    Measure,
}

/// A message from a miner to the node worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromMiner {
    /// The miner has started and receives messages.
    Ready,
    /// A report of the hashes completed since the last report.
    Searched {
        /// The number of hashes.
        hashes: u64,
        /// How long the last job took to reach the miner, including the rest of the slice that was
        /// running.
        delay: Duration,
        /// The job that the miner searches on.
        job: JobId,
        /// The expected number of hashes until one is as low as the lowest so far on the present
        /// parent block; 0 if no hash came near the target.
        closest: f64,
    },
    /// The measured hash rate.
    Measured {
        /// Hashes per second.
        rate: f64,
    },
    /// A job is solved; the miner rests now.
    Solved {
        /// The job.
        job: JobId,
        /// The solution.
        solution: Solution,
    },
}
