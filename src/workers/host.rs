//! The host: a state machine for the node's side of a tab. It handles one event after the other,
//! and acts on the outside world through its [`Platform`].
//!
//! The driver hands in each [`Event`] and waits until it is handled. So no handler runs while
//! another one runs, and later commands do not overtake a command that waits for the disk.
//!
//! ```text
//!  commands ──▶      ┌─ ProfileStore ──▶ Disk
//!  links ─────▶ Host ┼─ OpenChain    ──▶ ChainNetwork
//!  timers ────▶      ├─ MinerPool    ──▶ Threads
//!  threads ───▶      └─ CheckerPool  ──▶ Threads
//!                    answers, snapshots, notices ──▶ page
//! ```
//!
//! Invariant: after an event, the chain has no output left, the timers of everything that is to
//! happen later are set, and the page has the present state or a timer is set to send it.

mod accounts;
mod chains;
mod command;
mod http;
mod open_chain;
#[cfg(test)]
mod tests;

use core::time::Duration;

use api::{Notice, Request, Snapshot, StorageReason, StorageView, UnopenedView};
use browser::http::{HttpRequest, HttpResponse};
use browser::threads::message::ToPage;
use node::Input;
use pools::checkers::{Answer, CheckerPool, FromChecker};
use pools::miners::{FromMiner, MinerPool, Outcome};
use primitives::Time;
use service::Effect;

use crate::platform::{ChainNetwork, Platform, Timer};
use crate::profile_store::ProfileStore;
use crate::tab_api::Answering;
use open_chain::{OpenChain, ViewVersion};

/// The time per snapshot on average, except after commands and when mining begins: more of them
/// would cost the page time for what nobody sees.
const SNAPSHOT_INTERVAL: Duration = Duration::from_millis(200);

/// The number of snapshots that may follow each other without a pause, after a time without
/// changes. So a person who joins a chain sees each step at once: the relay, the peer, the tip.
const SNAPSHOT_BURST: u32 = 10;

/// Maximum number of checkers. The node worker could not keep up with more.
const MAX_CHECKERS: usize = 4;

/// An event. `N` is the type of a network's events.
#[derive(Debug)]
pub(crate) enum Event<N> {
    /// A command of the page. The answer carries the same number.
    Command(u64, Request),
    /// An HTTP request to this tab. If this tab answers it, the API is loaded next.
    Http(HttpRequest, Respond, LoadApi),
    /// The API was loaded for this request.
    ApiLoaded(HttpRequest, Respond, Answering),
    /// The page has sent something that can't be read, for this reason.
    Unreadable(String),
    /// An event of the connections in the page. Connections of different chains have different
    /// numbers, so the event needs no chain's number.
    Link(N),
    /// An event of the network of the open chain with this number.
    Network(u64, N),
    /// An event of a miner.
    Miner(pools::Event<FromMiner>),
    /// An event of a checker.
    Checker(pools::Event<FromChecker>),
    /// A timer has gone off, possibly early.
    Timer(Timer),
    /// This tab owns the profile now: the tab that owned it has closed.
    Owned,
}

/// Sends the response to an HTTP request; `None` if this tab can't answer.
pub(crate) struct Respond(pub(crate) Box<Responding>);

/// A function that sends a response.
type Responding = dyn FnOnce(Option<&HttpResponse>);

impl core::fmt::Debug for Respond {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Respond")
    }
}

/// Loads the API, and adds [`Event::ApiLoaded`] to the queue. Other events are handled while it
/// loads.
pub(crate) struct LoadApi(pub(crate) Box<LoadingApi>);

/// A function that begins to load the API for a request.
type LoadingApi = dyn FnOnce(HttpRequest, Respond);

impl core::fmt::Debug for LoadApi {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("LoadApi")
    }
}

/// An event of a host on this platform.
pub(crate) type EventOf<P> = Event<<<P as Platform>::Network as ChainNetwork>::Event>;

