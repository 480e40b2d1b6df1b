//! `getblocktemplate`: BIP22 with BIP23's proposals and long polling, BIP9 and BIP145.
//!
//! The template has the whole coinbase (`coinbasetxn`), which pays to the node's own wallet, and
//! also `coinbasevalue` for miners that make their own. The coinbase is without its witness, whose
//! only item `submitblock` adds. An eased template (see `chain::difficulty`) has `mintime` at the
//! beginning of relief, and another `longpollid`.

use std::collections::BTreeMap;

use chain::{BlockError, Chain, Store};
use node::{BlockTemplate, NoTemplate, SyncState, TemplateTransaction};
use primitives::block::commitment_in;
use primitives::{Encode, Time, Transaction, Txid};
use serde_json::{Map, Value, json};
use service::Service;

use super::submit::{add_reserved_value, decode, known, verdict};
use crate::rpc::json::{bits, hex, object, target};
use crate::rpc::{code, reject};
use crate::{Answer, Call, Failure, Kind};

/// Bitcoin's limit of signature operations. This project's chains have no such limit: the weight
/// bounds the signatures.
const SIGOP_LIMIT: u32 = 80_000;

/// The seconds after which a template should be fetched again.
const EXPIRES: u32 = 120;

/// The id of the template that the node would give now. The id changes with the tip, at the
/// beginning of relief, and with the number and the fees of the mempool's transactions.
pub fn long_poll_id<S: Store>(service: &Service<S>, now: Time) -> String {
    let (chain, pool) = (service.node().chain(), service.node().pool());
    let (bits, _) = chain.next_block().easiest_at(now.to_timestamp());
    let (count, fees) = (pool.len() + pool.grants().len(), pool.fees().units());
    format!("{}{bits}-{count}-{fees}", chain.tip().hash)
}

pub(super) fn get_block_template<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let request = call
        .args
        .value("template_request")
        .and_then(Value::as_object);
    let why = "is not an object";
    let request = request.ok_or_else(|| Failure::invalid("template_request", why))?;
    match request.get("mode").map(Value::as_str) {
        None | Some(Some("template")) => {}
        Some(Some("proposal")) => {
            let data = request.get("data").and_then(Value::as_str);
            let missing = || {
                Failure::new(Kind::Invalid, "Missing data String key for proposal")
                    .with_code(code::TYPE_ERROR)
            };
            let data = data.ok_or_else(missing)?.to_owned();
            return propose(call, &data);
        }
        Some(_) => return Err(Failure::new(Kind::Invalid, "Invalid mode")),
    }
    check_rules(request)?;
    next_template(call).map(Answer::Json)
}

/// The template of the next block, which pays to the node's own wallet.
///
/// # Errors
///
/// [`Failure`] if the node is catching up, or if it can't make a block now.
pub(crate) fn next_template<S: Store>(call: &mut Call<'_, S>) -> Result<Value, Failure> {
    let sync = call.service.node().sync_state();
    if matches!(sync, SyncState::Blocks { .. } | SyncState::Unserved { .. }) {
        let message = "Tabchain is in initial sync and waiting for blocks...";
        let failure = Failure::new(Kind::Unavailable, message);
        return Err(failure.with_code(code::IN_INITIAL_DOWNLOAD));
    }
    let id = long_poll_id(call.service, call.now);
    let lock = call.service.wallet().reward_lock();
    let template = call.service.block_template(call.now, lock);
    let template = template.map_err(|error: NoTemplate| {
        Failure::new(Kind::Refused, error.to_string()).with_code(code::MISC_ERROR)
    })?;
    let chain = call.service.node().chain();
    let mut answer = shown(chain, &template, call.now);
    answer.insert("longpollid".into(), Value::from(id));
    Ok(Value::from(answer))
}

