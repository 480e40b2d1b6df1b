//! Headers first: which chain has the most work is found out before a single block is fetched.
//!
//! One peer that claims more work than ours, and has not shown it, is asked at a time, with a
//! locator; if it stays silent the next one is asked. New blocks are announced by their headers
//! (BIP130). A peer that sends a header whose parent is unknown is asked for those between, which
//! is how a node notices that it has missed a block.
//!
//! **What strangers can make us keep.** Nothing before its proof of work, at the difficulty that
//! the rules demand, is checked. Headers of a branch that does not come near our own work yet are
//! no news but may become some; they are set aside per peer, and go into the chain only when the
//! branch is worth it. Seals are verified last, once, when headers go into the chain; the first
//! that is wrong costs the peer its link.
//!
//! **Bounds.** Headers whose blocks are missing are in memory only, those of the chain
//! ([`Chain::pending_headers`]) and those set aside. A peer accounts for the branches that it has
//! shown: at most 8 of them, and 67,536 headers together; those it shows beyond are not taken, and
//! it is asked for more once blocks have come. Of all peers together at most 131,072 headers are
//! kept, and as many set aside. Where there are more, the branch of least work goes first among
//! those of peers that have more than their share, so that nobody can have another one's few
//! headers dropped by showing many.
//!
//! **Clocks.** A header that is too far ahead of this node's clock is nobody's offence: those
//! before it in the message are taken, and the peer is asked again when the clock has come so far.
//!
//! [`HeaderSync`] owns what is known of the peers' headers and says what is to be done
//! ([`Action`]); the node does it.

mod aside;
mod branches;
mod check;
mod claim;
mod sync;
#[cfg(test)]
mod tests;

pub(crate) use claim::Claim;
pub(crate) use sync::{Action, HeaderSync};

use crate::timers::Timer;
use crate::{Fault, Node, PeerId};
#[cfg(doc)]
use chain::Chain;
use chain::Store;
use core::time::Duration;
use primitives::{BlockHash, Header, Time, Timestamp};
use wire::{Item, Message};

/// How long a peer whose header was ahead of this node's clock is left alone at least, before it is
/// asked again.
const EARLY: Duration = Duration::from_secs(5);
/// The longest: the clock may be corrected meanwhile.
const LATEST: Duration = Duration::from_secs(60);
/// Silences in a row after which a peer is dropped. With the time for an answer this makes at least
/// 75 s.
pub(crate) const MAX_STALLS: u32 = 5;
/// How long a peer that stayed silent is asked last.
pub(crate) const REST: Duration = Duration::from_secs(60);

impl<S: Store> Node<S> {
    /// Asks the most promising peer for headers, unless one is being asked.
    pub(crate) fn seek_headers(&mut self) {
        let (peers, steady) = (&self.peers, self.steady);
        let is_resting = |id| peers.get(&id).is_some_and(|peer| peer.is_resting(steady));
        if let Some(id) = self.headers.next_to_ask(&self.chain, is_resting) {
            self.ask_headers(id);
        }
    }

    /// Asks a peer for what follows our best header.
    pub(crate) fn ask_headers(&mut self, id: PeerId) {
        let locator = self.chain.locator();
        self.ask_headers_after(id, locator);
    }

    fn ask_headers_after(&mut self, id: PeerId, locator: Vec<BlockHash>) {
        if self.headers.begin(id) {
            let at = self.steady + self.config.answer;
            self.timers.set(Timer::Headers(id), at);
            let stop = BlockHash::ZERO;
            self.send(id, &Message::GetHeaders { locator, stop });
        }
    }

    /// The peer did not answer in time.
    pub(crate) fn headers_overdue(&mut self, id: PeerId) {
        self.headers.overdue(id);
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        peer.stalls += 1;
        peer.resting = self.steady + REST;
        if peer.stalls >= MAX_STALLS {
            return self.drop_peer(id, Fault::Withholding);
        }
        self.seek_headers();
    }

    /// Headers came, as an answer or as news.
    pub(crate) fn on_headers(&mut self, id: PeerId, headers: Vec<Header>) {
        let cost = self.headers.answer_cost(id, &headers, &self.chain);
        if let Some(peer) = self.peers.get_mut(&id)
            && cost.is_some_and(|cost| !peer.cost.take(cost, self.steady))
        {
            return self.drop_peer(id, Fault::Flood);
        }
        let now = self.timestamp();
        for action in self.headers.take(id, headers, &mut self.chain, now) {
            self.act_on_headers(action);
        }
    }

    fn act_on_headers(&mut self, action: Action) {
        match action {
            Action::Ask(id, locator) => self.ask_headers_after(id, locator),
            Action::AskLater(id, time) => self.ask_later(id, time),
            Action::Seek => self.seek_headers(),
            Action::Answered(id) => {
                self.timers.clear(Timer::Headers(id));
                if let Some(peer) = self.peers.get_mut(&id) {
                    peer.stalls = 0;
                }
            }
            Action::Knows(id, hash) => {
                if let Some(peer) = self.peers.get_mut(&id) {
                    peer.known.insert(Item::Block(hash));
                }
            }
            Action::RequestBlocks => self.request_blocks(),
            Action::Drop(id, fault) => self.drop_peer(id, fault),
        }
    }

    /// Asks a peer again when our clock has come near enough to a header's time.
    fn ask_later(&mut self, id: PeerId, time: Timestamp) {
        let future = self.chain.spec().allowed_future();
        let acceptable = Time::from_timestamp(time.saturating_sub(future));
        let wait = acceptable.since(self.now).clamp(EARLY, LATEST);
        self.timers.set(Timer::Early(id), self.steady + wait);
    }
}