/// The state of the node worker, once the page has named the profile.
pub(crate) struct Host<P: Platform> {
    platform: P,
    page_url: String,
    storage: ProfileStore<P::Disk>,
    open: Option<OpenChain<P::Network>>,
    /// A chain that could not be opened and waits for the person's decision.
    unopened: Option<UnopenedView>,
    /// The number of chains opened so far, which is the open chain's number. Events of earlier ones
    /// are ignored.
    opened: u64,
    /// The chain's number at the last search for used accounts, and whether the chain was
    /// synchronized then.
    searched: (u64, bool),
    miners: MinerPool<P::Miners>,
    checkers: CheckerPool<P::Checkers>,
    /// Whether the page knows that the profile can't be written.
    is_unsaved_reported: bool,
    /// The time from which the next snapshot may be sent.
    snapshot_due: Time,
    snapshot_version: Option<ViewVersion>,
    /// Whether something that is not part of the version has changed since the last snapshot.
    changed: bool,
}

impl<P: Platform> Host<P> {
    /// Creates the host of a profile, and opens the chain that was open last. `page_url` is the
    /// page's URL without query and fragment; `cores` is the machine's number of cores.
    pub(crate) async fn start(
        platform: P,
        page_url: String,
        storage: ProfileStore<P::Disk>,
        miners: P::Miners,
        checkers: P::Checkers,
        cores: usize,
    ) -> Self {
        let base = u64::from_le_bytes(platform.random());
        let mut host = Self {
            platform,
            page_url,
            storage,
            open: None,
            unopened: None,
            opened: 0,
            searched: (0, false),
            miners: MinerPool::new(miners, base),
            checkers: CheckerPool::new(checkers, cores.clamp(1, MAX_CHECKERS)),
            is_unsaved_reported: false,
            snapshot_due: Time::default(),
            snapshot_version: None,
            changed: true,
        };
        host.open_last().await;
        host.end_event().await;
        host
    }

    /// Handles an event. The clock is read again after a handler, which may have waited for the
    /// disk.
    pub(crate) async fn handle(&mut self, event: EventOf<P>) {
        let now = self.platform.now();
        match event {
            Event::Command(id, request) => return self.answer(id, request).await,
            Event::Http(request, respond, load) => match self.can_answer(&request) {
                true => load.0(request, respond),
                false => respond.0(None),
            },
            Event::ApiLoaded(request, respond, answer) => {
                respond.0(self.respond(now, &request, answer).as_ref());
            }
            Event::Unreadable(reason) => {
                // The page is of another version of the program, so it must be loaded again.
                self.platform.send(&ToPage::Ended { reason });
            }
            Event::Link(event) => self.network_event(now, self.opened, event),
            Event::Network(opened, event) => self.network_event(now, opened, event),
            Event::Miner(event) => self.miner_event(now, event),
            Event::Checker(event) => {
                let answers = self.checkers.handle(now, event);
                self.pass_answers(now, answers);
            }
            Event::Timer(Timer::Chain) => {
                if let Some(open) = &mut self.open {
                    open.handle(now, Input::Woken);
                }
            }
            Event::Timer(Timer::Save) => {
                self.storage.retry(now).await;
            }
            Event::Timer(Timer::Checkers) => self.checkers.end_idle(now),
            // The snapshot is sent below.
            Event::Timer(Timer::Snapshot) => {}
            Event::Owned => self.take_over().await,
        }
        self.end_event().await;
    }

    /// Finishes an event, and adds accounts that turn out to have been used.
    async fn end_event(&mut self) {
        self.finish_event(self.platform.now());
        if self.add_used().await {
            self.finish_event(self.platform.now());
        }
    }

    fn network_event(
        &mut self,
        now: Time,
        opened: u64,
        event: <P::Network as ChainNetwork>::Event,
    ) {
        if let Some(open) = self.open.as_mut().filter(|_| opened == self.opened) {
            open.network(now, event);
        }
    }

    fn miner_event(&mut self, now: Time, event: pools::Event<FromMiner>) {
        self.changed = true;
        match self.miners.handle(now, self.platform.ticks(), event) {
            Outcome::Nothing => {}
            // A person who has just started mining sees at once that it works.
            Outcome::Started => self.send_snapshot(now),
            Outcome::Solved {
                miner,
                job,
                solution,
            } => {
                if let Some(open) = &mut self.open {
                    open.handle(now, Input::Mined(job, solution));
                }
                self.run_chain(now);
                self.miners.resume(self.platform.now(), miner, job);
            }
            Outcome::Failed(message) => self.notify(Notice::Trouble {
                reason: message.into(),
            }),
        }
    }

