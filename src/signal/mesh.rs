//! The mesh: a sans-IO machine that decides whom to call, and so keeps one page linked to enough of
//! the others in its room.
//!
//! The machine does no I/O, reads no clock and draws no randomness of its own. Its driver reports
//! what happened with [`Mesh::handle`], and then drains [`Mesh::poll`] until it returns
//! [`Output::Sleep`]. When the time in that output has come, the driver hands in [`Input::Woken`].
//! Times are milliseconds of any clock. If the clock is set ahead, timers go off early. If it is
//! set back, they go off late by at most the time between two inputs.
//!
//! ```
//! use signal::mesh::{Input, Mesh, Output, RelayId, Settings};
//! use signal::{Group, Introduction, PeerKey};
//!
//! let (me, other) = (PeerKey::from_bytes([1; 16]), PeerKey::from_bytes([2; 16]));
//! let relay = RelayId(0);
//! let mut mesh = Mesh::new(me, Settings::default(), 42, 0);
//! mesh.handle(0, Input::RelayAdded(relay));
//! assert_eq!(mesh.poll(), Output::Connect(relay)); // open the socket to the relay and join
//! assert!(matches!(mesh.poll(), Output::Sleep(_)));
//!
//! let group = Group::from_bytes([0; 8]);
//! mesh.handle(100, Input::Welcomed(relay, vec![Introduction { peer: other, group }]));
//! // Make an offer and send it through the relay.
//! assert_eq!(mesh.poll(), Output::Call(other, relay));
//! assert!(matches!(mesh.poll(), Output::Sleep(_)));
//!
//! // The data channel is open.
//! mesh.handle(200, Input::Opened(other));
//! assert!(matches!(mesh.poll(), Output::Sleep(_)));
//! assert_eq!(mesh.links(), 1);
//! ```
//!
//! # Rules
//!
//! - Below [`Settings::wanted`] links the machine calls, one peer at a time, drawn at random from
//!   those with the fewest failures. It answers calls until [`Settings::most`] slots are taken, so
//!   newcomers find free slots. Of these, [`Settings::own`] are only for links that the machine
//!   made itself, so that strangers can't take all. When no slot is free, [`Settings::spare`] more
//!   callers are answered: the node then decides at once which link gives way. Answers to one group
//!   that have not opened take at most half of the callers' slots.
//! - Peers that [offended](Input::Offended), and peers of their group, are not called for an hour
//!   or more, as [`offences`](crate::offences) describes. Their calls are answered while a slot is
//!   free, but do not get a spare slot. [`Mesh::discouraged`] names their groups to the node, which
//!   lets their links give way first.
//! - When two pages call each other at the same time, the call of the lower key goes on. The page
//!   with the higher key drops its own call and answers.
//! - A call or answer that has not opened within [`Settings::patience`] counts as failed. The same
//!   peer is tried again after a wait that doubles with each failure.
//! - Every [`Settings::explore_every`] or so, a machine with enough links calls one more peer. If
//!   that link opens, the machine gives up the oldest of the links that it made itself. Two parts
//!   of a room without a link between them thus become one once a relay lists both.
//! - All relays of a chain are used at the same time, so that people who know different relays
//!   meet.
//! - A direct endpoint ([`Input::EndpointAdded`]) is called like a peer that a relay lists, but
//!   without a relay ([`Output::Dial`]). A node answers a caller that no relay has introduced
//!   ([`Input::CallerCame`]) under the rules for any caller.
//! - Of two links that are shown to lead to the same node ([`Input::Duplicate`]), the one with its
//!   direct endpoint stays (`duplicates.rs`).
//! - A relay that was silent for [`Settings::relay_quiet`] is asked for a sign of life. If it does
//!   not answer, it counts as lost.
//! - A lost relay is called again after a wait that doubles up to [`Settings::longest_wait`], with
//!   jitter, so that not all pages come back to a restarted relay at the same moment. Links outlive
//!   the relay.
//!
//! # Bounds
//!
//! At most [`MAX_KNOWN`] peers are remembered: several times as many as a welcome lists. When there
//! are more, a random peer without a slot is dropped. At most [`MAX_RELAYS`] relays and
//! [`MAX_OFFENDERS`](crate::offences::MAX_OFFENDERS) offenders are kept. The driver drains the
//! outputs of each input before it hands in the next.

