//! Time and links: the future events, and the bytes on each link.

use super::relay_message::RelayMessage;
use crate::link::{Link, LinkId};
use crate::{Conditions, HostId};
use core::cmp::Reverse;
use core::time::Duration;
use node::{BatchId, PeerId};
use primitives::Time;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use signal::{Group, PeerKey};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// An event of the simulation.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Happening {
    /// A node's wake-up.
    Wake(HostId),
    /// A mesh's wake-up.
    MeshWake(HostId),
    /// The page with this key asks the relay to let it into its room.
    Join(HostId, PeerKey),
    /// A message of the relay reaches the page with this key.
    RelayMessage(HostId, PeerKey, RelayMessage),
    /// A link opens for one of its hosts.
    Open(LinkId, HostId),
    /// A link closes for one of its hosts.
    Close(LinkId, HostId),
    /// A link has carried this many bytes that this host had sent.
    Carried(LinkId, HostId, usize),
    /// Frames arrive.
    Arrive(LinkId, HostId, Vec<Vec<u8>>),
    /// A miner finds a nonce, if it still has the job of this round.
    Find(HostId, u64),
    /// A checker answers a node, if the node was not restarted after this run.
    Verified(HostId, u64, BatchId, usize),
    /// Two hosts try to link again.
    Redial(HostId, HostId),
}

/// The links of all hosts, and the future events.
pub(super) struct Wires {
    pub(super) random: ChaCha8Rng,
    pub(super) now: Time,
    pub(super) conditions: Conditions,
    pub(super) links: BTreeMap<LinkId, Link>,
    next_link: LinkId,
    queue: BinaryHeap<Reverse<(Time, u64, Happening)>>,
    /// The number of events so far. It orders events of the same time.
    count: u64,
    /// The part of each host that is not in part 0. Only hosts of the same part can have a link.
    pub(super) parts: BTreeMap<HostId, usize>,
    /// The groups that a test has set. Every other host has a group of its own.
    pub(super) groups: BTreeMap<HostId, Group>,
    /// Hosts that read nothing.
    pub(super) deaf: BTreeSet<HostId>,
    /// The maximum number of unsent bytes so far, on one link and on all links of one host.
    pub(super) most_unsent: (usize, usize),
    /// The hosts and links for which the number of unsent bytes may have changed since the last
    /// report.
    unreported: BTreeSet<(HostId, LinkId)>,
}

impl Wires {
    pub(super) fn new(random: ChaCha8Rng, now: Time) -> Self {
        Self {
            random,
            now,
            conditions: Conditions::default(),
            links: BTreeMap::new(),
            next_link: 0,
            queue: BinaryHeap::new(),
            count: 0,
            parts: BTreeMap::new(),
            groups: BTreeMap::new(),
            deaf: BTreeSet::new(),
            most_unsent: (0, 0),
            unreported: BTreeSet::new(),
        }
    }

    pub(super) fn happen(&mut self, at: Time, what: Happening) {
        self.count += 1;
        self.queue
            .push(Reverse((at.max(self.now), self.count, what)));
    }

    /// Returns the next event and sets the time to that of the event; `None` if no event is due by
    /// `end`.
    pub(super) fn next(&mut self, end: Time) -> Option<Happening> {
        let Reverse((at, ..)) = self.queue.peek()?;
        if *at > end {
            return None;
        }
        let Reverse((at, _, what)) = self.queue.pop()?;
        self.now = at;
        Some(what)
    }

    /// A number that no other link has.
    pub(super) const fn number(&mut self) -> LinkId {
        self.next_link += 1;
        self.next_link - 1
    }

    /// Adds a link, which opens at both ends after this time.
    pub(super) fn link(
        &mut self,
        id: LinkId,
        ends: [HostId; 2],
        keys: Option<[PeerKey; 2]>,
        after: Duration,
    ) {
        self.links.insert(id, Link::new(ends, keys, self.now));
        for end in ends {
            self.happen(self.now + after, Happening::Open(id, end));
        }
    }

    /// Adds a link between two hosts that have met at the relay, if one can reach the other.
    pub(super) fn meet(&mut self, id: LinkId, ends: [HostId; 2], keys: [PeerKey; 2]) {
        let after = self.travel();
        if self.part(ends[0]) == self.part(ends[1]) {
            self.link(id, ends, Some(keys), after);
        }
    }

