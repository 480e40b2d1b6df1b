//! The branches of pending headers that a peer accounts for.

use chain::{Chain, Store};
use primitives::{BlockHash, Work};

/// Branches of pending headers that one peer accounts for: an honest one shows the one that it
/// follows, and another one now and then.
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

    /// Notes a branch that ends here, and goes on from `below`.
    pub(super) fn add<S: Store>(&mut self, below: &BlockHash, end: BlockHash, chain: &Chain<S>) {
        self.0
            .retain(|old| old != below && *old != end && chain.pending_below(old) > 0);
        self.0.push(end);
    }

    pub(super) fn remove(&mut self, end: &BlockHash) {
        self.0.retain(|other| other != end);
    }

    /// Whether there are more branches than a peer may account for, or more headers in them than
    /// `most`.
    pub(super) fn exceed<S: Store>(&self, most: usize, chain: &Chain<S>) -> bool {
        self.0.len() > MAX_BRANCHES || self.pending(chain) > most
    }

    /// Headers that are pending in the branches, those that several share counted for each.
    pub(super) fn pending<S: Store>(&self, chain: &Chain<S>) -> usize {
        self.0.iter().map(|end| chain.pending_below(end)).sum()
    }

    /// The branch of least work.
    pub(super) fn least<S: Store>(&self, chain: &Chain<S>) -> Option<(Work, BlockHash)> {
        let works = self.0.iter().map(|end| {
            let entry = chain.entry(end);
            (entry.map_or(Work::ZERO, |entry| entry.work), *end)
        });
        works.min_by_key(|(work, _)| *work)
    }
}
