//! The node worker, which handles one event after the other.
//!
//! All events (messages of the page and the other workers, network events, timers) go into one
//! queue as an [`Event`], and one task handles them in order. So no handler is entered while
//! another one runs, and a command that waits for the disk does not let later ones overtake it. The
//! sources bound the queue: the page sends what a person does, miners report a few times a second,
//! and each channel bounds the bytes that wait here.

mod chains;
mod command;

use core::time::Duration;
use std::panic;

use api::{Notice, Snapshot, StorageReason, StorageView, UnopenedView};
use browser::clock::{self, Alarm};
use browser::entropy::random;
use browser::network;
use browser::storage::mark;
use browser::threads::message::{ToNode, ToPage};
use browser::threads::port::{self, Envelope, Port, PortError};
use browser::{ProfileName, machine};
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::StreamExt;
use node::{Input, Request};
use primitives::Time;

use crate::checker_pool::{self, CheckerPool};
use crate::miner_pool::{self, MinerPool, Outcome};
use crate::miner_threads::MinerWorkers;
use crate::open_chain::{Effect, OpenChain, ViewVersion};
use crate::profile_store::ProfileStore;

/// The minimum time between two snapshots, except after commands and when mining begins.
const MIN_SNAPSHOT_INTERVAL: Duration = Duration::from_millis(200);

/// An event.
enum Event {
    Page(Result<Envelope<ToNode>, PortError>),
    /// A network event of the open chain with this number.
    Network(u64, network::Event),
    Miner(miner_pool::Event),
    Checker(checker_pool::Event),
    /// The alarm of the service of the open chain with this number.
    Alarm(u64),
    /// This tab owns the profile now: the tab that owned it has closed.
    Owned,
    /// It is time to write the profile again.
    Save,
    /// A delayed snapshot is due.
    Show,
}

/// The state of the node worker, once the page has named the profile.
pub struct Host {
    page: Port<ToPage>,
    page_url: String,
    events: UnboundedSender<Event>,
    storage: ProfileStore,
    open: Option<OpenChain>,
    /// A chain that could not be opened and waits for the person's decision.
    unopened: Option<UnopenedView>,
    /// The number of chains opened so far, which is the open chain's number. Events of earlier ones
    /// are ignored.
    opened: u64,
    miners: MinerPool,
    checkers: CheckerPool,
    /// Goes off when the profile is to be written again.
    save: Alarm,
    /// Whether the page knows that the profile can't be written.
    is_unsaved_reported: bool,
    show: Alarm,
    snapshot_at: Time,
    snapshot_version: Option<ViewVersion>,
    /// Whether something changed that is not part of the version.
    changed: bool,
}

impl Host {
    /// Starts to listen and tells the page so. The worker runs until it is terminated.
    pub fn start() {
        panic::set_hook(Box::new(|info| {
            mark::panicked();
            console_error_panic_hook::hook(info);
            let reason = info.to_string();
            port::owner().send(&ToPage::Ended { reason });
        }));
        let (events, queue) = unbounded();
        let received = events.clone();
        let listener =
            port::listen_to_owner(move |envelope| push(&received, Event::Page(envelope)));
        wasm_bindgen_futures::spawn_local(async move {
            // The listener lives as long as the task, which runs as long as the worker.
            let _listener = listener;
            Self::run(events, queue).await;
        });
        port::owner().send(&ToPage::Ready);
    }

    async fn run(events: UnboundedSender<Event>, mut queue: UnboundedReceiver<Event>) {
        let mut host = None;
        while let Some(event) = queue.next().await {
            match (&mut host, event) {
                (Some(host), event) => Self::handle(host, event).await,
                (None, Event::Page(Ok(envelope))) => {
                    if let ToNode::Start { profile, page } = envelope.message {
                        host = Some(Self::enter(events.clone(), &profile, page).await);
                    }
                }
                (None, _) => {}
            }
        }
    }

    /// Loads the profile, and opens the chain that was open last.
    async fn enter(events: UnboundedSender<Event>, profile: &str, page_url: String) -> Self {
        let name: ProfileName = profile.parse().expect("the page has checked the name");
        let storage = ProfileStore::enter(&name).await;
        let (received, on_alarm, answers) = (events.clone(), events.clone(), events.clone());
        let save = events.clone();
        let mut host = Self {
            page: port::owner(),
            page_url,
            events,
            storage,
            open: None,
            unopened: None,
            opened: 0,
            miners: MinerPool::new(
                MinerWorkers::new(move |miner, message| {
                    let event = miner_pool::Event { miner, message };
                    push(&received, Event::Miner(event));
                }),
                u64::from_le_bytes(random()),
            ),
            checkers: CheckerPool::new(machine::cores(), move |event| {
                push(&answers, Event::Checker(event));
            }),
            save: Alarm::new(move || push(&save, Event::Save)),
            is_unsaved_reported: false,
            show: Alarm::new(move || push(&on_alarm, Event::Show)),
            snapshot_at: Time::default(),
            snapshot_version: None,
            changed: true,
        };
        if let Some(turn) = host.storage.take_turn() {
            let events = host.events.clone();
            wasm_bindgen_futures::spawn_local(async move {
                if turn.comes().await {
                    push(&events, Event::Owned);
                }
            });
        }
        host.open_last().await;
        host.finish_event();
        host
    }

