//! The peers that a mesh knows: which relays list them, what became of the calls, and which slots
//! they take.

use litemap::LiteMap;

use super::terms::{Presence, RelayId, Settings};
use crate::dice::Dice;
use crate::{Group, PeerKey};

/// The maximum number of peers remembered, links included.
pub const MAX_KNOWN: usize = 256;

/// A known peer.
#[derive(Debug)]
pub(super) struct Known {
    /// The set of relays that list it as live, so that a call can reach it.
    pub(super) listed: u8,
    pub(super) group: Option<Group>,
    /// Failures of all kinds since its last link. Each doubles the wait before the next call.
    pub(super) failures: u32,
    /// Calls and answers since its last link that did not open a link.
    pub(super) missed: u32,
    /// It declined the last call because all its slots are taken.
    pub(super) busy: bool,
    /// The peer is not called before this time.
    pub(super) not_before: u64,
    pub(super) state: State,
}

/// What is going on with a peer. All but [`State::Idle`] take a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Idle,
    Calling { until: u64, exploring: bool },
    Answering { until: u64 },
    Linked { since: u64, called: bool },
}

impl State {
    /// Whether this side called.
    const fn is_own(self) -> bool {
        matches!(
            self,
            Self::Calling { .. } | Self::Linked { called: true, .. }
        )
    }
}

/// The known peers, at most [`MAX_KNOWN`].
#[derive(Debug)]
pub(super) struct Peers {
    me: PeerKey,
    all: LiteMap<PeerKey, Known>,
}

impl Peers {
    /// No peers yet, on the page with this key.
    pub(super) fn new(me: PeerKey) -> Self {
        let all = LiteMap::new();
        Self { me, all }
    }

    /// The key of this page.
    pub(super) const fn me(&self) -> PeerKey {
        self.me
    }

    pub(super) fn get(&self, peer: PeerKey) -> Option<&Known> {
        self.all.get(&peer)
    }

    pub(super) fn get_mut(&mut self, peer: PeerKey) -> Option<&mut Known> {
        self.all.get_mut(&peer)
    }

    pub(super) fn remove(&mut self, peer: PeerKey) {
        self.all.remove(&peer);
    }

    /// Returns the entry of a peer and makes it if there was none; `None` for this page itself, and
    /// if every remembered peer takes a slot. A full table drops an idle peer at random.
    pub(super) fn remember(
        &mut self,
        peer: PeerKey,
        now: u64,
        dice: &mut Dice,
    ) -> Option<&mut Known> {
        if peer == self.me {
            return None;
        }
        if !self.all.contains_key(&peer) && self.all.len() >= MAX_KNOWN {
            let idle = self.all.iter();
            let idle = idle.filter(|(_, known)| known.state == State::Idle);
            let idle: Vec<PeerKey> = idle.map(|(peer, _)| *peer).collect();
            let dropped = dice.choose(&idle)?;
            self.all.remove(&dropped);
        }
        Some(self.all.entry(peer).or_insert(Known {
            listed: 0,
            group: None,
            failures: 0,
            missed: 0,
            busy: false,
            not_before: now,
            state: State::Idle,
        }))
    }

    /// Removes a relay from the lists of those that name a peer, and peers without a slot that no
    /// relay names any more.
    pub(super) fn forget_relay(&mut self, relay: RelayId) {
        for (_, known) in &mut self.all {
            known.listed &= !relay.bit();
        }
        self.all
            .retain(|_, known| known.listed != 0 || known.state != State::Idle);
    }

    /// Ends all waits before a call.
    pub(super) fn retry(&mut self, now: u64) {
        for (_, known) in &mut self.all {
            known.not_before = now;
            known.failures = 0;
        }
    }

    /// The number of open links.
    pub(super) fn links(&self) -> usize {
        self.count(|state| matches!(state, State::Linked { .. }))
    }

    /// The number of slots in use: links, and calls and answers that may become links.
    pub(super) fn slots(&self) -> usize {
        self.count(|state| state != State::Idle)
    }

    /// Whether a call is under way.
    pub(super) fn is_calling(&self) -> bool {
        self.count(|state| matches!(state, State::Calling { .. })) > 0
    }

    fn own_slots(&self) -> usize {
        self.count(State::is_own)
    }

