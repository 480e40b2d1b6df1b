//! What goes into the mesh, what comes out of it, and the numbers by which it is kept.

use crate::dice::Dice;
use crate::{Introduction, Offence, PeerKey};

/// Maximum number of relays of a chain. All of them are used at once.
pub const MAX_RELAYS: usize = 4;

/// One of a chain's relays, by its index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelayId(pub u8);

impl RelayId {
    /// All possible relays.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..).map(Self).take(MAX_RELAYS)
    }

    /// The bit of this relay in a set of relays.
    pub(crate) const fn bit(self) -> u8 {
        1 << self.0
    }
}

/// The numbers by which a mesh is kept. Times are in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Links below which the machine makes calls.
    pub wanted: usize,
    /// Most links.
    pub most: usize,
    /// Places of `most` that are kept for links of this side's own making: strangers who call can
    /// fill the others only.
    pub own: usize,
    /// Places beyond those for a caller that finds all taken: its node decides whether another link
    /// gives way.
    pub spare: usize,
    /// How long a call or answer may take to open.
    pub patience: u64,
    /// The wait after a first failure, before jitter.
    pub shortest_wait: u64,
    /// The wait after many failures, before jitter.
    pub longest_wait: u64,
    /// How often one more peer is called than wanted, before jitter.
    pub explore_every: u64,
    /// A relay that was silent for so long is asked whether it is still there.
    pub relay_quiet: u64,
    /// How long it then may take to answer.
    pub relay_answer: u64,
}

impl Default for Settings {
    /// 8 links wanted and 16 at most, for a page slows from about 30, a quarter of them of one's
    /// own making; 20 s for a call; waits of 2 to 60 s; a look around every five minutes. A relay
    /// whose packets vanish is noticed after 45 s.
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
    /// The wait after so many earlier failures in a row.
    pub(crate) fn wait(&self, failures: u32, dice: &mut Dice) -> u64 {
        let doubled = self.shortest_wait << failures.min(16);
        dice.around(doubled.min(self.longest_wait))
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Use this relay, too, from now on.
    RelayAdded(RelayId),
    /// Use this relay no longer. Links go on.
    RelayRemoved(RelayId),
    /// The relay has let this page into the room and lists these.
    Welcomed(RelayId, Vec<Introduction>),
    /// The socket to the relay is gone, was refused, or could not be opened.
    RelayLost(RelayId),
    /// Something came from the relay, whatever it was.
    RelayHeard(RelayId),
    /// The relay names one more live peer.
    Arrived(RelayId, Introduction),
    /// The relay says that this peer is not in the room any more.
    Left(RelayId, PeerKey),
    /// This peer's offer has come by the relay. The machine says next whether to take it.
    Offered(RelayId, Introduction),
    /// This peer does not take the call.
    Declined(PeerKey),
    /// The link with this peer is open both ways.
    Opened(PeerKey),
    /// The link with this peer, open or not yet, has ended by itself or by the other side.
    Closed(PeerKey),
    /// This peer committed an offence, for which its link was closed. The machine keeps away from
    /// it and its group ([`offences`](crate::offences)).
    Offended(PeerKey, Offence),
    /// A person asks to try everything again at once that waits.
    TryAgain,
    /// The time of the last [`Output::Sleep`] has come.
    Woken,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Drop what there is of a socket to this relay, open a new one and join the room.
    Connect(RelayId),
    /// Send [`ToRelay::Alive`](crate::ToRelay::Alive) to this relay.
    Ask(RelayId),
    /// Drop the socket to this relay, if there is one.
    Disconnect(RelayId),
    /// Make a connection and send its offer to this peer, by this relay.
    Call(PeerKey, RelayId),
    /// Make a connection from the offer that this peer has just sent, and send the answer by the
    /// same relay.
    Answer(PeerKey, RelayId),
    /// Send [`Body::Decline`](crate::Body::Decline) to this peer, by this relay.
    Refuse(PeerKey, RelayId),
    /// Close and forget the connection with this peer, without reporting [`Input::Closed`] for it.
    Hangup(PeerKey),
    /// As [`Hangup`](Self::Hangup), for a call that did not fail: the peer called at the same time
    /// and its call goes on, or it has left.
    Withdraw(PeerKey),
    /// Nothing more to do before this time or the next input.
    Sleep(u64),
}

/// Who is in the room, as far as the relays tell, and how far they can be reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Presence {
    /// Peers that a relay names as present, without those that a link is open with.
    pub present: usize,
    /// Of those, the ones with which a link was tried and did not open.
    pub unreached: usize,
    /// Of those, the ones that declined, since all their places are taken.
    pub busy: usize,
    /// A call or an answer is under way.
    pub trying: bool,
}
