//! The mempool.

use corepc_types::v31;
use serde_json::{Value, json};

use crate::world::{World, unknown};

#[test]
fn an_empty_mempool_has_its_limits() {
    let mut world = World::with_coins();
    let info: v31::GetMempoolInfo = world.typed("getmempoolinfo", json!([]));
    assert!(info.loaded && info.full_rbf);
    assert_eq!((info.size, info.bytes, info.usage), (0, 0, 0));
    // A base unit a virtual byte, and a tenth of that.
    assert!((info.min_relay_tx_fee - 0.000_01).abs() < 1e-12);
    assert!((info.incremental_relay_fee - 0.000_001).abs() < 1e-12);
    assert_eq!(world.ok("getrawmempool", json!([])), json!([]));
}

#[test]
fn an_entry_counts_its_relatives() {
    let mut world = World::with_coins();
    // Nearly everything is spent, so that the next payment spends the change of this payment.
    let parent = world.pay(199.0);
    let child = world.pay(0.5);
    let raw: v31::GetRawMempool = world.typed("getrawmempool", json!([]));
    assert_eq!(raw.0, [parent.clone(), child.clone()]);
    let all: v31::GetRawMempoolVerbose = world.typed("getrawmempool", json!([true]));
    let entry: v31::GetMempoolEntry = world.typed("getmempoolentry", json!([parent]));
    assert_eq!(all.0[&parent], entry.0);
    let (up, down) = (&all.0[&child], &entry.0);
    assert_eq!((up.ancestor_count, up.descendant_count), (2, 1));
    assert_eq!((down.ancestor_count, down.descendant_count), (1, 2));
    assert_eq!(up.ancestor_size, up.vsize + down.vsize);
    assert_eq!(
        (&up.depends, &down.spent_by),
        (&vec![parent.clone()], &vec![child.clone()])
    );
    assert!((down.fees.descendant - (up.fees.base + down.fees.base)).abs() < 1e-12);
    assert_eq!(up.height, 5);
    let raw = world.ok("getrawtransaction", json!([child, 1]));
    assert_eq!(
        (&json!(up.vsize), &json!(up.weight)),
        (&raw["vsize"], &raw["weight"])
    );
    assert_eq!(json!(up.wtxid), raw["hash"]);

    assert_eq!(
        world.ok("getmempoolancestors", json!([child])),
        json!([parent])
    );
    assert_eq!(
        world.ok("getmempooldescendants", json!([parent])),
        json!([child])
    );
    let above: v31::GetMempoolAncestorsVerbose =
        world.typed("getmempoolancestors", json!([child, true]));
    assert_eq!(above.0.len(), 1);
    let info: v31::GetMempoolInfo = world.typed("getmempoolinfo", json!([]));
    assert_eq!((info.size, info.bytes), (2, up.vsize + down.vsize));
    world.generate(1);
    assert_eq!(world.ok("getrawmempool", json!([])), json!([]));
}

#[test]
fn unknown_transactions_have_core_s_codes() {
    let mut world = World::with_coins();
    for method in [
        "getmempoolentry",
        "getmempoolancestors",
        "getmempooldescendants",
    ] {
        assert_eq!(world.code(method, json!([unknown()])), -5, "{method}");
        assert_eq!(world.code(method, json!(["00"])), -8, "{method}");
    }
    assert_eq!(world.code("getrawmempool", json!([false, true])), -8);
    assert_eq!(world.code("getrawmempool", json!([Value::from("x")])), -3);
}
