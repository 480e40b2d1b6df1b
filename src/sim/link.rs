//! A link between two hosts: ordered, reliable unless told otherwise, with a latency of its own.

use crate::HostId;
use primitives::Time;
use wire::Assembler;

/// The number of a link, which both its ends know it by.
pub(crate) type LinkId = u64;

/// One link.
#[derive(Debug)]
pub(crate) struct Link {
    /// Who called, and who was called.
    pub(crate) ends: [HostId; 2],
    /// What the messages to each end are joined by.
    pub(crate) assemblers: [Assembler; 2],
    /// When the last message to each end arrives: later ones do not overtake it.
    pub(crate) last: [Time; 2],
    /// When the link has carried what was sent to each end so far, where it has a rate.
    pub(crate) busy: [Time; 2],
    /// Bytes sent to each end that the link has not carried yet.
    pub(crate) unsent: [usize; 2],
    /// How much of that the sender was told.
    pub(crate) told: [usize; 2],
    /// Whether the message to each end that was sent last has yet to be completed.
    pub(crate) partial: [bool; 2],
    /// Whether each end was told that the link is open, and not yet that it is closed.
    pub(crate) open: [bool; 2],
}

impl Link {
    pub(crate) fn new(caller: HostId, called: HostId, now: Time) -> Self {
        Self {
            ends: [caller, called],
            assemblers: Default::default(),
            last: [now; 2],
            busy: [now; 2],
            unsent: [0; 2],
            told: [0; 2],
            partial: [false; 2],
            open: [false; 2],
        }
    }

    /// Which end a host is at.
    pub(crate) fn side(&self, host: HostId) -> usize {
        usize::from(self.ends[1] == host)
    }

    pub(crate) fn connects(&self, a: HostId, b: HostId) -> bool {
        self.ends == [a, b] || self.ends == [b, a]
    }
}
