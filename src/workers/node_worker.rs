//! The node worker: a [`Host`] in the browser.
//!
//! All events (messages of the page and the other workers, network events, timers) go into one
//! queue as an [`Event`], and one task hands them to the host in order. The sources bound the
//! queue. The page sends the commands of a person, miners report a few times a second, and each
//! data channel bounds its bytes in the queue.

use core::time::Duration;
use std::panic;

use api::{AttemptView, RelayEntry};
use browser::clock::{self, Alarm};
use browser::entropy::random;
use browser::http::{HttpRequest, Responder};
use browser::network::{self, Figures, Network, Output};
use browser::storage::{Folder, mark};
use browser::threads::message::{LinkId, ToNode, ToPage};
use browser::threads::port::{self, Envelope, Port, PortError};
use browser::threads::started_for;
use browser::{Part, ProfileName, machine};
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::StreamExt;
use pools::checkers::{FromChecker, ToChecker};
use pools::miners::{FromMiner, ToMiner};
use primitives::Time;
use service::Entropy;
use signal::mesh::Presence;
use signal::{Group, Offence, SharedNonce};

use crate::host::{Event, Host, LoadApi, Respond};
use crate::miners::measure;
use crate::platform::{ChainNetwork, NetworkSettings, Platform, Timer};
use crate::profile_store::ProfileStore;
use crate::tab_api;
use crate::threads::Workers;

/// An item of the queue. The host starts with what the page's script has said about the profile, or
/// else with the page's first message.
enum Queued {
    Start { profile: String, page: String },
    Event(Event<network::Event>),
}

type Queue = UnboundedSender<Queued>;

/// Runs the node in a worker of its own.
#[derive(Debug)]
pub struct NodeWorker;

impl NodeWorker {
    /// Starts to listen to the page, and reports that to it. The worker runs until it is
    /// terminated.
    pub fn start() {
        panic::set_hook(Box::new(|info| {
            mark::panicked();
            console_error_panic_hook::hook(info);
            let reason = info.to_string();
            port::owner().send(&ToPage::Ended { reason });
        }));
        let (events, queue) = unbounded();
        let (received, early) = (events.clone(), events.clone());
        let started = started_for();
        let listener = port::listen_to_owner(move |envelope| on_message(&received, envelope));
        wasm_bindgen_futures::spawn_local(async move {
            // The listener lives as long as the task, which runs as long as the worker.
            let _listener = listener;
            run(events, queue).await;
        });
        port::owner().send(&ToPage::Ready);
        // The page's own message comes later, and is then ignored.
        if let Some((profile, page)) = started {
            let profile = profile.to_string();
            push(&early, Queued::Start { profile, page });
        }
    }
}

async fn run(events: Queue, mut queue: UnboundedReceiver<Queued>) {
    let mut host = None;
    while let Some(queued) = queue.next().await {
        match (&mut host, queued) {
            (Some(host), Queued::Event(event)) => Host::handle(host, event).await,
            (None, Queued::Start { profile, page }) => {
                host = Some(enter(events.clone(), &profile, page).await);
            }
            // A second start is ignored, and so are events before the first one.
            (Some(_), Queued::Start { .. }) | (None, Queued::Event(_)) => {}
        }
    }
}

/// Loads the profile and starts its host.
async fn enter(events: Queue, profile: &str, page_url: String) -> Host<Browser> {
    let name: ProfileName = profile.parse().expect("the page has checked the name");
    let entropy = Entropy {
        words: random(),
        salt: random(),
        nonce: random(),
    };
    let mut storage = ProfileStore::enter(&name, entropy, clock::now()).await;
    if let Some(turn) = storage.take_turn() {
        let events = events.clone();
        wasm_bindgen_futures::spawn_local(async move {
            if turn.comes().await {
                push(&events, Queued::Event(Event::Owned));
            }
        });
    }
    let (mined, checked) = (events.clone(), events.clone());
    let miners = Workers::new(Part::Miner, move |event| {
        push(&mined, Queued::Event(Event::Miner(event)));
    });
    let checkers = Workers::new(Part::Checker, move |event| {
        push(&checked, Queued::Event(Event::Checker(event)));
    });
    let platform = Browser::new(events);
    let cores = machine::cores();
    Host::start(platform, page_url, storage, miners, checkers, cores).await
}

/// Puts a message of the page into the queue.
fn on_message(events: &Queue, envelope: Result<Envelope<ToNode>, PortError>) {
    let Envelope {
        message,
        transferred,
    } = match envelope {
        Ok(envelope) => envelope,
        Err(error) => {
            let unreadable = Event::Unreadable(error.to_string());
            return push(events, Queued::Event(unreadable));
        }
    };
    let event = match message {
        ToNode::Start { profile, page } => return push(events, Queued::Start { profile, page }),
        ToNode::Http(request) => http(events.clone(), request, Responder::new(transferred)),
        ToNode::Ask { id, command } => Event::Command(id, command),
        ToNode::Link { link, event } => Event::Link(network::Event::Page(link, event, transferred)),
    };
    push(events, Queued::Event(event));
}

