//! Whom to call: a sans-IO machine that keeps one page linked to enough of the others in its room.
//!
//! The machine does no I/O, reads no clock and draws no randomness of its own. Its driver tells it what happened with
//! [`Mesh::handle`] and then drains [`Mesh::poll`] until [`Output::Sleep`]; when that time has come, it hands in
//! [`Input::Woken`]. Times are milliseconds of any clock. It may be set back or ahead: no timer outlives that.
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
//! assert_eq!(mesh.poll(), Output::Call(other, relay)); // make an offer and send it through the relay
//! assert!(matches!(mesh.poll(), Output::Sleep(_)));
//!
//! mesh.handle(200, Input::Opened(other)); // the data channel is open
//! assert!(matches!(mesh.poll(), Output::Sleep(_)));
//! assert_eq!(mesh.links(), 1);
//! ```
//!
//! # Rules
//!
//! - Below [`Settings::wanted`] links the machine calls, one peer at a time, drawn at random from those with the fewest
//!   failures. It answers calls up to [`Settings::most`] links, so the slots between the two are kept for newcomers;
//!   but [`Settings::own`] of all places are only for links that it made itself, so that strangers can't fill them all.
//!   One caller more than there are places for is let in: the node decides at once which link gives way.
//! - Peers of a [discouraged](Input::Discouraged) group are never called. Their calls are answered like others.
//! - When two call each other at once, the call of the lower key goes on; the other side drops its own and answers.
//! - A call or answer that has not opened within [`Settings::patience`] counts as failed. The same peer is tried again after
//!   a wait that doubles with each failure.
//! - Now and then, with enough links, one more peer is called and the oldest link of the machine's own making given up for
//!   it. Two groups that are each content with themselves thus grow together once one relay lists them both.
//! - All relays of a chain are used at once, so that people who know different ones of them meet.
//! - A relay that was silent for [`Settings::relay_quiet`] is asked whether it is there; one that does not answer is lost.
//! - A lost relay is called again after a wait that doubles up to [`Settings::longest_wait`], with jitter, so that a
//!   restarted relay does not meet all pages in one moment. Links outlive the relay.
//!
//! # Bounds
//!
//! At most [`MAX_KNOWN`] peers are remembered: several times what a welcome lists. Those that are neither linked nor being
//! tried are dropped first, at random. At most [`MAX_RELAYS`] relays and [`MAX_DISCOURAGED`] groups are kept. Each input
//! adds at most a handful of outputs, and the driver drains them before the next.

mod relays;
mod steady;
mod terms;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use litemap::LiteMap;

use self::relays::{Action, Relays};
use self::steady::Steady;
use crate::dice::Dice;
use crate::{Group, Introduction, PeerKey};

pub use relays::{MAX_RELAYS, RelayId, RelayState};
pub use terms::{Input, Output, Presence, Settings};

/// Most peers that are remembered at a time, links included.
pub const MAX_KNOWN: usize = 256;

/// Most groups whose peers are not called.
pub const MAX_DISCOURAGED: usize = 64;

/// The machine; see the [module](self).
#[derive(Debug)]
pub struct Mesh {
    me: PeerKey,
    settings: Settings,
    dice: Dice,
    time: Steady,
    relays: Relays,
    explore_at: u64,
    peers: LiteMap<PeerKey, Known>,
    discouraged: Vec<Group>,
    outputs: VecDeque<Output>,
}

#[derive(Debug)]
struct Known {
    /// The set of relays that name it as live, so that a call can reach it.
    listed: u8,
    group: Option<Group>,
    /// Failures of all kinds since its last link, which make it wait.
    failures: u32,
    /// Calls and answers since its last link that did not open a link.
    missed: u32,
    /// Its last answer to a call was that it takes no more.
    busy: bool,
    /// No call before this time.
    not_before: u64,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Idle,
    Calling { until: u64, exploring: bool },
    Answering { until: u64 },
    Linked { since: u64, called: bool },
}

impl State {
    /// A link of this side's making, or a call that may become one.
    const fn is_own(self) -> bool {
        matches!(
            self,
            Self::Calling { .. } | Self::Linked { called: true, .. }
        )
    }
}

