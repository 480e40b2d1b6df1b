//! Transactions whose signatures were verified before, so that a block that holds them costs no curve arithmetic.
//!
//! Most of a block at the tip has waited in the pool. As in Bitcoin Core's cache of script executions, a transaction is
//! remembered as a whole, by its wtxid, which is the hash of all that it says and of its witnesses. That is enough,
//! because nothing else has a say in what its signatures sign: the digest commits to the chain's genesis block, which
//! never changes here, to the transaction, and to the amounts and locks that it spends. Those belong to outpoints,
//! outpoints begin with a txid, and a txid is the hash of the outputs it stands for. So whoever finds the coins under
//! the same outpoints finds the same amounts and locks, on whatever branch, and the verdict is the same. The same
//! transaction with another witness has another wtxid, and is verified again. Everything else (whether the coins are
//! there, how old they are, what is paid) depends on the branch, is cheap, and is always checked.
//!
//! Only verdicts that all is well are remembered: what is wrong is found wrong anew, by the rule that it breaks.

use core::hash::{BuildHasherDefault, Hash, Hasher};
use primitives::hash::Sha256Stream;
use primitives::{BlockHash, Wtxid, tagged_hash};
use std::collections::HashSet;

/// Transactions of one generation; there are two, so that the newest so many are always known. What a table of 2^15
/// places holds: 1 MB, 2 MB both. A pool of full weight holds 46,000 of the smallest transactions, or 20,000 ordinary
/// ones.
const GENERATION: usize = 28_672;

/// Proof that the signatures of a transaction were verified, all of them right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "what was verified once is worth remembering"]
pub struct Verified(Key);

/// What a transaction is remembered by: a hash of its wtxid and a secret. It can be foreseen by nobody, so nobody can
/// make transactions that fall on the same place of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Key([u8; 32]);

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write(&self.0);
    }
}

/// The first bytes of a [`Key`], which is a hash already: a table's own would cost as much as all the rest.
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

/// The newest transactions that were verified: at least [`GENERATION`], at most twice as many. When the younger
/// generation is full, the older one goes.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// Has taken in the secret, a whole block of SHA-256: a key then costs one more.
    secret: Sha256Stream,
    young: Keys,
    old: Keys,
    generation: usize,
}

impl Seen {
    /// Nothing seen. The seed should be random, and nobody else's.
    pub(crate) fn new(genesis: BlockHash, seed: &[u8; 32]) -> Self {
        Self::with_generation(genesis, seed, GENERATION)
    }

    fn with_generation(genesis: BlockHash, seed: &[u8; 32], generation: usize) -> Self {
        let once = tagged_hash("Tabchain/seen", &[genesis.as_bytes(), seed]);
        let mut secret = Sha256Stream::default();
        secret.update(&once);
        secret.update(&once);
        Self {
            secret,
            young: Keys::default(),
            old: Keys::default(),
            generation,
        }
    }

    /// What says that this transaction was verified. To be asked for by who has done so.
    pub(crate) fn verified(&self, wtxid: &Wtxid) -> Verified {
        let mut secret = self.secret.clone();
        secret.update(wtxid.as_bytes());
        Verified(Key(secret.finish()))
    }

    /// Whether this transaction was verified not long ago.
    pub(crate) fn contains(&self, wtxid: &Wtxid) -> bool {
        if self.young.is_empty() && self.old.is_empty() {
            return false;
        }
        let Verified(key) = self.verified(wtxid);
        self.young.contains(&key) || self.old.contains(&key)
    }

    /// Remembers a transaction.
    pub(crate) fn insert(&mut self, Verified(key): Verified) {
        if self.young.len() == self.generation {
            // The older one's place is used again, so that memory does not come and go.
            core::mem::swap(&mut self.young, &mut self.old);
            self.young.clear();
        }
        self.young.insert(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wtxid(number: u32) -> Wtxid {
        Wtxid::from_bytes(primitives::sha256(&number.to_le_bytes()))
    }

    fn seen(generation: usize) -> Seen {
        Seen::with_generation(BlockHash::ZERO, &[1; 32], generation)
    }

    #[test]
    fn the_newest_are_known_and_the_oldest_go() {
        let mut seen = seen(100);
        for number in 0..1_000 {
            assert!(!seen.contains(&wtxid(number)), "{number}");
            seen.insert(seen.verified(&wtxid(number)));
            let known = (0..=number).filter(|number| seen.contains(&wtxid(*number)));
            let known: Vec<u32> = known.collect();
            let newest = number.saturating_sub(99)..=number;
            assert!(newest.clone().all(|number| known.contains(&number)));
            assert!(known.len() <= 200, "{number}");
        }
    }

    #[test]
    fn what_another_verifier_says_counts_for_nothing() {
        let mut seen = seen(100);
        let strangers = [
            Seen::with_generation(BlockHash::ZERO, &[2; 32], 100),
            Seen::with_generation(BlockHash::from_bytes([1; 32]), &[1; 32], 100),
        ];
        for stranger in strangers {
            seen.insert(stranger.verified(&wtxid(1)));
            assert!(!seen.contains(&wtxid(1)));
        }
    }

    #[test]
    fn a_generation_fits_its_table() {
        let mut seen = Seen::new(BlockHash::ZERO, &[0; 32]);
        for number in 0..70_000 {
            seen.insert(seen.verified(&wtxid(number)));
        }
        assert!(seen.young.len() <= GENERATION && seen.old.len() <= GENERATION);
        assert_eq!(seen.young.capacity().max(seen.old.capacity()), GENERATION);
    }
}
