//! Pruning of old blocks in bounded steps (section 7 of the Bitcoin paper).
//!
//! Blocks are pruned in the order of their heights, once there are [`Chain::whole_blocks`] newer
//! blocks. First, the outputs that the block spends are marked as spent in the pruned blocks that
//! created them. A transaction of those blocks is dropped when it has no unspent output left,
//! unless it is the wallet's own. Then the block itself is pruned. Its undo data is removed, so it
//! can't be disconnected any more. The result depends on the blocks and the wallet, but not on the
//! division into steps.
//!
//! A step reads some hundred kilobytes, and at most one full or pruned block more. Its changes are
//! part of the next commit.

use super::Chain;
use crate::chain::connect;
use crate::coin::Coin;
use crate::error::{Damage, StorageError};
use crate::index::Status;
use crate::params::MIN_WHOLE_BLOCKS;
use crate::pruned_block::{KeptTransaction, PrunedBlock};
use crate::store::ledger::Overlay;
use crate::store::schema::{
    HeaderRow, HistoryRow, Location, Number, PruneProgress, Rows, StoredFlags,
};
use crate::store::{Batch, Store, Table};
use primitives::{Encode, Height, OutPoint, Transaction};

/// Whether a transaction that spent these coins is the wallet's own.
pub type IsOwn<'a> = dyn Fn(&Transaction, &[Coin]) -> bool + 'a;

/// The bytes of full blocks after which a step ends. The step also ends after as many bytes of
/// pruned blocks. Either takes some ten milliseconds in a browser.
const MAX_STEP_BYTES: usize = 256 << 10;
/// The bytes that reading a block costs in addition to its size, so that a step reads at most 64
/// small blocks.
const BLOCK_OVERHEAD_BYTES: usize = 4 << 10;
/// The maximum number of blocks of other branches that a step removes.
const MAX_SIDE_BLOCKS: usize = 256;

/// The changes of a step.
struct PruneStep<'a, S> {
    overlay: Overlay<'a, S>,
    /// The pruned blocks that change, in the order of their heights.
    pruned_blocks: Vec<(Height, PrunedBlock)>,
    progress: PruneProgress,
    /// The blocks that this step prunes.
    numbers: Vec<Number>,
    /// The bytes of pruned blocks that the step may still read.
    bytes_left: usize,
}

/// The result of a step.
struct PlannedStep {
    changes: Batch,
    progress: PruneProgress,
    numbers: Vec<Number>,
}

impl<S: Store> Chain<S> {
    /// The number of newest blocks that are not pruned; `None` if no block is to be pruned.
    pub fn whole_blocks(&self) -> Option<u32> {
        self.settings.whole_blocks.map(|n| n.max(MIN_WHOLE_BLOCKS))
    }

    /// Sets the number of newest blocks that are not pruned, at least [`MIN_WHOLE_BLOCKS`]. Pruned
    /// blocks stay pruned.
    pub fn set_whole_blocks(&mut self, newest: Option<u32>) {
        self.settings.whole_blocks = newest;
    }

    /// The height up to which blocks were pruned; `None` if no block was pruned. The genesis block
    /// is never pruned.
    pub fn pruned_height(&self) -> Option<Height> {
        Some(self.prune_progress.height).filter(|height| *height != Height::GENESIS)
    }

    /// Whether old blocks are missing or may soon be, so that peers can't rely on them.
    pub fn is_pruned(&self) -> bool {
        self.settings.whole_blocks.is_some() || self.prune_progress != PruneProgress::NONE
    }

    /// The height up to which blocks should be pruned now; `None` if no block is to be pruned.
    pub fn prune_goal(&self) -> Option<Height> {
        self.tip().height.checked_sub(self.whole_blocks()?)
    }

    /// Whether a known block is on a branch that leaves the best chain above the pruned blocks. The
    /// chain can't switch to any other branch, whatever its work.
    pub fn could_switch_to(&self, hash: &primitives::BlockHash) -> bool {
        let number = self.index.number(hash);
        number.is_some_and(|number| self.is_in_reach(number))
    }

    /// Prunes some of the blocks up to `up_to` that are older than the newest
    /// [`Chain::whole_blocks`]. Returns whether there are more. Transactions for which `is_own`
    /// holds are kept.
    ///
    /// # Errors
    /// If the store fails or is damaged. The chain is then unchanged.
    pub fn prune(
        &mut self,
        up_to: Height,
        is_own: &IsOwn<'_>,
    ) -> Result<bool, StorageError<S::Error>> {
        let goal = self.prune_goal().map(|goal| goal.min(up_to));
        let Some(goal) = goal.filter(|goal| self.prune_progress.height < *goal) else {
            return Ok(false);
        };
        // A switch in progress needs undo data that pruning removes.
        if self.switching.is_some() {
            return Ok(false);
        }
        if self.pending_bytes() > self.settings.pending_bytes {
            self.flush()?;
        }
        let planned = self.plan_step(goal, is_own)?;
        self.ledger.merge(planned.changes);
        self.prune_progress = planned.progress;
        for number in planned.numbers {
            self.index.set_status(number, Status::Pruned);
        }
        self.drop_side_blocks();
        Ok(self.prune_progress.height < goal)
    }

