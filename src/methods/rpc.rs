//! JSON-RPC: Bitcoin Core's methods, with its names, shapes and error codes.
//!
//! [`Exchange`] takes the body of an HTTP request apart and puts the response together. Between the
//! two, the caller lets each [`Request`] run where the node is. [`answer`] does all of it at once.
//!
//! The shapes are those of Bitcoin Core 31. Where this chain has something else:
//!
//! - `chain` is `regtest` on chains whose addresses begin with `bcrt`, so that typed clients work,
//!   and the chain's name on all others.
//! - Raw headers and blocks have the 80 bytes of Bitcoin's headers. A seal is the field `seal` of
//!   the verbose forms.
//! - No field that programs read as a key on secp256k1 has one of this chain's keys, which are on
//!   P-256. So there are no descriptors.
//! - A fee is estimated from the mempool alone: blocks are seconds apart.

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
