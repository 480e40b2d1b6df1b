//! Blocks from several peers at once.
//!
//! A peer's **branch** is the one that it has shown by its headers last, if it has more work than our own chain. For each
//! such peer there is a **window**: the first blocks of its branch that we don't have, oldest first. The window of the
//! **target**, the best of these branches, is long; those of the others are short. So a node that waits in vain for the
//! blocks of the best branch still hears and takes the blocks that the others find.
//!
//! **In flight** is what was asked for and has not come: each block of one peer, some of each. A peer that
//! delivers nothing for a while loses its requests to others and is asked last from then on; a peer that says that
//! it hasn't got a block is not asked for it again. **Arrived** blocks wait until it is their turn, because they are
//! connected in order.
//!
//! A peer that keeps only its newest blocks (BIP159) is asked for no others. Where nobody connected keeps the next one
//! that is wanted, the node waits for somebody who does: see [`SyncState::Unserved`](crate::SyncState::Unserved).
//!
//! What is asked for is bounded by the window and by [`MAX_ARRIVED`], where blocks in flight count as the larger ones among
//! the last that came; what is kept, by twice as much and the very next block of each branch.

use crate::ahead::Lookahead;
use crate::headers::{MAX_STALLS, REST};
use crate::participation::CATCHING_UP;
use crate::peer::{Peer, Serves};
use crate::timers::Timer;
use crate::{Fault, Node, PeerId};
use chain::{Chain, Checked, Entry, Status, Store};
use core::cmp::Reverse;
use litemap::LiteMap;
use primitives::order::distinct;
use primitives::{Block, BlockHash, Height};
use std::collections::VecDeque;
use wire::{Item, Message};

/// Bytes of blocks that wait for an older one or are in flight: eight full blocks. Beyond it only the very next
/// block of each branch is asked for.
const MAX_ARRIVED: usize = 32_000_000;
/// Blocks in the window of a branch that is not the target.
const SHORT_WINDOW: usize = 16;
/// A branch whose old blocks nobody serves is told of where it has more work than so many of our last blocks.
const UNSERVED: u32 = 36;

/// The blocks that are on their way into the chain.
#[derive(Debug, Default)]
pub(crate) struct Downloads {
    /// The windows of the peers whose branches are better than our chain.
    windows: LiteMap<PeerId, Window>,
    /// Whose window is that of the target.
    best: Option<PeerId>,
    in_flight: LiteMap<BlockHash, ()>,
    arrived: LiteMap<BlockHash, Arrived>,
    arrived_bytes: usize,
    /// The size of the larger ones among the last blocks.
    typical: usize,
}

/// The blocks of a branch that are to come next.
#[derive(Debug, Default)]
struct Window {
    /// The end of the branch.
    end: BlockHash,
    /// The first missing blocks, oldest first.
    missing: VecDeque<BlockHash>,
}

#[derive(Debug)]
struct Arrived {
    from: PeerId,
    content: Content,
    bytes: usize,
}

/// What one peer is asked for now.
struct BlockRequest {
    of: PeerId,
    /// How many more blocks it may be asked for.
    room: usize,
    items: Vec<Item>,
}

/// A block as far as it was looked at.
#[derive(Debug, PartialEq)]
pub(crate) enum Content {
    /// Not yet.
    Raw(Block),
    /// Its content is one that the header means, and right as far as can be told without coins.
    Checked(Checked),
    /// It is not, or breaks a rule.
    Wrong(Block),
}

impl Downloads {
    /// The windows, the target's first.
    fn in_order(&self) -> impl Iterator<Item = &Window> {
        let best = self.best.and_then(|best| self.windows.get(&best));
        let others = self
            .windows
            .iter()
            .filter(|(id, _)| Some(**id) != self.best);
        best.into_iter().chain(others.map(|(_, window)| window))
    }

    /// Whether a block is to come.
    fn wants(&self, hash: &BlockHash) -> bool {
        self.windows
            .values()
            .any(|window| window.missing.contains(hash))
    }

    /// Whether a block can be connected before all others of its branch.
    fn is_next(&self, hash: &BlockHash) -> bool {
        self.windows
            .values()
            .any(|window| window.missing.front() == Some(hash))
    }

