//! The connections of an HTTP server, with limits on their number (in all and for one network), on
//! waiting times, and on the rate of requests.
//!
//! The relay and the server of a node's API serve strangers. Both use:
//!
//! - [`serve`], which accepts connections within [`Limits`] and answers their requests;
//! - [`visitor`] and [`Network`], which tell visitors apart, even behind trusted proxies;
//! - [`Bucket`], which bounds a rate.

mod address;
mod bucket;
mod count;
mod draining;
mod limits;
mod server;

pub use address::{Network, is_trusted, visitor};
pub use bucket::Bucket;
pub use draining::Draining;
pub use limits::Limits;
pub use server::{Handshake, Plain, Service, serve};
