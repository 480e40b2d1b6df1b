//! Blocks from several peers at once.
//!
//! A peer's **branch** is the one that it has shown by its headers last, if it has more work than
//! our own chain. For each such peer there is a **window**: the first blocks of its branch that we
//! don't have, oldest first. The window of the **target**, the best of these branches, is long;
//! those of the others are short. So a node that waits in vain for the blocks of the best branch
//! still hears and takes the blocks that the others find.
//!
//! **In flight** is what was asked for and has not come: each block of one peer, some of each. A
//! peer that delivers nothing for a while loses its requests to others and is asked last from then
//! on; a peer that says that it hasn't got a block is not asked for it again. **Arrived** blocks
//! wait until it is their turn, because they are connected in order.
//!
//! A peer that keeps only its newest blocks (BIP159) is asked for no others. Where nobody connected
//! keeps the next one that is wanted, the node waits for somebody who does: see
//! [`SyncState::Unserved`](crate::SyncState::Unserved).
//!
//! [`Downloads`] owns all three; the node chooses whom to ask.

mod downloads;

pub(crate) use downloads::{Content, Downloads};

use crate::headers::{MAX_STALLS, REST};
use crate::participation::CATCHING_UP;
use crate::peer::{Peer, Serves};
use crate::timers::Timer;
use crate::{Fault, Node, PeerId};
use chain::{Entry, Status, Store};
use core::cmp::Reverse;
use downloads::Branch;
use primitives::{Block, BlockHash, Height};
use wire::{Item, Message};

/// A branch whose old blocks nobody serves is told of where it has more work than so many of our
/// last blocks.
const UNSERVED: u32 = 36;

/// What one peer is asked for now.
struct BlockRequest {
    of: PeerId,
    /// How many more blocks it may be asked for.
    room: usize,
    items: Vec<Item>,
}

impl<S: Store> Node<S> {
    /// Makes the windows anew at the next request: something came in between.
    pub(crate) fn reconsider_blocks(&mut self) {
        self.downloads.forget_windows();
    }

    /// Asks for the blocks that are desired and not on their way.
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
            let id = request.of;
            if !self.downloads.begin(hash) {
                continue;
            }
            let peer = self.peers.get_mut(&id).expect("chosen among the peers");
            if peer.blocks.is_empty() {
                peer.quota.begins(self.steady);
            }
            peer.blocks.insert(hash, ());
            request.room -= 1;
            request.items.push(Item::Block(hash));
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

    /// The peer hasn't got a block that it was asked for.
    pub(crate) fn block_not_found(&mut self, id: PeerId, hash: BlockHash) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        if peer.blocks.remove(&hash).is_some() {
            peer.lacking.insert(Item::Block(hash));
            self.downloads.release(&hash);
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

    fn move_windows(&mut self) {
        let branches = self.peers.keys().filter_map(|id| {
            let entry = self.branch_of(id)?;
            Some(Branch {
                of: *id,
                end: entry.hash,
                below: entry.header.previous,
            })
        });
        let branches: Vec<Branch> = branches.collect();
        let (best, long) = (self.best_peer(), self.config.window);
        self.downloads
            .move_windows(&branches, best, long, &self.chain);
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

    /// Who has shown the best branch, if it is better than ours; rather somebody who answers. The
    /// first one seen on a tie.
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

    /// The height of a chain with clearly more work than ours that a peer has shown, and that can't
    /// be switched to.
    pub(crate) fn out_of_reach(&self) -> Option<Height> {
        let least = self.chain.tip().work + self.recent_work(CATCHING_UP);
        let claims = self.peers.keys().filter_map(|id| self.headers.claim(*id));
        let shown = claims.filter_map(|claim| claim.shown_entry(&self.chain));
        let better = shown.filter(|entry| entry.work > least && entry.status != Status::Invalid);
        let mut lost = better.filter(|entry| !self.chain.could_switch_to(&entry.hash));
        lost.next().map(|entry| entry.height)
    }

    /// Whether none of the peers keeps the next block that is wanted, and the branch that lacks it
    /// is worth the word.
    ///
    /// Anybody can show some headers whose blocks nobody has. A peer that serves its newest blocks
    /// lacks more than 272 of a branch, and those have more work than our last [`UNSERVED`] blocks,
    /// unless the hash rate has fallen seven times and more.
    pub(crate) fn is_unserved(&self) -> bool {
        let Some((end, next)) = self.downloads.next_of_target() else {
            return false;
        };
        let (end, first) = (self.chain.entry(&end), self.chain.entry(&next));
        let below = first.and_then(|first| self.chain.entry(&first.header.previous));
        let missing = end.zip(below).map(|(end, below)| end.work - below.work);
        let is_here = self.downloads.has_arrived(&next);
        let mut peers = self.peers.iter();
        missing.is_some_and(|missing| missing > self.recent_work(UNSERVED))
            && !is_here
            && !peers.any(|(id, peer)| self.could_send(*id, peer, &next))
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

    /// Whether a block is known to be on a peer's branch. To walk down a branch at each question
    /// would take too long, so this may not be found out of a block far from the best headers, and
    /// outside of the peer's window.
    fn has_shown(&self, id: PeerId, hash: &BlockHash, shown: &BlockHash) -> bool {
        self.downloads.is_in_window(id, hash) || self.chain.is_clearly_below(hash, shown)
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

    /// Who is asked for a block: of those that have it and are to be asked, who has been reliable
    /// and has least to do. Its place among the requests.
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
