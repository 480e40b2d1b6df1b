//! The members of other instances.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use signal::{Introduction, PeerKey, Room};
use tokio::time::Instant;

use crate::known::KnownBy;
use crate::limits::Limits;
use crate::sharing::message::{InstanceId, Message};

/// Maximum number of other instances. Further ones are ignored.
const MAX_INSTANCES: usize = 1_024;

/// The other instances and their members.
#[derive(Debug)]
pub(crate) struct Remote {
    max_members: usize,
    max_per_room: usize,
    lease: Duration,
    instances: HashMap<InstanceId, Instance>,
    /// No room is empty.
    rooms: HashMap<Room, BTreeMap<PeerKey, Member>>,
    members: usize,
}

#[derive(Debug)]
struct Instance {
    /// The number of its next notice; `None` while a list of its members is missing.
    next: Option<u64>,
    /// The number of the first notice of its last list.
    list: u64,
    seen: Instant,
}

#[derive(Debug)]
struct Member {
    instance: InstanceId,
    introduction: Introduction,
    /// The number of the notice that named it last.
    number: u64,
    /// The peers of this instance that know of it.
    known_by: KnownBy,
}

/// A change that is reported to peers of this instance.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// A member has joined a room.
    Joined(Room, Introduction),
    /// An unknown member was found in a list. It may have joined long ago.
    Found(Room, Introduction),
    /// A member has left. These peers knew of it.
    Left(Room, PeerKey, KnownBy),
}

/// The consequences of a message.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Consequences {
    pub(crate) changes: Vec<Change>,
    /// Whether to ask the sender for a list.
    pub(crate) wants_list: bool,
}

