//! Damaged rows: a store in which one row has other bytes is opened, read and reorganised. The
//! store may be refused, but the program must not panic.
#![no_main]

use chain::{Batch, Chain, Coin, MemoryStore, Store, Table, Undo};
use fuzz::bounded;
use fuzz::small_chain::SmallChain;
use libfuzzer_sys::fuzz_target;
use primitives::{Decode, Encode, Height};
use std::sync::LazyLock;

static CHAIN: LazyLock<SmallChain> = LazyLock::new(SmallChain::new);

fuzz_target!(|bytes: &[u8]| {
    // The table, the row, and the row's new bytes.
    let [table, row, value @ ..] = bytes else {
        return;
    };
    rows(value);
    let table = Table::ALL[usize::from(*table) % Table::ALL.len()];
    let mut store = CHAIN.store.clone();
    let mut batch = Batch::default();
    let keys: Vec<_> = store.rows(table).keys().cloned().collect();
    match keys.get(usize::from(*row)) {
        Some(key) if value.is_empty() => batch.remove(table, key.clone()),
        Some(key) => batch.put(table, key.clone(), value),
        // A new row: the first 44 bytes are the key, or all bytes if there are fewer.
        None => {
            let (key, value) = value.split_at(value.len().min(44));
            batch.put(table, key, value);
        }
    }
    let Ok(()) = store.commit(&batch);
    if let Ok(chain) = Chain::open(CHAIN.spec.clone(), store) {
        read_and_reorganise(chain);
    }
});

fn read_and_reorganise(mut chain: Chain<MemoryStore>) {
    for height in 0..10 {
        let Some(hash) = chain.hash_at(Height(height)) else {
            continue;
        };
        let Ok(Some(block)) = chain.block(&hash) else {
            continue;
        };
        for transaction in &block.transactions {
            let _ = chain.transaction(&transaction.txid());
            for index in (0..).take(transaction.outputs.len()) {
                let _ = chain.coin(&chain::testing::output_of(transaction, index).0);
            }
        }
    }
    for block in &CHAIN.branch {
        let _ = chain.accept_block(block.clone(), CHAIN.now);
    }
    let _ = chain.flush();
}

fn rows(value: &[u8]) {
    if let Ok(coin) = bounded(value.len(), || Coin::from_bytes(value)) {
        assert_eq!(coin.to_bytes(), value);
    }
    if let Ok(undo) = bounded(value.len(), || Undo::from_bytes(value)) {
        assert_eq!(undo.to_bytes(), value);
    }
}
