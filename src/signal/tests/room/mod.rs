//! A room of meshes on a virtual clock: a relay that forwards messages in order, and links that
//! open when both sides agree.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use rand::seq::{IndexedRandom, IteratorRandom};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use signal::mesh::{self, Input, Mesh, Output, RelayId};
use signal::messages::MAX_LISTED;
use signal::{Group, Introduction, PeerKey};

/// The time that a message takes between a page and the relay, in milliseconds. It is the same for
/// all messages, so that they keep their order.
const WAY: u64 = 40;
/// The one relay of the room.
const RELAY: RelayId = RelayId(0);

/// The faults of a room's network and clocks.
#[derive(Default)]
pub(crate) struct Settings {
    /// The percentage of pairs of tabs that can't connect to each other.
    pub(crate) unreachable_percent: u64,
    /// Whether the clocks of tabs are set now and then, to a time up to two hours back or ahead.
    pub(crate) clocks_jump: bool,
}

pub(crate) struct Room {
    dice: ChaCha8Rng,
    settings: Settings,
    now: u64,
    relay_up: bool,
    tabs: BTreeMap<PeerKey, Tab>,
    events: BinaryHeap<Reverse<(u64, u64, Event)>>,
    /// The number of events and connections so far, from which each gets a number of its own.
    count: u64,
    unreachable: BTreeMap<(PeerKey, PeerKey), bool>,
}

struct Tab {
    mesh: Mesh,
    /// How far its clock is ahead of the true time, in milliseconds; negative if it is behind.
    clock: i64,
    /// The part of the room that the tab is in. The relay introduces only tabs of the same part.
    part: usize,
    joined: bool,
    /// The connection with each peer, open or not yet.
    connections: BTreeMap<PeerKey, Connection>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Connection {
    number: u64,
    open: bool,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Wake(PeerKey),
    Alive(PeerKey),
    Jump(PeerKey),
    Join(PeerKey),
    Welcome(PeerKey, Vec<PeerKey>),
    Lost(PeerKey),
    Arrived(PeerKey, PeerKey),
    Left(PeerKey, PeerKey),
    Offer {
        from: PeerKey,
        to: PeerKey,
        number: u64,
    },
    Open {
        caller: PeerKey,
        called: PeerKey,
        number: u64,
    },
    Decline {
        from: PeerKey,
        to: PeerKey,
        number: u64,
    },
    Close {
        at: PeerKey,
        peer: PeerKey,
        number: u64,
    },
}

impl Room {
    pub(crate) fn new(seed: u64, settings: Settings) -> Self {
        Self {
            dice: ChaCha8Rng::seed_from_u64(seed),
            settings,
            now: 100_000_000,
            relay_up: true,
            tabs: BTreeMap::new(),
            events: BinaryHeap::new(),
            count: 0,
            unreachable: BTreeMap::new(),
        }
    }

    pub(crate) fn enter(&mut self, tabs: usize) {
        self.enter_apart(&[tabs]);
    }

    /// Admits groups of tabs. The relay does not introduce tabs of different groups until
    /// [`Room::start_relay`] is called.
    pub(crate) fn enter_apart(&mut self, groups: &[usize]) {
        for (part, tabs) in groups.iter().enumerate() {
            for _ in 0..*tabs {
                let key = PeerKey::from_bytes(self.dice.random());
                let seed = self.dice.random();
                let mut mesh = Mesh::new(key, mesh::Settings::default(), seed, self.now);
                mesh.handle(self.now, Input::RelayAdded(RELAY));
                let tab = Tab {
                    mesh,
                    clock: 0,
                    part,
                    joined: false,
                    connections: BTreeMap::new(),
                };
                self.tabs.insert(key, tab);
                self.drain(key, None);
                if self.settings.clocks_jump {
                    let wait = self.dice.random_range(1_000..60_000);
                    self.after(wait, Event::Jump(key));
                }
            }
        }
    }

    /// Closes random tabs. The peers of their links notice it, and the relay reports it to the
    /// others.
    pub(crate) fn leave(&mut self, tabs: usize) {
        let leavers = self.tabs.keys().copied().sample(&mut self.dice, tabs);
        for leaver in leavers {
            let tab = self
                .tabs
                .remove(&leaver)
                .expect("it was drawn from the room");
            for (peer, connection) in tab.connections {
                let number = connection.number;
                self.after(
                    WAY,
                    Event::Close {
                        at: peer,
                        peer: leaver,
                        number,
                    },
                );
            }
            self.tell_all(leaver, tab.part, |to| Event::Left(to, leaver));
        }
    }

    pub(crate) fn stop_relay(&mut self) {
        self.relay_up = false;
        let keys: Vec<_> = self.tabs.keys().copied().collect();
        for key in keys {
            self.after(WAY, Event::Lost(key));
        }
    }

