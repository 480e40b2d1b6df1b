//! Tests of the wallet: keys, rows, coin selection, payments.
//!
//! They are one program, since each program is linked and optimised on its own.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

mod bump;
mod common;
mod data;
mod descriptors;
mod identity;
mod payments;
mod random;
mod reorganisation;
mod replacement;
mod rows;
mod selection;
mod several;
mod vault;
mod vectors;
mod words;
