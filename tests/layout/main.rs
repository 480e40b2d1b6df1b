//! Rules for all sources: which crate may use which, which libraries and words the lower levels
//! must not use, how files depend on each other, and maximum lengths and numbers.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod cycles;
mod documents;
mod folders;
mod levels;
mod lines;
mod manifests;
mod modules;
mod texts;
mod workspace;
