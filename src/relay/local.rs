//! The members of rooms whose sockets are at this instance.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use rand::seq::IteratorRandom;
use signal::{FromRelay, Introduction, PeerKey, Refusal, Room};
use tokio::sync::mpsc;

use crate::known::KnownBy;
use crate::tags::Tags;
use connections::Network;

/// Commands for one socket. Dropping the sender closes the socket.
pub(crate) type Queue = mpsc::Sender<Order>;

/// A command for a socket.
pub(crate) enum Order {
    /// Send this frame.
    Send(Utf8Bytes),
    /// Ping the other side, and close the socket unless it answers soon.
    Probe,
    /// Close the socket for this reason.
    Refuse(Refusal),
}

/// The result of forwarding a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Forwarded {
    /// The message is queued.
    Queued,
    /// The room has no such peer.
    Absent,
    /// The recipient, or the way to its instance, is too slow. The recipient was removed if it is
    /// at this instance.
    TooSlow,
}

/// The members at this instance.
pub(crate) struct Local {
    tags: Arc<Tags>,
    /// No room is empty.
    rooms: HashMap<Room, BTreeMap<PeerKey, Member>>,
    /// The number of joins so far, which numbers the seats.
    joined: u64,
    peers: usize,
    /// The members that were removed since the last call of [`take_left`](Self::take_left).
    left: Vec<(Room, PeerKey)>,
}

struct Member {
    seat: u64,
    queue: Queue,
    network: Network,
    known_by: KnownBy,
}

impl Local {
    pub(crate) fn new(tags: Arc<Tags>) -> Self {
        Self {
            tags,
            rooms: HashMap::new(),
            joined: 0,
            peers: 0,
            left: Vec::new(),
        }
    }

    /// The number of rooms.
    pub(crate) fn rooms(&self) -> usize {
        self.rooms.len()
    }

    /// The number of members in all rooms.
    pub(crate) const fn peers(&self) -> usize {
        self.peers
    }

    /// The number of members of a room.
    pub(crate) fn len(&self, room: &Room) -> usize {
        self.rooms.get(room).map_or(0, BTreeMap::len)
    }

    /// Whether a room has a member with this key.
    pub(crate) fn contains(&self, room: &Room, peer: &PeerKey) -> bool {
        let members = self.rooms.get(room);
        members.is_some_and(|members| members.contains_key(peer))
    }

    /// All members, with today's tags.
    pub(crate) fn members(&self) -> impl Iterator<Item = (Room, Introduction)> {
        self.rooms.iter().flat_map(|(room, members)| {
            members.iter().map(|(peer, member)| {
                let (peer, group) = (*peer, self.tags.tag(member.network));
                (*room, Introduction { peer, group })
            })
        })
    }

    /// The keys of a room's members.
    pub(crate) fn keys(&self, room: &Room) -> impl Iterator<Item = PeerKey> {
        let members = self.rooms.get(room).into_iter().flatten();
        members.map(|(peer, _)| *peer)
    }

    /// A random sample of a room's members.
    pub(crate) fn sample(&self, room: &Room, max: usize) -> Vec<PeerKey> {
        self.keys(room).sample(&mut rand::rng(), max)
    }

    /// Adds a member whose key the room does not have, and announces it to the peers `told`.
    /// Returns the number of its seat.
    pub(crate) fn add(
        &mut self,
        room: Room,
        peer: PeerKey,
        network: Network,
        queue: Queue,
        told: Vec<PeerKey>,
    ) -> u64 {
        self.joined += 1;
        self.peers += 1;
        let member = Member {
            seat: self.joined,
            queue,
            network,
            known_by: told.iter().copied().collect(),
        };
        let members = self.rooms.entry(room).or_default();
        members.insert(peer, member);
        let group = self.tags.tag(network);
        let introduction = Introduction { peer, group };
        self.tell(room, told, &FromRelay::Arrived(introduction));
        self.joined
    }

    /// Notes that a member is introduced to a peer. Returns the member's introduction.
    pub(crate) fn introduce(
        &mut self,
        room: &Room,
        peer: PeerKey,
        to: PeerKey,
    ) -> Option<Introduction> {
        let member = self.rooms.get_mut(room)?.get_mut(&peer)?;
        member.known_by.add(to);
        let group = self.tags.tag(member.network);
        Some(Introduction { peer, group })
    }

    /// Requests a check of a member's socket. A socket with a full queue is not checked, but is
    /// closed with the next frame. Returns whether there is such a member.
    pub(crate) fn probe(&self, room: &Room, peer: &PeerKey) -> bool {
        let members = self.rooms.get(room);
        let member = members.and_then(|members| members.get(peer));
        member.is_some_and(|member| {
            member.queue.try_send(Order::Probe).ok();
            true
        })
    }

    /// Queues a frame for one member, and removes it if its queue is full.
    pub(crate) fn deliver(&mut self, room: Room, to: PeerKey, frame: Utf8Bytes) -> Forwarded {
        let members = self.rooms.get(&room);
        let Some(member) = members.and_then(|members| members.get(&to)) else {
            return Forwarded::Absent;
        };
        if member.queue.try_send(Order::Send(frame)).is_ok() {
            return Forwarded::Queued;
        }
        self.remove(room, to);
        Forwarded::TooSlow
    }

    /// Queues a message for some members of a room, and removes those with full queues.
    pub(crate) fn tell(
        &mut self,
        room: Room,
        peers: impl IntoIterator<Item = PeerKey>,
        message: &FromRelay,
    ) {
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

    /// Removes a member if it still has this seat. If it was removed before, a newcomer with its
    /// key may have another seat by now.
    pub(crate) fn leave(&mut self, room: Room, peer: PeerKey, seat: u64) {
        let members = self.rooms.get(&room);
        let member = members.and_then(|members| members.get(&peer));
        if member.is_some_and(|member| member.seat == seat) {
            self.remove(room, peer);
        }
    }

    /// Removes a member and closes its socket for this reason.
    pub(crate) fn refuse(&mut self, room: Room, peer: PeerKey, reason: Refusal) {
        let members = self.rooms.get(&room);
        if let Some(member) = members.and_then(|members| members.get(&peer)) {
            // A socket with a full queue is closed without the reason.
            member.queue.try_send(Order::Refuse(reason)).ok();
            self.remove(room, peer);
        }
    }

    /// The members that were removed since the last call.
    pub(crate) fn take_left(&mut self) -> Vec<(Room, PeerKey)> {
        core::mem::take(&mut self.left)
    }

    /// Removes a member from its room and notifies the peers to which it was introduced. This drops
    /// its queue, which closes its socket.
    fn remove(&mut self, room: Room, peer: PeerKey) {
        let Some(members) = self.rooms.get_mut(&room) else {
            return;
        };
        let Some(member) = members.remove(&peer) else {
            return;
        };
        self.peers -= 1;
        self.left.push((room, peer));
        if members.is_empty() {
            self.rooms.remove(&room);
        } else {
            self.tell(room, member.known_by, &FromRelay::Left { peer });
        }
    }
}
