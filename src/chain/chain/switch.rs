//! Moving the end of the best chain: blocks taken back, others connected, all or nothing.

use super::Chain;
use crate::check::block::Names;
use crate::check::place::{Below, Place};
use crate::connect::{self, ConnectError, Step};
use crate::error::StorageError;
use crate::index::{Index, Status};
use crate::ledger::Draft;
use crate::rule::Rule;
use crate::schema::{self, HeaderRow, Kept, Number, Rows};
use crate::store::{Batch, Store, Table};
use primitives::order::insert;
use primitives::{Block, Height, Timestamp};

/// The changes that move the tip.
#[derive(Debug)]
pub(super) struct Switch {
    target: Number,
    changes: Batch,
    /// Blocks taken back, highest first.
    pub(super) disconnected: Vec<(Height, Block)>,
    /// Blocks connected, lowest first.
    pub(super) connected: Vec<(Height, Block)>,
    branch: Vec<Number>,
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
    /// Works out what moving the tip to `target` changes; nothing has happened yet. `own` is the target's block where
    /// it is at hand and in no store.
    pub(super) fn plan_switch(
        &self,
        target: Number,
        mut own: Option<(Block, Names)>,
    ) -> Result<Switch, SwitchError<S::Error>> {
        let mut draft = Draft::new(&self.ledger);
        if let Some((block, _)) = &own {
            draft.changes.put_block(target, block);
        }
        let fork = self.index.fork(target);
        let mut disconnected = Vec::new();
        for number in self
            .index
            .branch(fork, self.index.active.tip())
            .into_iter()
            .rev()
        {
            let height = self.index.entry(number).height;
            let block = self.kept_block(&draft, number)?;
            connect::disconnect(&mut draft, &block, number, height)?;
            disconnected.push((height, block));
        }
        let branch = self.index.branch(fork, target);
        let mut connected = Vec::with_capacity(branch.len());
        let below = Branch {
            index: &self.index,
            fork: self.index.entry(fork).height,
            above: &branch,
        };
        for &number in &branch {
            let entry = self.index.entry(number);
            let (block, names) = match own.take_if(|_| number == target) {
                Some(own) => own,
                None => {
                    let block = self.kept_block(&draft, number)?;
                    let names = Names::of(&block);
                    (block, names)
                }
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
            connect::connect(&mut draft, &self.spec, &self.verifier, step).map_err(
                |e| match e {
                    ConnectError::Rule(rule) => SwitchError::Rule { number, rule },
                    ConnectError::Storage(error) => SwitchError::Storage(error),
                },
            )?;
            let kept = Kept {
                block: true,
                valid: true,
                cut: false,
            };
            let header = entry.header;
            draft
                .changes
                .put_header(number, &HeaderRow { header, kept });
            connected.push((entry.height, block));
        }
        draft.changes.put_tip(target);
        Ok(Switch {
            target,
            changes: draft.changes,
            disconnected,
            connected,
            branch,
        })
    }

    /// Whether a branch parts from the best chain where blocks are whole, so that it could be switched to.
    pub(super) fn is_in_reach(&self, number: Number) -> bool {
        let floor = self.index.active.at(self.progress.floor());
        floor.is_some_and(|floor| floor == 0 || self.index.is_below(floor, number))
    }

    /// Moves the tip as planned.
    pub(super) fn switch(&mut self, switch: &mut Switch) {
        self.ledger.merge(core::mem::take(&mut switch.changes));
        for (_, block) in &switch.disconnected {
            if let Some(number) = self.index.number(&block.hash()) {
                let height = self.index.entry(number).height;
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