    /// The next block to connect that is here, and for which nothing has to be waited for that looks at it.
    fn next(&self, ahead: &Lookahead) -> Option<BlockHash> {
        let mut next = self.in_order().filter_map(|window| window.missing.front());
        next.find(|hash| {
            let arrived = self.arrived.get(*hash);
            arrived.is_some_and(|arrived| match arrived.content {
                Content::Raw(_) => false,
                Content::Checked(_) => ahead.is_done_with(hash),
                Content::Wrong(_) => true,
            })
        })
        .copied()
    }

    /// Whether the next block to connect is here, and nothing has to be waited for that looks at it.
    pub(crate) fn has_next(&self, ahead: &Lookahead) -> bool {
        self.next(ahead).is_some()
    }

    /// Takes the next block to connect, with who sent it.
    pub(crate) fn take_next(&mut self, ahead: &Lookahead) -> Option<(PeerId, Content)> {
        let hash = self.next(ahead)?;
        let arrived = self.arrived.remove(&hash)?;
        for (_, window) in &mut self.windows {
            if window.missing.front() == Some(&hash) {
                window.missing.pop_front();
            }
        }
        self.arrived_bytes -= arrived.bytes;
        Some((arrived.from, arrived.content))
    }

    /// The blocks of each branch that are here, from the next one to connect to the first gap.
    pub(crate) fn next_in_line(&self) -> Vec<BlockHash> {
        let here = |hash: &&BlockHash| self.arrived.contains_key(*hash);
        let mut next: Vec<BlockHash> = Vec::new();
        for window in self.in_order() {
            let of_branch = window.missing.iter().take_while(here);
            // Most branches are one and the same.
            let is_known = window
                .missing
                .front()
                .is_some_and(|front| next.contains(front));
            next.extend(of_branch.filter(|_| !is_known));
        }
        next
    }

    /// Looks at a block that is here, unless that was done; how many bytes of it were hashed.
    pub(crate) fn check<S: Store>(&mut self, hash: &BlockHash, chain: &Chain<S>) -> usize {
        let Some(arrived) = self.arrived.get_mut(hash) else {
            return 0;
        };
        let Content::Raw(block) = &mut arrived.content else {
            return 0;
        };
        let nothing = Block {
            header: block.header,
            transactions: Vec::new(),
        };
        arrived.content = match chain.check_block(core::mem::replace(block, nothing)) {
            Ok(checked) => Content::Checked(checked),
            Err(block) => Content::Wrong(*block),
        };
        arrived.bytes
    }

    /// A block that is here and was looked at.
    pub(crate) fn checked(&self, hash: &BlockHash) -> Option<&Checked> {
        match &self.arrived.get(hash)?.content {
            Content::Checked(checked) => Some(checked),
            Content::Raw(_) | Content::Wrong(_) => None,
        }
    }

    /// A block will not come from where it was asked for.
    pub(crate) fn release(&mut self, hash: &BlockHash) {
        self.in_flight.remove(hash);
    }

    /// Whether blocks are on their way.
    pub(crate) fn awaits(&self) -> bool {
        !self.in_flight.is_empty()
    }

    /// What is here and what is likely to come.
    fn expected_bytes(&self) -> usize {
        self.arrived_bytes + self.in_flight.len() * self.typical
    }

    fn keep(&mut self, hash: BlockHash, from: PeerId, block: Block) {
        if self.checked(&hash).is_some() {
            return; // the one that the header means is here
        }
        let bytes = block.encoded_len();
        // More than could be foreseen: it can be had again at its turn.
        if !self.is_next(&hash) && self.arrived_bytes + bytes > 2 * MAX_ARRIVED {
            return;
        }
        self.typical = bytes.max(self.typical - self.typical / 8);
        self.arrived_bytes += bytes;
        let arrived = Arrived {
            from,
            content: Content::Raw(block),
            bytes,
        };
        // Copies of a block can differ in size: what its hash does not cover, a stranger may have changed.
        if let Some(before) = self.arrived.insert(hash, arrived) {
            self.arrived_bytes -= before.bytes;
        }
    }

    /// Lets go what lies outside of all windows.
    fn trim_arrived(&mut self) {
        let missing = self.windows.values().flat_map(|window| &window.missing);
        let inside = distinct(missing.copied());
        self.arrived
            .retain(|hash, _| inside.binary_search(hash).is_ok());
        self.arrived_bytes = self.arrived.values().map(|arrived| arrived.bytes).sum();
    }
}

impl<S: Store> Node<S> {
    /// Makes the windows anew at the next request: something came in between.
    pub(crate) fn reconsider_blocks(&mut self) {
        self.downloads.windows.clear();
    }

