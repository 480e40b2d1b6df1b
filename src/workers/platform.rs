//! The traits through which the node worker reaches the page, the network, clocks and timers.
//! Threads and files have traits of their own.

use core::time::Duration;

use api::{AttemptView, RelayEntry};
use browser::network::{Figures, Output};
use browser::threads::message::{LinkId, ToPage};
use pools::Threads;
use pools::checkers::ToChecker;
use pools::miners::ToMiner;
use primitives::Time;
use signal::mesh::Presence;
use signal::{Group, Offence, Room, SharedNonce};

use crate::profile_store::disk::Disk;

/// The environment of a node worker: the browser, or a simulation in tests.
pub(crate) trait Platform {
    /// The files of the profile.
    type Disk: Disk;
    /// The network of an open chain.
    type Network: ChainNetwork;
    /// The miners' threads.
    type Miners: Threads<Order = ToMiner>;
    /// The checkers' threads.
    type Checkers: Threads<Order = ToChecker>;

    /// The wall-clock time.
    fn now(&self) -> Time;

    /// The time on a clock that can't be set.
    fn ticks(&self) -> Duration;

    /// Fresh random bytes.
    fn random<const LEN: usize>(&self) -> [u8; LEN];

    /// Sends the page a message.
    fn send(&self, message: &ToPage);

    /// Sets a timer, in place of its earlier setting. The timer may also go off before `at`.
    fn set_timer(&self, timer: Timer, at: Time);

    /// Joins the network of the open chain with this number.
    fn join(&self, now: Time, chain: u64, settings: &NetworkSettings) -> Self::Network;

    /// Measures the hashes per second of one miner; `None` if that fails.
    async fn hash_rate(&self) -> Option<f64>;

    /// Fetches the list of relays at this URL; `None` if there is none.
    async fn relay_list(&self, url: &str) -> Option<String>;
}

/// A timer of the node worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Timer {
    /// The open chain has something to do.
    Chain,
    /// The profile is to be written again.
    Save,
    /// A delayed snapshot is due.
    Snapshot,
    /// Idle checkers are to be ended.
    Checkers,
}

impl Timer {
    /// All timers, in the order of their declaration.
    pub(crate) const ALL: [Self; 4] = [Self::Chain, Self::Save, Self::Snapshot, Self::Checkers];
}

/// The settings of a chain's network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NetworkSettings {
    /// The room, which is named after the chain.
    pub(crate) room: Room,
    /// The URLs of the relays.
    pub(crate) relays: Vec<String>,
    /// Whether links go through TURN servers only, which hides this device's address from peers.
    pub(crate) hide_address: bool,
}

/// The network of an open chain. Dropping it leaves the network.
pub(crate) trait ChainNetwork {
    /// An event of the network, which the driver must pass to [`handle`](Self::handle).
    type Event;

    /// Handles an event. The caller then drains [`poll`](Self::poll).
    fn handle(&mut self, now: Time, event: Self::Event);

    /// The next event for the node; `None` if there is none.
    fn poll(&mut self) -> Option<Output>;

    /// Sends a message or a piece of a message on a link. `is_last` is whether this completes the
    /// message.
    fn send(&mut self, now: Time, link: LinkId, message: &[u8], is_last: bool);

    /// The open links whose number of unsent bytes has changed since the last call, each with that
    /// number.
    fn take_unsent(&mut self) -> Vec<(LinkId, usize)>;

    /// Closes a link on behalf of the node, without an [`Output::Down`]. If there is an offence,
    /// the mesh avoids the peer for a while.
    fn close(&mut self, now: Time, link: LinkId, offence: Option<Offence>);

    /// Notes that the peers of two links have sent the same nonce, as
    /// [`service::Links::duplicate`].
    fn duplicate(&mut self, now: Time, one: LinkId, other: LinkId, shared: SharedNonce);

    /// The groups whose peers have offended lately, in order.
    fn discouraged(&self) -> Vec<Group>;

    /// Uses these relays from now on.
    fn set_relays(&mut self, now: Time, relays: &[String]);

    /// Sets whether links go through TURN servers only.
    fn set_relayed_only(&mut self, now: Time, relayed_only: bool);

    /// Calls lost relays and unreached peers again at once.
    fn try_again(&mut self, now: Time);

    /// The state of each relay.
    fn relays(&self) -> Vec<RelayEntry>;

    /// The number of peers that are present, and the numbers of those that can't be reached or take
    /// no more links.
    fn presence(&self) -> Presence;

    /// The failed attempts to open a link, newest first.
    fn attempts(&self) -> Vec<AttemptView>;

    /// Whether a relay has named a TURN server.
    fn has_turn(&self) -> bool;

    /// Whether links go through TURN servers only.
    fn is_relayed_only(&self) -> bool;

    /// The open links and their figures.
    fn figures(&self) -> Vec<(LinkId, Figures)>;
}
