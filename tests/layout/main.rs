//! What holds for all sources: which crate may use which, what the lower levels must not know, how
//! files depend on each other, and how long and how many things may be.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod circles;
mod documents;
mod folders;
mod house;
mod levels;
mod lines;
mod manifests;
mod modules;
mod texts;
