//! The jobs for miners, and the blocks that they find.
//!
//! A new tip makes a new job at once. A change in the pool makes one at most once in
//! `Config::refresh`, and so does a new tip if the node does not take part. When a tip is so old
//! that relief begins (see [`chain::difficulty`]), the next job is an easier one. While the pool
//! can't fill the smallest block that the chain allows, there is no job. On a chain with authors
//! there is a job, or a block at once, only at the turn of this node's author (see
//! [`sealing`](crate::sealing)).

use crate::sealing::Turn;
use crate::template::{BlockPreview, Template, preview};
use crate::timers::Timer;
use crate::{Event, Node, Output};
use chain::Store;
use chain::authority::needs_work;
use miner::{Job, JobId, Solution};
use primitives::{Block, Lock, Time};
use std::collections::VecDeque;

/// The maximum number of jobs remembered: solutions of older jobs on the same tip still count. A
/// job is replaced at most once a second, so this covers the delay of a miner or of its message.
const MAX_JOBS: usize = 8;

/// The state of mining.
#[derive(Debug, Default)]
pub(crate) struct Mining {
    /// The lock of the reward. `None` if nothing is mined.
    lock: Option<Lock>,
    /// The block message; at most [`crate::MAX_WORDS`] bytes are used.
    words: Vec<u8>,
    /// The last jobs on the present tip, newest last.
    jobs: VecDeque<(Job, Template)>,
    last: JobId,
    /// A block that was found while the store failed.
    unsaved: Option<Block>,
    /// When the newest job was made, or last found to be current, on the steady clock.
    made: Time,
    /// The miners have a job.
    searching: bool,
}

impl<S: Store> Node<S> {
    /// Starts mining with the reward under `lock`; `None` stops it.
    pub(crate) fn mine(&mut self, lock: Option<Lock>) {
        let is_stop = lock.is_none();
        let was_mining = core::mem::replace(&mut self.mining.lock, lock).is_some();
        if !is_stop {
            if !was_mining {
                self.start_turn();
            }
            self.make_job();
        } else if was_mining {
            self.timers.clear(Timer::Refresh);
            self.timers.clear(Timer::Relief);
            self.stop_sealing();
            self.stop_search();
        }
    }

    /// Sets the block message of later jobs.
    pub(crate) fn set_words(&mut self, words: Vec<u8>) {
        self.mining.words = words;
        self.pool_changed();
    }

    /// The tip has changed.
    pub(crate) fn tip_moved(&mut self) {
        let tip = self.chain.tip().hash;
        self.mining.jobs.retain(|(job, _)| job.previous == tip);
        self.start_turn();
        if self.takes_part() {
            self.refresh_job();
        } else {
            self.pool_changed();
        }
    }

    /// The contents of the next block may have changed.
    pub(crate) fn pool_changed(&mut self) {
        if self.mining.lock.is_some() {
            let at = self.mining.made + self.config.refresh;
            self.timers.set_if_idle(Timer::Refresh, at);
        }
    }

    /// Makes a new job, unless nothing is mined or the newest job is still current.
    pub(crate) fn refresh_job(&mut self) {
        self.timers.clear(Timer::Refresh);
        if self.is_job_current() {
            self.mining.made = self.steady;
        } else {
            self.make_job();
        }
    }

    /// Whether the newest job is the same as a new one would be. A transaction that entered a full
    /// pool may not reach the block.
    fn is_job_current(&self) -> bool {
        let newest = self.mining.jobs.back();
        let Some(((_, template), lock)) = newest.zip(self.mining.lock.as_ref()) else {
            return false;
        };
        let (words, now) = (&self.mining.words, self.now.to_timestamp());
        template.is_current(&self.chain, &self.pool, lock, words, now)
    }

    /// A miner found a solution of the newest job, or of an older one on the same tip.
    pub(crate) fn solved(&mut self, id: JobId, solution: &Solution) {
        let Some((job, template)) = self.mining.jobs.iter().find(|(job, _)| job.id == id) else {
            return; // the tip has moved since
        };
        let block = template.solve(job, solution);
        if !block.header.meets_target() {
            return;
        }
        match self.turn() {
            Turn::Free => self.mined(block),
            Turn::Now(_) => {
                self.ask_seal(block);
                self.stop_search();
            }
            Turn::At(_) | Turn::Never => {}
        }
    }

    /// Tries again to add a found block that the store failed to accept.
    pub(crate) fn retry_found(&mut self) {
        if let Some(block) = self.mining.unsaved.take() {
            self.mined(block);
        }
    }

    /// Adds a finished block to the chain.
    pub(crate) fn mined(&mut self, block: Block) {
        let hash = block.hash();
        if self.accept_block(block.clone(), None) {
            self.tell(Event::BlockMined(hash));
        } else if self.is_paused() {
            self.mining.unsaved = Some(block);
        }
        self.request_blocks();
    }

    /// Whether blocks are made here.
    pub(crate) const fn is_mining(&self) -> bool {
        self.mining.lock.is_some()
    }

    pub(crate) fn preview_next_block(&self) -> BlockPreview {
        preview(&self.chain, &self.pool, self.now.to_timestamp())
    }

    fn make_job(&mut self) {
        let Some(lock) = self.mining.lock.clone() else {
            return;
        };
        if self.retry_seal() {
            return self.stop_search();
        }
        let author = match self.turn() {
            Turn::Free => None,
            Turn::Now(author) => Some(author),
            Turn::At(at) => {
                self.set_wall_timer(Timer::Turn, at);
                return self.stop_search();
            }
            Turn::Never => return self.stop_search(),
        };
        let now = self.now.to_timestamp();
        let words = &self.mining.words;
        let Some(mut template) = Template::new(&self.chain, &self.pool, lock, words, now) else {
            return self.stop_search();
        };
        if let Some(author) = author {
            template = template.by_author(author);
        }
        if !needs_work(self.chain.spec()) {
            return self.ask_seal(template.unproven(now));
        }
        let relief = Time::from_timestamp(self.chain.next_block().relief);
        if self.now < relief {
            self.set_wall_timer(Timer::Relief, relief);
        }
        let mining = &mut self.mining;
        mining.last = JobId(mining.last.0 + 1);
        mining.made = self.steady;
        let job = template.job(mining.last);
        if mining.jobs.len() == MAX_JOBS {
            mining.jobs.pop_front();
        }
        mining.jobs.push_back((job.clone(), template));
        mining.searching = true;
        self.emit(Output::Mine(Some(job)));
    }

    /// Stops the search of the miners.
    fn stop_search(&mut self) {
        self.mining.jobs.clear();
        if core::mem::take(&mut self.mining.searching) {
            self.emit(Output::Mine(None));
        }
    }
}
