//! Headers first: which chain has the most work is found out before a single block is fetched.
//!
//! One peer that claims more work than ours, and has not shown it, is asked at a time, with a locator; if it stays silent the next one is
//! asked. New blocks are announced by their headers (BIP130). Whoever sends a header whose parent is unknown is
//! asked for those between, which is how a node notices that it has missed a block.
//!
//! **What strangers can make us keep.** Nothing before its proof of work, at the difficulty that the rules demand, is
//! checked. Headers of a branch that does not come near our own work yet are no news but may become some; they are set
//! aside per peer, and go into the chain only when the branch is worth it. Seals are verified last, once, when headers go
//! into the chain; the first that is wrong costs the peer its link.
//!
//! **Bounds.** Headers whose blocks are missing are in memory only, those of the chain ([`Chain::pending_headers`]) and
//! those set aside. A peer accounts for the branches that it has shown: at most [`MAX_BRANCHES`] of them, and
//! [`MAX_PEER_PENDING`] headers together; those it shows beyond are not taken, and it is asked for more once blocks have
//! come. Of all peers together at most [`MAX_PENDING`] headers are kept, and [`MAX_ALL_ASIDE`] set aside. Where there are
//! more, the branch of least work goes first among those of peers that have more than their share, so that nobody can
//! have another one's few headers dropped by showing many.
//!
//! **Clocks.** A header that is too far ahead of this node's clock is nobody's offence: those before it in the message are
//! taken, and the peer is asked again when the clock has come so far.

use crate::cost::headers_cost;
use crate::peer::Peer;
use crate::timers::Timer;
use crate::{Fault, Node, PeerId};
#[cfg(doc)]
use chain::Chain;
use chain::{Entry, HeaderContext, HeaderError, Spec, Store};
use core::time::Duration;
use litemap::LiteMap;
use primitives::{BlockHash, Header, Time, Timestamp, Work};
use wire::{Item, Message, limits::MAX_HEADERS};

/// Headers set aside for one peer: 10 MB, a week at ten seconds a block. Nodes that were apart for longer find together
/// when one of them starts anew.
const MAX_ASIDE: usize = 1 << 16;
/// Headers set aside for all peers together: 20 MB.
const MAX_ALL_ASIDE: usize = 1 << 17;
/// Headers of one peer's branches that are pending in the chain, 330 bytes each: a branch that was set aside fits.
const MAX_PEER_PENDING: usize = MAX_ASIDE + MAX_HEADERS;
/// Headers that are pending in the chain: 43 MB.
const MAX_PENDING: usize = 1 << 17;
/// Branches of pending headers that one peer accounts for: an honest one shows the one that it follows, and another one
/// now and then.
const MAX_BRANCHES: usize = 8;
/// How long a peer whose header was ahead of this node's clock is left alone at least, before it is asked again.
const EARLY: Duration = Duration::from_secs(5);
/// The longest: the clock may be corrected meanwhile.
const LATEST: Duration = Duration::from_secs(60);
/// A branch is worth keeping when its work comes within this many of the best chain's last blocks, as in Bitcoin Core.
///
/// Whoever forks off below the tip may lower the difficulty by as much as time has passed since, but no header is cheaper
/// than 1/128 of what the chain's blocks took before, or than the chain's `pow_limit` (see [`chain::difficulty`]). Honest
/// branches are that close unless the network was in two parts, and then they are set aside until they are worth it. On
/// a chain with authors, a minority of them adds at most half as many blocks as there are authors to any branch.
const WORTH: u32 = 144;
/// Announcements in a row whose parents are unknown and don't become known.
const MAX_UNCONNECTED: u32 = 100;
/// Silences in a row after which a peer is dropped. With the time for an answer this makes at least 75 s.
pub(crate) const MAX_STALLS: u32 = 5;
/// How long a peer that stayed silent is asked last.
pub(crate) const REST: Duration = Duration::from_secs(60);

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
    /// The ends of the branches that it has shown, newest last.
    branches: Vec<BlockHash>,
}

