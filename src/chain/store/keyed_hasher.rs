//! A keyed hash of rows' keys and of header hashes, which no peer can predict.
//!
//! Peers choose the keys: anyone who makes transactions can try any number of txids. With a known
//! hash, an attacker could make thousands of rows that collide. The factors of the hash are
//! therefore derived from a secret.
//!
//! It is multilinear hashing (Thorup, "High Speed Hashing for Integers and Strings", section 3):
//! two keys that don't depend on the factors have the same hash of 32 bits with a chance of 2^-32.
//! It takes one multiplication for four bytes.

use primitives::{hash::constants::K, tagged_hash};

/// The number of four-byte words that are hashed at a time. An outpoint has fewer, and so has the
/// history key of a lock of usual length.
const WORDS: usize = 16;

/// The secret factors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyedHasher {
    words: [u64; WORDS],
    /// The factor of the hash of the words before.
    before: u64,
    /// The factor of the bytes after the last word.
    rest: u64,
    added: u64,
}

impl KeyedHasher {
    /// Derives the factors from a secret.
    pub(crate) fn new(secret: &[u8; 32]) -> Self {
        Self::from_factors(|at| {
            let number = [u8::try_from(at).expect("there are few factors")];
            let hash = tagged_hash("Tabchain/rows", &[secret, &number]);
            let [first, ..] = hash.as_chunks().0 else {
                unreachable!("32 bytes hold a number of 8");
            };
            u64::from_le_bytes(*first)
        })
    }

    fn from_factors(factor: impl Fn(usize) -> u64) -> Self {
        Self {
            words: core::array::from_fn(&factor),
            before: factor(WORDS),
            rest: factor(WORDS + 1),
            added: factor(WORDS + 2),
        }
    }

    /// The hash of a key.
    pub(crate) fn hash(&self, key: &[u8]) -> u32 {
        let (mut words, rest) = key.as_chunks();
        let rest = rest
            .iter()
            .fold(1, |number, byte| number << 8 | u64::from(*byte));
        let rest = self.added.wrapping_add(self.rest.wrapping_mul(rest));
        let mut before = key.len() as u64;
        loop {
            let mut sum = rest.wrapping_add(self.before.wrapping_mul(before));
            let (now, later) = words.split_at(words.len().min(WORDS));
            for (word, factor) in now.iter().zip(&self.words) {
                sum = sum.wrapping_add(factor.wrapping_mul(u32::from_le_bytes(*word).into()));
            }
            before = sum >> 32;
            words = later;
            if words.is_empty() {
                #[allow(clippy::cast_possible_truncation, reason = "the upper half of 64 bits")]
                return before as u32;
            }
        }
    }
}

/// Known factors, for rows whose keys no peer chooses: the constants of SHA-256.
impl Default for KeyedHasher {
    fn default() -> Self {
        Self::from_factors(|at| u64::from(K[2 * at]) << 32 | u64::from(K[2 * at + 1]))
    }
}
