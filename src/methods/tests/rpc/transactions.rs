//! Transactions as bytes.

use bitcoin::consensus::encode::{deserialize_hex, serialize_hex};
use bitcoin::{Amount, Transaction};
use corepc_types::v31;
use serde_json::{Value, json};

use crate::world::{World, unknown};

/// A payment that no mempool has.
fn foreign_payment(world: &mut World) -> Transaction {
    foreign_payments(world, &[1.25]).remove(0)
}

/// Payments of these coins that no mempool has: their node is another one of the same wallet.
pub(crate) fn foreign_payments(world: &mut World, coins: &[f64]) -> Vec<Transaction> {
    let mut other = World::new();
    for height in 1..=5 {
        let hash = world.ok("getblockhash", json!([height]));
        let block = world.ok("getblock", json!([hash, 0]));
        assert_eq!(other.ok("submitblock", json!([block])), Value::Null);
    }
    let payments = coins.iter().map(|coins| {
        let txid = other.pay(*coins);
        let raw: v31::GetRawTransaction = other.typed("getrawtransaction", json!([txid]));
        raw.into_model().unwrap().0
    });
    payments.collect()
}

#[test]
fn a_transaction_is_decoded_as_by_the_bitcoin_crate() {
    let mut world = World::with_coins();
    let payment = foreign_payment(&mut world);
    let decoded: v31::DecodeRawTransaction =
        world.typed("decoderawtransaction", json!([serialize_hex(&payment)]));
    assert_eq!(decoded.into_model().unwrap().0, payment);
    let shown = world.ok("decoderawtransaction", json!([serialize_hex(&payment)]));
    assert_eq!(shown["txid"], json!(payment.compute_txid().to_string()));
    assert_eq!(shown["hash"], json!(payment.compute_wtxid().to_string()));
    assert_eq!(shown["weight"], json!(payment.weight().to_wu()));
    assert_eq!(shown["vsize"], json!(payment.vsize()));
    for (output, shown) in payment.output.iter().zip(shown["vout"].as_array().unwrap()) {
        let script = &shown["scriptPubKey"];
        assert_eq!(script["hex"], json!(output.script_pubkey.to_hex_string()));
        assert_eq!(script["type"], "witness_unknown");
        let asm = script["asm"].as_str().unwrap();
        assert!(asm.starts_with("2 ") && asm.len() == 42, "{asm}");
        let address =
            bitcoin::Address::from_script(&output.script_pubkey, bitcoin::Network::Regtest);
        assert_eq!(script["address"], json!(address.unwrap().to_string()));
    }
    for hex in ["00", "zz", ""] {
        assert_eq!(world.code("decoderawtransaction", json!([hex])), -22);
    }
}

#[test]
fn a_transaction_is_tested_sent_found_and_confirmed() {
    let mut world = World::with_coins();
    let payment = foreign_payment(&mut world);
    let (hex, txid) = (serialize_hex(&payment), payment.compute_txid().to_string());
    let tested: v31::TestMempoolAccept = world.typed("testmempoolaccept", json!([[hex]]));
    let tested = &tested.into_model().unwrap().results[0];
    assert!(tested.allowed && tested.txid == payment.compute_txid());
    assert_eq!(tested.vsize, Some(u32::try_from(payment.vsize()).unwrap()));
    let fee = tested.fees.as_ref().unwrap().base;
    // Testing changes nothing.
    assert_eq!(world.code("getrawtransaction", json!([txid])), -5);

    let sent: v31::SendRawTransaction = world.typed("sendrawtransaction", json!([hex]));
    assert_eq!(sent.into_model().unwrap().0, payment.compute_txid());
    assert_eq!(
        world.ok("sendrawtransaction", json!([hex])),
        json!(txid),
        "sending it again is allowed"
    );
    let entry = world.ok("getmempoolentry", json!([txid]));
    let shown = Amount::from_btc(entry["fees"]["base"].as_f64().unwrap()).unwrap();
    assert_eq!(shown, fee);
    let again: v31::TestMempoolAccept = world.typed("testmempoolaccept", json!([[hex]]));
    assert_eq!(
        again.0[0].reject_reason.as_deref(),
        Some("txn-already-in-mempool")
    );
    let found: v31::GetRawTransactionVerbose =
        world.typed("getrawtransaction", json!([txid, true]));
    assert_eq!((found.block_hash, found.confirmations), (None, None));

    let block = world.generate(1).remove(0);
    let found: v31::GetRawTransactionVerbose = world.typed("getrawtransaction", json!([txid, 1]));
    assert_eq!(found.block_hash.as_deref(), Some(&*block));
    let found = found.into_model().unwrap();
    assert_eq!((found.transaction, found.confirmations), (payment, Some(1)));
    let within = world.ok("getrawtransaction", json!([txid, 2, block]));
    assert_eq!(within["in_active_chain"], true);
    let paid = Amount::from_btc(within["fee"].as_f64().unwrap()).unwrap();
    assert_eq!(paid, fee);
    assert_eq!(within["vin"][0]["prevout"]["generated"], true);
    assert_eq!(world.code("sendrawtransaction", json!([hex])), -27);
}

