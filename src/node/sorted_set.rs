//! A small set.

use litemap::LiteMap;

/// A set of few items, in a sorted list.
#[derive(Clone, Debug)]
pub(crate) struct SortedSet<T>(LiteMap<T, ()>);

impl<T: Ord> SortedSet<T> {
    /// An empty set.
    pub(crate) const fn new() -> Self {
        Self(LiteMap::new())
    }

    /// Adds an item. Returns whether it is new.
    pub(crate) fn insert(&mut self, item: T) -> bool {
        self.0.insert(item, ()).is_none()
    }

    /// Removes an item. Returns whether it was there.
    pub(crate) fn remove(&mut self, item: &T) -> bool {
        self.0.remove(item).is_some()
    }

    /// Whether the set contains an item.
    pub(crate) fn contains(&self, item: &T) -> bool {
        self.0.contains_key(item)
    }

    /// The number of items.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no items.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The items in ascending order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.keys()
    }
}

impl<T: Ord> Default for SortedSet<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Ord> IntoIterator for SortedSet<T> {
    type Item = T;
    type IntoIter = core::iter::Map<<LiteMap<T, ()> as IntoIterator>::IntoIter, fn((T, ())) -> T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter().map(|(item, ())| item)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_equals_a_set(changes in prop::collection::vec((0_u8..20, any::<bool>()), 0..100)) {
            let (mut ours, mut wanted) = (SortedSet::new(), BTreeSet::new());
            for (item, is_added) in changes {
                if is_added {
                    prop_assert_eq!(ours.insert(item), wanted.insert(item));
                } else {
                    prop_assert_eq!(ours.remove(&item), wanted.remove(&item));
                }
                prop_assert_eq!(ours.contains(&item), wanted.contains(&item));
                prop_assert_eq!((ours.len(), ours.is_empty()), (wanted.len(), wanted.is_empty()));
            }
            prop_assert!(ours.iter().eq(&wanted));
            prop_assert!(ours.into_iter().eq(wanted));
        }
    }
}
