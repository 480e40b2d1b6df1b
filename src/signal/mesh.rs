//! Whom to call: a sans-IO machine that keeps one page linked to enough of the others in its room.
//!
//! The machine does no I/O, reads no clock and draws no randomness of its own. Its driver tells it what happened with
//! [`Mesh::handle`] and then drains [`Mesh::poll`] until [`Output::Sleep`]; when that time has come, it hands in
//! [`Input::Woken`]. Times are milliseconds of any clock that does not run backwards by much.
//!
//! ```
//! use signal::PeerKey;
//! use signal::mesh::{Input, Mesh, Output, Settings};
//!
//! let (me, other) = (PeerKey::from_bytes([1; 16]), PeerKey::from_bytes([2; 16]));
//! let mut mesh = Mesh::new(me, Settings::default(), 42, 0);
//! assert_eq!(mesh.poll(), Output::Connect); // open the socket to the relay and join
//! assert!(matches!(mesh.poll(), Output::Sleep(_)));
//!
//! mesh.handle(100, Input::Welcomed(vec![other]));
//! assert_eq!(mesh.poll(), Output::Call(other)); // make an offer and send it through the relay
//! assert!(matches!(mesh.poll(), Output::Sleep(_)));
//!
//! mesh.handle(200, Input::Opened(other)); // the data channel is open
//! assert!(matches!(mesh.poll(), Output::Sleep(_)));
//! assert_eq!(mesh.links(), 1);
//! ```
//!
//! # Rules
//!
//! - Below [`Settings::wanted`] links the machine calls, one peer at a time, drawn at random from those with the fewest
//!   failures. It answers calls up to [`Settings::most`] links, so the slots between the two are kept for newcomers.
//! - When two call each other at once, the call of the lower key goes on; the other side drops its own and answers.
//! - A call or answer that has not opened within [`Settings::patience`] counts as failed. The same peer is tried again after
//!   a wait that doubles with each failure.
//! - Now and then, with enough links, one more peer is called and the oldest link of the machine's own making given up for
//!   it. Two groups that are each content with themselves thus grow together once one relay lists them both.
//! - A lost relay is called again after a wait that doubles up to [`Settings::longest_wait`], with jitter, so that a
//!   restarted relay does not meet all pages in one moment. Links outlive the relay.
//!
//! # Bounds
//!
//! At most [`MAX_KNOWN`] peers are remembered: several times what a welcome lists. Each input adds at most a handful of
//! outputs, and the driver drains them before the next.

mod terms;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use litemap::LiteMap;

use crate::PeerKey;
use crate::dice::Dice;

pub use terms::{Input, Output, Settings};

/// Most peers that are remembered at a time, links included.
pub const MAX_KNOWN: usize = 256;

/// The machine; see the [module](self).
#[derive(Debug)]
pub struct Mesh {
    me: PeerKey,
    settings: Settings,
    dice: Dice,
    now: u64,
    relay: Relay,
    /// How many times in a row the relay was lost soon or not reached.
    relay_failures: u32,
    explore_at: u64,
    peers: LiteMap<PeerKey, Known>,
    outputs: VecDeque<Output>,
}

#[derive(Clone, Copy, Debug)]
enum Relay {
    Lost { retry_at: u64 },
    Connecting { until: u64 },
    Joined { since: u64 },
}

#[derive(Debug)]
struct Known {
    /// The relay names it as live, so a call can reach it.
    listed: bool,
    failures: u32,
    /// No call before this time.
    not_before: u64,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Idle,
    Calling { until: u64, exploring: bool },
    Answering { until: u64 },
    Linked { since: u64, called: bool },
}

impl Mesh {
    /// A machine for the page with this key, without links. Its first output is [`Output::Connect`].
    pub fn new(me: PeerKey, settings: Settings, seed: u64, now: u64) -> Self {
        let mut dice = Dice::new(seed);
        let explore_at = now + dice.around(settings.explore_every);
        let mut mesh = Self {
            me,
            settings,
            dice,
            now,
            relay: Relay::Lost { retry_at: now },
            relay_failures: 0,
            explore_at,
            peers: LiteMap::new(),
            outputs: VecDeque::new(),
        };
        mesh.act();
        mesh
    }

    /// Takes in what happened. It never fails: an input that no longer fits is answered or ignored.
    pub fn handle(&mut self, now: u64, input: Input) {
        self.now = now;
        match input {
            Input::Welcomed(peers) => self.welcomed(&peers),
            Input::RelayLost => self.relay_lost(),
            Input::Arrived(peer) => self.list(peer),
            Input::Left(peer) => self.left(peer),
            Input::Offered(peer) => self.offered(peer),
            Input::Declined(peer) => self.declined(peer),
            Input::Opened(peer) => self.opened(peer),
            Input::Closed(peer) => self.failed(peer),
            Input::Woken => {}
        }
        self.act();
    }

    /// The next thing to do; [`Output::Sleep`] when there is none.
    pub fn poll(&mut self) -> Output {
        match self.outputs.pop_front() {
            Some(output) => output,
            None => Output::Sleep(self.next_time()),
        }
    }

