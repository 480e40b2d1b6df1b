//! Two links with one node: which of them stays.
//!
//! A node may be reached in several ways: a relay introduces it, and an invitation names its direct
//! endpoints. Each way has a key of its own. That two links lead to the same node shows only in the
//! nodes' handshake, in which each node sends a random number. Anybody can repeat such a number, so
//! an honest peer's link must not end because of a stranger's claim:
//!
//! - A side that has called a direct endpoint knows by the endpoint's certificate whom it has
//!   reached. It keeps that link and ends the other one. Of two such links the older one stays.
//! - If each side has called the other's endpoint, one of them ends the link that the other has
//!   called, as [`Input::Duplicate`](super::Input::Duplicate) says.
//! - Otherwise both links stay: one of the two peers may be a stranger that repeats the other's
//!   number.
//!
//! The peer of the ended link is not called while the other link is open, for at most
//! [`Settings::explore_every`](super::Settings::explore_every): the claim may have been false.

use super::Mesh;
use super::peers::{Peers, State};
use crate::PeerKey;

/// How a link came about.
#[derive(Clone, Copy)]
enum Way {
    /// This side called a direct endpoint, at this time.
    Endpoint { since: u64 },
    /// The peer called this side's own endpoint.
    Caller,
    /// A relay introduced the peer.
    Introduced,
}

/// The one of two links with the same node that is not needed.
struct Spare {
    peer: PeerKey,
    kept: PeerKey,
    /// Whether this side ends it.
    is_ended: bool,
}

impl Mesh {
    /// Ends one of two links that lead to the same node, if this side is the one to end it.
    pub(super) fn duplicate(&mut self, one: PeerKey, other: PeerKey, decides: bool) {
        let Some(spare) = spare(&self.peers, one, other, decides) else {
            return;
        };
        let until = self.now() + self.settings.explore_every;
        if let Some(known) = self.peers.get_mut(spare.peer) {
            known.duplicate_of = Some((spare.kept, until));
        }
        if spare.is_ended {
            self.give_up(spare.peer);
        }
    }
}

/// The link that is not needed; `None` if both stay.
fn spare(peers: &Peers, one: PeerKey, other: PeerKey, decides: bool) -> Option<Spare> {
    use Way::{Caller, Endpoint, Introduced};
    let spare = |peer, kept, is_ended| {
        Some(Spare {
            peer,
            kept,
            is_ended,
        })
    };
    match (way(peers, one)?, way(peers, other)?) {
        (Endpoint { since: first }, Endpoint { since: second }) => {
            match (first, one) <= (second, other) {
                true => spare(other, one, true),
                false => spare(one, other, true),
            }
        }
        (Endpoint { .. }, Introduced) => spare(other, one, true),
        (Introduced, Endpoint { .. }) => spare(one, other, true),
        (Endpoint { .. }, Caller) if decides => spare(other, one, true),
        (Caller, Endpoint { .. }) if decides => spare(one, other, true),
        // The other side ends one of these.
        (Endpoint { .. }, Caller) | (Introduced, Caller) => spare(one, other, false),
        (Caller, Endpoint { .. } | Introduced) => spare(other, one, false),
        (Introduced, Introduced) | (Caller, Caller) => None,
    }
}

/// How the open link with a peer came about; `None` if there is none.
fn way(peers: &Peers, peer: PeerKey) -> Option<Way> {
    let known = peers.get(peer)?;
    let State::Linked {
        since,
        called,
        group,
    } = known.state
    else {
        return None;
    };
    Some(match (known.is_direct(), called, group) {
        (true, ..) => Way::Endpoint { since },
        (false, false, None) => Way::Caller,
        _ => Way::Introduced,
    })
}
