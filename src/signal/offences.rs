//! Offences of peers, remembered after their links are closed.
//!
//! An offence counts against the peer and against its **group**: the tag that all peers of one
//! network have. While an offender is discouraged, the mesh does not call it, and answers its calls
//! only while a slot is free ([`Mesh`](crate::mesh::Mesh)). Bitcoin Core calls this discouragement.
//! The offender is not refused altogether, because a whole school may share one address.
//!
//! Each offence adds one to a score, which halves every [`HALF_LIFE`]. An offender is discouraged
//! while its score is a half or more: for an hour after one offence, and for ten hours at most.
//! Scores are not stored, so a page that is loaded anew has forgotten them.
//!
//! **Bound.** At most [`MAX_OFFENDERS`] peers and groups are remembered. Peers are forgotten before
//! groups, because one network can bring any number of peers; of the peers, and then of the groups,
//! the one with the lowest score is forgotten first.

use litemap::LiteMap;

use crate::{Group, PeerKey};

/// The time in which a score halves, in milliseconds.
pub const HALF_LIFE: u64 = 3_600_000;
/// The maximum number of peers and groups remembered.
pub const MAX_OFFENDERS: usize = 1_024;
/// The score of one offence.
const ONE: u32 = 1 << 16;
/// The maximum score: ten hours of discouragement.
const MAX_SCORE: u32 = ONE << 9;
/// The number of half-lives after which nothing is left of any score.
const MAX_HALVINGS: u64 = 32;

/// An action of a peer that no honest program takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offence {
    /// It sent bytes that are not a frame, or not a message.
    Malformed,
    /// It sent a message before the handshake was complete, or a second handshake.
    OutOfTurn,
    /// It sent a header that breaks a rule, or headers that connect to nothing.
    Headers,
    /// It sent a block that breaks a rule.
    Block,
    /// It sent a transaction that breaks a rule.
    Transaction,
    /// It told a person's name with a wrong signature.
    Name,
    /// It sent or requested more in a short time than an honest program does.
    Flood,
}

/// A peer or a group that an offence counts against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Offender {
    /// A peer, for as long as it keeps its key.
    Peer(PeerKey),
    /// All peers of a network.
    Group(Group),
}

impl Offender {
    const fn is_group(self) -> bool {
        matches!(self, Self::Group(_))
    }
}

/// The scores of offenders. Times are milliseconds of a clock that is never set back.
#[derive(Debug, Default)]
pub struct Offences {
    scores: LiteMap<Offender, Score>,
}

#[derive(Clone, Copy, Debug)]
struct Score {
    /// The score; [`ONE`] stands for one offence.
    value: u32,
    /// The time at which the score had this value.
    at: u64,
    /// The offender is discouraged before this time.
    until: u64,
    last: Offence,
}

impl Score {
    /// A score of this value from now on.
    fn new(value: u32, now: u64, last: Offence) -> Self {
        let until = now.saturating_add(lasting(value));
        Self {
            value,
            at: now,
            until,
            last,
        }
    }

    fn left(&self, now: u64) -> u32 {
        decayed(self.value, now.saturating_sub(self.at))
    }
}

/// The score that is left after a time. It halves in each half-life, and falls linearly in between.
fn decayed(value: u32, passed: u64) -> u32 {
    let halvings = u32::try_from(passed / HALF_LIFE).unwrap_or(u32::MAX);
    let value = u64::from(value.checked_shr(halvings).unwrap_or(0));
    let left = value - value * (passed % HALF_LIFE) / (2 * HALF_LIFE);
    u32::try_from(left).unwrap_or(u32::MAX)
}

/// The time until a score has fallen below half an offence.
fn lasting(value: u32) -> u64 {
    let (mut from, mut to) = (0, MAX_HALVINGS * HALF_LIFE);
    while from < to {
        let middle = from.midpoint(to);
        match decayed(value, middle) < ONE / 2 {
            true => to = middle,
            false => from = middle + 1,
        }
    }
    to
}

impl Offences {
    /// Counts an offence.
    pub fn add(&mut self, offender: Offender, offence: Offence, now: u64) {
        if !self.scores.contains_key(&offender) && self.scores.len() >= MAX_OFFENDERS {
            let scores = self.scores.iter();
            let least = scores.min_by_key(|(other, score)| (other.is_group(), score.left(now)));
            match least.map(|(least, _)| *least) {
                Some(least) if least.is_group() && !offender.is_group() => return,
                Some(least) => self.scores.remove(&least),
                None => None,
            };
        }
        let before = self.scores.get(&offender);
        let before = before.map_or(0, |score| score.left(now));
        let value = (before + ONE).min(MAX_SCORE);
        self.scores
            .insert(offender, Score::new(value, now, offence));
    }

