//! A chain: everything that has been accepted on top of a genesis block, and which of it counts.

mod accept;
pub mod balance;
mod content;
mod open;
mod prune;
mod query;
mod switch;

pub use accept::{Accepted, HeadersAccepted};
pub use content::Located;
pub use open::Settings;
pub use prune::IsOwn;
pub use query::NextBlock;

use crate::check::seen::Verified;
use crate::check::signature::Verifier;
use crate::error::StorageError;
use crate::index::Index;
use crate::ledger::Ledger;
use crate::schema::{Number, Progress};
use crate::spec::Spec;
use crate::store::Store;
use primitives::Height;
use std::collections::VecDeque;
use switch::Switch;

/// All that has been accepted of one chain, and the store that keeps it.
///
/// What is accepted is visible at once, and kept for good from the next [`Chain::flush`] on. Records are written in the
/// same commit as blocks, but a commit may fall between a block and the records that somebody makes of it (see the
/// bound below): records about blocks must say up to which block they go, and be caught up when the chain is opened.
///
/// **Bounds.** Headers are in memory (see [`Entry`](crate::Entry)); of the rest, only what is not flushed yet, at most
/// [`Settings::pending_bytes`] and one block or one step of a switch above it. Blocks that wait for others below them, and those
/// of other branches, take one number each here, and lie in the store.
#[derive(Debug)]
pub struct Chain<S> {
    spec: Spec,
    verifier: Verifier,
    ledger: Ledger<S>,
    index: Index,
    /// Blocks that are kept, but have a gap below them, each behind its parent: in the order of these, then of arrival.
    waiting: Vec<(Number, Number)>,
    /// Blocks that have no gap below them any more, and have yet to be considered for the tip.
    ready: VecDeque<Number>,
    /// Blocks that are kept and were not, or are no longer, in the best chain when they were added here; in order.
    strays: Vec<(Height, Number)>,
    /// A switch that takes more than one step.
    switching: Option<Switch>,
    /// A switch whose commit failed, so that only the store can tell whether it has happened.
    uncertain: Option<Switch>,
    /// The store's checksums were found to match what it holds.
    is_verified: bool,
    settings: Settings,
    progress: Progress,
}

impl<S: Store> Chain<S> {
    /// Writes all pending changes in one commit. While [`Chain::is_switching`] they wait for its end.
    ///
    /// # Errors
    /// When the store fails: the changes stay pending, and can be flushed again.
    pub fn flush(&mut self) -> Result<(), StorageError<S::Error>> {
        self.ledger.flush()
    }

    /// Takes randomness for verifying signatures (see [`Verifier::new`]), and forgets which were verified; and for where
    /// headers and changed rows fall in memory, so that nobody makes many that fall on one place. Until then it is zero, which leaves a
    /// forger nothing but a search of 2^128 steps for a batch that passes by chance.
    pub fn set_seed(&mut self, seed: [u8; 32]) {
        self.ledger.set_secret(&seed);
        self.index.set_secret(&seed);
        self.verifier = Verifier::new(self.genesis(), seed);
    }

    /// Remembers for a while that a transaction's signatures were verified: a block with it is accepted the sooner. No
    /// block is accepted or refused because of it that would not be without (see [`crate::check::seen`]).
    pub fn remember(&mut self, verified: Verified) {
        self.verifier.remember(verified);
    }

    /// Whether the store has the changes of a switch that is not complete: nothing else is written meanwhile.
    pub const fn is_switching(&self) -> bool {
        self.ledger.is_staging()
    }

    /// Whether [`Chain::resume`] has something to do: blocks to consider, or a step of a long switch.
    pub fn has_unconsidered(&self) -> bool {
        self.switching.is_some() || self.uncertain.is_some() || !self.ready.is_empty()
    }

    /// The memory that pending changes take, in bytes, roughly.
    pub fn pending_bytes(&self) -> usize {
        self.ledger.pending_bytes()
    }

    /// The store as it is without the pending changes.
    pub const fn store(&self) -> &S {
        self.ledger.store()
    }

    /// Gives the store back; changes that were not flushed are lost.
    pub fn into_store(self) -> S {
        self.ledger.into_store()
    }
}

/// Notes that a block waits for its parent, behind those that came before it.
fn wait(waiting: &mut Vec<(Number, Number)>, parent: Number, number: Number) {
    let end = waiting.partition_point(|(other, _)| *other <= parent);
    waiting.insert(end, (parent, number));
}
