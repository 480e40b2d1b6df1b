//! A hash table of indices into a list. The table knows neither the list nor its keys: the caller
//! computes the hashes and compares the keys.
//!
//! Changed rows and headers share its code. The code of a sorted map would be compiled once for
//! each type. The table stores the hashes, so that it can grow without reading the keys.

use hashbrown::HashTable;

/// Finds the items of a list by the hashes of their keys.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeyTable(HashTable<Slot>);

#[derive(Clone, Copy, Debug)]
struct Slot {
    hash: u32,
    /// The item's index in the list.
    index: usize,
}

impl KeyTable {
    /// The index of the item with this hash for which `is_wanted` holds.
    pub(crate) fn find(&self, hash: u32, is_wanted: impl Fn(usize) -> bool) -> Option<usize> {
        let is_same = |slot: &Slot| slot.hash == hash && is_wanted(slot.index);
        self.0.find(widened(hash), is_same).map(|slot| slot.index)
    }

    /// Adds an item, which must not be in the table.
    pub(crate) fn insert(&mut self, hash: u32, index: usize) {
        let slot = Slot { hash, index };
        self.0
            .insert_unique(widened(hash), slot, |slot| widened(slot.hash));
    }

    /// Removes an item. Does nothing if it is not in the table.
    pub(crate) fn remove(&mut self, hash: u32, index: usize) {
        if let Ok(slot) = self.0.find_entry(widened(hash), |slot| slot.index == index) {
            slot.remove();
        }
    }
}

/// The hash repeated to 64 bits. The library uses both ends of them: the lowest bits select the
/// slot at which a search begins, and the highest bits are compared before the item.
fn widened(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// There are few distinct hashes, so that items collide. Items are added at the end of the
        /// list and removed anywhere.
        #[test]
        fn every_item_is_found_until_it_is_removed(
            hashes in prop::collection::vec((0_u32..20, any::<bool>()), 0..200),
        ) {
            let mut table = KeyTable::default();
            let mut there = Vec::new();
            for (index, (hash, is_removing)) in hashes.iter().enumerate() {
                table.insert(*hash, index);
                there.push(true);
                if *is_removing {
                    let removed = (index * 7 + *hash as usize) % there.len();
                    table.remove(hashes[removed].0, removed);
                    there[removed] = false;
                }
                for (index, is_there) in there.iter().enumerate() {
                    let found = table.find(hashes[index].0, |at| at == index);
                    prop_assert_eq!(found, is_there.then_some(index));
                }
            }
        }
    }
}
