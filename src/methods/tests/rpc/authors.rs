//! Chains with authors: sealed blocks as Bitcoin's programs see them, and templates.

use bitcoin::consensus::deserialize;
use bitcoin::{Block, block::Header};
use chain::{Authority, SpecDraft};
use serde_json::{Value, json};
use wallet::Words;

use crate::world::{World, bytes, draft};

/// A node whose person is the only author.
fn author(work: bool) -> World {
    let identity = Words::from_entropy([1; 16]).seed().identity().public();
    let draft = SpecDraft {
        authority: Some(Authority {
            authors: vec![identity],
            work,
        }),
        fixed_difficulty: work,
        ..draft()
    };
    World::of(draft, None)
}

#[test]
fn an_author_seals_the_block_that_another_program_found() {
    let mut world = author(true);
    let request = json!([{ "rules": ["segwit"] }]);
    // Without sealing here there is no template.
    assert_eq!(world.code("getblocktemplate", request.clone()), -1);
    world.service.set_mining(world.now, 1, None).unwrap();
    world.drain();
    let template = world.ok("getblocktemplate", request);
    let version = template["version"].as_i64().unwrap();
    assert_eq!(version >> 29, 0b011, "the version promises a seal");
    let block = world.assembled(&template);
    let hex = bitcoin::consensus::encode::serialize_hex(&block);
    assert_eq!(world.ok("submitblock", json!([hex])), Value::Null);
    assert_eq!(world.ok("getblockcount", json!([])), 1);

    // A raw block has 80 bytes of header. The seal is in a field of the verbose form.
    let hash = world.ok("getbestblockhash", json!([]));
    let raw = world.ok("getblock", json!([hash, 0]));
    let read: Block = deserialize(&bytes(&raw)).unwrap();
    assert_eq!(json!(read.block_hash().to_string()), hash);
    assert!(read.check_merkle_root());
    let header = world.ok("getblockheader", json!([hash, false]));
    let header: Header = deserialize(&bytes(&header)).unwrap();
    assert_eq!(header, read.header);
    let shown = world.ok("getblock", json!([hash]));
    assert_eq!(shown["seal"].as_str().unwrap().len(), 130);
    assert_eq!(shown["size"], json!(bytes(&raw).len()));
    let proof = world.ok("gettxoutproof", json!([[shown["tx"][0]]]));
    let _: bitcoin::MerkleBlock = deserialize(&bytes(&proof)).unwrap();
    let proven = world.ok("verifytxoutproof", json!([proof]));
    assert_eq!(proven, json!([shown["tx"][0]]));
}

#[test]
fn a_block_that_its_author_can_t_seal_is_refused() {
    let mut world = author(true);
    world.service.set_mining(world.now, 1, None).unwrap();
    world.drain();
    let template = world.ok("getblocktemplate", json!([{ "rules": ["segwit"] }]));
    let mut invalid = world.assembled(&template);
    invalid.txdata[0].output[0].value += bitcoin::Amount::from_sat(1);
    let invalid = world.solved(invalid);
    let hex = bitcoin::consensus::encode::serialize_hex(&invalid);
    // An invalid block does not cost the author its turn.
    assert_eq!(world.ok("submitblock", json!([hex])), "bad-cb-amount");
    let block = world.assembled(&template);
    world.service.set_mining(world.now, 0, None).unwrap();
    world.drain();
    let hex = bitcoin::consensus::encode::serialize_hex(&block);
    assert_eq!(world.ok("submitblock", json!([hex])), "bad-seal-missing");
    assert_eq!(world.ok("getblockcount", json!([])), 0);
}

#[test]
fn without_proof_of_work_there_is_nothing_to_mine() {
    let mut world = author(false);
    let request = json!([{ "rules": ["segwit"] }]);
    assert_eq!(world.code("getblocktemplate", request), -1);
    let address = world.ok("getnewaddress", json!([]));
    assert_eq!(world.code("generatetoaddress", json!([1, address])), -1);
}
