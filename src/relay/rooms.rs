//! Rooms with their members at this instance and, if rooms are shared, at others.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rand::seq::IteratorRandom;
use signal::messages::MAX_LISTED;
use signal::{Body, FromRelay, Introduction, MessageError, PeerKey, Refusal, Room};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::limits::Limits;
use crate::local::{Forwarded, Local, Queue};
use crate::sharing::message::{Envelope, InstanceId, Message};
use crate::sharing::outbox::{Outbox, Outgoing};
use crate::sharing::remote::{Change, Remote};
use crate::tags::Tags;
use connections::Network;

/// Maximum number of peers of this instance to which a peer in another instance's list is
/// announced. If two halves of a room find each other, each peer is announced to this many peers of
/// the other half, which is enough for the pages to link the halves.
const TOLD_OF_FOUND: usize = 4;

/// All rooms.
pub(crate) struct Rooms {
    limits: Limits,
    tags: Arc<Tags>,
    state: Mutex<State>,
}

struct State {
    local: Local,
    /// `None` if the rooms are not shared.
    others: Option<Others>,
}

/// The other instances.
struct Others {
    outbox: Outbox,
    remote: Remote,
    /// The day of the last list. The tags of a list are valid for its day.
    listed_on: u64,
}

/// The current numbers of rooms and peers.
pub(crate) struct Census {
    /// Rooms with a peer at this instance.
    pub(crate) rooms: usize,
    /// Peers at this instance.
    pub(crate) peers: usize,
    /// The other instances and their peers; `None` if the rooms are not shared.
    pub(crate) others: Option<(usize, usize)>,
}

/// A peer's membership in a room. Dropping it removes the peer and notifies the peers to which it
/// was introduced.
pub(crate) struct Seat<'a> {
    rooms: &'a Rooms,
    room: Room,
    peer: PeerKey,
    network: Network,
    number: u64,
}

impl Rooms {
    pub(crate) fn new(limits: &Limits, tags: Arc<Tags>) -> Self {
        let local = Local::new(Arc::clone(&tags));
        let others = None;
        Self {
            limits: limits.clone(),
            tags,
            state: Mutex::new(State { local, others }),
        }
    }

    /// Shares the rooms with other instances. Returns the queue of messages for them.
    pub(crate) fn share(&self, own: InstanceId) -> mpsc::Receiver<Outgoing> {
        let (outbox, queued) = Outbox::new(own);
        let remote = Remote::new(&self.limits);
        self.lock().others = Some(Others {
            outbox,
            remote,
            listed_on: self.tags.day(),
        });
        queued
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
        let here = state.local.len(&room);
        if here == 0 && state.local.rooms() >= self.limits.rooms {
            return Err(Refusal::RelayFull);
        }
        if state.probe(&room, &peer) {
            return Err(Refusal::KeyTaken);
        }
        if here + state.elsewhere(&room) >= self.limits.peers_per_room {
            return Err(Refusal::RoomFull);
        }
        let max = state.share_of(&room, self.limits.told_of_arrival);
        let told = state.local.sample(&room, max);
        let listed = state.introduce_sample(&room, peer);
        if let Some(others) = &mut state.others {
            let group = self.tags.tag(network);
            others.outbox.joined(room, Introduction { peer, group });
        }
        let number = state.local.add(room, peer, network, queue, told);
        state.report_left();
        let seat = Seat {
            rooms: self,
            room,
            peer,
            network,
            number,
        };
        Ok((seat, listed))
    }

    pub(crate) fn census(&self) -> Census {
        let state = self.lock();
        let others = state.others.as_ref();
        Census {
            rooms: state.local.rooms(),
            peers: state.local.peers(),
            others: others.map(|it| (it.remote.instances(), it.remote.members())),
        }
    }

    /// The broker is reached, for the first time or again.
    pub(crate) fn reached(&self) {
        let mut state = self.lock();
        if let Some(others) = &state.others {
            others.outbox.hello();
        }
        state.list(self.tags.day());
    }

    /// Sends a sign of life, and drops the peers of instances that sent none for too long.
    pub(crate) fn beat(&self, now: Instant) {
        let mut state = self.lock();
        let Some(others) = &mut state.others else {
            return;
        };
        let today = self.tags.day();
        let is_list_wanted = others.outbox.beat() || others.listed_on != today;
        let changes = others.remote.expire(now);
        if is_list_wanted {
            state.list(today);
        }
        self.follow(&mut state, changes);
    }

    /// Takes a message of another instance.
    pub(crate) fn hear(&self, Envelope { from, message }: Envelope, now: Instant) {
        let mut state = self.lock();
        let State { local, others } = &mut *state;
        let Some(others) = others.as_mut().filter(|it| it.outbox.own() != from) else {
            return;
        };
        match message {
            Message::Hello {} | Message::List {} => {
                if others.outbox.want_list() {
                    state.list(self.tags.day());
                }
            }
            Message::Probe { room, peer } => {
                local.probe(&room, &peer);
            }
            Message::Absent { room, to, peer } => {
                local.tell(room, [to], &FromRelay::Left { peer });
                state.report_left();
            }
            Message::Signal {
                room,
                to,
                from: caller,
                group,
                body,
            } => {
                others.remote.introduce(&room, caller, to);
                let from_caller = FromRelay::Signal {
                    from: caller,
                    group,
                    body,
                };
                // The caller's instance has encoded it before.
                let Ok(frame) = from_caller.encode() else {
                    return;
                };
                if local.deliver(room, to, frame.into()) == Forwarded::Absent {
                    let (to, peer) = (caller, to);
                    others.outbox.send(from, Message::Absent { room, to, peer });
                }
                state.report_left();
            }
            notice => {
                // If two instances have a member with the same key, the key belongs to the instance
                // with the smaller id.
                let is_mine = others.outbox.own() < from;
                let here = |room: &Room, peer: &PeerKey| local.contains(room, peer);
                let lost = notice
                    .claims()
                    .filter(|(room, peer)| !is_mine && here(room, peer));
                let lost: Vec<_> = lost.collect();
                let is_ignored = |room: &Room, peer: &PeerKey| is_mine && here(room, peer);
                let consequences = others.remote.hear(from, notice, now, is_ignored);
                if consequences.wants_list {
                    others.outbox.send(from, Message::List {});
                }
                for (room, peer) in lost {
                    local.refuse(room, peer, Refusal::KeyTaken);
                }
                self.follow(&mut state, consequences.changes);
            }
        }
    }

