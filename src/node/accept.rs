//! Adding blocks to the chain, and the effects of a new tip.

use crate::download::Content;
use crate::timers::Timer;
use crate::{Event, Fault, Node, PeerId, PoolError, Removal};
use chain::{Accepted, BlockError, Store};
use core::time::Duration;
use primitives::order::distinct;
use primitives::{Block, BlockHash, Header, Height, Time, Txid};
use std::sync::Arc;
use wire::{Item, Message};

/// The number of inputs whose handling costs as much as verifying one signature, if their
/// signatures were verified before.
const INPUTS_PER_SIGNATURE: usize = 8;

impl<S: Store> Node<S> {
    /// Whether the tip is on the best branch that a peer has shown; true if there is no such
    /// branch.
    fn is_tip_on_target(&self) -> bool {
        let tip = self.chain.tip().hash;
        self.target()
            .is_none_or(|target| self.chain.is_below(&tip, &target.hash))
    }

    /// Puts a block into the chain; `from` is `None` if no peer sent it. Returns whether the block
    /// is the tip now.
    pub(crate) fn accept_block(&mut self, block: Block, from: Option<PeerId>) -> bool {
        let hash = block.hash();
        let result = self.chain.accept_block(block, self.timestamp());
        self.accepted(hash, result, from)
    }

    /// Puts a block into the chain. Its source is neither a peer nor this node's miners, but for
    /// example a file.
    pub fn take_block(&mut self, now: Time, block: Block) {
        self.set_clock(now);
        self.accept_block(block, None);
    }

    /// Puts an arrived block into the chain. Returns its cost, in signatures.
    pub(crate) fn accept_arrived(&mut self, content: Content, from: PeerId) -> usize {
        let inputs = |block: &Block| {
            let inputs = block.transactions.iter().map(|t| t.inputs.len());
            inputs.sum::<usize>()
        };
        match content {
            Content::Raw(block) | Content::Wrong(block) => {
                let effort = inputs(&block);
                self.accept_block(block, Some(from));
                effort
            }
            Content::Checked(checked) => {
                let hash = checked.block().hash();
                let is_verified = self.lookahead.take(&checked);
                let inputs = inputs(checked.block());
                let result = self.chain.accept_checked(checked, self.timestamp());
                self.accepted(hash, result, Some(from));
                if is_verified {
                    1 + inputs / INPUTS_PER_SIGNATURE
                } else {
                    inputs
                }
            }
        }
    }

    /// Handles the chain's result for a block. Returns whether the block is the tip now.
    fn accepted(
        &mut self,
        hash: BlockHash,
        result: Result<Accepted, BlockError<S::Error>>,
        from: Option<PeerId>,
    ) -> bool {
        match result {
            Ok(accepted) => {
                let is_new = from.is_some() && !accepted.connected.is_empty();
                if is_new && let Some(peer) = from.and_then(|id| self.peers.get_mut(&id)) {
                    peer.last_block = self.steady;
                    peer.brought.add_blocks(accepted.connected.len());
                }
                if is_new && self.is_tip_on_target() {
                    let interval = Duration::from_secs(self.chain.spec().interval.into());
                    let max_wait = self.config.answer;
                    self.progress.block_came(interval, max_wait, self.steady);
                }
                if from.is_some() {
                    self.watch_key(&hash);
                }
                self.tip_changed(accepted);
                self.chain.tip().hash == hash
            }
            Err(error) => {
                self.rejected(&error, from);
                false
            }
        }
    }

    /// Handles the rejection of a block.
    pub(crate) fn rejected(&mut self, error: &BlockError<S::Error>, from: Option<PeerId>) {
        match error {
            BlockError::Known | BlockError::Orphan { .. } => {}
            BlockError::OutOfReach { .. } => self.reconsider_blocks(),
            BlockError::Invalid { block, rule } => {
                self.reconsider_blocks();
                if let Some(id) = from.filter(|_| !rule.depends_on_clock()) {
                    let (block, rule) = (*block, rule.clone());
                    self.drop_peer(id, Fault::InvalidBlock { block, rule });
                }
            }
            BlockError::Storage(error) => {
                self.reconsider_blocks();
                self.storage_failed(error);
            }
        }
    }

    /// Lets the chain consider blocks that it could not consider before, or continue a long switch
    /// of branches by one step.
    pub(crate) fn resume_chain(&mut self) {
        match self.chain.resume() {
            Ok(accepted) => self.tip_changed(accepted),
            Err(error) => self.storage_failed(&error),
        }
    }

