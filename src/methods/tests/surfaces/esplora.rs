//! Esplora's methods, read by the types of the `esplora-client` crate and by the `bitcoin` crate.

use bitcoin::consensus::{deserialize, encode::deserialize_hex};
use esplora_client as theirs;
use methods::Access;
use methods::http::Request;
use primitives::{Encode as _, sha256};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::small::{BLOCKS, PAYMENTS, Small, coinbase, key, request, txid};

/// An answer in the client's type.
fn read<T: DeserializeOwned>(small: &mut Small, target: &str) -> T {
    let text = small.text(target);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{target}: {error}: {text}"))
}

#[test]
fn the_tip_is_given_as_text() {
    let mut small = Small::new();
    assert_eq!(small.text("blocks/tip/height"), BLOCKS.to_string());
    assert_eq!(small.text("blocks/tip/hash"), small.hash_at(BLOCKS));
    assert_eq!(small.text("block-height/3"), small.hash_at(3));
}

#[test]
fn blocks_are_listed_from_the_tip_or_from_a_height_down() {
    let mut small = Small::new();
    for target in ["blocks", "blocks/"] {
        let newest: Vec<theirs::BlockInfo> = read(&mut small, target);
        let heights: Vec<u32> = newest.iter().map(|block| block.height).collect();
        assert_eq!(heights, (3..=BLOCKS).rev().collect::<Vec<_>>());
    }
    let oldest: Vec<theirs::BlockInfo> = read(&mut small, "blocks/2");
    assert_eq!(oldest.len(), 3);
    assert_eq!(oldest[2].previousblockhash, None);
    assert_eq!(oldest[1].previousblockhash, Some(oldest[2].id));
}

#[test]
fn a_block_and_its_header_are_bitcoins_bytes() {
    let mut small = Small::new();
    let hash = small.hash_at(PAYMENTS);
    let info: theirs::BlockInfo = read(&mut small, &format!("block/{hash}"));
    let raw = small.esplora(&request(&format!("block/{hash}/raw"))).body;
    let block: bitcoin::Block = deserialize(&raw).unwrap();
    let header: bitcoin::block::Header =
        deserialize_hex(&small.text(&format!("block/{hash}/header"))).unwrap();
    assert_eq!(block.header, header);
    assert_eq!(block.block_hash().to_string(), hash);
    assert_eq!(info.id, block.block_hash());
    assert_eq!(info.version, header.version);
    assert_eq!(info.bits, header.bits);
    assert_eq!(info.merkle_root, header.merkle_root);
    assert_eq!(info.timestamp, u64::from(header.time));
    assert_eq!(info.tx_count, block.txdata.len() as u64);
    assert_eq!(info.size, block.total_size());
    assert_eq!(info.weight, block.weight());
    let difficulty = header.difficulty_float();
    assert!(
        (info.difficulty / difficulty - 1.0).abs() < 1e-9,
        "{difficulty}"
    );
    let mut times: Vec<u64> = (0..=PAYMENTS)
        .map(|height| {
            let hash = small.hash_at(height);
            read::<theirs::BlockInfo>(&mut small, &format!("block/{hash}")).timestamp
        })
        .collect();
    times.sort_unstable();
    assert_eq!(info.mediantime, times[times.len() / 2]);

    let txids: Vec<bitcoin::Txid> = read(&mut small, &format!("block/{hash}/txids"));
    let wanted: Vec<_> = block.txdata.iter().map(|it| it.compute_txid()).collect();
    assert_eq!(txids, wanted);
    assert_eq!(
        small.text(&format!("block/{hash}/txid/1")),
        txid(&small.paid)
    );
    let beyond = small.esplora(&request(&format!("block/{hash}/txid/3")));
    assert_eq!(beyond.status, 404);
    let status: theirs::BlockStatus = read(&mut small, &format!("block/{hash}/status"));
    assert!(status.in_best_chain);
    assert_eq!(status.height, Some(PAYMENTS));
    assert_eq!(
        status.next_best.unwrap().to_string(),
        small.hash_at(PAYMENTS + 1)
    );
    let unknown: theirs::BlockStatus =
        read(&mut small, &format!("block/{}/status", "1".repeat(64)));
    assert!(!unknown.in_best_chain);
}

