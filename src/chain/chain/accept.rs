//! Accepting blocks.

use super::Chain;
use super::planned::Switch;
use super::switch::SwitchError;
use crate::check;
use crate::check::block::BlockIds;
use crate::check::header::HeaderContext;
use crate::check::lookahead::CheckedBlock;
use crate::error::{BlockError, Damage, StorageError};
use crate::index::Status;
use crate::params::MAX_REPORTED_BYTES;
use crate::rule::Rule;
use crate::store::schema::{HeaderRow, Number, StoredFlags};
use crate::store::{Batch, Store, Table};
use primitives::{Block, BlockHash, Header, Height, Timestamp};

/// The changes to the best chain that an accepted block causes. Its stored descendants may join the
/// best chain with it.
///
/// All lists are empty if the block's branch does not become the best, or if the block begins a
/// switch that takes more than one step (see [`Chain::resume`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    /// Blocks that left the best chain, highest first. Of a long switch these are only the blocks
    /// nearest the fork, at most [`MAX_REPORTED_BYTES`].
    pub disconnected: Vec<(Height, Block)>,
    /// Blocks that joined the best chain, lowest first. Of a long switch these are only the highest
    /// blocks, at most [`MAX_REPORTED_BYTES`].
    pub connected: Vec<(Height, Block)>,
    /// The number of blocks that left the best chain.
    pub left: u32,
    /// The number of blocks that joined the best chain.
    pub joined: u32,
    /// Stored blocks that were found invalid, with the rules that they break.
    pub rejected: Vec<(BlockHash, Rule)>,
}

impl Accepted {
    fn add(&mut self, switch: Switch) {
        self.joined += switch.connected.count;
        self.left += switch.disconnected.count;
        for (height, block) in switch.disconnected.blocks {
            // A block that joined and left within the same call is not reported.
            let joined = self
                .connected
                .last()
                .is_some_and(|(_, last)| last.header == block.header);
            if joined {
                self.connected.pop();
                self.joined -= 1;
                self.left -= 1;
            } else {
                self.disconnected.push((height, block));
            }
        }
        self.connected.extend(switch.connected.blocks);
    }
}

impl<S: Store> Chain<S> {
    /// Accepts a block whose parent's header is known; its own header need not be known. The block
    /// is stored if it obeys all rules that need no coins. If all its ancestors are stored and its
    /// branch has more work than the best chain, the branch becomes the best chain, unless one of
    /// its blocks is invalid. `now` is the node's clock.
    ///
    /// # Errors
    /// If the block is already stored, if its parent is unknown, if its branch leaves the best
    /// chain below the pruned height, if the block or an ancestor that was not connected before
    /// breaks a rule, or if the store fails. The best chain is then unchanged. An invalid block is
    /// marked as invalid if its header was known and the block can't be a mutated copy.
    pub fn accept_block(
        &mut self,
        block: Block,
        now: Timestamp,
    ) -> Result<Accepted, BlockError<S::Error>> {
        self.accept(block, None, now)
    }

    /// Accepts a block that was checked by [`Chain::check_block`].
    ///
    /// # Errors
    /// As [`Chain::accept_block`].
    pub fn accept_checked(
        &mut self,
        checked: CheckedBlock,
        now: Timestamp,
    ) -> Result<Accepted, BlockError<S::Error>> {
        self.accept(checked.block, Some(checked.ids), now)
    }

    /// Checks a block with a known header against the rules that need neither coins nor the height.
    /// This hashes the whole block. [`Chain::accept_checked`] need not hash it again.
    ///
    /// # Errors
    /// The block itself, if it breaks a rule or its header is unknown. [`Chain::accept_block`]
    /// returns the reason.
    pub fn check_block(&self, mut block: Block) -> Result<CheckedBlock, Box<Block>> {
        let Some(number) = self.index.number(&block.hash()) else {
            return Err(Box::new(block));
        };
        // As in `accept`, the verified seal replaces the block's. This may change the weight.
        block.header = self.index.entry(number).header;
        match check::block::check(&block, &self.spec) {
            Ok(ids) => Ok(CheckedBlock { block, ids }),
            Err(_) => Err(Box::new(block)),
        }
    }

