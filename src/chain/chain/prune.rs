//! Cutting old blocks down, a slice at a time (the paper's section 7).
//!
//! Blocks are cut in the order of their heights. The turn of a block comes when as many newer ones are there as are to
//! be kept whole. First the outputs that it spends are counted as spent in the blocks that made them, which were cut
//! before; a transaction without unspent outputs is then cut away there, unless it is the wallet's own. Then the block
//! itself is cut, and its undo data goes: it can't be taken back any more. So the result is the same whatever the slices
//! were, and only depends on the blocks and on whose wallet asks.
//!
//! A slice reads some hundred kilobytes and one block or cut block beyond that, and its changes are one part of the next
//! commit.

use super::Chain;
use crate::coin::Coin;
use crate::connect;
use crate::cut_block::{CutBlock, KeptTransaction};
use crate::error::{Damage, StorageError};
use crate::index::Status;
use crate::ledger::Draft;
use crate::params::MIN_WHOLE_BLOCKS;
use crate::schema::{HeaderRow, HistoryRow, Kept, Location, Number, Progress, Rows};
use crate::store::{Batch, Store, Table};
use primitives::{Encode, Height, OutPoint, Transaction};

/// Whether a transaction, which spent these coins, is the wallet's own.
pub type IsOwn<'a> = dyn Fn(&Transaction, &[Coin]) -> bool + 'a;

/// Bytes of whole blocks that a slice reads, and of cut blocks likewise, or a little more: some ten milliseconds' work in
/// a browser.
const SLICE: usize = 256 << 10;
/// What reading any block costs beside its bytes, in bytes: 64 small ones are a slice.
const FIXED: usize = 4 << 10;
/// Blocks of other branches that a slice drops.
const STRAYS: usize = 256;

/// The changes of a slice.
struct Slice<'a, S> {
    draft: Draft<'a, S>,
    /// The cut blocks that change, in the order of their heights.
    cuts: Vec<(Height, CutBlock)>,
    progress: Progress,
    /// Blocks that were cut now.
    cut: Vec<Number>,
    /// Bytes of cut blocks that may still be read.
    left: usize,
}

/// A slice that was worked out.
struct Planned {
    changes: Batch,
    progress: Progress,
    cut: Vec<Number>,
}

impl<S: Store> Chain<S> {
    /// How many of the newest blocks are kept whole; none where all are.
    pub fn whole_blocks(&self) -> Option<u32> {
        self.settings.whole_blocks.map(|n| n.max(MIN_WHOLE_BLOCKS))
    }

    /// Changes how many of the newest blocks are kept whole; at least [`MIN_WHOLE_BLOCKS`] are. What was cut stays cut.
    pub fn set_whole_blocks(&mut self, newest: Option<u32>) {
        self.settings.whole_blocks = newest;
    }

    /// The height up to which blocks were cut down; none where none was. The genesis block never is.
    pub fn cut_height(&self) -> Option<Height> {
        Some(self.progress.height).filter(|height| *height != Height::GENESIS)
    }

    /// Whether old blocks are missing, or soon may be: peers can't be promised them.
    pub fn is_pruned(&self) -> bool {
        self.settings.whole_blocks.is_some() || self.progress != Progress::NONE
    }

    /// The height up to which blocks are to be cut down by now.
    pub fn cut_goal(&self) -> Option<Height> {
        self.tip().height.checked_sub(self.whole_blocks()?)
    }

    /// Whether a known block lies on a branch that parts from the best chain where blocks are whole. Any other branch
    /// can't be switched to, whatever its work.
    pub fn could_switch_to(&self, hash: &primitives::BlockHash) -> bool {
        let number = self.index.number(hash);
        number.is_some_and(|number| self.is_in_reach(number))
    }

    /// Cuts down some of the blocks that are older than the newest [`Chain::whole_blocks`] and not above `up_to`; whether
    /// there are more. `is_own` names transactions to be kept in any case.
    ///
    /// # Errors
    /// When the store fails or is damaged. Nothing has changed then.
    pub fn prune(
        &mut self,
        up_to: Height,
        is_own: &IsOwn<'_>,
    ) -> Result<bool, StorageError<S::Error>> {
        let goal = self.cut_goal().map(|goal| goal.min(up_to));
        let Some(goal) = goal.filter(|goal| self.progress.height < *goal) else {
            return Ok(false);
        };
        // A switch under way rests on undo data that pruning removes.
        if self.switching.is_some() {
            return Ok(false);
        }
        if self.pending_bytes() > self.settings.pending_bytes {
            self.flush()?;
        }
        let planned = self.plan_slice(goal, is_own)?;
        self.ledger.merge(planned.changes);
        self.progress = planned.progress;
        for number in planned.cut {
            self.index.set_status(number, Status::Cut);
        }
        self.drop_strays();
        Ok(self.progress.height < goal)
    }

