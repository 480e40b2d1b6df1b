//! Tests of many nodes in a simulated network.
//!
//! They are one program, since each program is linked and optimised on its own.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

mod authority;
mod backlog;
mod branches;
mod checkers;
mod churn;
mod claims;
mod clocks;
mod flood;
mod headers;
mod hostile;
mod orphans;
mod payments;
mod places;
mod pruned;
mod room;
mod slow_branch;
mod storage;
mod stranger;
mod sync;
