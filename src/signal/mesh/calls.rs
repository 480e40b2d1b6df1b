//! The calls of a mesh: when one is due, whom it goes to, and callers and endpoints without a
//! relay.

use super::Mesh;
use super::peers::State;
use super::terms::{DIRECT, Output, RelayId};
use crate::{Introduction, PeerKey};

impl Mesh {
    /// Adds a direct endpoint, which is to be called like a peer that a relay lists.
    pub(super) fn endpoint_added(&mut self, peer: PeerKey, nonce: Option<u64>) {
        let now = self.now();
        if let Some(known) = self.peers.remember(peer, now, &mut self.dice) {
            known.listed |= DIRECT;
            known.nonce = nonce;
        }
    }

    /// Removes a direct endpoint. An open link with it stays.
    pub(super) fn endpoint_removed(&mut self, peer: PeerKey) {
        if let Some(known) = self.peers.get_mut(peer) {
            known.listed &= !DIRECT;
            if known.state == State::Idle {
                self.peers.remove(peer);
            }
        }
    }

    /// Answers a caller that no relay has introduced, if a slot is free.
    pub(super) fn caller_came(&mut self, caller: Introduction) {
        let Introduction { peer, group } = caller;
        let now = self.now();
        let is_discouraged = self.offences.avoided_until(peer, Some(group)) > now;
        let peers = &self.peers;
        if !peers.has_place_for_caller(&self.settings, group, is_discouraged) {
            return;
        }
        let until = now + self.settings.patience;
        if let Some(known) = self.peers.remember(peer, now, &mut self.dice) {
            known.group = Some(group);
            known.is_caller = true;
            known.state = State::Answering { until };
            self.outputs.push_back(Output::Admit(peer));
        }
    }

    /// Makes the next call, if one is due.
    pub(super) fn call(&mut self) {
        if !self.may_call() {
            return;
        }
        let now = self.now();
        let exploring = !self.peers.wants_links(&self.settings);
        if exploring {
            if now < self.explore_at {
                return;
            }
            self.explore_at = now + self.dice.around(self.settings.explore_every);
            // Half of the slots beyond the wanted ones stay free for callers, which may have no
            // link yet.
            if self.peers.slots() >= self.settings.wanted.midpoint(self.settings.most) {
                return;
            }
        }
        let joined = self.reach();
        let avoided = |peer, group| self.offences.avoided_until(peer, group);
        let best = self.peers.best_to_call(now, joined, avoided);
        let until = now + self.settings.patience;
        if let Some(peer) = self.dice.choose(&best)
            && let Some(known) = self.peers.get_mut(peer)
        {
            known.state = State::Calling { until, exploring };
            let relay = RelayId::all().find(|id| known.listed & joined & id.bit() != 0);
            self.outputs.push_back(match relay {
                Some(relay) => Output::Call(peer, relay),
                None => Output::Dial(peer),
            });
        }
    }

    /// Whether a relay is joined or an endpoint is known, and no call is under way.
    fn may_call(&self) -> bool {
        self.reach() != 0 && !self.peers.is_calling()
    }

    /// The joined relays, and [`DIRECT`] if there is a direct endpoint: a bit set as
    /// [`Known::listed`](super::peers::Known::listed).
    fn reach(&self) -> u8 {
        match self.peers.has_endpoint() {
            true => self.relays.joined() | DIRECT,
            false => self.relays.joined(),
        }
    }

    /// When something is due next, on the timeline.
    pub(super) fn next_time(&self) -> u64 {
        let wants_links = self.peers.wants_links(&self.settings);
        let (call_at, explore_at) = match (self.may_call(), wants_links) {
            (false, _) => (u64::MAX, u64::MAX),
            (true, true) => {
                let avoided = |peer, group| self.offences.avoided_until(peer, group);
                (self.peers.next_call(self.reach(), avoided), u64::MAX)
            }
            (true, false) => (u64::MAX, self.explore_at),
        };
        let due = [
            self.relays.next_time(),
            self.peers.next_timeout(),
            call_at,
            explore_at,
        ];
        due.into_iter().fold(u64::MAX, u64::min)
    }
}
