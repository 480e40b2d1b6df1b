//! The program `tabchain` as a person runs it: every subcommand, and its messages about wrong
//! input.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod chains;
mod documents;
mod mesh;
mod nodes;
mod payments;
mod pem;
mod place;
mod serving;
mod settings;
#[cfg(feature = "nats")]
mod shared;
mod vaults;
