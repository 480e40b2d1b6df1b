//! A place for somebody who keeps the old blocks.
//!
//! A driver looks for peers until it has enough links ([`Config::links`](crate::Config::links)).
//! Where all of these lead to nodes that have cut their old blocks down, a newcomer would wait for
//! ever: nobody whom it knows can help it, and it meets nobody else. So while no peer serves the
//! next block, one of those that don't keep it is let go now and then, the one of longest standing
//! first, be it the only one: what it knows of the chain's end, the next one knows as well. The
//! driver fills its place, and so all that it can find get their turn.

use crate::peer::Serves;
use crate::timers::Timer;
use crate::{Direction, Fault, Node, SyncState};
use chain::Store;
use core::time::Duration;

/// How long the node waits for the peers that it has, before each that it lets go: long enough for
/// the handshake and the headers of whoever came in between, on a slow link.
const PATIENCE: Duration = Duration::from_secs(180);

impl<S: Store> Node<S> {
    /// Makes sure that a stuck node does not stay so.
    pub(crate) fn mind_room(&mut self, state: SyncState) {
        if matches!(state, SyncState::Unserved { .. }) && self.is_full() {
            self.timers.set_if_idle(Timer::Room, self.steady + PATIENCE);
        }
    }

    /// Lets a peer go that can't help, if the node is still stuck.
    pub(crate) fn make_room(&mut self) {
        if !matches!(self.sync_state(), SyncState::Unserved { .. }) || !self.is_full() {
            return;
        }
        // Others that claim all blocks may be newcomers, too: what they find, they pass on. And
        // those that follow our chain are no less useful than before.
        let limited = self
            .peers
            .iter()
            .filter(|(id, peer)| peer.serves != Serves::All && self.branch_of(id).is_some());
        let rank = |peer: &crate::peer::Peer| (peer.direction == Direction::Inbound, peer.since);
        let longest = limited.min_by_key(|(id, peer)| (rank(peer), **id));
        if let Some((&id, _)) = longest {
            self.drop_peer(id, Fault::OnlyNewest);
        }
    }

    /// Whether the driver looks for no more peers.
    fn is_full(&self) -> bool {
        self.peers.len() >= self.config.links.min(self.config.max_peers)
    }
}
