//! Native networks that meet through a real relay, or at their direct endpoints, on loopback.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

mod closing;
mod direct;
mod introduced;
mod node;
mod strangers;
