//! A platform that records the calls to it, with a clock that the test sets.

use core::cell::{Cell, RefCell};
use core::time::Duration;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use api::{AttemptView, RelayEntry, RelayView};
use browser::network::{Figures, Output};
use browser::threads::message::{LinkId, ToPage};
use pools::checkers::ToChecker;
use pools::miners::ToMiner;
use pools::testing::Notes;
use primitives::Time;
use signal::mesh::Presence;
use signal::{Group, Offence, SharedNonce};

use super::device::Device;
use crate::platform::{ChainNetwork, NetworkSettings, Platform, Timer};

/// The time at which the tests begin.
pub(crate) const START: Time = Time(1_700_000_000_000);

/// A platform. Copies share its state.
#[derive(Clone)]
pub(crate) struct TestPlatform(Rc<World>);

/// The record of a platform, and the values that it returns.
pub(crate) struct World {
    /// The first byte of each random value. It differs between platforms, so that no two draw the
    /// same values.
    byte: u8,
    drawn: Cell<u8>,
    pub(crate) now: Cell<Time>,
    pub(crate) hash_rate: Cell<Option<f64>>,
    /// The list of relays beside the page.
    pub(crate) relay_list: RefCell<Option<String>>,
    /// The messages to the page since they were last taken.
    pub(crate) sent: RefCell<Vec<ToPage>>,
    pub(crate) timers: RefCell<BTreeMap<Timer, Time>>,
    /// Each network that was joined, with the number of its chain.
    pub(crate) networks: RefCell<Vec<(u64, Rc<Wire>)>>,
}

impl TestPlatform {
    pub(crate) fn new(byte: u8) -> (Self, Rc<World>) {
        let world = Rc::new(World {
            byte,
            drawn: Cell::default(),
            now: Cell::new(START),
            hash_rate: Cell::default(),
            relay_list: RefCell::default(),
            sent: RefCell::default(),
            timers: RefCell::default(),
            networks: RefCell::default(),
        });
        (Self(Rc::clone(&world)), world)
    }
}

impl Platform for TestPlatform {
    type Disk = Device;
    type Network = TestNetwork;
    type Miners = Notes<ToMiner>;
    type Checkers = Notes<ToChecker>;

    fn now(&self) -> Time {
        self.0.now.get()
    }

    fn ticks(&self) -> Duration {
        self.now().since(Time(0))
    }

    fn random<const LEN: usize>(&self) -> [u8; LEN] {
        self.0.drawn.set(self.0.drawn.get().wrapping_add(1));
        let mut bytes = [self.0.drawn.get(); LEN];
        bytes[0] = self.0.byte;
        bytes
    }

    fn send(&self, message: &ToPage) {
        self.0.sent.borrow_mut().push(message.clone());
    }

    fn set_timer(&self, timer: Timer, at: Time) {
        self.0.timers.borrow_mut().insert(timer, at);
    }

    fn join(&self, _: Time, chain: u64, settings: &NetworkSettings) -> TestNetwork {
        let wire = Rc::new(Wire::new(settings));
        let mut networks = self.0.networks.borrow_mut();
        networks.push((chain, Rc::clone(&wire)));
        TestNetwork(wire)
    }

    async fn hash_rate(&self) -> Option<f64> {
        self.0.hash_rate.get()
    }

    async fn relay_list(&self, url: &str) -> Option<String> {
        assert_eq!(url, "https://tab.example/relays.json");
        self.0.relay_list.borrow().clone()
    }
}

/// The record of one network, and the values that it returns.
pub(crate) struct Wire {
    pub(crate) settings: RefCell<NetworkSettings>,
    pub(crate) presence: Cell<Presence>,
    waiting: RefCell<VecDeque<Output>>,
    /// The whole messages that were sent.
    pub(crate) sent: RefCell<VecDeque<(LinkId, Vec<u8>)>>,
    /// The pieces of messages that are not complete yet.
    pieces: RefCell<BTreeMap<LinkId, Vec<u8>>>,
    /// The links that the node closed, each with the peer's offence.
    pub(crate) closed: RefCell<Vec<(LinkId, Option<Offence>)>>,
    pub(crate) tries: Cell<u32>,
    pub(crate) is_left: Cell<bool>,
}

impl Wire {
    fn new(settings: &NetworkSettings) -> Self {
        Self {
            settings: RefCell::new(settings.clone()),
            presence: Cell::default(),
            waiting: RefCell::default(),
            sent: RefCell::default(),
            pieces: RefCell::default(),
            closed: RefCell::default(),
            tries: Cell::default(),
            is_left: Cell::default(),
        }
    }
}

/// A network that passes the events of a test to the node unchanged.
pub(crate) struct TestNetwork(Rc<Wire>);

impl Drop for TestNetwork {
    fn drop(&mut self) {
        self.0.is_left.set(true);
    }
}

impl ChainNetwork for TestNetwork {
    type Event = Output;

    fn handle(&mut self, _: Time, event: Output) {
        self.0.waiting.borrow_mut().push_back(event);
    }

    fn poll(&mut self) -> Option<Output> {
        self.0.waiting.borrow_mut().pop_front()
    }

    fn send(&mut self, _: Time, link: LinkId, message: &[u8], is_last: bool) {
        let mut pieces = self.0.pieces.borrow_mut();
        let piece = pieces.entry(link).or_default();
        piece.extend_from_slice(message);
        if is_last {
            let message = core::mem::take(piece);
            self.0.sent.borrow_mut().push_back((link, message));
        }
    }

    fn take_unsent(&mut self) -> Vec<(LinkId, usize)> {
        Vec::new()
    }

    fn close(&mut self, _: Time, link: LinkId, offence: Option<Offence>) {
        self.0.closed.borrow_mut().push((link, offence));
    }

    fn duplicate(&mut self, _: Time, one: LinkId, _: LinkId, _: SharedNonce) {
        self.0.waiting.borrow_mut().push_back(Output::Down(one));
    }

    fn discouraged(&self) -> Vec<Group> {
        Vec::new()
    }

    fn set_relays(&mut self, _: Time, relays: &[String]) {
        self.0.settings.borrow_mut().relays = relays.to_vec();
    }

    fn set_relayed_only(&mut self, _: Time, relayed_only: bool) {
        self.0.settings.borrow_mut().hide_address = relayed_only;
    }

    fn try_again(&mut self, _: Time) {
        self.0.tries.set(self.0.tries.get() + 1);
    }

    fn relays(&self) -> Vec<RelayEntry> {
        let settings = self.0.settings.borrow();
        let entry = |url: &String| RelayEntry {
            url: url.clone(),
            state: RelayView::Connected,
        };
        settings.relays.iter().map(entry).collect()
    }

    fn presence(&self) -> Presence {
        self.0.presence.get()
    }

    fn attempts(&self) -> Vec<AttemptView> {
        Vec::new()
    }

    fn has_turn(&self) -> bool {
        false
    }

    fn is_relayed_only(&self) -> bool {
        self.0.settings.borrow().hide_address
    }

    fn figures(&self) -> Vec<(LinkId, Figures)> {
        Vec::new()
    }
}
