//! Tests of the node from outside: blocks made elsewhere, mining, the pool, sealing.
//!
//! They are one program, since each program is linked and optimised on its own.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

mod external;
mod mining;
mod names;
mod pool;
mod sealing;