#[test]
fn the_transactions_of_a_block_show_what_they_spend() {
    let mut small = Small::new();
    let hash = small.hash_at(PAYMENTS);
    for target in [format!("block/{hash}/txs"), format!("block/{hash}/txs/0")] {
        let page: Vec<theirs::EsploraTx> = read(&mut small, &target);
        assert_eq!(page.len(), 3);
        assert!(page[0].vin[0].is_coinbase && page[0].vin[0].prevout.is_none());
        let fees: Vec<u64> = page.iter().map(|it| it.fee.to_sat()).collect();
        assert_eq!(fees, [0, 10_000_000, 10_000]);
        let spent = page[2].vin[0].prevout.as_ref().unwrap();
        assert_eq!(spent.value.to_sat(), 2_000_000_000);
        assert_eq!(spent.scriptpubkey.to_bytes(), key(2).lock().to_script());
    }
    assert_eq!(
        small
            .esplora(&request(&format!("block/{hash}/txs/25")))
            .status,
        404
    );
}

#[test]
fn a_transaction_is_the_clients_transaction() {
    let mut small = Small::new();
    let ours = small.paid.clone();
    let id = txid(&ours);
    let found: theirs::EsploraTx = read(&mut small, &format!("tx/{id}"));
    let raw = small.esplora(&request(&format!("tx/{id}/raw"))).body;
    let transaction: bitcoin::Transaction = deserialize(&raw).unwrap();
    assert_eq!(found.to_tx(), transaction);
    assert_eq!(raw, ours.to_bytes());
    let hex: bitcoin::Transaction = deserialize_hex(&small.text(&format!("tx/{id}/hex"))).unwrap();
    assert_eq!(hex, transaction);
    assert_eq!(found.size, transaction.total_size());
    assert_eq!(found.weight, transaction.weight());
    assert_eq!(found.fee.to_sat(), 10_000_000);
    assert_eq!(found.status.block_height, Some(PAYMENTS));
    let status: theirs::TxStatus = read(&mut small, &format!("tx/{id}/status"));
    assert_eq!(status, found.status);

    let waiting = txid(&small.waiting);
    let found: theirs::EsploraTx = read(&mut small, &format!("tx/{waiting}"));
    assert!(!found.status.confirmed);
    assert_eq!(
        found.vin[0].prevout.as_ref().unwrap().value.to_sat(),
        2_990_000_000
    );
    let nobody: theirs::TxStatus = read(&mut small, &format!("tx/{}/status", "1".repeat(64)));
    assert!(!nobody.confirmed);
}

#[test]
fn no_script_of_ours_looks_like_one_of_bitcoins_keys() {
    let mut small = Small::new();
    let id = txid(&small.paid);
    let found = small.explore(&format!("tx/{id}"));
    let key_output = &found["vout"][0];
    assert_eq!(key_output["scriptpubkey_type"], "unknown");
    assert_eq!(key_output["scriptpubkey_address"], small.address(2));
    let asm = key_output["scriptpubkey_asm"].as_str().unwrap();
    assert!(asm.starts_with("OP_PUSHNUM_2 OP_PUSHBYTES_20 "), "{asm}");
    let note = &found["vout"][2];
    assert_eq!(note["scriptpubkey_type"], "op_return");
    // The front end reads the data from the third word.
    let data = note["scriptpubkey_asm"].as_str().unwrap().split(' ').nth(2);
    assert_eq!(
        data,
        Some(base16ct::lower::encode_string(b"for lunch").as_str())
    );
    assert!(note.get("scriptpubkey_address").is_none());
}

