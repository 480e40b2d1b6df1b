//! A hash table of places in a list: what is in the list, and what finds it there, is for its owner to say.
//!
//! So one table serves rows and headers alike, where a sorted map is compiled once for each kind.

/// Where the items of a list are found by their hashes: each stands in the first free slot at or after the one that its
/// hash names. At least a quarter of the slots stays free, so that this is near.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slots {
    /// A power of two of them, or none.
    slots: Vec<Slot>,
    taken: usize,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    hash: u32,
    /// [`Slot::FREE`] where there is none.
    place: usize,
}

impl Slot {
    const FREE: usize = usize::MAX;
    const EMPTY: Self = Self {
        hash: 0,
        place: Self::FREE,
    };
}

impl Slots {
    /// The place of the item with this hash that is the wanted one.
    pub(crate) fn find(&self, hash: u32, is_wanted: impl Fn(usize) -> bool) -> Option<usize> {
        let mut at = self.home(hash)?;
        loop {
            let slot = self.slots[at];
            if slot.place == Slot::FREE {
                return None;
            }
            if slot.hash == hash && is_wanted(slot.place) {
                return Some(slot.place);
            }
            at = self.after(at);
        }
    }

    /// Adds an item that is not there.
    pub(crate) fn insert(&mut self, hash: u32, place: usize) {
        if self.taken >= self.slots.len() / 4 * 3 {
            let count = (2 * self.slots.len()).max(8);
            let old = core::mem::replace(&mut self.slots, vec![Slot::EMPTY; count]);
            for slot in old.into_iter().filter(|slot| slot.place != Slot::FREE) {
                self.take(slot);
            }
        }
        self.take(Slot { hash, place });
        self.taken += 1;
    }

    /// Removes an item that is there.
    pub(crate) fn remove(&mut self, hash: u32, place: usize) {
        let Some(mut hole) = self.home(hash) else {
            return;
        };
        while self.slots[hole].place != place {
            if self.slots[hole].place == Slot::FREE {
                return;
            }
            hole = self.after(hole);
        }
        // Whatever follows and may stand in the hole does, so that nothing is cut off from where its search begins.
        let last = self.slots.len() - 1;
        let mut at = self.after(hole);
        while self.slots[at].place != Slot::FREE {
            let home = self.slots[at].hash as usize;
            if at.wrapping_sub(home) & last >= at.wrapping_sub(hole) & last {
                self.slots[hole] = self.slots[at];
                hole = at;
            }
            at = self.after(at);
        }
        self.slots[hole] = Slot::EMPTY;
        self.taken -= 1;
    }

    fn take(&mut self, slot: Slot) {
        let mut at = self.home(slot.hash).unwrap_or_default();
        while self.slots[at].place != Slot::FREE {
            at = self.after(at);
        }
        self.slots[at] = slot;
    }

    /// Where a search for this hash begins; none where there are no slots.
    fn home(&self, hash: u32) -> Option<usize> {
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
        /// Few hashes, so that slots are fought for; items come at the end of the list and go anywhere.
        #[test]
        fn every_item_is_found_until_it_goes(
            hashes in prop::collection::vec((0_u32..20, any::<bool>()), 0..200),
        ) {
            let mut slots = Slots::default();
            let mut there = Vec::new();
            for (place, (hash, goes)) in hashes.iter().enumerate() {
                slots.insert(*hash, place);
                there.push(true);
                if *goes {
                    let gone = (place * 7 + *hash as usize) % there.len();
                    slots.remove(hashes[gone].0, gone);
                    there[gone] = false;
                }
                for (place, is_there) in there.iter().enumerate() {
                    let found = slots.find(hashes[place].0, |at| at == place);
                    prop_assert_eq!(found, is_there.then_some(place));
                }
            }
        }
    }
}