    fn plan_step(
        &self,
        goal: Height,
        is_own: &IsOwn<'_>,
    ) -> Result<PlannedStep, StorageError<S::Error>> {
        let mut step = PruneStep {
            overlay: Overlay::new(&self.ledger),
            pruned_blocks: Vec::new(),
            progress: self.prune_progress,
            numbers: Vec::new(),
            bytes_left: MAX_STEP_BYTES,
        };
        let mut read = 0;
        while step.progress.height < goal && read < MAX_STEP_BYTES && step.bytes_left > 0 {
            read += BLOCK_OVERHEAD_BYTES + self.prune_next(&mut step)?;
        }
        let mut changes = step.overlay.changes;
        for (height, mut block) in step.pruned_blocks {
            for (index, dropped) in block.prune(is_own) {
                drop_transaction(&mut changes, Location { height, index }, &dropped);
            }
            if let Some(number) = self.index.active.at(height) {
                changes.put_pruned_block(number, &block);
            }
        }
        changes.put_progress(step.progress);
        Ok(PlannedStep {
            changes,
            progress: step.progress,
            numbers: step.numbers,
        })
    }

    /// Marks the outputs that the next block spends, and prunes the block when all are marked.
    /// Returns the block's size in bytes.
    fn prune_next(&self, step: &mut PruneStep<'_, S>) -> Result<usize, StorageError<S::Error>> {
        let height = step.progress.height.next();
        let number = self.index.active.at(height).unwrap_or(Number::MAX);
        let entry = self.index.entry(number);
        let block = self.stored_block(&step.overlay, number)?;
        let bytes = block.encoded_len();
        let spent = step.overlay.undo(number)?.spent;
        let inputs = block.transactions.iter().skip(1).flat_map(|t| &t.inputs);
        let outpoints: Vec<OutPoint> = inputs.map(|input| input.previous).collect();
        if spent.len() != outpoints.len() {
            let (found, wanted) = (spent.len(), outpoints.len());
            let block = entry.hash;
            return Err(Damage::Undo {
                block,
                found,
                wanted,
            }
            .into());
        }
        let marked = step.progress.inputs as usize;
        for (outpoint, coin) in outpoints.iter().zip(&spent).skip(marked) {
            if step.bytes_left == 0 {
                return Ok(bytes);
            }
            // The genesis block is not pruned. [`PrunedBlock::of`] marks the outputs that the block
            // itself created and spends.
            if coin.height != Height::GENESIS && coin.height < height {
                self.mark_spent(step, outpoint, coin.height)?;
            }
            step.progress.inputs += 1;
        }
        // The block is higher than all others in the list, so the list stays sorted.
        step.pruned_blocks
            .push((height, PrunedBlock::of(&block, spent)));
        let row = HeaderRow {
            header: entry.header,
            flags: StoredFlags {
                block: true,
                valid: true,
                pruned: true,
            },
        };
        step.overlay.changes.put_header(number, &row);
        let key = number.to_be_bytes();
        step.overlay.changes.remove(Table::Undo, key);
        step.progress = PruneProgress { height, inputs: 0 };
        step.numbers.push(number);
        Ok(bytes)
    }

    /// Marks an output as spent in the pruned block that created it.
    fn mark_spent(
        &self,
        step: &mut PruneStep<'_, S>,
        outpoint: &OutPoint,
        height: Height,
    ) -> Result<(), StorageError<S::Error>> {
        let number = self.index.active.at(height).unwrap_or(Number::MAX);
        let at = match step
            .pruned_blocks
            .binary_search_by_key(&height, |(at, _)| *at)
        {
            Ok(at) => at,
            Err(at) => {
                let header = &self.index.entry(number).header;
                let block = step.overlay.pruned_block(number, header)?;
                let bytes = BLOCK_OVERHEAD_BYTES + block.body().to_bytes().len();
                step.bytes_left = step.bytes_left.saturating_sub(bytes);
                step.pruned_blocks.insert(at, (height, block));
                at
            }
        };
        let (_, pruned) = &mut step.pruned_blocks[at];
        if pruned.spend(outpoint) {
            return Ok(());
        }
        let block = pruned.header().hash();
        Err(Damage::PrunedBlock { block }.into())
    }

    /// Removes blocks of other branches that can't join the best chain any more.
    fn drop_side_blocks(&mut self) {
        let mut changes = Batch::default();
        let pruned = self.prune_progress.height;
        for _ in 0..MAX_SIDE_BLOCKS {
            let lowest = self.side_blocks.first().copied();
            let Some((_, number)) = lowest.filter(|(height, _)| *height <= pruned) else {
                break;
            };
            self.side_blocks.pop_first();
            if self.index.is_active(number) || !self.index.entry(number).is_stored() {
                continue;
            }
            let row = HeaderRow {
                header: self.index.entry(number).header,
                flags: StoredFlags::default(),
            };
            changes.put_header(number, &row);
            changes.remove(Table::Blocks, number.to_be_bytes());
            self.index.set_absent(number);
        }
        self.ledger.merge(changes);
    }
}

/// Removes the row by which a dropped transaction is found. Its amounts stay, since balances need
/// them.
fn drop_transaction(changes: &mut Batch, location: Location, dropped: &KeptTransaction) {
    // The txid of a transaction without inputs must not occur again, so its location stays.
    if !dropped.transaction.inputs.is_empty() {
        let txid = dropped.transaction.txid();
        changes.remove(Table::Locations, *txid.as_bytes());
    }
    for (lock, amounts) in connect::lock_amounts(&dropped.transaction, &dropped.spent) {
        let row = HistoryRow {
            amounts,
            dropped: true,
        };
        changes.put_history(lock, location, row);
    }
}
