//! The messages of the simulated relay.

use crate::HostId;
use crate::link::LinkId;
use signal::{Group, Introduction, PeerKey, Room};

/// A page in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Member {
    pub(super) key: PeerKey,
    pub(super) host: HostId,
    pub(super) group: Group,
    pub(super) room: Room,
}

impl Member {
    pub(super) const fn introduction(self) -> Introduction {
        Introduction {
            peer: self.key,
            group: self.group,
        }
    }
}

/// A message of the relay to a page. Offers, answers and refusals name the link that they are
/// about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RelayMessage {
    Welcome(Vec<Member>),
    Alive,
    Arrived(Member),
    Left(PeerKey),
    Offer(Member, LinkId),
    Answer(Member, LinkId),
    Decline(Member, LinkId),
    /// The socket to the relay is gone.
    Lost,
}
