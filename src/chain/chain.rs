//! A chain: the tree of accepted headers and blocks, and its best branch.

mod accept;
pub mod balance;
pub(crate) mod connect;
mod content;
mod headers;
mod open;
mod planned;
mod proposal;
mod prune;
mod query;
mod settings;
mod spending;
mod switch;
mod tips;

pub use accept::Accepted;
pub use content::Located;
pub use headers::HeadersAccepted;
pub use prune::IsOwn;
pub use query::NextBlock;
pub use settings::Settings;
pub use spending::{MAX_SPENDERS, Spending};
pub use tips::ChainTip;

use crate::check::signature::Verifier;
use crate::check::signature_cache::Verified;
use crate::error::StorageError;
use crate::index::Index;
use crate::spec::Spec;
use crate::store::Store;
use crate::store::ledger::Ledger;
use crate::store::schema::{Number, PruneProgress};
use planned::Switch;
use primitives::Height;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The numbers of blocks by the numbers of their parents.
type Incomplete = BTreeMap<Number, Vec<Number>>;

/// The accepted headers and blocks of one chain, and the store that holds them.
///
/// Accepted blocks are visible at once, and durable after the next [`Chain::flush`]. That commit
/// also writes the caller's records ([`Chain::put_record`]). The chain flushes by itself when the
/// changes exceed their bound, so a commit may have a block without the records that the caller
/// derives from it. Such records must therefore name the last block that they cover, and the caller
/// must bring them up to date after opening the chain.
///
/// **Bounds.** Headers are in memory (see [`Entry`](crate::Entry)). Of the other data, only the
/// changes that are not flushed are in memory: at most [`Settings::pending_bytes`] plus one block
/// or one step of a switch. A block with a missing ancestor, or on another branch, is in the store
/// and takes a few bytes in memory. The cache of verified signatures has its own bound.
#[derive(Debug)]
pub struct Chain<S> {
    spec: Spec,
    verifier: Verifier,
    ledger: Ledger<S>,
    index: Index,
    /// Stored blocks with a missing ancestor, by parent, in the order of arrival.
    incomplete: Incomplete,
    /// Stored blocks whose ancestors are all stored, and that were not yet considered for the tip.
    candidates: VecDeque<Number>,
    /// All stored blocks that are not on the best chain, for pruning to remove. Blocks that have
    /// since joined the best chain or been removed may still be here; pruning skips them.
    side_blocks: BTreeSet<(Height, Number)>,
    /// The switch in progress, if it takes more than one step.
    switching: Option<Switch>,
    /// A switch whose commit failed, so that only the store can tell whether it happened.
    unsettled: Option<Switch>,
    /// Whether the store's content was found to match its checksums.
    is_store_checked: bool,
    settings: Settings,
    /// The progress of pruning.
    prune_progress: PruneProgress,
}

impl<S: Store> Chain<S> {
    /// Writes all pending changes in one commit. Does nothing while [`Chain::has_staged_changes`]
    /// holds: the changes stay pending until the switch ends.
    ///
    /// # Errors
    /// If the store fails. The changes stay pending, and can be flushed again.
    pub fn flush(&mut self) -> Result<(), StorageError<S::Error>> {
        self.ledger.flush()
    }

    /// Sets the randomness for verifying signatures (see [`Verifier::new`]), and empties the cache
    /// of verified signatures. The seed also keys the hash tables of headers and changed rows, so
    /// that nobody can provoke collisions. Until this call the seed is [`Settings::seed`]. A forger
    /// who knows the seed needs 2^128 attempts to find a batch of false signatures that passes by
    /// chance.
    pub fn set_seed(&mut self, seed: [u8; 32]) {
        self.ledger.set_secret(&seed);
        self.index.set_secret(&seed);
        self.verifier = Verifier::new(self.genesis(), seed);
    }

    /// Adds a transaction to the cache of verified signatures, so that a block with it is accepted
    /// faster. The cache never changes whether a block is valid (see
    /// [`crate::check::signature_cache`]).
    pub fn cache(&mut self, verified: Verified) {
        self.verifier.cache(verified);
    }

    /// Whether the store's open transaction has changes of an incomplete switch. Nothing else is
    /// written meanwhile.
    pub const fn has_staged_changes(&self) -> bool {
        self.ledger.is_staging()
    }

    /// Whether [`Chain::resume`] has work: blocks to consider, or a step of a long switch.
    pub fn has_unconsidered(&self) -> bool {
        self.switching.is_some() || self.unsettled.is_some() || !self.candidates.is_empty()
    }

    /// The approximate memory of the pending changes, in bytes.
    pub fn pending_bytes(&self) -> usize {
        self.ledger.pending_bytes()
    }

    /// The store, without the pending changes.
    pub const fn store(&self) -> &S {
        self.ledger.store()
    }

    /// Returns the store. Changes that were not flushed are lost.
    pub fn into_store(self) -> S {
        self.ledger.into_store()
    }
}
