//! The state of the peers' headers, and the actions that follow from each message.

use super::aside::MAX_ALL_ASIDE;
use super::check::check;
use super::claim::Claim;
use super::peer_headers::{MAX_PEER_PENDING, PeerHeaders};
use crate::dispatch::cost::headers_cost;
use crate::{Fault, PeerId};
use chain::{Chain, Entry, HeaderContext, HeaderError, Store};
use litemap::LiteMap;
use primitives::{BlockHash, Header, Timestamp, Work};
use wire::Version;
use wire::limits::{MAX_HEADERS, MAX_LOCATOR};

/// The maximum number of headers that are pending in the chain: 47 MB.
const MAX_PENDING: usize = 1 << 17;
/// A branch is put into the chain if it has at least the work of the best chain without this many
/// of its last blocks, as in Bitcoin Core.
///
/// On a branch that forks off before the tip, the difficulty may fall with the time that has passed
/// since. But no header takes less than 1/128 of the work that the chain's blocks took before, or
/// less than the chain's `pow_limit` demands (see [`chain::difficulty`]). Honest branches have
/// enough work, unless the network was split. The branches of a split network are set aside until
/// they have enough. On a chain with authors, a minority of them can add to any branch at most half
/// as many blocks as there are authors.
const MAX_BLOCKS_BEHIND: u32 = 144;
/// An action for the node.
#[derive(Debug)]
pub(crate) enum Action {
    /// Ask a peer for the headers after the first of these hashes that it knows.
    Ask(PeerId, Vec<BlockHash>),
    /// Ask a peer again when this node's clock has come close enough to a header's time.
    AskLater(PeerId, Timestamp),
    /// Ask the next promising peer, unless one is being asked.
    Seek,
    /// A peer has answered a request for headers.
    Answered(PeerId),
    /// A peer has a block.
    Knows(PeerId, BlockHash),
    /// Request blocks: the set of missing blocks may have changed.
    RequestBlocks,
    /// Close a link.
    Drop(PeerId, Fault),
}

/// The headers of all peers whose handshake is complete.
#[derive(Debug)]
pub(crate) struct HeaderSync {
    peers: LiteMap<PeerId, PeerHeaders>,
    /// The maximum number of links of the node.
    max_peers: usize,
}

impl HeaderSync {
    /// Returns the state without peers.
    pub(crate) const fn new(max_peers: usize) -> Self {
        let peers = LiteMap::new();
        Self { peers, max_peers }
    }

    /// A peer's handshake is complete.
    pub(crate) fn add(&mut self, id: PeerId, version: &Version) {
        let claim = Claim {
            height: version.height,
            work: version.work,
            shown: None,
        };
        self.peers.insert(id, PeerHeaders::new(claim));
    }

    /// A peer is gone. The headers that it alone has shown are dropped, if it had more than
    /// [`MAX_HEADERS`] pending.
    pub(crate) fn remove<S: Store>(&mut self, id: PeerId, chain: &mut Chain<S>) {
        let gone = self.peers.remove(&id);
        if gone.is_some_and(|gone| gone.branches.pending(chain) > MAX_HEADERS) {
            self.drop_unclaimed(chain);
        }
    }

    /// A peer's chain as far as known. `None` before its handshake is complete.
    pub(crate) fn claim(&self, id: PeerId) -> Option<&Claim> {
        self.peers.get(&id).map(|peer| &peer.claim)
    }

    /// Whether a peer was asked for headers and has not answered.
    pub(crate) fn is_asked(&self, id: PeerId) -> bool {
        self.peers.get(&id).is_some_and(|peer| peer.is_asked)
    }

    /// A peer is being sent this block. The peer will not announce it, so its claim is updated now.
    pub(crate) fn learn(&mut self, id: PeerId, block: &Entry) {
        if let Some(peer) = self.peers.get_mut(&id)
            && block.work > peer.claim.work
        {
            peer.claim.end_with(block);
        }
    }

