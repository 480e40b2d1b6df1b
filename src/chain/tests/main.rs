//! Tests of the crate's public interface: rules, branches, pruning, histories.
//!
//! They are one program, since each program is linked and optimised on its own.

#![allow(clippy::unwrap_used, reason = "a failing unwrap fails the test")]

mod authority;
mod branches;
mod coin_history;
mod difficulty;
mod grants;
mod histories;
mod pruning;
mod relative_locks;
mod relief;
mod rules;
mod signature_cache;
mod spending;
mod storage;
mod switches;