impl HeaderSync {
    /// Forgets what was set aside.
    fn clear_aside(&mut self) {
        self.aside = Vec::new();
        self.context = None;
    }
}

impl<S: Store> Node<S> {
    /// Asks the most promising peer for headers, unless one is being asked.
    pub(crate) fn seek_headers(&mut self) {
        let is_wanted = |peer: &&Peer| {
            peer.ready && self.may_show_more(peer) && self.has_room_for_headers(peer)
        };
        let mut asked = self.peers.values().filter(is_wanted);
        if asked.any(|peer| peer.headers.asked && !peer.is_resting(self.steady)) {
            return;
        }
        let candidates = self.peers.iter().filter(|(_, peer)| is_wanted(peer));
        let chosen = candidates
            .filter(|(_, peer)| !peer.headers.asked)
            .max_by_key(|(id, peer)| (!peer.is_resting(self.steady), peer.work, *id));
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
            .set(Timer::Headers(id), self.steady + self.config.answer);
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
        peer.resting = self.steady + REST;
        if peer.stalls >= MAX_STALLS {
            return self.drop_peer(id, Fault::Withholding);
        }
        self.seek_headers();
    }

    pub(crate) fn on_headers(&mut self, id: PeerId, mut headers: Vec<Header>) {
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
        peer.headers.unconnected = 0;
        // An answer is free where it goes on from what the peer has shown, or from a block that is here. Branches upon
        // branches of mere headers are not.
        let is_fork = peer.headers.asked
            && peer.shown != Some(first.previous)
            && self.chain.pending_below(&first.previous) > 0;
        if is_fork && !peer.cost.take(headers_cost(headers.len()), self.steady) {
            return self.drop_peer(id, Fault::Flood);
        }
        let now = self.now.to_timestamp();
        let checked = match check(&headers, context, self.chain.spec(), now) {
            Ok(checked) => checked,
            Err(fault) => return self.drop_peer(id, *fault),
        };
        let is_full = headers.len() == MAX_HEADERS && checked.early.is_none();
        if let Some(time) = checked.early {
            // A matter of clocks, perhaps ours: what is before it is as good as ever.
            headers.truncate(checked.count);
            self.ask_later(id, time);
        }
        if headers.is_empty() {
            self.headers_came(id);
            return self.no_more_headers(id);
        }
        let context = checked.context;
        if let Some(peer) = self.peers.get_mut(&id) {
            peer.known.insert(Item::Block(context.hash));
            let is_last = peer.headers.asked && !is_full;
            self.headers_came(id);
            if context.work >= self.worth() {
                self.accept_headers(id, headers, is_full, is_last);
            } else {
                self.set_aside(id, headers, context, is_full);
            }
        }
    }

    /// Asks a peer again when our clock has come near enough to a header's time.
    fn ask_later(&mut self, id: PeerId, time: Timestamp) {
        let future = self.chain.spec().allowed_future();
        let acceptable = Time::from_timestamp(time.saturating_sub(future));
        let wait = acceptable.since(self.now).clamp(EARLY, LATEST);
        self.timers.set(Timer::Early(id), self.steady + wait);
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
    pub(crate) fn may_show_more(&self, peer: &Peer) -> bool {
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
            let (hash, below) = (end.hash, end.header.previous);
            peer.shown = Some(hash);
            peer.work = end.work;
            peer.height = end.height;
            self.account_branch(id, &below, hash);
            self.request_blocks();
        }
        self.no_more_headers(id);
    }

