//! Blocks, headers, branches and coins.

use bitcoin::consensus::deserialize;
use bitcoin::{Block, Network};
use corepc_types::v31;
use serde_json::{Value, json};

use crate::world::{World, bytes, draft, unknown};

#[test]
fn the_chain_is_one_of_regtest_for_clients() {
    let mut world = World::with_coins();
    let info: v31::GetBlockchainInfo = world.typed("getblockchaininfo", json!([]));
    let info = info.into_model().unwrap();
    assert_eq!(info.chain, Network::Regtest);
    assert_eq!((info.blocks, info.headers), (5, 5));
    assert!(!info.initial_block_download && !info.pruned);
    assert!((info.verification_progress - 1.0).abs() < 1e-9);
    let best: v31::GetBestBlockHash = world.typed("getbestblockhash", json!([]));
    assert_eq!(best.into_model().unwrap().0, info.best_block_hash);
    let count: v31::GetBlockCount = world.typed("getblockcount", json!([]));
    assert_eq!(count.0, 5);
    // The least difficulty of Bitcoin Core's regtest, too.
    let difficulty: v31::GetDifficulty = world.typed("getdifficulty", json!([]));
    assert!((difficulty.0 - 4.656_542_373_906_925e-10).abs() < 1e-24);
    // Each of six blocks counts for two hashes.
    assert_eq!(info.chain_work.to_be_bytes()[31], 12);

    let other = chain::SpecDraft {
        prefix: "prc".parse().unwrap(),
        ..draft()
    };
    let mut world = World::of(other, None);
    let info = world.ok("getblockchaininfo", json!([]));
    assert_eq!(info["chain"], "Practice");
}

#[test]
fn a_block_is_read_by_the_bitcoin_crate_and_in_each_verbosity() {
    let mut world = World::with_coins();
    let txid = world.pay(1.5);
    let hash = world.generate(1).remove(0);
    let raw = world.ok("getblock", json!([hash, 0]));
    let block: Block = deserialize(&bytes(&raw)).unwrap();
    assert_eq!(block.block_hash().to_string(), hash);
    assert!(block.check_merkle_root() && block.check_witness_commitment());
    assert_eq!(block.txdata[1].compute_txid().to_string(), txid);

    let one: v31::GetBlockVerboseOne = world.typed("getblock", json!([hash]));
    assert_eq!(usize::try_from(one.size).unwrap(), bytes(&raw).len());
    let one = one.into_model().unwrap();
    assert_eq!(one.hash, block.block_hash());
    assert_eq!((one.height, one.confirmations, one.n_tx), (6, 1, 2));
    assert_eq!(one.weight, block.weight());
    assert_eq!(
        one.tx,
        [
            block.txdata[0].compute_txid(),
            block.txdata[1].compute_txid()
        ]
    );
    assert_eq!(one.merkle_root, block.header.merkle_root);
    assert_eq!(one.previous_block_hash, Some(block.header.prev_blockhash));
    assert_eq!(one.next_block_hash, None);

    let two: v31::GetBlockVerboseTwo = world.typed("getblock", json!([hash, 2]));
    assert!(two.tx[0].fee.is_none() && two.tx[1].fee.unwrap() > 0.0);
    let two = two.into_model().unwrap();
    assert_eq!(two.tx[1].transaction.transaction, block.txdata[1]);
    let three: v31::GetBlockVerboseThree = world.typed("getblock", json!([hash, 3]));
    let spent = three.tx[1].transaction.inputs[0].prevout.as_ref().unwrap();
    assert!(spent.generated && spent.height < 6 && spent.value > 49.0);
    // `true` and `false` are verbosities, too.
    assert_eq!(world.ok("getblock", json!([hash, false])), raw);
    assert!(world.ok("getblock", json!([hash, true])).is_object());
}

#[test]
fn a_header_is_that_of_its_block() {
    let mut world = World::with_coins();
    let hash = world.ok("getblockhash", json!([3]));
    let raw: v31::GetBlockHeader = world.typed("getblockheader", json!([hash, false]));
    let raw = raw.into_model().unwrap().0;
    assert_eq!(json!(raw.block_hash().to_string()), hash);
    let verbose: v31::GetBlockHeaderVerbose = world.typed("getblockheader", json!([hash]));
    let verbose = verbose.into_model().unwrap();
    assert_eq!(verbose.hash, raw.block_hash());
    assert_eq!((verbose.height, verbose.confirmations), (3, 3));
    assert_eq!((verbose.nonce, verbose.bits), (raw.nonce, raw.bits));
    assert_eq!(verbose.n_tx, 1);
    let next = world.ok("getblockhash", json!([4]));
    assert_eq!(json!(verbose.next_block_hash.unwrap().to_string()), next);
    // The genesis block has no parent.
    let genesis = world.ok("getblockhash", json!([0]));
    let genesis = world.ok("getblockheader", json!([genesis]));
    assert_eq!(genesis.get("previousblockhash"), None);
}