#[test]
fn proofs_lead_to_the_header() {
    let mut small = Small::new();
    let id = txid(&small.child);
    let proof: theirs::MerkleProof = read(&mut small, &format!("tx/{id}/merkle-proof"));
    assert_eq!(
        (proof.block_height, proof.pos, proof.merkle.len()),
        (PAYMENTS, 2, 2)
    );
    let hex = small.text(&format!("tx/{id}/merkleblock-proof"));
    let block: bitcoin::MerkleBlock = deserialize_hex(&hex).unwrap();
    let (mut matched, mut indices) = (Vec::new(), Vec::new());
    block.extract_matches(&mut matched, &mut indices).unwrap();
    assert_eq!(indices, [2]);
    assert_eq!(matched[0].to_string(), id);
    assert_eq!(
        block.header.block_hash().to_string(),
        small.hash_at(PAYMENTS)
    );
    let waiting = txid(&small.waiting);
    for proof in ["merkle-proof", "merkleblock-proof"] {
        assert_eq!(
            small
                .esplora(&request(&format!("tx/{waiting}/{proof}")))
                .status,
            404
        );
    }
}

#[test]
fn the_spender_of_an_output_is_found_in_chain_and_mempool() {
    let mut small = Small::new();
    let (paid, child, waiting) = (txid(&small.paid), txid(&small.child), txid(&small.waiting));
    let spends: Vec<theirs::OutputStatus> = read(&mut small, &format!("tx/{paid}/outspends"));
    assert_eq!(spends.len(), 3);
    assert_eq!(spends[0].txid.unwrap().to_string(), child);
    assert_eq!(spends[0].vin, Some(0));
    assert_eq!(
        spends[0].status.as_ref().unwrap().block_height,
        Some(PAYMENTS)
    );
    assert_eq!(spends[1].txid.unwrap().to_string(), waiting);
    assert!(!spends[1].status.as_ref().unwrap().confirmed);
    assert!(!spends[2].spent, "a note can't be spent");
    for (index, spend) in spends.iter().enumerate() {
        let target = format!("tx/{paid}/outspend/{index}");
        assert_eq!(read::<theirs::OutputStatus>(&mut small, &target), *spend);
    }
    let none: theirs::OutputStatus = read(&mut small, &format!("tx/{waiting}/outspend/0"));
    assert!(!none.spent);
    let reward = coinbase(&small, 1);
    let spend: theirs::OutputStatus = read(&mut small, &format!("tx/{reward}/outspend/0"));
    assert_eq!(spend.txid.unwrap().to_string(), paid);
}

#[test]
fn a_transaction_is_broadcast_as_the_client_does() {
    let mut small = Small::new();
    let bytes = base16ct::lower::encode_string(&small.waiting.to_bytes());
    let push = Request {
        content_type: None,
        access: Access::Read,
        ..Request::post("tx", "", bytes.as_bytes(), Access::Read)
    };
    // The mempool has it already.
    let refused = small.esplora(&push);
    assert_eq!(refused.status, 400);
    assert!(crate::small::text(&refused).starts_with("The transaction was refused: "));
    // A replacement that pays more is accepted.
    let better = {
        let (at, output) = chain::testing::output_of(&small.paid, 1);
        let fee = primitives::Amount::from_units(1_000_000).unwrap();
        let output = primitives::Output {
            amount: output.amount.checked_sub(fee).unwrap(),
            lock: key(3).lock(),
        };
        let coin = chain::testing::output_of(&small.paid, 1).1;
        let genesis = small.service.node().chain().genesis();
        key(1).spend(genesis, &[(at, coin)], vec![output])
    };
    let bytes = base16ct::lower::encode_string(&better.to_bytes());
    let answer = small.esplora(&Request::post(
        "tx",
        "text/plain",
        bytes.as_bytes(),
        Access::Read,
    ));
    assert_eq!(crate::small::text(&answer), txid(&better));
    assert_eq!(small.explore("mempool/txids"), json!([txid(&better)]));
}

