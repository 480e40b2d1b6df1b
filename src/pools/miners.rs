//! The miners, which search for the nonces of blocks, and their pool.

mod message;
mod meter;
mod pace;
mod pool;
mod searcher;

pub use message::{FromMiner, ToMiner};
pub use pool::{MinerPool, Outcome};
pub use searcher::{Clock, Searcher};
