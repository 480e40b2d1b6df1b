//! A person whose node runs on a [`TestPlatform`].

use core::cell::{Cell, RefCell};
use core::time::Duration;
use std::rc::Rc;

use api::{
    Answer as _, ChainView, Command, Fault, NewChain, Notice, Snapshot, StorageReason, command,
};
use browser::http::{HttpRequest, HttpResponse};
use browser::network::Output;
use browser::threads::message::{LinkId, ToPage};
use miner::{Job, Kernel, Miner};
use pools::checkers::{FromChecker, ToChecker};
use pools::miners::{FromMiner, ToMiner};
use pools::testing::{Done, Notes};
use primitives::Time;

use super::device::{Device, entropy};
use super::done;
use super::platform::{START, TestPlatform, Wire, World};
use crate::host::{Event, EventOf, Host, LoadApi, Respond};
use crate::platform::Timer;
use crate::profile_store::ProfileStore;
use crate::tab_api;

/// The page's URL.
const PAGE: &str = "https://tab.example/";
/// The relay beside the page.
pub(crate) const RELAY: &str = "wss://tab.example/signal";

/// A person with a node, and a record of what the node did.
pub(crate) struct Person {
    host: Host<TestPlatform>,
    pub(crate) world: Rc<World>,
    pub(crate) miners: Notes<ToMiner>,
    pub(crate) checkers: Notes<ToChecker>,
    /// The snapshot that the page has.
    snapshot: Option<Snapshot>,
    /// The number of snapshots that the page has received.
    pub(crate) snapshots: usize,
    /// The notices since they were last taken.
    pub(crate) notices: Vec<Notice>,
    /// The number of commands of the page so far. Each command has a number of its own.
    asked: u64,
}

impl Person {
    /// A person with an empty device. Each `byte` gives another person.
    pub(crate) fn new(byte: u8) -> Self {
        Self::on(&Device::default(), byte)
    }

    /// A person whose tab owns this device's profile.
    pub(crate) fn on(device: &Device, byte: u8) -> Self {
        let own = ProfileStore::own(device.clone(), entropy(byte), START);
        Self::with(done(own), byte)
    }

    /// A person with a further tab on this device.
    pub(crate) fn visiting(device: &Device, byte: u8) -> Self {
        let read = ProfileStore::read_only(device.clone(), entropy(byte));
        Self::with(done(read), !byte)
    }

    /// A person whose browser stores nothing.
    pub(crate) fn unsaved(byte: u8) -> Self {
        let reason = StorageReason::OwnerUnknown.into();
        Self::with(ProfileStore::in_memory(entropy(byte), reason), byte)
    }

    fn with(storage: ProfileStore<Device>, byte: u8) -> Self {
        let (platform, world) = TestPlatform::new(byte);
        let (miners, checkers) = (Notes::default(), Notes::default());
        let threads = (miners.clone(), checkers.clone());
        let host = Host::start(platform, PAGE.into(), storage, threads.0, threads.1, 2);
        let mut person = Self {
            host: done(host),
            world,
            miners,
            checkers,
            snapshot: None,
            snapshots: 0,
            notices: Vec::new(),
            asked: 0,
        };
        assert!(person.read().is_empty());
        person
    }

    /// Reads the messages to the page. Keeps snapshots and notices, and returns the others: the
    /// answers, and the reason why the page was ended.
    fn read(&mut self) -> Vec<ToPage> {
        let mut others = Vec::new();
        for message in self.world.sent.take() {
            match message {
                ToPage::Snapshot(snapshot) => {
                    self.snapshot = Some(*snapshot);
                    self.snapshots += 1;
                }
                ToPage::Notice(notice) => self.notices.push(notice),
                other => others.push(other),
            }
        }
        others
    }

    /// Hands the node an event that has no answer.
    pub(crate) fn event(&mut self, event: EventOf<TestPlatform>) {
        done(self.host.handle(event));
        assert!(self.read().is_empty(), "only a command has an answer");
    }

    /// Hands the node an event. Returns the messages to the page except snapshots and notices.
    pub(crate) fn last_event(&mut self, event: EventOf<TestPlatform>) -> Vec<ToPage> {
        done(self.host.handle(event));
        self.read()
    }

    /// Gives the node a command.
    pub(crate) fn ask<C: Command>(&mut self, command: C) -> Result<C::Answer, Fault> {
        self.asked += 1;
        let command = Event::Command(self.asked, command.into());
        let mut answers = self.last_event(command);
        assert_eq!(answers.len(), 1, "a command has one answer: {answers:?}");
        match answers.remove(0) {
            ToPage::Answer { id, outcome } if id == self.asked => {
                outcome.map(|reply| C::Answer::from_reply(reply).expect("its own type"))
            }
            other => panic!("no answer to this command: {other:?}"),
        }
    }

    /// Sends the node an HTTP request of another page. `None` if it does not answer.
    pub(crate) fn fetch(&mut self, path: &str, query: &str) -> Option<HttpResponse> {
        self.answer(HttpRequest {
            path: path.into(),
            query: query.into(),
            ..HttpRequest::default()
        })
    }

