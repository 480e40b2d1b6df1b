//! Points of a pool in groups, each group added up: two by two, in all groups at once.

use crate::pool::{Pool, Reference};

/// Points in groups, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    members: Vec<Reference>,
    /// Where each group ends; it begins where the one before ends.
    ends: Vec<usize>,
}

impl Groups {
    /// Groups with the members in each of them.
    pub(crate) fn new(members: Vec<Reference>, ends: Vec<usize>) -> Self {
        Self { members, ends }
    }

    /// The members of a group; none if there is no such group.
    pub(crate) fn group(&self, place: usize) -> &[Reference] {
        self.ends.get(place).map_or(&[], |end| {
            let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.members[start..*end]
        })
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &[Reference]> {
        (0..self.ends.len()).map(|place| self.group(place))
    }

    /// Adds a group at the end.
    pub(crate) fn push(&mut self, members: impl IntoIterator<Item = Reference>) {
        self.members.extend(members);
        self.ends.push(self.members.len());
    }

    /// Makes one group of every two that stand side by side.
    pub(crate) fn merge(&mut self) {
        self.ends = self.ends.iter().skip(1).step_by(2).copied().collect();
    }

    /// Adds up each group: what remains of it is one point, or none if it was empty or came to the point at infinity.
    pub(crate) fn add_up(&mut self, pool: &mut Pool) {
        while self.iter().any(|group| group.len() > 1) {
            self.halve(pool);
        }
    }

    /// Adds the points of each group two by two.
    fn halve(&mut self, pool: &mut Pool) {
        let first = pool.len();
        let mut pairs = Vec::with_capacity(self.members.len() / 2);
        // Sums are written where pairs have been read.
        let (mut start, mut written) = (0, 0);
        for end in &mut self.ends {
            while start < *end {
                self.members[written] = if start + 1 < *end {
                    pairs.push([self.members[start], self.members[start + 1]]);
                    Reference::new(first + pairs.len() - 1, false)
                } else {
                    self.members[start]
                };
                start += 2;
                written += 1;
            }
            start = *end;
            *end = written;
        }
        self.members.truncate(written);
        let lost = pool.add(&pairs);
        if !lost.is_empty() {
            self.drop(|at| {
                at.place() >= first && lost.binary_search(&(at.place() - first)).is_ok()
            });
        }
    }

    /// Takes members out of their groups.
    fn drop(&mut self, is_lost: impl Fn(Reference) -> bool) {
        let mut left = Self::default();
        for group in self.iter() {
            left.push(group.iter().copied().filter(|at| !is_lost(*at)));
        }
        *self = left;
    }
}
