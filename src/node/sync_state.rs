//! The state of synchronisation with the peers, for display.

use crate::peer::Peer;
use crate::timers::Timer;
use crate::{Event, Node, PeerId};
use chain::Store;
use primitives::Height;

/// The state of synchronisation with the peers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncState {
    /// No peer is ready. The node may still extend its own chain.
    Alone,
    /// A peer claims more work; its headers are being fetched.
    Headers,
    /// The headers of a better chain are known; its blocks are being fetched and checked.
    Blocks {
        /// The height of the best chain of headers.
        target: Height,
    },
    /// The headers of a better chain are known, but no peer has the next block any more: the node
    /// waits for a peer that has it.
    Unserved {
        /// The height of the best chain of headers.
        target: Height,
    },
    /// A peer follows a chain with more work that forks off below this node's oldest full blocks.
    /// The pruned blocks can't be disconnected, so that chain can't be followed.
    Stranded {
        /// The height of that chain.
        target: Height,
    },
    /// No peer is known to have more work.
    Synced,
}

impl<S: Store> Node<S> {
    /// Returns the state of synchronisation with the peers.
    pub fn sync_state(&self) -> SyncState {
        let tip = self.chain.tip();
        let target = self.target().map_or(tip.height, |target| target.height);
        let mut ready = self.peers.iter().filter(|(_, peer)| peer.ready).peekable();
        // A node is often one block behind while a new block is on its way.
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

    /// Whether a peer that claims to be well ahead is expected to show its headers.
    fn promises_more(&self, id: PeerId, peer: &Peer) -> bool {
        let claim = self.headers.claim(id);
        self.headers.is_asked(id)
            && !peer.is_resting(self.steady)
            && claim.is_some_and(|claim| claim.promised_blocks(&self.chain) > 1)
    }

    /// Updates the progress of the download and its timer.
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
        // While old blocks are missing, unconfirmed transactions can't be checked.
        if !matches!(state, SyncState::Unserved { .. }) {
            self.ask_pools();
        }
        self.mind_room(state);
    }
}