#[test]
fn an_address_and_its_script_hash_have_the_same_answers() {
    let mut small = Small::new();
    let address = small.address(3);
    let script = base16ct::lower::encode_string(&sha256(&key(3).lock().to_script()));
    for part in ["/txs", "/txs/chain", "/txs/mempool", "/utxo"] {
        let by_address = small.explore(&format!("address/{address}{part}"));
        let by_script = small.explore(&format!("scripthash/{script}{part}"));
        assert_eq!(by_address, by_script, "{part}");
    }
    let stats: theirs::AddressStats = read(&mut small, &format!("address/{address}"));
    let by_script: theirs::ScriptHashStats = read(&mut small, &format!("scripthash/{script}"));
    assert_eq!(stats.address.to_string(), address);
    assert_eq!(stats.chain_stats, by_script.chain_stats);
    assert_eq!(stats.mempool_stats, by_script.mempool_stats);
    assert_eq!(stats.chain_stats.funded_txo_count, 1);
    assert_eq!(stats.chain_stats.funded_txo_sum.to_sat(), 1_999_990_000);
    assert_eq!(stats.chain_stats.tx_count, 1);
    assert_eq!(stats.mempool_stats.funded_txo_sum.to_sat(), 2_989_980_000);
    assert_eq!(stats.mempool_stats.tx_count, 1);
}

#[test]
fn the_spent_outputs_of_an_address_are_counted() {
    let mut small = Small::new();
    let address = small.address(1);
    let stats: theirs::AddressStats = read(&mut small, &format!("address/{address}"));
    // Rewards of blocks 1 to 4 and of the block with the payments, and the change.
    let chain = stats.chain_stats;
    assert_eq!(
        (
            chain.funded_txo_count,
            chain.spent_txo_count,
            chain.tx_count
        ),
        (6, 1, 6)
    );
    let rewards = 5 * 5_000_000_000_u64 + 10_010_000;
    assert_eq!(chain.funded_txo_sum.to_sat(), rewards + 2_990_000_000);
    assert_eq!(chain.spent_txo_sum.to_sat(), 5_000_000_000);
    let waiting = stats.mempool_stats;
    assert_eq!((waiting.funded_txo_count, waiting.spent_txo_count), (0, 1));
    assert_eq!(
        (waiting.spent_txo_sum.to_sat(), waiting.tx_count),
        (2_990_000_000, 1)
    );
    let coins: Vec<theirs::Utxo> = read(&mut small, &format!("address/{address}/utxo"));
    assert_eq!(coins.len(), 4, "the mempool spends the change");
    let sum: u64 = coins.iter().map(|coin| coin.value.to_sat()).sum();
    assert_eq!(sum, rewards - 5_000_000_000);
    assert!(coins.iter().all(|coin| coin.status.confirmed));
}

#[test]
fn the_history_of_an_address_continues_after_the_last_seen() {
    let mut small = Small::new();
    let address = small.address(1);
    let all: Vec<theirs::EsploraTx> = read(&mut small, &format!("address/{address}/txs/chain"));
    let heights: Vec<_> = all
        .iter()
        .map(|it| it.status.block_height.unwrap())
        .collect();
    assert_eq!(heights, [PAYMENTS, PAYMENTS, 4, 3, 2, 1]);
    let last = all[2].txid;
    let rest: Vec<theirs::EsploraTx> =
        read(&mut small, &format!("address/{address}/txs/chain/{last}"));
    assert_eq!(rest, all[3..]);
    let newest: Vec<theirs::EsploraTx> = read(&mut small, &format!("address/{address}/txs"));
    assert_eq!(newest[0].txid.to_string(), txid(&small.waiting));
    assert_eq!(newest[1..], all);
    let waiting: Vec<theirs::EsploraTx> =
        read(&mut small, &format!("address/{address}/txs/mempool"));
    assert_eq!(waiting, newest[..1]);
}

