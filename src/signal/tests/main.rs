//! Tests of the signalling between tabs and the relay.
//!
//! They are one program, since each program is linked and optimised on its own.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

mod mesh;
mod messages;
mod offences;
mod room;
mod signalling;
