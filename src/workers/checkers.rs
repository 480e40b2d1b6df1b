//! The checkers, which are workers that verify signatures in parallel with the node worker.

mod worker;

pub use worker::CheckerWorker;
