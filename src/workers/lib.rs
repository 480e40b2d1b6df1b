//! The programs of a tab's workers: the node, the miners and the checkers.
//!
//! - [`Host`] runs the node: it handles the events of the page, the network and the other workers
//!   one after the other, drives the service, and sends the page the new state.
//! - [`MinerWorker`] searches on jobs in short slices, so that a new job is received at once.
//! - [`CheckerWorker`] verifies batches of signatures, so that the node worker stays responsive
//!   while a long chain is downloaded.
//!
//! ```text
//!  page ◀── port ──▶ Host ─┬─ ProfileStore  profile and databases on this device
//!                          ├─ OpenChain     service + network
//!                          ├─ MinerPool   ◀── port ──▶ MinerWorker, one a core
//!                          └─ CheckerPool ◀── port ──▶ CheckerWorker, some while there is work
//! ```
//!
//! What must hold: mining starts on a command, never by itself. Failures are reported to the page,
//! except those that only cost time. Nothing is written to the console except the report of a
//! panic.

mod batch_scheduler;
mod checker_loop;
mod checker_message;
mod checker_pool;
mod disk;
mod host;
mod measure;
mod meter;
mod miner_loop;
mod miner_message;
mod miner_pool;
mod miner_threads;
mod open_chain;
mod pace;
mod profile_store;
mod relay_url;
mod saving;
mod storage_budget;

pub use checker_loop::CheckerWorker;
pub use host::Host;
pub use miner_loop::MinerWorker;
