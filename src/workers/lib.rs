//! What a tab's workers do.
//!
//! - [`Host`] runs the node: it takes in what the page, the network and the miners say, one event
//!   after the other, drives the service, and shows the page what became of it.
//! - [`MinerWorker`] digs through jobs in short slices, so that a new job is heard at once.
//! - [`CheckerWorker`] verifies batches of signatures, so that the node worker answers while a long
//!   chain comes in.
//!
//! ```text
//!  page ◀── port ──▶ Host ─┬─ Home      profile and databases on this device
//!                          ├─ OpenChain service + network
//!                          ├─ Crew ◀── port ──▶ MinerWorker, one a core
//!                          └─ Checkers ◀── port ──▶ CheckerWorker, some while there is work
//! ```
//!
//! What must hold: mining starts on a command, never by itself. Whatever fails is told to the page;
//! nothing ends in silence. Nothing is written to the console but the account of a panic.

mod check_message;
mod checker_loop;
mod checkers;
mod crew;
mod home;
mod host;
mod measure;
mod message;
mod meter;
mod miner_loop;
mod open_chain;
mod pace;
mod place;
mod room;
mod roster;
mod saving;

pub use checker_loop::CheckerWorker;
pub use host::Host;
pub use miner_loop::MinerWorker;
