//! Tests of the proofs: their bytes, their checks, and forgeries.
//!
//! They are one program, since each program is linked and optimised on its own.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

mod authors;
mod bytes;
mod common;
mod forged;
mod proofs;
mod receipts;
mod tree;
