//! Authoring: the jobs for miners, the blocks that they find, and the blocks of authors.
//!
//! The node makes a new job at once when the tip changes. After changes of the pool it makes at
//! most one job in each `Config::refresh`; the same holds for a new tip while the node does not
//! take part (see [`crate::sync::participation`]). When a tip is so old that relief begins (see
//! [`chain::difficulty`]), the next job is an easier one. While the pool can't fill the smallest
//! block that the chain allows, there is no job. On a chain with authors the node makes a job, or a
//! block if the chain requires no work, only at the turn of its author (see [`sealing`]).
//!
//! [`Mining`] owns the jobs. [`Sealing`] owns the turn and the seal. [`KeyWatch`] owns the signs
//! that the author's key is in use elsewhere. The node connects them with chain, pool and timers.

mod external;
mod key_watch;
mod mining;
pub(crate) mod sealing;
pub(crate) mod template;

pub use external::NoTemplate;
pub(crate) use key_watch::KeyWatch;
pub(crate) use mining::Mining;
pub(crate) use sealing::Sealing;
pub use template::{BlockTemplate, MAX_WORDS, TemplateTransaction};

use crate::timers::Timer;
use crate::{Event, Node, Output, SyncState};
use chain::Store;
use chain::authority::needs_work;
use miner::{JobId, Solution};
use primitives::{Block, BlockHash, Lock, Signature, Time, seal_digest};
use sealing::Turn;

