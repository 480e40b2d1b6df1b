//! Accepting headers and blocks.

use super::switch::{Switch, SwitchError};
use super::{Chain, wait};
use crate::check;
use crate::check::ahead::Checked;
use crate::check::block::Names;
use crate::check::header::HeaderContext;
use crate::error::{BlockError, Damage, HeaderError, StorageError};
use crate::index::Status;
use crate::params::MAX_TOLD_BYTES;
use crate::rule::Rule;
use crate::schema::{HeaderRow, Kept, Number};
use crate::store::{Batch, Store, Table};
use primitives::order::insert;
use primitives::{Block, BlockHash, Header, Height, Timestamp};

/// What became of headers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeadersAccepted {
    /// Those that were new.
    pub added: usize,
    /// The last one, new or known; none if there was none.
    pub last: Option<BlockHash>,
}

/// What became of a block, and of those that had waited for it.
///
/// All lists are empty where the block lies on a branch that is not the best, and where it begins a switch of several
/// steps (see [`Chain::resume`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    /// Blocks that left the best chain, highest first; of a long switch those nearest the fork, as many as
    /// [`MAX_TOLD_BYTES`] hold.
    pub disconnected: Vec<(Height, Block)>,
    /// Blocks that joined it, lowest first; of a long switch the newest.
    pub connected: Vec<(Height, Block)>,
    /// How many blocks left the best chain.
    pub left: u32,
    /// How many blocks joined it.
    pub joined: u32,
    /// Blocks that had waited for this one, and turned out invalid.
    pub rejected: Vec<(BlockHash, Rule)>,
}

impl Accepted {
    fn add(&mut self, switch: Switch) {
        self.joined += switch.connected.count;
        self.left += switch.disconnected.count;
        for (height, block) in switch.disconnected.blocks {
            // A block that joined and left within the same call has done neither.
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
    /// Accepts headers, each of which builds on a known one or on one before it in the list; `now` is our clock. They
    /// are in memory only until a block of theirs, or above them, is accepted (see [`Chain::retain_headers`]).
    ///
    /// # Errors
    /// At the first header that can't be accepted; those before it stay accepted.
    pub fn accept_headers(
        &mut self,
        headers: &[Header],
        now: Timestamp,
    ) -> Result<HeadersAccepted, HeaderError> {
        let mut accepted = HeadersAccepted::default();
        let mut context = None;
        let mut result = Ok(());
        for header in headers {
            match self.accept_header(header, now, &mut context) {
                Ok((hash, new)) => {
                    accepted.added += usize::from(new);
                    accepted.last = Some(hash);
                }
                Err(error) => {
                    result = Err(error);
                    break;
                }
            }
        }
        result.map(|()| accepted)
    }

    /// Accepts a block, whose header need not be known but whose parent's must be. It is kept in any case; if it, with
    /// blocks that waited for it, makes a chain of more work than the best, it becomes the best. `now` is our clock.
    ///
    /// # Errors
    /// When the block is known, has no known parent, or it (or a block below it that had not been connected) breaks a
    /// rule; or when the store fails. The chain is as before then, but for what is known to be invalid.
    pub fn accept_block(
        &mut self,
        block: Block,
        now: Timestamp,
    ) -> Result<Accepted, BlockError<S::Error>> {
        self.accept(block, None, now)
    }

    /// Accepts a block that was looked at before, as [`Chain::accept_block`] does.
    ///
    /// # Errors
    /// As [`Chain::accept_block`].
    pub fn accept_checked(
        &mut self,
        checked: Checked,
        now: Timestamp,
    ) -> Result<Accepted, BlockError<S::Error>> {
        self.accept(checked.block, Some(checked.names), now)
    }

    /// Checks a block of a known header as far as it needs neither coins nor a place in the chain: all of it is hashed
    /// then, and need not be again.
    ///
    /// # Errors
    /// Gives the block back when it breaks a rule, or its header is not known. It is for [`Chain::accept_block`] to say
    /// so.
    pub fn check_block(&self, mut block: Block) -> Result<Checked, Box<Block>> {
        let Some(number) = self.index.number(&block.hash()) else {
            return Err(Box::new(block));
        };
        // As in accepting: the seal that was verified counts, for the weight, too.
        block.header = self.index.entry(number).header;
        match check::block::check(&block, &self.spec) {
            Ok(names) => Ok(Checked { block, names }),
            Err(_) => Err(Box::new(block)),
        }
    }

    fn accept(
        &mut self,
        mut block: Block,
        names: Option<Names>,
        now: Timestamp,
    ) -> Result<Accepted, BlockError<S::Error>> {
        if self.uncertain.is_some() {
            return Err(StorageError::from(Damage::Unsettled).into());
        }
        if self.pending_bytes() > self.settings.pending_bytes {
            self.flush()?;
        }
        let hash = block.hash();
        let known = self.index.number(&hash);
        let (parent, above) = self.check_header_of(&block.header, hash, known, now)?;
        if let Some(number) = known {
            // The same but for the seal, which the hash does not commit to: the one that was verified stays.
            block.header = self.index.entry(number).header;
        }
        let (height, median) = (above.height.next(), above.median_time());
        if !self.is_in_reach(parent) {
            let floor = self.progress.floor();
            return Err(BlockError::OutOfReach { floor });
        }
        let checked = names.map_or_else(|| check::block::check(&block, &self.spec), Ok);
        let verdict = checked.and_then(|names| {
            check::block::check_in_place(&block, &self.spec, height, median).map(|()| names)
        });
        let names = match verdict {
            Ok(names) => names,
            Err(rule) => {
                if let Some(number) = known
                    && !rule.is_of_the_copy()
                {
                    self.condemn(number);
                }
                return Err(BlockError::Invalid { block: hash, rule });
            }
        };
        let first = self.index.recorded();
        let (number, parent, rows) = match known {
            Some(number) => {
                let (number, rows) = self.record_header(number);
                (number, self.index.parent_number(number), rows)
            }
            None => {
                let (parent, rows) = self.record_header(parent);
                let context = above.extend(&self.spec, &block.header);
                let number = self.index.insert(&block.header, &context, parent);
                (number, parent, rows)
            }
        };
        let mut accepted = Accepted::default();
        let complete = self.index.entry(parent).complete;
        let heavier = self.index.entry(number).work > self.tip().work;
        if complete && heavier && self.switching.is_none() {
            let mut switch = self.begin_switch(number, Some((block, names)));
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
                    self.ready.push_front(number);
                    self.switching = Some(switch);
                    self.index.tidy();
                    return Ok(accepted);
                }
                Err(error) => {
                    let error = self.confirm(error);
                    let error = self.refuse(number, known.is_none(), error);
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
            self.ready.push_back(number);
        } else if complete {
            self.complete(number);
            // A failing store leaves the rest for the next block: what has happened must be told.
            let _ = self.advance(&mut accepted);
        } else {
            wait(&mut self.waiting, parent, number);
        }
        Ok(accepted)
    }

    /// Considers blocks that are here and were not considered yet, because the store failed, or the program ended,
    /// before they were; and goes one step on with a long switch of branches. To be called after opening, after a failure
    /// of the store, and as long as [`Chain::has_unconsidered`].
    ///
    /// # Errors
    /// When the store fails: what was not considered is left for the next call, and a switch begins anew.
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
            // What has happened must be told.
            Err(error) if accepted == Accepted::default() => Err(error),
            _ => Ok(accepted),
        }
    }

