//! Participation: whether the node relays payments, announces its blocks and asks its peers for
//! their pools.
//!
//! A node that is catching up does not take part: its peers have its blocks already, and it can't
//! check unconfirmed transactions. But the node learns only from its peers which blocks it lacks,
//! and an attacker may deliver the blocks of a better branch slowly to keep the node waiting. So
//! the node stops taking part only if all of these conditions hold; to cause all of them is
//! expensive:
//!
//! - It lacks more work than its last [`CATCHING_UP`] blocks have, and blocks arrive fast enough
//!   ([`super::progress`]).
//! - Its tip is older than [`CATCHING_UP`] intervals, and than a minute.
//! - It was not in sync before, or it lacks more work than its own chain has. An attacker with that
//!   much work can replace the whole chain.
//!
//! Once the node has been in sync with peers for [`SETTLED`], it remembers that, as Bitcoin Core
//! remembers that its initial download is complete. The node forgets it only for two reasons: no
//! peer is left, or the clock jumped ahead by the maximum age of a recent tip, such as after the
//! device slept. Untrusted peers can cause neither.
//!
//! For authors only the first condition counts (`Node::is_catching_up`). Headers of their chains
//! need seals, so an untrusted peer cannot invent a branch. And a block that is sealed on an old
//! tip is lost.

use core::time::Duration;
use primitives::Time;

/// A node may be catching up if it lacks more work than this many of its last blocks have. Headers
/// of low difficulty do not add up to that, however many they are. This is also the age of an old
/// tip, in intervals.
pub(crate) const CATCHING_UP: u32 = 6;
/// How long a node must be in sync until that is remembered: long enough to meet a peer with more
/// work.
const SETTLED: Duration = Duration::from_secs(60);

/// Whether the node was in sync.
#[derive(Debug, Default)]
pub(crate) struct Participation {
    /// Since when it has been in sync with a peer, on the steady clock. `None` while it is not.
    since: Option<Time>,
    was_in_sync: bool,
}

impl Participation {
    /// Records whether the node has peers and is in sync with them.
    pub(crate) fn observe(&mut self, is_alone: bool, is_catching_up: bool, now: Time) {
        if is_alone {
            self.forget();
        } else if is_catching_up {
            self.since = None;
        } else if now.since(*self.since.get_or_insert(now)) >= SETTLED {
            self.was_in_sync = true;
        }
    }

    /// Forgets everything, since the device slept or its clock was set.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Whether the node was in sync since it last had no peers or the device last slept.
    pub(crate) const fn was_in_sync(&self) -> bool {
        self.was_in_sync
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