    fn accept(
        &mut self,
        mut block: Block,
        ids: Option<BlockIds>,
        now: Timestamp,
    ) -> Result<Accepted, BlockError<S::Error>> {
        if self.unsettled.is_some() {
            return Err(StorageError::from(Damage::Unsettled).into());
        }
        if self.pending_bytes() > self.settings.pending_bytes {
            self.flush()?;
        }
        let hash = block.hash();
        let known = self.index.number(&hash);
        let (parent, above) = self.check_header_of(&block.header, hash, known, now)?;
        if let Some(number) = known {
            // The hash does not commit to the seal, so the verified seal replaces the block's.
            block.header = self.index.entry(number).header;
        }
        if !self.is_in_reach(parent) {
            let floor = self.prune_progress.floor();
            return Err(BlockError::OutOfReach { floor });
        }
        let ids = self.check_content(&block, ids, known, &above)?;
        let first = self.index.recorded_count();
        let (number, parent, rows) = self.record_block(&block.header, known, parent, &above);
        let mut accepted = Accepted::default();
        let complete = self.index.entry(parent).complete;
        let heavier = self.index.entry(number).work > self.tip().work;
        if complete && heavier && self.switching.is_none() {
            let mut switch = self.begin_switch(number, Some((block, ids)));
            match self.plan_switch(&mut switch) {
                Ok(true) => {
                    self.ledger.merge(rows);
                    self.switch(&mut switch);
                    accepted.add(switch);
                }
                Ok(false) => {
                    self.ledger.merge(rows);
                    if let Some((block, _)) = switch.own.take() {
                        self.store_block(number, &block);
                    }
                    self.candidates.push_front(number);
                    self.switching = Some(switch);
                    self.index.tidy();
                    return Ok(accepted);
                }
                Err(error) => {
                    let error = self.reject_block(number, known.is_none(), error);
                    self.index.unrecord(first);
                    return Err(error);
                }
            }
        } else {
            self.ledger.merge(rows);
            self.store_block(number, &block);
        }
        self.index.tidy();
        if complete && self.switching.is_some() {
            self.candidates.push_back(number);
        } else if complete {
            self.complete(number);
            // An error is not returned here, since the changes so far must be reported.
            let _ = self.advance(&mut accepted);
        } else {
            self.incomplete.entry(parent).or_default().push(number);
        }
        Ok(accepted)
    }

    /// Finds out whether a failed commit of a switch happened, does the next step of a long switch,
    /// or considers the stored blocks that no earlier call has considered. Must be called after
    /// opening, after a failure of the store, and while [`Chain::has_unconsidered`] holds.
    ///
    /// # Errors
    /// If the store fails. The next call considers the same blocks, and begins a long switch anew.
    pub fn resume(&mut self) -> Result<Accepted, StorageError<S::Error>> {
        let mut accepted = Accepted::default();
        if let Some(switch) = self.settle_commit()? {
            accepted.add(switch);
            return Ok(accepted);
        }
        let advanced = match self.switching.take() {
            Some(switch) => self.resume_switch(switch, &mut accepted),
            None => self.advance(&mut accepted),
        };
        match advanced {
            // Changes that were made before the error must be reported.
            Err(error) if accepted == Accepted::default() => Err(error),
            _ => Ok(accepted),
        }
    }

    /// Checks a block against the rules that need no coins. If `ids` is given, only the rules of
    /// the height are left to check. A block that breaks a rule is marked as invalid, but only if
    /// its header is known and it can't be a mutated copy.
    fn check_content(
        &mut self,
        block: &Block,
        ids: Option<BlockIds>,
        known: Option<Number>,
        above: &HeaderContext,
    ) -> Result<BlockIds, BlockError<S::Error>> {
        let (height, median) = (above.height.next(), above.median_time());
        let checked = ids.map_or_else(|| check::block::check(block, &self.spec), Ok);
        let verdict = checked.and_then(|ids| {
            check::block::check_contextual(block, &self.spec, height, median).map(|()| ids)
        });
        verdict.map_err(|rule| {
            if let Some(number) = known
                && !rule.may_be_mutated()
            {
                self.mark_invalid(number);
            }
            BlockError::Invalid {
                block: block.hash(),
                rule,
            }
        })
    }

    /// Records a block's header and its ancestors. Returns the numbers of the header and its
    /// parent, and the rows of the headers that were pending.
    fn record_block(
        &mut self,
        header: &Header,
        known: Option<Number>,
        parent: Number,
        above: &HeaderContext,
    ) -> (Number, Number, Batch) {
        match known {
            Some(number) => {
                let (number, rows) = self.record_header(number);
                (number, self.index.parent_number(number), rows)
            }
            None => {
                let (parent, rows) = self.record_header(parent);
                let context = above.extend(&self.spec, header);
                let number = self.index.insert(header, &context, parent);
                (number, parent, rows)
            }
        }
    }

