//! Bitcoin Core's JSON-RPC on a chain of fixed difficulty whose addresses begin with `bcrt`. The
//! answers are read with the types of `corepc-types`, which typed clients use, and their bytes with
//! the `bitcoin` crate.
#![allow(
    clippy::unwrap_used,
    reason = "a test may panic; the lint spares only functions marked as tests"
)]

mod authors;
mod blockchain;
mod envelope;
mod mempool;
mod mining;
mod network;
mod packages;
mod proofs;
mod random;
mod transactions;
mod wallet;
mod world;
