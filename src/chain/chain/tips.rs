//! The tips of all known branches.

use super::Chain;
use crate::index::Entry;
use crate::store::Store;

/// The last header of a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainTip<'a> {
    /// The header.
    pub entry: &'a Entry,
    /// The number of headers after the branch's last block on the best chain; 0 for the best chain.
    pub branch_length: u32,
}

impl<S: Store> Chain<S> {
    /// The headers without children on all branches, and the tip of the best chain, in the order of
    /// arrival. The cost grows with the number of all headers.
    pub fn tips(&self) -> Vec<ChainTip<'_>> {
        let tip = |number| {
            let entry = self.index.entry(number);
            let fork = self.index.entry(self.index.fork(number));
            ChainTip {
                entry,
                branch_length: entry.height.since(fork.height),
            }
        };
        let mut tips: Vec<_> = self.index.leaves().into_iter().map(tip).collect();
        // The best chain may end below a header whose block is not stored yet.
        if tips.iter().all(|tip| tip.entry.hash != self.tip().hash) {
            tips.push(tip(self.index.active.tip()));
        }
        primitives::order::sort_by_key(&mut tips, |tip| tip.entry.sequence);
        tips
    }
}
