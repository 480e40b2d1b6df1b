//! The state of one peer's headers: its claim, the branches that it has shown, and the headers that
//! were set aside.

use super::aside::{Aside, MAX_ASIDE};
use super::branches::Branches;
use super::claim::Claim;
use chain::{Chain, Store};
use primitives::BlockHash;
use wire::limits::MAX_HEADERS;

/// The maximum number of pending headers in one peer's branches, 360 bytes each. A branch that was
/// set aside fits.
pub(super) const MAX_PEER_PENDING: usize = MAX_ASIDE + MAX_HEADERS;
/// The maximum number of consecutive announcements whose parents are unknown.
const MAX_UNCONNECTED: u32 = 100;

/// The state of one peer's headers.
#[derive(Debug)]
pub(super) struct PeerHeaders {
    pub(super) claim: Claim,
    /// Whether the peer was asked for headers and has not answered.
    pub(super) is_asked: bool,
    /// Consecutive announcements whose parents are unknown.
    pub(super) unconnected_count: u32,
    pub(super) aside: Aside,
    pub(super) branches: Branches,
}

impl PeerHeaders {
    /// The state of a peer that has shown nothing.
    pub(super) fn new(claim: Claim) -> Self {
        Self {
            claim,
            is_asked: false,
            unconnected_count: 0,
            aside: Aside::default(),
            branches: Branches::default(),
        }
    }

    /// Counts an announcement whose parent is unknown. Returns whether an honest peer may send as
    /// many of them in a row.
    pub(super) const fn note_unconnected(&mut self) -> bool {
        self.unconnected_count += 1;
        self.unconnected_count <= MAX_UNCONNECTED
    }

    /// Whether the peer may be asked for headers beyond those that it has shown: not while the
    /// branch that it showed last has more than half of [`MAX_PEER_PENDING`] pending headers.
    pub(super) fn has_room<S: Store>(&self, chain: &Chain<S>) -> bool {
        let shown = self.claim.shown;
        let shown = shown.filter(|shown| self.branches.contains(shown));
        let pending = shown.map_or(0, |shown| chain.pending_below(&shown));
        pending <= MAX_PEER_PENDING / 2
    }

    /// Drops a branch of the peer. If the peer showed this branch last, it is asked for no blocks
    /// until it shows its chain again, and for headers only when it claims more work.
    pub(super) fn forget_branch<S: Store>(&mut self, end: &BlockHash, chain: &Chain<S>) {
        self.branches.remove(end);
        if self.claim.shown.as_ref() == Some(end) {
            self.claim.withdraw(chain);
        }
    }
}