    fn accept_header(
        &mut self,
        header: &Header,
        now: Timestamp,
        context: &mut Option<HeaderContext>,
    ) -> Result<(BlockHash, bool), HeaderError> {
        let block = header.hash();
        if let Some(number) = self.index.number(&block) {
            if self.index.entry(number).status == Status::Invalid {
                let rule = Rule::KnownInvalid;
                return Err(HeaderError::Invalid { block, rule });
            }
            return Ok((block, false));
        }
        let previous = header.previous;
        let parent = self
            .index
            .number(&previous)
            .ok_or(HeaderError::Orphan { previous })?;
        let invalid = |rule| HeaderError::Invalid { block, rule };
        if self.index.entry(parent).status == Status::Invalid {
            return Err(invalid(Rule::InvalidParent { parent: previous }));
        }
        let above = match context.take() {
            Some(context) if context.hash == previous => context,
            _ => self.index.context(parent),
        };
        above.check(&self.spec, header, now).map_err(invalid)?;
        let child = above.extend(&self.spec, header);
        self.index.insert_pending(header, &child, parent);
        *context = Some(child);
        Ok((block, true))
    }

    /// Records a header and all below it; gives its number from now on, and the rows of those that were pending.
    fn record_header(&mut self, number: Number) -> (Number, Batch) {
        let mut rows = Batch::default();
        let mut last = number;
        for recorded in self.index.record(number) {
            let row = HeaderRow {
                header: self.index.entry(recorded).header,
                kept: Kept::default(),
            };
            rows.put_header(recorded, &row);
            last = recorded;
        }
        (last, rows)
    }

    /// Drops all headers whose blocks, and all blocks above them, are missing, but `tips` and the headers below them;
    /// how many were dropped. A dropped header is as if it had never come.
    pub fn retain_headers(&mut self, tips: &[BlockHash]) -> usize {
        let numbers = tips.iter().filter_map(|tip| self.index.number(tip));
        let numbers: Vec<Number> = numbers.collect();
        self.index.retain_pending(&numbers)
    }