    /// The time before which an offender is discouraged; 0 if it is not remembered.
    pub fn until(&self, offender: Offender) -> u64 {
        self.scores.get(&offender).map_or(0, |score| score.until)
    }

    /// The time before which a peer of a group is discouraged, for its own offences or its group's.
    pub fn avoided_until(&self, peer: PeerKey, group: Option<Group>) -> u64 {
        let by_group = group.map_or(0, |group| self.until(Offender::Group(group)));
        self.until(Offender::Peer(peer)).max(by_group)
    }

    /// The last offence of an offender; `None` if none is remembered.
    pub fn last(&self, offender: Offender) -> Option<Offence> {
        self.scores.get(&offender).map(|score| score.last)
    }

    /// The groups that are discouraged, in order.
    pub fn discouraged(&self, now: u64) -> Vec<Group> {
        let lately = self.scores.iter().filter(|(_, score)| now < score.until);
        let groups = lately.filter_map(|(offender, _)| match offender {
            Offender::Group(group) => Some(*group),
            Offender::Peer(_) => None,
        });
        groups.collect()
    }

    /// The number of peers and groups that are remembered.
    pub fn len(&self) -> usize {
        self.scores.len()
    }

    /// Whether no offence is remembered.
    pub fn is_empty(&self) -> bool {
        self.scores.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = HALF_LIFE;

    fn group(number: u64) -> Offender {
        Offender::Group(Group::from_bytes(number.to_be_bytes()))
    }

    #[test]
    fn an_offence_is_forgotten_after_a_half_life_and_several_later() {
        // The number of offences at the same time, and the minimum and maximum hours for which the
        // offender is discouraged.
        for (count, least, most) in [
            (1, 1, 1),
            (2, 2, 2),
            (4, 3, 3),
            (5, 3, 4),
            (8, 4, 4),
            (512, 10, 10),
            (10_000, 10, 10),
        ] {
            let mut offences = Offences::default();
            for _ in 0..count {
                offences.add(group(1), Offence::Block, 7 * HOUR);
            }
            let until = offences.until(group(1));
            let lasting = until - 7 * HOUR;
            assert!(lasting >= least * HOUR, "{count}: {lasting} ms");
            assert!(lasting <= most * HOUR + 1_000, "{count}: {lasting} ms");
            assert_eq!(offences.discouraged(until - 1).len(), 1, "{count}");
            assert!(offences.discouraged(until).is_empty(), "{count}");
            assert_eq!(offences.until(group(2)), 0);
        }
    }

    #[test]
    fn a_thousand_offenders_are_remembered_the_worst_ones_longest() {
        let mut offences = Offences::default();
        let bad = group(u64::MAX);
        offences.add(bad, Offence::Flood, 0);
        offences.add(bad, Offence::Malformed, 0);
        for number in 0..5_000 {
            offences.add(group(number), Offence::Flood, number);
            assert!(offences.len() <= MAX_OFFENDERS);
        }
        assert!(offences.until(bad) > 5_000);
        assert!(offences.until(group(4_999)) > 5_000);
        assert_eq!(offences.last(bad), Some(Offence::Malformed));
    }

    #[test]
    fn many_peers_of_one_network_do_not_replace_a_group() {
        let mut offences = Offences::default();
        let other = group(1);
        offences.add(other, Offence::Block, 0);
        let attackers = group(2);
        for number in 0..3_000_u32 {
            let key = PeerKey::from_bytes(u128::from(number).to_be_bytes());
            offences.add(Offender::Peer(key), Offence::Flood, number.into());
            offences.add(attackers, Offence::Flood, number.into());
            assert!(offences.len() <= MAX_OFFENDERS);
        }
        assert!(offences.until(other) > 3_000);
        // When all remembered offenders are groups, a peer is not remembered.
        for number in 0..3_000 {
            offences.add(group(number), Offence::Flood, 3_000);
        }
        let newest = Offender::Peer(PeerKey::from_bytes([255; 16]));
        offences.add(newest, Offence::Flood, 3_001);
        assert_eq!(offences.until(newest), 0);
        assert_eq!(offences.len(), MAX_OFFENDERS);
    }
}
