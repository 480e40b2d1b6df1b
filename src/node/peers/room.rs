//! Closing links to pruned peers, to make room for a peer that has the old blocks.
//!
//! A driver looks for peers until it has enough links ([`Config::links`](crate::Config::links)). If
//! all of them lead to pruned nodes, a new node would wait forever: none of its peers can help it,
//! and it meets no others. So while no peer has the next missing block, the node drops one of its
//! pruned peers from time to time, even its only one. Outbound links are closed before inbound
//! ones, and older links before younger ones. Nothing is lost: the next peer shows the end of the
//! chain as well. The driver fills the slot, so over time it tries all peers that it can find.

use super::peer::{Peer, Serves};
use crate::timers::Timer;
use crate::{Direction, Fault, Node, SyncState};
use chain::Store;
use core::time::Duration;

/// How long the node waits before it drops each peer: long enough for the handshake and the headers
/// of a new peer on a slow link.
const DROP_INTERVAL: Duration = Duration::from_secs(180);

impl<S: Store> Node<S> {
    /// Starts the timer for dropping a peer, if no peer has the next block and the driver looks for
    /// no more peers.
    pub(crate) fn mind_room(&mut self, state: SyncState) {
        if matches!(state, SyncState::Unserved { .. }) && self.is_full() {
            self.timers
                .set_if_idle(Timer::Room, self.steady + DROP_INTERVAL);
        }
    }

    /// Drops a pruned peer, if the node still lacks a peer with the next block.
    pub(crate) fn make_room(&mut self) {
        if !matches!(self.sync_state(), SyncState::Unserved { .. }) || !self.is_full() {
            return;
        }
        // A peer that announces all blocks may be a new node, which will serve the blocks that it
        // finds, so it stays. So does a peer whose branch is not better than this node's chain.
        let limited = self
            .peers
            .iter()
            .filter(|(id, peer)| peer.serves != Serves::All && self.branch_of(id).is_some());
        let rank = |peer: &Peer| (peer.direction == Direction::Inbound, peer.since);
        let chosen = limited.min_by_key(|(id, peer)| (rank(peer), **id));
        if let Some((&id, _)) = chosen {
            self.drop_peer(id, Fault::OnlyNewest);
        }
    }

    /// Whether the driver looks for no more peers.
    fn is_full(&self) -> bool {
        self.peers.len() >= self.config.links.min(self.config.max_peers)
    }
}
