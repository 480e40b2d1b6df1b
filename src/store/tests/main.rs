//! Tests of the store on disks that fail.
//!
//! They are one program, since each program is linked and optimised on its own.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

mod common;
mod crash;
mod damage;
mod flips;
mod limit;
mod same;
