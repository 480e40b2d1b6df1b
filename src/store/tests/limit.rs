//! A store with a limit on its size: a write that would exceed it fails, stored rows remain, and
//! writes work again once the limit is raised.

use chain::{Batch, Store, Table};
use store::RedbStore;

#[test]
fn a_store_does_not_grow_beyond_its_limit_and_grows_again_without_one() {
    let mut store = RedbStore::in_memory().unwrap();
    let limit = 8 << 20;
    store.limit(Some(limit));
    let row = vec![7; 100_000];
    let write = |store: &mut RedbStore, number: u32| {
        let mut batch = Batch::default();
        batch.put(Table::Records, number.to_be_bytes(), row.clone());
        store.commit(&batch)
    };
    let mut rows = 0;
    let error = loop {
        if let Err(error) = write(&mut store, rows) {
            break error;
        }
        rows += 1;
        assert!(u64::from(rows) * 100_000 < limit, "no limit");
    };
    assert!(error.to_string().contains("all the room"), "{error}");
    assert!(rows > 5 && store.bytes().unwrap() <= limit, "{rows} rows");
    // The same write fails again, and the stored rows remain.
    write(&mut store, rows).unwrap_err();
    for number in 0..rows {
        let stored = store.get(Table::Records, &number.to_be_bytes()).unwrap();
        assert_eq!(stored.as_ref(), Some(&row), "row {number}");
    }
    assert!(store.bytes().unwrap() <= limit);
    // A limit below the store's size does not shrink it.
    store.limit(Some(1));
    assert!(store.get(Table::Records, &[0; 4]).unwrap().is_some());
    store.limit(None);
    write(&mut store, rows).unwrap();
    assert!(
        store
            .get(Table::Records, &rows.to_be_bytes())
            .unwrap()
            .is_some()
    );
}
