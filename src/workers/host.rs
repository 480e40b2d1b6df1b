//! The node worker: one event after the other.
//!
//! Everything that happens (the page's messages, the network, the miners, timers) becomes an
//! [`Event`] in one queue, and one task takes them in order. So nothing is entered twice, and a
//! command that must wait for the disk keeps the others in order. What the queue holds is bounded
//! by its sources: the page asks what a person can ask, miners report some times a second, and each
//! channel counts the bytes it has waiting here.

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

/// The least time between two snapshots that no command asked for.
const BETWEEN: Duration = Duration::from_millis(200);

/// Something happened.
enum Event {
    Page(Result<Letter<ToNode>, PortError>),
    /// On the network of the chain opened as this one.
    Network(u64, network::Event),
    Crew(crew::Event),
    Checkers(checkers::Event),
    /// The service of the chain opened as this one wants to go on.
    Woken(u64),
    /// The profile is this tab's now: the one that kept it has closed.
    Owned,
    /// The profile could not be written, and is to be written again.
    Save,
    /// A snapshot that had to wait is due.
    Show,
}

/// The state of the node worker, once its profile is known.
pub struct Host {
    page: Port<ToPage>,
    page_url: String,
    events: UnboundedSender<Event>,
    home: Home,
    open: Option<OpenChain>,
    /// The chain that is not opened before the person says how.
    unopened: Option<UnopenedView>,
    /// Counts the chains opened: what comes late for an earlier one is ignored.
    opened: u64,
    crew: Crew,
    checkers: Checkers,
    /// Rings when the profile is to be written again.
    save: Alarm,
    /// The person was told that the profile can't be written.
    is_told_unsaved: bool,
    show: Alarm,
    shown_at: Time,
    shown: Option<Stamp>,
    /// Something changed that no stamp shows.
    changed: bool,
}

impl Host {
    /// Starts to listen and tells so. The worker runs until it is terminated.
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
            // The ear lives as long as the task, and that as long as the worker.
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

    /// Enters the profile, and opens the chain that was open when the person left.
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
                // The first one was heard; there is no second.
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
                // A page of another version of the program: only loading it again helps.
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
            // What is due is shown below.
            Event::Show => {}
        }
        self.after();
    }

    fn crew_event(&mut self, now: Time, event: crew::Event) {
        self.changed = true;
        match self.crew.handle(event) {
            News::Nothing => {}
            // Who has just clicked sees at once that it works.
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

    /// Tells the node what its checkers say.
    fn checked(&mut self, now: Time, news: Vec<checkers::News>) {
        let Some(open) = &mut self.open else { return };
        for news in news {
            open.handle(
                now,
                match news {
                    checkers::News::Checked(id, held) => Input::Checked(id, held),
                    checkers::News::Closed => Input::Asked(Request::Checkers(0)),
                },
            );
        }
    }

    /// What follows on every event: the chain goes on, and the page sees what changed.
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

    /// Tells when the profile can't be written, and when it is written again; sees to it that it is
    /// tried again.
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
            // Where the chain can't be written either, its service says all of this.
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
                Wish::Check(id, claims) => checked.extend(self.checkers.verify(now, id, claims)),
                Wish::CancelCheck(id) => checked.extend(self.checkers.cancel(now, id)),
                // There is room again, so the profile is written at once; then it is told.
                Wish::Notice(Notice::Saved) if self.home.failing().is_some() => {
                    push(&self.events, Event::Save);
                }
                Wish::Notice(notice) => self.tell(notice),
            }
        }
        if !checked.is_empty() {
            // There are no checkers: the chain goes on without, at once.
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
    // The other end lives as long as the worker.
    let _ = events.unbounded_send(event);
}
