//! Offences of peers, remembered after their links are closed.
//!
//! Offences are counted per **group**: an opaque tag from the relay, the same for all peers of one
//! network. A peer without a tag counts as a group of its own, and its offences are forgotten with
//! its link. The effect is what Bitcoin Core calls discouragement: links of such a group are closed
//! first if slots are needed, and no link is closed to give such a group a slot. While slots are
//! free, its peers are accepted like any others, since a whole school may share one address.
//!
//! Each offence counts one and halves every [`HALF_LIFE`]. A group is discouraged while half an
//! offence or more is left. Nothing is stored on disk.
//!
//! **Bound.** At most [`MAX_GROUPS`] groups; the one with the lowest score is forgotten first.

use core::time::Duration;
use litemap::LiteMap;
use primitives::Time;

/// An opaque tag of the network that a peer comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Group(pub u64);

/// The time after which an offence counts half.
pub const HALF_LIFE: Duration = Duration::from_secs(3_600);
/// The maximum number of groups remembered.
const MAX_GROUPS: usize = 1_024;
/// The score of one offence.
const ONE: u32 = 1 << 16;
/// The maximum score: ten hours of discouragement.
const MAX_SCORE: u32 = ONE << 9;

/// The scores of groups.
#[derive(Debug, Default)]
pub(crate) struct Offences {
    scores: LiteMap<Group, Score>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Score {
    /// The score at the time `at`, in units of 1 / [`ONE`].
    value: u32,
    /// The time of the value, on the steady clock.
    at: Time,
}

impl Score {
    /// The score that is left: halved for each whole half-life, and linear in between.
    fn left(self, now: Time) -> u32 {
        let (passed, half) = (now.since(self.at).as_millis(), HALF_LIFE.as_millis());
        let halvings = u32::try_from(passed / half).unwrap_or(u32::MAX);
        let value = u128::from(self.value.checked_shr(halvings).unwrap_or(0));
        let left = value - value * (passed % half) / (2 * half);
        u32::try_from(left).unwrap_or(u32::MAX)
    }
}

impl Offences {
    /// Counts an offence.
    pub(crate) fn add(&mut self, group: Group, now: Time) {
        if !self.scores.contains_key(&group) && self.scores.len() >= MAX_GROUPS {
            let scores = self.scores.iter();
            let least = scores.min_by_key(|(_, score)| score.left(now));
            if let Some(least) = least.map(|(group, _)| *group) {
                self.scores.remove(&least);
            }
        }
        let score = self.scores.entry(group).or_default();
        let value = (score.left(now) + ONE).min(MAX_SCORE);
        *score = Score { value, at: now };
    }

    /// The groups that are discouraged.
    pub(crate) fn discouraged(&self, now: Time) -> impl Iterator<Item = Group> {
        let scores = self.scores.iter();
        let lately = scores.filter(move |(_, score)| score.left(now) >= ONE / 2);
        lately.map(|(group, _)| *group)
    }

    /// Whether a group is discouraged.
    pub(crate) fn is_discouraged(&self, group: Group, now: Time) -> bool {
        let score = self.scores.get(&group);
        score.is_some_and(|score| score.left(now) >= ONE / 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offence_is_forgotten_after_a_half_life_and_several_later() {
        let (mut offences, group) = (Offences::default(), Group(1));
        let hour = |hours: u64| Time(hours * 3_600_000);
        assert!(!offences.is_discouraged(group, hour(0)));
        offences.add(group, hour(0));
        assert!(offences.is_discouraged(group, hour(0)));
        assert!(offences.is_discouraged(group, Time(3_599_000)));
        assert!(!offences.is_discouraged(group, Time(3_700_000)));
        for _ in 0..4 {
            offences.add(group, hour(10));
        }
        assert!(offences.is_discouraged(group, hour(13)));
        assert!(!offences.is_discouraged(group, hour(14)));
        assert!(!offences.is_discouraged(Group(2), hour(10)));
    }

    #[test]
    fn a_thousand_groups_are_remembered_the_worst_ones_longest() {
        let mut offences = Offences::default();
        let bad = Group(u64::MAX);
        offences.add(bad, Time(0));
        offences.add(bad, Time(0));
        for number in 0..5_000 {
            offences.add(Group(number), Time(number));
            assert!(offences.scores.len() <= MAX_GROUPS);
        }
        assert!(offences.is_discouraged(bad, Time(5_000)));
        assert!(offences.is_discouraged(Group(4_999), Time(5_000)));
    }
}
