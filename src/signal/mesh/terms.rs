//! The inputs, outputs and settings of the mesh.

use crate::dice::Dice;
use crate::{Introduction, Offence, PeerKey};

/// Maximum number of relays of a chain. All of them are used at the same time.
pub const MAX_RELAYS: usize = 4;

/// The bit of a direct endpoint in a bit set of relays, beside those of [`RelayId::bit`].
pub(super) const DIRECT: u8 = 1 << MAX_RELAYS;

/// One of a chain's relays, by its index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelayId(pub u8);

impl RelayId {
    /// All possible relays.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..).map(Self).take(MAX_RELAYS)
    }

    /// The bit of this relay in a bit set of relays.
    pub(crate) const fn bit(self) -> u8 {
        1 << self.0
    }
}

/// The settings of a mesh. Times are in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The machine calls peers while fewer slots than this are in use.
    pub wanted: usize,
    /// Maximum number of slots, without the spare ones. A link, a call or an answer takes a slot.
    pub most: usize,
    /// The number of slots, of `most`, that are kept for links that this side called. Callers can
    /// take only the others.
    pub own: usize,
    /// The number of slots beyond `most`. A caller that finds all others taken gets one of them,
    /// and the node decides which link gives way.
    pub spare: usize,
    /// How long a call or answer may take to open.
    pub patience: u64,
    /// The wait after a first failure, before jitter.
    pub shortest_wait: u64,
    /// The wait after many failures, before jitter.
    pub longest_wait: u64,
    /// The time between two calls to one more peer than wanted, before jitter.
    pub explore_every: u64,
    /// The silence after which a relay is asked for a sign of life.
    pub relay_quiet: u64,
    /// How long a relay may take to answer that request.
    pub relay_answer: u64,
}

impl Default for Settings {
    /// Eight links are wanted and 16 allowed, since a page becomes slow from about 30 links on. A
    /// quarter of the 16 are kept for links that this side called. A call may take 20 s. Before
    /// jitter, waits last 2 to 60 s, and one more peer is called every five minutes. A relay that
    /// no longer answers is noticed after 45 s.
    fn default() -> Self {
        Self {
            wanted: 8,
            most: 16,
            own: 4,
            spare: 1,
            patience: 20_000,
            shortest_wait: 2_000,
            longest_wait: 60_000,
            explore_every: 300_000,
            relay_quiet: 30_000,
            relay_answer: 15_000,
        }
    }
}

impl Settings {
    /// The wait after a failure that follows `failures` others in a row.
    pub(crate) fn wait(&self, failures: u32, dice: &mut Dice) -> u64 {
        let doubled = self.shortest_wait << failures.min(16);
        dice.around(doubled.min(self.longest_wait))
    }
}

/// A nonce that the nodes at both of two links have sent. It shows that they may be one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SharedNonce {
    /// The nonce.
    pub nonce: u64,
    /// Whether this side ends a link where both sides could: true at one of the two nodes, and
    /// false at the other.
    pub decides: bool,
}

/// An event that the driver reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// The mesh is to use this relay as well from now on.
    RelayAdded(RelayId),
    /// The mesh is not to use this relay any more. Links stay open.
    RelayRemoved(RelayId),
    /// The relay has admitted this page to the room, and lists these peers.
    Welcomed(RelayId, Vec<Introduction>),
    /// The socket to the relay is gone, was refused, or could not be opened.
    RelayLost(RelayId),
    /// A message of any kind came from the relay.
    RelayHeard(RelayId),
    /// The relay names one more live peer.
    Arrived(RelayId, Introduction),
    /// The relay says that this peer is not in the room any more.
    Left(RelayId, PeerKey),
    /// This peer's offer has come through the relay. One of the next outputs answers or refuses it,
    /// unless a call to the same peer goes on instead.
    Offered(RelayId, Introduction),
    /// The mesh is to call this direct endpoint as well from now on. Its key is this side's own
    /// name for it: random, and never sent to anybody, so that no other peer can take it. The
    /// second value is the nonce of the endpoint's node; `None` if the endpoint's URL does not show
    /// it.
    EndpointAdded(PeerKey, Option<u64>),
    /// The mesh is not to call this endpoint any more. A link with it stays open.
    EndpointRemoved(PeerKey),
    /// A caller has opened a connection to this side's own endpoint. The key is this side's new
    /// name for the caller, and the group is this side's tag for the caller's network. The next
    /// output is [`Output::Admit`], unless no slot is free.
    CallerCame(Introduction),
    /// This peer has declined the call.
    Declined(PeerKey),
    /// The link with this peer is open both ways.
    Opened(PeerKey),
    /// The link with this peer, open or not yet, broke or was closed by the peer.
    Closed(PeerKey),
    /// This peer committed an offence, for which its link was closed. The machine avoids it and its
    /// group ([`offences`](crate::offences)).
    Offended(PeerKey, Offence),
    /// On the open links with these two peers, the nodes have sent the same nonce in their
    /// handshakes.
    Duplicate {
        /// One of the peers.
        one: PeerKey,
        /// The other one.
        other: PeerKey,
        /// What both have sent.
        shared: SharedNonce,
    },
    /// The person asks to end all waits: lost relays and unreached peers are to be called at once.
    TryAgain,
    /// The time of the last [`Output::Sleep`] has come.
    Woken,
}

/// An action for the driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Drop the socket to this relay, if there is one. Open a new one and join the room.
    Connect(RelayId),
    /// Send [`ToRelay::Alive`](crate::ToRelay::Alive) to this relay.
    Ask(RelayId),
    /// Drop the socket to this relay, if there is one.
    Disconnect(RelayId),
    /// Create a connection, and send its offer to this peer through this relay.
    Call(PeerKey, RelayId),
    /// Create a connection to this direct endpoint.
    Dial(PeerKey),
    /// Make the connection of this caller at this side's own endpoint a link.
    Admit(PeerKey),
    /// Create a connection from the offer that this peer has just sent, and send the answer through
    /// the same relay.
    Answer(PeerKey, RelayId),
    /// Send [`Body::Decline`](crate::Body::Decline) to this peer through this relay.
    Refuse(PeerKey, RelayId),
    /// Close and forget the connection with this peer, without reporting [`Input::Closed`] for it.
    Hangup(PeerKey),
    /// Close and forget the connection with this peer, as for [`Hangup`](Self::Hangup). The
    /// difference is that this side's call did not fail: either the peer called at the same time
    /// and its call goes on, or the peer has left.
    Withdraw(PeerKey),
    /// Nothing is to be done before this time or the next input.
    Sleep(u64),
}

/// The numbers of peers that the relays name as present and that have no open link, and of those
/// that can't be reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Presence {
    /// The number of peers that a relay names as present and that have no open link with this page.
    pub present: usize,
    /// How many of `present` had a call or an answer that did not open a link, since their last
    /// link.
    pub unreached: usize,
    /// How many of `present` declined a call since their last link, because all their slots were
    /// taken. Peers in `unreached` are not counted.
    pub busy: usize,
    /// Whether a call or an answer is under way.
    pub trying: bool,
}
