//! What goes into the mesh, what comes out of it, and the numbers by which it is kept.

use crate::PeerKey;

/// The numbers by which a mesh is kept. Times are in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Links below which the machine makes calls.
    pub wanted: usize,
    /// Links above which it answers none.
    pub most: usize,
    /// How long a call or answer may take to open.
    pub patience: u64,
    /// The wait after a first failure, before jitter.
    pub shortest_wait: u64,
    /// The wait after many failures, before jitter.
    pub longest_wait: u64,
    /// How often one more peer is called than wanted, before jitter.
    pub explore_every: u64,
}

impl Default for Settings {
    /// 8 links wanted and 16 at most, for a page slows from about 30; 20 s for a call; waits of 2 to 60 s; a look around
    /// every five minutes.
    fn default() -> Self {
        Self {
            wanted: 8,
            most: 16,
            patience: 20_000,
            shortest_wait: 2_000,
            longest_wait: 60_000,
            explore_every: 300_000,
        }
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// The relay has let this page into the room and lists these.
    Welcomed(Vec<PeerKey>),
    /// The socket to the relay is gone, was refused, or could not be opened.
    RelayLost,
    /// The relay names one more live peer.
    Arrived(PeerKey),
    /// The relay says that this one's socket is gone.
    Left(PeerKey),
    /// This peer's offer has come. The machine says next whether to take it.
    Offered(PeerKey),
    /// This peer does not take the call.
    Declined(PeerKey),
    /// The link with this peer is open both ways.
    Opened(PeerKey),
    /// The link with this peer, open or not yet, has ended by itself or by the other side.
    Closed(PeerKey),
    /// The time of the last [`Output::Sleep`] has come.
    Woken,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Drop what there is of a socket to the relay, open a new one and join the room.
    Connect,
    /// Make a connection and send its offer to this peer.
    Call(PeerKey),
    /// Make a connection from the offer that this peer has just sent, and send the answer.
    Answer(PeerKey),
    /// Send [`Body::Decline`](crate::Body::Decline) to this peer.
    Refuse(PeerKey),
    /// Close and forget the connection with this peer, without reporting [`Input::Closed`] for it.
    Hangup(PeerKey),
    /// Nothing more to do before this time or the next input.
    Sleep(u64),
}
