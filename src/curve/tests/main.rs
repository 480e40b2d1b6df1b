//! Tests of the arithmetic of P-256 against other implementations.
//!
//! They are one program, since each program is linked and optimised on its own.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

mod checks;
mod field;
mod four;
mod ratio;