    /// Draws the time that a message takes.
    pub(super) fn travel(&mut self) -> Duration {
        let jitter = self.random.random::<f64>();
        self.conditions.latency + self.conditions.jitter.mul_f64(jitter)
    }

    /// Sends frames, which arrive together unless they are lost. `is_last` is whether they complete
    /// a message.
    pub(super) fn transmit(
        &mut self,
        id: LinkId,
        from: HostId,
        frames: Vec<Vec<u8>>,
        is_last: bool,
    ) {
        let is_lost = self.random.random_bool(self.conditions.loss);
        let bytes = frames.iter().map(Vec::len).sum();
        let Some(sent) = self.carry(id, from, bytes, is_last, is_lost) else {
            return;
        };
        let travel = self.travel();
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        let side = 1 - link.side(from);
        let to = link.ends[side];
        let at = (sent + travel).max(link.last[side]);
        link.last[side] = at;
        self.happen(at, Happening::Arrive(id, to, frames));
    }

    /// Puts bytes on a link. Returns the time at which the link will have carried them; `None` if
    /// they are lost, or if their receiver does not read. Pieces of a message are never lost,
    /// because the receiver would take the next frames for the rest of the message.
    fn carry(
        &mut self,
        id: LinkId,
        from: HostId,
        bytes: usize,
        is_last: bool,
        is_lost: bool,
    ) -> Option<Time> {
        let (now, rate) = (self.now, self.conditions.rate);
        let link = self.links.get_mut(&id)?;
        let side = 1 - link.side(from);
        let was_partial = core::mem::replace(&mut link.partial[side], !is_last);
        if is_lost && is_last && !was_partial {
            return None;
        }
        let is_deaf = self.deaf.contains(&link.ends[side]);
        let took = rate.map(|rate| Duration::from_secs_f64(bytes as f64 / rate));
        if !is_deaf && took.is_none() {
            return Some(now);
        }
        link.unsent[side] += bytes;
        self.unreported.insert((from, id));
        let unsent = link.unsent[side];
        self.most_unsent.0 = self.most_unsent.0.max(unsent);
        let of_host = self.links.values().filter(|link| link.ends.contains(&from));
        let sum = of_host.map(|link| link.unsent[1 - link.side(from)]).sum();
        self.most_unsent.1 = self.most_unsent.1.max(sum);
        if is_deaf {
            return None;
        }
        let link = self.links.get_mut(&id)?;
        let sent = now.max(link.busy[side]) + took?;
        link.busy[side] = sent;
        self.happen(sent, Happening::Carried(id, from, bytes));
        Some(sent)
    }

    /// Notes that a link has carried bytes that a host had sent.
    pub(super) fn carried(&mut self, id: LinkId, host: HostId, bytes: usize) {
        if let Some(link) = self.links.get_mut(&id) {
            let side = 1 - link.side(host);
            link.unsent[side] -= bytes;
            self.unreported.insert((host, id));
        }
    }

    /// Takes the links of a host whose number of unsent bytes has changed since the last report,
    /// each with that number.
    pub(super) fn take_unsent(&mut self, id: HostId) -> Vec<(PeerId, usize)> {
        let of_host = (id, LinkId::MIN)..=(id, LinkId::MAX);
        let marked: Vec<LinkId> = self
            .unreported
            .range(of_host)
            .map(|(_, link)| *link)
            .collect();
        let mut changed = Vec::new();
        for number in marked {
            self.unreported.remove(&(id, number));
            let Some(link) = self.links.get_mut(&number) else {
                continue;
            };
            let side = 1 - link.side(id);
            let unsent = link.unsent[side];
            if core::mem::replace(&mut link.reported[side], unsent) != unsent {
                changed.push((PeerId(number), unsent));
            }
        }
        changed
    }

    /// A host closes its end; the other end is informed after the latency.
    pub(super) fn hang_up(&mut self, id: LinkId, host: HostId) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        let side = link.side(host);
        link.open[side] = false;
        let other = link.ends[1 - side];
        let at = (self.now + self.conditions.latency).max(link.last[1 - side]);
        self.happen(at, Happening::Close(id, other));
    }

    pub(super) fn group_of(&self, id: HostId) -> Group {
        let own = u64::MAX - id.0 as u64;
        let own = Group::from_bytes(own.to_be_bytes());
        self.groups.get(&id).copied().unwrap_or(own)
    }

    pub(super) fn part(&self, id: HostId) -> usize {
        self.parts.get(&id).copied().unwrap_or(0)
    }
}
