//! The events that the tasks of a network report to the node's thread.

use std::net::SocketAddr;
use std::sync::Arc;

use signal::mesh::RelayId;
use signal::{Body, FromRelay, LinkId, MessageError, Offence};
use wire::Waiting;

use super::outgoing::Admission;

/// An event for the network. The function that [`Opening::join`](super::Opening::join) was given
/// receives it, and the node's thread passes it to [`handle`](service::Network::handle).
#[derive(Debug)]
pub struct Event(pub(super) Kind);

#[derive(Debug)]
pub(super) enum Kind {
    Woken,
    /// The socket with this number to a relay.
    Socket(RelayId, u32, SocketEvent),
    Link(LinkId, LinkEvent),
    /// A caller from this address has opened its channel at this node's endpoint, and waits under
    /// this number.
    CallerCame(u64, SocketAddr),
    /// A caller from this address has reached the WebSocket entry.
    Visited(Admission, SocketAddr),
}

/// An event on the socket to a relay.
#[derive(Debug)]
pub(super) enum SocketEvent {
    Opened,
    Message(Box<Result<FromRelay, MessageError>>),
    /// The socket has closed or was not opened, with a reason as a sentence.
    Closed(Option<String>),
}

/// An event on the transport of a link.
#[derive(Debug)]
pub(super) enum LinkEvent {
    /// A description or candidate for the peer.
    Signal(Body),
    /// The ICE state.
    Ice(&'static str),
    /// The other end has this address, by the path that the transport has chosen.
    Reached(SocketAddr),
    Opened,
    Frame(Vec<u8>, Waiting),
    /// Fewer bytes are unsent than before.
    Drained,
    /// The transport has ended, for an offence of the peer if there is one.
    Ended(Option<Offence>),
}

/// Receives events, from any thread.
pub(super) type Emit = Arc<dyn Fn(Event) + Send + Sync>;