    pub(crate) fn tip_changed(&mut self, accepted: Accepted) {
        let (left, joined) = (accepted.left, accepted.joined);
        let connected = share(accepted.connected);
        let disconnected = share(accepted.disconnected);
        let Some((_, tip)) = connected.last() else {
            return; // no block was connected
        };
        let tip = tip.clone();
        if left > 0 {
            self.tell(Event::Reorganised { left, joined });
        }
        for (height, block) in &disconnected {
            self.tell(Event::Disconnected(*height, block.clone()));
        }
        for (height, block) in &connected {
            self.tell(Event::Connected(*height, block.clone()));
        }
        self.settled.clear();
        for transaction in &tip.transactions {
            self.settled.insert(Item::Transaction(transaction.txid()));
        }
        self.update_pool(&disconnected, &connected);
        if !self.orphans.is_empty() {
            for (txid, _) in transactions(&connected) {
                self.try_orphans_of(&txid);
            }
        }
        let headers: Vec<Header> = connected.iter().map(|(_, block)| block.header).collect();
        self.announce_connected(&headers);
        self.tip_moved();
    }

    /// Updates the pool for the new tip.
    fn update_pool(
        &mut self,
        disconnected: &[(Height, Arc<Block>)],
        connected: &[(Height, Arc<Block>)],
    ) {
        let mut removed = Vec::new();
        if disconnected.is_empty() {
            for (_, block) in connected {
                removed.extend(self.pool.connect(block, self.now));
            }
        } else {
            removed = self.rebuild_pool(disconnected, connected);
            self.pool.block_came(self.now);
        }
        removed.extend(self.pool.expire(self.now));
        removed.extend(self.pool.update_grants(&self.chain));
        for (txid, why) in removed {
            self.tell(Event::PoolRemoved(txid, why));
        }
    }

    /// Updates the pool after a switch of branches. Transactions of disconnected blocks return to
    /// the pool, in their old order and before the others, unless the new branch contains or
    /// contradicts them.
    fn rebuild_pool(
        &mut self,
        disconnected: &[(Height, Arc<Block>)],
        connected: &[(Height, Arc<Block>)],
    ) -> Vec<(Txid, Removal)> {
        let confirmed = distinct(transactions(connected).map(|(txid, _)| txid));
        let mut removed = Vec::new();
        let pool_entries = self.pool.drain();
        let oldest_first = disconnected.iter().rev();
        for (_, block) in oldest_first {
            for transaction in block.transactions.iter().filter(|t| !t.is_coinbase()) {
                let txid = transaction.txid();
                if confirmed.binary_search(&txid).is_ok() {
                    continue;
                }
                let transaction = Arc::new(transaction.clone());
                let result = self.pool.readmit(&self.chain, transaction, self.now);
                if let Ok(admitted) = result {
                    removed.extend(admitted.removed);
                    // Nodes that never were on the other branch don't know the transaction.
                    self.gather(&txid);
                    self.tell(Event::PoolAdded(admitted.transaction));
                }
            }
        }
        for entry in pool_entries {
            let txid = entry.transaction.txid();
            if confirmed.binary_search(&txid).is_ok() {
                removed.push((txid, Removal::Confirmed));
                continue;
            }
            match self
                .pool
                .readmit(&self.chain, entry.transaction, entry.added)
            {
                Ok(admitted) => removed.extend(admitted.removed),
                // This error is not a verdict: it is unknown whether the transaction and its
                // ancestors are still valid.
                Err(PoolError::Storage(_)) => removed.push((txid, Removal::Unknown)),
                Err(_) => removed.push((txid, Removal::Invalid)),
            }
        }
        removed
    }

    /// Announces the blocks that were just connected. If the node is catching up, only the tip is
    /// announced, a little later. A node that does not take part announces nothing (see
    /// [`crate::sync::participation`]).
    fn announce_connected(&mut self, connected: &[Header]) {
        if !self.takes_part() {
            return;
        }
        if self.is_catching_up() {
            let next = self.announcements.next(self.steady);
            self.timers.set_if_idle(Timer::Tip, next);
        } else {
            self.announce_blocks(connected);
        }
    }

    /// Announces only the tip.
    pub(crate) fn announce_tip(&mut self) {
        if self.takes_part() {
            let tip = self.chain.tip().header;
            self.announce_blocks(&[tip]);
        }
    }

    /// Announces new blocks at the tip to every peer that does not know the newest one.
    fn announce_blocks(&mut self, connected: &[Header]) {
        let newest = self.announcements.choose(connected, self.steady);
        let Some(tip) = newest.last() else {
            return;
        };
        let tip = Item::Block(tip.hash());
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
}

fn share(blocks: Vec<(Height, Block)>) -> Vec<(Height, Arc<Block>)> {
    let share = |(height, block)| (height, Arc::new(block));
    blocks.into_iter().map(share).collect()
}

fn transactions(
    blocks: &[(Height, Arc<Block>)],
) -> impl Iterator<Item = (Txid, &primitives::Transaction)> {
    let all = blocks.iter().flat_map(|(_, block)| &block.transactions);
    all.map(|transaction| (transaction.txid(), transaction))
}
