//! The messages of this instance to the others.

use signal::{Introduction, PeerKey, Room};
use tokio::sync::mpsc;

use crate::sharing::message::{InstanceId, MAX_MEMBERS, Message};

/// The maximum number of messages that are queued for the broker. Further ones are dropped: the
/// others notice the missing numbers, and ask for a list.
pub(crate) const MAX_QUEUED: usize = 4_096;

/// A message and its recipient; `None` for all instances.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outgoing {
    pub(crate) to: Option<InstanceId>,
    pub(crate) message: Message,
}

/// Numbers notices and queues messages.
#[derive(Debug)]
pub(crate) struct Outbox {
    own: InstanceId,
    queue: mpsc::Sender<Outgoing>,
    /// The number of the last notice.
    number: u64,
    /// Whether the members were listed since the last beat.
    has_listed: bool,
    /// Whether another instance waits for a list.
    is_list_wanted: bool,
}

impl Outbox {
    /// An outbox and the receiving end of its queue.
    pub(crate) fn new(own: InstanceId) -> (Self, mpsc::Receiver<Outgoing>) {
        let (queue, queued) = mpsc::channel(MAX_QUEUED);
        let outbox = Self {
            own,
            queue,
            number: 0,
            has_listed: false,
            is_list_wanted: false,
        };
        (outbox, queued)
    }

    pub(crate) const fn own(&self) -> InstanceId {
        self.own
    }

    /// Sends all instances the notice that a peer has joined.
    pub(crate) fn joined(&mut self, room: Room, member: Introduction) {
        let number = self.next();
        self.tell(Message::Joined {
            number,
            room,
            member,
        });
    }

    /// Sends all instances the notice that a peer has left.
    pub(crate) fn left(&mut self, room: Room, peer: PeerKey) {
        let number = self.next();
        self.tell(Message::Left { number, room, peer });
    }

    /// Sends a message to one instance. Returns whether there was room for it.
    pub(crate) fn send(&self, to: InstanceId, message: Message) -> bool {
        let to = Some(to);
        self.queue.try_send(Outgoing { to, message }).is_ok()
    }

    /// Handles the request of another instance for a list. Returns whether to list the members now:
    /// at most once per beat.
    pub(crate) fn want_list(&mut self) -> bool {
        self.is_list_wanted = self.has_listed;
        !self.has_listed
    }

    /// Lists all members.
    pub(crate) fn list(&mut self, members: &[(Room, Introduction)]) {
        (self.has_listed, self.is_list_wanted) = (true, false);
        let parts = members.chunks(MAX_MEMBERS).count().max(1);
        for part in 0..parts {
            let number = self.next();
            let members = members.chunks(MAX_MEMBERS).nth(part).unwrap_or_default();
            self.tell(Message::Listed {
                number,
                first: part == 0,
                last: part + 1 == parts,
                members: members.to_vec(),
            });
        }
    }

    /// Asks all instances for their lists.
    pub(crate) fn hello(&self) {
        self.tell(Message::Hello {});
    }

    /// Sends a sign of life. Returns whether to list the members.
    pub(crate) fn beat(&mut self) -> bool {
        self.has_listed = false;
        self.tell(Message::Alive {
            number: self.number,
        });
        self.is_list_wanted
    }

    fn next(&mut self) -> u64 {
        self.number += 1;
        self.number
    }

    fn tell(&self, message: Message) {
        // If the queue is full, the message is lost: a notice leaves a gap in the numbers, and a
        // sign of life is repeated.
        self.queue.try_send(Outgoing { to: None, message }).ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use signal::Group;

    fn member(number: u8) -> (Room, Introduction) {
        let introduction = Introduction {
            peer: PeerKey::from_bytes([number; 16]),
            group: Group::from_bytes([number; 8]),
        };
        (Room::from_bytes([1; 32]), introduction)
    }

    #[test]
    fn long_lists_come_in_parts() {
        let (mut outbox, mut queued) = Outbox::new(InstanceId(1));
        let members = vec![member(7); 2 * MAX_MEMBERS + 1];
        outbox.list(&members);
        outbox.list(&[]);
        let mut parts = Vec::new();
        while let Ok(outgoing) = queued.try_recv() {
            let Message::Listed {
                number,
                first,
                last,
                members,
            } = outgoing.message
            else {
                panic!("not a list but {:?}", outgoing.message);
            };
            parts.push((number, first, last, members.len()));
        }
        assert_eq!(
            parts,
            [
                (1, true, false, MAX_MEMBERS),
                (2, false, false, MAX_MEMBERS),
                (3, false, true, 1),
                (4, true, true, 0),
            ]
        );
    }

    #[test]
    fn a_list_is_sent_at_most_once_per_beat() {
        let (mut outbox, _queued) = Outbox::new(InstanceId(1));
        assert!(outbox.want_list());
        outbox.list(&[]);
        assert!(!outbox.want_list() && !outbox.want_list());
        assert!(outbox.beat());
        outbox.list(&[]);
        assert!(!outbox.beat());
        assert!(outbox.want_list());
    }

    #[test]
    fn a_full_queue_drops_messages() {
        let (mut outbox, mut queued) = Outbox::new(InstanceId(1));
        let (room, member) = member(1);
        for _ in 0..MAX_QUEUED + 5 {
            outbox.joined(room, member);
        }
        assert!(!outbox.send(InstanceId(2), Message::List {}));
        let mut received = 0;
        while queued.try_recv().is_ok() {
            received += 1;
        }
        assert_eq!(received, MAX_QUEUED);
        outbox.beat();
        let alive = queued.try_recv().expect("there is room again").message;
        let number = MAX_QUEUED as u64 + 5;
        assert_eq!(alive, Message::Alive { number });
    }
}
