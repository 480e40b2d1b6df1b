//! Who is in which room, and the queues by which they are reached.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use rand::seq::IteratorRandom;
use signal::words::MAX_LISTED;
use signal::{FromRelay, PeerKey, Refusal, Room};
use tokio::sync::mpsc;

use crate::Limits;

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
    max_rooms: usize,
    max_peers: usize,
    max_sockets: usize,
    max_sockets_per_address: usize,
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
    /// No count in here is zero.
    addresses: HashMap<IpAddr, usize>,
}

struct Member {
    seat: u64,
    queue: Queue,
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
    address: IpAddr,
}

/// A place in a room; given up, and told to the others, when dropped.
pub(crate) struct Seat<'a> {
    rooms: &'a Rooms,
    room: Room,
    peer: PeerKey,
    number: u64,
}

impl Rooms {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            max_rooms: limits.rooms,
            max_peers: limits.peers_per_room,
            max_sockets: limits.sockets,
            max_sockets_per_address: limits.sockets_per_address,
            state: Mutex::default(),
        }
    }

    /// Lets one more socket be open, if there is room.
    pub(crate) fn admit(&self, address: IpAddr) -> Option<Ticket<'_>> {
        let mut state = self.lock();
        if state.sockets >= self.max_sockets {
            return None;
        }
        let of_address = state.addresses.entry(address).or_default();
        if *of_address >= self.max_sockets_per_address && !address.to_canonical().is_loopback() {
            return None;
        }
        *of_address += 1;
        state.sockets += 1;
        Some(Ticket {
            rooms: self,
            address,
        })
    }

    /// Lets a peer into a room and tells the others. Returns its seat and a random sample of the others.
    pub(crate) fn join(
        &self,
        room: Room,
        peer: PeerKey,
        queue: Queue,
    ) -> Result<(Seat<'_>, Vec<PeerKey>), Refusal> {
        let mut state = self.lock();
        let is_new = !state.rooms.contains_key(&room);
        if is_new && state.rooms.len() >= self.max_rooms {
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
        if members.len() >= self.max_peers {
            return Err(Refusal::RoomFull);
        }
        let listed = members.keys().copied().sample(&mut rand::rng(), MAX_LISTED);
        *joined += 1;
        let number = *joined;
        members.insert(
            peer,
            Member {
                seat: number,
                queue,
            },
        );
        state.peers += 1;
        state.tell_others(room, peer, &FromRelay::Arrived { peer });
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

    /// Passes a frame to another of the same room; whether it was there and took it.
    pub(crate) fn forward(&self, to: PeerKey, frame: Utf8Bytes) -> bool {
        let mut state = self.rooms.lock();
        let members = state.rooms.get(&self.room);
        let Some(member) = members.and_then(|members| members.get(&to)) else {
            return false;
        };
        let taken = member.queue.try_send(Order::Send(frame)).is_ok();
        if !taken {
            state.remove(self.room, to);
        }
        taken
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
        if let Some(count) = state.addresses.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                state.addresses.remove(&self.address);
            }
        }
    }
}

impl State {
    /// Takes a peer out of its room and tells the others. That ends its queue, which closes its socket.
    fn remove(&mut self, room: Room, peer: PeerKey) {
        let Some(members) = self.rooms.get_mut(&room) else {
            return;
        };
        if members.remove(&peer).is_some() {
            self.peers -= 1;
        }
        if members.is_empty() {
            self.rooms.remove(&room);
        } else {
            self.tell_others(room, peer, &FromRelay::Left { peer });
        }
    }

    /// Queues a word for all of a room but one, and removes those whose queues are full.
    fn tell_others(&mut self, room: Room, but: PeerKey, word: &FromRelay) {
        let Some(members) = self.rooms.get(&room) else {
            return;
        };
        // Words of a single key are far below every bound.
        let Ok(frame) = word.encode().map(Utf8Bytes::from) else {
            return;
        };
        let full = members.iter().filter_map(|(peer, member)| {
            (*peer != but && member.queue.try_send(Order::Send(frame.clone())).is_err())
                .then_some(*peer)
        });
        let full: Vec<_> = full.collect();
        for peer in full {
            self.remove(room, peer);
        }
    }
}
