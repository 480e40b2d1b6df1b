//! The connections of an HTTP server: how many there may be, in all and for one network, how long
//! each may wait, and how fast a visitor may ask.
//!
//! The relay and the server of a node's API serve strangers. Both take from here:
//!
//! - [`serve`], which accepts connections within [`Limits`] and answers their requests;
//! - [`visitor`] and [`Network`], which tell visitors apart, also behind trusted proxies;
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
