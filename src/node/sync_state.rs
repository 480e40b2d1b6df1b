//! How far a node is compared with its peers, as people are told.

use crate::peer::Peer;
use crate::timers::Timer;
use crate::{Event, Node, PeerId};
use chain::Store;
use primitives::Height;

/// How far a node is compared with its peers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncState {
    /// There is nobody to compare with; the own chain may go on all the same.
    Alone,
    /// A peer says that it has more; its headers are being fetched.
    Headers,
    /// Headers are known of which the blocks are not; these are being fetched and checked.
    Blocks {
        /// Where the best chain of headers ends.
        target: Height,
    },
    /// Headers are known whose blocks none of the peers keeps any more: the node waits for one that
    /// does.
    Unserved {
        /// Where the best chain of headers ends.
        target: Height,
    },
    /// A peer follows a chain with more work, which parts from ours where this node's blocks are no
    /// longer whole: they can't be taken back, so it can't be followed.
    Stranded {
        /// Where that chain ends.
        target: Height,
    },
    /// Nobody is known to have more.
    Synced,
}

impl<S: Store> Node<S> {
    /// How far the node is compared with its peers.
    pub fn sync_state(&self) -> SyncState {
        let tip = self.chain.tip();
        let target = self.target().map_or(tip.height, |target| target.height);
        let mut ready = self.peers.iter().filter(|(_, peer)| peer.ready).peekable();
        // One block behind is the ordinary state while a new block travels.
        let is_behind = target.since(tip.height) > 1;
        if is_behind && self.is_unserved() {
            SyncState::Unserved { target }
        } else if is_behind && !self.progress.is_stalled() {
            SyncState::Blocks { target }
        } else if let Some(target) = self.out_of_reach() {
            SyncState::Stranded { target }
        } else if ready.peek().is_none() {
            SyncState::Alone
        } else if ready.any(|(id, peer)| self.promises_more(*id, peer)) {
            SyncState::Headers
        } else {
            SyncState::Synced
        }
    }

    /// Whether a peer that claims to be well ahead is about to show it.
    fn promises_more(&self, id: PeerId, peer: &Peer) -> bool {
        let claim = self.headers.claim(id);
        self.headers.is_asked(id)
            && !peer.is_resting(self.steady)
            && claim.is_some_and(|claim| claim.promised_blocks(&self.chain) > 1)
    }

    /// Notes whether the node is behind, and since when in vain.
    fn observe_progress(&mut self) {
        let tip = self.chain.tip().height;
        let target = self.target().map_or(tip, |target| target.height);
        let (patience, now) = (self.config.answer, self.steady);
        self.progress.observe(target.since(tip) > 1, patience, now);
        match self.progress.deadline() {
            Some(at) => self.timers.set(Timer::Stall, at),
            None => self.timers.clear(Timer::Stall),
        }
    }

    pub(crate) fn tell_sync(&mut self) {
        self.observe_progress();
        let state = self.sync_state();
        if state != self.sync {
            self.sync = state;
            self.tell(Event::Sync(state));
        }
        self.observe_participation();
        // Where old blocks are missing, nothing that waits could be judged.
        if !matches!(state, SyncState::Unserved { .. }) {
            self.ask_pools();
        }
        self.mind_room(state);
    }
}
