//! The miners, which are workers that search for the nonces of blocks, and their pool.

pub(crate) mod measure;
pub(crate) mod message;
mod meter;
mod pace;
pub(crate) mod pool;
mod worker;

pub(crate) use pool::MinerPool;
pub use worker::MinerWorker;