/// The event for an HTTP request. If the host answers it, the tab's API is loaded while other
/// events are handled.
fn http(
    events: Queue,
    request: HttpRequest,
    responder: Option<Responder>,
) -> Event<network::Event> {
    let respond = Respond(Box::new(move |response: Option<&_>| {
        if let Some(responder) = responder {
            responder.respond(response);
        }
    }));
    let load = LoadApi(Box::new(move |request, respond| {
        wasm_bindgen_futures::spawn_local(async move {
            match tab_api::load().await {
                Ok(answer) => {
                    let loaded = Event::ApiLoaded(request, respond, answer);
                    push(&events, Queued::Event(loaded));
                }
                Err(_) => respond.0(None),
            }
        });
    }));
    Event::Http(request, respond, load)
}

fn push(events: &Queue, queued: Queued) {
    // The receiving end lives as long as the worker.
    let _ = events.unbounded_send(queued);
}

/// The browser as a host's platform.
struct Browser {
    page: Port<ToPage>,
    events: Queue,
    /// The alarm of each timer, in the order of [`Timer::ALL`].
    alarms: [Alarm; Timer::ALL.len()],
}

impl Browser {
    fn new(events: Queue) -> Self {
        let alarms = Timer::ALL.map(|timer| {
            let events = events.clone();
            Alarm::new(move || push(&events, Queued::Event(Event::Timer(timer))))
        });
        Self {
            page: port::owner(),
            events,
            alarms,
        }
    }
}

impl Platform for Browser {
    type Disk = Folder;
    type Network = Network;
    type Miners = Workers<ToMiner, FromMiner>;
    type Checkers = Workers<ToChecker, FromChecker>;

    fn now(&self) -> Time {
        clock::now()
    }

    fn ticks(&self) -> Duration {
        clock::ticks()
    }

    fn random<const LEN: usize>(&self) -> [u8; LEN] {
        random()
    }

    fn send(&self, message: &ToPage) {
        self.page.send(message);
    }

    fn set_timer(&self, timer: Timer, at: Time) {
        self.alarms[timer as usize].set(at);
    }

    fn join(&self, now: Time, chain: u64, settings: &NetworkSettings) -> Network {
        let events = self.events.clone();
        let NetworkSettings {
            room,
            relays,
            hide_address,
        } = settings;
        let page = self.page.clone();
        Network::new(page, relays, *hide_address, *room, now, move |event| {
            push(&events, Queued::Event(Event::Network(chain, event)));
        })
    }

    async fn hash_rate(&self) -> Option<f64> {
        measure::hash_rate().await
    }

    async fn relay_list(&self, url: &str) -> Option<String> {
        browser::relay_list(url).await
    }
}

impl ChainNetwork for Network {
    type Event = network::Event;

    fn handle(&mut self, now: Time, event: network::Event) {
        Self::handle(self, now, event);
    }

    fn poll(&mut self) -> Option<Output> {
        Self::poll(self)
    }

    fn send(&mut self, now: Time, link: LinkId, message: &[u8], is_last: bool) {
        Self::send(self, now, link, message, is_last);
    }

    fn take_unsent(&mut self) -> Vec<(LinkId, usize)> {
        Self::take_unsent(self)
    }

    fn close(&mut self, now: Time, link: LinkId, offence: Option<Offence>) {
        Self::close(self, now, link, offence);
    }

    fn duplicate(&mut self, now: Time, one: LinkId, other: LinkId, shared: SharedNonce) {
        Self::duplicate(self, now, one, other, shared);
    }

    fn discouraged(&self) -> Vec<Group> {
        Self::discouraged(self)
    }

    fn set_relays(&mut self, now: Time, relays: &[String]) {
        Self::set_relays(self, now, relays);
    }

    fn set_relayed_only(&mut self, now: Time, relayed_only: bool) {
        Self::set_relayed_only(self, now, relayed_only);
    }

    fn try_again(&mut self, now: Time) {
        Self::try_again(self, now);
    }

    fn relays(&self) -> Vec<RelayEntry> {
        Self::relays(self)
    }

    fn presence(&self) -> Presence {
        Self::presence(self)
    }

    fn attempts(&self) -> Vec<AttemptView> {
        Self::attempts(self)
    }

    fn has_turn(&self) -> bool {
        Self::has_turn(self)
    }

    fn is_relayed_only(&self) -> bool {
        Self::is_relayed_only(self)
    }

    fn figures(&self) -> Vec<(LinkId, Figures)> {
        Self::figures(self).collect()
    }
}
