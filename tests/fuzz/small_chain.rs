//! A small chain that targets start from: mature coins of known keys, payments, and a second
//! branch.

use chain::testing::{self, TestKey};
use chain::{Chain, MemoryStore, Spec, SpecDraft};
use primitives::{Amount, Block, KeyHash, Lock, Timestamp};

/// Blocks of the best branch.
pub const HEIGHT: usize = 6;

/// The chain, and a longer branch that leaves it at height 3.
pub struct SmallChain {
    /// Its settings.
    pub spec: Spec,
    /// Its store after the best branch.
    pub store: MemoryStore,
    /// The branch that leaves it, lowest first: one block longer.
    pub branch: Vec<Block>,
    /// Our clock.
    pub now: Timestamp,
}

/// The key of a block's reward.
pub fn owner(place: usize) -> TestKey {
    TestKey::new(u8::try_from(1 + place % 250).expect("at most 250"))
}

/// The test key that opens a lock, if one does.
pub fn key_of(lock: &Lock) -> Option<TestKey> {
    (0..=HEIGHT + 1).map(owner).find(|key| key.lock() == *lock)
}

impl SmallChain {
    /// Makes the chain.
    pub fn new() -> Self {
        let spec = SpecDraft {
            allocation: vec![(key_hash(&owner(0)), Amount::COIN)],
            ..testing::draft()
        };
        let spec = spec.build().expect("within bounds");
        let mut chain = open(&spec, MemoryStore::new());
        let grow = |chain: &mut Chain<MemoryStore>,
                    range: core::ops::Range<usize>,
                    shift: usize| {
            range.for_each(|place| {
                let mut payments = Vec::new();
                if let Some(from) = place.checked_sub(3)
                    && let Some(hash) =
                        chain.hash_at(primitives::Height(u32::try_from(from + 1).expect("small")))
                {
                    let block = chain.block(&hash).expect("readable").expect("kept");
                    let (coin, _) = testing::output_of(&block.transactions[0], 0);
                    payments.extend(key_of(&block.transactions[0].outputs[0].lock).map(|key| {
                        key.pay(
                            chain,
                            coin,
                            &owner(place).lock(),
                            Amount::from_units(9).expect("small"),
                        )
                    }));
                }
                let block = testing::next_block(chain, &owner(place + shift).lock(), payments);
                let now = block.header.time;
                chain.accept_block(block, now).expect("valid");
            });
        };
        grow(&mut chain, 0..3, 0);
        chain.flush().expect("memory");
        let trunk = chain.into_store();
        let mut second = open(&spec, trunk.clone());
        grow(&mut second, 3..HEIGHT + 1, 1);
        let branch = (4..).map_while(|height| second.hash_at(primitives::Height(height)));
        let branch = branch.map(|hash| second.block(&hash).expect("readable").expect("kept"));
        let branch = branch.collect();
        let mut chain = open(&spec, trunk);
        grow(&mut chain, 3..HEIGHT, 0);
        chain.flush().expect("memory");
        let now = chain.tip().header.time.saturating_add(spec.interval * 10);
        Self {
            spec,
            store: chain.into_store(),
            branch,
            now,
        }
    }

    /// The chain, opened from a copy of its store.
    pub fn open(&self) -> Chain<MemoryStore> {
        open(&self.spec, self.store.clone())
    }
}

impl Default for SmallChain {
    fn default() -> Self {
        Self::new()
    }
}

fn open(spec: &Spec, store: MemoryStore) -> Chain<MemoryStore> {
    Chain::open(spec.clone(), store).expect("a store of our own making opens")
}

fn key_hash(key: &TestKey) -> KeyHash {
    key.secret().public().key_hash()
}
