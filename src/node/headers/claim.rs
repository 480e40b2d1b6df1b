//! What a peer says of its chain, and what it has shown of it.

use chain::{Chain, Entry, Store};
use primitives::{BlockHash, Height, Work};

/// A peer's chain as far as it is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claim {
    /// Height and work of the chain: claimed in the peer's version, later shown by its headers.
    pub(crate) height: Height,
    pub(crate) work: Work,
    /// The last block of it that the peer's headers have shown: what the peer can be asked for.
    pub(crate) shown: Option<BlockHash>,
}

impl Claim {
    /// The last block that the peer has shown, where its header is still here.
    pub(crate) fn shown_entry<'a, S: Store>(&self, chain: &'a Chain<S>) -> Option<&'a Entry> {
        chain.entry(&self.shown?)
    }

    /// Whether the peer claims more than we have and it has shown.
    pub(crate) fn promises_more<S: Store>(&self, chain: &Chain<S>) -> bool {
        let shown = self.shown_entry(chain);
        self.work > chain.tip().work && shown.is_none_or(|entry| self.work > entry.work)
    }

    /// By how many blocks the claim exceeds both our chain and what the peer has shown.
    pub(crate) fn promised_blocks<S: Store>(&self, chain: &Chain<S>) -> u32 {
        let tip = chain.tip().height;
        let shown = self.shown_entry(chain);
        let sure = shown.map_or(tip, |entry| entry.height.max(tip));
        self.height.since(sure)
    }

    /// The chain ends with this block, whatever was claimed.
    pub(super) fn end_with(&mut self, end: &Entry) {
        self.height = end.height;
        self.work = end.work;
    }

    /// There is no more than what was shown, or than our own chain.
    pub(super) fn cap<S: Store>(&mut self, chain: &Chain<S>) {
        let tip = chain.tip();
        let shown = self.shown_entry(chain);
        let sure = shown.map_or((tip.work, tip.height), |entry| {
            (entry.work.max(tip.work), entry.height.max(tip.height))
        });
        self.work = self.work.min(sure.0);
        self.height = self.height.min(sure.1);
    }

    /// What was shown counts no more: the peer is asked for no blocks until it shows its chain
    /// anew, and for headers only when it claims more.
    pub(super) fn withdraw<S: Store>(&mut self, chain: &Chain<S>) {
        self.shown = None;
        self.work = self.work.min(chain.tip().work);
    }
}
