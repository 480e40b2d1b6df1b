//! Helpers that the store's tests share.

use chain::testing::{self, TestKey};
use chain::{Chain, Order, Spec, Store, Table};
use core::ops::ControlFlow;
use primitives::{Amount, Block, Timestamp};

pub(crate) const NOW: Timestamp = Timestamp(1_700_010_000);

/// A table's rows, by key.
pub(crate) type Rows = Vec<(Vec<u8>, Vec<u8>)>;

/// All rows of a store.
pub(crate) fn dump<S: Store>(store: &S) -> Vec<Rows> {
    Table::ALL
        .map(|table| rows(store, table, &[], Order::Ascending))
        .to_vec()
}

pub(crate) fn rows<S: Store>(store: &S, table: Table, prefix: &[u8], order: Order) -> Rows {
    let mut rows = Vec::new();
    store
        .scan(table, prefix, order, &mut |key, value| {
            rows.push((key.to_vec(), value.to_vec()));
            ControlFlow::Continue(())
        })
        .unwrap();
    rows
}

/// Eight blocks, the last five of them with a payment, and three blocks on another branch. The last
/// of the three causes a reorganisation of depth two.
pub(crate) fn sample_blocks(spec: &Spec) -> Vec<Block> {
    let mut chain = Chain::open(spec.clone(), chain::MemoryStore::new()).unwrap();
    let (alice, bob) = (TestKey::new(1), TestKey::new(2));
    let mut blocks = Vec::new();
    for height in 1..=8u32 {
        let mut payments = Vec::new();
        if height > 3 {
            let (coin, _) = testing::output_of(&blocks_coinbase(&blocks, height - 3), 0);
            payments.push(alice.pay(&chain, coin, &bob.lock(), Amount::from_units(9).unwrap()));
        }
        let block = testing::next_block(&chain, &alice.lock(), payments);
        chain.accept_block(block.clone(), NOW).unwrap();
        blocks.push(block);
    }
    let mut parent = blocks[5].hash();
    for _ in 0..3 {
        let block = testing::block_on(&chain, &parent, &bob.lock(), Vec::new(), Amount::ZERO);
        chain.accept_block(block.clone(), NOW).unwrap();
        parent = block.hash();
        blocks.push(block);
    }
    assert_eq!(chain.tip().hash, parent);
    blocks
}

fn blocks_coinbase(blocks: &[Block], height: u32) -> primitives::Transaction {
    blocks[height as usize - 1].transactions[0].clone()
}
