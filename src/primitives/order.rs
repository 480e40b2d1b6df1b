//! Sorting and deduplication, optimised for WebAssembly size.
//!
//! The standard library's sorts are compiled once for each type and order, 5 to 10 kB of
//! WebAssembly each. Collecting into one of its ordered sets or maps compiles such a sort, too. The
//! functions of this module are for short lists that are sorted rarely. They all share one compiled
//! sort, which sorts indices.

use core::cmp::Ordering;

/// Sorts by this order. The sort is stable.
pub fn sort_by<T>(items: &mut [T], order: impl Fn(&T, &T) -> Ordering) {
    if items.len() < 2 {
        return;
    }
    let mut indices = sorted_indices(items.len(), &|one, other| order(&items[one], &items[other]));
    // Applies the permutation in place, cycle by cycle.
    for start in 0..items.len() {
        let mut at = start;
        loop {
            let from = core::mem::replace(&mut indices[at], at);
            if from == start {
                break;
            }
            items.swap(at, from);
            at = from;
        }
    }
}

/// Sorts by a key of each item. The sort is stable.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

/// Maximum length of a list whose items are compared pairwise instead of sorted.
const MAX_PAIRWISE: usize = 16;

/// The index of the first item that equals an earlier one. `None` if all items are distinct.
pub fn first_repeat<T>(items: &[T], order: impl Fn(&T, &T) -> Ordering) -> Option<usize> {
    let is_same = |one: usize, other: usize| order(&items[one], &items[other]).is_eq();
    if items.len() <= MAX_PAIRWISE {
        return (1..items.len()).find(|at| (0..*at).any(|before| is_same(before, *at)));
    }
    let indices = sorted_indices(items.len(), &|one, other| order(&items[one], &items[other]));
    let neighbours = indices.windows(2);
    let repeats = neighbours.filter(|pair| is_same(pair[0], pair[1]));
    repeats.map(|pair| pair[1]).min()
}

/// The distinct items in ascending order: a set as a list, for look-ups with `binary_search`.
pub fn distinct<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut distinct: Vec<T> = items.into_iter().collect();
    sort_by(&mut distinct, Ord::cmp);
    distinct.dedup();
    distinct
}

/// The indices of `count` items in the items' order: a stable merge sort.
///
/// The order is a trait object, so that the sort is compiled once. The standard library's sort
/// makes as many comparisons and takes 9 kB more code.
#[inline(never)]
fn sorted_indices(count: usize, order: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut indices: Vec<usize> = (0..count).collect();
    let mut merged = Vec::with_capacity(count);
    let mut run = 1;
    while run < count {
        for pair in indices.chunks(2 * run) {
            let (mut first, mut second) = pair.split_at(run.min(pair.len()));
            // Most inputs are sorted already, or nearly.
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
        core::mem::swap(&mut indices, &mut merged);
        merged.clear();
        run *= 2;
    }
    indices
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library_does(keys in prop::collection::vec(0_u8..20, 0..200)) {
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
        fn distinct_equals_a_set(items in prop::collection::vec(0_u8..50, 0..100)) {
            let wanted: BTreeSet<u8> = items.iter().copied().collect();
            prop_assert!(distinct(items).into_iter().eq(wanted));
        }
    }
}
