//! A set of the most recent items.

use primitives::{Secret, TableSet};
use std::collections::VecDeque;
use wire::Item;

/// The last `capacity` different items inserted. Forgetting an item must be harmless: it may cost a
/// repeated message.
#[derive(Clone, Debug)]
pub(crate) struct Recent {
    capacity: usize,
    order: VecDeque<Item>,
    members: TableSet<Item>,
}

impl Recent {
    pub(crate) fn new(capacity: usize, secret: Secret) -> Self {
        Self {
            capacity,
            order: VecDeque::new(),
            members: TableSet::with_hasher(secret),
        }
    }

    pub(crate) fn contains(&self, item: &Item) -> bool {
        self.members.contains(item)
    }

    /// Adds an item, and forgets the oldest if there are too many. Returns whether the item is new.
    pub(crate) fn insert(&mut self, item: Item) -> bool {
        if !self.members.insert(item) {
            return false;
        }
        self.order.push_back(item);
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
    use primitives::BlockHash;

    #[test]
    fn forgets_the_oldest() {
        let item = |number| Item::Block(BlockHash::from_bytes([number; 32]));
        let mut recent = Recent::new(2, Secret::of(&[]));
        assert!(recent.insert(item(1)));
        assert!(!recent.insert(item(1)));
        assert!(recent.insert(item(2)));
        assert!(recent.insert(item(3)));
        assert!(!recent.contains(&item(1)));
        assert!(recent.contains(&item(2)) && recent.contains(&item(3)));
    }
}
