//! Mining by another program, which knows templates only.

use bitcoin::block::{Header, Version};
use bitcoin::consensus::encode::{deserialize_hex, serialize_hex};
use bitcoin::hashes::Hash;
use bitcoin::{Block, CompactTarget, Transaction, TxMerkleNode};
use corepc_types::v31;
use primitives::Time;
use serde_json::{Value, json};

use crate::world::{START, World, draft};

fn template(world: &mut World) -> Value {
    world.ok("getblocktemplate", json!([{ "rules": ["segwit"] }]))
}

impl World {
    /// The block that a miner makes of a template, without the witness of its coinbase.
    pub(crate) fn assembled(&self, template: &Value) -> Block {
        let transaction = |it: &Value| -> Transaction {
            let read: Transaction = deserialize_hex(it["data"].as_str().unwrap()).unwrap();
            assert_eq!(json!(read.compute_txid().to_string()), it["txid"]);
            assert_eq!(json!(read.compute_wtxid().to_string()), it["hash"]);
            assert_eq!(json!(read.weight().to_wu()), it["weight"]);
            read
        };
        let others = template["transactions"].as_array().unwrap();
        let all = core::iter::once(&template["coinbasetxn"]).chain(others);
        let number = |name: &str| template[name].as_i64().unwrap();
        let version = i32::try_from(number("version")).unwrap();
        let bits = u32::from_str_radix(template["bits"].as_str().unwrap(), 16).unwrap();
        let parent = template["previousblockhash"].as_str().unwrap();
        self.solved(Block {
            header: Header {
                version: Version::from_consensus(version),
                prev_blockhash: parent.parse().unwrap(),
                merkle_root: TxMerkleNode::all_zeros(),
                time: u32::try_from(number("curtime")).unwrap(),
                bits: CompactTarget::from_consensus(bits),
                nonce: 0,
            },
            txdata: all.map(transaction).collect(),
        })
    }
}

#[test]
fn a_template_has_the_shape_of_bip22_and_core() {
    let mut world = World::with_coins();
    let parent = world.pay(199.0);
    let child = world.pay(0.5);
    let typed: v31::GetBlockTemplate = world.typed(
        "getblocktemplate",
        json!([{ "rules": ["segwit"], "mode": "template" }]),
    );
    let typed = typed.into_model().unwrap();
    assert_eq!(typed.height, 6);
    assert_eq!(typed.transactions.len(), 2);
    let names: Vec<String> = typed
        .transactions
        .iter()
        .map(|it| it.txid.to_string())
        .collect();
    assert_eq!(names, [parent, child]);
    assert_eq!(
        (
            typed.transactions[0].depends.len(),
            &typed.transactions[1].depends[..]
        ),
        (0, &[1][..])
    );
    let fees = typed
        .transactions
        .iter()
        .map(|it| it.fee.to_sat())
        .sum::<i64>();
    let reward = 50 * 100_000_000;
    assert_eq!(typed.coinbase_value.to_sat(), reward + fees);

    let template = template(&mut world);
    let coinbase: Transaction =
        deserialize_hex(template["coinbasetxn"]["data"].as_str().unwrap()).unwrap();
    assert!(coinbase.is_coinbase() && coinbase.input[0].witness.is_empty());
    assert_eq!(
        coinbase.output[0].value.to_sat(),
        u64::try_from(reward + fees).unwrap()
    );
    assert_eq!(template["coinbasetxn"]["fee"], json!(-fees));
    let commitment = template["default_witness_commitment"].as_str().unwrap();
    assert!(
        coinbase
            .output
            .iter()
            .any(|it| it.script_pubkey.to_hex_string() == commitment)
    );
    let min_time = world.service.node().chain().next_block().min_time;
    assert_eq!(template["mintime"], json!(min_time));
}