    /// A peer does not have a block of the chain that it has shown.
    pub(crate) fn withdraw<S: Store>(&mut self, id: PeerId, chain: &Chain<S>) {
        if let Some(peer) = self.peers.get_mut(&id) {
            peer.claim.withdraw(chain);
        }
    }

    /// Returns the most promising peer to ask. `None` if there is none, or if a peer that is not
    /// resting is being asked.
    pub(crate) fn next_to_ask<S: Store>(
        &self,
        chain: &Chain<S>,
        is_resting: impl Fn(PeerId) -> bool,
    ) -> Option<PeerId> {
        let is_wanted =
            |peer: &PeerHeaders| peer.claim.promises_more(chain) && peer.has_room(chain);
        let wanted = || self.peers.iter().filter(|(_, peer)| is_wanted(peer));
        if wanted().any(|(id, peer)| peer.is_asked && !is_resting(*id)) {
            return None;
        }
        let chosen = wanted()
            .filter(|(_, peer)| !peer.is_asked)
            .max_by_key(|(id, peer)| (!is_resting(**id), peer.claim.work, **id));
        chosen.map(|(id, _)| *id)
    }

    /// Records that a peer is asked, unless it has an open request already. Returns whether the
    /// peer is to be asked.
    pub(crate) fn begin(&mut self, id: PeerId) -> bool {
        let peer = self.peers.get_mut(&id);
        peer.is_some_and(|peer| !core::mem::replace(&mut peer.is_asked, true))
    }

    /// A peer did not answer in time.
    pub(crate) fn overdue(&mut self, id: PeerId) {
        if let Some(peer) = self.peers.get_mut(&id) {
            peer.is_asked = false;
        }
    }

    /// Returns the cost of an answer, in units. `None` if the headers are free because they extend
    /// the peer's shown branch or a stored block. Also `None` if they were not requested: then
    /// their cost was counted before. Forks from pending headers are not free.
    pub(crate) fn answer_cost<S: Store>(
        &self,
        id: PeerId,
        headers: &[Header],
        chain: &Chain<S>,
    ) -> Option<u64> {
        let peer = self.peers.get(&id).filter(|peer| peer.is_asked)?;
        let parent = headers.first()?.previous;
        let is_fork = peer.claim.shown != Some(parent) && chain.pending_below(&parent) > 0;
        is_fork.then(|| headers_cost(headers.len()))
    }

    /// Takes the headers of a message.
    pub(crate) fn take<S: Store>(
        &mut self,
        id: PeerId,
        mut headers: Vec<Header>,
        chain: &mut Chain<S>,
        now: Timestamp,
    ) -> Vec<Action> {
        let mut actions = Vec::new();
        let Some(peer) = self.peers.get_mut(&id) else {
            return actions;
        };
        let Some(first) = headers.first() else {
            peer.is_asked = false;
            actions.push(Action::Answered(id));
            self.nothing_follows(id, chain, &mut actions);
            return actions;
        };
        let aside = peer.aside.take_context(&first.previous);
        let Some(context) = aside.or_else(|| chain.header_context(&first.previous)) else {
            actions.push(unconnected(id, peer, chain));
            return actions;
        };
        peer.unconnected_count = 0;
        let checked = match check(&headers, context, chain.spec(), now) {
            Ok(checked) => checked,
            Err(fault) => return vec![Action::Drop(id, *fault)],
        };
        let is_full = headers.len() == MAX_HEADERS && checked.early.is_none();
        if let Some(time) = checked.early {
            // Either clock may be wrong. The headers before the early one are valid.
            headers.truncate(checked.count);
            actions.push(Action::AskLater(id, time));
        }
        let is_last = peer.is_asked && !is_full;
        peer.is_asked = false;
        actions.push(Action::Answered(id));
        if headers.is_empty() {
            self.no_more(id, chain, &mut actions);
            return actions;
        }
        let context = checked.context;
        actions.push(Action::Knows(id, context.hash));
        if context.work >= min_work(chain) {
            let end = (is_full, is_last);
            self.accept(id, headers, end, chain, now, &mut actions);
        } else if is_full {
            self.set_aside(id, headers, context, &mut actions);
        } else {
            self.no_more(id, chain, &mut actions);
        }
        actions
    }