    async fn handle(&mut self, event: Event) {
        let now = clock::now();
        match event {
            Event::Page(Ok(Envelope {
                message,
                transferred,
            })) => match message {
                // Only the first one counts, which `run` has handled.
                ToNode::Start { .. } => {}
                ToNode::Ask { id, command } => return self.answer(id, command).await,
                ToNode::Link { link, event } => {
                    let event = network::Event::Page(link, event, transferred);
                    if let Some(open) = &mut self.open {
                        open.network(now, event);
                    }
                }
            },
            Event::Page(Err(error)) => {
                // The page is of another version of the program: only loading it again helps.
                let reason = error.to_string();
                self.page.send(&ToPage::Ended { reason });
            }
            Event::Network(opened, event) => {
                if let Some(open) = self.open.as_mut().filter(|_| opened == self.opened) {
                    open.network(now, event);
                }
            }
            Event::Miner(event) => self.miner_event(now, event),
            Event::Checker(event) => {
                let answers = self.checkers.handle(now, event);
                self.pass_answers(now, answers);
            }
            Event::Alarm(opened) => {
                if let Some(open) = self.open.as_mut().filter(|_| opened == self.opened) {
                    open.handle(now, Input::Woken);
                }
            }
            Event::Owned => self.take_over().await,
            Event::Save => {
                self.storage.retry().await;
            }
            // The snapshot is sent below.
            Event::Show => {}
        }
        self.finish_event();
    }

    fn miner_event(&mut self, now: Time, event: miner_pool::Event) {
        self.changed = true;
        match self.miners.handle(event) {
            Outcome::Nothing => {}
            // The person who has just started mining sees at once that it works.
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
                self.miners.resume(miner, job);
            }
            Outcome::Failed(message) => self.notify(Notice::Trouble {
                reason: message.into(),
            }),
        }
    }

    /// Passes the checkers' answers to the node.
    fn pass_answers(&mut self, now: Time, answers: Vec<checker_pool::Answer>) {
        let Some(open) = &mut self.open else { return };
        for answer in answers {
            open.handle(
                now,
                match answer {
                    checker_pool::Answer::Verified(id, count) => Input::Verified(id, count),
                    checker_pool::Answer::Closed => Input::Asked(Request::Checkers(0)),
                },
            );
        }
    }

    /// Runs the chain after an event. Sends a snapshot if something changed, at once or when
    /// [`MIN_SNAPSHOT_INTERVAL`] has passed since the last one.
    fn finish_event(&mut self) {
        let now = clock::now();
        self.run_chain(now);
        self.report_saving();
        let version = self.open.as_ref().map(OpenChain::version);
        if !self.changed && version == self.snapshot_version {
            return;
        }
        let due = self.snapshot_at + MIN_SNAPSHOT_INTERVAL;
        if now >= due || now < self.snapshot_at {
            self.send_snapshot(now);
        } else {
            self.show.set(due);
        }
    }

    /// Notifies the page when the profile can't be written and when it can again, and schedules the
    /// retry.
    fn report_saving(&mut self) {
        if let Some(at) = self.storage.retry_at() {
            self.save.set(at);
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
        let effects = self.open.as_mut().map(|open| open.run(now));
        let mut answers = Vec::new();
        for effect in effects.into_iter().flatten() {
            match effect {
                Effect::Mine(job) => self.miners.set_job(job),
                Effect::Verify(id, claims) => answers.extend(self.checkers.verify(now, id, claims)),
                Effect::CancelBatch(id) => answers.extend(self.checkers.cancel(now, id)),
                // There is room again, so the profile is written at once, and the page is notified
                // after that.
                Effect::Notice(Notice::Saved) if self.storage.failure().is_some() => {
                    push(&self.events, Event::Save);
                }
                Effect::Notice(notice) => self.notify(notice),
            }
        }
        if !answers.is_empty() {
            // No checker can verify these batches, so the node goes on without at once.
            self.pass_answers(now, answers);
            self.run_chain(now);
        }
    }

    fn send_snapshot(&mut self, now: Time) {
        self.note_size();
        self.snapshot_at = now;
        self.snapshot_version = self.open.as_ref().map(OpenChain::version);
        self.changed = false;
        let mining = self.miners.figures();
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
        self.page.send(&ToPage::Snapshot(Box::new(snapshot)));
    }

    fn notify(&self, notice: Notice) {
        self.page.send(&ToPage::Notice(notice));
    }
}

fn push(events: &UnboundedSender<Event>, event: Event) {
    // The receiving end lives as long as the worker.
    let _ = events.unbounded_send(event);
}
