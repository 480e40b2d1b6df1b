//! A store of a chain's rows in a redb database: in a file, in memory, or on any backend that reads
//! and writes bytes.
//!
//! The database has one redb table for each of [`chain::Table`], and one more with the version of
//! the layout. Every commit is durable before it returns. It also records redb's free pages (quick
//! repair), so that opening after a crash does not read the whole store: a tab is killed more often
//! than it is closed.
//!
//! The chain defines the contents of the rows (see [`chain::store::schema`]). [`SCHEMA_VERSION`] is
//! the version of both the tables and the contents of their rows.

mod backend;
mod checksum;
mod error;
mod held;
mod layout;
mod redb_store;
mod rows;

pub use error::RedbError;
pub use layout::SCHEMA_VERSION;
pub use redb_store::RedbStore;
