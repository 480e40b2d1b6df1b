//! Rooms, their peers, and the queue of each peer's socket.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use connections::{Bucket, Network};
use rand::seq::IteratorRandom;
use signal::messages::MAX_LISTED;
use signal::{FromRelay, Introduction, PeerKey, Refusal, Room};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::limits::Limits;
use crate::tags::Tags;

/// Maximum number of peers that the relay remembers as knowing one member. Peers beyond it are not
/// told that the member left, and find out when they call it.
const MAX_KNOWN_BY: usize = 256;

/// Commands for one socket. Dropping the sender closes the socket.
pub(crate) type Queue = mpsc::Sender<Order>;

/// A command for a socket.
pub(crate) enum Order {
    /// Send this frame.
    Send(Utf8Bytes),
    /// Ping the other side, and close the socket unless it answers soon.
    Probe,
}

/// All rooms and open sockets.
pub(crate) struct Rooms {
    limits: Limits,
    tags: Tags,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// No room is empty.
    rooms: HashMap<Room, BTreeMap<PeerKey, Member>>,
    /// The number of joins so far, which numbers the seats.
    joined: u64,
    peers: usize,
    sockets: usize,
    /// At most [`Limits::networks`] entries.
    networks: HashMap<Network, Visitors>,
}

/// The open sockets and recent joins of one network.
struct Visitors {
    sockets: usize,
    joins: Bucket,
}

struct Member {
    seat: u64,
    queue: Queue,
    network: Network,
    /// The peers that were told of this one, at most [`MAX_KNOWN_BY`].
    known_by: BTreeSet<PeerKey>,
}

impl Member {
    /// Notes that a peer was told of this one.
    fn is_known_by(&mut self, peer: PeerKey) {
        if self.known_by.len() >= MAX_KNOWN_BY {
            // Keys are random, so it does not matter which one is forgotten.
            self.known_by.pop_first();
        }
        self.known_by.insert(peer);
    }
}

/// The current numbers of rooms, peers and sockets.
pub(crate) struct Census {
    pub(crate) rooms: usize,
    pub(crate) peers: usize,
    pub(crate) sockets: usize,
}

/// A counted socket. Dropping it decrements the counts.
pub(crate) struct Ticket<'a> {
    rooms: &'a Rooms,
    network: Network,
}

/// A peer's membership in a room. Dropping it removes the peer and tells those who know of it.
pub(crate) struct Seat<'a> {
    rooms: &'a Rooms,
    room: Room,
    peer: PeerKey,
    number: u64,
}

/// The result of forwarding a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Forwarded {
    /// The frame is queued.
    Queued,
    /// The room has no such peer.
    Absent,
    /// The recipient read too slowly and was removed.
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

    /// Counts one more socket; an error if a limit is reached.
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

    /// Adds a peer to a room and announces it. Returns its seat and a random sample of the others.
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
            // The newcomer may be the owner, who returns over another network while the old socket
            // is dead. If the old socket's queue is full, the probe is not sent, but then the
            // socket is closed anyway.
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
        // No change panics half-way, so a poisoned state is consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat<'_> {
    pub(crate) const fn peer(&self) -> PeerKey {
        self.peer
    }

    /// Forwards a frame to another peer of the room, which then knows of this one.
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
        // If the peer was removed for slowness, a newcomer with its key may have another seat by
        // now.
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
    /// Returns the entry of a network. If there are too many, those without sockets and recent
    /// joins are dropped.
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

    /// Removes a peer from its room and tells those who know of it. This drops its queue, which
    /// closes its socket.
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

    /// Queues a message for some peers of a room, and removes those with full queues.
    fn tell(&mut self, room: Room, peers: impl IntoIterator<Item = PeerKey>, message: &FromRelay) {
        let Some(members) = self.rooms.get(&room) else {
            return;
        };
        // A message with one key is far below every bound.
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
