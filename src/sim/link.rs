//! A link between two hosts: ordered, reliable unless configured otherwise, with latency.

use crate::HostId;
use primitives::Time;
use signal::PeerKey;
use wire::Assembler;

/// The number of a link, the same at both ends.
pub(crate) type LinkId = u64;

/// One link.
#[derive(Debug)]
pub(crate) struct Link {
    /// The host that opened the link, and the other host.
    pub(crate) ends: [HostId; 2],
    /// The keys of the ends, if they have met at the relay. `None` for a wired link.
    pub(crate) keys: Option<[PeerKey; 2]>,
    /// The assemblers of the messages to each end.
    pub(crate) assemblers: [Assembler; 2],
    /// The time at which the last message to each end arrives. Later messages do not arrive
    /// earlier.
    pub(crate) last: [Time; 2],
    /// The time at which the link will have carried all bytes sent to each end so far, if it has a
    /// rate.
    pub(crate) busy: [Time; 2],
    /// The bytes sent to each end that the link has not carried yet.
    pub(crate) unsent: [usize; 2],
    /// The number of unsent bytes that was last reported to the sender.
    pub(crate) reported: [usize; 2],
    /// Whether the last message to each end is still incomplete.
    pub(crate) partial: [bool; 2],
    /// Whether each end sees the link as open.
    pub(crate) open: [bool; 2],
}

impl Link {
    pub(crate) fn new(ends: [HostId; 2], keys: Option<[PeerKey; 2]>, now: Time) -> Self {
        Self {
            ends,
            keys,
            assemblers: Default::default(),
            last: [now; 2],
            busy: [now; 2],
            unsent: [0; 2],
            reported: [0; 2],
            partial: [false; 2],
            open: [false; 2],
        }
    }

    /// The index of a host's end.
    pub(crate) fn side(&self, host: HostId) -> usize {
        usize::from(self.ends[1] == host)
    }

    /// The key of the other end of a host's link. `None` for a wired link.
    pub(crate) fn peer_of(&self, host: HostId) -> Option<PeerKey> {
        Some(self.keys?[1 - self.side(host)])
    }

    pub(crate) fn connects(&self, a: HostId, b: HostId) -> bool {
        self.ends == [a, b] || self.ends == [b, a]
    }
}
