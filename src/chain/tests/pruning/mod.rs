//! Pruning of old blocks: exactly the needed transactions are kept and can be verified, and no rule
//! changes.

mod kept;
mod reach;
mod rows;
mod steps;

use chain::params::MIN_WHOLE_BLOCKS;
use chain::testing::{self, TestKey};
use chain::{Chain, Coin, MemoryStore, Settings};
use primitives::{Amount, Block, Height, Timestamp, Transaction};

const NOW: Timestamp = Timestamp(1_700_900_000);
const ALL: Height = Height(u32::MAX);

/// Prunes as much as possible. Returns the number of steps.
fn prune_all(
    chain: &mut Chain<MemoryStore>,
    is_own: &dyn Fn(&Transaction, &[Coin]) -> bool,
) -> usize {
    let mut steps = 1;
    while chain.prune(ALL, is_own).unwrap() {
        steps += 1;
    }
    steps
}

/// A chain of blocks without payments, pruned as far as possible.
fn pruned_chain(blocks: usize) -> Chain<MemoryStore> {
    let settings = Settings {
        whole_blocks: Some(MIN_WHOLE_BLOCKS),
        ..Settings::default()
    };
    let mut chain = Chain::open_with(testing::spec(), MemoryStore::new(), settings).unwrap();
    testing::extend(&mut chain, &TestKey::new(1).lock(), blocks);
    prune_all(&mut chain, &|_, _| false);
    chain.flush().unwrap();
    chain
}

/// Blocks that extend the best chain's block at a height. The chain itself does not get them.
fn branch(chain: &Chain<MemoryStore>, from: Height, blocks: usize) -> Vec<Block> {
    let mut scratch = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
    let headers: Vec<_> = (1..=from.value())
        .map(|height| *chain.header_at(Height(height)).unwrap())
        .collect();
    scratch.accept_headers(&headers, NOW).unwrap();
    let mut parent = chain.hash_at(from).unwrap();
    let lock = TestKey::new(9).lock();
    (0..blocks)
        .map(|_| {
            let block = testing::block_on(&scratch, &parent, &lock, Vec::new(), Amount::ZERO);
            scratch.accept_headers(&[block.header], NOW).unwrap();
            parent = block.hash();
            block
        })
        .collect()
}
