//! Groups of points, and the sums of all groups at once.

use crate::four::Four;
use crate::pool::{Pool, Reference};

/// Groups of points, stored one after the other.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    members: Vec<Reference>,
    /// The end of each group in `members`, which is the start of the next one.
    ends: Vec<usize>,
}

impl Groups {
    /// Creates groups from their members and the end of each group.
    pub(crate) fn new(members: Vec<Reference>, ends: Vec<usize>) -> Self {
        Self { members, ends }
    }

    /// The members of a group. Empty if there is no such group.
    pub(crate) fn group(&self, index: usize) -> &[Reference] {
        self.ends.get(index).map_or(&[], |end| {
            let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.members[start..*end]
        })
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &[Reference]> {
        (0..self.ends.len()).map(|index| self.group(index))
    }

    /// Appends a group.
    pub(crate) fn push(&mut self, members: impl IntoIterator<Item = Reference>) {
        self.members.extend(members);
        self.ends.push(self.members.len());
    }

    /// Merges every two adjacent groups into one.
    pub(crate) fn merge(&mut self) {
        self.ends = self.ends.iter().skip(1).step_by(2).copied().collect();
    }

    /// Replaces each group by its sum: one point, or none if the group was empty or its sum is the
    /// point at infinity.
    pub(crate) fn add_up<F: Four>(&mut self, pool: &mut Pool<F>) {
        while self.iter().any(|group| group.len() > 1) {
            self.halve(pool);
        }
    }

    /// Replaces every two points of a group by their sum.
    fn halve<F: Four>(&mut self, pool: &mut Pool<F>) {
        let first = pool.len();
        let mut pairs = Vec::with_capacity(self.members.len() / 2);
        // Sums overwrite pairs that have been read already.
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
        let infinite = pool.add(&pairs);
        if !infinite.is_empty() {
            self.remove(|at| {
                at.index() >= first && infinite.binary_search(&(at.index() - first)).is_ok()
            });
        }
    }

    /// Removes members from their groups.
    fn remove(&mut self, is_removed: impl Fn(Reference) -> bool) {
        let mut remaining = Self::default();
        for group in self.iter() {
            remaining.push(group.iter().copied().filter(|at| !is_removed(*at)));
        }
        *self = remaining;
    }
}