    /// Checks a block's header as far as it is new, and gives its parent with what the parent's children are held to.
    fn check_header_of(
        &self,
        header: &Header,
        block: BlockHash,
        known: Option<Number>,
        now: Timestamp,
    ) -> Result<(Number, HeaderContext), BlockError<S::Error>> {
        let invalid = |rule| BlockError::Invalid { block, rule };
        match known.map(|number| self.index.entry(number)) {
            Some(entry) if entry.status == Status::Invalid => {
                return Err(invalid(Rule::KnownInvalid));
            }
            Some(entry) if entry.is_stored() => return Err(BlockError::Known),
            _ => {}
        }
        let previous = header.previous;
        let parent = self
            .index
            .number(&previous)
            .ok_or(BlockError::Orphan { previous })?;
        if self.index.entry(parent).status == Status::Invalid {
            return Err(invalid(Rule::InvalidParent { parent: previous }));
        }
        let above = self.index.context(parent);
        if known.is_none() {
            above.check(&self.spec, header, now).map_err(invalid)?;
        }
        Ok((parent, above))
    }

    /// Keeps a block that does not become the tip.
    fn keep(&mut self, number: Number, block: &Block) {
        let mut changes = Batch::default();
        changes.put_block(number, block);
        let row = HeaderRow {
            header: block.header,
            kept: Kept {
                block: true,
                valid: false,
                cut: false,
            },
        };
        changes.put_header(number, &row);
        self.ledger.merge(changes);
        self.index.set_status(number, Status::Stored);
        let height = self.index.entry(number).height;
        insert(&mut self.strays, (height, number));
    }

    /// Notes what is known to be invalid when a block did not become the tip, and says why it did not.
    fn refuse(
        &mut self,
        number: Number,
        new: bool,
        error: SwitchError<S::Error>,
    ) -> BlockError<S::Error> {
        match error {
            SwitchError::Storage(error) => BlockError::Storage(error),
            SwitchError::Rule { number: bad, rule } => {
                let block = self.index.entry(bad).hash;
                if !new || bad != number {
                    self.condemn(bad);
                }
                BlockError::Invalid { block, rule }
            }
        }
    }

    /// Marks a block and all above it as invalid, and drops those that are kept.
    fn condemn(&mut self, number: Number) {
        let mut changes = Batch::default();
        for dropped in self.index.invalidate(number) {
            let row = HeaderRow {
                header: self.index.entry(dropped).header,
                kept: Kept::default(),
            };
            changes.put_header(dropped, &row);
            changes.remove(Table::Blocks, dropped.to_be_bytes());
        }
        self.ledger.merge(changes);
        let index = &self.index;
        let fine = |number: &Number| index.entry(*number).status != Status::Invalid;
        self.waiting.retain(|(parent, _)| fine(parent));
        self.ready.retain(fine);
    }

    /// Notes that a block has no gap below it, so that those that waited for it can be considered.
    fn complete(&mut self, number: Number) {
        self.index.set_complete(number);
        let start = self.waiting.partition_point(|(parent, _)| *parent < number);
        let end = self
            .waiting
            .partition_point(|(parent, _)| *parent <= number);
        let above = self.waiting.drain(start..end);
        self.ready.extend(above.map(|(_, child)| child));
    }

    /// A step of a long switch.
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

    /// What becomes of a branch that can't be switched to.
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
                self.condemn(number);
                Ok(())
            }
            SwitchError::Storage(error) => Err(error),
        }
    }

    /// Considers the blocks that have no gap below them any more, each of which may become the tip. What one call tells is
    /// bounded: the rest, and a switch of several steps, is for [`Chain::resume`].
    fn advance(&mut self, accepted: &mut Accepted) -> Result<(), StorageError<S::Error>> {
        let mut told = 0;
        while let Some(&number) = self.ready.front() {
            if self.switching.is_some() || told > MAX_TOLD_BYTES {
                break;
            }
            if self.pending_bytes() > self.settings.pending_bytes {
                self.flush()?;
            }
            let entry = self.index.entry(number);
            if !entry.is_whole() || !self.is_in_reach(number) {
                self.ready.pop_front();
                continue;
            }
            if entry.work > self.tip().work {
                let mut switch = self.begin_switch(number, None);
                match self.plan_switch(&mut switch) {
                    Ok(true) => {
                        self.switch(&mut switch);
                        told += switch.connected.bytes + switch.disconnected.bytes;
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
            self.ready.pop_front();
            self.complete(number);
        }
        Ok(())
    }
}