    /// Tells the peers of this instance about changes at others.
    fn follow(&self, state: &mut State, changes: Vec<Change>) {
        for change in changes {
            match change {
                Change::Joined(room, member) => {
                    let max = state.share_of(&room, self.limits.told_of_arrival);
                    state.announce(room, member, max);
                }
                Change::Found(room, member) => state.announce(room, member, TOLD_OF_FOUND),
                Change::Left(room, peer, known_by) => {
                    state.local.tell(room, known_by, &FromRelay::Left { peer });
                }
            }
        }
        state.report_left();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No change panics half-way, so a poisoned state is consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat<'_> {
    /// Forwards a body to another peer of the room, which then knows of this peer. An error if the
    /// message is too long with this peer's key and group.
    pub(crate) fn forward(&self, to: PeerKey, body: Body) -> Result<Forwarded, MessageError> {
        let (room, from) = (self.room, self.peer);
        let group = self.rooms.tags.tag(self.network);
        let message = FromRelay::Signal {
            from,
            group,
            body: body.clone(),
        };
        let frame = message.encode()?;
        let mut state = self.rooms.lock();
        let State { local, others } = &mut *state;
        if let Some(others) = others
            && let Some(instance) = others.remote.holder(&room, &to)
        {
            let message = Message::Signal {
                room,
                to,
                from,
                group,
                body,
            };
            return Ok(match others.outbox.send(instance, message) {
                true => Forwarded::Queued,
                false => Forwarded::TooSlow,
            });
        }
        let forwarded = local.deliver(room, to, frame.into());
        if forwarded == Forwarded::Queued {
            local.introduce(&room, from, to);
        }
        state.report_left();
        Ok(forwarded)
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        let mut state = self.rooms.lock();
        state.local.leave(self.room, self.peer, self.number);
        state.report_left();
    }
}

impl State {
    /// Whether a key is in use. If so, its owner's socket is checked: the newcomer may be the
    /// owner, who returns over another network while the old socket is dead.
    fn probe(&self, room: &Room, peer: &PeerKey) -> bool {
        let others = self.others.as_ref();
        let holder = others.and_then(|it| Some((it, it.remote.holder(room, peer)?)));
        if let Some((others, instance)) = holder {
            let (room, peer) = (*room, *peer);
            others.outbox.send(instance, Message::Probe { room, peer });
        }
        self.local.probe(room, peer) || holder.is_some()
    }

    /// The number of a room's peers at other instances.
    fn elsewhere(&self, room: &Room) -> usize {
        let others = self.others.as_ref();
        others.map_or(0, |others| others.remote.len(room))
    }

    /// The part of `max` announcements that this instance makes, by its share of the room's peers,
    /// rounded up.
    fn share_of(&self, room: &Room, max: usize) -> usize {
        let here = self.local.len(room);
        (max * here).div_ceil((here + self.elsewhere(room)).max(1))
    }

    /// A random sample of the room's peers of all instances, which are introduced to `to`.
    fn introduce_sample(&mut self, room: &Room, to: PeerKey) -> Vec<Introduction> {
        let remote = self.others.as_ref().map(|others| &others.remote);
        let elsewhere = remote.into_iter().flat_map(|remote| remote.keys(room));
        let keys = self.local.keys(room).chain(elsewhere);
        let sample = keys.sample(&mut rand::rng(), MAX_LISTED);
        let introduced = sample.into_iter().filter_map(|peer| {
            let here = self.local.introduce(room, peer, to);
            here.or_else(|| self.others.as_mut()?.remote.introduce(room, peer, to))
        });
        introduced.collect()
    }

    /// Tells a sample of at most `max` peers of this instance about a peer of another instance.
    fn announce(&mut self, room: Room, member: Introduction, max: usize) {
        let told = self.local.sample(&room, max);
        if let Some(others) = &mut self.others {
            for peer in &told {
                others.remote.introduce(&room, member.peer, *peer);
            }
        }
        self.local.tell(room, told, &FromRelay::Arrived(member));
    }

    /// Sends the list of this instance's members to all instances.
    fn list(&mut self, today: u64) {
        if let Some(others) = &mut self.others {
            others.listed_on = today;
            let members: Vec<_> = self.local.members().collect();
            others.outbox.list(&members);
        }
    }

    /// Reports the members that have left this instance to all instances.
    fn report_left(&mut self) {
        let left = self.local.take_left();
        if let Some(others) = &mut self.others {
            for (room, peer) in left {
                others.outbox.left(room, peer);
            }
        }
    }
}