impl Mesh {
    /// A machine for the page with this key, without relays and links.
    pub fn new(me: PeerKey, settings: Settings, seed: u64, now: u64) -> Self {
        let mut dice = Dice::new(seed);
        let explore_at = now + dice.around(settings.explore_every);
        Self {
            me,
            settings,
            dice,
            time: Steady::new(now),
            relays: Relays::default(),
            explore_at,
            peers: LiteMap::new(),
            discouraged: Vec::new(),
            outputs: VecDeque::new(),
        }
    }

    /// Takes in what happened. It never fails: an input that no longer fits is answered or ignored.
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
            Input::Discouraged(groups) => {
                self.discouraged = groups;
                self.discouraged.truncate(MAX_DISCOURAGED);
            }
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

    /// Open links.
    pub fn links(&self) -> usize {
        let linked = |known: &&Known| matches!(known.state, State::Linked { .. });
        self.peers.values().filter(linked).count()
    }

    /// The tag of a peer's network, where a relay has told it.
    pub fn group(&self, peer: PeerKey) -> Option<Group> {
        self.peers.get(&peer)?.group
    }

    /// Whether a relay has let this page in and its socket is live.
    pub fn relay_joined(&self) -> bool {
        self.relays.joined() != 0
    }

    /// How it stands with a relay; none where there is no such relay.
    pub fn relay(&self, id: RelayId) -> Option<RelayState> {
        let state = self.relays.state(id)?;
        Some(match state {
            RelayState::Lost { retry_at } => RelayState::Lost {
                retry_at: self.time.clock_at(retry_at),
            },
            state => state,
        })
    }

    /// Who is in the room, and how far they can be reached.
    pub fn presence(&self) -> Presence {
        let mut presence = Presence::default();
        for known in self.peers.values() {
            match known.state {
                State::Linked { .. } => continue,
                State::Calling { .. } | State::Answering { .. } => presence.trying = true,
                State::Idle => {}
            }
            if known.listed != 0 {
                presence.present += 1;
                presence.unreached += usize::from(known.missed > 0);
                presence.busy += usize::from(known.missed == 0 && known.busy);
            }
        }
        presence
    }

    const fn now(&self) -> u64 {
        self.time.now()
    }

    fn welcomed(&mut self, relay: RelayId, peers: &[Introduction]) {
        let now = self.now();
        if !self.relays.welcomed(relay, now, &self.settings) {
            return;
        }
        // Peers met at another relay may form a group of their own: look around soon.
        let soon = now + self.dice.around(self.settings.explore_every / 10);
        self.explore_at = self.explore_at.min(soon);
        for peer in peers {
            self.list(relay, *peer);
        }
    }

    fn relay_lost(&mut self, relay: RelayId) {
        let now = self.now();
        if self.relays.lost(relay, now, &self.settings, &mut self.dice) {
            self.forget_listed_by(relay);
        }
    }

    fn relay_removed(&mut self, relay: RelayId) {
        self.relays.remove(relay);
        self.outputs.push_back(Output::Disconnect(relay));
        self.forget_listed_by(relay);
    }

    /// What this relay said of who is in the room holds no longer.
    fn forget_listed_by(&mut self, relay: RelayId) {
        for (_, known) in &mut self.peers {
            known.listed &= !relay.bit();
        }
        self.peers
            .retain(|_, known| known.listed != 0 || known.state != State::Idle);
    }

    fn list(&mut self, relay: RelayId, introduction: Introduction) {
        if let Some(known) = self.remember(introduction.peer) {
            known.listed |= relay.bit();
            known.group = Some(introduction.group);
        }
    }

    fn left(&mut self, relay: RelayId, peer: PeerKey) {
        let Some(known) = self.peers.get_mut(&peer) else {
            return;
        };
        known.listed &= !relay.bit();
        if known.listed != 0 {
            return;
        }
        match known.state {
            State::Idle => {
                self.peers.remove(&peer);
            }
            // The answer can't come any more.
            State::Calling { .. } => self.give_up(peer),
            // What was agreed may still open, and an open link needs no relay.
            State::Answering { .. } | State::Linked { .. } => {}
        }
    }

