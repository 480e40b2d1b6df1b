//! The download of blocks from several peers at once.
//!
//! A peer's **branch** is the one that its headers have shown last, if that branch has more work
//! than this node's chain. Each peer with a branch has a **window**: the first blocks of the branch
//! that are missing here, oldest first. The **target** is the best of these branches. Its window is
//! long; the windows of the others are short. So a node that waits in vain for the blocks of the
//! best branch still receives the blocks of the others.
//!
//! Blocks **in flight** were requested and have not arrived. Each is requested from one peer, and
//! several peers are asked at once. If a peer delivers nothing for a while, the blocks are
//! requested from other peers, which are preferred to it for a minute. A peer that reports a block
//! as not found is not asked for it again. Blocks that have **arrived** are kept until it is their
//! turn, because blocks are connected in order.
//!
//! A peer that has only its newest blocks (BIP159) is not asked for older ones. If no connected
//! peer has the next missing block, the node waits for a peer that has it: see
//! [`SyncState::Unserved`](crate::SyncState::Unserved).
//!
//! [`Downloads`] owns the windows and the blocks; the node chooses the peers.

mod downloads;

pub(crate) use downloads::{Content, Downloads};

use crate::headers::{MAX_STALLS, REST};
use crate::peers::{Peer, Serves};
use crate::sync::CATCHING_UP;
use crate::timers::Timer;
use crate::{Fault, Node, PeerId};
use chain::{Entry, Status, Store};
use core::cmp::Reverse;
use downloads::Branch;
use primitives::{Block, BlockHash, Height};
use wire::{Item, Message};

/// A branch whose old blocks no peer serves is reported only if it has more work than this many of
/// the chain's last blocks.
const MIN_UNSERVED_BLOCKS: u32 = 36;

/// The request to one peer.
struct BlockRequest {
    peer: PeerId,
    /// The number of further blocks that the peer may be asked for.
    room: usize,
    items: Vec<Item>,
}

impl<S: Store> Node<S> {
    /// Discards the windows, because a block was not accepted. The next request computes new ones.
    pub(crate) fn reconsider_blocks(&mut self) {
        self.downloads.forget_windows();
    }

    /// Requests the missing blocks that are not in flight.
    pub(crate) fn request_blocks(&mut self) {
        if self.is_paused() {
            return;
        }
        self.move_windows();
        let mut requests = self.room_for_blocks();
        for hash in self.downloads.wanted() {
            if requests.iter().all(|request| request.room == 0) {
                break;
            }
            let Some(chosen) = self.choose_peer(&hash, &requests) else {
                continue;
            };
            let request = &mut requests[chosen];
            let id = request.peer;
            if !self.downloads.begin(hash) {
                continue;
            }
            let peer = self.peers.get_mut(&id).expect("chosen among the peers");
            if peer.blocks.is_empty() {
                peer.quota.begins(self.steady);
            }
            peer.blocks.insert(hash);
            request.room -= 1;
            request.items.push(Item::Block(hash));
            self.timers
                .set_if_idle(Timer::Blocks(id), self.steady + self.config.answer);
        }
        for request in requests {
            if !request.items.is_empty() {
                self.send(request.peer, &Message::GetData(request.items));
            }
        }
    }

    pub(crate) fn on_block(&mut self, id: PeerId, block: Block) {
        let hash = block.hash();
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        if peer.blocks.remove(&hash) {
            peer.stalls = 0;
            if !peer.quota.came(self.steady) {
                // Other peers may be asked for the rest as well. Whichever peer sends a block
                // first, the block is accepted.
                for late in peer.blocks.iter() {
                    self.downloads.release(late);
                }
            }
            peer.known.insert(Item::Block(hash));
            self.downloads.release(&hash);
            match peer.blocks.is_empty() {
                true => self.timers.clear(Timer::Blocks(id)),
                false => self
                    .timers
                    .set(Timer::Blocks(id), self.steady + self.config.answer),
            }
        }
        if self.chain.entry(&hash).is_none() {
            // The block was not requested, but its header is handled like an announcement.
            return self.on_headers(id, vec![block.header]);
        }
        if self.downloads.wants(&hash) {
            // The block need not be in flight from this peer: it may have been requested from
            // another one because this peer was slow.
            self.downloads.keep(hash, id, block);
        }
        self.request_blocks();
    }