/// The parts of a template that `minerd` and cpuminer-opt read. These programs parse it as bytes.
#[test]
fn a_template_can_be_mined_by_programs_that_count_bytes() {
    let mut world = World::with_coins();
    world.pay(1.0);
    // Their request names no version of JSON-RPC, and lists their capabilities.
    let body = json!({
        "method": "getblocktemplate",
        "params": [{
            "capabilities": ["coinbasetxn", "coinbasevalue", "longpoll", "workid"],
            "rules": ["segwit"],
        }],
        "id": 0,
    });
    let (status, answer) = world.post(&body.to_string(), methods::Access::Read);
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!((status, answer.get("error")), (200, Some(&Value::Null)));
    let template = &answer["result"];
    for number in ["height", "version", "curtime"] {
        assert!(template[number].is_i64(), "{number} is an integer");
    }
    for (name, digits) in [("previousblockhash", 64), ("bits", 8), ("target", 64)] {
        assert_eq!(template[name].as_str().unwrap().len(), digits, "{name}");
    }
    assert!(template["longpollid"].is_string() && template.get("longpolluri").is_none());
    let rules = template["rules"].as_array().unwrap();
    assert!(rules.iter().any(|rule| rule == "!segwit"));
    let coinbase = crate::world::bytes(&template["coinbasetxn"]["data"]);
    assert!(coinbase.len() >= 60);
    // One input, which spends nothing, and the length of its script in one byte. They append one
    // push of at most 75 bytes to the script.
    assert_eq!(coinbase[4], 1);
    assert_eq!(coinbase[5..37], [0; 32]);
    assert!(coinbase[41] < 76);
    // There is nothing that they must append, and the answer about their block has the member
    // `result`.
    assert_eq!(template["coinbaseaux"], json!({}));
    let hex = serialize_hex(&world.assembled(template));
    let body = json!({ "method": "submitblock", "params": [hex], "id": 1 });
    let (status, answer) = world.post(&body.to_string(), methods::Access::Read);
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!((status, answer.get("result")), (200, Some(&Value::Null)));
    assert_eq!(world.ok("getblockcount", json!([])), 6);
}

#[test]
fn a_block_without_the_reserved_value_is_completed_and_becomes_the_tip() {
    let mut world = World::with_coins();
    let txid = world.pay(1.0);
    let template = template(&mut world);
    let block = world.assembled(&template);
    assert!(
        !block.check_witness_commitment(),
        "the coinbase has no witness"
    );
    let hex = serialize_hex(&block);
    let proposal = json!([{ "mode": "proposal", "data": hex }]);
    assert_eq!(world.ok("getblocktemplate", proposal.clone()), Value::Null);
    assert_eq!(world.ok("submitblock", json!([hex])), Value::Null);
    let best = world.ok("getbestblockhash", json!([]));
    assert_eq!(best, json!(block.block_hash().to_string()));
    let found = world.ok("getrawtransaction", json!([txid, 1]));
    assert_eq!(found["blockhash"], best);
    assert_eq!(world.ok("submitblock", json!([hex])), "duplicate");
    assert_eq!(world.ok("getblocktemplate", proposal), "duplicate");
    // The reward is the wallet's.
    let balances: v31::GetBalances = world.typed("getbalances", json!([]));
    assert!(balances.mine.immature > 50.0);
}

