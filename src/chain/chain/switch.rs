//! Moving the end of the best chain: blocks taken back, others connected, all or nothing.
//!
//! A switch is worked out block by block. While its changes fit in [`Settings::switch_bytes`](super::Settings), they are
//! one batch in memory. A longer one is done in steps, one for each call of [`Chain::resume`]: a step writes the changes
//! so far into the store's open transaction ([`Store::stage`]) and goes on until as many have gathered again. Until the
//! last step commits that transaction, the chain answers as if nothing had happened; if a block of the branch breaks a
//! rule, if the store fails or the program ends before, nothing has.
//!
//! **Bound.** A step takes the memory of its changes, `switch_bytes` and those of one block more, and of the blocks that
//! are to be told, [`MAX_TOLD_BYTES`] for each direction; the branch's header numbers take four bytes a block.

use super::Chain;
use crate::check::block::Names;
use crate::check::place::{Below, Place};
use crate::connect::{self, ConnectError, Step};
use crate::error::{Damage, StorageError};
use crate::index::{Index, Status};
use crate::ledger::Draft;
use crate::params::MAX_TOLD_BYTES;
use crate::rule::Rule;
use crate::schema::{self, HeaderRow, Kept, Number, Rows, TIP};
use crate::store::{Batch, Store, Table};
use primitives::order::insert;
use primitives::{Block, Height, Timestamp};
use std::collections::VecDeque;

/// A switch as far as it is worked out.
#[derive(Debug)]
pub(super) struct Switch {
    pub(super) target: Number,
    /// The last block that both branches have.
    fork: Number,
    /// The end of the best chain as far as blocks were taken back.
    top: Number,
    /// The blocks above the fork up to the target, and how many of them are connected.
    branch: Vec<Number>,
    done: usize,
    /// The target's block, where it is at hand.
    pub(super) own: Option<(Block, Names)>,
    /// Changes that are not staged.
    pub(super) changes: Batch,
    /// Earlier changes are in the store's open transaction.
    pub(super) is_staged: bool,
    /// Blocks taken back, highest first: those nearest the fork, whose transactions need no others to be valid again.
    pub(super) disconnected: Told,
    /// Blocks connected, lowest first: the newest.
    pub(super) connected: Told,
}

/// Blocks to be told in order, and how many there were; the first ones go where they would take too much memory.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) blocks: VecDeque<(Height, Block)>,
    pub(super) bytes: usize,
    pub(super) count: u32,
}

impl Told {
    fn push(&mut self, height: Height, block: Block) {
        self.count += 1;
        self.bytes += block.encoded_len();
        self.blocks.push_back((height, block));
        while self.bytes > MAX_TOLD_BYTES && self.blocks.len() > 1 {
            if let Some((_, first)) = self.blocks.pop_front() {
                self.bytes -= first.encoded_len();
            }
        }
    }
}

/// Why the tip can't be moved.
#[derive(Debug)]
pub(super) enum SwitchError<E> {
    /// A block of the branch breaks a rule.
    Rule {
        /// The block.
        number: Number,
        /// The rule.
        rule: Rule,
    },
    /// The storage fails: no verdict.
    Storage(StorageError<E>),
}

impl<E> From<StorageError<E>> for SwitchError<E> {
    fn from(error: StorageError<E>) -> Self {
        Self::Storage(error)
    }
}

/// The best chain up to a fork, and a branch above it.
struct Branch<'a> {
    index: &'a Index,
    /// The height of the last block that both have.
    fork: Height,
    above: &'a [Number],
}

impl Below for Branch<'_> {
    fn median_time(&self, height: Height) -> Timestamp {
        let number = match height.value().checked_sub(self.fork.value() + 1) {
            None => self.index.active.at(height),
            Some(place) => self.above.get(place as usize).copied(),
        };
        let highest = || self.above.last().copied().unwrap_or(0);
        self.index.entry(number.unwrap_or_else(highest)).median_time
    }
}

