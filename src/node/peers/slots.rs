//! The slots for links: which new links get one, and which inbound link is closed for a new one.
//!
//! A quarter of the slots is reserved for outbound links, so that inbound peers can't isolate this
//! node. If a peer connects and no inbound slot is free, one inbound link may be closed, chosen as
//! in Bitcoin Core's `SelectNodeToEvict`, scaled to few slots. Links of a discouraged group go
//! first. Otherwise the peers with the shortest round trips, those that last sent blocks or
//! transactions, and the older half of the rest are protected; of the others, the youngest of the
//! largest group goes. So an attacker has to be useful for a long time to keep a slot, and a useful
//! peer can't be displaced.

use super::offences::Group;
use super::peer::Peer;
use crate::{Direction, Node, PeerId};
use chain::Store;
use core::cmp::Reverse;
use core::time::Duration;
use primitives::Time;
use primitives::order::sort_by_key;

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
    /// `None` if its group is unknown; it then counts as a group of its own.
    group: Option<Group>,
    is_discouraged: bool,
    since: Time,
    latency: Duration,
    last_block: Time,
    last_transaction: Time,
}

impl Candidate {
    /// The key that distinguishes its group from others.
    const fn group(&self) -> (bool, u64) {
        match self.group {
            Some(Group(tag)) => (true, tag),
            None => (false, self.id.0),
        }
    }
}

/// Chooses the inbound peer whose link is closed. `None` if all are protected.
fn choose(mut callers: Vec<Candidate>) -> Option<PeerId> {
    let discouraged = callers.iter().filter(|caller| caller.is_discouraged);
    if let Some(worst) = discouraged.max_by_key(|caller| (caller.since, caller.id)) {
        return Some(worst.id);
    }
    sort_by_key(&mut callers, |caller| (caller.latency, caller.id));
    callers.drain(..BY_PING.min(callers.len()));
    for (count, last) in [
        (
            BY_BLOCKS,
            (|caller| caller.last_block) as fn(&Candidate) -> Time,
        ),
        (BY_TRANSACTIONS, |caller| caller.last_transaction),
    ] {
        sort_by_key(&mut callers, |caller| (Reverse(last(caller)), caller.id));
        let useful = callers.iter().take(count).filter(|it| last(it) > Time(0));
        let useful = useful.count();
        callers.drain(..useful);
    }
    sort_by_key(&mut callers, |caller| (caller.since, caller.id));
    callers.drain(..callers.len() / 2);
    let size = |caller: &Candidate| {
        let group = caller.group();
        callers.iter().filter(|it| it.group() == group).count()
    };
    let chosen = callers.iter().max_by_key(|it| (size(it), it.since, it.id));
    chosen.map(|caller| caller.id)
}

impl<S: Store> Node<S> {
    /// Makes sure that there is a slot for a new link, if necessary by closing another one. Returns
    /// whether there is.
    pub(crate) fn find_place(&mut self, direction: Direction, group: Option<Group>) -> bool {
        let (most, taken) = (self.config.max_peers, self.peers.len());
        let callers = self.peers.values();
        let callers = callers.filter(|peer| peer.direction == Direction::Inbound);
        let for_callers = most - most / 4;
        let has_place = match direction {
            Direction::Outbound => taken < most,
            Direction::Inbound => taken < most && callers.count() < for_callers,
        };
        if has_place {
            return true;
        }
        if group.is_some_and(|group| self.is_discouraged(group)) {
            return false;
        }
        let callers = self.peers.iter();
        let callers = callers.filter(|(_, peer)| peer.direction == Direction::Inbound);
        let callers = callers
            .map(|(id, peer)| self.candidate(*id, peer))
            .collect();
        let Some(chosen) = choose(callers) else {
            return false;
        };
        self.drop_peer(chosen, crate::Fault::Evicted);
        true
    }

    /// Whether a group is discouraged because of recent offences of its peers.
    pub fn is_discouraged(&self, group: Group) -> bool {
        self.offences.is_discouraged(group, self.steady)
    }

    /// The discouraged groups, whose peers the driver must not call.
    pub fn discouraged(&self) -> Vec<Group> {
        self.offences.discouraged(self.steady).collect()
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

    fn caller(number: u64) -> Candidate {
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
    fn the_youngest_of_the_largest_group_goes() {
        let mut callers: Vec<Candidate> = (1..=12).map(caller).collect();
        assert_eq!(choose(callers.clone()), Some(PeerId(12)));
        for at in [7, 8, 9] {
            callers[at].group = Some(Group(5));
        }
        assert_eq!(choose(callers), Some(PeerId(10)));
    }

    #[test]
    fn who_is_quick_or_useful_or_old_stays() {
        let mut callers: Vec<Candidate> = (1..=12).map(caller).collect();
        callers[11].latency = Duration::from_millis(5);
        callers[10].last_block = Time(900);
        callers[9].last_transaction = Time(900);
        // One peer is protected for its round trip only because no other but the first is quicker.
        assert_eq!(choose(callers.clone()), Some(PeerId(9)));
        // A peer that sends more blocks than others keeps its slot, however young.
        callers[8].last_block = Time(950);
        assert_eq!(choose(callers), Some(PeerId(8)));
    }

    #[test]
    fn discouraged_callers_go_first_whatever_they_bring() {
        let mut callers: Vec<Candidate> = (1..=12).map(caller).collect();
        callers[0].is_discouraged = true;
        callers[0].latency = Duration::ZERO;
        callers[0].last_block = Time(900);
        assert_eq!(choose(callers), Some(PeerId(1)));
    }

    #[test]
    fn of_few_useful_ones_none_goes() {
        assert_eq!(choose(Vec::new()), None);
        assert_eq!(choose(vec![caller(1), caller(2)]), None);
    }
}
