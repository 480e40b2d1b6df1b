//! A switch of branches, which is planned block by block.

use crate::check::block::BlockIds;
use crate::params::MAX_REPORTED_BYTES;
use crate::store::Batch;
use crate::store::schema::Number;
use primitives::{Block, Height};
use std::collections::VecDeque;

/// A switch of branches, and the changes that are planned so far.
#[derive(Debug)]
pub(super) struct Switch {
    pub(super) target: Number,
    /// The last block that both branches have in common.
    pub(super) fork: Number,
    /// The last block of the best chain that is not yet disconnected.
    pub(super) top: Number,
    /// The blocks after the fork up to the target. The first `done` of them are connected.
    pub(super) branch: Vec<Number>,
    pub(super) done: usize,
    /// The target's block, if it is in memory.
    pub(super) own: Option<(Block, BlockIds)>,
    /// The changes that are not staged.
    pub(super) changes: Batch,
    /// Whether earlier changes are in the store's open transaction.
    pub(super) is_staged: bool,
    /// The disconnected blocks nearest the fork, highest first. Their transactions do not spend
    /// outputs of the other disconnected blocks, so they can be valid without the others.
    pub(super) disconnected: ReportedBlocks,
    /// The highest connected blocks, lowest first.
    pub(super) connected: ReportedBlocks,
}

/// Blocks to report, and the number of all blocks that were added. The first blocks are dropped
/// while all take more than [`MAX_REPORTED_BYTES`].
#[derive(Debug, Default)]
pub(super) struct ReportedBlocks {
    pub(super) blocks: VecDeque<(Height, Block)>,
    pub(super) bytes: usize,
    pub(super) count: u32,
}

impl ReportedBlocks {
    pub(super) fn push(&mut self, height: Height, block: Block) {
        self.count += 1;
        self.bytes += block.encoded_len();
        self.blocks.push_back((height, block));
        while self.bytes > MAX_REPORTED_BYTES && self.blocks.len() > 1 {
            if let Some((_, first)) = self.blocks.pop_front() {
                self.bytes -= first.encoded_len();
            }
        }
    }
}
