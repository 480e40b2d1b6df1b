//! The long work of a node, in steps: signatures, blocks and transactions, oldest first.

use crate::lookahead::Action;
use crate::timers::Timer;
use crate::{BatchId, Node, Output};
use chain::Store;
use core::time::Duration;
use primitives::BlockHash;

/// The number of signatures after which a step of work ends: some 10 ms in a browser. A block
/// counts as at least one.
const MAX_STEP_SIGNATURES: usize = 64;
/// How long a small batch of signatures waits for more blocks while the node is catching up.
const BATCH_WAIT: Duration = Duration::from_millis(100);

impl<S: Store> Node<S> {
    /// Whether a step of work can be done at once.
    pub(crate) fn has_work(&self) -> bool {
        let is_verified = |hash: &BlockHash| self.lookahead.is_done_with(hash);
        let is_idle = !self.lookahead.has_more()
            && !self.downloads.has_next(&is_verified)
            && self.inbox.is_empty();
        !self.is_paused() && (!is_idle || self.chain.has_unconsidered())
    }

    /// Does one step of work: blocks and transactions, oldest first, until enough signatures were
    /// verified. A block is never split, so a full block is a step of its own.
    pub(crate) fn work(&mut self) {
        let is_resumed = self.writes.note_resumed();
        if !self.is_paused() && (!is_resumed || self.chain.has_unconsidered()) {
            self.resume_chain();
        }
        // One step of a long switch is a step of work, and no other block can be added before the
        // switch ends.
        if self.chain.has_unconsidered() {
            return;
        }
        let mut effort = match self.is_paused() {
            true => 0,
            false => self.look_ahead(),
        };
        while effort < MAX_STEP_SIGNATURES && !self.is_paused() {
            let is_verified = |hash: &BlockHash| self.lookahead.is_done_with(hash);
            if let Some((peer, content)) = self.downloads.take_next(&is_verified) {
                effort += self.accept_arrived(content, peer);
                self.request_blocks();
                self.seek_headers();
            } else if let Some((peer, transaction)) = self.inbox.pop() {
                effort += transaction.inputs.len();
                self.check_transaction(peer, transaction);
            } else {
                break;
            }
        }
        if effort > 0 {
            self.request_offered();
        }
    }

    /// Sets how many batches of signatures the driver verifies at a time.
    pub(crate) fn set_checkers(&mut self, checkers: usize) {
        self.lookahead.set_checkers(checkers);
        if checkers == 0 {
            self.checks_overdue();
        }
    }

    /// Does one step of lookahead. Returns the number of signatures verified here.
    fn look_ahead(&mut self) -> usize {
        let may_grow = self.downloads.has_in_flight() && self.is_catching_up();
        let mut actions = Vec::new();
        let (chain, downloads) = (&mut self.chain, &mut self.downloads);
        let here = self
            .lookahead
            .step(chain, downloads, may_grow, &mut actions);
        for action in actions {
            match action {
                Action::Verify(id, claims) => {
                    self.timers
                        .set_if_idle(Timer::Check, self.steady + self.config.check);
                    self.emit(Output::Verify { id, claims });
                }
                Action::Cancel(id) => self.emit(Output::CancelBatch(id)),
                Action::WaitForMore => self
                    .timers
                    .set_if_idle(Timer::Batch, self.steady + BATCH_WAIT),
                Action::StopWaiting => self.timers.clear(Timer::Batch),
            }
        }
        here
    }

    /// A checker reports that the first `true_count` claims of a batch are true.
    pub(crate) fn verified(&mut self, id: BatchId, true_count: usize) {
        match self.lookahead.answered(&mut self.chain, id, true_count) {
            None => {}
            Some(true) => self.timers.clear(Timer::Check),
            Some(false) => self
                .timers
                .set(Timer::Check, self.steady + self.config.check),
        }
    }

    /// The checkers do not answer: their batches are given up, and the signatures are verified with
    /// the blocks.
    pub(crate) fn checks_overdue(&mut self) {
        self.timers.clear(Timer::Check);
        for id in self.lookahead.give_up(&mut self.chain) {
            self.emit(Output::CancelBatch(id));
        }
    }
}
