//! The relay as its visitors see it, over real sockets.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod introductions;
mod limits;
mod program;
mod visit;
