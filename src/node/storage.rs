//! Writes to the store, and the handling of its failures.

mod writes;

pub(crate) use writes::Writes;

use crate::timers::Timer;
use crate::{Event, Node};
use chain::{IsOwn, Store};
use core::time::Duration;
use primitives::{Height, Time};
use writes::GATHERING;

/// How long the node waits before it uses a failed store again.
const RETRY_AFTER: Duration = Duration::from_secs(5);

impl<S: Store> Node<S> {
    /// Writes pending changes, as the node itself does before it sleeps. Returns the time until
    /// which the node can sleep; `None` if the write produced outputs, which [`poll`](Self::poll)
    /// returns first.
    ///
    /// A node that is catching up gathers blocks for a second before it writes them.
    pub fn write(&mut self) -> Option<Time> {
        let is_pending = self.chain.pending_bytes() > 0;
        if is_pending && self.may_gather() {
            self.timers
                .set_if_idle(Timer::Write, self.steady + GATHERING);
        } else if self.flush() {
            return None;
        }
        Some(self.now + self.idle_time())
    }

    /// Makes the node write pending changes before the next sleep in any case. This is for changes
    /// that a user made and expects to be durable.
    pub fn write_soon(&mut self) {
        self.writes.write_soon();
    }

    fn may_gather(&self) -> bool {
        self.writes.may_gather(self.steady) && self.is_catching_up()
    }

    /// Prunes some old blocks, as far as the chain's settings require it and up to the height
    /// `up_to`. Returns whether more blocks can be pruned. A driver calls this before it sleeps:
    /// each call is a step of some ten milliseconds, and its changes belong to the commit before
    /// the next sleep. `is_own` tells which transactions are kept in any case; it must know the
    /// transactions of all blocks up to `up_to`.
    ///
    /// A failure of the store is reported as an event, and the store is retried later.
    pub fn prune(&mut self, up_to: Height, is_own: &IsOwn<'_>) -> bool {
        if self.is_paused() {
            return false;
        }
        match self.chain.prune(up_to, is_own) {
            Ok(more) => more,
            Err(error) => {
                self.storage_failed(&error);
                false
            }
        }
    }

    /// Writes pending changes now. Returns whether that produced an event.
    pub(crate) fn flush(&mut self) -> bool {
        if self.is_paused() || self.chain.has_staged_changes() {
            return false;
        }
        if self.chain.pending_bytes() == 0 {
            return self.recovered();
        }
        match self.chain.flush() {
            Ok(()) => {
                self.writes.written(self.steady);
                self.timers.clear(Timer::Write);
                self.recovered()
            }
            Err(error) => {
                self.storage_failed(&error);
                true
            }
        }
    }

    /// Writes pending changes now. Returns whether everything is durable.
    pub(crate) fn flush_all(&mut self) -> bool {
        self.flush();
        !self.is_paused() && self.chain.pending_bytes() == 0
    }

    /// The store has accepted all pending changes. Returns whether it had failed before.
    fn recovered(&mut self) -> bool {
        let is_news = self.writes.recovered();
        if is_news {
            self.tell(Event::StorageRecovered);
        }
        is_news
    }

    /// Reports that the store failed, and does not use it for [`RETRY_AFTER`]. A failure of the
    /// store is not a verdict on a peer or a block.
    pub(crate) fn storage_failed(&mut self, error: &impl core::fmt::Display) {
        self.timers.set(Timer::Retry, self.steady + RETRY_AFTER);
        self.writes.failed();
        self.tell(Event::StorageFailed(error.to_string()));
    }

    /// Whether the store failed less than [`RETRY_AFTER`] ago, and is not used until then.
    pub(crate) fn is_paused(&self) -> bool {
        self.timers.is_set(Timer::Retry)
    }

    /// Repeats the work that failed because of the store.
    pub(crate) fn retry(&mut self) {
        self.writes.resume_again();
        self.retry_authoring();
        self.request_blocks();
    }
}
