//! The transport of each link, and its figures.

use std::net::SocketAddr;
use std::sync::Arc;

use wire::Assembler;

use super::flow::Flow;
use super::outgoing::Outgoing;

/// Maximum bytes of a link that are queued to be sent: twice the maximum that the node has unsent
/// on a link.
pub const MAX_QUEUED_BYTES: usize = 1 << 20;

/// A link's transport, and its figures.
pub(super) struct Wire {
    pub(super) transport: Transport,
    pub(super) flow: Arc<Flow>,
    pub(super) up: bool,
    /// The address of the other end; `None` until it is known.
    pub(super) address: Option<SocketAddr>,
    pub(super) assembler: Assembler,
    pub(super) received: u64,
    pub(super) sent: u64,
    /// Of `sent`, the bytes that the transport had sent at its last report.
    drained: u64,
    /// The number of unsent bytes that was reported last.
    reported: usize,
}

pub(super) enum Transport {
    WebRtc,
    WebSocket(Outgoing),
}

impl Wire {
    /// A link that is not open yet.
    pub(super) fn new(transport: Transport) -> Self {
        Self {
            transport,
            flow: Arc::default(),
            up: false,
            address: None,
            assembler: Assembler::default(),
            received: 0,
            sent: 0,
            drained: 0,
            reported: 0,
        }
    }

    /// Counts bytes that the node gives to be sent. Returns `false`, and counts nothing, if more
    /// than [`MAX_QUEUED_BYTES`] would be unsent.
    pub(super) fn give(&mut self, bytes: usize) -> bool {
        let fits = self.unsent() + bytes <= MAX_QUEUED_BYTES;
        if fits {
            self.sent += bytes as u64;
        }
        fits
    }

    /// Reads the number of bytes that the transport has sent, after its report.
    pub(super) fn look(&mut self) {
        self.drained = self.flow.take_sent();
    }

    /// The number of unsent bytes if it differs from that of the last report. Bytes count as unsent
    /// until the transport reports them, so the node gets each rise of the number, and the fall
    /// later.
    pub(super) fn take_unsent(&mut self) -> Option<usize> {
        let unsent = self.unsent();
        (core::mem::replace(&mut self.reported, unsent) != unsent).then_some(unsent)
    }

    fn unsent(&self) -> usize {
        usize::try_from(self.sent.saturating_sub(self.drained)).unwrap_or(usize::MAX)
    }
}
