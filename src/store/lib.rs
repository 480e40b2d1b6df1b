//! A chain's rows, kept in redb: on a file, in memory, or over any backend that reads and writes
//! bytes.
//!
//! One redb table for each of [`chain::Table`], and one more row that says which layout this is.
//! Every commit is durable before it returns. It also records redb's free pages (quick repair), so
//! that opening after a crash does not walk the whole store: a tab is killed more often than it is
//! closed.
//!
//! What the rows mean is the chain's affair (see [`chain::schema`]); [`SCHEMA_VERSION`] counts both
//! layouts together.

mod backend;
mod error;
mod held;
mod rows;

pub use error::RedbError;
pub use rows::{RedbStore, SCHEMA_VERSION};
