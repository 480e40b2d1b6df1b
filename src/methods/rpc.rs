//! JSON-RPC: Bitcoin Core's methods, with its names, shapes and error codes.
//!
//! An [`Exchange`] parses the body of an HTTP request and builds the response. In between, the
//! caller runs each [`Request`] where the node is. [`answer`] does all of it at once.
//!
//! The shapes are those of Bitcoin Core 31, with these differences:
//!
//! - `chain` is `regtest` on chains whose addresses begin with `bcrt`, so that typed clients work,
//!   and the chain's name on all others.
//! - Raw headers are Bitcoin's 80 bytes, and raw blocks begin with them. The verbose forms have an
//!   author's seal in the field `seal`.
//! - This chain's keys are on P-256, so they are in no field that programs read as a key on
//!   secp256k1. There are no descriptors.
//! - A fee rate is estimated from the mempool alone, since blocks are seconds apart.

mod arguments;
mod awaited;
mod blockchain;
mod code;
mod control;
mod entries;
mod envelope;
mod help;
mod json;
mod mempool;
mod mining;
mod network;
mod raw_transactions;
mod reject;
mod row;
mod shown;
mod table;
mod util;
mod waiting;
mod wallet;

pub use awaited::Wait;
pub use envelope::{
    Exchange, MAX_BATCH, MAX_BATCH_ANSWER_BYTES, Outcome, Reply, Request, RpcError, answer,
};
pub(crate) use mining::next_template;
pub use mining::{MAX_GENERATED, long_poll_id};
pub use row::Section;
pub use table::Rpc;
