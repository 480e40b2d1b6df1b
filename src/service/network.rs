//! The network of one chain, as a native program uses it.

use core::net::SocketAddr;

use node::PeerId;
use primitives::Time;

use crate::driver::Links;
use crate::driver_status::{LinkFigures, NetworkFigures};

/// The network of one chain: its relays, its links and their timers. Dropping it leaves the
/// network.
///
/// The network's connections and timers live elsewhere, on other threads for example. They *emit*
/// each event: they pass it to a function that the network was created with. The function adds the
/// event to the queue of the thread that owns the network, and never waits. That thread passes each
/// event to [`handle`](Self::handle) and then runs the [`Driver`](crate::Driver).
///
/// **Bound.** The network bounds the queue: it does not read from a connection while some of the
/// connection's events have not been handled.
pub trait Network: Links {
    /// An event of a connection or a timer.
    type Event: Send + 'static;

    /// Handles an event.
    fn handle(&mut self, now: Time, event: Self::Event);

    /// Uses these relays from now on.
    fn set_relays(&mut self, now: Time, relays: &[String]);

    /// Opens a link to a node's direct endpoint, which is written as in an invitation, and keeps
    /// the link open.
    ///
    /// # Errors
    ///
    /// A text that says why the endpoint can't be used.
    fn dial(&mut self, now: Time, endpoint: &str) -> Result<(), String>;

    /// Closes the link to this direct endpoint, and opens it no more. Returns whether
    /// [`dial`](Self::dial) was called with this endpoint.
    fn undial(&mut self, now: Time, endpoint: &str) -> bool {
        let _ = (now, endpoint);
        false
    }

    /// Closes a link on behalf of a person. [`Links::poll`] then reports it to the node. Returns
    /// whether there is such a link.
    fn hang_up(&mut self, now: Time, link: PeerId) -> bool {
        let _ = (now, link);
        false
    }

    /// The network address of the other end of a link; `None` if it is not known.
    fn address(&self, link: PeerId) -> Option<SocketAddr> {
        let _ = link;
        None
    }

    /// Calls lost relays and unreached peers again at once.
    fn try_again(&mut self, now: Time);

    /// The state of relays and peers.
    fn figures(&self) -> NetworkFigures;

    /// The open links and their figures.
    fn links(&self) -> Vec<(PeerId, LinkFigures)>;
}
