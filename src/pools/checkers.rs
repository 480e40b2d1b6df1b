//! The checkers, which verify batches of signatures in parallel with the node, and their pool.

mod message;
mod pool;
mod scheduler;

pub use message::{FromChecker, ToChecker};
pub use pool::{Answer, CheckerPool};
