//! Sorting and gathering in little code.
//!
//! The standard library's sorts are compiled once for each type and order: 5 to 10 kB of WebAssembly each, and `collect`
//! into a set or a map holds one, too. Where a few items are put in order now and then, these do it: all of them share one
//! sort, of places in the list.

use core::cmp::Ordering;

/// Sorts by this order. Items that are equal in it stay in the order they had.
pub fn sort_by<T>(items: &mut [T], order: impl Fn(&T, &T) -> Ordering) {
    if items.len() < 2 {
        return;
    }
    let mut places = sorted_places(items.len(), &|one, other| order(&items[one], &items[other]));
    // Round each cycle of items that stand in each other's places.
    for start in 0..items.len() {
        let mut at = start;
        loop {
            let from = core::mem::replace(&mut places[at], at);
            if from == start {
                break;
            }
            items.swap(at, from);
            at = from;
        }
    }
}

/// Sorts by what this makes of each item. Items for which it is equal stay in the order they had.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

/// Collects into a set or a map, one by one.
pub fn gather<T, C: Default + Extend<T>>(items: impl IntoIterator<Item = T>) -> C {
    let mut gathered = C::default();
    gathered.extend(items);
    gathered
}

/// Adds an item to a list in order, unless it is there. Items behind it move: for lists that mostly grow at their end, or
/// are short.
pub fn insert<T: Ord>(sorted: &mut Vec<T>, item: T) {
    if let Err(place) = sorted.binary_search(&item) {
        sorted.insert(place, item);
    }
}

/// How many items are compared each with each rather than sorted.
const FEW: usize = 16;

/// The first place of an item that stands in the list before, too.
pub fn first_repeat<T>(items: &[T], order: impl Fn(&T, &T) -> Ordering) -> Option<usize> {
    let is_same = |one: usize, other: usize| order(&items[one], &items[other]).is_eq();
    if items.len() <= FEW {
        return (1..items.len()).find(|at| (0..*at).any(|before| is_same(before, *at)));
    }
    let places = sorted_places(items.len(), &|one, other| order(&items[one], &items[other]));
    let neighbours = places.windows(2);
    let repeats = neighbours.filter(|pair| is_same(pair[0], pair[1]));
    repeats.map(|pair| pair[1]).min()
}

/// A set as a list: in order, each item once. Look items up with `binary_search`.
pub fn distinct<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut distinct: Vec<T> = items.into_iter().collect();
    sort_by(&mut distinct, Ord::cmp);
    distinct.dedup();
    distinct
}

/// The one sort, which is why the order is behind a pointer: runs that are in order are merged in pairs. The library's makes
/// as many comparisons, in 9 kB of code more.
#[inline(never)]
fn sorted_places(count: usize, order: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    let mut merged = Vec::with_capacity(count);
    let mut run = 1;
    while run < count {
        for pair in places.chunks(2 * run) {
            let (mut first, mut second) = pair.split_at(run.min(pair.len()));
            // So it is mostly: what is sorted was in order, or nearly.
            if let (Some(last), [next, ..]) = (first.last(), second)
                && order(*last, *next).is_le()
            {
                merged.extend_from_slice(pair);
                continue;
            }
            while let ([one, ..], [other, ..]) = (first, second) {
                let next = match order(*one, *other) {
                    Ordering::Less | Ordering::Equal => &mut first,
                    Ordering::Greater => &mut second,
                };
                merged.extend(next.split_off_first());
            }
            merged.extend_from_slice(first);
            merged.extend_from_slice(second);
        }
        core::mem::swap(&mut places, &mut merged);
        merged.clear();
        run *= 2;
    }
    places
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sorts_as_the_library_does(keys in prop::collection::vec(0_u8..20, 0..200)) {
            let mut ours: Vec<(u8, usize)> = keys.into_iter().zip(0..).collect();
            let mut wanted = ours.clone();
            sort_by_key(&mut ours, |(key, _)| *key);
            wanted.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(&ours, &wanted);
            sort_by(&mut ours, |(one, _), (other, _)| other.cmp(one));
            wanted.sort_by(|(one, _), (other, _)| other.cmp(one));
            prop_assert_eq!(ours, wanted);
        }

        #[test]
        fn finds_the_first_repeat(keys in prop::collection::vec(0_u16..2_000, 0..60)) {
            let mut seen = BTreeSet::new();
            let wanted = keys.iter().position(|key| !seen.insert(key));
            prop_assert_eq!(first_repeat(&keys, u16::cmp), wanted);
        }

        #[test]
        fn distinct_items_are_those_of_a_set(items in prop::collection::vec(0_u8..50, 0..100)) {
            let wanted: BTreeSet<u8> = items.iter().copied().collect();
            prop_assert!(distinct(items).into_iter().eq(wanted));
        }

        #[test]
        fn inserts_as_a_set_does(keys in prop::collection::vec(0_u8..50, 0..100)) {
            let mut ours = Vec::new();
            keys.iter().for_each(|key| insert(&mut ours, *key));
            let wanted: BTreeSet<u8> = keys.into_iter().collect();
            prop_assert!(ours.iter().eq(&wanted));
        }

        #[test]
        fn gathers_as_the_library_collects(rows in prop::collection::vec((0_u8..50, any::<u8>()), 0..100)) {
            let ours: BTreeMap<u8, u8> = gather(rows.iter().copied());
            let wanted: BTreeMap<u8, u8> = rows.into_iter().collect();
            prop_assert_eq!(ours, wanted);
        }
    }
}