    /// Asks for the blocks that are desired and not on their way.
    pub(crate) fn request_blocks(&mut self) {
        if self.is_paused() {
            return;
        }
        self.move_windows();
        let mut requests = self.room_for_blocks();
        let mut left: usize = requests.iter().map(|request| request.room).sum();
        let windows = self.downloads.in_order();
        let wanted = windows.flat_map(|window| window.missing.iter().copied().enumerate());
        let wanted: Vec<(usize, BlockHash)> = wanted.collect();
        for (place, hash) in wanted {
            let is_far = self.downloads.expected_bytes() > MAX_ARRIVED && place > 0;
            if left == 0 {
                break;
            }
            if is_far
                || self.downloads.in_flight.contains_key(&hash)
                || self.downloads.arrived.contains_key(&hash)
            {
                continue;
            }
            let Some(chosen) = self.choose_peer(&hash, &requests) else {
                continue;
            };
            let request = &mut requests[chosen];
            let id = request.of;
            let peer = self.peers.get_mut(&id).expect("chosen among the peers");
            if peer.blocks.is_empty() {
                peer.quota.begins(self.steady);
            }
            peer.blocks.insert(hash, ());
            request.room -= 1;
            request.items.push(Item::Block(hash));
            left -= 1;
            self.downloads.in_flight.insert(hash, ());
            self.timers
                .set_if_idle(Timer::Blocks(id), self.steady + self.config.answer);
        }
        for request in requests {
            if !request.items.is_empty() {
                self.send(request.of, &Message::GetData(request.items));
            }
        }
    }

    pub(crate) fn on_block(&mut self, id: PeerId, block: Block) {
        let hash = block.hash();
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        if peer.blocks.remove(&hash).is_some() {
            peer.stalls = 0;
            if !peer.quota.came(self.steady) {
                // Others may be asked for the rest, too; whoever sends a block first, it is taken.
                for late in peer.blocks.keys() {
                    self.downloads.in_flight.remove(late);
                }
            }
            peer.known.insert(Item::Block(hash));
            self.downloads.in_flight.remove(&hash);
            match peer.blocks.is_empty() {
                true => self.timers.clear(Timer::Blocks(id)),
                false => self
                    .timers
                    .set(Timer::Blocks(id), self.steady + self.config.answer),
            }
        }
        if self.chain.entry(&hash).is_none() {
            // Nobody was asked for it. Its header is news all the same.
            return self.on_headers(id, vec![block.header]);
        }
        if self.downloads.wants(&hash) {
            // From whoever it came: perhaps another peer was asked because this one was slow.
            self.downloads.keep(hash, id, block);
        }
        self.request_blocks();
    }