    /// The peer delivered nothing for a while: its blocks are requested from other peers.
    pub(crate) fn blocks_overdue(&mut self, id: PeerId) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        for hash in core::mem::take(&mut peer.blocks) {
            self.downloads.release(&hash);
        }
        peer.stalls += 1;
        peer.quota.fall();
        peer.resting = self.steady + REST;
        if peer.stalls >= MAX_STALLS {
            return self.drop_peer(id, Fault::Withholding);
        }
        self.request_blocks();
    }

    /// The peer does not have a block that it was asked for.
    pub(crate) fn block_not_found(&mut self, id: PeerId, hash: BlockHash) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        if peer.blocks.remove(&hash) {
            peer.lacking.insert(Item::Block(hash));
            self.downloads.release(&hash);
            if peer.blocks.is_empty() {
                self.timers.clear(Timer::Blocks(id));
            }
            let claim = self.headers.claim(id);
            let top = claim.and_then(|claim| claim.shown_entry(&self.chain));
            let old = self.chain.entry(&hash).zip(top);
            if old.is_some_and(|(old, top)| !Serves::Newest.covers(old.height, top.height)) {
                // The peer has begun to prune blocks since it announced its services.
                peer.serves = Serves::Newest;
                return;
            }
            // The peer's claim is void until the peer shows its chain again.
            self.headers.withdraw(id, &self.chain);
        }
    }

    fn move_windows(&mut self) {
        let branches = self.peers.keys().filter_map(|id| {
            let entry = self.branch_of(id)?;
            Some(Branch {
                peer: *id,
                end: entry.hash,
                parent: entry.header.previous,
            })
        });
        let branches: Vec<Branch> = branches.collect();
        let (best, long) = (self.best_peer(), self.config.window);
        self.downloads
            .move_windows(&branches, best, long, &self.chain);
    }

    /// The end of the branch that a peer has shown. `None` if the branch is not better than this
    /// node's chain, is invalid or can't be switched to, or if the peer serves no blocks.
    pub(crate) fn branch_of(&self, id: &PeerId) -> Option<&Entry> {
        let peer = self.peers.get(id)?;
        if peer.serves == Serves::Nothing {
            return None;
        }
        let entry = self.headers.claim(*id)?.shown_entry(&self.chain)?;
        let is_better = entry.work > self.chain.tip().work
            && entry.status != Status::Invalid
            && self.chain.could_switch_to(&entry.hash);
        is_better.then_some(entry)
    }

    /// Returns the peer that has shown the best branch. Peers that answer are preferred. On a tie,
    /// the branch that was seen first is the better one. `None` if no branch is better than this
    /// node's chain.
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

    /// The end of the best branch that a peer has shown. `None` if none is better than this node's
    /// chain.
    pub(crate) fn target(&self) -> Option<&Entry> {
        self.branch_of(&self.best_peer()?)
    }

    /// The height of a chain that a peer has shown, that has clearly more work than this node's,
    /// and that can't be switched to. `None` if there is none.
    pub(crate) fn out_of_reach(&self) -> Option<Height> {
        let least = self.chain.tip().work + self.recent_work(CATCHING_UP);
        let claims = self.peers.keys().filter_map(|id| self.headers.claim(*id));
        let shown = claims.filter_map(|claim| claim.shown_entry(&self.chain));
        let better = shown.filter(|entry| entry.work > least && entry.status != Status::Invalid);
        let mut lost = better.filter(|entry| !self.chain.could_switch_to(&entry.hash));
        lost.next().map(|entry| entry.height)
    }

    /// Whether no peer has the next missing block of the target, and the branch has enough work to
    /// be reported.
    ///
    /// A peer can show some headers whose blocks do not exist, so a short branch is not reported. A
    /// block that a pruned peer does not serve is followed by at least 272 blocks of its branch.
    /// These have more work than this chain's last [`MIN_UNSERVED_BLOCKS`] blocks, unless the hash
    /// rate has fallen to less than a seventh.
    pub(crate) fn is_unserved(&self) -> bool {
        let Some((end, next)) = self.downloads.next_of_target() else {
            return false;
        };
        let (end, first) = (self.chain.entry(&end), self.chain.entry(&next));
        let parent = first.and_then(|first| self.chain.entry(&first.header.previous));
        let missing = end.zip(parent).map(|(end, parent)| end.work - parent.work);
        let is_here = self.downloads.has_arrived(&next);
        let mut peers = self.peers.iter();
        missing.is_some_and(|missing| missing > self.recent_work(MIN_UNSERVED_BLOCKS))
            && !is_here
            && !peers.any(|(id, peer)| self.could_send(*id, peer, &next))
    }

    /// Whether a peer has a block and serves it.
    fn could_send(&self, id: PeerId, peer: &Peer, hash: &BlockHash) -> bool {
        let Some(shown) = self.headers.claim(id).and_then(|claim| claim.shown) else {
            return false;
        };
        let heights = self.chain.entry(hash).zip(self.chain.entry(&shown));
        heights.is_some_and(|(block, top)| peer.serves.covers(block.height, top.height))
            && !peer.lacking.contains(&Item::Block(*hash))
            && self.has_shown(id, hash, &shown)
    }

    /// Whether a block is known to be on a peer's branch. To follow the branch's headers at each
    /// call would take too long. So this may return `false` for a block outside of the peer's
    /// window if the branch ends far away from the best chain of headers.
    fn has_shown(&self, id: PeerId, hash: &BlockHash, shown: &BlockHash) -> bool {
        self.downloads.is_in_window(id, hash) || self.chain.is_clearly_below(hash, shown)
    }

    /// The peers that may be asked for blocks now, with the number of blocks for each.
    fn room_for_blocks(&self) -> Vec<BlockRequest> {
        let ready = self.peers.iter().filter(|(_, peer)| peer.ready);
        let room = ready.map(|(id, peer)| {
            let in_flight = peer.blocks.len();
            let room = match peer.is_resting(self.steady) {
                _ if peer.outflow.room() == 0 => 0,
                // A silent peer is asked for one block. By its answer it can recover.
                true => 1_usize.saturating_sub(in_flight),
                false => peer.quota.room(in_flight),
            };
            BlockRequest {
                peer: *id,
                room,
                items: Vec::new(),
            }
        });
        room.filter(|request| request.room > 0).collect()
    }

    /// Returns the index in `requests` of the most reliable, least loaded peer that has the block.
    /// `None` if there is none, or if the block is not missing.
    fn choose_peer(&self, hash: &BlockHash, requests: &[BlockRequest]) -> Option<usize> {
        self.chain
            .entry(hash)
            .filter(|entry| entry.status == Status::HeaderOnly)?;
        let asked = (0..).zip(requests).filter(|(_, request)| request.room > 0);
        let asked = asked.filter_map(|(at, it)| Some((at, it.peer, self.peers.get(&it.peer)?)));
        asked
            // A slow peer may be about to send the block: it is not asked twice.
            .filter(|(_, id, peer)| !peer.blocks.contains(hash) && self.could_send(*id, peer, hash))
            .min_by_key(|(at, _, peer)| (peer.is_resting(self.steady), peer.blocks.len(), *at))
            .map(|(at, ..)| at)
    }
}
