//! The messages between instances: JSON in which every field is bounded.

use serde::{Deserialize, Serialize};
use signal::{Body, Group, Introduction, PeerKey, Room};

/// Maximum number of members in one list.
pub(crate) const MAX_MEMBERS: usize = 256;
/// Maximum bytes of a message. A full list fits, as does the longest body with every character
/// escaped.
pub(crate) const MAX_BYTES: usize = 128 << 10;

/// The name of an instance, drawn at random when it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct InstanceId(pub(crate) u64);

/// A message with its sender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Envelope {
    pub(crate) from: InstanceId,
    pub(crate) message: Message,
}

/// A message between instances. Notices are the messages with a number. They go to all instances,
/// as do [`Hello`](Self::Hello), [`Alive`](Self::Alive) and [`Ended`](Self::Ended); the others go
/// to one instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Message {
    /// The sender has reached the broker, and asks all instances to list their members.
    Hello {},
    /// A sign of life, with the number of the sender's last notice.
    Alive { number: u64 },
    /// A peer has joined a room.
    Joined {
        number: u64,
        room: Room,
        member: Introduction,
    },
    /// A peer has left a room.
    Left {
        number: u64,
        room: Room,
        peer: PeerKey,
    },
    /// A part of the list of the sender's members, at most [`MAX_MEMBERS`].
    Listed {
        number: u64,
        /// Whether it is the first part. Members that are in no part have left.
        first: bool,
        /// Whether it is the last part.
        last: bool,
        members: Vec<(Room, Introduction)>,
    },
    /// The sender stops.
    Ended {},
    /// Asks the recipient to list its members.
    List {},
    /// A signalling message for a member of the recipient.
    Signal {
        room: Room,
        to: PeerKey,
        from: PeerKey,
        group: Group,
        body: Body,
    },
    /// The answer to a signal: the sender has no member `peer`, so `to` need not wait for it.
    Absent {
        room: Room,
        to: PeerKey,
        peer: PeerKey,
    },
    /// A newcomer claims the key of a member of the recipient. The recipient checks whether that
    /// member's socket is dead.
    Probe { room: Room, peer: PeerKey },
}

impl Message {
    /// The members that the sender claims to have.
    pub(crate) fn claims(&self) -> impl Iterator<Item = (Room, PeerKey)> {
        let (joined, listed) = match self {
            Self::Joined { room, member, .. } => (Some((*room, member.peer)), &[][..]),
            Self::Listed { members, .. } => (None, &members[..]),
            _ => (None, &[][..]),
        };
        let listed = listed.iter().map(|(room, member)| (*room, member.peer));
        joined.into_iter().chain(listed)
    }
}

impl Envelope {
    /// Encodes the message; `None` if it is too long, which no message of this program is.
    pub(crate) fn encode(&self) -> Option<Vec<u8>> {
        let bytes = serde_json::to_vec(self).ok()?;
        (bytes.len() <= MAX_BYTES).then_some(bytes)
    }

    /// Decodes a message; `None` if the message or its list is too long, or if the bytes have
    /// another form.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > MAX_BYTES {
            return None;
        }
        let envelope: Self = serde_json::from_slice(bytes).ok()?;
        match &envelope.message {
            Message::Listed { members, .. } if members.len() > MAX_MEMBERS => None,
            _ => Some(envelope),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use signal::messages::MAX_SDP;

    #[test]
    fn the_longest_messages_fit() {
        let longest = Body::Offer {
            sdp: "\\".repeat(MAX_SDP),
        };
        let room = Room::from_bytes([255; 32]);
        let peer = PeerKey::from_bytes([255; 16]);
        let group = Group::from_bytes([255; 8]);
        let messages = [
            Message::Signal {
                room,
                to: peer,
                from: peer,
                group,
                body: longest,
            },
            Message::Listed {
                number: u64::MAX,
                first: true,
                last: true,
                members: vec![(room, Introduction { peer, group }); MAX_MEMBERS],
            },
        ];
        for message in messages {
            let envelope = Envelope {
                from: InstanceId(u64::MAX),
                message,
            };
            let bytes = envelope.encode().expect("it is within the bound");
            assert_eq!(Envelope::decode(&bytes), Some(envelope));
        }
    }

    #[test]
    fn messages_that_are_too_long_or_unknown_are_dropped() {
        let room = Room::from_bytes([1; 32]);
        let peer = PeerKey::from_bytes([1; 16]);
        let group = Group::from_bytes([1; 8]);
        let long = Envelope {
            from: InstanceId(1),
            message: Message::Listed {
                number: 1,
                first: true,
                last: true,
                members: vec![(room, Introduction { peer, group }); MAX_MEMBERS + 1],
            },
        };
        let bytes = long.encode().expect("it is within the bound for bytes");
        assert_eq!(Envelope::decode(&bytes), None);
        for text in ["", "{}", r#"{"from":1,"message":{"shout":{}}}"#] {
            assert_eq!(Envelope::decode(text.as_bytes()), None, "{text}");
        }
        assert_eq!(Envelope::decode(&vec![b' '; MAX_BYTES + 1]), None);
    }
}