/// As Bitcoin Core, refuses miners that don't say that they know witnesses.
fn check_rules(request: &Map<String, Value>) -> Result<(), Failure> {
    let rules = request.get("rules").and_then(Value::as_array);
    let has_segwit = rules.is_some_and(|rules| rules.iter().any(|rule| rule == "segwit"));
    match has_segwit {
        true => Ok(()),
        false => Err(Failure::new(
            Kind::Invalid,
            "getblocktemplate must be called with the segwit rule set (call with {\"rules\": [\"segwit\"]})",
        )),
    }
}

fn shown<S: Store>(chain: &Chain<S>, template: &BlockTemplate, now: Time) -> Map<String, Value> {
    let spec = chain.spec();
    let reward = spec.reward_at(template.height).units();
    let mut outputs = template.coinbase.outputs.iter();
    let commitment = outputs.find(|output| commitment_in(&output.lock).is_some());
    let commitment = commitment.map(|output| hex(&output.lock.to_script()));
    object(json!({
        "capabilities": ["proposal"],
        "version": template.version,
        "rules": ["csv", "!segwit"],
        "vbavailable": {},
        "vbrequired": 0,
        "previousblockhash": template.previous,
        "transactions": others(&template.transactions),
        "coinbaseaux": {},
        "coinbasetxn": coinbase(template),
        "coinbasevalue": reward.saturating_add(template.fees.units()),
        "target": target(template.bits),
        "mintime": template.time,
        "mutable": ["time", "transactions", "prevblock", "coinbase/append", "version/force"],
        "noncerange": "00000000ffffffff",
        "sigoplimit": SIGOP_LIMIT,
        "sizelimit": spec.max_weight,
        "weightlimit": spec.max_weight,
        "curtime": now.to_timestamp().max(template.time),
        "bits": bits(template.bits),
        "height": template.height,
        "expires": EXPIRES,
        "default_witness_commitment": commitment,
    }))
}

/// The coinbase without its witness (BIP22). Its fee is negative: the sum of the fees that it
/// collects.
fn coinbase(template: &BlockTemplate) -> Value {
    let mut stripped = Vec::new();
    template.coinbase.encode_stripped(&mut stripped);
    let fees = i64::try_from(template.fees.units()).unwrap_or(i64::MAX);
    let txid = template.coinbase.txid();
    json!({
        "data": hex(&stripped),
        "txid": txid,
        "hash": txid,
        "depends": [],
        "fee": -fees,
        "sigops": 0,
        "weight": 4 * stripped.len(),
        "required": true,
    })
}

fn others(transactions: &[TemplateTransaction]) -> Vec<Value> {
    let mut numbers: BTreeMap<Txid, usize> = BTreeMap::new();
    let mut shown = Vec::with_capacity(transactions.len());
    // BIP22 counts from 1, since the coinbase is not in the list.
    for (number, it) in (1..).zip(transactions) {
        let transaction: &Transaction = &it.transaction;
        let txid = transaction.txid();
        let inputs = transaction.inputs.iter();
        let depends = inputs.filter_map(|input| numbers.get(&input.previous.txid));
        let depends = primitives::order::distinct(depends.copied());
        numbers.insert(txid, number);
        shown.push(json!({
            "data": hex(&transaction.to_bytes()),
            "txid": txid,
            "hash": transaction.wtxid(),
            "depends": depends,
            "fee": it.fee.units(),
            "sigops": transaction.inputs.len(),
            "weight": transaction.weight(),
        }));
    }
    shown
}

/// Checks a block without its proof of work (BIP23).
fn propose<S: Store>(call: &Call<'_, S>, data: &str) -> Result<Answer, Failure> {
    let mut block = decode(data)?;
    add_reserved_value(&mut block);
    let chain = call.service.node().chain();
    if let Some(known) = known(chain.entry(&block.hash()).map(|entry| entry.status)) {
        return Ok(verdict(Some(known)));
    }
    match chain.check_proposal(&block, call.now.to_timestamp()) {
        Ok(()) => Ok(verdict(None)),
        Err(BlockError::Orphan { .. }) => Ok(verdict(Some("inconclusive-not-best-prevblk"))),
        Err(BlockError::Storage(error)) => Err(error.into()),
        Err(error) => Ok(verdict(Some(reject::of_block(&error)))),
    }
}
