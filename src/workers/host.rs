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

use api::{Notice, Snapshot, StorageView, UnopenedView};
use browser::clock::{self, Alarm};
use browser::mark;
use browser::message::{ToNode, ToPage};
use browser::network;
use browser::port::{self, Letter, Port, PortError};
use browser::{ProfileName, machine};
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::StreamExt;
use node::{Input, Request};
use primitives::Time;

use crate::checkers::{self, Checkers};
use crate::crew::{self, Crew, News};
use crate::home::Home;
use crate::open_chain::{OpenChain, Stamp, Wish};

/// The minimum time between two snapshots, except after commands and when mining begins.
const BETWEEN: Duration = Duration::from_millis(200);

/// An event.
enum Event {
    Page(Result<Letter<ToNode>, PortError>),
    /// A network event of the open chain with this number.
    Network(u64, network::Event),
    Crew(crew::Event),
    Checkers(checkers::Event),
    /// The alarm of the service of the open chain with this number.
    Woken(u64),
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
    home: Home,
    open: Option<OpenChain>,
    /// A chain that could not be opened and waits for the person's decision.
    unopened: Option<UnopenedView>,
    /// The number of chains opened so far, which is the open chain's number. Events of earlier ones
    /// are ignored.
    opened: u64,
    crew: Crew,
    checkers: Checkers,
    /// Goes off when the profile is to be written again.
    save: Alarm,
    /// Whether the page knows that the profile can't be written.
    is_told_unsaved: bool,
    show: Alarm,
    shown_at: Time,
    shown: Option<Stamp>,
    /// Whether something changed that is not part of the stamp.
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
        let heard = events.clone();
        let ear = port::hear_owner(move |letter| push(&heard, Event::Page(letter)));
        wasm_bindgen_futures::spawn_local(async move {
            // The listener lives as long as the task, which runs as long as the worker.
            let _ear = ear;
            Self::run(events, queue).await;
        });
        port::owner().send(&ToPage::Ready);
    }

    async fn run(events: UnboundedSender<Event>, mut queue: UnboundedReceiver<Event>) {
        let mut host = None;
        while let Some(event) = queue.next().await {
            match (&mut host, event) {
                (Some(host), event) => Self::handle(host, event).await,
                (None, Event::Page(Ok(letter))) => {
                    if let ToNode::Start { profile, page } = letter.message {
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
        let home = Home::enter(&name).await;
        let (heard, rung, checked) = (events.clone(), events.clone(), events.clone());
        let save = events.clone();
        let mut host = Self {
            page: port::owner(),
            page_url,
            events,
            home,
            open: None,
            unopened: None,
            opened: 0,
            crew: Crew::new(move |event| push(&heard, Event::Crew(event))),
            checkers: Checkers::new(machine::cores(), move |event| {
                push(&checked, Event::Checkers(event));
            }),
            save: Alarm::new(move || push(&save, Event::Save)),
            is_told_unsaved: false,
            show: Alarm::new(move || push(&rung, Event::Show)),
            shown_at: Time::default(),
            shown: None,
            changed: true,
        };
        if let Some(turn) = host.home.take_turn() {
            let events = host.events.clone();
            wasm_bindgen_futures::spawn_local(async move {
                if turn.comes().await {
                    push(&events, Event::Owned);
                }
            });
        }
        host.open_last().await;
        host.after();
        host
    }

    async fn handle(&mut self, event: Event) {
        let now = clock::now();
        match event {
            Event::Page(Ok(Letter { message, beside })) => match message {
                // Only the first one counts, which `run` has handled.
                ToNode::Start { .. } => {}
                ToNode::Ask { id, command } => return self.ask(id, command).await,
                ToNode::Link { link, event } => {
                    let event = network::Event::Page(link, event, beside);
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
            Event::Crew(event) => self.crew_event(now, event),
            Event::Checkers(event) => {
                let news = self.checkers.handle(now, event);
                self.checked(now, news);
            }
            Event::Woken(opened) => {
                if let Some(open) = self.open.as_mut().filter(|_| opened == self.opened) {
                    open.handle(now, Input::Woken);
                }
            }
            Event::Owned => self.take_over().await,
            Event::Save => {
                self.home.try_again().await;
            }
            // The snapshot is sent below.
            Event::Show => {}
        }
        self.after();
    }

    fn crew_event(&mut self, now: Time, event: crew::Event) {
        self.changed = true;
        match self.crew.handle(event) {
            News::Nothing => {}
            // The person who has just started mining sees at once that it works.
            News::Begun => self.show(now),
            News::Solved {
                miner,
                job,
                solution,
            } => {
                if let Some(open) = &mut self.open {
                    open.handle(now, Input::Mined(job, solution));
                }
                self.run_chain(now);
                self.crew.resume(miner, job);
            }
            News::Lost(message) => self.tell(Notice::Trouble { message }),
        }
    }

    /// Passes the checkers' answers to the node.
    fn checked(&mut self, now: Time, news: Vec<checkers::News>) {
        let Some(open) = &mut self.open else { return };
        for news in news {
            open.handle(
                now,
                match news {
                    checkers::News::Verified(id, held) => Input::Verified(id, held),
                    checkers::News::Closed => Input::Asked(Request::Checkers(0)),
                },
            );
        }
    }

    /// Runs the chain after an event. Sends a snapshot if something changed, at once or when
    /// [`BETWEEN`] has passed since the last one.
    fn after(&mut self) {
        let now = clock::now();
        self.run_chain(now);
        self.mind_saving();
        let stamp = self.open.as_ref().map(OpenChain::stamp);
        if !self.changed && stamp == self.shown {
            return;
        }
        let due = self.shown_at + BETWEEN;
        if now >= due || now < self.shown_at {
            self.show(now);
        } else {
            self.show.set(due);
        }
    }

    /// Notifies the page when the profile can't be written and when it can again, and schedules the
    /// retry.
    fn mind_saving(&mut self) {
        if let Some(at) = self.home.retry_at() {
            self.save.set(at);
        }
        let failing = self.home.failing();
        if failing.is_some() == self.is_told_unsaved {
            return;
        }
        self.is_told_unsaved = failing.is_some();
        self.changed = true;
        let is_chain_failing = self.open.as_ref().and_then(OpenChain::failing).is_some();
        match failing.map(str::to_owned) {
            // If the chain can't be written either, its service notifies the page of both.
            _ if is_chain_failing => {}
            Some(reason) => self.tell(Notice::Trouble {
                message: format!(
                    "Nothing is being saved: {reason}. This tab tries again by itself."
                ),
            }),
            None => self.tell(Notice::Saved),
        }
    }

    fn run_chain(&mut self, now: Time) {
        let wishes = self.open.as_mut().map(|open| open.run(now));
        let mut checked = Vec::new();
        for wish in wishes.into_iter().flatten() {
            match wish {
                Wish::Mine(job) => self.crew.set_job(job),
                Wish::Verify(id, claims) => checked.extend(self.checkers.verify(now, id, claims)),
                Wish::CancelBatch(id) => checked.extend(self.checkers.cancel(now, id)),
                // There is room again, so the profile is written at once, and the page is notified
                // after that.
                Wish::Notice(Notice::Saved) if self.home.failing().is_some() => {
                    push(&self.events, Event::Save);
                }
                Wish::Notice(notice) => self.tell(notice),
            }
        }
        if !checked.is_empty() {
            // No checker can verify these batches, so the node goes on without at once.
            self.checked(now, checked);
            self.run_chain(now);
        }
    }

    fn show(&mut self, now: Time) {
        self.note_room();
        self.shown_at = now;
        self.shown = self.open.as_ref().map(OpenChain::stamp);
        self.changed = false;
        let mining = self.crew.view();
        let failing = self.open.as_ref().and_then(OpenChain::failing);
        let storage = match (self.home.storage(), failing) {
            (StorageView::Durable, Some(reason)) => StorageView::Failing {
                reason: reason.to_owned(),
            },
            (storage, _) => storage,
        };
        let snapshot = Snapshot {
            chains: self.home.chains(),
            storage,
            unopened: self.unopened.clone(),
            protection: self.home.profile.protection(),
            replaced: self.home.profile.replaced(),
            key: self.home.profile.identity().to_string(),
            chain: self.open.as_ref().map(|open| open.view(mining)),
        };
        self.page.send(&ToPage::Snapshot(Box::new(snapshot)));
    }

    fn tell(&self, notice: Notice) {
        self.page.send(&ToPage::Notice(notice));
    }
}

fn push(events: &UnboundedSender<Event>, event: Event) {
    // The receiving end lives as long as the worker.
    let _ = events.unbounded_send(event);
}
