//! A hash table of indices into a list. The table knows neither the list nor its keys: the caller
//! computes the hashes and compares the keys.
//!
//! Changed rows and headers share its code. The code of a sorted map would be compiled once for
//! each type.

/// Finds the items of a list by their hashes, with linear probing. An item is in the slot that its
/// hash gives, or in a later one without a free slot between them. At least a quarter of the slots
/// are free, which keeps searches short.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slots {
    /// The number of slots is zero or a power of two.
    slots: Vec<Slot>,
    /// The number of slots that are not free.
    taken: usize,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    hash: u32,
    /// The item's index in the list; [`Slot::FREE`] if the slot is free.
    index: usize,
}

impl Slot {
    const FREE: usize = usize::MAX;
    const EMPTY: Self = Self {
        hash: 0,
        index: Self::FREE,
    };
}

impl Slots {
    /// The index of the item with this hash for which `is_wanted` holds.
    pub(crate) fn find(&self, hash: u32, is_wanted: impl Fn(usize) -> bool) -> Option<usize> {
        let mut at = self.first_slot(hash)?;
        loop {
            let slot = self.slots[at];
            if slot.index == Slot::FREE {
                return None;
            }
            if slot.hash == hash && is_wanted(slot.index) {
                return Some(slot.index);
            }
            at = self.after(at);
        }
    }

    /// Adds an item, which must not be in the table.
    pub(crate) fn insert(&mut self, hash: u32, index: usize) {
        if self.taken >= self.slots.len() / 4 * 3 {
            let count = (2 * self.slots.len()).max(8);
            let old = core::mem::replace(&mut self.slots, vec![Slot::EMPTY; count]);
            for slot in old.into_iter().filter(|slot| slot.index != Slot::FREE) {
                self.take(slot);
            }
        }
        self.take(Slot { hash, index });
        self.taken += 1;
    }

    /// Removes an item. Does nothing if it is not in the table.
    pub(crate) fn remove(&mut self, hash: u32, index: usize) {
        let Some(mut gap) = self.first_slot(hash) else {
            return;
        };
        while self.slots[gap].index != index {
            if self.slots[gap].index == Slot::FREE {
                return;
            }
            gap = self.after(gap);
        }
        // A search ends at a free slot. So a later item whose search passes the gap is moved into
        // it, and leaves the next gap.
        let last = self.slots.len() - 1;
        let mut at = self.after(gap);
        while self.slots[at].index != Slot::FREE {
            let first_slot = self.slots[at].hash as usize;
            if at.wrapping_sub(first_slot) & last >= at.wrapping_sub(gap) & last {
                self.slots[gap] = self.slots[at];
                gap = at;
            }
            at = self.after(at);
        }
        self.slots[gap] = Slot::EMPTY;
        self.taken -= 1;
    }

    /// Puts an item into the first free slot of its search.
    fn take(&mut self, slot: Slot) {
        let mut at = self.first_slot(slot.hash).unwrap_or_default();
        while self.slots[at].index != Slot::FREE {
            at = self.after(at);
        }
        self.slots[at] = slot;
    }

    /// The first slot of a search for this hash; `None` if there are no slots.
    fn first_slot(&self, hash: u32) -> Option<usize> {
        Some(hash as usize & self.slots.len().checked_sub(1)?)
    }

    const fn after(&self, at: usize) -> usize {
        (at + 1) & (self.slots.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Few distinct hashes, so that items collide. Items are added at the end of the list and
        /// removed anywhere.
        #[test]
        fn every_item_is_found_until_it_goes(
            hashes in prop::collection::vec((0_u32..20, any::<bool>()), 0..200),
        ) {
            let mut slots = Slots::default();
            let mut there = Vec::new();
            for (index, (hash, goes)) in hashes.iter().enumerate() {
                slots.insert(*hash, index);
                there.push(true);
                if *goes {
                    let gone = (index * 7 + *hash as usize) % there.len();
                    slots.remove(hashes[gone].0, gone);
                    there[gone] = false;
                }
                for (index, is_there) in there.iter().enumerate() {
                    let found = slots.find(hashes[index].0, |at| at == index);
                    prop_assert_eq!(found, is_there.then_some(index));
                }
            }
        }
    }
}