mod calls;
mod duplicates;
mod peers;
mod relays;
mod steady;
mod terms;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use self::peers::{Peers, State};
use self::relays::{Action, Relays};
use self::steady::Steady;
use crate::dice::Dice;
use crate::offences::{Offences, Offender};
use crate::{Group, Introduction, Offence, PeerKey};

pub use peers::MAX_KNOWN;
pub use relays::RelayState;
pub use terms::{Input, MAX_RELAYS, Output, Presence, RelayId, Settings, SharedNonce};

/// The machine; see the [module](self).
#[derive(Debug)]
pub struct Mesh {
    settings: Settings,
    dice: Dice,
    time: Steady,
    relays: Relays,
    explore_at: u64,
    peers: Peers,
    offences: Offences,
    outputs: VecDeque<Output>,
}

impl Mesh {
    /// A machine for the page with this key, without relays and links.
    pub fn new(me: PeerKey, settings: Settings, seed: u64, now: u64) -> Self {
        let mut dice = Dice::new(seed);
        let explore_at = now + dice.around(settings.explore_every);
        Self {
            settings,
            dice,
            time: Steady::new(now),
            relays: Relays::default(),
            explore_at,
            peers: Peers::new(me),
            offences: Offences::default(),
            outputs: VecDeque::new(),
        }
    }

    /// Handles an input. This never fails: an input that does not fit the present state is answered
    /// or ignored.
    pub fn handle(&mut self, now: u64, input: Input) {
        self.time.follow(now);
        match input {
            Input::RelayAdded(relay) => self.relays.add(relay, self.now()),
            Input::RelayRemoved(relay) => self.relay_removed(relay),
            Input::Welcomed(relay, peers) => self.welcomed(relay, &peers),
            Input::RelayLost(relay) => self.relay_lost(relay),
            Input::RelayHeard(relay) => self.relays.heard(relay, self.time.now(), &self.settings),
            Input::Arrived(relay, peer) => self.list(relay, peer),
            Input::Left(relay, peer) => self.left(relay, peer),
            Input::Offered(relay, peer) => self.offered(relay, peer),
            Input::Declined(peer) => self.declined(peer),
            Input::Opened(peer) => self.opened(peer),
            Input::Closed(peer) => self.failed(peer),
            Input::EndpointAdded(peer, nonce) => self.endpoint_added(peer, nonce),
            Input::EndpointRemoved(peer) => self.endpoint_removed(peer),
            Input::CallerCame(caller) => self.caller_came(caller),
            Input::Offended(peer, offence) => self.offended(peer, offence),
            Input::Duplicate { one, other, shared } => self.duplicate(one, other, shared),
            Input::TryAgain => self.try_again(),
            Input::Woken => {}
        }
        self.act();
    }

    /// The next thing to do; [`Output::Sleep`] when there is none.
    pub fn poll(&mut self) -> Output {
        match self.outputs.pop_front() {
            Some(output) => output,
            None => Output::Sleep(self.time.clock_at(self.next_time())),
        }
    }

    /// The number of open links.
    pub fn links(&self) -> usize {
        self.peers.links()
    }

    /// The tag of a peer's network; `None` if it is not known.
    pub fn group(&self, peer: PeerKey) -> Option<Group> {
        self.peers.get(peer)?.group
    }

    /// The groups whose peers have offended lately, in order.
    pub fn discouraged(&self) -> Vec<Group> {
        self.offences.discouraged(self.now())
    }

    /// Whether this page is joined to at least one relay.
    pub fn relay_joined(&self) -> bool {
        self.relays.joined() != 0
    }