    fn offered(&mut self, relay: RelayId, introduction: Introduction) {
        let peer = introduction.peer;
        let has_place = self.has_place_for_caller();
        let me = self.me;
        let until = self.now() + self.settings.patience;
        let Some(known) = self.remember(peer) else {
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
                    self.peers.remove(&peer);
                }
                self.outputs.push_back(Output::Refuse(peer, relay));
                return;
            }
            State::Idle => {}
            // The other side starts afresh, so whatever there was has ended for it.
            State::Calling { .. } | State::Answering { .. } | State::Linked { .. } => {
                self.outputs.push_back(Output::Hangup(peer));
            }
        }
        if let Some(known) = self.peers.get_mut(&peer) {
            known.listed |= relay.bit();
            known.state = State::Answering { until };
        }
        self.outputs.push_back(Output::Answer(peer, relay));
    }

    /// Whether one more call of somebody else can be answered.
    fn has_place_for_caller(&self) -> bool {
        let Settings {
            most, own, spare, ..
        } = self.settings;
        let slots = self.slots();
        let theirs = slots - self.own_slots();
        slots < most + spare && theirs < most - own + spare
    }

    fn declined(&mut self, peer: PeerKey) {
        let Some(known) = self.peers.get_mut(&peer) else {
            return;
        };
        if let State::Calling { .. } = known.state {
            known.busy = true;
            // Hung up on, not out of reach.
            known.state = State::Idle;
            self.outputs.push_back(Output::Hangup(peer));
            self.put_off(peer);
        }
    }

    fn opened(&mut self, peer: PeerKey) {
        let since = self.now();
        let Some(known) = self.peers.get_mut(&peer) else {
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
        known.state = State::Linked { since, called };
        known.failures = 0;
        known.missed = 0;
        known.busy = false;
        if exploring && self.links() > self.settings.wanted {
            self.drop_oldest_but(peer);
        }
    }

    /// Ends the oldest link of this side's making, except the one with `kept`.
    fn drop_oldest_but(&mut self, kept: PeerKey) {
        let own = self
            .peers
            .iter()
            .filter_map(|(peer, known)| match known.state {
                State::Linked {
                    since,
                    called: true,
                } if *peer != kept => Some((since, *peer)),
                _ => None,
            });
        if let Some((_, oldest)) = own.min() {
            self.give_up(oldest);
        }
    }

    /// Hangs up and lets some time pass before that peer is called again.
    fn give_up(&mut self, peer: PeerKey) {
        self.outputs.push_back(Output::Hangup(peer));
        self.failed(peer);
    }

    /// A link has ended, or a call or answer did not become one.
    fn failed(&mut self, peer: PeerKey) {
        let Some(known) = self.peers.get_mut(&peer) else {
            return;
        };
        if let State::Calling { .. } | State::Answering { .. } = known.state {
            known.missed = known.missed.saturating_add(1);
        }
        known.state = State::Idle;
        self.put_off(peer);
    }

    /// Lets some time pass before this peer is called again.
    fn put_off(&mut self, peer: PeerKey) {
        let now = self.now();
        let Some(known) = self.peers.get_mut(&peer) else {
            return;
        };
        known.not_before = now + self.settings.wait(known.failures, &mut self.dice);
        known.failures = known.failures.saturating_add(1);
        if known.listed == 0 {
            self.peers.remove(&peer);
        }
    }

    fn try_again(&mut self) {
        let now = self.now();
        self.relays.retry(now);
        for (_, known) in &mut self.peers {
            known.not_before = now;
            known.failures = 0;
        }
    }

    /// The entry of this peer, made if there was none. None for this page itself, and if all places are links.
    fn remember(&mut self, peer: PeerKey) -> Option<&mut Known> {
        if peer == self.me {
            return None;
        }
        if !self.peers.contains_key(&peer) && self.peers.len() >= MAX_KNOWN {
            let idle =
                |(peer, known): (&PeerKey, &Known)| (known.state == State::Idle).then_some(*peer);
            let idle: Vec<_> = self.peers.iter().filter_map(idle).collect();
            let loser = self.draw(&idle)?;
            self.peers.remove(&loser);
        }
        let now = self.now();
        Some(self.peers.entry(peer).or_insert(Known {
            listed: 0,
            group: None,
            failures: 0,
            missed: 0,
            busy: false,
            not_before: now,
            state: State::Idle,
        }))
    }

    /// Does all that the time and the links ask for.
    fn act(&mut self) {
        let now = self.now();
        let overdue = |(peer, known): (&PeerKey, &Known)| match known.state {
            State::Calling { until, .. } | State::Answering { until } if until <= now => {
                Some(*peer)
            }
            _ => None,
        };
        let overdue: Vec<_> = self.peers.iter().filter_map(overdue).collect();
        for peer in overdue {
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

    /// Makes the next call, if one is due.
    fn call(&mut self) {
        if !self.may_call() {
            return;
        }
        let now = self.now();
        let exploring = !self.wants_links();
        if exploring {
            if now < self.explore_at {
                return;
            }
            self.explore_at = now + self.dice.around(self.settings.explore_every);
            // Half of the slots above the wanted ones stay free for those who have none.
            if self.slots() >= self.settings.wanted.midpoint(self.settings.most) {
                return;
            }
        }
        let due = self
            .peers
            .iter()
            .filter(|(_, known)| known.not_before <= now && self.is_callable(known));
        let due: Vec<_> = due.collect();
        let Some(fewest) = due.iter().map(|(_, known)| known.failures).min() else {
            return;
        };
        let best =
            |(peer, known): &(&PeerKey, &Known)| (known.failures == fewest).then_some(**peer);
        let best: Vec<_> = due.iter().filter_map(best).collect();
        let until = now + self.settings.patience;
        let joined = self.relays.joined();
        if let Some(peer) = self.draw(&best)
            && let Some(known) = self.peers.get_mut(&peer)
            && let Some(relay) = RelayId::all().find(|id| known.listed & joined & id.bit() != 0)
        {
            known.state = State::Calling { until, exploring };
            self.outputs.push_back(Output::Call(peer, relay));
        }
    }

    /// Whether this peer could be called now or after its wait.
    fn is_callable(&self, known: &Known) -> bool {
        let discouraged = known
            .group
            .is_some_and(|group| self.discouraged.contains(&group));
        known.listed & self.relays.joined() != 0 && known.state == State::Idle && !discouraged
    }

    /// Whether a relay is there to carry a call and none is under way.
    fn may_call(&self) -> bool {
        let calling = |known: &Known| matches!(known.state, State::Calling { .. });
        self.relay_joined() && !self.peers.values().any(calling)
    }

    /// Whether there are fewer links than wanted, or fewer of this side's making than there are places for.
    fn wants_links(&self) -> bool {
        let Settings {
            wanted,
            most,
            own,
            spare,
            ..
        } = self.settings;
        let slots = self.slots();
        slots < wanted || (slots < most + spare && self.own_slots() < own)
    }

    /// Links, and calls and answers that may become links.
    fn slots(&self) -> usize {
        let used = |known: &&Known| known.state != State::Idle;
        self.peers.values().filter(used).count()
    }

    /// Those of the slots that this side's calls take.
    fn own_slots(&self) -> usize {
        let own = |known: &&Known| known.state.is_own();
        self.peers.values().filter(own).count()
    }

    /// When something is due next, on the timeline.
    fn next_time(&self) -> u64 {
        let (may_call, wants) = (self.may_call(), self.wants_links());
        let peers = self.peers.values().map(|known| match known.state {
            State::Calling { until, .. } | State::Answering { until } => until,
            State::Idle if may_call && wants && self.is_callable(known) => known.not_before,
            State::Idle | State::Linked { .. } => u64::MAX,
        });
        let explore = match may_call && !wants {
            true => self.explore_at,
            false => u64::MAX,
        };
        peers.fold(self.relays.next_time().min(explore), u64::min)
    }

    fn draw(&mut self, from: &[PeerKey]) -> Option<PeerKey> {
        let at = self.dice.below(from.len() as u64);
        from.get(usize::try_from(at).ok()?).copied()
    }
}
