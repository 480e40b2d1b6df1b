//! Who is in which room, and the queues by which they are reached.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use rand::seq::IteratorRandom;
use signal::words::MAX_LISTED;
use signal::{FromRelay, Introduction, PeerKey, Refusal, Room};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::Limits;
use crate::address::Network;
use crate::limits::Bucket;
use crate::tags::Tags;

/// Most peers of whom a member is remembered to be known; of more, some are not told that it left, and find out when they
/// call it.
const MAX_KNOWN_BY: usize = 256;

/// A queue of what one socket is to do. Its end, when the relay lets go of it, tells the socket to close.
pub(crate) type Queue = mpsc::Sender<Order>;

/// What a socket is to do.
pub(crate) enum Order {
    /// Send this.
    Send(Utf8Bytes),
    /// Find out soon whether the other side is still there.
    Probe,
}

/// All rooms and the sockets that are open.
pub(crate) struct Rooms {
    limits: Limits,
    tags: Tags,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// No room in here is empty.
    rooms: HashMap<Room, BTreeMap<PeerKey, Member>>,
    /// How many have joined so far; numbers the seats.
    joined: u64,
    peers: usize,
    sockets: usize,
    /// At most [`Limits::networks`], and those with sockets.
    networks: HashMap<Network, Visitors>,
}

/// What one network has and did lately.
struct Visitors {
    sockets: usize,
    joins: Bucket,
}

struct Member {
    seat: u64,
    queue: Queue,
    network: Network,
    /// Peers that were told of this one; at most [`MAX_KNOWN_BY`].
    known_by: BTreeSet<PeerKey>,
}

impl Member {
    /// Notes that a peer was told of this one.
    fn is_known_by(&mut self, peer: PeerKey) {
        if self.known_by.len() >= MAX_KNOWN_BY {
            // Which one is forgotten matters little; keys are random.
            self.known_by.pop_first();
        }
        self.known_by.insert(peer);
    }
}

/// How many there are at this moment.
pub(crate) struct Census {
    pub(crate) rooms: usize,
    pub(crate) peers: usize,
    pub(crate) sockets: usize,
}

/// A socket's right to be open; given back when dropped.
pub(crate) struct Ticket<'a> {
    rooms: &'a Rooms,
    network: Network,
}

/// A place in a room; given up, and told to those who know of it, when dropped.
pub(crate) struct Seat<'a> {
    rooms: &'a Rooms,
    room: Room,
    peer: PeerKey,
    number: u64,
}

/// What became of a frame that was to be passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Forwarded {
    /// It waits for the other to take it.
    Queued,
    /// There is no such peer in the room.
    Absent,
    /// The other took too slowly what it was sent, and was put out.
    TooSlow,
}

impl Rooms {
    pub(crate) fn new(limits: &Limits, secret: &[u8]) -> Self {
        Self {
            limits: limits.clone(),
            tags: Tags::new(secret),
            state: Mutex::default(),
        }
    }

    /// The tag of a network.
    pub(crate) fn tags(&self) -> &Tags {
        &self.tags
    }