    /// Sends the node an HTTP request. The API is loaded only if the node answers it.
    pub(crate) fn answer(&mut self, request: HttpRequest) -> Option<HttpResponse> {
        let responses = Rc::new(RefCell::new(Vec::new()));
        let respond = {
            let responses = Rc::clone(&responses);
            move |response: Option<&HttpResponse>| responses.borrow_mut().push(response.cloned())
        };
        let loading = Rc::new(Cell::new(None));
        let load = {
            let loading = Rc::clone(&loading);
            LoadApi(Box::new(move |request, respond| {
                loading.set(Some((request, respond)));
            }))
        };
        self.event(Event::Http(request, Respond(Box::new(respond)), load));
        let is_loaded = match loading.take() {
            Some((request, respond)) => {
                self.event(Event::ApiLoaded(request, respond, tab_api::answer));
                true
            }
            None => false,
        };
        let mut responses = responses.take();
        assert_eq!(responses.len(), 1, "a request has one response");
        assert_eq!(responses[0].is_some(), is_loaded, "loaded for no answer");
        responses.remove(0)
    }

    /// The last snapshot of the page.
    pub(crate) fn snapshot(&self) -> &Snapshot {
        self.snapshot.as_ref().expect("the first event sends one")
    }

    /// The open chain as the page shows it.
    pub(crate) fn chain(&self) -> &ChainView {
        self.snapshot().chain.as_ref().expect("a chain is open")
    }

    /// The network of the chain that was opened last.
    pub(crate) fn wire(&self) -> Rc<Wire> {
        let networks = self.world.networks.borrow();
        Rc::clone(&networks.last().expect("a chain was opened").1)
    }

    /// The number of the chain that was opened last.
    fn opened(&self) -> u64 {
        self.world.networks.borrow().last().map_or(0, |it| it.0)
    }

    /// The time when a timer will go off.
    pub(crate) fn timer(&self, timer: Timer) -> Option<Time> {
        self.world.timers.borrow().get(&timer).copied()
    }

    /// Moves the clock on. Each timer goes off at its time.
    pub(crate) fn pass(&mut self, duration: Duration) {
        let end = self.world.now.get() + duration;
        for _ in 0..10_000 {
            let mut timers = self.world.timers.borrow_mut();
            let next = timers.iter().min_by_key(|(_, at)| **at);
            let next = next.map(|(timer, at)| (*timer, *at));
            let Some((timer, at)) = next.filter(|(_, at)| *at <= end) else {
                break;
            };
            timers.remove(&timer);
            drop(timers);
            self.world.now.set(self.world.now.get().max(at));
            self.event(Event::Timer(timer));
        }
        self.world.now.set(end);
    }

    /// Starts a chain whose blocks take a few hashes.
    pub(crate) fn start(&mut self, settings: NewChain) -> String {
        let settings = Box::new(NewChain {
            difficulty: "2".into(),
            fixed_difficulty: true,
            maturity: "1".into(),
            ..settings
        });
        let passphrase = None;
        let started = self.ask(command::Start {
            settings,
            passphrase,
        });
        started.expect("the chain can be started");
        self.chain().genesis.to_string()
    }

    /// Solves the last job that a miner got, and reports the solution as the miner would. Returns
    /// the job.
    pub(crate) fn mine(&mut self, thread: u64) -> Job {
        let sent = self.miners.take().into_iter().rev();
        let job = sent.into_iter().find_map(|done| match done {
            Done::Sent(to, ToMiner::Job { job, .. }) if to == thread => Some(*job),
            _ => None,
        });
        let job = job.expect("the miner has a job");
        let mut miner = Miner::new(thread);
        miner.start(job.clone()).expect("the target is valid");
        let now = self.world.now.get().to_timestamp();
        let progress = miner.mine(&mut Kernel::portable(), now, 100_000);
        let solution = progress.solution.expect("few hashes are enough");
        let solved = FromMiner::Solved {
            job: job.id,
            solution,
        };
        self.miner(thread, Ok(solved));
        job
    }

    pub(crate) fn miner(&mut self, thread: u64, message: Result<FromMiner, &str>) {
        let message = message.map_err(str::to_owned);
        self.event(Event::Miner(pools::Event { thread, message }));
    }

    pub(crate) fn checker(&mut self, thread: u64, message: Result<FromChecker, &str>) {
        let message = message.map_err(str::to_owned);
        self.event(Event::Checker(pools::Event { thread, message }));
    }

    /// Hands in an event of the network of the chain that was opened last.
    pub(crate) fn network(&mut self, output: Output) {
        self.event(Event::Network(self.opened(), output));
    }
}

/// Opens a link between two people.
pub(crate) fn meet(a: &mut Person, b: &mut Person, link: LinkId) {
    for (person, called) in [(&mut *a, true), (&mut *b, false)] {
        let group = None;
        person.network(Output::Up {
            link,
            called,
            group,
        });
    }
    talk(a, b);
}

/// Passes messages both ways for two seconds, since a node sends its announcements after a short
/// delay.
pub(crate) fn talk(a: &mut Person, b: &mut Person) {
    for _ in 0..8 {
        while carry(a, b) | carry(b, a) {}
        a.pass(Duration::from_millis(250));
        b.pass(Duration::from_millis(250));
    }
}

/// Carries the messages of one person to the other. Returns whether there were any.
fn carry(from: &Person, to: &mut Person) -> bool {
    let sent = from.wire().sent.take();
    let any = !sent.is_empty();
    for (link, message) in sent {
        to.network(Output::Message(link, message));
    }
    any
}
