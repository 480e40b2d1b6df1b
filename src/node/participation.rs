//! Whether the node takes part: relays payments, announces its blocks, asks for the pools of
//! others.
//!
//! A node that catches up does not: its blocks are no news to others, and it can't judge waiting
//! transactions. But what it lacks is told by strangers, and a stranger may deliver the blocks of a
//! better branch slowly, to keep the node waiting. So the node stops taking part only where all of
//! these hold, which are dear to bring about together:
//!
//! - It lacks more work than its last [`CATCHING_UP`] blocks have, and blocks arrive fast enough
//!   ([`crate::progress`]).
//! - Its tip is older than [`CATCHING_UP`] intervals.
//! - It was not in sync before, or it lacks more work than its own chain has. A stranger who does
//!   that much work can replace the whole chain.
//!
//! **Was in sync** is remembered, as Bitcoin Core remembers that its initial download is over, once
//! the node has been in sync with peers for [`SETTLED`]. The node forgets it for reasons of its own
//! only: the clock jumped ahead by as much as a tip may be old, as when the device slept, or no
//! peer is left. No stranger can bring about either.
//!
//! Authors go by the first condition alone ([`Node::is_catching_up`]): headers of their chains need
//! seals, so that a stranger cannot make up a branch, and a block that is sealed on an old tip is
//! lost.

use crate::{Node, SyncState};
use chain::Store;
use core::time::Duration;
use primitives::{Time, Work};

/// A node that lacks more work than its last so many blocks have may be catching up. Headers that
/// cost little do not add up to that, however many they are.
pub(crate) const CATCHING_UP: u32 = 6;
/// The least age from which on a tip counts as old, on chains of short intervals.
const LEAST_AGE: Duration = Duration::from_secs(60);
/// How long a node is in sync until that is remembered: long enough to meet somebody who has more.
const SETTLED: Duration = Duration::from_secs(60);

/// Whether the node was in sync.
#[derive(Debug, Default)]
pub(crate) struct Participation {
    /// Since when, on the steady clock, it has been in sync with somebody; none while it is not.
    since: Option<Time>,
    was_in_sync: bool,
}

impl Participation {
    /// Notes how the node stands with its peers.
    pub(crate) fn observe(&mut self, is_alone: bool, is_catching_up: bool, now: Time) {
        if is_alone {
            self.forget();
        } else if is_catching_up {
            self.since = None;
        } else if now.since(*self.since.get_or_insert(now)) >= SETTLED {
            self.was_in_sync = true;
        }
    }

    /// Forgets everything: the device slept, or its clock was set.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Whether the node was in sync since it last was alone or asleep.
    pub(crate) const fn was_in_sync(&self) -> bool {
        self.was_in_sync
    }
}

impl<S: Store> Node<S> {
    /// Whether blocks of a branch that is well ahead arrive, or are awaited from somebody who has
    /// them.
    ///
    /// Only headers that were checked tell that: what a peer merely claims costs it nothing, and a
    /// node that waited for it could be kept waiting for ever. Nor do headers whose blocks do not
    /// come.
    pub(crate) fn is_catching_up(&self) -> bool {
        match self.sync_state() {
            SyncState::Alone
            | SyncState::Headers
            | SyncState::Synced
            | SyncState::Stranded { .. } => false,
            SyncState::Blocks { .. } | SyncState::Unserved { .. } => {
                !self.progress.is_stalled() && self.missing_work() > self.recent_work(CATCHING_UP)
            }
        }
    }

    /// Whether the node takes part in what is going on.
    pub(crate) fn takes_part(&self) -> bool {
        let was_in_sync =
            || self.participation.was_in_sync() && self.missing_work() <= self.chain.tip().work;
        !self.is_catching_up() || self.is_tip_recent() || was_in_sync()
    }

    /// Notes how the node stands with its peers.
    pub(crate) fn observe_participation(&mut self) {
        let is_alone = !self.peers.values().any(|peer| peer.ready);
        let is_catching_up = self.is_catching_up();
        self.participation
            .observe(is_alone, is_catching_up, self.steady);
    }

    /// How old a tip may be that counts as recent.
    pub(crate) fn recent_age(&self) -> Duration {
        let interval = Duration::from_secs(self.chain.spec().interval.into());
        (interval * CATCHING_UP).max(LEAST_AGE)
    }

    fn is_tip_recent(&self) -> bool {
        let tip = Time::from_timestamp(self.chain.tip().header.time);
        self.now.since(tip) <= self.recent_age()
    }

    /// The work that the best branch shown has beyond the tip's.
    fn missing_work(&self) -> Work {
        let tip = self.chain.tip().work;
        self.target().map_or(Work::ZERO, |target| target.work - tip)
    }

    /// The work of so many of the last blocks, or of the whole chain where it is shorter.
    pub(crate) fn recent_work(&self, blocks: u32) -> Work {
        let tip = self.chain.tip();
        let below = tip.height.checked_sub(blocks);
        let below = below.and_then(|height| self.chain.entry_at(height));
        tip.work - below.map_or(Work::ZERO, |below| below.work)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_in_sync_is_remembered_until_the_node_is_alone_or_asleep() {
        let mut participation = Participation::default();
        participation.observe(false, false, Time(1_000));
        participation.observe(false, true, Time(60_000));
        participation.observe(false, false, Time(61_000));
        participation.observe(false, false, Time(120_999));
        assert!(!participation.was_in_sync());
        participation.observe(false, false, Time(121_000));
        participation.observe(false, true, Time(122_000));
        assert!(participation.was_in_sync());
        participation.forget();
        assert!(!participation.was_in_sync());
        participation.observe(false, false, Time(123_000));
        participation.observe(true, false, Time(124_000));
        participation.observe(false, false, Time(183_000));
        assert!(!participation.was_in_sync());
    }
}