#[test]
fn rejections_have_core_s_codes_and_words() {
    let mut world = World::with_coins();
    let payment = foreign_payment(&mut world);
    let missing = {
        let mut it = payment.clone();
        it.input[0].previous_output.vout = 9;
        it
    };
    let unsigned = {
        let mut it = payment.clone();
        it.output[0].value -= Amount::from_sat(1);
        it
    };
    let dust = {
        let mut it = payment.clone();
        it.output[0].value = Amount::from_sat(1);
        it
    };
    let overspent = {
        let mut it = payment.clone();
        it.output[0].value = Amount::from_btc(5_000.0).unwrap();
        it
    };
    let foreign = {
        let mut it = payment.clone();
        it.output[0].script_pubkey = bitcoin::ScriptBuf::from_bytes(vec![0x51]);
        it
    };
    let early = {
        let mut it = payment.clone();
        it.lock_time = bitcoin::absolute::LockTime::from_consensus(100);
        it.input[0].sequence = bitcoin::Sequence::ENABLE_LOCKTIME_NO_RBF;
        it
    };
    for (transaction, code, word) in [
        (&missing, -25, "missing-inputs"),
        (&unsigned, -26, "mempool-script-verify-flag-failed"),
        (&dust, -26, "dust"),
        (&overspent, -26, "bad-txns-in-belowout"),
        (&foreign, -26, "scriptpubkey"),
        (&early, -26, "non-final"),
    ] {
        let hex = serialize_hex(transaction);
        let tested: v31::TestMempoolAccept = world.typed("testmempoolaccept", json!([[hex]]));
        assert!(!tested.0[0].allowed);
        assert_eq!(tested.0[0].reject_reason.as_deref(), Some(word));
        let (found, message) = world.call("sendrawtransaction", json!([hex])).unwrap_err();
        assert_eq!(found, code, "{message}");
    }
    assert_eq!(world.ok("getrawmempool", json!([])), json!([]));
}

#[test]
fn coins_are_burned_only_up_to_the_caller_s_bound() {
    let mut world = World::with_coins();
    let mut payment = foreign_payment(&mut world);
    let data = bitcoin::ScriptBuf::new_op_return([7; 4]);
    payment.output[0].script_pubkey = data;
    payment.output[0].value = Amount::from_sat(5_000);
    let hex = serialize_hex(&payment);
    assert_eq!(world.code("sendrawtransaction", json!([hex])), -25);
    assert_eq!(
        world.code("sendrawtransaction", json!([hex, 0, 0.000_049])),
        -25
    );
    // Within the bound, the next reason is that the signature is of another transaction.
    assert_eq!(
        world.code("sendrawtransaction", json!([hex, 0, 0.000_05])),
        -26
    );
}

#[test]
fn a_fee_above_the_caller_s_bound_is_refused() {
    let mut world = World::with_coins();
    let hex = serialize_hex(&foreign_payment(&mut world));
    // The wallet pays a base unit a virtual byte: 0.00001 coins for 1,000.
    let tested = world.ok("testmempoolaccept", json!([[hex], 0.000_001]));
    assert_eq!(tested[0]["reject-reason"], "max-fee-exceeded");
    assert_eq!(
        world.code("sendrawtransaction", json!([hex, "0.000001"])),
        -25
    );
    assert_eq!(world.code("sendrawtransaction", json!([hex, 1.1])), -8);
    assert!(world.ok("sendrawtransaction", json!([hex, 0])).is_string());
}

#[test]
fn bounds_and_unknown_transactions_have_core_s_codes() {
    let mut world = World::with_coins();
    let block = world.ok("getblockhash", json!([1]));
    for (method, params, code) in [
        ("testmempoolaccept", json!([[]]), -8),
        ("testmempoolaccept", json!([vec!["00"; 26]]), -8),
        ("testmempoolaccept", json!([["00"]]), -22),
        ("testmempoolaccept", json!([[7]]), -8),
        ("sendrawtransaction", json!(["00"]), -22),
        ("getrawtransaction", json!([unknown()]), -5),
        ("getrawtransaction", json!([unknown(), 0, block]), -5),
        ("getrawtransaction", json!([unknown(), 0, unknown()]), -5),
        ("getrawtransaction", json!(["x"]), -8),
    ] {
        assert_eq!(
            world.code(method, params.clone()),
            code,
            "{method} {params}"
        );
    }
    let _: Transaction = {
        let hash = world.ok("getblockhash", json!([1]));
        let block = world.ok("getblock", json!([hash, 2]));
        deserialize_hex(block["tx"][0]["hex"].as_str().unwrap()).unwrap()
    };
}
