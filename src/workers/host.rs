//! The node worker: one event after the other.
//!
//! Everything that happens (the page's messages, the network, the miners, timers) becomes an [`Event`] in one queue, and one
//! task takes them in order. So nothing is entered twice, and a command that must wait for the disk keeps the others in order.
//! What the queue holds is bounded by its sources: the page asks what a person can ask, miners report some times a
//! second, and each channel counts the bytes it has waiting here.

use core::time::Duration;
use std::panic;

use api::{Command, Fault, Field, Notice, Reply, Secret, Snapshot};
use browser::ProfileName;
use browser::clock::{self, Alarm};
use browser::entropy::random;
use browser::machine;
use browser::message::{ToNode, ToPage};
use browser::network::{self, Network};
use browser::port::{self, Letter, Port, PortError};
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::StreamExt;
use node::{Input, Request};
use primitives::{BlockHash, Time};
use service::Service;
use signal::Room;

use crate::checkers::{self, Checkers};
use crate::crew::{self, Crew, News};
use crate::home::{Home, entropy};
use crate::open_chain::{OpenChain, Stamp, Wish};
use crate::place;

/// The least time between two snapshots that no command asked for.
const BETWEEN: Duration = Duration::from_millis(200);
/// Most miner workers; more cores than any device of today has.
const MAX_CORES: u32 = 256;