/// A change to a valid block, and the reject reason for it.
type Flaw = (&'static str, fn(&mut Block));

/// Flaws of the header's work and root, which are not corrected afterwards.
const RAW_FLAWS: [Flaw; 2] = [
    ("high-hash", |block| {
        while meets_target(block) {
            block.header.nonce += 1;
        }
    }),
    ("bad-txnmrklroot", |block| {
        block.header.merkle_root = TxMerkleNode::all_zeros();
        while !meets_target(block) {
            block.header.nonce += 1;
        }
    }),
];

/// Flaws of blocks whose work and root are right.
const FLAWS: [Flaw; 8] = [
    ("time-too-old", |block| block.header.time = 1),
    ("time-too-new", |block| {
        block.header.time = START + 1_000_000;
    }),
    ("bad-diffbits", |block| {
        block.header.bits = CompactTarget::from_consensus(0x2000_ffff);
    }),
    ("bad-cb-amount", |block| {
        block.txdata[0].output[0].value += bitcoin::Amount::from_sat(1);
    }),
    ("bad-cb-height", |block| {
        let script = bitcoin::ScriptBuf::from_bytes(vec![0x57, 0]);
        block.txdata[0].input[0].script_sig = script;
    }),
    ("bad-witness-merkle-match", |block| {
        block.txdata.pop();
    }),
    ("bad-cb-missing", |block| {
        block.txdata.remove(0);
        block.txdata[0].input[0].witness.clear();
    }),
    ("prev-blk-not-found", |block| {
        block.header.prev_blockhash = bitcoin::BlockHash::from_byte_array([7; 32]);
    }),
];

fn meets_target(block: &Block) -> bool {
    block.header.validate_pow(block.header.target()).is_ok()
}

#[test]
fn an_invalid_block_has_core_s_reject_reason() {
    let mut world = World::with_coins();
    world.pay(1.0);
    let template = template(&mut world);
    let good = world.assembled(&template);
    let changed = |change: fn(&mut Block)| {
        let mut block = good.clone();
        change(&mut block);
        block
    };
    let raw = RAW_FLAWS.map(|(word, change)| (word, changed(change)));
    let solved = FLAWS.map(|(word, change)| (word, world.solved(changed(change))));
    for (word, block) in raw.into_iter().chain(solved) {
        let hex = serialize_hex(&block);
        assert_eq!(world.ok("submitblock", json!([hex])), word);
        let as_proposal = match word {
            // A proposal needs no work.
            "high-hash" => Value::Null,
            "prev-blk-not-found" => json!("inconclusive-not-best-prevblk"),
            word => json!(word),
        };
        let proposal = json!([{ "mode": "proposal", "data": hex }]);
        let found = world.ok("getblocktemplate", proposal);
        assert_eq!(found, as_proposal, "{word}");
    }
    assert_eq!(world.ok("getblockcount", json!([])), 5);
    let hex = serialize_hex(&good);
    assert_eq!(world.ok("submitblock", json!([hex])), Value::Null);
}

#[test]
fn wrong_requests_for_templates_have_core_s_codes() {
    let mut world = World::with_coins();
    for (params, code) in [
        (json!([]), -1),
        (json!([5]), -8),
        (json!([{}]), -8),
        (json!([{ "rules": [] }]), -8),
        (json!([{ "mode": "other" }]), -8),
        (json!([{ "mode": 5 }]), -8),
        (json!([{ "mode": "proposal" }]), -3),
        (json!([{ "mode": "proposal", "data": "00" }]), -22),
    ] {
        assert_eq!(
            world.code("getblocktemplate", params.clone()),
            code,
            "{params}"
        );
    }
    for hex in ["", "00", "zz", "11"] {
        assert_eq!(world.code("submitblock", json!([hex])), -22);
    }
}

#[test]
fn an_eased_template_begins_at_relief_and_has_another_id() {
    let draft = chain::SpecDraft {
        // About 2^15 hashes a block, and an eighth at relief.
        bits: primitives::CompactTarget(0x1f01_ffff),
        fixed_difficulty: false,
        ..draft()
    };
    let mut world = World::of(draft, None);
    let relief = world.service.node().chain().next_block().relief_time;
    world.now = Time::from_timestamp(relief.saturating_sub(1));
    let before = template(&mut world);
    world.now = Time::from_timestamp(relief);
    let after = template(&mut world);
    assert_ne!(before["bits"], after["bits"]);
    assert_ne!(before["longpollid"], after["longpollid"]);
    assert_eq!(after["mintime"], json!(relief));
    assert!(before["mintime"].as_u64().unwrap() < u64::from(relief.seconds()));
    let block = world.assembled(&after);
    assert_eq!(
        world.ok("submitblock", json!([serialize_hex(&block)])),
        Value::Null
    );
    // Blocks at once are for practice chains.
    let address = world.ok("getnewaddress", json!([]));
    assert_eq!(world.code("generatetoaddress", json!([1, address])), -1);
}

#[test]
fn a_new_tip_and_a_new_transaction_change_the_id_of_the_template() {
    let mut world = World::with_coins();
    let first = template(&mut world)["longpollid"].clone();
    assert_eq!(template(&mut world)["longpollid"], first);
    world.pay(1.0);
    let second = template(&mut world)["longpollid"].clone();
    world.generate(1);
    let third = template(&mut world)["longpollid"].clone();
    assert!(first != second && second != third && first != third);
    let body = json!({ "id": 1, "method": "getblocktemplate", "params": [{ "rules": ["segwit"], "longpollid": third }] });
    let mut exchange = methods::rpc::Exchange::new(body.to_string().as_bytes());
    let request = exchange.next().unwrap();
    assert_eq!(request.long_poll_id(), third.as_str());
    assert_eq!(
        methods::rpc::long_poll_id(&world.service, world.now),
        third.as_str().unwrap()
    );
}

#[test]
fn blocks_are_made_at_once_within_bounds() {
    let mut world = World::new();
    let address = world.ok("getnewaddress", json!([]));
    let hashes: v31::GenerateToAddress = world.typed("generatetoaddress", json!([30, address]));
    assert_eq!(hashes.into_model().unwrap().0.len(), 30);
    assert_eq!(world.ok("getblockcount", json!([])), 30);
    // Each block takes two hashes on average, so three do not suffice for a hundred.
    let few = world.ok("generatetoaddress", json!([100, address, 3]));
    assert!(few.as_array().unwrap().len() <= 3);
    assert_eq!(
        world.ok("generatetoaddress", json!([0, address])),
        json!([])
    );
    for (params, code) in [
        (json!([1_001, address]), -8),
        (json!([-1, address]), -8),
        (json!([1, "nobody"]), -5),
        (json!([1]), -1),
    ] {
        assert_eq!(
            world.code("generatetoaddress", params.clone()),
            code,
            "{params}"
        );
    }
}

#[test]
fn blocks_at_once_end_before_they_are_dated_too_far_ahead() {
    let mut world = World::new();
    let address = world.ok("getnewaddress", json!([]));
    let mut total = 0;
    loop {
        let made = world.call("generatetoaddress", json!([1_000, address]));
        let Ok(made) = made else {
            let (code, message) = made.unwrap_err();
            assert!(code == -25 && message.contains("time-too-new"), "{message}");
            break;
        };
        total += made.as_array().unwrap().len();
    }
    assert_eq!(world.ok("getblockcount", json!([])), json!(total));
    assert!(total > 1_000);
}

#[test]
fn the_hash_rate_is_work_by_time() {
    let mut world = World::new();
    assert_eq!(world.ok("getnetworkhashps", json!([])), 0.0);
    for _ in 0..4 {
        world.now = world.now + core::time::Duration::from_secs(10);
        world.generate(1);
    }
    // Three blocks of two hashes each in thirty seconds.
    let rate = world.ok("getnetworkhashps", json!([3])).as_f64().unwrap();
    assert!((rate - 0.2).abs() < 1e-9, "{rate}");
    let info: v31::GetMiningInfo = world.typed("getmininginfo", json!([]));
    let info = info.into_model().unwrap();
    assert_eq!((info.blocks, info.pooled_tx), (4, 0));
    assert_eq!(info.next.unwrap().height, 5);
    for (params, code) in [
        (json!([0]), -8),
        (json!([-2]), -8),
        (json!([5, 9]), -8),
        (json!([5, -2]), -8),
        (json!(["x"]), -3),
    ] {
        assert_eq!(
            world.code("getnetworkhashps", params.clone()),
            code,
            "{params}"
        );
    }
}