impl<S: Store> Chain<S> {
    /// A switch to `target` of which nothing is worked out yet. `own` is the target's block where it is at hand.
    pub(super) fn begin_switch(&self, target: Number, own: Option<(Block, Names)>) -> Switch {
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
            disconnected: Told::default(),
            connected: Told::default(),
        }
    }

    /// Works out more of a switch, at least a block, until it is complete or has gathered more than
    /// [`Settings::switch_bytes`](super::Settings) of changes; whether it is complete. The chain has not changed.
    pub(super) fn plan_switch(&self, switch: &mut Switch) -> Result<bool, SwitchError<S::Error>> {
        let changes = core::mem::take(&mut switch.changes);
        let mut draft = Draft::resumed(&self.ledger, changes, switch.is_staged);
        let is_complete = loop {
            if switch.top != switch.fork {
                self.take_back(&mut draft, switch)?;
            } else {
                self.connect_next(&mut draft, switch)?;
            }
            if switch.done == switch.branch.len() {
                draft.changes.put_tip(switch.target);
                break true;
            }
            if draft.changes.bytes() > self.settings.switch_bytes {
                break false;
            }
        };
        switch.changes = draft.changes;
        Ok(is_complete)
    }

    /// Takes the highest block back that was not taken back yet.
    fn take_back(
        &self,
        draft: &mut Draft<'_, S>,
        switch: &mut Switch,
    ) -> Result<(), SwitchError<S::Error>> {
        let number = switch.top;
        let entry = self.index.entry(number);
        let block = self.kept_block(draft, number)?;
        connect::disconnect(draft, &block, number, entry.height)?;
        switch.disconnected.push(entry.height, block);
        switch.top = entry.parent;
        Ok(())
    }

    /// Connects the lowest block of the branch that was not connected yet.
    fn connect_next(
        &self,
        draft: &mut Draft<'_, S>,
        switch: &mut Switch,
    ) -> Result<(), SwitchError<S::Error>> {
        let number = switch.branch[switch.done];
        let entry = self.index.entry(number);
        let (block, names) = match switch.own.take_if(|_| number == switch.target) {
            Some((block, names)) => {
                draft.changes.put_block(number, &block);
                (block, names)
            }
            None => {
                let block = self.kept_block(draft, number)?;
                let names = Names::of(&block);
                (block, names)
            }
        };
        let below = Branch {
            index: &self.index,
            fork: self.index.entry(switch.fork).height,
            above: &switch.branch,
        };
        let step = Step {
            block: &block,
            names: &names,
            number,
            place: Place {
                height: entry.height,
                below: &below,
            },
            verified: entry.status == Status::Valid,
        };
        connect::connect(draft, &self.spec, &self.verifier, step).map_err(|e| match e {
            ConnectError::Rule(rule) => SwitchError::Rule { number, rule },
            ConnectError::Storage(error) => SwitchError::Storage(error),
        })?;
        let kept = Kept {
            block: true,
            valid: true,
            cut: false,
        };
        let header = entry.header;
        draft
            .changes
            .put_header(number, &HeaderRow { header, kept });
        switch.connected.push(entry.height, block);
        switch.done += 1;
        Ok(())
    }

    /// Goes on with a switch that is too long for one batch; gives it back once it has happened, durably.
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
                        self.uncertain = Some(switch);
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

    /// Finds out whether a switch has happened whose commit failed; gives it if so. Until that is known, rows may be those
    /// of either branch.
    pub(super) fn settle_commit(&mut self) -> Result<Option<Switch>, StorageError<S::Error>> {
        let Some(switch) = self.uncertain.take() else {
            return Ok(None);
        };
        match schema::Stored(self.ledger.store()).read(Table::Meta, TIP, schema::number) {
            Ok(tip) if tip == Some(switch.target) => {
                self.move_tip(&switch);
                Ok(Some(switch))
            }
            Ok(_) => Ok(None),
            Err(error) => {
                self.uncertain = Some(switch);
                Err(error)
            }
        }
    }

    /// What a broken rule means: that of a block is one only if the store, whose rows say what a block may spend, is
    /// whole. That is found out once for each time that the chain is opened, for it reads all that is stored.
    pub(super) fn confirm(&mut self, error: SwitchError<S::Error>) -> SwitchError<S::Error> {
        if self.is_verified || matches!(error, SwitchError::Storage(_)) {
            return error;
        }
        match self.ledger.store_mut().verify() {
            Ok(true) => {
                self.is_verified = true;
                error
            }
            Ok(false) => SwitchError::Storage(Damage::Checksums.into()),
            Err(error) => SwitchError::Storage(StorageError::Store(error)),
        }
    }

    /// Whether a branch parts from the best chain where blocks are whole, so that it could be switched to.
    pub(super) fn is_in_reach(&self, number: Number) -> bool {
        let floor = self.index.active.at(self.progress.floor());
        floor.is_some_and(|floor| floor == 0 || self.index.is_below(floor, number))
    }

    /// Moves the tip as planned.
    pub(super) fn switch(&mut self, switch: &mut Switch) {
        self.ledger.merge(core::mem::take(&mut switch.changes));
        self.move_tip(switch);
    }

    fn move_tip(&mut self, switch: &Switch) {
        let fork = self.index.entry(switch.fork).height.value();
        let tip = self.tip().height.value();
        for height in (fork + 1..=tip).map(Height) {
            if let Some(number) = self.index.active.at(height) {
                insert(&mut self.strays, (height, number));
            }
        }
        for &number in &switch.branch {
            self.index.set_status(number, Status::Valid);
        }
        self.index.set_active(switch.target);
    }

    /// A block that must be kept.
    pub(super) fn kept_block(
        &self,
        draft: &Draft<'_, S>,
        number: Number,
    ) -> Result<Block, StorageError<S::Error>> {
        let block = draft.block(number, self.index.entry(number).hash)?;
        Ok(block.ok_or_else(|| schema::missing(Table::Blocks, &number.to_be_bytes()))?)
    }
}