    /// Whatever was claimed, there is no more than what was shown.
    fn no_more_headers(&mut self, id: PeerId) {
        if let Some(peer) = self.peers.get_mut(&id) {
            peer.headers.clear_aside();
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
        self.trim_aside();
        self.ask_headers_after(id, locator);
    }

    /// Forgets what was set aside of the branch of least work, while there is too much of it.
    fn trim_aside(&mut self) {
        let share = MAX_ALL_ASIDE / self.config.max_peers.max(1);
        let count = |peers: &LiteMap<PeerId, Peer>| {
            let counts = peers.values().map(|peer| peer.headers.aside.len());
            counts.sum::<usize>()
        };
        while count(&self.peers) > MAX_ALL_ASIDE {
            let work = |peer: &Peer| peer.headers.context.as_ref().map(|context| context.work);
            let large = self.peers.iter_mut();
            let large = large.filter(|(_, peer)| peer.headers.aside.len() > share);
            match large.min_by_key(|(_, peer)| work(peer)) {
                Some((_, peer)) => peer.headers.clear_aside(),
                None => return,
            }
        }
    }

    /// Whether a peer may be asked for headers beyond those that it has shown: not until blocks have come of many of these.
    fn has_room_for_headers(&self, peer: &Peer) -> bool {
        let shown = peer
            .shown
            .filter(|shown| peer.headers.branches.contains(shown));
        let pending = shown.map_or(0, |shown| self.chain.pending_below(&shown));
        pending <= MAX_PEER_PENDING / 2
    }

    /// The work of the branch that a peer has shown.
    fn shown_work(&self, id: PeerId) -> Work {
        let shown = self.peers.get(&id).and_then(|peer| peer.shown);
        let entry = shown.and_then(|shown| self.chain.entry(&shown));
        entry.map_or(Work::ZERO, |entry| entry.work)
    }

    /// Notes that a peer has shown a branch that ends here, and goes on from `below`.
    fn account_branch(&mut self, id: PeerId, below: &BlockHash, end: BlockHash) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let chain = &self.chain;
        let branches = &mut peer.headers.branches;
        branches.retain(|old| old != below && *old != end && chain.pending_below(old) > 0);
        branches.push(end);
        while self.peers.get(&id).is_some_and(|peer| {
            let branches = &peer.headers.branches;
            branches.len() > MAX_BRANCHES || self.pending_of(peer) > MAX_PEER_PENDING
        }) {
            let Some((_, least)) = self.least_branch(id) else {
                break;
            };
            self.forget_branch(id, &least);
        }
        self.trim_headers();
    }

    /// Headers that are pending in a peer's branches, those that several share counted for each.
    fn pending_of(&self, peer: &Peer) -> usize {
        let branches = peer.headers.branches.iter();
        branches.map(|end| self.chain.pending_below(end)).sum()
    }

    /// The branch of least work among those that a peer accounts for.
    fn least_branch(&self, id: PeerId) -> Option<(Work, BlockHash)> {
        let branches = self.peers.get(&id)?.headers.branches.iter();
        let works = branches.map(|end| {
            let entry = self.chain.entry(end);
            (entry.map_or(Work::ZERO, |entry| entry.work), *end)
        });
        works.min_by_key(|(work, _)| *work)
    }

    /// A peer's branch is dropped: it is asked for no blocks of it, and not for its headers until it shows more.
    fn forget_branch(&mut self, id: PeerId, end: &BlockHash) {
        let tip = self.chain.tip().work;
        if let Some(peer) = self.peers.get_mut(&id) {
            peer.headers.branches.retain(|other| other != end);
            if peer.shown.as_ref() == Some(end) {
                peer.shown = None;
                peer.work = peer.work.min(tip);
            }
        }
    }

    /// Drops headers while too many are pending: first those of nobody's branches, then the branches of least work.
    fn trim_headers(&mut self) {
        if self.chain.pending_headers() <= MAX_PENDING {
            return;
        }
        // So far down that dropping pays for going through all of them.
        let low = MAX_PENDING / 4 * 3;
        let share = low / self.config.max_peers.max(1);
        self.drop_unclaimed_headers();
        while self.chain.pending_headers() > low {
            let large = self
                .peers
                .iter()
                .filter(|(_, peer)| self.pending_of(peer) > share);
            let branches = large.filter_map(|(id, _)| Some((self.least_branch(*id)?, *id)));
            let Some(((_, least), id)) = branches.min_by_key(|((work, _), _)| *work) else {
                return;
            };
            self.forget_branch(id, &least);
            self.drop_unclaimed_headers();
        }
    }

