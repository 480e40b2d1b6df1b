//! Blocks from several peers at once.
//!
//! The **target** is the best of the branches that peers have shown us by their headers. It need not be the best of all
//! known ones: who showed that one may be gone, and its blocks with it. To insist on them would leave a node, and with
//! it each that heard the same headers, deaf to the blocks that the others find.
//!
//! **Desired** are the blocks up to the target that we don't have, oldest first, a window of them at a
//! time. **In flight** is what was asked for and has not come: each block of one peer, some of each. A peer that
//! delivers nothing for a while loses its requests to others and is asked last from then on; a peer that says that
//! it hasn't got a block is not asked for it again. **Arrived** blocks wait until it is their turn, because they are
//! connected in order.
//!
//! A peer that keeps only its newest blocks (BIP159) is asked for no others. Where nobody connected keeps the next one
//! that is wanted, the node waits for somebody who does: see [`SyncState::Unserved`](crate::SyncState::Unserved).
//!
//! What is asked for is bounded by the window and by [`MAX_ARRIVED`], where blocks in flight count as the larger ones among
//! the last that came; what is kept, by twice as much and the very next block.

use crate::ahead::Lookahead;
use crate::headers::{MAX_STALLS, REST};
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
/// block is asked for.
const MAX_ARRIVED: usize = 32_000_000;

/// The blocks that are on their way into the chain.
#[derive(Debug, Default)]
pub(crate) struct Downloads {
    /// The window: oldest first.
    desired: VecDeque<BlockHash>,
    /// The target when the window was made.
    target: BlockHash,
    in_flight: LiteMap<BlockHash, ()>,
    arrived: LiteMap<BlockHash, Arrived>,
    arrived_bytes: usize,
    /// The size of the larger ones among the last blocks.
    typical: usize,
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
    /// Whether the next block to connect is here, and nothing has to be waited for that looks at it.
    pub(crate) fn has_next(&self, ahead: &Lookahead) -> bool {
        let next = self.desired.front();
        let arrived = next.and_then(|hash| Some((hash, self.arrived.get(hash)?)));
        arrived.is_some_and(|(hash, arrived)| match arrived.content {
            Content::Raw(_) => false,
            Content::Checked(_) => ahead.is_done_with(hash),
            Content::Wrong(_) => true,
        })
    }

    /// Takes the next block to connect, with who sent it.
    pub(crate) fn take_next(&mut self) -> Option<(PeerId, Content)> {
        let arrived = self.arrived.remove(self.desired.front()?)?;
        self.desired.pop_front();
        self.arrived_bytes -= arrived.bytes;
        Some((arrived.from, arrived.content))
    }

