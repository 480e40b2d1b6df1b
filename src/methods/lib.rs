//! One table of methods, from which all surfaces for programs that ask a node are made, and their
//! documentation.
//!
//! A [`Method`] has a name, parameters, the right that it needs and a function. The function gets
//! the node's [`Service`](service::Service), a [`Host`] (the program around the node) and the
//! arguments, and returns an [`Answer`] or a [`Failure`]. It does no I/O. A native program and the
//! tab call the same functions:
//!
//! | module | surface | written for |
//! | --- | --- | --- |
//! | [`rest`] | `GET /api/…` | people and small programs |
//! | [`rpc`] | `POST /`, JSON-RPC | programs that were written for Bitcoin Core |
//! | [`esplora`] | `/esplora/…` | programs that were written for Esplora |
//!
//! A surface parses a request into a method and arguments, and encodes the answer. It does not know
//! the transport: the transport authenticates the caller, and passes the [`Access`] that it has.

mod args;
mod blockchain;
mod failure;
mod fees;
mod host;
mod kind;
mod merkle_block;
mod method;
mod reasons;
mod unsealed;

#[cfg(feature = "openapi")]
pub mod cases;
#[cfg(feature = "openapi")]
pub mod docs;
pub mod esplora;
pub mod http;
#[cfg(feature = "openapi")]
pub mod openapi;
pub mod rest;
pub mod rpc;

pub use args::Args;
pub use failure::Failure;
pub use host::{Ban, Host};
pub use kind::Kind;
pub use method::{Access, Answer, Call, Method, Param, ParamKind, Verb};
