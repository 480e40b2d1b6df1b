//! The consensus: which blocks are valid, which chain is the best, who owns what on it.
//!
//! A [`Spec`] fixes a chain's settings at birth, and its genesis block with them. A [`Chain`] holds everything that
//! has been accepted on top: the tree of headers in memory; blocks, coins and indexes in a [`Store`], with a bounded
//! write-back cache in front. What is silent here is as in Bitcoin.
//!
//! - [`check`]: the rules, as pure functions. Each has its own variant of [`Rule`] or [`TransactionRule`].
//! - [`difficulty`]: how hard the next block is.
//! - [`authority`]: who may make it, on a chain with authors.
//! - [`chain`]: what is accepted, connected, reorganised; what can be asked.
//! - [`provenance`]: where a coin comes from, signature by signature.
//! - [`store`] and [`schema`]: what is stored where.
//!
//! # Invariants
//!
//! - **Pure.** Time is a parameter, the store a trait; nothing here reads a clock, draws a number or spawns.
//! - **The best chain is the one with the most work** of those whose blocks are all here and valid; the first one that
//!   was complete on a tie (which chains with authors don't know). Other branches are kept.
//! - **All or nothing.** A block that is refused changes nothing; a reorganisation that fails leaves the old chain. A
//!   flush writes tip, coins, undo data, indexes and records in one commit, so that a crash leaves a whole older state.
//! - **A failing store is no verdict** on a block, and a verdict never outlives the program.
//!
//! # Example
//!
//! ```
//! use chain::{Chain, MemoryStore, SpecDraft, testing};
//! use primitives::{Height, Timestamp};
//!
//! let spec = testing::spec();
//! let mut chain = Chain::open(spec, MemoryStore::new()).unwrap();
//! let miner = testing::TestKey::new(1);
//! let block = testing::next_block(&chain, &miner.lock(), vec![]);
//! let now = block.header.time;
//! let accepted = chain.accept_block(block, now).unwrap();
//! assert_eq!(accepted.connected.len(), 1);
//! assert_eq!(chain.tip().height, Height(1));
//! chain.flush().unwrap();
//! ```

pub mod authority;
pub mod chain;
pub mod check;
pub mod coin;
pub mod cut_block;
pub mod difficulty;
pub mod error;
pub mod flow;
pub mod genesis;
pub mod params;
pub mod provenance;
pub mod rule;
pub mod schema;
pub mod spec;
pub mod store;
#[cfg(feature = "testing")]
pub mod testing;
pub mod text;
pub mod undo;

mod connect;
mod index;
mod ledger;
mod slots;

pub use authority::Turns;
pub use chain::{Accepted, Chain, HeadersAccepted, IsOwn, Located, NextBlock, Settings};
pub use check::ahead::{Ahead, Checked};
pub use check::block::height_push;
pub use check::grant::is_grant;
pub use check::header::HeaderContext;
pub use check::place::{Below, Place};
pub use check::seen::Verified;
pub use check::signature::Verifier;
pub use check::transaction::verify_transaction;
pub use coin::{Coin, Coins};
pub use cut_block::{CutBlock, Figures, KeptTransaction};
pub use error::{BlockError, Damage, HeaderError, OpenError, StorageError, TransactionError};
pub use flow::{Flow, Total};
pub use index::{Entry, Status};
pub use rule::{Earliest, Rule, TransactionRule};
pub use schema::Location;
pub use spec::{Authority, EmptyBlocks, Grant, Spec, SpecDraft, SpecError};
pub use store::{Batch, MemoryStore, Order, Row, Store, Table};
pub use undo::Undo;