#[test]
fn unknown_blocks_have_core_s_codes() {
    let mut world = World::with_coins();
    for (method, params, code) in [
        ("getblockhash", json!([6]), -8),
        ("getblockhash", json!([-1]), -8),
        ("getblockhash", json!(["x"]), -3),
        ("getblock", json!([unknown()]), -5),
        ("getblock", json!(["00"]), -8),
        ("getblock", json!([7]), -3),
        ("getblockheader", json!([unknown()]), -5),
        ("getblockheader", json!(["zz"]), -8),
        ("gettxout", json!(["00", 0]), -8),
        ("gettxout", json!([unknown(), -1]), -8),
    ] {
        assert_eq!(
            world.code(method, params.clone()),
            code,
            "{method} {params}"
        );
    }
}

#[test]
fn a_branch_is_a_tip_of_its_own() {
    let mut world = World::with_coins();
    let tips: v31::GetChainTips = world.typed("getchaintips", json!([]));
    assert_eq!(tips.0.len(), 1);
    // A block that another program made, whose parent is the block before the tip.
    let mut side = block_at(&mut world, 5);
    side.header.time += 1;
    let side = world.solved(side);
    let hex = bitcoin::consensus::encode::serialize_hex(&side);
    assert_eq!(world.ok("submitblock", json!([hex])), "inconclusive");
    let tips: v31::GetChainTips = world.typed("getchaintips", json!([]));
    let tips = tips.into_model().unwrap().0;
    assert_eq!(tips.len(), 2);
    let found = tips
        .iter()
        .find(|tip| tip.hash == side.block_hash())
        .unwrap();
    assert_eq!((found.height, found.branch_length), (5, 1));
    let shown = world.ok("getchaintips", json!([]));
    let statuses: Vec<&Value> = shown
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["status"])
        .collect();
    assert!(statuses.contains(&&json!("active")) && statuses.contains(&&json!("valid-headers")));
    // The block of the branch can be read, but counts as unconfirmed.
    let shown = world.ok("getblock", json!([side.block_hash().to_string()]));
    assert_eq!(shown["confirmations"], -1);
    assert_eq!(shown.get("nextblockhash"), None);
}

#[test]
fn an_output_is_found_until_it_is_spent() {
    let mut world = World::with_coins();
    let txid = world.pay(2.0);
    let payment = world.ok("getrawtransaction", json!([txid, 1]));
    let outputs = payment["vout"].as_array().unwrap();
    let to_other = outputs.iter().find(|it| it["value"] == 2.0).unwrap();
    let index = to_other["n"].clone();
    assert_eq!(
        world.ok("gettxout", json!([txid, index, false])),
        Value::Null
    );
    let found: v31::GetTxOut = world.typed("gettxout", json!([txid, index]));
    assert_eq!(found.confirmations, 0);
    let found = found.into_model().unwrap();
    assert_eq!(found.tx_out.value.to_sat(), 200_000_000);
    let address = found.address.unwrap().assume_checked().to_string();
    assert_eq!(address, world.elsewhere());
    world.generate(1);
    let found: v31::GetTxOut = world.typed("gettxout", json!([txid, index, false]));
    assert_eq!((found.confirmations, found.coinbase), (1, false));
    // The spent output is gone, at first from the mempool's view only.
    let second = world.pay(2.0);
    let spent = world.ok("getrawtransaction", json!([second, 1]))["vin"][0].clone();
    let outpoint = |mempool| json!([spent["txid"], spent["vout"], mempool]);
    assert_eq!(world.ok("gettxout", outpoint(true)), Value::Null);
    assert!(world.ok("gettxout", outpoint(false)).is_object());
    world.generate(1);
    assert_eq!(world.ok("gettxout", outpoint(false)), Value::Null);
    assert_eq!(world.ok("gettxout", json!([unknown(), 0])), Value::Null);
}

/// The block of the best chain at a height.
pub(crate) fn block_at(world: &mut World, height: u32) -> Block {
    let hash = world.ok("getblockhash", json!([height]));
    let raw = world.ok("getblock", json!([hash, 0]));
    deserialize(&bytes(&raw)).unwrap()
}

impl World {
    /// A block of the `bitcoin` crate with a nonce that meets its target.
    pub(crate) fn solved(&self, mut block: Block) -> Block {
        block.header.merkle_root = block.compute_merkle_root().unwrap();
        while block.header.validate_pow(block.header.target()).is_err() {
            block.header.nonce += 1;
        }
        block
    }
}
