//! Tables of what is named by hashes, in places that nobody outside can foresee.
//!
//! **Which collection for what**, here and in all crates above, where each type of a tree costs 5 kB of WebAssembly:
//!
//! - A few dozen things, or some hundred (peers, timers, workers): `litemap`'s sorted list, a sixth of that code.
//! - Many things without an order, named by hashes: a [`Table`], a quarter of it. It is walked only where the order of
//!   what comes out makes no difference, or is made afterwards: it follows from the secret.
//! - Many things that are walked in their order: the standard library's trees.
//! - A set that is made to answer one question: a sorted list, [`order::distinct`](crate::order::distinct).
//!
//! **Why a secret.** Strangers choose what a node has in its tables, and could make thousands of transactions that all fall
//! on one place, had the places been known to them: each look-up would cost as much as all of them. The library's own
//! secret is no way out, as it is random only where there is an operating system, and no two runs are alike with it.
//!
//! **Why this function.** A key is a hash, or begins with one, so its first eight bytes stand for it, and a stranger can't
//! make many keys that agree in them. They are multiplied by a secret number and another one is added, in 128 bits, of which
//! the upper half counts: two different keys then fall together as rarely as by chance, whichever they are (Dietzfelbinger:
//! Universal hashing and k-wise independent random variables via integer arithmetic without primes, 1996).

use core::fmt;
use core::hash::{BuildHasher, Hasher};
use std::collections::{HashMap, HashSet};

use crate::hash::tagged_hash;

/// Values by keys that are hashes, begin with one, or are numbers.
pub type Table<K, V> = HashMap<K, V, Secret>;

/// Keys of the same kind.
pub type TableSet<K> = HashSet<K, Secret>;

/// What decides where a key stands in a table. All tables of a node may have the same.
#[derive(Clone, Copy)]
pub struct Secret {
    times: u128,
    plus: u128,
}

impl Secret {
    /// A secret that follows from this one, which nobody else may know.
    pub fn of(seed: &[u8]) -> Self {
        let halves = tagged_hash("Tabchain/table", &[seed]);
        let (halves, _) = halves.as_chunks();
        Self {
            times: u128::from_le_bytes(halves[0]),
            plus: u128::from_le_bytes(halves[1]),
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl BuildHasher for Secret {
    type Hasher = Place;

    fn build_hasher(&self) -> Place {
        Place {
            secret: *self,
            key: 0,
        }
    }
}

/// The place of one key.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    secret: Secret,
    /// The beginnings of all parts of the key so far.
    key: u64,
}

impl Hasher for Place {
    fn write(&mut self, bytes: &[u8]) {
        let part = bytes.first_chunk().map_or_else(
            || (bytes.iter().rev()).fold(0, |part, byte| part << 8 | u64::from(*byte)),
            |first| u64::from_le_bytes(*first),
        );
        // An odd number: of a single part nothing gets lost. It is the golden ratio's, which spreads small numbers.
        self.key = (self.key.wrapping_add(part)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        let Secret { times, plus } = self.secret;
        (times.wrapping_mul(self.key.into()).wrapping_add(plus) >> 64) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{OutPoint, Txid, sha256};

    fn outpoints() -> impl Iterator<Item = OutPoint> {
        let txid = |number: u32| Txid::from_bytes(sha256(&number.to_le_bytes()));
        (0..1_000).flat_map(move |number| {
            let txid = txid(number);
            (0..16).map(move |index| OutPoint { txid, index })
        })
    }

    /// Bits from both ends are what tables use: the lower ones for the place, the upper ones to tell neighbours apart.
    #[test]
    fn keys_fall_everywhere_alike() {
        for seed in 0..32 {
            let secret = Secret::of(&[seed]);
            let (mut low, mut high) = ([0_u32; 256], [0_u32; 256]);
            for key in outpoints() {
                let bytes = secret.hash_one(key).to_le_bytes();
                low[usize::from(bytes[0])] += 1;
                high[usize::from(bytes[7])] += 1;
            }
            // 62.5 each on average, with a deviation of 8.
            for count in low.into_iter().chain(high) {
                assert!((15..140).contains(&count), "seed {seed}: {count}");
            }
        }
    }

    #[test]
    fn another_secret_puts_them_elsewhere() {
        let place = |seed, key| Secret::of(&[seed]).hash_one(key) % 64;
        let first = outpoints().next().map(|key| place(0, key));
        let crowded: Vec<OutPoint> = outpoints()
            .filter(|key| Some(place(0, *key)) == first)
            .collect();
        assert!(crowded.len() > 100);
        let mut elsewhere: Vec<u64> = crowded.into_iter().map(|key| place(1, key)).collect();
        elsewhere.sort_unstable();
        elsewhere.dedup();
        assert!(elsewhere.len() > 32, "{elsewhere:?}");
    }
}