    /// The blocks that are here, from the next one to connect to the first gap.
    pub(crate) fn next_in_line(&self) -> Vec<BlockHash> {
        let here = |hash: &&BlockHash| self.arrived.contains_key(*hash);
        self.desired.iter().take_while(here).copied().collect()
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
        let is_next = self.desired.front() == Some(&hash);
        if !is_next && self.arrived_bytes + bytes > 2 * MAX_ARRIVED {
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

    /// Makes the window anew, and lets go what lies outside.
    fn aim(&mut self, target: BlockHash, desired: Vec<BlockHash>) {
        self.target = target;
        self.desired = desired.into();
        let inside = distinct(self.desired.iter().copied());
        self.arrived
            .retain(|hash, _| inside.binary_search(hash).is_ok());
        self.arrived_bytes = self.arrived.values().map(|arrived| arrived.bytes).sum();
    }
}

impl<S: Store> Node<S> {
    /// Makes the window anew at the next request: something came in between.
    pub(crate) fn reconsider_blocks(&mut self) {
        self.downloads.desired.clear();
    }

    /// Asks for the blocks that are desired and not on their way.
    pub(crate) fn request_blocks(&mut self) {
        if self.is_paused() {
            return;
        }
        self.move_window();
        let mut requests = self.room_for_blocks();
        let mut left: usize = requests.iter().map(|request| request.room).sum();
        for place in 0..self.downloads.desired.len() {
            let hash = self.downloads.desired[place];
            let is_far = self.downloads.expected_bytes() > MAX_ARRIVED && place > 0;
            if is_far || left == 0 {
                break;
            }
            if self.downloads.in_flight.contains_key(&hash)
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
                peer.quota.begins(self.now);
            }
            peer.blocks.insert(hash, ());
            request.room -= 1;
            request.items.push(Item::Block(hash));
            left -= 1;
            self.downloads.in_flight.insert(hash, ());
            self.timers
                .set_if_idle(Timer::Blocks(id), self.now + self.config.answer);
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
            if !peer.quota.came(self.now) {
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
                    .set(Timer::Blocks(id), self.now + self.config.answer),
            }
        }
        if self.chain.entry(&hash).is_none() {
            // Nobody was asked for it. Its header is news all the same.
            return self.on_headers(id, vec![block.header]);
        }
        if self.downloads.desired.contains(&hash) {
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
        peer.resting = self.now + REST;
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
            let top = peer.shown.and_then(|shown| self.chain.entry(&shown));
            let old = self.chain.entry(&hash).zip(top);
            if old.is_some_and(|(old, top)| !Serves::Newest.covers(old.height, top.height)) {
                // It has begun to cut old blocks since it said what it serves.
                peer.serves = Serves::Newest;
                return;
            }
            // Its claims are void until it shows its chain anew.
            peer.shown = None;
            peer.work = peer.work.min(self.chain.tip().work);
        }
    }

    /// Walking the headers costs time, so the window moves when half of it is done, not with each block.
    fn move_window(&mut self) {
        let tip = self.chain.tip().hash;
        let target = self.target().map_or(tip, |target| target.hash);
        let is_low = self.downloads.desired.len() < self.config.window / 2 && target != tip;
        if is_low || self.downloads.target != target {
            let desired = self.chain.missing_blocks(&target, self.config.window);
            self.downloads.aim(target, desired);
        }
    }

    /// The best branch that a peer has shown, if it is better than ours; rather one of a peer that answers. The first
    /// one seen on a tie.
    pub(crate) fn target(&self) -> Option<&Entry> {
        let tip = self.chain.tip().work;
        let shown = self.peers.values().filter_map(|peer| {
            let entry = self.chain.entry(&peer.shown?)?;
            let is_better = entry.work > tip
                && entry.status != Status::Invalid
                && self.chain.could_switch_to(&entry.hash);
            (peer.ready && is_better).then_some((!peer.is_resting(self.now), entry))
        });
        let rank =
            |(answers, entry): &(bool, &Entry)| (*answers, entry.work, Reverse(entry.sequence));
        shown.max_by_key(rank).map(|(_, entry)| entry)
    }

    /// The height of a chain with more work than ours that a peer has shown, and that can't be switched to.
    pub(crate) fn out_of_reach(&self) -> Option<Height> {
        let tip = self.chain.tip().work;
        let ready = self.peers.values().filter(|peer| peer.ready);
        let shown = ready.filter_map(|peer| self.chain.entry(&peer.shown?));
        let better = shown.filter(|entry| entry.work > tip && entry.status != Status::Invalid);
        let mut lost = better.filter(|entry| !self.chain.could_switch_to(&entry.hash));
        lost.next().map(|entry| entry.height)
    }

    /// Whether none of the peers keeps the next block that is wanted.
    pub(crate) fn is_unserved(&self) -> bool {
        let Some(next) = self.downloads.desired.front() else {
            return false;
        };
        let is_here = self.downloads.arrived.contains_key(next);
        !is_here && !self.peers.values().any(|peer| self.could_send(peer, next))
    }

    /// Whether a peer has a block, and serves it.
    fn could_send(&self, peer: &Peer, hash: &BlockHash) -> bool {
        let Some(shown) = peer.shown.filter(|_| peer.ready) else {
            return false;
        };
        let heights = self.chain.entry(hash).zip(self.chain.entry(&shown));
        heights.is_some_and(|(block, top)| peer.serves.covers(block.height, top.height))
            && !peer.lacking.contains(&Item::Block(*hash))
            && self.chain.is_below(hash, &shown)
    }

    /// How many blocks each peer may be asked for now; those that may.
    fn room_for_blocks(&self) -> Vec<BlockRequest> {
        let ready = self.peers.iter().filter(|(_, peer)| peer.ready);
        let room = ready.map(|(id, peer)| {
            let in_flight = peer.blocks.len();
            let room = match peer.is_resting(self.now) {
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
        let asked = asked.filter_map(|(at, request)| Some((at, self.peers.get(&request.of)?)));
        asked
            // A slow one may be about to send it: it is not asked twice.
            .filter(|(_, peer)| !peer.blocks.contains_key(hash) && self.could_send(peer, hash))
            .min_by_key(|(at, peer)| (peer.is_resting(self.now), peer.blocks.len(), *at))
            .map(|(at, _)| at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_larger_copy_in_place_of_a_smaller_one_is_counted_as_it_is() {
        let small = chain::testing::spec().genesis();
        let mut large = small.clone();
        large.transactions.extend(small.transactions.clone());
        let hash = small.hash();
        let mut downloads = Downloads::default();
        downloads.aim(hash, vec![hash]);
        downloads.keep(hash, PeerId(1), small);
        downloads.keep(hash, PeerId(2), large.clone());
        assert_eq!(downloads.arrived_bytes, large.encoded_len());
        assert_eq!(
            downloads.take_next(),
            Some((PeerId(2), Content::Raw(large)))
        );
        assert_eq!(downloads.arrived_bytes, 0);
    }

    #[test]
    fn only_the_next_block_is_kept_where_blocks_are_larger_than_was_foreseen() {
        let block = chain::testing::spec().genesis();
        let (next, later) = (block.hash(), BlockHash::ZERO);
        let mut downloads = Downloads::default();
        downloads.aim(later, vec![next, later]);
        downloads.arrived_bytes = 2 * MAX_ARRIVED;
        downloads.keep(later, PeerId(1), block.clone());
        assert!(downloads.arrived.is_empty());
        downloads.keep(next, PeerId(1), block);
        assert_eq!(downloads.next_in_line(), [next]);
    }
}