    /// Stores a block that does not become the tip.
    fn store_block(&mut self, number: Number, block: &Block) {
        let mut changes = Batch::default();
        changes.put_block(number, block);
        let row = HeaderRow {
            header: block.header,
            flags: StoredFlags {
                block: true,
                valid: false,
                pruned: false,
            },
        };
        changes.put_header(number, &row);
        self.ledger.merge(changes);
        self.index.set_status(number, Status::Stored);
        let height = self.index.entry(number).height;
        self.side_blocks.insert((height, number));
    }

    /// Marks the block that made the switch to the block `number` fail as invalid, unless it is
    /// that block itself and `new`. Returns the reason why the block `number` is rejected.
    fn reject_block(
        &mut self,
        number: Number,
        new: bool,
        error: SwitchError<S::Error>,
    ) -> BlockError<S::Error> {
        match self.confirm(error) {
            SwitchError::Storage(error) => BlockError::Storage(error),
            SwitchError::Rule { number: bad, rule } => {
                let block = self.index.entry(bad).hash;
                if !new || bad != number {
                    self.mark_invalid(bad);
                }
                BlockError::Invalid { block, rule }
            }
        }
    }

    /// Marks a block and its descendants as invalid, and removes them from the store.
    fn mark_invalid(&mut self, number: Number) {
        let mut changes = Batch::default();
        for dropped in self.index.invalidate(number) {
            let row = HeaderRow {
                header: self.index.entry(dropped).header,
                flags: StoredFlags::default(),
            };
            changes.put_header(dropped, &row);
            changes.remove(Table::Blocks, dropped.to_be_bytes());
        }
        self.ledger.merge(changes);
        let index = &self.index;
        let may_be_valid = |number: &Number| index.entry(*number).status != Status::Invalid;
        self.incomplete.retain(|parent, _| may_be_valid(parent));
        self.candidates.retain(may_be_valid);
    }

    /// Marks a block and all its ancestors as stored. Its stored children can now be considered for
    /// the tip.
    fn complete(&mut self, number: Number) {
        self.index.set_complete(number);
        let children = self.incomplete.remove(&number);
        self.candidates.extend(children.unwrap_or_default());
    }

    /// Does one step of a long switch, and marks the invalid block if one is found.
    fn resume_switch(
        &mut self,
        switch: Switch,
        accepted: &mut Accepted,
    ) -> Result<(), StorageError<S::Error>> {
        match self.step_switch(switch) {
            Ok(None) => Ok(()),
            Ok(Some(switch)) => {
                accepted.add(switch);
                Ok(())
            }
            Err(error) => self.fail_switch(error, accepted),
        }
    }

    /// Ends a failed switch: marks the invalid block, or returns the store's error.
    fn fail_switch(
        &mut self,
        error: SwitchError<S::Error>,
        accepted: &mut Accepted,
    ) -> Result<(), StorageError<S::Error>> {
        match self.confirm(error) {
            SwitchError::Rule { number, rule } => {
                accepted
                    .rejected
                    .push((self.index.entry(number).hash, rule));
                self.mark_invalid(number);
                Ok(())
            }
            SwitchError::Storage(error) => Err(error),
        }
    }

    /// Considers the candidates, each of which may become the tip. One call reports a bounded
    /// number of bytes. The remaining candidates, and a switch that takes more than one step, are
    /// left for [`Chain::resume`].
    fn advance(&mut self, accepted: &mut Accepted) -> Result<(), StorageError<S::Error>> {
        let mut reported_bytes = 0;
        while let Some(&number) = self.candidates.front() {
            if self.switching.is_some() || reported_bytes > MAX_REPORTED_BYTES {
                break;
            }
            if self.pending_bytes() > self.settings.pending_bytes {
                self.flush()?;
            }
            let entry = self.index.entry(number);
            if !entry.has_full_block() || !self.is_in_reach(number) {
                self.candidates.pop_front();
                continue;
            }
            if entry.work > self.tip().work {
                let mut switch = self.begin_switch(number, None);
                match self.plan_switch(&mut switch) {
                    Ok(true) => {
                        self.switch(&mut switch);
                        reported_bytes += switch.connected.bytes + switch.disconnected.bytes;
                        accepted.add(switch);
                    }
                    Ok(false) => {
                        self.switching = Some(switch);
                        break;
                    }
                    Err(error) => {
                        self.fail_switch(error, accepted)?;
                        continue;
                    }
                }
            }
            self.candidates.pop_front();
            self.complete(number);
        }
        Ok(())
    }
}
