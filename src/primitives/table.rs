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
//! **Why this function.** SipHash-1-3 (Aumasson and Bernstein: SipHash, a fast short-input PRF, 2012) was made for tables that
//! strangers fill, and nothing is known that tells its places without the secret. All bytes of a key count: what a peer
//! announces need not be a hash at all, so it can make any number of keys that agree in most of their bytes.

use core::fmt;
use core::hash::BuildHasher;
use std::collections::{HashMap, HashSet};

use siphasher::sip::SipHasher13;

use crate::hash::tagged_hash;

/// Values by keys.
pub type Table<K, V> = HashMap<K, V, Secret>;

/// Keys alone.
pub type TableSet<K> = HashSet<K, Secret>;

/// What decides where a key stands in a table. All tables of a node may have the same.
#[derive(Clone, Copy)]
pub struct Secret(SipHasher13);

impl Secret {
    /// A secret that follows from this one, which nobody else may know.
    pub fn of(seed: &[u8]) -> Self {
        let hash = tagged_hash("Tabchain/table", &[seed]);
        let [key, _] = hash.as_chunks().0 else {
            unreachable!("32 bytes are two keys of 16");
        };
        Self(SipHasher13::new_with_key(key))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl BuildHasher for Secret {
    type Hasher = SipHasher13;

    fn build_hasher(&self) -> SipHasher13 {
        self.0
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

    /// Ids that a peer makes up.
    #[test]
    fn keys_that_agree_in_all_but_a_few_bytes_fall_everywhere() {
        for changing in [0..4, 8..12, 14..18, 28..32] {
            let mut places: Vec<u64> = (0..4_096_u32)
                .map(|number| {
                    let mut id = [7; 32];
                    id[changing.clone()].copy_from_slice(&number.to_le_bytes());
                    Secret::of(&[1]).hash_one(Txid::from_bytes(id)) % 4_096
                })
                .collect();
            places.sort_unstable();
            places.dedup();
            // By chance 0.63 of the places are taken, with a deviation of 20.
            assert!(
                (2_400..2_780).contains(&places.len()),
                "{changing:?}: {}",
                places.len()
            );
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
