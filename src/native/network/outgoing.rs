//! The frames of a WebSocket link on their way to its socket, and callers that wait for a slot.

use std::fmt;
use std::sync::Arc;

use signal::LinkId;
use tokio::sync::{mpsc, oneshot};

use super::flow::Flow;

/// Maximum number of callers that wait for a slot, at each entry.
pub const MAX_WAITING_CALLERS: usize = 64;

/// The frames of a link on their way from the node's thread to its socket. Their bytes are counted
/// by the link's [`Flow`], which bounds them. When this is dropped, the socket closes.
#[derive(Debug)]
pub(super) struct Outgoing {
    frames: mpsc::UnboundedSender<Vec<u8>>,
    _alive: oneshot::Sender<()>,
}

/// The receiving side of an [`Outgoing`].
#[derive(Debug)]
pub(super) struct Frames {
    pub(super) frames: mpsc::UnboundedReceiver<Vec<u8>>,
    /// Ends when the [`Outgoing`] is dropped, also while a frame is being sent.
    pub(super) dropped: oneshot::Receiver<()>,
}

impl Outgoing {
    pub(super) fn new() -> (Self, Frames) {
        let (sender, frames) = mpsc::unbounded_channel();
        let (alive, dropped) = oneshot::channel();
        let outgoing = Self {
            frames: sender,
            _alive: alive,
        };
        (outgoing, Frames { frames, dropped })
    }

    pub(super) fn send(&self, frames: Vec<Vec<u8>>) {
        for frame in frames {
            // Fails on a socket that has closed, which raises its own event.
            let _ = self.frames.send(frame);
        }
    }
}

/// A caller that waits for a slot.
pub(super) struct Admission(pub(super) oneshot::Sender<(LinkId, Arc<Flow>, Frames)>);

impl Admission {
    pub(super) fn admit(self, link: LinkId, flow: Arc<Flow>, frames: Frames) {
        // Fails if the caller has left; its socket then reports that it has ended.
        let _ = self.0.send((link, flow, frames));
    }
}

impl fmt::Debug for Admission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Admission")
    }
}