#[test]
fn an_unused_script_hash_is_empty_until_a_block_pays_it() {
    let mut small = Small::new();
    let script = base16ct::lower::encode_string(&sha256(&key(9).lock().to_script()));
    let stats: theirs::ScriptHashStats = read(&mut small, &format!("scripthash/{script}"));
    assert_eq!(
        (stats.chain_stats.tx_count, stats.mempool_stats.tx_count),
        (0, 0)
    );
    for part in ["/txs", "/txs/chain", "/txs/mempool", "/utxo"] {
        let target = format!("scripthash/{script}{part}");
        assert_eq!(small.explore(&target), json!([]), "{part}");
    }
    // In the mempool, then in a block that came after the index was made.
    let body = json!({ "to": small.address(9), "amount": "1" }).to_string();
    let id = small.post("create-and-send", &body)["txid"].clone();
    small.drain();
    let listed = small.explore(&format!("scripthash/{script}/utxo"));
    assert_eq!(listed[0]["txid"], id);
    assert_eq!(listed[0]["status"], json!({ "confirmed": false }));
    small.mine();
    let listed = small.explore(&format!("scripthash/{script}/utxo"));
    assert_eq!(listed[0]["txid"], id);
    assert_eq!(listed[0]["status"]["block_height"], BLOCKS + 1);
}

#[test]
fn addresses_are_found_by_their_beginning() {
    let mut small = Small::new();
    let found = small.explore("address-prefix/bcrt1");
    let found: Vec<&str> = found
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert!(found.contains(&small.address(3).as_str()), "{found:?}");
    let beginning = &small.address(3)[..12];
    let one = small.explore(&format!("address-prefix/{beginning}"));
    assert_eq!(one, json!([small.address(3)]));
}

#[test]
fn the_mempool_is_described_as_the_client_reads_it() {
    let mut small = Small::new();
    let id = txid(&small.waiting);
    let vsize = small.waiting.weight().div_ceil(4);
    let totals: theirs::MempoolStats = read(&mut small, "mempool");
    assert_eq!(
        (totals.count, totals.vsize, totals.total_fee.to_sat()),
        (1, vsize, 20_000)
    );
    assert_eq!(totals.fee_histogram.len(), 1);
    // The client keeps the virtual bytes as they are.
    let (rate, size) = totals.fee_histogram[0];
    assert_eq!(size.to_wu(), vsize as u64);
    assert_eq!(rate.to_sat_per_vb_floor(), 20_000 / vsize as u64);
    let recent: Vec<theirs::MempoolRecentTx> = read(&mut small, "mempool/recent");
    assert_eq!(
        (recent[0].txid.to_string(), recent[0].fee.to_sat()),
        (id.clone(), 20_000)
    );
    assert_eq!(recent[0].value.to_sat(), 2_989_980_000);
    assert_eq!(small.explore("mempool/txids"), json!([id]));
    let rates = small.explore("fee-estimates");
    assert_eq!(rates["1"], 1.0, "everything fits into the next block");
    assert_eq!(rates.as_object().unwrap().len(), 28);
}

#[test]
fn an_address_with_too_many_coins_is_refused() {
    let mut small = Small::with_rewards(10_001);
    let address = small.address(5);
    let mut refused = |target: &str| {
        let response = small.esplora(&request(target));
        assert_eq!(response.status, 400, "{target}");
        crate::small::text(&response)
    };
    let coins = refused(&format!("address/{address}/utxo"));
    assert_eq!(coins, "the address has more than 500 coins");
    let totals = refused(&format!("address/{address}"));
    assert_eq!(totals, "the address has more than 10000 transactions");
    // Its pages stay short.
    let page: Vec<theirs::EsploraTx> = read(&mut small, &format!("address/{address}/txs"));
    assert_eq!(page.len(), 25);
}
