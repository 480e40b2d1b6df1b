//! Consensus: which blocks are valid, which chain is the best, and which coins exist on it.
//!
//! A [`Spec`] has the settings of a chain, which never change and determine its genesis block. A
//! [`Chain`] has the accepted headers and blocks on top of the genesis block. The tree of headers
//! is in memory. Blocks, coins and indexes are in a [`Store`], behind a bounded write-back cache.
//! Where this documentation says nothing, the rules are Bitcoin's.
//!
//! - [`check`]: the rules, as pure functions. Each rule has its own variant of [`Rule`] or
//!   [`TransactionRule`].
//! - [`difficulty`]: the difficulty of the next block.
//! - [`authority`]: which authors may seal the next block, on a chain with authors.
//! - [`chain`]: accepting blocks, switching branches, and queries.
//! - [`coin_history`]: a coin's history, with each signature verified.
//! - [`store`] and [`store::schema`]: the storage interface and the tables.
//!
//! # Invariants
//!
//! - **Pure.** Time is a parameter and the store a trait. The crate uses no clock, no randomness
//!   and no threads.
//! - **The best chain is the branch with the most work** among those whose blocks are all stored
//!   and valid. On equal work it is the branch that was complete first; on a chain with authors,
//!   two branches have equal work only with a chance of 2⁻³². Other branches stay stored until
//!   pruning removes them.
//! - **All or nothing.** A rejected block changes neither the tip nor the coins. A failed
//!   reorganisation leaves the old best chain. A flush writes tip, coins, undo data, indexes and
//!   records in one commit, so the state after a crash is older, but complete.
//! - **A failing store does not make a block invalid.** The status “invalid” is never stored, so a
//!   corrected program can accept a block that a faulty one rejected.
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
pub mod coin_history;
pub mod difficulty;
pub mod error;
pub mod lock_totals;
pub mod params;
pub mod pruned_block;
pub mod rule;
pub mod spec;
pub mod store;
#[cfg(feature = "testing")]
pub mod testing;
pub mod text;
pub mod undo;

mod index;

pub use authority::Turns;
pub use chain::{
    Accepted, Chain, ChainTip, HeadersAccepted, IsOwn, Located, NextBlock, Settings, Spending,
};
pub use check::block::height_push;
pub use check::grant::has_no_inputs;
pub use check::header::HeaderContext;
pub use check::lookahead::{CheckedBlock, SignatureBatch};
pub use check::position::{Ancestors, Position};
pub use check::signature::Verifier;
pub use check::signature_cache::Verified;
pub use check::transaction::verify_transaction;
pub use coin::{Coin, Coins};
pub use error::{BlockError, Damage, HeaderError, OpenError, StorageError, TransactionError};
pub use index::{Entry, Status};
pub use lock_totals::{LockAmounts, LockTotal};
pub use pruned_block::{BlockFigures, KeptTransaction, PrunedBlock};
pub use rule::{Earliest, Rule, TransactionRule};
pub use spec::{Authority, EmptyBlocks, Grant, Spec, SpecDraft, SpecError};
pub use store::schema::Location;
pub use store::{Batch, MemoryStore, Order, Row, RowChange, Store, Table};
pub use undo::Undo;
