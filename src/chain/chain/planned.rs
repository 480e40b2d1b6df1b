//! A switch of branches as far as it is planned.

use crate::check::block::BlockTxids;
use crate::params::MAX_REPORTED_BYTES;
use crate::store::Batch;
use crate::store::schema::Number;
use primitives::{Block, Height};
use std::collections::VecDeque;

/// A planned switch, or a part of one.
#[derive(Debug)]
pub(super) struct Switch {
    pub(super) target: Number,
    /// The last common block of both branches.
    pub(super) fork: Number,
    /// The last block of the best chain that is not disconnected.
    pub(super) top: Number,
    /// The blocks above the fork up to the target; the first `done` of them are connected.
    pub(super) branch: Vec<Number>,
    pub(super) done: usize,
    /// The target's block, if it is in memory.
    pub(super) own: Option<(Block, BlockTxids)>,
    /// The changes that are not staged.
    pub(super) changes: Batch,
    /// Whether earlier changes are in the store's open transaction.
    pub(super) is_staged: bool,
    /// The disconnected blocks nearest the fork, highest first. Their transactions can be valid
    /// again without those of the others.
    pub(super) disconnected: ReportedBlocks,
    /// The highest connected blocks, lowest first.
    pub(super) connected: ReportedBlocks,
}

/// Blocks to report, in order, and the total number. The first blocks are dropped if all would take
/// too much memory.
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
