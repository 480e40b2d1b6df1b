//! A set that remembers only what came last.

use std::collections::{BTreeSet, VecDeque};

/// The last `capacity` different values put in. Forgetting must be harmless: it may cost a message sent twice.
#[derive(Clone, Debug)]
pub(crate) struct Recent<T> {
    capacity: usize,
    order: VecDeque<T>,
    members: BTreeSet<T>,
}

impl<T: Copy + Ord> Recent<T> {
    pub(crate) const fn new(capacity: usize) -> Self {
        Self {
            capacity,
            order: VecDeque::new(),
            members: BTreeSet::new(),
        }
    }

    pub(crate) fn contains(&self, value: &T) -> bool {
        self.members.contains(value)
    }

    /// Adds a value, forgetting the oldest when there are too many; whether it is new.
    pub(crate) fn insert(&mut self, value: T) -> bool {
        if !self.members.insert(value) {
            return false;
        }
        self.order.push_back(value);
        if self.order.len() > self.capacity
            && let Some(oldest) = self.order.pop_front()
        {
            self.members.remove(&oldest);
        }
        true
    }

    pub(crate) fn clear(&mut self) {
        self.order.clear();
        self.members.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forgets_the_oldest() {
        let mut recent = Recent::new(2);
        assert!(recent.insert(1));
        assert!(!recent.insert(1));
        assert!(recent.insert(2));
        assert!(recent.insert(3));
        assert!(!recent.contains(&1));
        assert!(recent.contains(&2) && recent.contains(&3));
    }
}
