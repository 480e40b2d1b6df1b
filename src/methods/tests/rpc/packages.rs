//! Several transactions together: tested as a package, and made into a block.

use bitcoin::consensus::encode::serialize_hex;
use bitcoin::{Block, Transaction};
use corepc_types::v31;
use serde_json::{Value, json};

use crate::transactions::foreign_payments;
use crate::world::{World, draft, unknown};

/// A payment, and one that spends its change. No mempool has them.
fn family(world: &mut World) -> [Transaction; 2] {
    let [parent, child] = foreign_payments(world, &[199.0, 0.5]).try_into().unwrap();
    let mut inputs = child.input.iter();
    let txid = parent.compute_txid();
    assert!(inputs.any(|input| input.previous_output.txid == txid));
    [parent, child]
}

fn tested(world: &mut World, transactions: &[&Transaction]) -> Value {
    let hex: Vec<String> = transactions.iter().map(serialize_hex).collect();
    world.ok("testmempoolaccept", json!([hex]))
}

#[test]
fn a_child_is_tested_with_its_parent() {
    let mut world = World::with_coins();
    let [parent, child] = family(&mut world);
    let alone = tested(&mut world, &[&child]);
    assert_eq!(alone[0]["reject-reason"], "missing-inputs");
    let hex = [serialize_hex(&parent), serialize_hex(&child)];
    let both: v31::TestMempoolAccept = world.typed("testmempoolaccept", json!([hex]));
    let both = both.into_model().unwrap().results;
    assert!(both.iter().all(|result| result.allowed));
    let found: Vec<_> = both.iter().map(|result| result.txid).collect();
    assert_eq!(found, [parent.compute_txid(), child.compute_txid()]);
    // Testing changes nothing, and the tested transactions are accepted in this order.
    assert_eq!(world.ok("getrawmempool", json!([])), json!([]));
    for hex in hex {
        world.ok("sendrawtransaction", json!([hex]));
    }
}

#[test]
fn after_a_rejected_transaction_nothing_is_tested() {
    let mut world = World::with_coins();
    let [parent, child] = family(&mut world);
    let mut forged = parent.clone();
    forged.output[0].value -= bitcoin::Amount::from_sat(1);
    let rows = tested(&mut world, &[&forged, &child]);
    assert_eq!(
        rows[0]["reject-reason"],
        "mempool-script-verify-flag-failed"
    );
    assert_eq!(rows[1]["txid"], json!(child.compute_txid().to_string()));
    assert_eq!(rows[1].get("allowed"), None);
    // The same if the caller's bound on fees rejects it.
    let hex = [serialize_hex(&parent), serialize_hex(&child)];
    let rows = world.ok("testmempoolaccept", json!([hex, 0.000_001]));
    assert_eq!(rows[0]["reject-reason"], "max-fee-exceeded");
    assert_eq!(rows[1].get("allowed"), None);
}

#[test]
fn invalid_packages_have_core_s_errors() {
    let mut world = World::with_coins();
    let [parent, child] = family(&mut world);
    let mut rival = parent.clone();
    rival.output[0].value -= bitcoin::Amount::from_sat(1);
    for (package, fault) in [
        ([&child, &parent], "package-not-sorted"),
        ([&parent, &parent], "package-contains-duplicates"),
        ([&parent, &rival], "conflict-in-package"),
    ] {
        for row in tested(&mut world, &package).as_array().unwrap() {
            assert_eq!(row["package-error"], fault);
            assert_eq!(row.get("allowed"), None);
        }
    }
}

#[test]
fn a_block_of_chosen_transactions_is_made_at_once() {
    let mut world = World::with_coins();
    let [parent, child] = family(&mut world);
    let waiting = world.ok("sendrawtransaction", json!([serialize_hex(&parent)]));
    let address = world.elsewhere();
    // One transaction is given by its id, the other by its bytes.
    let list = json!([waiting, serialize_hex(&child)]);
    let shown: v31::GenerateBlock = world.typed("generateblock", json!([address, list, false]));
    assert_eq!(world.ok("getblockcount", json!([])), 5);
    let block: Block =
        bitcoin::consensus::encode::deserialize_hex(shown.hex.as_deref().unwrap()).unwrap();
    assert_eq!(block.block_hash().to_string(), shown.hash);
    assert_eq!(block.txdata[1..], [parent, child]);
    assert!(block.check_merkle_root() && block.check_witness_commitment());
    // As in Bitcoin Core, nobody gets the fees.
    assert_eq!(block.txdata[0].output[0].value.to_sat(), 50 * 100_000_000);

    let made: v31::GenerateBlock = world.typed("generateblock", json!([address, list]));
    assert_eq!(made.hex, None);
    assert_eq!(world.ok("getbestblockhash", json!([])), json!(made.hash));
    assert_eq!(world.ok("getrawmempool", json!([])), json!([]));
    let empty = world.ok("generateblock", json!([address, []]));
    assert_eq!(world.ok("getbestblockhash", json!([])), empty["hash"]);
}

#[test]
fn a_block_that_can_not_be_made_has_core_s_codes() {
    let mut world = World::with_coins();
    let [parent, child] = family(&mut world);
    let [parent, child] = [serialize_hex(&parent), serialize_hex(&child)];
    let address = world.elsewhere();
    for (params, code) in [
        (json!([address]), -1),
        (json!(["nobody", []]), -5),
        (json!([address, [unknown()]]), -5),
        (json!([address, ["00"]]), -22),
        (json!([address, [7]]), -8),
        (json!([address, [child, parent]]), -25),
    ] {
        assert_eq!(
            world.code("generateblock", params.clone()),
            code,
            "{params}"
        );
    }
    assert_eq!(world.ok("getblockcount", json!([])), 5);
    let mut world = World::of(
        chain::SpecDraft {
            fixed_difficulty: false,
            ..draft()
        },
        None,
    );
    assert_eq!(world.code("generateblock", json!([address, []])), -1);
}

/// Blocks have room for four payments, half of which is for payments that come later.
#[test]
fn a_fee_is_estimated_from_the_mempool() {
    let mut world = World::of(
        chain::SpecDraft {
            max_transactions: 5,
            ..draft()
        },
        None,
    );
    world.generate(5);
    let estimate = |world: &mut World, blocks: u32| {
        let found = world.ok("estimatesmartfee", json!([blocks]));
        assert_eq!(found["blocks"], blocks);
        found["feerate"].as_f64().unwrap()
    };
    let least = 0.000_01;
    assert_eq!(estimate(&mut world, 1), least);
    let paid = [(); 3].map(|()| world.pay(0.5));
    assert_eq!(estimate(&mut world, 2), least, "two blocks have room");
    let soon = estimate(&mut world, 1);
    for txid in paid {
        let entry = world.ok("getmempoolentry", json!([txid]));
        let rate = entry["fees"]["base"].as_f64().unwrap() / entry["vsize"].as_f64().unwrap();
        assert!(
            soon > rate * 1_000.0 && soon < 2.0 * least,
            "{soon}, {rate}"
        );
    }
}
