//! The threads of a tab, and typed messages between them.

pub mod client;
pub mod message;
mod part;
pub mod port;

pub use client::{Client, FromNode, StartError};
pub(crate) use part::program_url;
pub use part::{Part, started_for};
