//! The node's thread: it owns the service and drives it.
//!
//! The thread takes one [`Item`] of its inbox after the other, and carries out its consequences
//! before it takes the next one. It reads the clock, waits for its inbox, and writes to the disk;
//! everything else is done by other threads.

use core::time::Duration;
use std::sync::Arc;

use api::command::SetOwnName;
use api::{ChainCommand, Fault, Notice, Secret};
use methods::{Args, Call};
use native::clock;
use native::threads::{OsThreads, ThreadGroup};
use node::{Input, Request};
use pools::checkers::{Answer, CheckerPool, FromChecker, ToChecker};
use pools::miners::{FromMiner, MinerPool, Outcome, ToMiner};
use primitives::Time;
use service::{Driver, Effect, Network, Service};
use store::RedbStore;
use tokio::sync::broadcast;

use crate::host::NodeHost;
use crate::inbox::{Inbox, Item, Question};
use crate::program::Program;
use crate::{Event, StopError};

/// The longest sleep. The wall clock may be set back, and then a timer of the node, which is a time
/// of that clock, would be late.
const MAX_SLEEP: Duration = Duration::from_secs(1);

/// How long the thread waits for the end of miners and checkers. A slice or a batch takes some ten
/// milliseconds.
const THREADS_END: Duration = Duration::from_secs(10);

/// The state of a node's thread.
pub(crate) struct NodeThread<N: Network> {
    pub(crate) service: Service<RedbStore>,
    pub(crate) network: N,
    pub(crate) inbox: Arc<Inbox<N::Event>>,
    pub(crate) events: broadcast::Sender<Event>,
    pub(crate) workers: Workers,
    pub(crate) program: Program,
    pub(crate) driver: Driver,
    /// The time at which the service must be woken.
    pub(crate) wake: Time,
}

/// The threads to which the node gives long computations.
pub(crate) struct Workers {
    pub(crate) miners: MinerPool<OsThreads<ToMiner, FromMiner>>,
    pub(crate) checkers: CheckerPool<OsThreads<ToChecker, FromChecker>>,
    group: ThreadGroup,
    /// The time at which idle checkers are ended; `None` if there are none.
    idle_at: Option<Time>,
}

impl Workers {
    /// The pools of miners and checkers, without threads yet. `base` is random. `cores` is the
    /// machine's number of cores, which all verify signatures while the node is catching up.
    pub(crate) fn new<E: Send + 'static>(inbox: &Arc<Inbox<E>>, base: u64, cores: usize) -> Self {
        let group = ThreadGroup::default();
        let (mined, checked) = (Arc::clone(inbox), Arc::clone(inbox));
        let miners = OsThreads::miners(&group, move |event| mined.push(Item::Miner(event)));
        let checkers = OsThreads::checkers(&group, move |event| checked.push(Item::Checker(event)));
        Self {
            miners: MinerPool::new(miners, base),
            checkers: CheckerPool::new(checkers, cores),
            group,
            idle_at: None,
        }
    }
}

impl<N: Network> NodeThread<N> {
    /// Starts to mine with this many threads, and on a chain with authors also to seal.
    ///
    /// # Errors
    /// If the service refuses it, or if the system starts no thread.
    pub(crate) fn start_mining(
        &mut self,
        cores: u32,
        passphrase: Option<&str>,
    ) -> Result<(), Fault> {
        let now = clock::now();
        self.service.set_mining(now, cores.max(1), passphrase)?;
        let cores = if self.service.needs_miners() {
            cores
        } else {
            0
        };
        let resized = self.workers.miners.resize(clock::ticks(), cores as usize);
        resized.map_err(|error| Fault::new(format!("no miner can be started: {error}")))
    }

    /// Sends peers this name from now on.
    ///
    /// # Errors
    /// If the text may not be a name, or if the passphrase is missing or wrong.
    pub(crate) fn set_name(
        &mut self,
        name: String,
        passphrase: Option<Secret>,
    ) -> Result<(), Fault> {
        let command = ChainCommand::SetOwnName(SetOwnName {
            name,
            tags_blocks: false,
            passphrase,
        });
        self.service.command(clock::now(), &command).map(drop)
    }

    /// Runs the node until it is stopped.
    ///
    /// # Errors
    /// [`StopError`] if the last changes could not be written, or if a thread did not end.
    pub(crate) fn run(mut self) -> Result<(), StopError> {
        let checkers = Request::Checkers(self.workers.checkers.count());
        self.service.handle(clock::now(), Input::Asked(checkers));
        self.drive();
        loop {
            let item = self.inbox.next(self.sleep());
            let is_timeout = item.is_none();
            match item {
                Some(Item::Stop) => return self.stop(),
                Some(item) => self.handle(item),
                None => {}
            }
            // Items that come without a pause must not keep the service from its own work.
            let now = clock::now();
            if is_timeout || now >= self.wake {
                self.service.handle(now, Input::Woken);
            }
            if self.workers.idle_at.is_some_and(|at| now >= at) {
                self.workers.idle_at = None;
                self.workers.checkers.end_idle(now);
            }
            self.program.unlocked.expire(now, clock::ticks());
            self.close_banned(now);
            self.drive();
        }
    }

    /// How long the thread may wait for an item.
    fn sleep(&self) -> Duration {
        let until = self
            .workers
            .idle_at
            .map_or(self.wake, |at| at.min(self.wake));
        until.since(clock::now()).min(MAX_SLEEP)
    }

