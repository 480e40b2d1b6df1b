//! What the page and its node worker say to each other.
//!
//! The worker speaks first, with [`ToPage::Ready`]: a message sent before its program has started
//! would be lost. Some messages carry an object beside them, which is named at the message.

use api::{Command, Fault, Notice, Reply, Snapshot};
use serde::{Deserialize, Serialize};
use signal::{Body, IceServer};

/// The number of one attempt to link with a peer, never used twice within a visit. What comes late
/// for an attempt given up names a link that is no more, and is ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LinkId(pub u64);

/// From the page to the node worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToNode {
    /// The first message: whose node to run.
    Start {
        /// The profile's name.
        profile: String,
        /// The page's URL without query and fragment, for invitations and to find the relay.
        page: String,
    },
    /// A command, to be answered by [`ToPage::Answer`] with the same number.
    Ask {
        /// Ties the answer to it.
        id: u64,
        /// The command.
        command: Command,
    },
    /// Something happened to a peer connection.
    Link {
        /// Which.
        link: LinkId,
        /// What.
        event: LinkEvent,
    },
}

/// What happens to a peer connection, which only a window can hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LinkEvent {
    /// To be passed to the peer: a description or a candidate.
    Signal(Body),
    /// The data channel, opening or open, comes beside this message and belongs to the worker now.
    Channel,
    /// This browser can't hand the data channel over; the page passes on the frames.
    Relayed,
    /// A relayed data channel is open.
    Opened,
    /// A frame of a relayed data channel; its `ArrayBuffer` comes beside this message.
    Frame,
    /// The page has given so many frames of the worker to a relayed data channel.
    Taken(u32),
    /// The browser's search for a way to the peer (ICE) has this state, as WebRTC names it.
    Ice(String),
    /// A STUN or TURN server failed with this code.
    ServerFailed(u16),
    /// The connection has failed or ended.
    Ended {
        /// Why, for the one who looks for a fault.
        reason: String,
    },
}

/// From the node worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToPage {
    /// The worker listens. It runs the page's own program, so both read messages alike.
    Ready,
    /// All that the page shows.
    Snapshot(Box<Snapshot>),
    /// Something happened once.
    Notice(Notice),
    /// The outcome of a command.
    Answer {
        /// The command's number.
        id: u64,
        /// What came of it.
        outcome: Result<Reply, Fault>,
    },
    /// What to do with a peer connection.
    Link {
        /// Which.
        link: LinkId,
        /// What.
        order: LinkOrder,
    },
    /// The node can't go on; nothing follows.
    Ended {
        /// Why.
        reason: String,
    },
}

/// What to do with a peer connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LinkOrder {
    /// Make a connection with a data channel, and an offer for it.
    Call {
        /// Servers that help through address translators.
        servers: Vec<IceServer>,
        /// Go through TURN servers only.
        relayed_only: bool,
    },
    /// Make a connection from an offer, and an answer for it.
    Answer {
        /// Servers that help through address translators.
        servers: Vec<IceServer>,
        /// Go through TURN servers only.
        relayed_only: bool,
        /// The offer's description.
        sdp: String,
    },
    /// The peer's answer or one of its candidates.
    Signal(Body),
    /// Send a frame into a relayed data channel; its `ArrayBuffer` comes beside this message.
    Frame,
    /// Close and forget the connection. No [`LinkEvent::Ended`] answers this.
    Close,
}
