//! The simulated relay: it introduces the hosts of a chain's room to each other, and forwards their
//! offers and answers.

use super::relay_message::{Member, RelayMessage};
use super::wires::{Happening, Wires};
use crate::HostId;
use rand::RngExt;
use signal::messages::MAX_LISTED;
use signal::{PeerKey, Room};
use std::collections::BTreeMap;

/// The relay.
#[derive(Default)]
pub(super) struct Relay {
    is_down: bool,
    members: BTreeMap<PeerKey, Member>,
}

impl Relay {
    /// Lets a page into a room, if the relay runs. The relay introduces the page and at most
    /// [`MAX_LISTED`] others of the room to each other.
    pub(super) fn join(&mut self, wires: &mut Wires, key: PeerKey, host: HostId, room: Room) {
        let welcome = match self.is_down {
            true => RelayMessage::Lost,
            false => {
                let group = wires.group_of(host);
                let member = Member {
                    key,
                    host,
                    group,
                    room,
                };
                let others = self.members.values().filter(|other| other.room == room);
                let mut others: Vec<Member> = others.copied().collect();
                while others.len() > MAX_LISTED {
                    others.swap_remove(wires.random.random_range(0..others.len()));
                }
                for other in &others {
                    send(wires, other, RelayMessage::Arrived(member));
                }
                self.members.insert(key, member);
                RelayMessage::Welcome(others)
            }
        };
        let at = wires.now + wires.conditions.latency;
        wires.happen(at, Happening::RelayMessage(host, key, welcome));
    }

    /// Removes a page that is gone, and reports it to the others of its room.
    pub(super) fn leave(&mut self, wires: &mut Wires, key: PeerKey) {
        let Some(gone) = self.members.remove(&key) else {
            return;
        };
        for other in self.members.values() {
            if other.room == gone.room {
                send(wires, other, RelayMessage::Left(key));
            }
        }
    }

    /// Answers a page's request for a sign of life.
    pub(super) fn ask(&self, wires: &mut Wires, key: PeerKey) {
        if let Some(member) = self.members.get(&key) {
            send(wires, member, RelayMessage::Alive);
        }
    }

    /// Forwards a page's message, unless the link to the relay loses it.
    pub(super) fn pass(
        &self,
        wires: &mut Wires,
        from: PeerKey,
        to: PeerKey,
        message: impl FnOnce(Member) -> RelayMessage,
    ) {
        let is_lost = wires.random.random_bool(wires.conditions.loss);
        let (from, to) = (self.members.get(&from), self.members.get(&to));
        if let (Some(from), Some(to), false) = (from, to, is_lost)
            && from.room == to.room
        {
            send(wires, to, message(*from));
        }
    }

    /// Stops the relay. All pages notice it.
    pub(super) fn stop(&mut self, wires: &mut Wires) {
        self.is_down = true;
        for member in core::mem::take(&mut self.members).into_values() {
            send(wires, &member, RelayMessage::Lost);
        }
    }

    /// Starts the relay again, with empty rooms.
    pub(super) const fn start(&mut self) {
        self.is_down = false;
    }
}

/// Sends a message through the relay. All messages take the same time, so they keep their order.
fn send(wires: &mut Wires, to: &Member, message: RelayMessage) {
    let at = wires.now + wires.conditions.latency * 2;
    wires.happen(at, Happening::RelayMessage(to.host, to.key, message));
}
