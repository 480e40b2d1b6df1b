//! The requests that Esplora's front end makes (`client/src/app.js` and
//! `client/src/driver/search.js` of Blockstream/esplora), and what its views read of the answers.

use methods::http::Request;
use serde_json::Value;

use crate::small::{BLOCKS, PAYMENTS, Small, txid};

/// Checks that an answer has these members.
fn has(value: &Value, what: &str, members: &[&str]) {
    for member in members {
        assert!(
            value.get(member).is_some(),
            "{what}: no {member} in {value}"
        );
    }
}

const BLOCK: [&str; 13] = [
    "id",
    "height",
    "version",
    "timestamp",
    "mediantime",
    "bits",
    "nonce",
    "merkle_root",
    "tx_count",
    "size",
    "weight",
    "difficulty",
    "previousblockhash",
];
const OUTPUT: [&str; 4] = [
    "scriptpubkey",
    "scriptpubkey_asm",
    "scriptpubkey_type",
    "value",
];

/// Checks a transaction as its page and the lists of blocks and addresses show it.
fn check_transaction(shown: &Value) {
    let members = [
        "txid", "version", "locktime", "vin", "vout", "size", "weight", "fee", "status",
    ];
    has(shown, "a transaction", &members);
    for output in shown["vout"].as_array().unwrap() {
        has(output, "an output", &OUTPUT);
    }
    for input in shown["vin"].as_array().unwrap() {
        let members = [
            "txid",
            "vout",
            "prevout",
            "scriptsig",
            "is_coinbase",
            "sequence",
        ];
        has(input, "an input", &members);
        match input["is_coinbase"] == true {
            true => assert!(input["prevout"].is_null()),
            false => has(&input["prevout"], "a spent output", &OUTPUT),
        }
    }
}

#[test]
fn the_pages_of_blocks_are_answered() {
    let mut small = Small::new();
    let tip = small.text("blocks/tip/height");
    assert_eq!(tip, BLOCKS.to_string());
    // The list ends with a slash where no height is given.
    for target in ["blocks", "blocks/", "blocks/3"] {
        for block in small.explore(target).as_array().unwrap() {
            has(block, target, &BLOCK);
        }
    }
    let hash = small.text(&format!("block-height/{PAYMENTS}"));
    has(&small.explore(&format!("block/{hash}")), "a block", &BLOCK);
    let status = small.explore(&format!("block/{hash}/status"));
    has(
        &status,
        "a status",
        &["in_best_chain", "height", "next_best"],
    );
    for shown in small
        .explore(&format!("block/{hash}/txs/0"))
        .as_array()
        .unwrap()
    {
        check_transaction(shown);
    }
}

#[test]
fn the_pages_of_transactions_and_addresses_are_answered() {
    let mut small = Small::new();
    let id = txid(&small.paid);
    let shown = small.explore(&format!("tx/{id}"));
    check_transaction(&shown);
    let status = ["confirmed", "block_height", "block_hash", "block_time"];
    has(&shown["status"], "a status", &status);
    let spends = small.explore(&format!("tx/{id}/outspends"));
    assert_eq!(
        spends.as_array().unwrap().len(),
        shown["vout"].as_array().unwrap().len()
    );
    let address = small.address(2);
    let totals = small.explore(&format!("address/{address}"));
    let sums = [
        "tx_count",
        "funded_txo_count",
        "funded_txo_sum",
        "spent_txo_count",
        "spent_txo_sum",
    ];
    has(&totals["chain_stats"], "an address", &sums);
    has(&totals["mempool_stats"], "an address", &sums);
    let listed = small.explore(&format!("address/{address}/txs"));
    let last = listed.as_array().unwrap().last().unwrap();
    check_transaction(last);
    let last = last["txid"].as_str().unwrap();
    let more = small.explore(&format!("address/{address}/txs/chain/{last}"));
    assert!(more.is_array());
    // The search first looks up a block's hash as a transaction, and continues after a failure.
    let hash = small.hash_at(1);
    let target = format!("tx/{hash}");
    let refused = small.esplora(&Request::get(&target, ""));
    assert_eq!(refused.status, 404);
}

#[test]
fn the_pages_of_the_mempool_are_answered() {
    let mut small = Small::new();
    let mempool = small.explore("mempool");
    let members = ["count", "vsize", "total_fee", "fee_histogram"];
    has(&mempool, "the mempool", &members);
    let recent = small.explore("mempool/recent");
    has(&recent[0], "a row", &["txid", "fee", "vsize", "value"]);
    let rates = small.explore("fee-estimates");
    has(&rates, "fee rates", &["2", "3", "12", "144", "504", "1008"]);
    let template = small.explore("block-template");
    let members = ["height", "curtime", "weightlimit", "sizelimit"];
    has(&template, "the next block", &members);
    let waiting = template["transactions"].as_array().unwrap();
    assert_eq!(waiting[0]["txid"], txid(&small.waiting));
    has(&waiting[0], "a row", &["data", "fee", "weight"]);
}
