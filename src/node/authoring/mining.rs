//! The jobs for miners.

use super::template::Template;
use chain::{Chain, Store};
use core::time::Duration;
use miner::{Job, JobId, Solution};
use primitives::{Block, BlockHash, Lock, Time, Timestamp};
use std::collections::VecDeque;

use crate::Pool;

/// The maximum number of jobs remembered. The solution of a remembered job on the present tip still
/// counts. New transactions replace a job at most once a second, so eight jobs cover the delay of a
/// miner or of its message.
const MAX_JOBS: usize = 8;

/// The state of mining.
#[derive(Debug, Default)]
pub(crate) struct Mining {
    /// The lock of the reward. `None` if nothing is mined.
    lock: Option<Lock>,
    /// The block message; at most [`crate::MAX_WORDS`] bytes are used.
    block_message: Vec<u8>,
    /// The last jobs on the present tip, newest last.
    jobs: VecDeque<(Job, Template)>,
    /// The number of the newest job.
    last: JobId,
    /// A block that was found while the store failed.
    unsaved: Option<Block>,
    /// When the newest job was made, or last found to be current, on the steady clock.
    made: Time,
    /// Whether the miners have a job.
    is_searching: bool,
}

impl Mining {
    /// Whether blocks are made here.
    pub(crate) const fn is_on(&self) -> bool {
        self.lock.is_some()
    }

    /// Sets the lock of the reward of later jobs; `None` stops mining. Returns whether blocks were
    /// made here before.
    pub(super) fn set_lock(&mut self, lock: Option<Lock>) -> bool {
        core::mem::replace(&mut self.lock, lock).is_some()
    }

    /// Sets the block message of later jobs.
    pub(super) fn set_block_message(&mut self, block_message: Vec<u8>) {
        self.block_message = block_message;
    }

    /// The block message of later jobs.
    pub(super) fn block_message(&self) -> &[u8] {
        &self.block_message
    }

    /// Forgets the jobs on other tips.
    pub(super) fn keep_jobs_on(&mut self, tip: BlockHash) {
        self.jobs.retain(|(job, _)| job.previous == tip);
    }

    /// The earliest time, on the steady clock, of the next job that differs only in its
    /// transactions. `refresh` is the minimum time between two such jobs.
    pub(super) fn next_refresh(&self, refresh: Duration) -> Time {
        self.made + refresh
    }

    /// Whether a new job would equal the newest one. After a change of the pool that is possible if
    /// the fee rate of a new transaction is too low for a full block.
    pub(super) fn is_job_current<S: Store>(
        &self,
        chain: &Chain<S>,
        pool: &Pool,
        now: Timestamp,
    ) -> bool {
        let newest = self.jobs.back();
        let Some(((_, template), lock)) = newest.zip(self.lock.as_ref()) else {
            return false;
        };
        template.is_current(chain, pool, lock, &self.block_message, now)
    }

    /// Notes that the newest job was found to be current.
    pub(super) const fn confirm_job(&mut self, now: Time) {
        self.made = now;
    }

    /// Returns the block that a solution of a job makes. `None` if the job is not among the last
    /// [`MAX_JOBS`] on the present tip, or if the block does not meet its target.
    pub(super) fn solve(&self, id: JobId, solution: &Solution) -> Option<Block> {
        let (job, template) = self.jobs.iter().find(|(job, _)| job.id == id)?;
        let block = template.solve(job, solution);
        block.header.meets_target().then_some(block)
    }

    /// Returns the best block on the present tip. `None` if nothing is mined, or if the pool can't
    /// fill a block.
    pub(super) fn template<S: Store>(
        &self,
        chain: &Chain<S>,
        pool: &Pool,
        now: Timestamp,
    ) -> Option<Template> {
        Template::new(chain, pool, self.lock.clone()?, &self.block_message, now)
    }

    /// Makes a job from a template.
    pub(super) fn add_job(&mut self, template: Template, now: Time) -> Job {
        self.last = JobId(self.last.0 + 1);
        self.made = now;
        let job = template.job(self.last);
        if self.jobs.len() == MAX_JOBS {
            self.jobs.pop_front();
        }
        self.jobs.push_back((job.clone(), template));
        self.is_searching = true;
        job
    }

    /// Forgets all jobs. Returns whether the miners had one.
    pub(super) fn clear_jobs(&mut self) -> bool {
        self.jobs.clear();
        core::mem::take(&mut self.is_searching)
    }

    /// Keeps a block that the store failed to accept.
    pub(super) fn keep_unsaved(&mut self, block: Block) {
        self.unsaved = Some(block);
    }

    /// Takes the block that the store failed to accept. `None` if there is none.
    pub(super) fn take_unsaved(&mut self) -> Option<Block> {
        self.unsaved.take()
    }
}
