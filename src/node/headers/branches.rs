//! The branches of pending headers that a peer accounts for.

use chain::{Chain, Store};
use primitives::{BlockHash, Work};

/// The maximum number of branches that one peer accounts for. An honest peer shows the branch that
/// it follows, and occasionally another.
const MAX_BRANCHES: usize = 8;

/// The ends of the branches that a peer has shown and whose blocks are missing, newest last.
#[derive(Debug, Default)]
pub(super) struct Branches(Vec<BlockHash>);

impl Branches {
    pub(super) fn contains(&self, end: &BlockHash) -> bool {
        self.0.contains(end)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &BlockHash> {
        self.0.iter()
    }

    /// Adds a branch that ends with `end`. If it extends a branch that ends with `parent`, it
    /// replaces that one. Branches without pending headers are removed.
    pub(super) fn add<S: Store>(&mut self, parent: &BlockHash, end: BlockHash, chain: &Chain<S>) {
        self.0
            .retain(|old| old != parent && *old != end && chain.pending_below(old) > 0);
        self.0.push(end);
    }

    pub(super) fn remove(&mut self, end: &BlockHash) {
        self.0.retain(|other| other != end);
    }

    /// Whether there are more branches than a peer may account for, or more than `max` pending
    /// headers in them.
    pub(super) fn exceed<S: Store>(&self, max: usize, chain: &Chain<S>) -> bool {
        self.0.len() > MAX_BRANCHES || self.pending(chain) > max
    }

    /// The number of pending headers in the branches. A header in more than one branch is counted
    /// for each.
    pub(super) fn pending<S: Store>(&self, chain: &Chain<S>) -> usize {
        self.0.iter().map(|end| chain.pending_below(end)).sum()
    }

    /// The branch of least work. `None` if there are no branches.
    pub(super) fn least<S: Store>(&self, chain: &Chain<S>) -> Option<(Work, BlockHash)> {
        let works = self.0.iter().map(|end| {
            let entry = chain.entry(end);
            (entry.map_or(Work::ZERO, |entry| entry.work), *end)
        });
        works.min_by_key(|(work, _)| *work)
    }
}
