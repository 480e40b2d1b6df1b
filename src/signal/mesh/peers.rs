//! The peers that a mesh knows: which relays list them, the outcomes of calls, and the slots in
//! use.

use litemap::LiteMap;

use super::terms::{DIRECT, Presence, RelayId, Settings};
use crate::dice::Dice;
use crate::{Group, PeerKey};

/// The maximum number of peers remembered, links included.
pub const MAX_KNOWN: usize = 256;

/// A known peer.
#[derive(Debug)]
pub(super) struct Known {
    /// The relays that list the peer, as a bit set. A call can go through any of them. [`DIRECT`]
    /// stands for a direct endpoint.
    pub(super) listed: u8,
    pub(super) group: Option<Group>,
    /// Whether the peer called this side's own endpoint, so that no relay has introduced it.
    pub(super) is_caller: bool,
    /// The number of calls, answers and links that ended since its last link opened. Each doubles
    /// the wait before the next call.
    pub(super) failures: u32,
    /// Calls and answers since its last link that did not open a link.
    pub(super) missed: u32,
    /// Whether it declined a call since its last link, because all its slots were taken.
    pub(super) busy: bool,
    /// The peer is not called before this time.
    pub(super) not_before: u64,
    /// The nonce of the node of a direct endpoint, which its certificate shows; `None` if unknown.
    pub(super) nonce: Option<u64>,
    /// Another peer that is the same node, and a time. While the other peer has a link, this peer
    /// is not called before that time.
    pub(super) duplicate_of: Option<(PeerKey, u64)>,
    pub(super) state: State,
}

impl Known {
    /// Whether the peer is a direct endpoint.
    pub(super) const fn is_direct(&self) -> bool {
        self.listed & DIRECT != 0
    }
}

/// The state of a peer. In every state but [`State::Idle`] it takes a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Idle,
    Calling {
        until: u64,
        exploring: bool,
    },
    Answering {
        until: u64,
    },
    Linked {
        since: u64,
        called: bool,
        /// The peer's group when the link opened. Its offences on this link count against this
        /// group, whatever a relay says of the peer meanwhile.
        group: Option<Group>,
    },
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
    /// An empty table, for the page with this key.
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

    /// The group that an offence of a peer counts against: that of its open link, or else its
    /// present one.
    pub(super) fn accountable_group(&self, peer: PeerKey) -> Option<Group> {
        let known = self.get(peer)?;
        match known.state {
            State::Linked { group, .. } => group,
            _ => known.group,
        }
    }

    pub(super) fn get_mut(&mut self, peer: PeerKey) -> Option<&mut Known> {
        self.all.get_mut(&peer)
    }

    pub(super) fn remove(&mut self, peer: PeerKey) {
        self.all.remove(&peer);
    }

    /// Returns the entry of a peer, which is created if there is none. A full table drops a random
    /// idle peer for it, but no endpoint. `None` if the peer is this page itself, or if the table
    /// is full and has no such peer.
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
            let idle = idle.filter(|(_, known)| known.state == State::Idle && !known.is_direct());
            let idle: Vec<PeerKey> = idle.map(|(peer, _)| *peer).collect();
            let dropped = dice.choose(&idle)?;
            self.all.remove(&dropped);
        }
        Some(self.all.entry(peer).or_insert(Known {
            listed: 0,
            group: None,
            is_caller: false,
            failures: 0,
            missed: 0,
            busy: false,
            not_before: now,
            nonce: None,
            duplicate_of: None,
            state: State::Idle,
        }))
    }

    /// Removes a relay from `listed` of every peer. Forgets idle peers that no relay lists any
    /// more.
    pub(super) fn forget_relay(&mut self, relay: RelayId) {
        for (_, known) in &mut self.all {
            known.listed &= !relay.bit();
        }
        self.all
            .retain(|_, known| known.listed != 0 || known.state != State::Idle);
    }

    /// Ends all waits before calls, and sets the counts of failures to 0.
    pub(super) fn retry(&mut self, now: u64) {
        for (_, known) in &mut self.all {
            known.not_before = now;
            known.failures = 0;
        }
    }

    /// The time before which a peer is not called because another link leads to the same node; 0
    /// if there is none.
    pub(super) fn spare_until(&self, known: &Known) -> u64 {
        let is_linked = |peer| {
            let other = self.get(peer).map(|other| other.state);
            matches!(other, Some(State::Linked { .. }))
        };
        let duplicate = known.duplicate_of.filter(|(peer, _)| is_linked(*peer));
        duplicate.map_or(0, |(_, until)| until)
    }

    /// Whether there is a direct endpoint.
    pub(super) fn has_endpoint(&self) -> bool {
        self.all.values().any(Known::is_direct)
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

    /// The number of remembered peers whose state satisfies a condition.
    pub(super) fn count(&self, is_counted: impl Fn(State) -> bool) -> usize {
        let states = self.all.values().map(|known| known.state);
        states.filter(|state| is_counted(*state)).count()
    }

    /// Whether one more incoming call can be answered, from a peer of this group. A discouraged
    /// caller gets no spare slot, since no link would give way for it. A call that does not open
    /// costs a caller little, so such calls of one group take at most half of the callers' slots.
    pub(super) fn has_place_for_caller(
        &self,
        settings: &Settings,
        group: Group,
        is_discouraged: bool,
    ) -> bool {
        let Settings {
            most, own, spare, ..
        } = *settings;
        let unopened = self.all.values().filter(|known| {
            matches!(known.state, State::Answering { .. }) && known.group == Some(group)
        });
        if unopened.count() >= (most - own).div_ceil(2) {
            return false;
        }
        let spare = if is_discouraged { 0 } else { spare };
        let slots = self.slots();
        let theirs = slots - self.own_slots();
        slots < most + spare && theirs < most - own + spare
    }

    /// Whether the machine has to call. It has to if fewer slots are in use than links are wanted,
    /// or if a slot is free and this side's calls use fewer slots than are kept for them.
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

    /// The numbers of peers in the room without an open link, and of those that can't be reached.
    pub(super) fn presence(&self, now: u64) -> Presence {
        let mut presence = Presence::default();
        for known in self.all.values() {
            match known.state {
                State::Linked { .. } => continue,
                State::Calling { .. } | State::Answering { .. } => presence.trying = true,
                State::Idle if self.spare_until(known) > now => continue,
                State::Idle => {}
            }
            // Only a call shows whether an endpoint is online, so endpoints are not counted.
            if known.listed & !DIRECT != 0 {
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
                ..
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

    /// The peers to call now: of the idle peers that a relay of the bit set `joined` lists and that
    /// may be called now, those with the fewest failures. `avoided` returns the time before which a
    /// peer of a group is not called.
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

    /// The idle peers that a joined relay lists, each with the time from which it may be called.
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
            (*peer, known, from.max(self.spare_until(known)))
        })
    }
}
