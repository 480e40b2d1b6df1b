//! The peers that know of a member of a room.

use std::collections::BTreeSet;

use signal::PeerKey;

/// Maximum number of peers that are remembered as knowing one member. Other peers are not notified
/// when the member leaves, and notice it when they call the member.
const MAX_KNOWN_BY: usize = 256;

/// The peers to which a member was introduced, at most [`MAX_KNOWN_BY`].
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct KnownBy(BTreeSet<PeerKey>);

impl KnownBy {
    /// Notes that the member was introduced to a peer.
    pub(crate) fn add(&mut self, peer: PeerKey) {
        if self.0.len() >= MAX_KNOWN_BY {
            // Keys are random, so it does not matter which one is forgotten.
            self.0.pop_first();
        }
        self.0.insert(peer);
    }
}

impl FromIterator<PeerKey> for KnownBy {
    fn from_iter<T: IntoIterator<Item = PeerKey>>(peers: T) -> Self {
        let mut known_by = Self::default();
        peers.into_iter().for_each(|peer| known_by.add(peer));
        known_by
    }
}

impl IntoIterator for KnownBy {
    type Item = PeerKey;
    type IntoIter = std::collections::btree_set::IntoIter<PeerKey>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
