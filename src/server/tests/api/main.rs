//! A server over a node of its own, asked over real sockets: by clients that were written for
//! Bitcoin Core and Esplora, and by requests that it must refuse.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod access;
mod core_client;
mod documents;
mod esplora_client;
mod events;
mod http;
mod limits;
mod node;
mod stopping;
mod stratum;
