//! Headers-first synchronisation: the chain with the most work is determined before any block is
//! downloaded.
//!
//! The node asks one peer at a time for headers, by a locator. It asks a peer that claims more work
//! than this node's chain has, and more than the peer's headers have shown. If the peer stays
//! silent, the next one is asked. New blocks are announced by their headers (BIP130). A peer that
//! sends a header whose parent is unknown is asked for the headers in between, so a node notices
//! that it has missed a block.
//!
//! **What peers can make this node store.** A header is stored only after its proof of work was
//! checked against the difficulty that the rules require. The headers of a branch with far less
//! work than the node's chain are not useful yet. They are set aside per peer, and are put into the
//! chain only when the branch has enough work. Seals are verified last, once, when headers are put
//! into the chain. The first invalid seal costs the peer its link.
//!
//! **Bounds.** Headers whose blocks are missing are only in memory: those in the chain
//! ([`Chain::pending_headers`]) and those set aside. A peer accounts for the branches that it has
//! shown: at most 8 branches, and together at most 67,536 headers. Beyond that, its branch of least
//! work is dropped. Further headers of a branch of that length are not accepted, and the peer is
//! asked for more once blocks have arrived. For all peers together, at most 131,072 headers are
//! kept, and as many set aside. Beyond that, the branch of least work is dropped first, among the
//! branches of peers that have more than their share. So a peer that shows many headers can't
//! displace the few headers of another.
//!
//! **Clocks.** A header that is too far ahead of this node's clock is not an offence: the headers
//! before it in the message are accepted, and the peer is asked again when the clock has come close
//! enough.
//!
//! [`HeaderSync`] owns the state of the peers' headers and returns [`Action`]s; the node carries
//! them out.

pub(crate) mod announce;
mod aside;
mod branches;
mod check;
mod claim;
mod peer_headers;
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

/// The minimum time after which a peer is asked again, if its header was too far ahead of this
/// node's clock.
const MIN_EARLY_WAIT: Duration = Duration::from_secs(5);
/// The maximum time until such a peer is asked again, since the clock may be corrected meanwhile.
const MAX_EARLY_WAIT: Duration = Duration::from_secs(60);
/// Consecutive unanswered requests, for headers or for blocks, after which a peer is dropped. With
/// the default time limit of an answer, that takes 75 s if the requests follow each other.
pub(crate) const MAX_STALLS: u32 = 5;
/// How long other peers are preferred to a peer that stayed silent.
pub(crate) const REST: Duration = Duration::from_secs(60);

impl<S: Store> Node<S> {
    /// Asks the most promising peer for headers, unless a peer is being asked.
    pub(crate) fn seek_headers(&mut self) {
        let (peers, steady) = (&self.peers, self.steady);
        let is_resting = |id| peers.get(&id).is_some_and(|peer| peer.is_resting(steady));
        if let Some(id) = self.headers.next_to_ask(&self.chain, is_resting) {
            self.ask_headers(id);
        }
    }

    /// Asks a peer for the headers after this node's best header.
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

    /// Headers came, as an answer or as an announcement.
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

    /// Asks a peer again when this node's clock has come close enough to a header's time.
    fn ask_later(&mut self, id: PeerId, time: Timestamp) {
        let future = self.chain.spec().allowed_future();
        let acceptable = Time::from_timestamp(time.saturating_sub(future));
        let wait = acceptable
            .since(self.now)
            .clamp(MIN_EARLY_WAIT, MAX_EARLY_WAIT);
        self.timers.set(Timer::Early(id), self.steady + wait);
    }
}