    /// A peer is gone: what it alone has shown goes with it, where that is much.
    pub(crate) fn drop_headers_of(&mut self, gone: &HeaderSync) {
        let pending = gone
            .branches
            .iter()
            .map(|end| self.chain.pending_below(end));
        if pending.sum::<usize>() > MAX_HEADERS {
            self.drop_unclaimed_headers();
        }
    }

    /// Drops pending headers that no peer accounts for.
    fn drop_unclaimed_headers(&mut self) {
        let branches = self.peers.values().flat_map(|peer| &peer.headers.branches);
        let branches: Vec<BlockHash> = branches.copied().collect();
        self.chain.retain_headers(&branches);
    }

    fn accept_headers(&mut self, id: PeerId, headers: Vec<Header>, is_full: bool, is_last: bool) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let mut branch = core::mem::take(&mut peer.headers.aside);
        branch.extend(headers);
        let below = branch
            .first()
            .map_or(BlockHash::ZERO, |first| first.previous);
        let room = MAX_PEER_PENDING.saturating_sub(self.chain.pending_below(&below));
        let is_cut = branch.len() > room;
        branch.truncate(room);
        match self.chain.accept_headers(&branch, self.now.to_timestamp()) {
            Ok(_) => {}
            Err(HeaderError::Invalid { block, rule }) => {
                return self.drop_peer(id, Fault::InvalidHeader { block, rule });
            }
            Err(HeaderError::Orphan { .. }) => return self.unconnected_headers(id),
        }
        let before = self.shown_work(id);
        let last = branch.last().map(Header::hash);
        let entry = last.and_then(|hash| self.chain.entry(&hash));
        if let Some(&Entry {
            height, work, hash, ..
        }) = entry
            && let Some(peer) = self.peers.get_mut(&id)
        {
            peer.shown = Some(hash);
            // The end of an answer is all there is, whatever was claimed; and so is a branch that is no better than the
            // one before.
            let is_end = is_last && !is_cut;
            if is_end || work <= before || work > peer.work {
                peer.height = height;
                peer.work = work;
            }
            self.account_branch(id, &below, hash);
            let goes_on = |peer: &Peer| peer.shown == Some(hash) && self.has_room_for_headers(peer);
            if is_full && work > before && self.peers.get(&id).is_some_and(goes_on) {
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

/// Headers of one message, as far as they could be checked.
struct CheckedHeaders {
    /// How many are right.
    count: usize,
    /// What a child of the last of these is held to.
    context: HeaderContext,
    /// The time of the next one, if that is too far ahead of our clock.
    early: Option<Timestamp>,
}

/// Checks headers that follow `context`, each the child of the one before.
fn check(
    headers: &[Header],
    mut context: HeaderContext,
    spec: &Spec,
    now: Timestamp,
) -> Result<CheckedHeaders, Box<Fault>> {
    for (count, header) in headers.iter().enumerate() {
        if header.previous != context.hash {
            return Err(Box::new(Fault::UnconnectedHeaders));
        }
        match context.check_unverified(spec, header, now) {
            Ok(()) => context = context.extend(spec, header),
            Err(rule) if rule.is_of_the_clock() => {
                let early = Some(header.time);
                return Ok(CheckedHeaders {
                    count,
                    context,
                    early,
                });
            }
            Err(rule) => {
                let block = header.hash();
                return Err(Box::new(Fault::InvalidHeader { block, rule }));
            }
        }
    }
    Ok(CheckedHeaders {
        count: headers.len(),
        context,
        early: None,
    })
}
