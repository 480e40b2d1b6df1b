//! The rows of pruned blocks: damage is reported, and each row of a history is read once.

use super::{NOW, prune_all, pruned_chain};
use chain::params::MIN_WHOLE_BLOCKS;
use chain::testing::{self, Disk, TestKey};
use chain::{Batch, Chain, MemoryStore, OpenError, Store as _, Table};
use primitives::{Amount, Height};

#[test]
fn a_changed_pruned_block_is_reported_as_damage() {
    let chain = pruned_chain(MIN_WHOLE_BLOCKS as usize + 3);
    let hash = chain.hash_at(Height(2)).unwrap();
    let key = 2u32.to_be_bytes();
    let mut store = chain.into_store();
    let row = store.get(Table::Blocks, &key).unwrap().unwrap();
    for at in [20, 60, row.len() - 40] {
        let mut changed = row.clone();
        changed[at] ^= 1;
        let mut batch = Batch::default();
        batch.put(Table::Blocks, key, changed);
        store.commit(&batch).unwrap();
        let chain = Chain::open(testing::spec(), store).unwrap();
        let error = chain.pruned_block(&hash).unwrap_err().to_string();
        assert!(error.contains("damaged"), "byte {at}: {error}");
        store = chain.into_store();
    }
    // A store is rejected if its pruned height exceeds the height of the tip.
    let mut batch = Batch::default();
    batch.put(
        Table::Meta,
        *b"cut",
        [&9_999u32.to_le_bytes()[..], &[0; 4]].concat(),
    );
    store.commit(&batch).unwrap();
    let error = Chain::open(testing::spec(), store).unwrap_err();
    assert!(matches!(error, OpenError::Storage(_)), "{error}");
}

#[test]
fn each_history_row_of_pruned_transactions_is_read_once() {
    const PAYMENTS: usize = 100;
    let (alice, bob) = (TestKey::new(1), TestKey::new(2));
    let mut chain = Chain::open(testing::spec(), MemoryStore::new()).unwrap();
    testing::extend(&mut chain, &alice.lock(), 1);
    testing::extend(&mut chain, &bob.lock(), 1);
    let block = chain.block(&chain.hash_at(Height(1)).unwrap()).unwrap();
    let (mut coin, _) = testing::output_of(&block.unwrap().transactions[0], 0);
    for _ in 0..PAYMENTS {
        let payment = alice.pay(&chain, coin, &alice.lock(), Amount::ZERO);
        (coin, _) = testing::output_of(&payment, 0);
        let block = testing::next_block(&chain, &bob.lock(), vec![payment]);
        chain.accept_block(block, NOW).unwrap();
    }
    testing::extend(&mut chain, &bob.lock(), MIN_WHOLE_BLOCKS as usize);
    chain.set_whole_blocks(Some(MIN_WHOLE_BLOCKS));
    prune_all(&mut chain, &|_, _| false);
    chain.flush().unwrap();
    let disk = Disk::holding(chain.into_store());
    let chain = Chain::open(testing::spec(), disk.clone()).unwrap();
    let before = disk.visits();
    let history = chain.history(&alice.lock(), 2).unwrap();
    assert_eq!(history.len(), 1, "all but the last were spent");
    assert_eq!(history[0].transaction.txid(), coin.txid);
    let rows = PAYMENTS + 1;
    assert_eq!(disk.visits() - before, rows);
}
