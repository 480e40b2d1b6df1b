//! An index of key locks by the SHA-256 of their scripts, by which Esplora's clients ask for them.
//!
//! The chain's history is indexed by lock. This index is made at the first look-up, so that it
//! costs a page nothing: no page looks up a script's hash.

use std::collections::BTreeMap;

use api::{ExplorerReason, Fault};
use chain::{Chain, Store};
use node::Pool;
use primitives::{BlockHash, Height, KeyHash, Lock, Transaction, sha256};

use crate::refusal::storage;

/// The maximum number of history rows that are read to make the index, and of keys in it: about a
/// second of work once, and 80 MB.
const MAX_ROWS: usize = 1_000_000;
/// The maximum number of new blocks that are read one by one to bring the index up to date.
const MAX_BLOCKS: u32 = 1_000;

/// The index.
#[derive(Debug, Default)]
pub(crate) struct ScriptHashes {
    keys: BTreeMap<[u8; 32], KeyHash>,
    /// The last block whose outputs are in `keys`; `None` before the index was made.
    last: Option<(Height, BlockHash)>,
}

impl ScriptHashes {
    /// The key lock whose script has this SHA-256, on the best chain or in the mempool; `None` if
    /// neither has one.
    ///
    /// # Errors
    /// A [`Fault`] if the chain has too many locks, or if its store can't be read.
    pub(crate) fn find<S: Store>(
        &mut self,
        chain: &Chain<S>,
        pool: &Pool,
        hash: &[u8; 32],
    ) -> Result<Option<Lock>, Fault> {
        self.follow(chain)?;
        if let Some(key) = self.keys.get(hash) {
            return Ok(Some(Lock::Key(*key)));
        }
        let waiting = pool.entries().map(|(_, entry)| &entry.transaction);
        let waiting = waiting.chain(pool.grants().map(|(_, grant)| grant));
        let mut keys = waiting.flat_map(|transaction| keys_of(transaction));
        let found = keys.find(|key| script_hash(*key) == *hash);
        Ok(found.map(Lock::Key))
    }

    /// Brings the index up to the best chain's tip. Keys of blocks that left the best chain stay:
    /// such a lock has an empty history.
    fn follow<S: Store>(&mut self, chain: &Chain<S>) -> Result<(), Fault> {
        let tip = chain.tip();
        let blocks = self.last.and_then(|(height, hash)| {
            let new = tip.height.value().checked_sub(height.value())?;
            Some(height.value() + 1).filter(|_| new <= MAX_BLOCKS && chain.is_active(&hash))
        });
        match blocks {
            None => {
                let keys = chain.key_hashes(MAX_ROWS);
                let keys = keys
                    .map_err(|error| storage(&error))?
                    .ok_or_else(too_many)?;
                let keys = keys.into_iter().map(|key| (script_hash(key), key));
                self.keys = keys.collect();
            }
            Some(first) => {
                for height in (first..=tip.height.value()).map(Height) {
                    let hash = chain.hash_at(height).unwrap_or_default();
                    let block = chain.block(&hash).map_err(|error| storage(&error))?;
                    let transactions = block.into_iter().flat_map(|block| block.transactions);
                    for transaction in transactions {
                        let keys = keys_of(&transaction);
                        self.keys.extend(keys.map(|key| (script_hash(key), key)));
                    }
                }
            }
        }
        if self.keys.len() > MAX_ROWS {
            *self = Self::default();
            return Err(too_many());
        }
        self.last = Some((tip.height, tip.hash));
        Ok(())
    }
}

fn keys_of(transaction: &Transaction) -> impl Iterator<Item = KeyHash> {
    let locks = transaction.outputs.iter().map(|output| &output.lock);
    locks.filter_map(|lock| match lock {
        Lock::Key(key) => Some(*key),
        Lock::Data(_) | Lock::Other { .. } | Lock::Invalid(_) => None,
    })
}

fn script_hash(key: KeyHash) -> [u8; 32] {
    sha256(&Lock::Key(key).to_script())
}

fn too_many() -> Fault {
    Fault::new(ExplorerReason::ManyAddresses)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chain::MemoryStore;
    use chain::testing::{TestKey, draft, extend};

    #[test]
    fn an_index_beyond_its_bound_is_refused_and_made_anew() {
        let spec = draft().build().unwrap();
        let mut chain = Chain::open(spec, MemoryStore::new()).unwrap();
        let key = KeyHash::from_bytes([0; 20]);
        let numbered = (0..MAX_ROWS as u64).map(|number| {
            let mut hash = [0; 32];
            hash[..8].copy_from_slice(&number.to_be_bytes());
            (hash, key)
        });
        let mut index = ScriptHashes {
            keys: numbered.collect(),
            last: Some((chain.tip().height, chain.tip().hash)),
        };
        assert_eq!(
            index.follow(&chain),
            Ok(()),
            "it is full, but not too large"
        );
        extend(&mut chain, &TestKey::new(1).lock(), 1);
        assert_eq!(index.follow(&chain), Err(too_many()));
        assert!(index.keys.is_empty(), "its memory is freed");
        assert_eq!(index.follow(&chain), Ok(()));
        let own = sha256(&TestKey::new(1).lock().to_script());
        assert!(index.keys.contains_key(&own));
    }
}