    /// Passes the checkers' answers to the node.
    fn pass_answers(&mut self, now: Time, answers: Vec<Answer>) {
        let Some(open) = &mut self.open else { return };
        for answer in answers {
            open.handle(
                now,
                match answer {
                    Answer::Verified(id, count) => Input::Verified(id, count),
                    Answer::Closed => Input::Asked(node::Request::Checkers(0)),
                },
            );
        }
    }

    /// Runs the chain after an event. Sends a snapshot if something changed, at once or when the
    /// next one is due.
    fn finish_event(&mut self, now: Time) {
        self.run_chain(now);
        self.report_saving();
        self.set_idle_timer();
        let version = self.open.as_ref().map(OpenChain::version);
        if !self.changed && version == self.snapshot_version {
            return;
        }
        let due = self.snapshot_due;
        // No snapshot is due later than this, unless the clock was set back.
        if now >= due || now + SNAPSHOT_INTERVAL < due {
            self.send_snapshot(now);
        } else {
            self.platform.set_timer(Timer::Snapshot, due);
        }
    }

    fn set_idle_timer(&mut self) {
        if let Some(at) = self.checkers.take_idle_at() {
            self.platform.set_timer(Timer::Checkers, at);
        }
    }

    /// Notifies the page when writing the profile begins to fail and when it works again, and
    /// schedules the next attempt.
    fn report_saving(&mut self) {
        if let Some(at) = self.storage.retry_at() {
            self.platform.set_timer(Timer::Save, at);
        }
        let failure = self.storage.failure();
        if failure.is_some() == self.is_unsaved_reported {
            return;
        }
        self.is_unsaved_reported = failure.is_some();
        self.changed = true;
        let is_chain_failing = self.open.as_ref().and_then(OpenChain::failure).is_some();
        match failure.map(str::to_owned) {
            // If the chain can't be written either, its service notifies the page of both.
            _ if is_chain_failing => {}
            Some(error) => self.notify(Notice::Trouble {
                reason: StorageReason::NotSaved { error }.into(),
            }),
            None => self.notify(Notice::Saved),
        }
    }

    fn run_chain(&mut self, now: Time) {
        let Some(open) = &mut self.open else { return };
        let (effects, wake) = open.run(now);
        if wake < Time::NEVER {
            self.platform.set_timer(Timer::Chain, wake);
        }
        let mut answers = Vec::new();
        for effect in effects {
            match effect {
                Effect::Mine(job) => self.miners.set_job(self.platform.now(), job),
                Effect::Verify(id, claims) => answers.extend(self.checkers.verify(now, id, claims)),
                Effect::CancelBatch(id) => answers.extend(self.checkers.cancel(now, id)),
                // The chain can be written again, so writing the profile is tried at once, too. The
                // page is notified when both are written.
                Effect::Notice(Notice::Saved) if self.storage.failure().is_some() => {
                    self.storage.retry_at_once(now);
                }
                Effect::Notice(notice) => self.notify(notice),
                // The page shows snapshots and notices only.
                Effect::Event(_) => {}
            }
        }
        if !answers.is_empty() {
            // No checker can verify these batches, so the node gets the answers at once and
            // verifies them itself.
            self.pass_answers(now, answers);
            self.run_chain(now);
        }
    }

    fn send_snapshot(&mut self, now: Time) {
        self.note_size();
        let saved_up = SNAPSHOT_INTERVAL * (SNAPSHOT_BURST - 1);
        let due = self.snapshot_due.clamp(now - saved_up, now);
        self.snapshot_due = due + SNAPSHOT_INTERVAL;
        self.snapshot_version = self.open.as_ref().map(OpenChain::version);
        self.changed = false;
        let mining = self.miners.figures(self.platform.ticks());
        let failure = self.open.as_ref().and_then(OpenChain::failure);
        let storage = match (self.storage.view(), failure) {
            (StorageView::Durable, Some(reason)) => StorageView::Failing {
                reason: reason.to_owned(),
            },
            (storage, _) => storage,
        };
        let snapshot = Snapshot {
            chains: self.storage.chains(),
            storage,
            unopened: self.unopened.clone(),
            protection: self.storage.profile.protection(),
            replaced: self.storage.profile.replaced(),
            key: self.storage.profile.identity().to_string(),
            chain: self.open.as_ref().map(|open| open.view(mining)),
        };
        self.platform.send(&ToPage::Snapshot(Box::new(snapshot)));
    }

    fn notify(&self, notice: Notice) {
        self.platform.send(&ToPage::Notice(notice));
    }
}
