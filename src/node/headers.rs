//! Headers first: which chain has the most work is found out before a single block is fetched.
//!
//! One peer that claims more work than ours, and has not shown it, is asked at a time, with a locator; if it stays silent the next one is
//! asked. New blocks are announced by their headers (BIP130). Whoever sends a header whose parent is unknown is
//! asked for those between, which is how a node notices that it has missed a block.
//!
//! **What strangers can make us keep.** Nothing before its proof of work, at the difficulty that the rules demand, is
//! checked. Headers of a branch that does not
//! come near our own work yet are no news but may become some; they are set aside per peer, at most
//! [`MAX_ASIDE`], and go into the chain only when the branch is worth it. So old, cheap headers in any number
//! never reach the store. Seals are verified last, once, when headers go into the chain; the first that is wrong costs
//! the peer its link.

use crate::timers::Timer;
use crate::{Fault, Node, PeerId};
use chain::{Entry, HeaderContext, HeaderError, Spec, Store};
use core::time::Duration;
use primitives::{BlockHash, Header, Timestamp, Work};
use wire::{Item, Message, limits::MAX_HEADERS};

/// Headers set aside for one peer: 17 MB, eleven days at ten seconds a block. Nodes that were apart for longer find
/// together when one of them starts anew.
const MAX_ASIDE: usize = 100_000;
/// A branch is worth keeping when its work comes within this many of our last blocks.
///
/// Whoever forks off below the tip may lower the difficulty by as much as has passed since: it halves with each nine
/// intervals that a header claims ([`chain::difficulty`]), and no header can claim more than our clock and the allowed future.
/// With Bitcoin's 144 blocks of ten seconds those are 22 halvings, and headers cost next to nothing from then on; with
/// 12 they are 8, and a header costs 1/256 of an honest one at the least. Honest branches are that close unless the
/// network was in two parts, and then they are set aside until they are worth it. On a chain with authors, a minority
/// of them adds at most half as many blocks as there are authors to any branch.
const WORTH: u32 = 12;
/// Announcements in a row whose parents are unknown and don't become known.
const MAX_UNCONNECTED: u32 = 100;
/// Silences in a row after which a peer is dropped. With the time for an answer this makes at least 75 s.
pub(crate) const MAX_STALLS: u32 = 5;
/// How long a peer that stayed silent is asked last.
pub(crate) const REST: Duration = Duration::from_secs(60);
/// Headers in one announcement of new blocks, as in Bitcoin; after a longer reorganisation only the tip is sent and
/// the rest is asked for.
const MAX_ANNOUNCED: usize = 8;

/// What goes on with one peer's headers.
#[derive(Debug, Default)]
pub(crate) struct HeaderSync {
    /// It was asked and has not answered.
    pub(crate) asked: bool,
    /// Headers of a branch that has too little work yet.
    aside: Vec<Header>,
    /// What headers on top of that branch are held to.
    context: Option<HeaderContext>,
    unconnected: u32,
}

impl<S: Store> Node<S> {
    /// Asks the most promising peer for headers, unless one is being asked.
    pub(crate) fn seek_headers(&mut self) {
        let is_wanted = |peer: &&crate::peer::Peer| peer.ready && self.may_show_more(peer);
        let mut asked = self.peers.values().filter(is_wanted);
        if asked.any(|peer| peer.headers.asked && !peer.is_resting(self.now)) {
            return;
        }
        let candidates = self.peers.iter().filter(|(_, peer)| is_wanted(peer));
        let chosen = candidates
            .filter(|(_, peer)| !peer.headers.asked)
            .max_by_key(|(id, peer)| (!peer.is_resting(self.now), peer.work, *id));
        if let Some((&id, _)) = chosen {
            self.ask_headers(id);
        }
    }

    /// Asks a peer for what follows our best header.
    pub(crate) fn ask_headers(&mut self, id: PeerId) {
        let locator = self.chain.locator();
        self.ask_headers_after(id, locator);
    }

