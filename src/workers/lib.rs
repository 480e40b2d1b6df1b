//! The programs of a tab's workers: the node, the miners and the checkers.
//!
//! - [`NodeWorker`] runs the node: it handles the events of the page, the network and the other
//!   workers one after the other, drives the service, and sends the page the new state. The machine
//!   `Host` decides what to do, and knows the browser only through the trait `Platform`.
//! - [`MinerWorker`] searches for nonces in short slices, so that a new job is received at once.
//! - [`CheckerWorker`] verifies batches of signatures, so that the node worker stays responsive
//!   while a long chain is downloaded.
//!
//! ```text
//!  page ◀── port ──▶ NodeWorker ── Host ─┬─ ProfileStore  profile and databases on this device
//!                                        ├─ OpenChain     service + network
//!                                        ├─ MinerPool   ◀── port ──▶ MinerWorker, one a core
//!                                        └─ CheckerPool ◀── port ──▶ CheckerWorker, some while
//!                                                                    there is work
//! ```
//!
//! The pools themselves are in the crate `pools`, which a native node uses, too.
//!
//! The tab's own API is in `tab_api`, which is loaded when it is first needed.
//!
//! Invariants: mining starts on a command, never by itself. Failures are reported to the page,
//! except those that only cost time, such as the failure of a checker. Nothing is written to the
//! console except the report of a panic.

mod checkers;
mod host;
mod miners;
mod node_worker;
mod platform;
mod profile_store;
mod relay_url;
mod tab_api;
#[cfg(test)]
mod testing;
mod threads;

pub use checkers::CheckerWorker;
pub use miners::MinerWorker;
pub use node_worker::NodeWorker;
