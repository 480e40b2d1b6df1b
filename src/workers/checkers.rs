//! The checkers, which are workers that verify signatures in parallel with the node worker, and
//! their pool.

pub(crate) mod message;
pub(crate) mod pool;
mod scheduler;
mod worker;

pub(crate) use pool::CheckerPool;
pub use worker::CheckerWorker;