    /// The number of remembered peers in states that count.
    pub(super) fn count(&self, is_counted: impl Fn(State) -> bool) -> usize {
        let states = self.all.values().map(|known| known.state);
        states.filter(|state| is_counted(*state)).count()
    }

    /// Whether one more incoming call can be answered. A discouraged caller gets no spare place, as
    /// no link would give way for it.
    pub(super) fn has_place_for_caller(&self, settings: &Settings, is_discouraged: bool) -> bool {
        let Settings {
            most, own, spare, ..
        } = *settings;
        let spare = if is_discouraged { 0 } else { spare };
        let slots = self.slots();
        let theirs = slots - self.own_slots();
        slots < most + spare && theirs < most - own + spare
    }

    /// Whether there are fewer links than wanted, or fewer that this side called than slots are
    /// kept for those.
    pub(super) fn wants_links(&self, settings: &Settings) -> bool {
        let Settings {
            wanted,
            most,
            own,
            spare,
            ..
        } = *settings;
        let slots = self.slots();
        slots < wanted || (slots < most + spare && self.own_slots() < own)
    }

    /// Who is in the room, and how far they can be reached.
    pub(super) fn presence(&self) -> Presence {
        let mut presence = Presence::default();
        for known in self.all.values() {
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

    /// The peer of the oldest link that this side called, except `kept`; `None` if there is no such
    /// link.
    pub(super) fn oldest_called_link(&self, kept: PeerKey) -> Option<PeerKey> {
        let called = self.all.iter().filter_map(|(peer, known)| {
            let State::Linked {
                since,
                called: true,
            } = known.state
            else {
                return None;
            };
            (*peer != kept).then_some((since, *peer))
        });
        called.min().map(|(_, peer)| peer)
    }

    /// The peers whose call or answer has taken too long.
    pub(super) fn overdue(&self, now: u64) -> Vec<PeerKey> {
        let overdue = self.all.iter().filter(|(_, known)| match known.state {
            State::Calling { until, .. } | State::Answering { until } => until <= now,
            State::Idle | State::Linked { .. } => false,
        });
        overdue.map(|(peer, _)| *peer).collect()
    }

    /// The peers to call now: of those that a relay of the set `joined` can reach, those with the
    /// fewest failures. `avoided` returns the time before which a peer of a group is not called.
    pub(super) fn best_to_call(
        &self,
        now: u64,
        joined: u8,
        avoided: impl Fn(PeerKey, Option<Group>) -> u64,
    ) -> Vec<PeerKey> {
        let due = || {
            let callable = self.callable(joined, &avoided);
            callable.filter(|(_, _, from)| *from <= now)
        };
        let Some(fewest) = due().map(|(_, known, _)| known.failures).min() else {
            return Vec::new();
        };
        let best = due().filter(|(_, known, _)| known.failures == fewest);
        best.map(|(peer, ..)| peer).collect()
    }

    /// When the next peer may be called; `u64::MAX` if none.
    pub(super) fn next_call(
        &self,
        joined: u8,
        avoided: impl Fn(PeerKey, Option<Group>) -> u64,
    ) -> u64 {
        let callable = self.callable(joined, &avoided);
        callable.map(|(.., from)| from).min().unwrap_or(u64::MAX)
    }

    /// When the next call or answer has taken too long; `u64::MAX` if none is under way.
    pub(super) fn next_timeout(&self) -> u64 {
        let times = self.all.values().map(|known| match known.state {
            State::Calling { until, .. } | State::Answering { until } => until,
            State::Idle | State::Linked { .. } => u64::MAX,
        });
        times.min().unwrap_or(u64::MAX)
    }

    /// The peers that can be reached, each with the time from which on it may be called.
    fn callable(
        &self,
        joined: u8,
        avoided: &impl Fn(PeerKey, Option<Group>) -> u64,
    ) -> impl Iterator<Item = (PeerKey, &Known, u64)> {
        let reachable = self
            .all
            .iter()
            .filter(move |(_, known)| known.listed & joined != 0 && known.state == State::Idle);
        reachable.map(|(peer, known)| {
            let from = known.not_before.max(avoided(*peer, known.group));
            (*peer, known, from)
        })
    }
}
