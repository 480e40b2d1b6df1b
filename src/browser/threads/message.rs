//! The messages between the page and its node worker.
//!
//! The worker sends the first message, [`ToPage::Ready`], because a message that the page sends
//! before the worker's program has started is lost. Some messages transfer an object; their
//! documentation names it.

use api::{Fault, Notice, Reply, Request, Snapshot};
use serde::{Deserialize, Serialize};
use signal::{Body, IceServer};

pub use signal::LinkId;

use crate::http::HttpRequest;

/// A message from the page to the node worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToNode {
    /// The first message, which names the profile to run.
    Start {
        /// The profile's name.
        profile: String,
        /// The page's URL without query and fragment, for invitations and to find the relay.
        page: String,
    },
    /// A command. [`ToPage::Answer`] replies with the same number.
    Ask {
        /// The command's number, which the answer repeats.
        id: u64,
        /// The command.
        command: Request,
    },
    /// An event on a peer connection.
    Link {
        /// The link.
        link: LinkId,
        /// The event.
        event: LinkEvent,
    },
    /// An HTTP request to the tab. The `MessagePort` on which the response is sent is transferred
    /// with this message.
    Http(HttpRequest),
}

/// An event on a peer connection, which only a window can hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LinkEvent {
    /// A description or a candidate, to be passed to the peer.
    Signal(Body),
    /// The data channel, opening or open, is transferred with this message and belongs to the
    /// worker now.
    Channel,
    /// This browser can't transfer the data channel; the page passes on the frames.
    Relayed,
    /// A relayed data channel is open.
    Opened,
    /// A frame from a relayed data channel; its `ArrayBuffer` is transferred with this message.
    Frame,
    /// The page has passed this many of the worker's frames to a relayed data channel.
    Taken(u32),
    /// The ICE state, by its name in WebRTC.
    Ice(String),
    /// A STUN or TURN server failed with this error code.
    ServerFailed(u16),
    /// The connection has failed or ended.
    Ended {
        /// The reason, for diagnosis.
        reason: String,
    },
}

/// A message from the node worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToPage {
    /// The worker is ready. It runs the same build of the program as the page, so both use one
    /// message format.
    Ready,
    /// The state that the page shows.
    Snapshot(Box<Snapshot>),
    /// A single event to show.
    Notice(Notice),
    /// The outcome of a command.
    Answer {
        /// The command's number.
        id: u64,
        /// The reply, or the fault of the command.
        outcome: Result<Reply, Fault>,
    },
    /// An order for a peer connection.
    Link {
        /// The link.
        link: LinkId,
        /// The order.
        order: LinkOrder,
    },
    /// The node can't go on. This is its last message.
    Ended {
        /// The reason.
        reason: String,
    },
}

/// An order for a peer connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LinkOrder {
    /// Create a connection with a data channel, and an offer for it.
    Call {
        /// STUN and TURN servers.
        servers: Vec<IceServer>,
        /// Whether to connect through TURN servers only.
        relayed_only: bool,
    },
    /// Create a connection from an offer, and an answer for it.
    Answer {
        /// STUN and TURN servers.
        servers: Vec<IceServer>,
        /// Whether to connect through TURN servers only.
        relayed_only: bool,
        /// The offer's description.
        sdp: String,
    },
    /// The peer's answer or one of its candidates.
    Signal(Body),
    /// Send a frame on a relayed data channel; its `ArrayBuffer` is transferred with this message.
    Frame,
    /// Close and forget the connection, without a [`LinkEvent::Ended`] in return.
    Close,
}