/// Something happened.
enum Event {
    Page(Result<Letter<ToNode>, PortError>),
    /// On the network of the chain opened as this one.
    Network(u64, network::Event),
    Crew(crew::Event),
    Checkers(checkers::Event),
    /// The service of the chain opened as this one wants to go on.
    Woken(u64),
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
    /// Counts the chains opened: what comes late for an earlier one is ignored.
    opened: u64,
    crew: Crew,
    checkers: Checkers,
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
        let mut host = Self {
            page: port::owner(),
            page_url,
            events,
            home,
            open: None,
            opened: 0,
            crew: Crew::new(move |event| push(&heard, Event::Crew(event))),
            checkers: Checkers::new(machine::cores(), move |event| {
                push(&checked, Event::Checkers(event));
            }),
            show: Alarm::new(move || push(&rung, Event::Show)),
            shown_at: Time::default(),
            shown: None,
            changed: true,
        };
        if let Some(last) = host.home.profile.last()
            && let Err(fault) = host.open(&last).await
        {
            let message = fault.message;
            host.tell(Notice::Trouble { message });
        }
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
            // What is due is shown below.
            Event::Show => {}
        }
        self.after();
    }

    fn crew_event(&mut self, now: Time, event: crew::Event) {
        self.changed = true;
        match self.crew.handle(now, event) {
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

    /// Carries out a command, shows what became of it, and answers.
    async fn ask(&mut self, id: u64, command: Command) {
        let is_question = command.is_question();
        let outcome = self.command(command).await;
        if is_question {
            // A page may ask for much in little time: it gets no more snapshots for that.
            self.after();
        } else {
            let now = clock::now();
            self.run_chain(now);
            self.show(now);
        }
        self.page.send(&ToPage::Answer { id, outcome });
    }

    async fn command(&mut self, command: Command) -> Result<Reply, Fault> {
        let now = clock::now();
        match command {
            Command::Start(settings) => {
                let relay = place::relay(&self.page_url).unwrap_or_default();
                let genesis = self.home.profile.start(&settings, &relay, now, random())?;
                self.open_and_save(&genesis).await
            }
            Command::StartFrom { settings } => {
                let relay = place::relay(&self.page_url).unwrap_or_default();
                let genesis = self.home.profile.start_from(&settings, &relay)?;
                self.open_and_save(&genesis).await
            }
            Command::Join { link } => {
                let genesis = self.home.profile.join(&link)?;
                self.open_and_save(&genesis).await
            }
            Command::Open { genesis } => {
                let genesis = self.home.profile.find(&genesis)?;
                self.open_and_save(&genesis).await
            }
            Command::Leave => {
                self.close(now);
                self.home.profile.closed();
                self.home.save().await?;
                Ok(Reply::Done)
            }
            Command::ShowWords { passphrase } => {
                let words = self.home.profile.words(passphrase.as_deref())?;
                Ok(Reply::Words(words.into()))
            }
            Command::SetPassphrase { old, new } => {
                self.home.may_change_wallet()?;
                let profile = &mut self.home.profile;
                profile.set_passphrase(old.as_deref(), new.as_deref(), entropy())?;
                if let Some(open) = &mut self.open {
                    open.service().set_vault(self.home.profile.vault().clone());
                }
                self.home.save_over().await?;
                Ok(Reply::Done)
            }
            Command::Restore { words, passphrase } => {
                self.home.may_change_wallet()?;
                let profile = &mut self.home.profile;
                profile.restore(&words, passphrase.as_deref(), entropy())?;
                self.home.save_over().await?;
                // The chain is read again with the eyes of the other wallet.
                let genesis = self.open.as_ref().map(OpenChain::genesis);
                if let Some(genesis) = genesis {
                    self.close(now);
                    self.open(&genesis).await?;
                }
                Ok(Reply::Done)
            }
            Command::Mine { cores, passphrase } => self.mine(now, cores, passphrase),
            Command::Check(question) if self.open.is_none() => {
                let verdict = service::check(&question, now.to_timestamp())?;
                Ok(Reply::Verdict(Box::new(verdict)))
            }
            command => self.chain()?.command(now, &command),
        }
    }

    fn mine(&mut self, now: Time, cores: u32, passphrase: Option<Secret>) -> Result<Reply, Fault> {
        if cores > MAX_CORES {
            let message = format!("At most {MAX_CORES} cores can mine.");
            return Err(Fault::of(Field::Cores, message));
        }
        if cores > 0 && self.chain()?.service().has_authors() {
            self.home.may_seal()?;
        }
        let open = self.chain()?;
        let reply = open.command(now, &Command::Mine { cores, passphrase })?;
        // Where nothing is searched for, nobody is hired.
        let cores = if open.service().needs_miners() {
            cores
        } else {
            0
        };
        self.changed = true;
        let resized = self.crew.resize(now, cores as usize);
        resized.map_err(|error| Fault::of(Field::Cores, format!("{error}.")))?;
        Ok(reply)
    }

    fn chain(&mut self) -> Result<&mut OpenChain, Fault> {
        let none = || Fault::new("Start a chain or join one first.");
        self.open.as_mut().ok_or_else(none)
    }

    async fn open_and_save(&mut self, genesis: &BlockHash) -> Result<Reply, Fault> {
        self.open(genesis).await?;
        // Where it fails, the storage's view says so.
        let _ = self.home.save().await;
        let genesis = genesis.to_string();
        Ok(Reply::Opened { genesis })
    }

    /// Opens a chain that the profile knows, unless it is open.
    async fn open(&mut self, genesis: &BlockHash) -> Result<(), Fault> {
        let now = clock::now();
        if self.open.as_ref().map(OpenChain::genesis) == Some(*genesis) {
            return Ok(());
        }
        self.close(now);
        let setup = self.home.profile.opened(genesis);
        let setup = setup.ok_or_else(|| Fault::new("This browser does not keep that chain."))?;
        let relay = setup.relay.clone();
        let failed = |error: &dyn core::fmt::Display| {
            Fault::new(format!("This chain can't be opened: {error}."))
        };
        let store = self.home.store(genesis).await.map_err(|e| failed(&e))?;
        let vault = self.home.profile.vault().clone();
        let page = self.page_url.clone();
        let service = Service::open(setup, page, store, vault, random(), now);
        let service = service.map_err(|error| failed(&error))?;
        self.opened += 1;
        let (opened, told, rung) = (self.opened, self.events.clone(), self.events.clone());
        let network = place::is_relay(&relay).then(|| {
            let room = Room::from_bytes(genesis.to_bytes());
            let tell = move |event| push(&told, Event::Network(opened, event));
            Network::new(self.page.clone(), relay, room, now, tell)
        });
        let alarm = Alarm::new(move || push(&rung, Event::Woken(opened)));
        let mut open = OpenChain::new(service, network, alarm);
        let checkers = Request::Checkers(self.checkers.count());
        open.handle(now, Input::Asked(checkers));
        self.open = Some(open);
        self.changed = true;
        self.run_chain(now);
        Ok(())
    }

    /// Closes the open chain; mining ends with it.
    fn close(&mut self, now: Time) {
        self.open = None;
        self.changed = true;
        self.checkers.dismiss(now);
        self.crew.set_job(None);
        // Nobody is hired here, so nobody can be refused.
        let _ = self.crew.resize(now, 0);
    }

    /// What follows on every event: the chain goes on, and the page sees what changed.
    fn after(&mut self) {
        let now = clock::now();
        self.run_chain(now);
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

    fn run_chain(&mut self, now: Time) {
        let wishes = self.open.as_mut().map(|open| open.run(now));
        let mut checked = Vec::new();
        for wish in wishes.into_iter().flatten() {
            match wish {
                Wish::Mine(job) => self.crew.set_job(job),
                Wish::Check(id, claims) => checked.extend(self.checkers.verify(now, id, claims)),
                Wish::CancelCheck(id) => checked.extend(self.checkers.cancel(now, id)),
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
        self.shown_at = now;
        self.shown = self.open.as_ref().map(OpenChain::stamp);
        self.changed = false;
        let mining = self.crew.view(now);
        let snapshot = Snapshot {
            chains: self.home.profile.chains(),
            storage: self.home.storage().clone(),
            protection: self.home.profile.protection(),
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
