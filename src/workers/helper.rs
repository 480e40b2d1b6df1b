//! What the node worker's helpers are: one program, since most of a small program is what all of them need.

use browser::port;

use crate::{CheckerWorker, MinerWorker};

/// The loader of the program, next to the node worker.
pub(crate) const SCRIPT: &str = "./helper_worker_start.js";

/// What a helper does, which it learns from the name that it is started under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Helper {
    /// Searches for blocks.
    Miner,
    /// Verifies signatures.
    Checker,
}

impl Helper {
    /// The worker's name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Miner => "miner",
            Self::Checker => "checker",
        }
    }

    /// Starts what this worker was named for.
    pub fn start() {
        if port::own_name() == Self::Checker.name() {
            CheckerWorker::start();
        } else {
            MinerWorker::start();
        }
    }
}