    /// The peer delivered nothing for a while: its blocks are asked of others.
    pub(crate) fn blocks_overdue(&mut self, id: PeerId) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        for (hash, ()) in core::mem::take(&mut peer.blocks) {
            self.downloads.in_flight.remove(&hash);
        }
        peer.stalls += 1;
        peer.quota.fall();
        peer.resting = self.steady + REST;
        if peer.stalls >= MAX_STALLS {
            return self.drop_peer(id, Fault::Withholding);
        }
        self.request_blocks();
    }

    /// The peer hasn't got a block that it was asked for.
    pub(crate) fn block_not_found(&mut self, id: PeerId, hash: BlockHash) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        if peer.blocks.remove(&hash).is_some() {
            peer.lacking.insert(Item::Block(hash));
            self.downloads.in_flight.remove(&hash);
            if peer.blocks.is_empty() {
                self.timers.clear(Timer::Blocks(id));
            }
            let claim = self.headers.claim(id);
            let top = claim.and_then(|claim| claim.shown_entry(&self.chain));
            let old = self.chain.entry(&hash).zip(top);
            if old.is_some_and(|(old, top)| !Serves::Newest.covers(old.height, top.height)) {
                // It has begun to cut old blocks since it said what it serves.
                peer.serves = Serves::Newest;
                return;
            }
            // Its claims are void until it shows its chain anew.
            self.headers.withdraw(id, &self.chain);
        }
    }

    /// Walking the headers costs time, so a window moves when half of it is done, not with each block.
    fn move_windows(&mut self) {
        let best = self.best_peer();
        self.downloads.best = best;
        let mut windows = core::mem::take(&mut self.downloads.windows);
        let before = windows.len();
        windows.retain(|id, _| self.branch_of(id).is_some());
        let mut is_trimmed = windows.len() != before;
        let ids: Vec<PeerId> = self.peers.keys().copied().collect();
        for id in ids {
            let Some(branch) = self.branch_of(&id) else {
                continue;
            };
            let (end, below) = (branch.hash, branch.header.previous);
            let length = match Some(id) == best {
                true => self.config.window,
                false => SHORT_WINDOW,
            };
            let window = windows.entry(id).or_default();
            while let Some(next) = window.missing.front()
                && self.chain.entry(next).is_none_or(Entry::is_stored)
            {
                window.missing.pop_front();
            }
            if window.end == below && window.end != end {
                // One block more on the same branch.
                let is_whole = window.missing.back() == Some(&below);
                if is_whole && window.missing.len() < length {
                    window.missing.push_back(end);
                }
            }
            let is_other = window.end != end && window.end != below;
            let is_through = window.missing.back() == Some(&end);
            if is_other || (window.missing.len() < length.div_ceil(2) && !is_through) {
                window.missing = self.chain.missing_blocks(&end, length).into();
                is_trimmed = true;
            }
            window.end = end;
        }
        self.downloads.windows = windows;
        if is_trimmed {
            self.downloads.trim_arrived();
        }
    }

    /// The end of the branch that a peer has shown, if it is better than ours, and may be followed.
    pub(crate) fn branch_of(&self, id: &PeerId) -> Option<&Entry> {
        let peer = self.peers.get(id)?;
        // The headers of a peer that serves no block are no reason to wait for blocks.
        if peer.serves == Serves::Nothing {
            return None;
        }
        let entry = self.headers.claim(*id)?.shown_entry(&self.chain)?;
        let is_better = entry.work > self.chain.tip().work
            && entry.status != Status::Invalid
            && self.chain.could_switch_to(&entry.hash);
        is_better.then_some(entry)
    }

    /// Who has shown the best branch, if it is better than ours; rather somebody who answers. The first one seen on a tie.
    fn best_peer(&self) -> Option<PeerId> {
        let shown = self.peers.iter().filter_map(|(id, peer)| {
            let entry = self.branch_of(id)?;
            Some((
                !peer.is_resting(self.steady),
                entry.work,
                Reverse(entry.sequence),
                Reverse(*id),
            ))
        });
        shown.max().map(|(.., Reverse(id))| id)
    }

    /// The end of the best branch that a peer has shown, if it is better than ours.
    pub(crate) fn target(&self) -> Option<&Entry> {
        self.branch_of(&self.best_peer()?)
    }

    /// The height of a chain with clearly more work than ours that a peer has shown, and that can't be switched to.
    pub(crate) fn out_of_reach(&self) -> Option<Height> {
        let least = self.chain.tip().work + self.recent_work(CATCHING_UP);
        let claims = self.peers.keys().filter_map(|id| self.headers.claim(*id));
        let shown = claims.filter_map(|claim| claim.shown_entry(&self.chain));
        let better = shown.filter(|entry| entry.work > least && entry.status != Status::Invalid);
        let mut lost = better.filter(|entry| !self.chain.could_switch_to(&entry.hash));
        lost.next().map(|entry| entry.height)
    }

    /// Whether none of the peers keeps the next block that is wanted, and the branch that lacks it is worth the word.
    ///
    /// Anybody can show some headers whose blocks nobody has. A peer that serves its newest blocks lacks more than 272 of
    /// a branch, and those have more work than our last [`UNSERVED`] blocks, unless the hash rate has fallen seven times
    /// and more.
    pub(crate) fn is_unserved(&self) -> bool {
        let best = self
            .downloads
            .best
            .and_then(|best| self.downloads.windows.get(&best));
        let Some((window, next)) = best.and_then(|it| Some((it, it.missing.front()?))) else {
            return false;
        };
        let (end, first) = (self.chain.entry(&window.end), self.chain.entry(next));
        let below = first.and_then(|first| self.chain.entry(&first.header.previous));
        let missing = end.zip(below).map(|(end, below)| end.work - below.work);
        let is_here = self.downloads.arrived.contains_key(next);
        let mut peers = self.peers.iter();
        missing.is_some_and(|missing| missing > self.recent_work(UNSERVED))
            && !is_here
            && !peers.any(|(id, peer)| self.could_send(*id, peer, next))
    }

    /// Whether a peer has a block, and serves it.
    fn could_send(&self, id: PeerId, peer: &Peer, hash: &BlockHash) -> bool {
        let Some(shown) = self.headers.claim(id).and_then(|claim| claim.shown) else {
            return false;
        };
        let heights = self.chain.entry(hash).zip(self.chain.entry(&shown));
        heights.is_some_and(|(block, top)| peer.serves.covers(block.height, top.height))
            && !peer.lacking.contains(&Item::Block(*hash))
            && self.has_shown(id, hash, &shown)
    }

    /// Whether a block is known to be on a peer's branch. To walk down a branch at each question would take too long, so
    /// this may not be found out of a block far from the best headers, and outside of the peer's window.
    fn has_shown(&self, id: PeerId, hash: &BlockHash, shown: &BlockHash) -> bool {
        let window = self.downloads.windows.get(&id);
        window.is_some_and(|window| window.missing.contains(hash))
            || self.chain.is_clearly_below(hash, shown)
    }

    /// How many blocks each peer may be asked for now; those that may.
    fn room_for_blocks(&self) -> Vec<BlockRequest> {
        let ready = self.peers.iter().filter(|(_, peer)| peer.ready);
        let room = ready.map(|(id, peer)| {
            let in_flight = peer.blocks.len();
            let room = match peer.is_resting(self.steady) {
                _ if peer.outflow.room() == 0 => 0,
                // A peer that stayed silent gets one request to redeem itself.
                true => 1_usize.saturating_sub(in_flight),
                false => peer.quota.room(in_flight),
            };
            BlockRequest {
                of: *id,
                room,
                items: Vec::new(),
            }
        });
        room.filter(|request| request.room > 0).collect()
    }

    /// Who is asked for a block: of those that have it and are to be asked, who has been reliable and has least to do. Its
    /// place among the requests.
    fn choose_peer(&self, hash: &BlockHash, requests: &[BlockRequest]) -> Option<usize> {
        self.chain
            .entry(hash)
            .filter(|entry| entry.status == Status::HeaderOnly)?;
        let asked = (0..).zip(requests).filter(|(_, request)| request.room > 0);
        let asked =
            asked.filter_map(|(at, request)| Some((at, request.of, self.peers.get(&request.of)?)));
        asked
            // A slow one may be about to send it: it is not asked twice.
            .filter(|(_, id, peer)| {
                !peer.blocks.contains_key(hash) && self.could_send(*id, peer, hash)
            })
            .min_by_key(|(at, _, peer)| (peer.is_resting(self.steady), peer.blocks.len(), *at))
            .map(|(at, ..)| at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Downloads with one window of these blocks.
    fn looking_for(blocks: &[BlockHash]) -> Downloads {
        let mut downloads = Downloads::default();
        let window = Window {
            end: *blocks.last().unwrap(),
            missing: blocks.iter().copied().collect(),
        };
        downloads.windows.insert(PeerId(1), window);
        downloads
    }

    #[test]
    fn a_larger_copy_in_place_of_a_smaller_one_is_counted_as_it_is() {
        let small = chain::testing::spec().genesis();
        let mut large = small.clone();
        large.transactions.extend(small.transactions.clone());
        let hash = small.hash();
        let mut downloads = looking_for(&[hash]);
        downloads.keep(hash, PeerId(1), small);
        downloads.keep(hash, PeerId(2), large.clone());
        assert_eq!(downloads.arrived_bytes, large.encoded_len());
        let arrived = downloads.arrived.get(&hash).unwrap();
        assert_eq!(arrived.from, PeerId(2));
        assert_eq!(arrived.content, Content::Raw(large));
        downloads.windows.clear();
        downloads.trim_arrived();
        assert_eq!(downloads.arrived_bytes, 0);
    }

    #[test]
    fn only_the_next_block_is_kept_where_blocks_are_larger_than_was_foreseen() {
        let block = chain::testing::spec().genesis();
        let (next, later) = (block.hash(), BlockHash::ZERO);
        let mut downloads = looking_for(&[next, later]);
        downloads.arrived_bytes = 2 * MAX_ARRIVED;
        downloads.keep(later, PeerId(1), block.clone());
        assert!(downloads.arrived.is_empty());
        downloads.keep(next, PeerId(1), block);
        assert_eq!(downloads.next_in_line(), [next]);
    }
}