    /// Open links.
    pub fn links(&self) -> usize {
        let linked = |known: &&Known| matches!(known.state, State::Linked { .. });
        self.peers.values().filter(linked).count()
    }

    /// Whether the relay has let this page in and its socket is live.
    pub const fn relay_joined(&self) -> bool {
        matches!(self.relay, Relay::Joined { .. })
    }

    /// When the lost relay is called again; none while it is being called or has let this page in.
    pub const fn relay_retry(&self) -> Option<u64> {
        match self.relay {
            Relay::Lost { retry_at } => Some(retry_at),
            Relay::Connecting { .. } | Relay::Joined { .. } => None,
        }
    }

    fn welcomed(&mut self, peers: &[PeerKey]) {
        self.relay = Relay::Joined { since: self.now };
        // Peers met at another relay may form a group of their own: look around soon.
        let soon = self.now + self.dice.around(self.settings.explore_every / 10);
        self.explore_at = self.explore_at.min(soon);
        for peer in peers {
            self.list(*peer);
        }
    }

    fn relay_lost(&mut self) {
        match self.relay {
            Relay::Lost { .. } => return,
            // A relay that lets in and throws out at once is not called at once again.
            Relay::Joined { since } if self.now >= since + self.settings.longest_wait => {
                self.relay_failures = 0;
            }
            Relay::Joined { .. } | Relay::Connecting { .. } => {}
        }
        let retry_at = self.now + self.wait(self.relay_failures);
        self.relay_failures = self.relay_failures.saturating_add(1);
        self.relay = Relay::Lost { retry_at };
        self.peers.retain(|_, known| known.state != State::Idle);
        for (_, known) in &mut self.peers {
            known.listed = false;
        }
    }

    fn list(&mut self, peer: PeerKey) {
        if let Some(known) = self.remember(peer) {
            known.listed = true;
        }
    }

    fn left(&mut self, peer: PeerKey) {
        let Some(known) = self.peers.get_mut(&peer) else {
            return;
        };
        known.listed = false;
        match known.state {
            State::Idle => {
                self.peers.remove(&peer);
            }
            // The answer can't come any more.
            State::Calling { .. } => self.give_up(peer),
            // What was agreed may still open, and an open link needs no relay.
            State::Answering { .. } | State::Linked { .. } => {}
        }
    }

    fn offered(&mut self, peer: PeerKey) {
        let slots = self.slots();
        let (me, most) = (self.me, self.settings.most);
        let until = self.now + self.settings.patience;
        let Some(known) = self.remember(peer) else {
            if peer != me {
                self.outputs.push_back(Output::Refuse(peer));
            }
            return;
        };
        match known.state {
            State::Calling { .. } if me < peer => return,
            State::Idle if slots >= most => {
                self.outputs.push_back(Output::Refuse(peer));
                self.forget_if_unlisted(peer);
                return;
            }
            State::Idle => {}
            // The other side starts afresh, so whatever there was has ended for it.
            State::Calling { .. } | State::Answering { .. } | State::Linked { .. } => {
                self.outputs.push_back(Output::Hangup(peer));
            }
        }
        if let Some(known) = self.peers.get_mut(&peer) {
            known.state = State::Answering { until };
        }
        self.outputs.push_back(Output::Answer(peer));
    }

    fn declined(&mut self, peer: PeerKey) {
        let state = self.peers.get(&peer).map(|known| known.state);
        if let Some(State::Calling { .. }) = state {
            self.give_up(peer);
        }
    }

    fn opened(&mut self, peer: PeerKey) {
        let since = self.now;
        let Some(known) = self.peers.get_mut(&peer) else {
            self.outputs.push_back(Output::Hangup(peer));
            return;
        };
        let exploring = match known.state {
            State::Idle => {
                self.outputs.push_back(Output::Hangup(peer));
                return;
            }
            State::Linked { .. } => return,
            State::Calling { exploring, .. } => {
                known.state = State::Linked {
                    since,
                    called: true,
                };
                exploring
            }
            State::Answering { .. } => {
                known.state = State::Linked {
                    since,
                    called: false,
                };
                false
            }
        };
        known.failures = 0;
        if exploring && self.links() > self.settings.wanted {
            self.drop_oldest_but(peer);
        }
    }

    /// Ends the oldest link of this side's making, except the one with `kept`.
    fn drop_oldest_but(&mut self, kept: PeerKey) {
        let own = self
            .peers
            .iter()
            .filter_map(|(peer, known)| match known.state {
                State::Linked {
                    since,
                    called: true,
                } if *peer != kept => Some((since, *peer)),
                _ => None,
            });
        if let Some((_, oldest)) = own.min() {
            self.give_up(oldest);
        }
    }

    /// Hangs up and lets some time pass before that peer is called again.
    fn give_up(&mut self, peer: PeerKey) {
        self.outputs.push_back(Output::Hangup(peer));
        self.failed(peer);
    }

