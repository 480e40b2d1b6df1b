//! Stories with long waits, which only the nightly run executes.

mod jumps;
mod silence;
