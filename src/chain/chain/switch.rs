//! Switching branches: blocks are disconnected and others connected, all or nothing.
//!
//! A switch is planned block by block. While its changes fit in
//! [`Settings::switch_bytes`](super::Settings), they are one batch in memory. A longer switch is
//! done in steps, one for each call of [`Chain::resume`]. A step writes the changes so far to the
//! store's open transaction ([`Store::stage`]), and plans further blocks until their changes exceed
//! `switch_bytes`, too. Until the last step commits that transaction, all queries show the old best
//! chain. A switch has no effect if the program ends before that commit, if the store fails, or if
//! a block of the branch breaks a rule.
//!
//! **Bound.** A step takes the memory of its changes (`switch_bytes` plus the changes of one block)
//! and of the blocks to report ([`MAX_REPORTED_BYTES`](crate::params::MAX_REPORTED_BYTES) for each
//! direction). The branch's header numbers take four bytes a block.

use super::Chain;
use super::planned::{ReportedBlocks, Switch};
use crate::chain::connect::{self, ConnectError, Step};
use crate::check::block::BlockIds;
use crate::check::position::{Ancestors, Position};
use crate::error::{Damage, StorageError};
use crate::index::{Index, Status};
use crate::rule::Rule;
use crate::store::ledger::Overlay;
use crate::store::schema::{self, HeaderRow, Number, Rows, StoredFlags, TIP};
use crate::store::{Store, Table};
use primitives::{Block, Height, Timestamp};

/// Why the tip can't be moved.
#[derive(Debug)]
pub(super) enum SwitchError<E> {
    /// A block of the branch breaks a rule.
    Rule {
        /// The number of the block.
        number: Number,
        /// The broken rule.
        rule: Rule,
    },
    /// The store failed. This is not a verdict on the block.
    Storage(StorageError<E>),
}

impl<E> From<StorageError<E>> for SwitchError<E> {
    fn from(error: StorageError<E>) -> Self {
        Self::Storage(error)
    }
}

/// The ancestors of a block: the best chain up to a fork, and the blocks of a branch after it.
struct Branch<'a> {
    index: &'a Index,
    /// The height of the last common block.
    fork: Height,
    /// The branch's blocks after the fork, up to the parent.
    above: &'a [Number],
}

impl Ancestors for Branch<'_> {
    fn median_time(&self, height: Height) -> Timestamp {
        let number = match height.value().checked_sub(self.fork.value() + 1) {
            None => self.index.active.at(height),
            Some(index) => self.above.get(index as usize).copied(),
        };
        // Every ancestor has a number. For a height that is not an ancestor's, the parent is used.
        let fork = || self.index.active.at(self.fork).unwrap_or(0);
        let parent = || self.above.last().copied().unwrap_or_else(fork);
        self.index.entry(number.unwrap_or_else(parent)).median_time
    }
}

impl<S: Store> Chain<S> {
    /// A switch to `target` without any planned block. `own` is the target's block, if it is in
    /// memory.
    pub(super) fn begin_switch(&self, target: Number, own: Option<(Block, BlockIds)>) -> Switch {
        let fork = self.index.fork(target);
        Switch {
            target,
            fork,
            top: self.index.active.tip(),
            branch: self.index.branch(fork, target),
            done: 0,
            own,
            changes: self.ledger.batch(),
            is_staged: false,
            disconnected: ReportedBlocks::default(),
            connected: ReportedBlocks::default(),
        }
    }

    /// Plans at least one block of a switch, until the switch is complete or has more than
    /// [`Settings::switch_bytes`](super::Settings) of changes. Returns whether it is complete. The
    /// chain is unchanged.
    pub(super) fn plan_switch(&self, switch: &mut Switch) -> Result<bool, SwitchError<S::Error>> {
        let changes = core::mem::take(&mut switch.changes);
        let mut overlay = Overlay::resumed(&self.ledger, changes, switch.is_staged);
        let is_complete = loop {
            if switch.top != switch.fork {
                self.disconnect_next(&mut overlay, switch)?;
            } else {
                self.connect_next(&mut overlay, switch)?;
            }
            if switch.done == switch.branch.len() {
                overlay.changes.put_tip(switch.target);
                break true;
            }
            if overlay.changes.bytes() > self.settings.switch_bytes {
                break false;
            }
        };
        switch.changes = overlay.changes;
        Ok(is_complete)
    }

    /// Disconnects the next block of the best chain, from the tip down.
    fn disconnect_next(
        &self,
        overlay: &mut Overlay<'_, S>,
        switch: &mut Switch,
    ) -> Result<(), SwitchError<S::Error>> {
        let number = switch.top;
        let entry = self.index.entry(number);
        let block = self.stored_block(overlay, number)?;
        connect::disconnect(overlay, &block, number, entry.height)?;
        switch.disconnected.push(entry.height, block);
        switch.top = entry.parent;
        Ok(())
    }