    fn handle(&mut self, item: Item<N::Event>) {
        let now = clock::now();
        match item {
            Item::Question(question) => self.answer(now, question),
            Item::Network(event) => self.network.handle(now, event),
            Item::Miner(event) => self.miner_event(now, event),
            Item::Checker(event) => {
                let answers = self.workers.checkers.handle(now, event);
                self.pass_answers(now, answers);
            }
            // The caller handles it.
            Item::Stop => {}
        }
    }

    /// Carries out a question and its consequences, and then sends the answer.
    fn answer(&mut self, now: Time, question: Question) {
        let miners = self.workers.miners.figures(clock::ticks());
        let mut host = NodeHost {
            genesis: self.service.genesis(),
            hash_rate: miners.hash_rate,
            network: &mut self.network,
            program: &mut self.program,
            now,
        };
        let send = question(&mut Call {
            service: &mut self.service,
            host: &mut host,
            now,
            args: Args::default(),
        });
        self.close_banned(now);
        self.drive();
        send();
    }

    /// Closes the links with addresses that were banned since the last call, through this node or
    /// another node of the folder.
    fn close_banned(&mut self, now: Time) {
        let bans = self.program.folder.bans();
        let changes = bans.changes();
        if core::mem::replace(&mut self.program.bans_seen, changes) == changes {
            return;
        }
        let bans = bans.shared();
        for (link, _) in self.network.links() {
            let address = self.network.address(link);
            if address.is_some_and(|address| bans.is_banned(address.ip(), now)) {
                self.network.hang_up(now, link);
            }
        }
        // Peers that are not banned any more are called.
        self.network.try_again(now);
    }

    fn miner_event(&mut self, now: Time, event: pools::Event<FromMiner>) {
        match self.workers.miners.handle(now, clock::ticks(), event) {
            Outcome::Nothing | Outcome::Started => {}
            Outcome::Solved {
                miner,
                job,
                solution,
            } => {
                self.service.handle(now, Input::Mined(job, solution));
                self.drive();
                self.workers.miners.resume(clock::now(), miner, job);
            }
            Outcome::Failed(message) => {
                let reason = message.into();
                self.notify(Notice::Trouble { reason });
            }
        }
    }

    /// Passes the checkers' answers to the service.
    fn pass_answers(&mut self, now: Time, answers: Vec<Answer>) {
        for answer in answers {
            let input = match answer {
                Answer::Verified(id, count) => Input::Verified(id, count),
                Answer::Closed => Input::Asked(Request::Checkers(0)),
            };
            self.service.handle(now, input);
        }
    }

    /// Passes outputs between service and network until neither has any left, and carries out the
    /// effects for the rest of the program.
    fn drive(&mut self) {
        loop {
            let now = clock::now();
            let (effects, wake) = self.driver.run(now, &mut self.service, &mut self.network);
            self.wake = wake;
            let mut answers = Vec::new();
            for effect in effects {
                let workers = &mut self.workers;
                match effect {
                    Effect::Mine(job) => workers.miners.set_job(clock::now(), job),
                    Effect::Verify(id, claims) => {
                        answers.extend(workers.checkers.verify(now, id, claims));
                    }
                    Effect::CancelBatch(id) => answers.extend(workers.checkers.cancel(now, id)),
                    Effect::Notice(notice) => self.notify(notice),
                    Effect::Event(event) => self.node_event(&event),
                }
            }
            if let Some(at) = self.workers.checkers.take_idle_at() {
                self.workers.idle_at = Some(at);
            }
            if answers.is_empty() {
                return;
            }
            // No checker can verify these batches, so the service gets the answers at once.
            self.pass_answers(now, answers);
        }
    }

    fn node_event(&mut self, event: &node::Event) {
        if let node::Event::KeyElsewhere(..) = event {
            // The service has stopped mining. Without a job, the miners would only wait.
            let _ = self.workers.miners.resize(clock::ticks(), 0);
        }
        if let Some(event) = Event::of_node(event) {
            self.publish(event);
        }
    }

    fn notify(&self, notice: Notice) {
        match &notice {
            Notice::Trouble { reason } => tracing::warn!(%reason, "trouble"),
            notice => tracing::info!(?notice, "notice"),
        }
        self.publish(Event::Notice(notice));
    }

    fn publish(&self, event: Event) {
        // Nobody may read events.
        let _ = self.events.send(event);
    }

    /// Ends miners, checkers and links, and writes everything.
    fn stop(mut self) -> Result<(), StopError> {
        let now = clock::now();
        self.inbox.close();
        // Ending threads can't fail.
        let _ = self.workers.miners.resize(clock::ticks(), 0);
        self.workers.checkers.dismiss(now);
        self.service.write();
        self.drive();
        let genesis = self.service.genesis();
        let standing = self.service.standing();
        let noted = self.program.folder.change(|profile| {
            profile.note_standing(&genesis, Some(standing));
            Ok(())
        });
        let unwritten = self.unwritten();
        drop(self.network);
        drop(self.service);
        if !self.workers.group.wait(THREADS_END) {
            let seconds = THREADS_END.as_secs();
            return Err(StopError::Late { seconds });
        }
        match (unwritten, noted) {
            (Some(reason), _) => Err(StopError::Unwritten(reason)),
            (None, Err(error)) => Err(StopError::Unwritten(error.to_string())),
            (None, Ok(())) => Ok(()),
        }
    }

    /// Why the last changes are not on the disk; `None` if they are. A switch of branches that has
    /// not ended does not count: the next start begins it anew.
    fn unwritten(&self) -> Option<String> {
        let chain = self.service.node().chain();
        match self.service.failing() {
            Some(reason) => Some(reason.to_owned()),
            None if chain.pending_bytes() == 0 || chain.has_staged_changes() => None,
            None => Some(format!("{} bytes are pending", chain.pending_bytes())),
        }
    }
}
