//! Accepting blocks.

use super::Chain;
use super::planned::Switch;
use super::switch::SwitchError;
use crate::check;
use crate::check::block::BlockTxids;
use crate::check::header::HeaderContext;
use crate::check::lookahead::Checked;
use crate::error::{BlockError, Damage, StorageError};
use crate::index::Status;
use crate::params::MAX_REPORTED_BYTES;
use crate::rule::Rule;
use crate::store::schema::{HeaderRow, Number, StoredFlags};
use crate::store::{Batch, Store, Table};
use primitives::{Block, BlockHash, Header, Height, Timestamp};

/// The result of accepting a block, and the blocks above it that it completed.
///
/// All lists are empty if the block is on a branch that is not the best, and if it begins a switch
/// of several steps (see [`Chain::resume`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    /// Blocks that left the best chain, highest first. Of a long switch only those nearest the
    /// fork, at most [`MAX_REPORTED_BYTES`].
    pub disconnected: Vec<(Height, Block)>,
    /// Blocks that joined the best chain, lowest first. Of a long switch only the highest, at most
    /// [`MAX_REPORTED_BYTES`].
    pub connected: Vec<(Height, Block)>,
    /// The number of blocks that left the best chain.
    pub left: u32,
    /// The number of blocks that joined the best chain.
    pub joined: u32,
    /// Blocks on top of this one that turned out invalid.
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
    /// Accepts a block whose parent's header is known; its own header need not be. A block that is
    /// valid by itself is stored. If it completes a branch with more work than the best chain's,
    /// and the blocks of that branch are valid, the branch becomes the best chain. `now` is the
    /// node's clock.
    ///
    /// # Errors
    /// If the block is known, if its parent is unknown, if the block or one below it that was not
    /// connected before breaks a rule, or if the store fails. The chain is then unchanged, except
    /// that invalid blocks are marked.
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
        checked: Checked,
        now: Timestamp,
    ) -> Result<Accepted, BlockError<S::Error>> {
        self.accept(checked.block, Some(checked.ids), now)
    }

    /// Checks the rules of a block with a known header that need neither coins nor its height. This
    /// hashes the whole block, which need not be hashed again.
    ///
    /// # Errors
    /// The block itself, if it breaks a rule or its header is unknown. [`Chain::accept_block`] then
    /// returns the reason.
    pub fn check_block(&self, mut block: Block) -> Result<Checked, Box<Block>> {
        let Some(number) = self.index.number(&block.hash()) else {
            return Err(Box::new(block));
        };
        // As in `accept`: the verified seal counts, also for the weight.
        block.header = self.index.entry(number).header;
        match check::block::check(&block, &self.spec) {
            Ok(ids) => Ok(Checked { block, ids }),
            Err(_) => Err(Box::new(block)),
        }
    }

    fn accept(
        &mut self,
        mut block: Block,
        ids: Option<BlockTxids>,
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
            // The hash does not commit to the seal; the seal that was verified with the header
            // counts.
            block.header = self.index.entry(number).header;
        }
        if !self.is_in_reach(parent) {
            let floor = self.progress.floor();
            return Err(BlockError::OutOfReach { floor });
        }
        let ids = self.check_content(&block, ids, known, &above)?;
        let first = self.index.recorded();
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
                        self.keep(number, &block);
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
            self.keep(number, &block);
        }
        self.index.tidy();
        if complete && self.switching.is_some() {
            self.candidates.push_back(number);
        } else if complete {
            self.complete(number);
            // A failure leaves the others for the next block: what happened must be reported.
            let _ = self.advance(&mut accepted);
        } else {
            self.incomplete.entry(parent).or_default().push(number);
        }
        Ok(accepted)
    }

    /// Considers stored blocks that were not considered yet because the store failed or the program
    /// ended, or does the next step of a long switch. To be called after opening, after a failure
    /// of the store, and while [`Chain::has_unconsidered`] holds.
    ///
    /// # Errors
    /// If the store fails. The blocks are left for the next call, and a switch begins anew.
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
            // What happened must be reported.
            Err(error) if accepted == Accepted::default() => Err(error),
            _ => Ok(accepted),
        }
    }

    /// Checks a block's content, unless its ids show that this was done, and the rules of its
    /// height. Marks the block as invalid if it is known and can't be a mutated copy.
    fn check_content(
        &mut self,
        block: &Block,
        ids: Option<BlockTxids>,
        known: Option<Number>,
        above: &HeaderContext,
    ) -> Result<BlockTxids, BlockError<S::Error>> {
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

    /// Records a block's header and all below it. Returns the numbers of the header and its parent,
    /// and the rows of the headers that were pending.
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
    fn keep(&mut self, number: Number, block: &Block) {
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

    /// Marks the invalid block after a failed switch, and returns the reason why the block was
    /// rejected.
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

    /// Marks a block and all above it as invalid, and removes their blocks from the store.
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
        let fine = |number: &Number| index.entry(*number).status != Status::Invalid;
        self.incomplete.retain(|parent, _| fine(parent));
        self.candidates.retain(fine);
    }

    /// Marks a block as complete, so that those above it can be considered.
    fn complete(&mut self, number: Number) {
        self.index.set_complete(number);
        let above = self.incomplete.remove(&number);
        self.candidates.extend(above.unwrap_or_default());
    }

    /// Does one step of a long switch.
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
            Err(error) => self.give_up(error, accepted),
        }
    }

    /// Rejects a branch that the chain can't switch to.
    fn give_up(
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

    /// Considers the complete blocks, each of which may become the tip. What one call reports is
    /// bounded; the rest, and a switch of several steps, is left for [`Chain::resume`].
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
                        self.give_up(error, accepted)?;
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
