//! Hash tables that untrusted peers cannot slow down.
//!
//! **Choice of collection**, in this and all other crates. Each type of the standard library's
//! trees costs 5 kB of WebAssembly.
//!
//! - Up to some hundred entries (peers, timers, workers): `litemap`'s sorted list, a sixth of that
//!   code.
//! - Many entries without an order, keyed by hashes: a [`Table`], a quarter of that code. Its
//!   iteration order depends on the [`Secret`], so iterate only if the order of the results does
//!   not matter or if they are sorted afterwards.
//! - Many entries that are iterated in order: the standard library's trees.
//! - A set that is built for one query: a sorted list, [`order::distinct`](crate::order::distinct).
//!
//! **Why the hash is keyed.** Peers choose the entries of a node's tables. If they could predict
//! positions, they could make thousands of transactions that collide, and each look-up would
//! compare its key with all of them. The standard library's own random key is unsuitable: it is
//! random only on targets with an operating system, and no run with it can be repeated.
//!
//! **Why SipHash-1-3** (Aumasson and Bernstein: SipHash, a fast short-input PRF, 2012). It was
//! designed for hash tables with untrusted keys, and no attack is known that predicts positions
//! without the key. It hashes all bytes: an announced identifier need not be a hash at all, so a
//! peer can make any number of keys that agree in most of their bytes.

use core::fmt;
use core::hash::BuildHasher;
use std::collections::{HashMap, HashSet};

use siphasher::sip::SipHasher13;

use crate::hash::tagged_hash;

/// A map with a keyed hash.
pub type Table<K, V> = HashMap<K, V, Secret>;

/// A set with a keyed hash.
pub type TableSet<K> = HashSet<K, Secret>;

/// The key of the hash function, which determines the positions in a table. All tables of a node
/// may share one.
#[derive(Clone, Copy)]
pub struct Secret(SipHasher13);

impl Secret {
    /// Derives a key from a seed, which must be unknown to others.
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

    /// The standard library's hash tables use the low bits of a hash for the position, and the high
    /// ones to distinguish the entries of a group.
    #[test]
    fn low_and_high_bytes_are_uniform() {
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

    /// A peer can announce any number of such transaction IDs.
    #[test]
    fn keys_that_agree_in_all_but_four_bytes_are_spread() {
        for changing in [0..4, 8..12, 14..18, 28..32] {
            let mut positions: Vec<u64> = (0..4_096_u32)
                .map(|number| {
                    let mut id = [7; 32];
                    id[changing.clone()].copy_from_slice(&number.to_le_bytes());
                    Secret::of(&[1]).hash_one(Txid::from_bytes(id)) % 4_096
                })
                .collect();
            positions.sort_unstable();
            positions.dedup();
            // A random function takes 0.63 of the positions, with a standard deviation of 20.
            assert!(
                (2_400..2_780).contains(&positions.len()),
                "{changing:?}: {}",
                positions.len()
            );
        }
    }

    #[test]
    fn another_key_separates_colliding_entries() {
        let position = |seed, key| Secret::of(&[seed]).hash_one(key) % 64;
        let first = outpoints().next().map(|key| position(0, key));
        let colliding: Vec<OutPoint> = outpoints()
            .filter(|key| Some(position(0, *key)) == first)
            .collect();
        assert!(colliding.len() > 100, "{}", colliding.len());
        let mut positions: Vec<u64> = colliding.into_iter().map(|key| position(1, key)).collect();
        positions.sort_unstable();
        positions.dedup();
        assert!(positions.len() > 32, "{positions:?}");
    }
}