    /// The state of a relay; `None` if the mesh does not use it.
    pub fn relay(&self, id: RelayId) -> Option<RelayState> {
        let state = self.relays.state(id)?;
        Some(match state {
            RelayState::Lost { retry_at } => RelayState::Lost {
                retry_at: self.time.clock_at(retry_at),
            },
            state => state,
        })
    }

    /// The state of a direct endpoint, expressed as that of a relay; `None` if the mesh does not
    /// use it.
    pub fn endpoint(&self, peer: PeerKey) -> Option<RelayState> {
        let known = self.peers.get(peer).filter(|known| known.is_direct())?;
        Some(match known.state {
            State::Linked { .. } => RelayState::Joined,
            // Its node is reached by another link.
            State::Idle if self.peers.spare_until(known) > self.now() => RelayState::Joined,
            _ if known.failures == 0 => RelayState::Connecting,
            State::Idle => RelayState::Lost {
                retry_at: self.time.clock_at(known.not_before),
            },
            State::Calling { .. } | State::Answering { .. } => RelayState::Retrying,
        })
    }

    /// The numbers of peers in the room without an open link, and of those that can't be reached.
    pub fn presence(&self) -> Presence {
        self.peers.presence(self.now())
    }

    const fn now(&self) -> u64 {
        self.time.now()
    }

    fn welcomed(&mut self, relay: RelayId, peers: &[Introduction]) {
        let now = self.now();
        if !self.relays.welcomed(relay, now, &self.settings) {
            return;
        }
        // The listed peers may have links only among themselves, so the machine calls one of them
        // soon, even if it has enough links.
        let soon = now + self.dice.around(self.settings.explore_every / 10);
        self.explore_at = self.explore_at.min(soon);
        for peer in peers {
            self.list(relay, *peer);
        }
    }

    fn relay_lost(&mut self, relay: RelayId) {
        let now = self.now();
        if self.relays.lost(relay, now, &self.settings, &mut self.dice) {
            self.peers.forget_relay(relay);
        }
    }

    fn relay_removed(&mut self, relay: RelayId) {
        self.relays.remove(relay);
        self.outputs.push_back(Output::Disconnect(relay));
        self.peers.forget_relay(relay);
    }

    fn list(&mut self, relay: RelayId, introduction: Introduction) {
        let now = self.now();
        if let Some(known) = self.peers.remember(introduction.peer, now, &mut self.dice) {
            known.listed |= relay.bit();
            known.group = Some(introduction.group);
        }
    }

    fn left(&mut self, relay: RelayId, peer: PeerKey) {
        let Some(known) = self.peers.get_mut(peer) else {
            return;
        };
        known.listed &= !relay.bit();
        if known.listed != 0 {
            return;
        }
        match known.state {
            State::Idle => {
                self.peers.remove(peer);
            }
            // The answer can't come any more, since no relay reaches the peer.
            State::Calling { .. } => {
                self.outputs.push_back(Output::Withdraw(peer));
                self.failed(peer);
            }
            // An answered call may still open, and an open link needs no relay.
            State::Answering { .. } | State::Linked { .. } => {}
        }
    }

    fn offered(&mut self, relay: RelayId, introduction: Introduction) {
        let peer = introduction.peer;
        let me = self.peers.me();
        let now = self.now();
        let is_discouraged = self.offences.avoided_until(peer, Some(introduction.group)) > now;
        let group = introduction.group;
        let has_place = self
            .peers
            .has_place_for_caller(&self.settings, group, is_discouraged);
        let until = now + self.settings.patience;
        let Some(known) = self.peers.remember(peer, now, &mut self.dice) else {
            if peer != me {
                self.outputs.push_back(Output::Refuse(peer, relay));
            }
            return;
        };
        known.group = Some(introduction.group);
        match known.state {
            State::Calling { .. } if me < peer => return,
            State::Idle if !has_place => {
                if known.listed == 0 {
                    self.peers.remove(peer);
                }
                self.outputs.push_back(Output::Refuse(peer, relay));
                return;
            }
            State::Idle => {}
            State::Calling { .. } => self.outputs.push_back(Output::Withdraw(peer)),
            // The peer begins a new connection, so the earlier one has ended for it.
            State::Answering { .. } | State::Linked { .. } => {
                self.outputs.push_back(Output::Hangup(peer));
            }
        }
        if let Some(known) = self.peers.get_mut(peer) {
            known.listed |= relay.bit();
            known.state = State::Answering { until };
        }
        self.outputs.push_back(Output::Answer(peer, relay));
    }