impl<S: Store> Node<S> {
    /// Starts mining with the reward under `lock`; `None` stops it.
    pub(crate) fn mine(&mut self, lock: Option<Lock>) {
        let is_stop = lock.is_none();
        let was_mining = self.mining.set_lock(lock);
        if !is_stop {
            if !was_mining {
                self.sealing.start_turn(self.now);
                self.start_key_watch();
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
    pub(crate) fn set_block_message(&mut self, block_message: Vec<u8>) {
        self.mining.set_block_message(block_message);
        self.pool_changed();
    }

    /// Sets the author whose blocks are made here, by its index in the chain's list.
    pub(crate) fn set_author(&mut self, author: Option<u16>) {
        if self.sealing.set_author(author) {
            self.stop_sealing();
            self.start_key_watch();
        }
        self.refresh_job();
    }

    /// The tip has changed.
    pub(crate) fn tip_moved(&mut self) {
        self.stop_if_key_elsewhere();
        self.key_watch.turn_ended();
        self.mining.keep_jobs_on(self.chain.tip().hash);
        self.sealing.start_turn(self.now);
        if self.takes_part() {
            self.refresh_job();
        } else {
            self.pool_changed();
        }
    }

    /// The contents of the next block may have changed.
    pub(crate) fn pool_changed(&mut self) {
        if self.mining.is_on() {
            let at = self.mining.next_refresh(self.config.refresh);
            self.timers.set_if_idle(Timer::Refresh, at);
        }
    }

    /// Makes a new job, unless nothing is mined or the newest job is still current.
    pub(crate) fn refresh_job(&mut self) {
        self.timers.clear(Timer::Refresh);
        let (chain, pool) = (&self.chain, &self.pool);
        if self.mining.is_job_current(chain, pool, self.timestamp()) {
            self.mining.confirm_job(self.steady);
        } else {
            self.make_job();
        }
    }

    /// A miner found a solution of the newest job, or of an older one on the same tip.
    pub(crate) fn solved(&mut self, id: JobId, solution: &Solution) {
        let Some(block) = self.mining.solve(id, solution) else {
            return;
        };
        match self.turn() {
            Turn::Free => self.mined(block),
            Turn::Now(_) => {
                self.choose_block(block);
                self.stop_search();
            }
            Turn::At(_) | Turn::Listen(_) | Turn::Never => {}
        }
    }

    /// Repeats the two actions that may have failed because of the store: adding a found block, and
    /// requesting a seal.
    pub(crate) fn retry_authoring(&mut self) {
        if let Some(block) = self.mining.take_unsaved() {
            self.mined(block);
        }
        self.ask_seal();
    }

    /// Adds a finished block to the chain.
    fn mined(&mut self, block: Block) {
        let hash = block.hash();
        if self.accept_block(block.clone(), None) {
            self.tell(Event::BlockMined(hash));
        } else if self.is_paused() {
            self.mining.keep_unsaved(block);
        }
        self.request_blocks();
    }

    fn make_job(&mut self) {
        if !self.mining.is_on() {
            return;
        }
        if self.ask_seal() {
            return self.stop_search();
        }
        let author = match self.turn() {
            Turn::Free => None,
            Turn::Now(author) => Some(author),
            Turn::At(at) => {
                self.set_wall_timer(Timer::Turn, at);
                return self.stop_search();
            }
            Turn::Listen(end) => {
                self.key_watch.turn_began();
                self.set_wall_timer(Timer::Turn, end);
                return self.stop_search();
            }
            Turn::Never => return self.stop_search(),
        };
        let now = self.timestamp();
        let Some(mut template) = self.mining.template(&self.chain, &self.pool, now) else {
            return self.stop_search();
        };
        if let Some(author) = author {
            template = template.by_author(author);
        }
        if !needs_work(self.chain.spec()) {
            return self.choose_block(template.unproven(now, self.key_watch.run()));
        }
        let relief = Time::from_timestamp(self.chain.next_block().relief_time);
        if self.now < relief {
            self.set_wall_timer(Timer::Relief, relief);
        }
        let job = self.mining.add_job(template, self.steady);
        self.emit(Output::Mine(Some(job)));
    }

    /// Stops the search of the miners.
    fn stop_search(&mut self) {
        if self.mining.clear_jobs() {
            self.emit(Output::Mine(None));
        }
    }

    /// Stops making blocks of an author.
    fn stop_sealing(&mut self) {
        self.timers.clear(Timer::Turn);
        self.sealing.stop();
    }

    /// Whether and when a block may be made here.
    fn turn(&self) -> Turn {
        let refresh = self.config.refresh;
        let is_catching_up = || self.is_catching_up() || self.is_starting();
        self.sealing.turn(
            &self.chain,
            self.now,
            refresh,
            &self.key_watch,
            is_catching_up,
        )
    }

    /// Whether the node was opened a moment ago and is not in sync with a peer yet.
    fn is_starting(&self) -> bool {
        let until = self.opened + self.config.first_seal;
        self.steady < until && self.sync_state() != SyncState::Synced
    }

    /// Chooses a block that is complete except for its seal, and requests the seal once the block
    /// is durable.
    fn choose_block(&mut self, block: Block) {
        self.key_watch.turn_ended();
        self.sealing.choose(&mut self.chain, block);
        self.ask_seal();
    }

    /// Requests the seal of the block that was chosen on the tip, unless it was requested already.
    /// Returns whether there is such a block.
    fn ask_seal(&mut self) -> bool {
        let chosen = self.sealing.chosen_on(self.chain.tip().hash);
        let Some(hash) = chosen.map(Block::hash) else {
            return false;
        };
        let is_stored = || self.chain.entry(&hash).is_some();
        if self.sealing.is_asked() || !self.mining.is_on() || is_stored() {
            return true;
        }
        // The block must be durable before anyone can see it sealed: see `sealing`.
        let is_written = !self.sealing.needs_write() || self.flush_all();
        if self.sealing.ask(is_written) {
            self.emit(Output::Seal {
                block: hash,
                digest: seal_digest(self.genesis, hash),
            });
        }
        true
    }

    /// A seal came for a block.
    pub(crate) fn sealed(&mut self, hash: BlockHash, seal: Signature) {
        if let Some(block) = self.sealing.complete(hash, seal) {
            self.mined(block);
            // The block must be durable before the driver sends it: see `sealing`.
            self.flush();
        }
    }

    fn start_key_watch(&mut self) {
        let (author, made) = (self.sealing.author(), self.sealing.made());
        self.key_watch.start(&self.chain, author, made);
    }

    /// A block came from a peer. Notes whether the author's key is in use elsewhere. Blocks that
    /// come while the node catches up may be old ones, so the node listens afterwards.
    pub(crate) fn watch_key(&mut self, hash: &BlockHash) {
        let Some(entry) = self.chain.entry(hash) else {
            return;
        };
        if !self.mining.is_on() || !self.sealing.is_made_elsewhere(&entry.header, hash) {
            return;
        }
        if self.is_catching_up() || self.is_starting() {
            self.key_watch.listen();
        } else {
            self.key_watch.keep_rival(*hash);
        }
    }

    /// Stops block making if a block of the author's key on the best chain was made elsewhere.
    fn stop_if_key_elsewhere(&mut self) {
        let winner = self.key_watch.winner(&self.chain);
        let Some((height, hash)) = winner.filter(|_| self.mining.is_on()) else {
            return;
        };
        self.mine(None);
        self.set_author(None);
        self.tell(Event::KeyElsewhere(height, hash));
    }
}