    fn ask_headers_after(&mut self, id: PeerId, locator: Vec<BlockHash>) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        if peer.headers.asked {
            return;
        }
        peer.headers.asked = true;
        self.timers
            .set(Timer::Headers(id), self.now + self.config.answer);
        let stop = BlockHash::ZERO;
        self.send(id, &Message::GetHeaders { locator, stop });
    }

    /// The peer did not answer in time.
    pub(crate) fn headers_overdue(&mut self, id: PeerId) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        peer.headers.asked = false;
        peer.stalls += 1;
        peer.resting = self.now + REST;
        if peer.stalls >= MAX_STALLS {
            return self.drop_peer(id, Fault::Withholding);
        }
        self.seek_headers();
    }

    pub(crate) fn on_headers(&mut self, id: PeerId, headers: Vec<Header>) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let Some(first) = headers.first() else {
            self.headers_came(id);
            return self.nothing_follows(id);
        };
        let aside = peer.headers.context.take();
        let context = match aside.filter(|context| context.hash == first.previous) {
            Some(context) => context,
            None => {
                peer.headers.aside = Vec::new();
                let Some(context) = self.chain.header_context(&first.previous) else {
                    return self.unconnected_headers(id);
                };
                context
            }
        };
        let context = match check(
            &headers,
            context,
            self.chain.spec(),
            self.now.to_timestamp(),
        ) {
            Ok(context) => context,
            Err(fault) => match *fault {
                // A matter of clocks: perhaps ours.
                Fault::InvalidHeader { rule, .. } if rule.is_of_the_clock() => {
                    self.headers_came(id);
                    return self.no_more_headers(id);
                }
                fault => return self.drop_peer(id, fault),
            },
        };
        peer.headers.unconnected = 0;
        peer.known.insert(Item::Block(context.hash));
        let is_full = headers.len() == MAX_HEADERS;
        let is_last = peer.headers.asked && !is_full;
        self.headers_came(id);
        if context.work >= self.worth() {
            self.accept_headers(id, headers, is_full, is_last);
        } else {
            self.set_aside(id, headers, context, is_full);
        }
    }

    /// Tells everyone who doesn't know yet of new blocks at the tip.
    pub(crate) fn announce_blocks(&mut self, connected: &[Header]) {
        let newest = match connected {
            [] => return,
            [.., tip] if connected.len() > MAX_ANNOUNCED => core::slice::from_ref(tip),
            few => few,
        };
        let tip = Item::Block(newest[newest.len() - 1].hash());
        let message = Message::Headers(newest.to_vec());
        let ids: Vec<PeerId> = self.peers.keys().copied().collect();
        for id in ids {
            if let Some(peer) = self.peers.get_mut(&id)
                && peer.ready
                && peer.known.insert(tip)
            {
                self.send(id, &message);
            }
        }
    }

    /// The peer answered.
    fn headers_came(&mut self, id: PeerId) {
        self.timers.clear(Timer::Headers(id));
        if let Some(peer) = self.peers.get_mut(&id) {
            peer.headers.asked = false;
            peer.stalls = 0;
        }
    }

    /// Whether a peer claims more than we have and it has shown.
    pub(crate) fn may_show_more(&self, peer: &crate::peer::Peer) -> bool {
        let shown = peer.shown.and_then(|hash| self.chain.entry(&hash));
        peer.work > self.chain.tip().work && shown.is_none_or(|entry| peer.work > entry.work)
    }

    /// The peer's chain ends on our best chain of headers: where it does, its claim tells, and it can be held to that.
    fn nothing_follows(&mut self, id: PeerId) {
        if let Some(peer) = self.peers.get_mut(&id)
            && peer.headers.context.is_none()
            && peer.work > self.chain.tip().work
        {
            let end = self.chain.best_header_of_work(peer.work);
            peer.shown = Some(end.hash);
            peer.work = end.work;
            peer.height = end.height;
            self.request_blocks();
        }
        self.no_more_headers(id);
    }

    /// Whatever was claimed, there is no more than what was shown.
    fn no_more_headers(&mut self, id: PeerId) {
        if let Some(peer) = self.peers.get_mut(&id) {
            peer.headers.aside = Vec::new();
            peer.headers.context = None;
            let shown = peer.shown.and_then(|hash| self.chain.entry(&hash));
            let tip = self.chain.tip();
            let sure = shown.map_or((tip.work, tip.height), |entry| {
                (entry.work.max(tip.work), entry.height.max(tip.height))
            });
            peer.work = peer.work.min(sure.0);
            peer.height = peer.height.min(sure.1);
        }
        self.seek_headers();
    }

    fn unconnected_headers(&mut self, id: PeerId) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        peer.headers.unconnected += 1;
        if peer.headers.unconnected > MAX_UNCONNECTED {
            return self.drop_peer(id, Fault::UnconnectedHeaders);
        }
        self.ask_headers(id);
    }

    /// The work from which on a branch is worth keeping.
    fn worth(&self) -> Work {
        let recent = self.chain.tip().height.checked_sub(WORTH);
        let old = recent.and_then(|height| self.chain.hash_at(height));
        old.and_then(|hash| self.chain.entry(&hash))
            .map_or(Work::ZERO, |entry| entry.work)
    }

    fn set_aside(
        &mut self,
        id: PeerId,
        headers: Vec<Header>,
        context: HeaderContext,
        is_full: bool,
    ) {
        if !is_full {
            return self.no_more_headers(id);
        }
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let count = peer.headers.aside.len() + headers.len();
        if count > MAX_ASIDE {
            return self.drop_peer(id, Fault::HeaderFlood(count));
        }
        peer.headers.aside.extend(headers);
        let locator = vec![context.hash];
        peer.headers.context = Some(context);
        self.ask_headers_after(id, locator);
    }

    fn accept_headers(&mut self, id: PeerId, headers: Vec<Header>, is_full: bool, is_last: bool) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let mut branch = core::mem::take(&mut peer.headers.aside);
        branch.extend(headers);
        match self.chain.accept_headers(&branch, self.now.to_timestamp()) {
            Ok(_) => {}
            Err(HeaderError::Invalid { block, rule }) => {
                return self.drop_peer(id, Fault::InvalidHeader { block, rule });
            }
            Err(HeaderError::Orphan { .. }) => return self.unconnected_headers(id),
        }
        let last = branch.last().map(Header::hash);
        let entry = last.and_then(|hash| self.chain.entry(&hash));
        if let Some(&Entry {
            height, work, hash, ..
        }) = entry
            && let Some(peer) = self.peers.get_mut(&id)
        {
            peer.shown = Some(hash);
            // The end of an answer is all there is, whatever was claimed.
            if is_last || work > peer.work {
                peer.height = height;
                peer.work = work;
            }
            if is_full {
                let mut locator = vec![hash];
                locator.extend(self.chain.locator());
                locator.truncate(wire::limits::MAX_LOCATOR);
                self.ask_headers_after(id, locator);
            }
        }
        self.request_blocks();
        self.seek_headers();
    }
}

/// Checks headers that follow `context`, each the child of the one before; gives the context at their end.
fn check(
    headers: &[Header],
    mut context: HeaderContext,
    spec: &Spec,
    now: Timestamp,
) -> Result<HeaderContext, Box<Fault>> {
    for header in headers {
        if header.previous != context.hash {
            return Err(Box::new(Fault::UnconnectedHeaders));
        }
        if let Err(rule) = context.check_unverified(spec, header, now) {
            let block = header.hash();
            return Err(Box::new(Fault::InvalidHeader { block, rule }));
        }
        context = context.extend(spec, header);
    }
    Ok(context)
}