    fn declined(&mut self, peer: PeerKey) {
        let Some(known) = self.peers.get_mut(peer) else {
            return;
        };
        if let State::Calling { .. } = known.state {
            known.busy = true;
            // The peer can be reached, so this does not count as a missed call.
            known.state = State::Idle;
            self.outputs.push_back(Output::Hangup(peer));
            self.put_off(peer);
        }
    }

    fn opened(&mut self, peer: PeerKey) {
        let since = self.now();
        let Some(known) = self.peers.get_mut(peer) else {
            self.outputs.push_back(Output::Hangup(peer));
            return;
        };
        let (called, exploring) = match known.state {
            State::Idle => {
                self.outputs.push_back(Output::Hangup(peer));
                return;
            }
            State::Linked { .. } => return,
            State::Calling { exploring, .. } => (true, exploring),
            State::Answering { .. } => (false, false),
        };
        let group = known.group;
        known.state = State::Linked {
            since,
            called,
            group,
        };
        known.failures = 0;
        known.missed = 0;
        known.busy = false;
        if exploring
            && self.peers.links() > self.settings.wanted
            && let Some(oldest) = self.peers.oldest_called_link(peer)
        {
            self.give_up(oldest);
        }
    }

    /// Hangs up, and puts off the next call to the peer.
    fn give_up(&mut self, peer: PeerKey) {
        self.outputs.push_back(Output::Hangup(peer));
        self.failed(peer);
    }

    /// Notes that a link has ended, or that a call or an answer did not become a link.
    fn failed(&mut self, peer: PeerKey) {
        let Some(known) = self.peers.get_mut(peer) else {
            return;
        };
        if let State::Calling { .. } | State::Answering { .. } = known.state {
            known.missed = known.missed.saturating_add(1);
        }
        known.state = State::Idle;
        self.put_off(peer);
    }

    /// Notes an offence of a peer, for which its link was closed.
    fn offended(&mut self, peer: PeerKey, offence: Offence) {
        let now = self.now();
        self.offences.add(Offender::Peer(peer), offence, now);
        if let Some(group) = self.peers.accountable_group(peer) {
            self.offences.add(Offender::Group(group), offence, now);
        }
        self.failed(peer);
    }

    /// Sets the time before which the peer is not called again. Forgets the peer if no relay lists
    /// it.
    fn put_off(&mut self, peer: PeerKey) {
        let now = self.now();
        let Some(known) = self.peers.get_mut(peer) else {
            return;
        };
        known.not_before = now + self.settings.wait(known.failures, &mut self.dice);
        known.failures = known.failures.saturating_add(1);
        if known.listed == 0 {
            self.peers.remove(peer);
        }
    }

    fn try_again(&mut self) {
        let now = self.now();
        self.relays.retry(now);
        self.peers.retry(now);
    }

    /// Does everything that is due now.
    fn act(&mut self) {
        let now = self.now();
        for peer in self.peers.overdue(now) {
            self.give_up(peer);
        }
        while let Some(action) = self.relays.act(now, &self.settings) {
            match action {
                Action::Connect(relay) => self.outputs.push_back(Output::Connect(relay)),
                Action::Ask(relay) => self.outputs.push_back(Output::Ask(relay)),
                Action::Lost(relay) => {
                    self.outputs.push_back(Output::Disconnect(relay));
                    self.relay_lost(relay);
                }
            }
        }
        self.call();
    }
}
