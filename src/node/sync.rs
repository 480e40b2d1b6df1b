//! The state of synchronisation: how far the node is behind its peers.

pub(crate) mod participation;
mod progress;

pub(crate) use participation::{CATCHING_UP, Participation};
pub(crate) use progress::Progress;

use crate::peers::Peer;
use crate::timers::Timer;
use crate::{Event, Node, PeerId, SyncState};
use chain::Store;
use core::time::Duration;
use primitives::{Time, Work};

/// The minimum age at which a tip counts as old, on chains with short intervals.
const MIN_OLD_AGE: Duration = Duration::from_secs(60);

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
        let (max_wait, now) = (self.config.answer, self.steady);
        self.progress.observe(target.since(tip) > 1, max_wait, now);
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

    /// Whether blocks of a branch that is well ahead arrive, or are expected from a peer that has
    /// them.
    ///
    /// Only branches with checked headers count: a mere claim costs a peer nothing, and could keep
    /// a node waiting forever. A branch whose blocks do not come counts only for a while (see
    /// [`progress`]).
    pub(crate) fn is_catching_up(&self) -> bool {
        match self.sync_state() {
            SyncState::Alone
            | SyncState::Headers
            | SyncState::Synced
            | SyncState::Stranded { .. } => false,
            SyncState::Blocks { .. } | SyncState::Unserved { .. } => {
                !self.progress.is_stalled() && self.missing_work() > self.recent_work(CATCHING_UP)
            }
        }
    }

    /// Whether the node relays transactions and announces blocks.
    pub(crate) fn takes_part(&self) -> bool {
        let was_in_sync =
            || self.participation.was_in_sync() && self.missing_work() <= self.chain.tip().work;
        !self.is_catching_up() || self.is_tip_recent() || was_in_sync()
    }

    /// Records whether the node has peers and is in sync with them.
    pub(crate) fn observe_participation(&mut self) {
        let is_alone = !self.peers.values().any(|peer| peer.ready);
        let is_catching_up = self.is_catching_up();
        self.participation
            .observe(is_alone, is_catching_up, self.steady);
    }

    /// The maximum age of a recent tip.
    pub(crate) fn recent_age(&self) -> Duration {
        let interval = Duration::from_secs(self.chain.spec().interval.into());
        (interval * CATCHING_UP).max(MIN_OLD_AGE)
    }

    fn is_tip_recent(&self) -> bool {
        let tip = Time::from_timestamp(self.chain.tip().header.time);
        self.now.since(tip) <= self.recent_age()
    }

    /// The work by which the best branch that a peer has shown exceeds the tip's.
    fn missing_work(&self) -> Work {
        let tip = self.chain.tip().work;
        self.target().map_or(Work::ZERO, |target| target.work - tip)
    }

    /// The work of this many of the last blocks, or of the whole chain if it is shorter.
    pub(crate) fn recent_work(&self, blocks: u32) -> Work {
        let tip = self.chain.tip();
        let ancestor = tip.height.checked_sub(blocks);
        let ancestor = ancestor.and_then(|height| self.chain.entry_at(height));
        tip.work - ancestor.map_or(Work::ZERO, |ancestor| ancestor.work)
    }
}
