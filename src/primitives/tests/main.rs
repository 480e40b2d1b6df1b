//! Tests of the encodings, hashes, scripts and signatures, compared with Bitcoin's.
//!
//! They are one program, since each program is linked and optimised on its own.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

mod address;
mod bitcoin_blocks;
mod bitcoin_encoding;
mod bitcoin_scripts;
mod common;
mod garbage;
mod partial_tree;
mod seal;
mod sighash;
mod signature;
mod signed_message;
mod witness_commitment;
