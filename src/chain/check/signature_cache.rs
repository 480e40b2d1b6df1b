//! The cache of transactions whose signatures are valid, so that a block with them needs no curve
//! arithmetic.
//!
//! Most transactions of a block at the tip were in the mempool before. As in Bitcoin Core's cache
//! of script executions, an entry is a whole transaction by its wtxid, the hash of its content and
//! witnesses. That suffices, because the signatures depend on nothing else: their digest commits to
//! the chain's genesis block, to the transaction, and to the amounts and locks of the spent
//! outputs. An outpoint determines these, since it contains the txid, which is the hash of the
//! transaction with the outputs. The same outpoints therefore have the same amounts and locks on
//! every branch, and the verdict is the same. A transaction with another witness has another wtxid,
//! and is verified again. Everything else (whether the coins exist, their age, the fee) depends on
//! the branch, is cheap, and is always checked.
//!
//! Only valid transactions are cached. An invalid one is verified again, so that the broken rule is
//! found.

use core::hash::{BuildHasherDefault, Hash, Hasher};
use primitives::hash::Sha256Stream;
use primitives::{BlockHash, Wtxid, tagged_hash};
use std::collections::HashSet;

/// The number of transactions in one generation. There are two generations, so that this many of
/// the newest transactions are always cached. A hash table of 2^15 slots has room for one
/// generation and takes 1 MB; both generations take 2 MB. A full mempool has 46,000 of the smallest
/// transactions, or 20,000 ordinary ones.
const GENERATION_TRANSACTIONS: usize = 28_672;

/// A proof that all signatures of a transaction were verified and are valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a verified transaction should be cached"]
pub struct Verified(Key);

/// The key of a transaction in the cache: a hash of its wtxid and a secret. Nobody can predict it,
/// so nobody can provoke collisions in the hash table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Key([u8; 32]);

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write(&self.0);
    }
}

/// The first bytes of a [`Key`], which is already a hash. The table's own hash function would cost
/// as much as the rest of the look-up.
#[derive(Clone, Copy, Debug, Default)]
struct FirstBytes(u64);

impl Hasher for FirstBytes {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes
            .iter()
            .take(8)
            .fold(0, |number, byte| number << 8 | u64::from(*byte));
    }
}

type Keys = HashSet<Key, BuildHasherDefault<FirstBytes>>;

/// The newest valid transactions, at most two generations of [`GENERATION_TRANSACTIONS`]. When the
/// newer generation is full, the older one is dropped.
#[derive(Clone, Debug)]
pub(crate) struct SignatureCache {
    /// The state of SHA-256 after the secret, which fills a whole block. Hashing a wtxid then takes
    /// one more block.
    secret: Sha256Stream,
    newer: Keys,
    older: Keys,
    generation: usize,
}

impl SignatureCache {
    /// An empty cache. The seed should be random and secret.
    pub(crate) fn new(genesis: BlockHash, seed: &[u8; 32]) -> Self {
        Self::with_generation(genesis, seed, GENERATION_TRANSACTIONS)
    }

    fn with_generation(genesis: BlockHash, seed: &[u8; 32], generation: usize) -> Self {
        let once = tagged_hash("Tabchain/cache", &[genesis.as_bytes(), seed]);
        let mut secret = Sha256Stream::default();
        secret.update(&once);
        secret.update(&once);
        Self {
            secret,
            newer: Keys::default(),
            older: Keys::default(),
            generation,
        }
    }

    /// The proof that a transaction was verified. The caller must have verified it.
    pub(crate) fn verified(&self, wtxid: &Wtxid) -> Verified {
        let mut secret = self.secret.clone();
        secret.update(wtxid.as_bytes());
        Verified(Key(secret.finish()))
    }

    /// Whether this transaction is cached.
    pub(crate) fn contains(&self, wtxid: &Wtxid) -> bool {
        if self.newer.is_empty() && self.older.is_empty() {
            return false;
        }
        let Verified(key) = self.verified(wtxid);
        self.newer.contains(&key) || self.older.contains(&key)
    }

    /// Adds a transaction.
    pub(crate) fn insert(&mut self, Verified(key): Verified) {
        if self.newer.len() == self.generation {
            // The table of the older generation is reused, so that no memory is allocated.
            core::mem::swap(&mut self.newer, &mut self.older);
            self.newer.clear();
        }
        self.newer.insert(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wtxid(number: u32) -> Wtxid {
        Wtxid::from_bytes(primitives::sha256(&number.to_le_bytes()))
    }

    fn cache(generation: usize) -> SignatureCache {
        SignatureCache::with_generation(BlockHash::ZERO, &[1; 32], generation)
    }

    #[test]
    fn the_newest_are_cached_and_the_oldest_dropped() {
        let mut cache = cache(100);
        for number in 0..1_000 {
            assert!(!cache.contains(&wtxid(number)), "{number}");
            cache.insert(cache.verified(&wtxid(number)));
            let known = (0..=number).filter(|number| cache.contains(&wtxid(*number)));
            let known: Vec<u32> = known.collect();
            let newest = number.saturating_sub(99)..=number;
            assert!(newest.clone().all(|number| known.contains(&number)));
            assert!(known.len() <= 200, "{number}");
        }
    }

    #[test]
    fn a_proof_of_another_verifier_has_no_effect() {
        let mut cache = cache(100);
        let others = [
            SignatureCache::with_generation(BlockHash::ZERO, &[2; 32], 100),
            SignatureCache::with_generation(BlockHash::from_bytes([1; 32]), &[1; 32], 100),
        ];
        for other in others {
            cache.insert(other.verified(&wtxid(1)));
            assert!(!cache.contains(&wtxid(1)));
        }
    }

    #[test]
    fn a_generation_fits_its_table() {
        let mut cache = SignatureCache::new(BlockHash::ZERO, &[0; 32]);
        for number in 0..70_000 {
            cache.insert(cache.verified(&wtxid(number)));
        }
        assert!(
            cache.newer.len() <= GENERATION_TRANSACTIONS
                && cache.older.len() <= GENERATION_TRANSACTIONS
        );
        assert_eq!(
            cache.newer.capacity().max(cache.older.capacity()),
            GENERATION_TRANSACTIONS
        );
    }
}
