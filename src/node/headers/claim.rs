//! A peer's claim about its chain, and the end of the branch that its headers have shown.

use chain::{Chain, Entry, Store};
use primitives::{BlockHash, Height, Work};

/// A peer's chain as far as it is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claim {
    /// The height and work of the chain: claimed in the peer's version, later shown by its headers.
    pub(crate) height: Height,
    pub(crate) work: Work,
    /// The last block that the peer's headers have shown: the peer can be asked for blocks up to
    /// it. `None` if the peer has shown none.
    pub(crate) shown: Option<BlockHash>,
}

impl Claim {
    /// The last block that the peer has shown. `None` if it has shown none, or if the header was
    /// dropped.
    pub(crate) fn shown_entry<'a, S: Store>(&self, chain: &'a Chain<S>) -> Option<&'a Entry> {
        chain.entry(&self.shown?)
    }

    /// Whether the peer claims more work than this node's chain has, and more than the peer has
    /// shown.
    pub(crate) fn promises_more<S: Store>(&self, chain: &Chain<S>) -> bool {
        let shown = self.shown_entry(chain);
        self.work > chain.tip().work && shown.is_none_or(|entry| self.work > entry.work)
    }

    /// The number of blocks by which the claimed height exceeds both this node's chain and the
    /// branch that the peer has shown.
    pub(crate) fn promised_blocks<S: Store>(&self, chain: &Chain<S>) -> u32 {
        let tip = chain.tip().height;
        let shown = self.shown_entry(chain);
        let sure = shown.map_or(tip, |entry| entry.height.max(tip));
        self.height.since(sure)
    }

    /// Sets the claim to the chain that ends with this block.
    pub(super) fn end_with(&mut self, end: &Entry) {
        self.height = end.height;
        self.work = end.work;
    }

    /// Limits the claim to the branch that was shown, or to this node's chain if that has more
    /// work.
    pub(super) fn cap<S: Store>(&mut self, chain: &Chain<S>) {
        let tip = chain.tip();
        let shown = self.shown_entry(chain);
        let sure = shown.map_or((tip.work, tip.height), |entry| {
            (entry.work.max(tip.work), entry.height.max(tip.height))
        });
        self.work = self.work.min(sure.0);
        self.height = self.height.min(sure.1);
    }

    /// Forgets the branch that was shown. The peer is asked for no blocks until it shows its chain
    /// again, and for headers only when it claims more work.
    pub(super) fn withdraw<S: Store>(&mut self, chain: &Chain<S>) {
        self.shown = None;
        self.work = self.work.min(chain.tip().work);
    }
}
