//! The node's timers.

use crate::PeerId;
use litemap::LiteMap;
use primitives::Time;

/// An action for later. Each is set at most once at a time, so there are at most nine for each
/// peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Timer {
    /// Time limit of the peer's handshake.
    Handshake(PeerId),
    /// The link was silent for long: a ping is sent.
    Ping(PeerId),
    /// Time limit of the peer's answer to a ping.
    Pong(PeerId),
    /// Time limit of the requested headers.
    Headers(PeerId),
    /// Time limit of the next requested block.
    Blocks(PeerId),
    /// Time limit of the next requested transaction.
    Transactions(PeerId),
    /// The node can continue to serve the peer's requests.
    Serve(PeerId),
    /// Time limit of the next answer of the checkers.
    Check,
    /// A small batch of signatures has waited long enough for more.
    Batch,
    /// The gathered transactions are announced.
    Announce,
    /// A node that is catching up announces its tip.
    Tip,
    /// The minimum fee rate is sent to the peers, if it has changed.
    FeeFilter,
    /// The job for miners may be replaced.
    Refresh,
    /// The tip is so old that the next block may be easier.
    Relief,
    /// This node's author may make a block.
    Turn,
    /// The store failed and is tried again.
    Retry,
    /// Blocks were gathered long enough and are written.
    Write,
    /// No peer serves the next block: a link may be closed to make room for another peer.
    Room,
    /// Time limit within which the link must accept some of its unsent bytes.
    Drain(PeerId),
    /// The blocks that the node waits for have not come.
    Stall,
    /// A header of the peer was ahead of this node's clock, and may be acceptable now.
    Early(PeerId),
}

/// The timers that are set, with their times on the node's steady clock.
#[derive(Clone, Debug, Default)]
pub(crate) struct Timers {
    due: LiteMap<Timer, Time>,
}

impl Timers {
    /// Sets a timer, and replaces its time if it was set.
    pub(crate) fn set(&mut self, timer: Timer, at: Time) {
        self.due.insert(timer, at);
    }

    /// Sets a timer unless it is set.
    pub(crate) fn set_if_idle(&mut self, timer: Timer, at: Time) {
        self.due.entry(timer).or_insert(at);
    }

    pub(crate) fn is_set(&self, timer: Timer) -> bool {
        self.due.contains_key(&timer)
    }

    pub(crate) fn clear(&mut self, timer: Timer) {
        self.due.remove(&timer);
    }

    /// Clears all timers of a peer.
    pub(crate) fn clear_peer(&mut self, peer: PeerId) {
        for timer in [
            Timer::Handshake(peer),
            Timer::Ping(peer),
            Timer::Pong(peer),
            Timer::Headers(peer),
            Timer::Blocks(peer),
            Timer::Transactions(peer),
            Timer::Serve(peer),
            Timer::Early(peer),
            Timer::Drain(peer),
        ] {
            self.clear(timer);
        }
    }

    /// The earliest time of a timer. `None` if no timer is set.
    pub(crate) fn next(&self) -> Option<Time> {
        self.due.values().min().copied()
    }

    /// Takes one timer that is due. `None` if there is none.
    pub(crate) fn expired(&mut self, now: Time) -> Option<Timer> {
        let timer = *self.due.iter().find(|(_, at)| **at <= now)?.0;
        self.due.remove(&timer);
        Some(timer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timers_expire_once() {
        let mut timers = Timers::default();
        timers.set(Timer::Announce, Time(5));
        timers.set(Timer::Refresh, Time(3));
        timers.set_if_idle(Timer::Refresh, Time(1));
        assert_eq!(timers.next(), Some(Time(3)));
        assert_eq!(timers.expired(Time(2)), None);
        assert_eq!(timers.expired(Time(5)), Some(Timer::Announce));
        assert_eq!(timers.expired(Time(5)), Some(Timer::Refresh));
        assert_eq!(timers.expired(Time(5)), None);
    }

    #[test]
    fn clearing_a_peer_removes_all_its_timers_and_no_others() {
        let mut timers = Timers::default();
        timers.set(Timer::Ping(PeerId(1)), Time(5));
        timers.set(Timer::Ping(PeerId(2)), Time(6));
        timers.clear_peer(PeerId(1));
        assert_eq!(timers.next(), Some(Time(6)));
    }
}