    fn plan_slice(
        &self,
        goal: Height,
        is_own: &IsOwn<'_>,
    ) -> Result<Planned, StorageError<S::Error>> {
        let mut slice = Slice {
            draft: Draft::new(&self.ledger),
            cuts: Vec::new(),
            progress: self.progress,
            cut: Vec::new(),
            left: SLICE,
        };
        let mut read = 0;
        while slice.progress.height < goal && read < SLICE && slice.left > 0 {
            read += FIXED + self.cut_next(&mut slice)?;
        }
        let mut changes = slice.draft.changes;
        for (height, mut cut) in slice.cuts {
            for (place, gone) in cut.shrink(is_own) {
                let index = place;
                forget(&mut changes, Location { height, index }, &gone);
            }
            if let Some(number) = self.index.active.at(height) {
                changes.put_cut_block(number, &cut);
            }
        }
        changes.put_progress(slice.progress);
        Ok(Planned {
            changes,
            progress: slice.progress,
            cut: slice.cut,
        })
    }

    /// Counts what the next block spends, and cuts it if all could be counted; gives the bytes of the block.
    fn cut_next(&self, slice: &mut Slice<'_, S>) -> Result<usize, StorageError<S::Error>> {
        let height = slice.progress.height.next();
        let number = self.index.active.at(height).unwrap_or(Number::MAX);
        let entry = self.index.entry(number);
        let block = self.kept_block(&slice.draft, number)?;
        let bytes = block.encoded_len();
        let spent = slice.draft.undo(number)?.spent;
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
        let counted = slice.progress.inputs as usize;
        for (outpoint, coin) in outpoints.iter().zip(&spent).skip(counted) {
            if slice.left == 0 {
                return Ok(bytes);
            }
            // The genesis block stays whole; what the block spends of itself is counted below.
            if coin.height != Height::GENESIS && coin.height < height {
                self.count_spent(slice, outpoint, coin.height)?;
            }
            slice.progress.inputs += 1;
        }
        // Higher than all that were cut before.
        slice.cuts.push((height, CutBlock::of(&block, spent)));
        let row = HeaderRow {
            header: entry.header,
            kept: Kept {
                block: true,
                valid: true,
                cut: true,
            },
        };
        slice.draft.changes.put_header(number, &row);
        let key = number.to_be_bytes();
        slice.draft.changes.remove(Table::Undo, key);
        slice.progress = Progress { height, inputs: 0 };
        slice.cut.push(number);
        Ok(bytes)
    }

    /// Counts an output as spent in the cut block that made it.
    fn count_spent(
        &self,
        slice: &mut Slice<'_, S>,
        outpoint: &OutPoint,
        height: Height,
    ) -> Result<(), StorageError<S::Error>> {
        let number = self.index.active.at(height).unwrap_or(Number::MAX);
        let at = match slice.cuts.binary_search_by_key(&height, |(at, _)| *at) {
            Ok(at) => at,
            Err(at) => {
                let header = &self.index.entry(number).header;
                let cut = slice.draft.cut_block(number, header)?;
                let bytes = FIXED + cut.remains().to_bytes().len();
                slice.left = slice.left.saturating_sub(bytes);
                slice.cuts.insert(at, (height, cut));
                at
            }
        };
        let (_, cut) = &mut slice.cuts[at];
        if cut.spend(outpoint) {
            return Ok(());
        }
        let block = cut.header().hash();
        Err(Damage::CutBlock { block }.into())
    }

    /// Drops blocks of other branches that can't become part of the best chain any more.
    fn drop_strays(&mut self) {
        let mut changes = Batch::default();
        let cut = self.progress.height;
        let count = self.strays.partition_point(|(height, _)| *height <= cut);
        for (_, number) in self.strays.drain(..count.min(STRAYS)) {
            if self.index.is_active(number) || !self.index.entry(number).is_stored() {
                continue;
            }
            let row = HeaderRow {
                header: self.index.entry(number).header,
                kept: Kept::default(),
            };
            changes.put_header(number, &row);
            changes.remove(Table::Blocks, number.to_be_bytes());
            self.index.set_absent(number);
        }
        self.ledger.merge(changes);
    }
}

/// Removes the row by which a transaction is found. What it meant for its locks stays: their balances count it.
fn forget(changes: &mut Batch, location: Location, gone: &KeptTransaction) {
    // A transaction without inputs must not come again, so its place stays known.
    if !gone.transaction.inputs.is_empty() {
        let txid = gone.transaction.txid();
        changes.remove(Table::Locations, *txid.as_bytes());
    }
    for (lock, flow) in connect::flows(&gone.transaction, &gone.spent) {
        let dropped = true;
        changes.put_history(lock, location, HistoryRow { flow, dropped });
    }
}