    /// The peer answered that no headers follow: its chain ends on this node's best chain of
    /// headers. The claimed work determines the block with which it ends, and the peer counts as
    /// having shown that block.
    fn nothing_follows<S: Store>(
        &mut self,
        id: PeerId,
        chain: &mut Chain<S>,
        actions: &mut Vec<Action>,
    ) {
        if let Some(peer) = self.peers.get_mut(&id)
            && peer.aside.is_empty()
            && peer.claim.work > chain.tip().work
        {
            let end = chain.best_header_of_work(peer.claim.work);
            let (hash, parent) = (end.hash, end.header.previous);
            peer.claim.shown = Some(hash);
            peer.claim.end_with(end);
            self.account(id, &parent, hash, chain);
            actions.push(Action::RequestBlocks);
        }
        self.no_more(id, chain, actions);
    }

    /// The peer has shown its whole chain, even if it claimed more.
    fn no_more<S: Store>(&mut self, id: PeerId, chain: &Chain<S>, actions: &mut Vec<Action>) {
        if let Some(peer) = self.peers.get_mut(&id) {
            peer.aside.clear();
            peer.claim.cap(chain);
        }
        actions.push(Action::Seek);
    }

    /// Sets aside headers of a branch that has too little work yet, and requests the next ones.
    fn set_aside(
        &mut self,
        id: PeerId,
        headers: Vec<Header>,
        context: HeaderContext,
        actions: &mut Vec<Action>,
    ) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let locator = vec![context.hash];
        if let Err(length) = peer.aside.extend(headers, context) {
            return actions.push(Action::Drop(id, Fault::HeaderFlood(length)));
        }
        self.trim_aside();
        actions.push(Action::Ask(id, locator));
    }

    /// Puts headers into the chain, preceded by their ancestors that were set aside. `is_full`
    /// tells that more headers are likely to follow, `is_last` that the peer has no more.
    fn accept<S: Store>(
        &mut self,
        id: PeerId,
        headers: Vec<Header>,
        (is_full, is_last): (bool, bool),
        chain: &mut Chain<S>,
        now: Timestamp,
        actions: &mut Vec<Action>,
    ) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let mut branch = peer.aside.take_with(headers);
        let first = branch.first();
        let parent = first.map_or(BlockHash::ZERO, |first| first.previous);
        let room = MAX_PEER_PENDING.saturating_sub(chain.pending_below(&parent));
        let is_truncated = branch.len() > room;
        branch.truncate(room);
        if let Err(error) = chain.accept_headers(&branch, now) {
            return actions.push(match error {
                HeaderError::Invalid { block, rule } => {
                    Action::Drop(id, Fault::InvalidHeader { block, rule })
                }
                HeaderError::Orphan { .. } => unconnected(id, peer, chain),
            });
        }
        let before = peer.claim.shown_entry(chain);
        let before = before.map_or(Work::ZERO, |entry| entry.work);
        let last = branch.last().map(Header::hash);
        if let Some(end) = last.and_then(|hash| chain.entry(&hash)) {
            let (hash, work) = (end.hash, end.work);
            peer.claim.shown = Some(hash);
            // The shown branch replaces the claim if the peer has no more headers, if the branch
            // has no more work than the one shown before, or if it has more work than claimed.
            let is_end = is_last && !is_truncated;
            if is_end || work <= before || work > peer.claim.work {
                peer.claim.end_with(end);
            }
            self.account(id, &parent, hash, chain);
            let peer = self.peers.get(&id);
            let goes_on = peer.is_some_and(|it| it.claim.shown == Some(hash) && it.has_room(chain));
            if is_full && work > before && goes_on {
                let mut locator = vec![hash];
                locator.extend(chain.locator());
                locator.truncate(MAX_LOCATOR);
                actions.push(Action::Ask(id, locator));
            }
        }
        actions.push(Action::RequestBlocks);
        actions.push(Action::Seek);
    }

    /// Records that a peer has shown a branch with this end. If the peer has a branch that ends
    /// with `parent`, the new one extends it. Drops branches beyond the bounds.
    fn account<S: Store>(
        &mut self,
        id: PeerId,
        parent: &BlockHash,
        end: BlockHash,
        chain: &mut Chain<S>,
    ) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        peer.branches.add(parent, end, chain);
        while peer.branches.exceed(MAX_PEER_PENDING, chain) {
            let Some((_, least)) = peer.branches.least(chain) else {
                break;
            };
            peer.forget_branch(&least, chain);
        }
        self.trim_pending(chain);
    }

    /// Drops headers while too many are pending: first the headers that no peer accounts for, then
    /// the branches of least work.
    fn trim_pending<S: Store>(&mut self, chain: &mut Chain<S>) {
        if chain.pending_headers() <= MAX_PENDING {
            return;
        }
        // The count to which headers are dropped: low enough to make the pass over all headers
        // worthwhile.
        let low = MAX_PENDING / 4 * 3;
        let share = low / self.max_peers.max(1);
        self.drop_unclaimed(chain);
        while chain.pending_headers() > low {
            let peers = self.peers.iter_mut();
            let large = peers.filter(|(_, peer)| peer.branches.pending(chain) > share);
            let least = large.filter_map(|(_, peer)| Some((peer.branches.least(chain)?, peer)));
            let Some(((_, least), peer)) = least.min_by_key(|((work, _), _)| *work) else {
                return;
            };
            peer.forget_branch(&least, chain);
            self.drop_unclaimed(chain);
        }
    }

    /// Drops the pending headers that no peer accounts for.
    fn drop_unclaimed<S: Store>(&self, chain: &mut Chain<S>) {
        let branches = self.peers.values().flat_map(|peer| peer.branches.iter());
        let branches: Vec<BlockHash> = branches.copied().collect();
        chain.retain_headers(&branches);
    }

    /// While too many headers are set aside, forgets those of the branch of least work, among the
    /// peers that have more than their share.
    fn trim_aside(&mut self) {
        let share = MAX_ALL_ASIDE / self.max_peers.max(1);
        while self
            .peers
            .values()
            .map(|peer| peer.aside.len())
            .sum::<usize>()
            > MAX_ALL_ASIDE
        {
            let large = self.peers.iter_mut().map(|(_, peer)| peer);
            let large = large.filter(|peer| peer.aside.len() > share);
            match large.min_by_key(|peer| peer.aside.work()) {
                Some(peer) => peer.aside.clear(),
                None => return,
            }
        }
    }
}

/// Headers came whose parent is unknown: the peer is asked for the headers in between.
fn unconnected<S: Store>(id: PeerId, peer: &mut PeerHeaders, chain: &Chain<S>) -> Action {
    match peer.note_unconnected() {
        true => Action::Ask(id, chain.locator()),
        false => Action::Drop(id, Fault::UnconnectedHeaders),
    }
}

/// The minimum work of a branch that is put into the chain: see [`MAX_BLOCKS_BEHIND`].
fn min_work<S: Store>(chain: &Chain<S>) -> Work {
    let height = chain.tip().height.checked_sub(MAX_BLOCKS_BEHIND);
    let entry = height.and_then(|height| chain.entry_at(height));
    entry.map_or(Work::ZERO, |entry| entry.work)
}

#[cfg(test)]
impl HeaderSync {
    /// Sets aside headers of a peer.
    pub(super) fn fill_aside(&mut self, id: PeerId, headers: Vec<Header>, context: HeaderContext) {
        self.set_aside(id, headers, context, &mut Vec::new());
    }

    /// The number of headers set aside for each peer.
    pub(super) fn aside_lengths(&self) -> Vec<usize> {
        self.peers.values().map(|peer| peer.aside.len()).collect()
    }
}
