//! Proofs that transactions are in a block, held against the `bitcoin` crate's Merkle blocks.

use bitcoin::consensus::{deserialize, serialize};
use bitcoin::{MerkleBlock, Txid};
use serde_json::{Value, json};

use crate::blockchain::block_at;
use crate::world::{World, bytes, unknown};

/// A world whose sixth block has a coinbase and this many payments.
fn with_payments(count: usize) -> World {
    let mut world = World::with_coins();
    for _ in 0..count {
        world.pay(0.5);
    }
    world.generate(1);
    world
}

#[test]
fn proofs_are_those_of_the_bitcoin_crate() {
    for count in [0, 1, 2, 4, 6] {
        let mut world = with_payments(count);
        let block = block_at(&mut world, 6);
        let txids: Vec<Txid> = block.txdata.iter().map(|it| it.compute_txid()).collect();
        assert_eq!(txids.len(), count + 1);
        // Each single transaction, neighbours, and all.
        let singles = txids.iter().map(std::slice::from_ref);
        for wanted in singles.chain(txids.windows(2)).chain([&txids[..]]) {
            let names: Vec<String> = wanted.iter().map(Txid::to_string).collect();
            let proof = world.ok("gettxoutproof", json!([names]));
            let by_crate =
                MerkleBlock::from_block_with_predicate(&block, |txid| wanted.contains(txid));
            assert_eq!(bytes(&proof), serialize(&by_crate));
            let read: MerkleBlock = deserialize(&bytes(&proof)).unwrap();
            let (mut matches, mut indices) = (Vec::new(), Vec::new());
            read.extract_matches(&mut matches, &mut indices).unwrap();
            assert_eq!(matches, wanted);
            assert_eq!(world.ok("verifytxoutproof", json!([proof])), json!(names));
        }
    }
}

#[test]
fn no_changed_byte_of_a_proof_passes() {
    let mut world = with_payments(3);
    let block = block_at(&mut world, 6);
    let txid = block.txdata[2].compute_txid().to_string();
    let proof = world.ok(
        "gettxoutproof",
        json!([[txid], block.block_hash().to_string()]),
    );
    let proof = bytes(&proof);
    for at in 0..proof.len() {
        let mut changed = proof.clone();
        changed[at] ^= 1;
        let hex = base16ct::lower::encode_string(&changed);
        // An unknown header, a wrong tree, or bytes of another form.
        match world.call("verifytxoutproof", json!([hex])) {
            Ok(proven) => assert_ne!(proven, json!([txid]), "byte {at}"),
            Err((code, _)) => assert!(code == -5 || code == -22, "byte {at}: {code}"),
        }
    }
    for length in 0..proof.len() {
        let hex = base16ct::lower::encode_string(&proof[..length]);
        assert_eq!(
            world.code("verifytxoutproof", json!([hex])),
            -22,
            "{length} bytes"
        );
    }
}

#[test]
fn unprovable_transactions_have_core_s_codes() {
    let mut world = with_payments(1);
    let waiting = world.pay(0.5);
    let coinbase = block_at(&mut world, 6).txdata[0].compute_txid().to_string();
    let other = world.ok("getblockhash", json!([5]));
    for (params, code) in [
        (json!([[]]), -8),
        (json!([["00"]]), -8),
        (json!([[coinbase, coinbase]]), -8),
        (json!([[unknown()]]), -5),
        (json!([[waiting]]), -5),
        (json!([[coinbase], other]), -5),
        (json!([[coinbase], unknown()]), -5),
        (json!([vec![unknown(); 1_001]]), -8),
        (json!(["x"]), -3),
    ] {
        assert_eq!(
            world.code("gettxoutproof", params.clone()),
            code,
            "{params}"
        );
    }
    assert_eq!(world.code("verifytxoutproof", json!(["zz"])), -22);
    assert_eq!(world.code("verifytxoutproof", json!([Value::from(5)])), -3);
}
