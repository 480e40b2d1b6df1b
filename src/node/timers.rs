//! What a node waits for, and until when.

use crate::PeerId;
use litemap::LiteMap;
use primitives::Time;

/// Something to be done later. Each is set at most once at a time, so there are at most a handful
/// per peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Timer {
    /// The peer's handshake must be through.
    Handshake(PeerId),
    /// The link was silent for long: ask for a sign of life.
    Ping(PeerId),
    /// The sign of life must have come.
    Pong(PeerId),
    /// The headers asked for must have come.
    Headers(PeerId),
    /// The next block asked for must have come.
    Blocks(PeerId),
    /// The next transaction asked for must have come.
    Transactions(PeerId),
    /// The peer's requests can be served on.
    Serve(PeerId),
    /// The next batch of signatures must have been verified.
    Check,
    /// Few signatures have waited long enough for more.
    Batch,
    /// Gathered transactions are to be announced.
    Announce,
    /// The tip may be announced again.
    Tip,
    /// Peers may have to be told another least rate.
    FeeFilter,
    /// The job for miners may be made anew.
    Refresh,
    /// The tip has stayed so long that the next block may be easier.
    Relief,
    /// This node's author may make a block.
    Turn,
    /// The store failed; it may work again.
    Retry,
    /// Blocks were gathered long enough.
    Write,
    /// Nobody serves the next block: somebody else may be found.
    Room,
    /// The peer must have taken some of what is unsent.
    Drain(PeerId),
    /// Blocks that are wanted do not come.
    Stall,
    /// A header of the peer's was ahead of this node's clock, and may be acceptable now.
    Early(PeerId),
}

/// The timers that are set, to times on the node's steady clock.
#[derive(Clone, Debug, Default)]
pub(crate) struct Timers {
    due: LiteMap<Timer, Time>,
}

impl Timers {
    /// Sets a timer, whether or not it was set.
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

    /// The time of the first timer to come.
    pub(crate) fn next(&self) -> Option<Time> {
        self.due.values().min().copied()
    }

    /// Takes one timer that is due.
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
    fn a_peer_leaves_no_timer() {
        let mut timers = Timers::default();
        timers.set(Timer::Ping(PeerId(1)), Time(5));
        timers.set(Timer::Ping(PeerId(2)), Time(6));
        timers.clear_peer(PeerId(1));
        assert_eq!(timers.next(), Some(Time(6)));
    }
}