impl Remote {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            max_members: limits.remote_peers,
            max_per_room: limits.peers_per_room,
            lease: limits.lease,
            instances: HashMap::new(),
            rooms: HashMap::new(),
            members: 0,
        }
    }

    /// The number of other instances that are alive.
    pub(crate) fn instances(&self) -> usize {
        self.instances.len()
    }

    /// The number of members in all rooms.
    pub(crate) const fn members(&self) -> usize {
        self.members
    }

    /// The number of members of a room.
    pub(crate) fn len(&self, room: &Room) -> usize {
        self.rooms.get(room).map_or(0, BTreeMap::len)
    }

    /// The keys of a room's members.
    pub(crate) fn keys(&self, room: &Room) -> impl Iterator<Item = PeerKey> {
        let members = self.rooms.get(room).into_iter().flatten();
        members.map(|(peer, _)| *peer)
    }

    /// The instance of which a peer is a member; `None` if there is none.
    pub(crate) fn holder(&self, room: &Room, peer: &PeerKey) -> Option<InstanceId> {
        Some(self.rooms.get(room)?.get(peer)?.instance)
    }

    /// Records that a member is introduced to the peer `to` of this instance. Returns the member's
    /// introduction; `None` if there is no such member.
    pub(crate) fn introduce(
        &mut self,
        room: &Room,
        peer: PeerKey,
        to: PeerKey,
    ) -> Option<Introduction> {
        let member = self.rooms.get_mut(room)?.get_mut(&peer)?;
        member.known_by.add(to);
        Some(member.introduction)
    }

    /// Handles a message of another instance. Messages that are not about its members are ignored,
    /// as are members whose keys belong to members of this instance.
    pub(crate) fn hear(
        &mut self,
        from: InstanceId,
        message: Message,
        now: Instant,
        is_held_here: impl Fn(&Room, &PeerKey) -> bool,
    ) -> Consequences {
        let mut consequences = Consequences::default();
        if let Message::Ended {} = message {
            self.remove_instance(from, &mut consequences.changes);
            return consequences;
        }
        let Some(instance) = self.instance(from, now) else {
            return consequences;
        };
        let was_complete = instance.next.is_some();
        match message {
            Message::Alive { number } => {
                instance.next = instance.next.filter(|next| *next == number.wrapping_add(1));
                // If this request for a list is lost, the next sign of life repeats it.
                consequences.wants_list = instance.next.is_none();
            }
            Message::Joined {
                number,
                room,
                member,
            } if instance.is_next(number) => {
                let is_new =
                    !is_held_here(&room, &member.peer) && self.add(from, room, member, number);
                let change = is_new.then_some(Change::Joined(room, member));
                consequences.changes.extend(change);
            }
            Message::Left { number, room, peer } if instance.is_next(number) => {
                consequences.changes.extend(self.remove(from, room, peer));
            }
            Message::Listed {
                number,
                first,
                last,
                members,
            } => {
                if first {
                    (instance.next, instance.list) = (Some(number), number);
                }
                let list = instance.list;
                if !instance.is_next(number) {
                    consequences.wants_list = was_complete;
                    return consequences;
                }
                for (room, member) in members {
                    if !is_held_here(&room, &member.peer) && self.add(from, room, member, number) {
                        consequences.changes.push(Change::Found(room, member));
                    }
                }
                if last {
                    self.remove_unlisted(from, list, &mut consequences.changes);
                }
            }
            _ => {}
        }
        let is_complete = (self.instances.get(&from)).is_some_and(|it| it.next.is_some());
        consequences.wants_list |= was_complete && !is_complete;
        consequences
    }

    /// The entry of an instance that has just sent a message; `None` if there are too many
    /// instances.
    fn instance(&mut self, id: InstanceId, now: Instant) -> Option<&mut Instance> {
        if !self.instances.contains_key(&id) && self.instances.len() >= MAX_INSTANCES {
            return None;
        }
        let instance = self.instances.entry(id).or_insert(Instance {
            next: None,
            list: 0,
            seen: now,
        });
        instance.seen = now;
        Some(instance)
    }

    /// Removes the instances that have sent nothing for too long.
    pub(crate) fn expire(&mut self, now: Instant) -> Vec<Change> {
        let is_dead = |instance: &Instance| now.duration_since(instance.seen) > self.lease;
        let dead = self.instances.iter().filter(|(_, it)| is_dead(it));
        let dead: Vec<InstanceId> = dead.map(|(id, _)| *id).collect();
        let mut changes = Vec::new();
        for instance in dead {
            self.remove_instance(instance, &mut changes);
        }
        changes
    }

    /// Adds a member. Returns whether it is new.
    fn add(
        &mut self,
        instance: InstanceId,
        room: Room,
        introduction: Introduction,
        number: u64,
    ) -> bool {
        let members = self.rooms.get_mut(&room);
        if let Some(known) = members.and_then(|members| members.get_mut(&introduction.peer)) {
            // If two instances have the same key, it belongs to the one with the smaller id.
            if instance <= known.instance {
                (known.instance, known.introduction, known.number) =
                    (instance, introduction, number);
            }
            return false;
        }
        if self.members >= self.max_members || self.len(&room) >= self.max_per_room {
            return false;
        }
        let member = Member {
            instance,
            introduction,
            number,
            known_by: KnownBy::default(),
        };
        let members = self.rooms.entry(room).or_default();
        members.insert(introduction.peer, member);
        self.members += 1;
        true
    }

    /// Removes a member if it is one of this instance.
    fn remove(&mut self, instance: InstanceId, room: Room, peer: PeerKey) -> Option<Change> {
        let members = self.rooms.get_mut(&room)?;
        let member = members.remove(&peer)?;
        if member.instance != instance {
            members.insert(peer, member);
            return None;
        }
        if members.is_empty() {
            self.rooms.remove(&room);
        }
        self.members -= 1;
        Some(Change::Left(room, peer, member.known_by))
    }

    /// Removes those members of an instance that no notice has named since its list began.
    fn remove_unlisted(&mut self, instance: InstanceId, list: u64, changes: &mut Vec<Change>) {
        let is_gone = |it: &Member| it.instance == instance && it.number < list;
        let rooms = self.rooms.iter();
        let gone = rooms.flat_map(|(room, members)| {
            let gone = members.iter().filter(|(_, member)| is_gone(member));
            gone.map(|(peer, _)| (*room, *peer))
        });
        let gone: Vec<_> = gone.collect();
        for (room, peer) in gone {
            changes.extend(self.remove(instance, room, peer));
        }
    }

    /// Removes an instance and all its members.
    fn remove_instance(&mut self, instance: InstanceId, changes: &mut Vec<Change>) {
        if self.instances.remove(&instance).is_some() {
            self.remove_unlisted(instance, u64::MAX, changes);
        }
    }
}

impl Instance {
    /// Whether a notice is the next one. If it is not, notices were lost, and the instance counts
    /// as incomplete until its next list.
    fn is_next(&mut self, number: u64) -> bool {
        let is_next = self.next == Some(number);
        self.next = is_next.then_some(number.wrapping_add(1));
        is_next
    }
}