    /// Connects the next block of the branch, from the fork up.
    fn connect_next(
        &self,
        overlay: &mut Overlay<'_, S>,
        switch: &mut Switch,
    ) -> Result<(), SwitchError<S::Error>> {
        let number = switch.branch[switch.done];
        let entry = self.index.entry(number);
        let (block, ids) = match switch.own.take_if(|_| number == switch.target) {
            Some((block, ids)) => {
                overlay.changes.put_block(number, &block);
                (block, ids)
            }
            None => {
                let block = self.stored_block(overlay, number)?;
                let ids = BlockIds::of(&block);
                (block, ids)
            }
        };
        let below = Branch {
            index: &self.index,
            fork: self.index.entry(switch.fork).height,
            above: &switch.branch[..switch.done],
        };
        let step = Step {
            block: &block,
            ids: &ids,
            number,
            position: Position {
                height: entry.height,
                ancestors: &below,
            },
            verified: entry.status == Status::Valid,
        };
        connect::connect(overlay, &self.spec, &self.verifier, step).map_err(|e| match e {
            ConnectError::Rule(rule) => SwitchError::Rule { number, rule },
            ConnectError::Storage(error) => SwitchError::Storage(error),
        })?;
        let flags = StoredFlags {
            block: true,
            valid: true,
            pruned: false,
        };
        let header = entry.header;
        overlay
            .changes
            .put_header(number, &HeaderRow { header, flags });
        switch.connected.push(entry.height, block);
        switch.done += 1;
        Ok(())
    }

    /// Continues a switch that is too long for one batch. Returns the switch once it has happened
    /// and is durable; `None` if more steps are needed.
    pub(super) fn step_switch(
        &mut self,
        mut switch: Switch,
    ) -> Result<Option<Switch>, SwitchError<S::Error>> {
        let planned = self.ledger.stage(&mut switch.changes);
        switch.is_staged = planned.is_ok();
        let planned = planned
            .map_err(SwitchError::Storage)
            .and_then(|()| self.plan_switch(&mut switch));
        match planned {
            Ok(false) => {
                self.switching = Some(switch);
                Ok(None)
            }
            Ok(true) => {
                let changes = core::mem::take(&mut switch.changes);
                match self.ledger.commit_staged(&changes) {
                    Ok(()) => {
                        self.move_tip(&switch);
                        Ok(Some(switch))
                    }
                    Err(error) => {
                        self.unsettled = Some(switch);
                        match self.settle_commit() {
                            Ok(Some(switch)) => Ok(Some(switch)),
                            Ok(None) | Err(_) => Err(error.into()),
                        }
                    }
                }
            }
            Err(error) => {
                self.ledger.unstage();
                Err(error)
            }
        }
    }

    /// Finds out whether a switch happened although its commit failed, and returns the switch if
    /// so. Before this is known, the store's rows may be those of either branch.
    pub(super) fn settle_commit(&mut self) -> Result<Option<Switch>, StorageError<S::Error>> {
        let Some(switch) = self.unsettled.take() else {
            return Ok(None);
        };
        match schema::Stored(self.ledger.store()).read(Table::Meta, TIP, schema::number) {
            Ok(tip) if tip == Some(switch.target) => {
                self.move_tip(&switch);
                Ok(Some(switch))
            }
            Ok(_) => Ok(None),
            Err(error) => {
                self.unsettled = Some(switch);
                Err(error)
            }
        }
    }

    /// Turns a broken rule into an error of the store if the store is damaged, since a valid block
    /// may seem to break a rule if the rows of its coins are damaged. The check reads the whole
    /// store. Once the check has found no damage, it is not repeated.
    pub(super) fn confirm(&mut self, error: SwitchError<S::Error>) -> SwitchError<S::Error> {
        if self.is_store_checked || matches!(error, SwitchError::Storage(_)) {
            return error;
        }
        match self.ledger.store_mut().verify() {
            Ok(true) => {
                self.is_store_checked = true;
                error
            }
            Ok(false) => SwitchError::Storage(Damage::Checksums.into()),
            Err(error) => SwitchError::Storage(StorageError::Store(error)),
        }
    }

    /// Whether a branch leaves the best chain above the pruned blocks, so that the chain could
    /// switch to it.
    pub(super) fn is_in_reach(&self, number: Number) -> bool {
        let floor = self.index.active.at(self.prune_progress.floor());
        floor.is_some_and(|floor| floor == 0 || self.index.is_below(floor, number))
    }

    /// Applies the planned changes and moves the tip.
    pub(super) fn switch(&mut self, switch: &mut Switch) {
        self.ledger.merge(core::mem::take(&mut switch.changes));
        self.move_tip(switch);
    }

    fn move_tip(&mut self, switch: &Switch) {
        let fork = self.index.entry(switch.fork).height.value();
        let tip = self.tip().height.value();
        for height in (fork + 1..=tip).map(Height) {
            if let Some(number) = self.index.active.at(height) {
                self.side_blocks.insert((height, number));
            }
        }
        for &number in &switch.branch {
            self.index.set_status(number, Status::Valid);
        }
        self.index.set_active(switch.target);
    }

    /// A block that must be stored: if its row is missing, the store is damaged.
    pub(super) fn stored_block(
        &self,
        overlay: &Overlay<'_, S>,
        number: Number,
    ) -> Result<Block, StorageError<S::Error>> {
        let block = overlay.block(number, self.index.entry(number).hash)?;
        Ok(block.ok_or_else(|| schema::missing(Table::Blocks, &number.to_be_bytes()))?)
    }
}
