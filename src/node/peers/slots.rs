//! The slots for links: which new links get one, and which inbound link is closed for a new one.
//!
//! A quarter of the slots is reserved for outbound links, so that inbound peers can't isolate this
//! node. If a peer connects and no inbound slot is free, one inbound link may be closed, chosen as
//! in Bitcoin Core's `SelectNodeToEvict`, scaled to few slots. Links of a discouraged group are
//! closed first. Otherwise the peers with the shortest round trips, those that last sent blocks or
//! transactions, and the older half of the rest are protected. Of the others, the youngest peer of
//! the largest group is chosen. So an attacker has to be useful for a long time to keep a slot, and
//! a useful peer can't be displaced.

use super::peer::Peer;
use crate::{Direction, Node, PeerId};
use chain::Store;
use core::cmp::Reverse;
use core::time::Duration;
use primitives::Time;
use primitives::order::sort_by_key;
use signal::Group;

/// The number of inbound peers with the shortest round trips that are protected.
const BY_PING: usize = 2;
/// The number of protected inbound peers that sent the last blocks.
const BY_BLOCKS: usize = 2;
/// The number of protected inbound peers that sent the last transactions.
const BY_TRANSACTIONS: usize = 2;

/// An inbound peer whose link may be closed.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    id: PeerId,
    /// `None` if its group is unknown. The peer then counts as a group of its own.
    group: Option<Group>,
    is_discouraged: bool,
    since: Time,
    latency: Duration,
    last_block: Time,
    last_transaction: Time,
}

impl Candidate {
    /// The key that distinguishes its group from others.
    const fn group(&self) -> (Option<Group>, u64) {
        match self.group {
            None => (None, self.id.0),
            group => (group, 0),
        }
    }
}

/// Chooses the inbound peer whose link is closed. `None` if all are protected.
fn choose(mut candidates: Vec<Candidate>) -> Option<PeerId> {
    let discouraged = candidates
        .iter()
        .filter(|candidate| candidate.is_discouraged);
    if let Some(worst) = discouraged.max_by_key(|candidate| (candidate.since, candidate.id)) {
        return Some(worst.id);
    }
    sort_by_key(&mut candidates, |candidate| {
        (candidate.latency, candidate.id)
    });
    candidates.drain(..BY_PING.min(candidates.len()));
    for (count, last) in [
        (
            BY_BLOCKS,
            (|candidate| candidate.last_block) as fn(&Candidate) -> Time,
        ),
        (BY_TRANSACTIONS, |candidate| candidate.last_transaction),
    ] {
        sort_by_key(&mut candidates, |candidate| {
            (Reverse(last(candidate)), candidate.id)
        });
        let useful = candidates
            .iter()
            .take(count)
            .filter(|it| last(it) > Time(0));
        let useful = useful.count();
        candidates.drain(..useful);
    }
    sort_by_key(&mut candidates, |candidate| (candidate.since, candidate.id));
    candidates.drain(..candidates.len() / 2);
    let size = |candidate: &Candidate| {
        let group = candidate.group();
        candidates.iter().filter(|it| it.group() == group).count()
    };
    let chosen = candidates
        .iter()
        .max_by_key(|it| (size(it), it.since, it.id));
    chosen.map(|candidate| candidate.id)
}

impl<S: Store> Node<S> {
    /// Provides a slot for a new link, if necessary by closing another one. Returns whether there
    /// is a slot.
    pub(crate) fn find_slot(&mut self, direction: Direction, group: Option<Group>) -> bool {
        let (max, taken) = (self.config.max_peers, self.peers.len());
        let inbound = self.peers.values();
        let inbound = inbound.filter(|peer| peer.direction == Direction::Inbound);
        let max_inbound = max - max / 4;
        let is_free = match direction {
            Direction::Outbound => taken < max,
            Direction::Inbound => taken < max && inbound.count() < max_inbound,
        };
        if is_free {
            return true;
        }
        if group.is_some_and(|group| self.is_discouraged(group)) {
            return false;
        }
        let inbound = self.peers.iter();
        let inbound = inbound.filter(|(_, peer)| peer.direction == Direction::Inbound);
        let candidates = inbound
            .map(|(id, peer)| self.candidate(*id, peer))
            .collect();
        let Some(chosen) = choose(candidates) else {
            return false;
        };
        self.drop_peer(chosen, crate::Fault::Evicted);
        true
    }

    /// Whether a group is discouraged, as the driver last reported by
    /// [`Input::Discouraged`](crate::Input::Discouraged).
    pub fn is_discouraged(&self, group: Group) -> bool {
        self.discouraged.contains(&group)
    }

    fn candidate(&self, id: PeerId, peer: &Peer) -> Candidate {
        Candidate {
            id,
            group: peer.group,
            is_discouraged: peer.group.is_some_and(|group| self.is_discouraged(group)),
            since: peer.since,
            latency: peer.least_latency.unwrap_or(Duration::MAX),
            last_block: peer.last_block,
            last_transaction: peer.last_transaction,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(number: u64) -> Candidate {
        Candidate {
            id: PeerId(number),
            group: None,
            is_discouraged: false,
            since: Time(1_000 + number),
            latency: Duration::from_millis(100),
            last_block: Time(0),
            last_transaction: Time(0),
        }
    }

    #[test]
    fn the_youngest_peer_of_the_largest_group_is_chosen() {
        let mut candidates: Vec<Candidate> = (1..=12).map(candidate).collect();
        assert_eq!(choose(candidates.clone()), Some(PeerId(12)));
        for at in [7, 8, 9] {
            candidates[at].group = Some(Group::from_bytes([5; 8]));
        }
        assert_eq!(choose(candidates), Some(PeerId(10)));
    }

    #[test]
    fn quick_useful_and_old_peers_are_protected() {
        let mut candidates: Vec<Candidate> = (1..=12).map(candidate).collect();
        candidates[11].latency = Duration::from_millis(5);
        candidates[10].last_block = Time(900);
        candidates[9].last_transaction = Time(900);
        // Peer 12 is protected for its round trip, as is peer 1, which is the first of the others.
        // Peer 11 is protected for its block, peer 10 for its transaction.
        assert_eq!(choose(candidates.clone()), Some(PeerId(9)));
        // A peer that sends more blocks than others keeps its slot, however young.
        candidates[8].last_block = Time(950);
        assert_eq!(choose(candidates), Some(PeerId(8)));
    }

    #[test]
    fn a_discouraged_peer_is_chosen_first_even_if_it_is_useful() {
        let mut candidates: Vec<Candidate> = (1..=12).map(candidate).collect();
        candidates[0].is_discouraged = true;
        candidates[0].latency = Duration::ZERO;
        candidates[0].last_block = Time(900);
        assert_eq!(choose(candidates), Some(PeerId(1)));
    }

    #[test]
    fn two_peers_are_both_protected() {
        assert_eq!(choose(Vec::new()), None);
        assert_eq!(choose(vec![candidate(1), candidate(2)]), None);
    }
}