    /// Starts the relay again. From now on it introduces all tabs to each other.
    pub(crate) fn start_relay(&mut self) {
        self.relay_up = true;
        self.tabs.values_mut().for_each(|tab| tab.part = 0);
    }

    pub(crate) fn run(&mut self, time: u64) {
        let end = self.now + time;
        while let Some(Reverse((at, _, _))) = self.events.peek()
            && *at <= end
        {
            let Reverse((at, _, event)) = self.events.pop().expect("it was there");
            self.now = at;
            self.step(event);
        }
        self.now = end;
    }

    pub(crate) fn tabs(&self) -> usize {
        self.tabs.len()
    }

    /// The number of tabs that the relay has admitted.
    pub(crate) fn joined(&self) -> usize {
        self.tabs.values().filter(|tab| tab.joined).count()
    }

    pub(crate) fn degrees(&self) -> impl Iterator<Item = usize> {
        self.tabs.values().map(|tab| tab.mesh.links())
    }

    /// The number of groups of linked tabs that have no link between them.
    pub(crate) fn groups(&self) -> usize {
        let mut rest: BTreeSet<_> = self.tabs.keys().copied().collect();
        let mut groups = 0;
        while let Some(first) = rest.pop_first() {
            groups += 1;
            let mut reached = vec![first];
            while let Some(key) = reached.pop() {
                for (peer, connection) in &self.tabs[&key].connections {
                    if connection.open && rest.remove(peer) {
                        reached.push(*peer);
                    }
                }
            }
        }
        groups
    }

    /// Checks that no tab has more connections than allowed, and that its mesh counts as many links
    /// as are open.
    pub(crate) fn check_limits(&self) {
        let settings = mesh::Settings::default();
        let most = settings.most + settings.spare;
        for (key, tab) in &self.tabs {
            let connections = tab.connections.len();
            assert!(connections <= most, "{key} has {connections} connections");
            let open = tab.connections.values().filter(|link| link.open).count();
            assert_eq!(open, tab.mesh.links(), "links of {key}");
        }
    }

    fn step(&mut self, event: Event) {
        match event {
            Event::Wake(key) => self.handle(key, Input::Woken, None),
            Event::Join(key) => self.join(key),
            Event::Welcome(key, peers) => {
                let peers = peers.into_iter().map(introduced).collect();
                self.handle(key, Input::Welcomed(RELAY, peers), None);
            }
            Event::Alive(key) => self.handle(key, Input::RelayHeard(RELAY), None),
            Event::Jump(key) => self.jump(key),
            Event::Lost(key) => {
                if let Some(tab) = self.tabs.get_mut(&key) {
                    tab.joined = false;
                }
                self.handle(key, Input::RelayLost(RELAY), None);
            }
            Event::Arrived(to, who) => {
                self.handle(to, Input::Arrived(RELAY, introduced(who)), None);
            }
            Event::Left(to, who) => self.handle(to, Input::Left(RELAY, who), None),
            Event::Offer { from, to, number } => {
                self.handle(to, Input::Offered(RELAY, introduced(from)), Some(number));
            }
            Event::Open {
                caller,
                called,
                number,
            } => self.open(caller, called, number),
            Event::Decline { from, to, number } => {
                if self
                    .connection(to, from)
                    .is_some_and(|link| link.number == number)
                {
                    self.handle(to, Input::Declined(from), None);
                }
            }
            Event::Close { at, peer, number } => {
                if self
                    .connection(at, peer)
                    .is_some_and(|link| link.number == number)
                {
                    let tab = self.tabs.get_mut(&at).expect("it has a connection");
                    tab.connections.remove(&peer);
                    self.handle(at, Input::Closed(peer), None);
                }
            }
        }
    }

    fn join(&mut self, key: PeerKey) {
        let Some(tab) = self.tabs.get_mut(&key) else {
            return;
        };
        if !self.relay_up {
            self.after(WAY, Event::Lost(key));
            return;
        }
        tab.joined = true;
        let part = tab.part;
        let others = self
            .tabs
            .iter()
            .filter(|(other, tab)| **other != key && tab.joined && tab.part == part);
        let others: Vec<_> = others.map(|(other, _)| *other).collect();
        let listed = others.sample(&mut self.dice, MAX_LISTED).copied().collect();
        self.after(WAY, Event::Welcome(key, listed));
        self.tell_all(key, part, |to| Event::Arrived(to, key));
    }

    /// Sets a tab's clock. The waits that were begun before go on, and the mesh notices the change
    /// only at its next input.
    fn jump(&mut self, key: PeerKey) {
        let Some(tab) = self.tabs.get_mut(&key) else {
            return;
        };
        tab.clock = self.dice.random_range(-7_200_000..=7_200_000);
        let wait = self.dice.random_range(30_000..120_000);
        self.after(wait, Event::Jump(key));
    }