    fn failed(&mut self, peer: PeerKey) {
        let Some(known) = self.peers.get_mut(&peer) else {
            return;
        };
        known.state = State::Idle;
        let failures = known.failures;
        known.failures = failures.saturating_add(1);
        let not_before = self.now + self.wait(failures);
        if let Some(known) = self.peers.get_mut(&peer) {
            known.not_before = not_before;
        }
        self.forget_if_unlisted(peer);
    }

    fn forget_if_unlisted(&mut self, peer: PeerKey) {
        let forgettable = |known: &Known| !known.listed && known.state == State::Idle;
        if self.peers.get(&peer).is_some_and(forgettable) {
            self.peers.remove(&peer);
        }
    }

    /// The entry of this peer, made if there was none. None for this page itself, and if all places are links.
    fn remember(&mut self, peer: PeerKey) -> Option<&mut Known> {
        if peer == self.me {
            return None;
        }
        if !self.peers.contains_key(&peer) && self.peers.len() >= MAX_KNOWN {
            let idle =
                |(peer, known): (&PeerKey, &Known)| (known.state == State::Idle).then_some(*peer);
            let idle: Vec<_> = self.peers.iter().filter_map(idle).collect();
            let loser = self.draw(&idle)?;
            self.peers.remove(&loser);
        }
        let now = self.now;
        Some(self.peers.entry(peer).or_insert(Known {
            listed: false,
            failures: 0,
            not_before: now,
            state: State::Idle,
        }))
    }

    /// Does all that the time and the links ask for.
    fn act(&mut self) {
        let overdue = |(peer, known): (&PeerKey, &Known)| match known.state {
            State::Calling { until, .. } | State::Answering { until } if until <= self.now => {
                Some(*peer)
            }
            _ => None,
        };
        let overdue: Vec<_> = self.peers.iter().filter_map(overdue).collect();
        for peer in overdue {
            self.give_up(peer);
        }
        match self.relay {
            Relay::Lost { retry_at } if retry_at <= self.now => {
                let until = self.now + self.settings.patience;
                self.relay = Relay::Connecting { until };
                self.outputs.push_back(Output::Connect);
            }
            Relay::Connecting { until } if until <= self.now => self.relay_lost(),
            _ => {}
        }
        self.call();
    }

    /// Makes the next call, if one is due.
    fn call(&mut self) {
        if !self.may_call() {
            return;
        }
        let slots = self.slots();
        let exploring = slots >= self.settings.wanted;
        if exploring {
            if self.now < self.explore_at {
                return;
            }
            self.explore_at = self.now + self.dice.around(self.settings.explore_every);
            // Half of the slots above the wanted ones stay free for those who have none.
            if slots >= self.settings.wanted.midpoint(self.settings.most) {
                return;
            }
        }
        let due = |known: &Known| {
            known.listed && known.state == State::Idle && known.not_before <= self.now
        };
        let due: Vec<_> = self.peers.iter().filter(|(_, known)| due(known)).collect();
        let Some(fewest) = due.iter().map(|(_, known)| known.failures).min() else {
            return;
        };
        let best =
            |(peer, known): &(&PeerKey, &Known)| (known.failures == fewest).then_some(**peer);
        let best: Vec<_> = due.iter().filter_map(best).collect();
        let until = self.now + self.settings.patience;
        if let Some(peer) = self.draw(&best)
            && let Some(known) = self.peers.get_mut(&peer)
        {
            known.state = State::Calling { until, exploring };
            self.outputs.push_back(Output::Call(peer));
        }
    }

    /// Whether the relay is there to carry a call and none is under way.
    fn may_call(&self) -> bool {
        let calling = |known: &Known| matches!(known.state, State::Calling { .. });
        self.relay_joined() && !self.peers.values().any(calling)
    }

    /// Links, and calls and answers that may become links.
    fn slots(&self) -> usize {
        let used = |known: &&Known| known.state != State::Idle;
        self.peers.values().filter(used).count()
    }

    fn next_time(&self) -> u64 {
        let (may_call, below) = (self.may_call(), self.slots() < self.settings.wanted);
        let relay = match self.relay {
            Relay::Lost { retry_at } => retry_at,
            Relay::Connecting { until } => until,
            Relay::Joined { .. } => u64::MAX,
        };
        let peers = self.peers.values().map(|known| match known.state {
            State::Calling { until, .. } | State::Answering { until } => until,
            State::Idle if may_call && below && known.listed => known.not_before,
            State::Idle | State::Linked { .. } => u64::MAX,
        });
        let explore = match may_call && !below {
            true => self.explore_at,
            false => u64::MAX,
        };
        peers.fold(relay.min(explore), u64::min)
    }

    /// The wait after so many earlier failures in a row.
    fn wait(&mut self, failures: u32) -> u64 {
        let doubled = self.settings.shortest_wait << failures.min(16);
        self.dice.around(doubled.min(self.settings.longest_wait))
    }

    fn draw(&mut self, from: &[PeerKey]) -> Option<PeerKey> {
        let at = self.dice.below(from.len() as u64);
        from.get(usize::try_from(at).ok()?).copied()
    }
}