    /// Lets one more socket be open, if there is room.
    pub(crate) fn admit(&self, network: Network) -> Result<Ticket<'_>, Refusal> {
        let mut state = self.lock();
        if state.sockets >= self.limits.sockets {
            return Err(Refusal::RelayFull);
        }
        let visitors = state.visitors(network, &self.limits)?;
        if visitors.sockets >= self.limits.sockets_per_network {
            return Err(Refusal::TooMany);
        }
        visitors.sockets += 1;
        state.sockets += 1;
        Ok(Ticket {
            rooms: self,
            network,
        })
    }

    /// Lets a peer into a room and tells others. Returns its seat and a random sample of the others.
    pub(crate) fn join(
        &self,
        room: Room,
        peer: PeerKey,
        network: Network,
        queue: Queue,
    ) -> Result<(Seat<'_>, Vec<Introduction>), Refusal> {
        let mut state = self.lock();
        if !state
            .visitors(network, &self.limits)?
            .joins
            .take(1, Instant::now())
        {
            return Err(Refusal::TooMany);
        }
        let is_new = !state.rooms.contains_key(&room);
        if is_new && state.rooms.len() >= self.limits.rooms {
            return Err(Refusal::RelayFull);
        }
        let State { rooms, joined, .. } = &mut *state;
        let members = rooms.entry(room).or_default();
        if let Some(owner) = members.get(&peer) {
            // Perhaps the newcomer is the owner, come back by another network, and its old socket is dead. A full queue
            // closes that socket anyway.
            owner.queue.try_send(Order::Probe).ok();
            return Err(Refusal::KeyTaken);
        }
        if members.len() >= self.limits.peers_per_room {
            return Err(Refusal::RoomFull);
        }
        let told = self.limits.told_of_arrival;
        let told = members.keys().copied().sample(&mut rand::rng(), told);
        let listed = members.keys().copied().sample(&mut rand::rng(), MAX_LISTED);
        let listed = listed.into_iter().filter_map(|other| {
            let member = members.get_mut(&other)?;
            member.is_known_by(peer);
            let group = self.tags.tag(member.network);
            Some(Introduction { peer: other, group })
        });
        let listed = listed.collect();
        *joined += 1;
        let number = *joined;
        let member = Member {
            seat: number,
            queue,
            network,
            known_by: told.iter().copied().collect(),
        };
        members.insert(peer, member);
        state.peers += 1;
        let group = self.tags.tag(network);
        state.tell(
            room,
            told,
            &FromRelay::Arrived(Introduction { peer, group }),
        );
        let seat = Seat {
            rooms: self,
            room,
            peer,
            number,
        };
        Ok((seat, listed))
    }

    pub(crate) fn census(&self) -> Census {
        let state = self.lock();
        Census {
            rooms: state.rooms.len(),
            peers: state.peers,
            sockets: state.sockets,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing in here can panic half-way through a change, so a poisoned state is a whole one.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat<'_> {
    pub(crate) const fn peer(&self) -> PeerKey {
        self.peer
    }

    /// Passes a frame to another of the same room, which then knows of this one.
    pub(crate) fn forward(&self, to: PeerKey, frame: Utf8Bytes) -> Forwarded {
        let mut state = self.rooms.lock();
        let Some(members) = state.rooms.get_mut(&self.room) else {
            return Forwarded::Absent;
        };
        let Some(member) = members.get(&to) else {
            return Forwarded::Absent;
        };
        if member.queue.try_send(Order::Send(frame)).is_err() {
            state.remove(self.room, to);
            return Forwarded::TooSlow;
        }
        if let Some(own) = members.get_mut(&self.peer) {
            own.is_known_by(to);
        }
        Forwarded::Queued
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        let mut state = self.rooms.lock();
        let members = state.rooms.get(&self.room);
        // A seat taken away for slowness may be another's by now.
        let mine = members.and_then(|members| members.get(&self.peer));
        if mine.is_some_and(|member| member.seat == self.number) {
            state.remove(self.room, self.peer);
        }
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        let mut state = self.rooms.lock();
        state.sockets -= 1;
        if let Some(visitors) = state.networks.get_mut(&self.network) {
            visitors.sockets -= 1;
        }
    }
}

impl State {
    /// What is known of a network. Where too many are, those that have nothing and did nothing lately are forgotten.
    fn visitors(&mut self, network: Network, limits: &Limits) -> Result<&mut Visitors, Refusal> {
        let now = Instant::now();
        if self.networks.len() >= limits.networks && !self.networks.contains_key(&network) {
            self.networks
                .retain(|_, visitors| visitors.sockets > 0 || !visitors.joins.is_full(now));
            if self.networks.len() >= limits.networks {
                return Err(Refusal::RelayFull);
            }
        }
        Ok(self.networks.entry(network).or_insert_with(|| Visitors {
            sockets: 0,
            joins: Bucket::by_minute(limits.burst_joins, limits.joins_per_minute, now),
        }))
    }

    /// Takes a peer out of its room and tells those who know of it. That ends its queue, which closes its socket.
    fn remove(&mut self, room: Room, peer: PeerKey) {
        let Some(members) = self.rooms.get_mut(&room) else {
            return;
        };
        let Some(member) = members.remove(&peer) else {
            return;
        };
        self.peers -= 1;
        if members.is_empty() {
            self.rooms.remove(&room);
        } else {
            self.tell(room, member.known_by, &FromRelay::Left { peer });
        }
    }

    /// Queues a message for some peers of a room, and removes those whose queues are full.
    fn tell(&mut self, room: Room, peers: impl IntoIterator<Item = PeerKey>, message: &FromRelay) {
        let Some(members) = self.rooms.get(&room) else {
            return;
        };
        // Messages of a single key are far below every bound.
        let Ok(frame) = message.encode().map(Utf8Bytes::from) else {
            return;
        };
        let is_full = |peer: &PeerKey| {
            members
                .get(peer)
                .is_some_and(|member| member.queue.try_send(Order::Send(frame.clone())).is_err())
        };
        let full: Vec<_> = peers.into_iter().filter(is_full).collect();
        for peer in full {
            self.remove(room, peer);
        }
    }
}
