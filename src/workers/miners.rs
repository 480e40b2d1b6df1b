//! The miners, which are workers that search for the nonces of blocks.

pub(crate) mod measure;
mod worker;

pub use worker::MinerWorker;
