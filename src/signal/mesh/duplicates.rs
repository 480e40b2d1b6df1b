//! Two links with one node: which of them stays.
//!
//! A node may be reached in several ways: a relay introduces it, and an invitation names its direct
//! endpoints. Each way has a key of its own. That two links lead to the same node shows only in the
//! nodes' handshake, in which each node sends a nonce. Anybody can repeat a nonce, so a link ends
//! only if its own peer has claimed to be the node of the link that stays:
//!
//! - The nonce of a node with a WebRTC endpoint follows from the endpoint's certificate, which
//!   shows a caller whom it has reached. The caller keeps that link, and ends another one whose
//!   peer has sent that nonce. If both links lead to that certificate, the older one stays.
//! - If each side has called the other's endpoint, one side ends the link that the other side has
//!   called, as [`SharedNonce::decides`] says.
//! - Where no certificate shows the nonce, as at a WebSocket endpoint, a stranger may be one of the
//!   two ends. Then both links stay while there are no more links than wanted.
//!
//! The peer of the ended link is not called while the other link is open, for at most
//! [`Settings::explore_every`](super::Settings::explore_every): the claim may have been false.

use super::peers::{Peers, State};
use super::{Mesh, SharedNonce};
use crate::PeerKey;

/// How a link came about.
#[derive(Clone, Copy)]
enum Way {
    /// This side called a direct endpoint, at this time.
    Endpoint {
        since: u64,
        /// Whether the endpoint's certificate shows that its node has the nonce.
        is_shown: bool,
    },
    /// The peer called this side's own endpoint.
    Caller,
    /// A relay introduced the peer.
    Introduced,
}

/// The one of two links with the same node that is not needed.
struct Spare {
    peer: PeerKey,
    kept: PeerKey,
    end: End,
}

/// Whether this side ends a link that is not needed.
enum End {
    /// This side ends it: its peer is the node of the link that stays.
    Now,
    /// This side ends it if there are more links than wanted, since its peer may be another node.
    IfMany,
    /// The other side ends it.
    Theirs,
}

impl Mesh {
    /// Ends one of two links that lead to the same node, if this side is the one to end it.
    pub(super) fn duplicate(&mut self, one: PeerKey, other: PeerKey, shared: SharedNonce) {
        let Some(Spare { peer, kept, end }) = spare(&self.peers, one, other, shared) else {
            return;
        };
        let is_ended = match end {
            End::Now => true,
            End::IfMany if self.peers.links() > self.settings.wanted => true,
            End::IfMany => return,
            End::Theirs => false,
        };
        let until = self.now() + self.settings.explore_every;
        if let Some(known) = self.peers.get_mut(peer) {
            known.duplicate_of = Some((kept, until));
        }
        if is_ended {
            self.give_up(peer);
        }
    }
}

/// The link that is not needed; `None` if both stay.
fn spare(peers: &Peers, one: PeerKey, other: PeerKey, shared: SharedNonce) -> Option<Spare> {
    use Way::{Caller, Endpoint, Introduced};
    let spare = |peer, kept, end| Some(Spare { peer, kept, end });
    let ended = |is_shown| match is_shown {
        true => End::Now,
        false => End::IfMany,
    };
    match (way(peers, one, shared)?, way(peers, other, shared)?) {
        (
            Endpoint {
                since: first,
                is_shown,
            },
            Endpoint {
                since: second,
                is_shown: is_other_shown,
            },
        ) => {
            // A link whose certificate shows the nonce stays. If both or neither do, the older one
            // stays.
            let end = ended(is_shown || is_other_shown);
            match (!is_shown, first, one) <= (!is_other_shown, second, other) {
                true => spare(other, one, end),
                false => spare(one, other, end),
            }
        }
        (Endpoint { is_shown, .. }, Introduced) => spare(other, one, ended(is_shown)),
        (Introduced, Endpoint { is_shown, .. }) => spare(one, other, ended(is_shown)),
        (Endpoint { is_shown, .. }, Caller) if shared.decides => spare(other, one, ended(is_shown)),
        (Caller, Endpoint { is_shown, .. }) if shared.decides => spare(one, other, ended(is_shown)),
        (Endpoint { .. } | Introduced, Caller) => spare(one, other, End::Theirs),
        (Caller, Endpoint { .. } | Introduced) => spare(other, one, End::Theirs),
        (Introduced, Introduced) | (Caller, Caller) => None,
    }
}

/// How the open link with a peer came about; `None` if there is none.
fn way(peers: &Peers, peer: PeerKey, shared: SharedNonce) -> Option<Way> {
    let known = peers.get(peer)?;
    let State::Linked { since, .. } = known.state else {
        return None;
    };
    let is_shown = known.nonce == Some(shared.nonce);
    Some(match (known.is_direct(), known.is_caller) {
        (true, _) => Way::Endpoint { since, is_shown },
        (false, true) => Way::Caller,
        (false, false) => Way::Introduced,
    })
}
