//! Comparison of rows' keys, eight bytes at a time.
//!
//! In WebAssembly slices are compared byte by byte (`memcmp`). That took a tenth of the time to
//! accept a block whose signatures are cached.

use core::cmp::Ordering;

/// The order of two keys, which is that of their bytes.
pub(super) fn compare(one: &[u8], other: &[u8]) -> Ordering {
    let ((words, rest), (other_words, other_rest)) = (one.as_chunks(), other.as_chunks());
    let words = words.iter().map(|word| u64::from_be_bytes(*word));
    let other_words = other_words.iter().map(|word| u64::from_be_bytes(*word));
    let count = words.len().min(other_words.len());
    match words.zip(other_words).find(|(a, b)| a != b) {
        Some((a, b)) => a.cmp(&b),
        None if one.len() / 8 == other.len() / 8 => rest.cmp(other_rest),
        // One key has further words where the other has less than a word left.
        None => one[8 * count..].cmp(&other[8 * count..]),
    }
}

/// Whether two keys are equal.
pub(super) fn is_same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && compare(one, other).is_eq()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keys_are_in_the_order_of_their_bytes(
            same in prop::collection::vec(any::<u8>(), 0..40),
            a in prop::collection::vec(0u8..3, 0..20),
            b in prop::collection::vec(0u8..3, 0..20),
        ) {
            let [a, b] = [a, b].map(|end| [same.clone(), end].concat());
            prop_assert_eq!(compare(&a, &b), a.cmp(&b));
            prop_assert_eq!(is_same(&a, &b), a == b);
        }
    }
}