    fn tell_all(&mut self, about: PeerKey, part: usize, event: impl Fn(PeerKey) -> Event) {
        let recipient = |(key, tab): (&PeerKey, &Tab)| {
            (*key != about && tab.joined && tab.part == part).then_some(*key)
        };
        let recipients: Vec<_> = self.tabs.iter().filter_map(recipient).collect();
        for key in recipients {
            self.after(WAY, event(key));
        }
    }

    fn open(&mut self, caller: PeerKey, called: PeerKey, number: u64) {
        let agreed = |at, peer| {
            self.connection(at, peer)
                .is_some_and(|link| link.number == number)
        };
        if !(agreed(caller, called) && agreed(called, caller)) {
            return;
        }
        for (at, peer) in [(caller, called), (called, caller)] {
            let tab = self.tabs.get_mut(&at).expect("it has a connection");
            tab.connections
                .insert(peer, Connection { number, open: true });
            self.handle(at, Input::Opened(peer), None);
        }
    }

    fn connection(&self, at: PeerKey, peer: PeerKey) -> Option<Connection> {
        self.tabs.get(&at)?.connections.get(&peer).copied()
    }

    fn handle(&mut self, key: PeerKey, input: Input, offer: Option<u64>) {
        if let Some(tab) = self.tabs.get_mut(&key) {
            let clock = self.now.saturating_add_signed(tab.clock);
            tab.mesh.handle(clock, input);
            self.drain(key, offer);
        }
    }

    /// Carries out the outputs of a tab's mesh, as a page would. `offer` is the number of the offer
    /// that was just handed in.
    fn drain(&mut self, key: PeerKey, offer: Option<u64>) {
        loop {
            let Some(tab) = self.tabs.get_mut(&key) else {
                return;
            };
            match tab.mesh.poll() {
                Output::Sleep(time) => {
                    if time != u64::MAX {
                        let clock = self.now.saturating_add_signed(tab.clock);
                        let wait = time.saturating_sub(clock).max(1);
                        self.after(wait, Event::Wake(key));
                    }
                    return;
                }
                Output::Connect(_) => self.after(WAY, Event::Join(key)),
                Output::Ask(_) if self.relay_up => self.after(2 * WAY, Event::Alive(key)),
                Output::Ask(_) => {}
                Output::Disconnect(_) => tab.joined = false,
                Output::Call(peer, _) => self.call(key, peer),
                Output::Answer(peer, _) => {
                    let number = offer.expect("only an offer is answered");
                    self.answer(key, peer, number);
                }
                Output::Refuse(peer, _) => {
                    let number = offer.expect("only an offer is refused");
                    let (from, to) = (key, peer);
                    self.after(2 * WAY, Event::Decline { from, to, number });
                }
                Output::Dial(_) | Output::Admit(_) => unreachable!("the room has no endpoints"),
                Output::Hangup(peer) | Output::Withdraw(peer) => {
                    let connection = tab.connections.remove(&peer);
                    if let Some(Connection { number, open: true }) = connection {
                        let (at, peer) = (peer, key);
                        self.after(WAY, Event::Close { at, peer, number });
                    }
                }
            }
        }
    }

    /// Sends an offer, under a new number.
    fn call(&mut self, from: PeerKey, to: PeerKey) {
        self.count += 1;
        let number = self.count;
        self.connect(from, to, number);
        self.after(2 * WAY, Event::Offer { from, to, number });
    }

    /// Accepts an offer. The link opens on both sides if the pair can be connected.
    fn answer(&mut self, called: PeerKey, caller: PeerKey, number: u64) {
        self.connect(called, caller, number);
        if self.reachable(called, caller) {
            let wait = 2 * WAY + self.dice.random_range(5..200);
            let open = Event::Open {
                caller,
                called,
                number,
            };
            self.after(wait, open);
        }
    }

    /// Adds a connection that is not open yet.
    fn connect(&mut self, from: PeerKey, to: PeerKey, number: u64) {
        let connection = Connection {
            number,
            open: false,
        };
        if let Some(tab) = self.tabs.get_mut(&from) {
            tab.connections.insert(to, connection);
        }
    }

    fn reachable(&mut self, one: PeerKey, other: PeerKey) -> bool {
        let percent = self.settings.unreachable_percent;
        let pair = (one.min(other), one.max(other));
        let dice = &mut self.dice;
        !*self
            .unreachable
            .entry(pair)
            .or_insert_with(|| dice.random_range(0..100) < percent)
    }

    fn after(&mut self, wait: u64, event: Event) {
        self.count += 1;
        self.events
            .push(Reverse((self.now + wait, self.count, event)));
    }
}

/// Introduces a peer, with a group of its own.
fn introduced(peer: PeerKey) -> Introduction {
    let mut group = [0; 8];
    group.copy_from_slice(&peer.to_bytes()[..8]);
    let group = Group::from_bytes(group);
    Introduction { peer, group }
}
