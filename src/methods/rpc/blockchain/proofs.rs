//! Proofs that transactions are in a block.

use chain::Store;
use primitives::{BlockHash, Txid};
use serde_json::{Value, json};

use super::blocks::{entry, full_block};
use crate::merkle_block::MerkleBlock;
use crate::rpc::code;
use crate::rpc::json::hex;
use crate::{Answer, Call, Failure, Kind};

/// The maximum number of transactions in a proof.
const MAX_PROVEN: usize = 1_000;

pub(super) fn get_tx_out_proof<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let wanted = txids(call)?;
    let hash: Option<BlockHash> = call.args.maybe_parsed("blockhash")?;
    let chain = call.service.node().chain();
    let hash = match hash {
        Some(hash) => hash,
        None => {
            chain
                .transaction(&wanted[0])?
                .ok_or_else(|| Failure::not_found("Transaction not yet in block"))?
                .block
        }
    };
    let block = full_block(chain, entry(chain, &hash)?)?;
    let txids: Vec<Txid> = block.transactions.iter().map(|it| it.txid()).collect();
    if !wanted.iter().all(|txid| txids.contains(txid)) {
        let message = "Not all transactions found in specified or retrieved block";
        return Err(Failure::not_found(message));
    }
    let proof = MerkleBlock::new(block.header, &txids, |txid| wanted.contains(txid));
    let proof = proof.ok_or_else(|| Failure::internal("the block has none of its transactions"))?;
    Ok(Answer::Text(hex(&proof.to_bytes())))
}

fn txids<S: Store>(call: &Call<'_, S>) -> Result<Vec<Txid>, Failure> {
    let list = call.args.maybe_list("txids")?;
    let list = list.ok_or_else(|| Failure::missing("txids"))?;
    if list.is_empty() {
        return Err(Failure::invalid("txids", "cannot be empty"));
    }
    if list.len() > MAX_PROVEN {
        let why = format!("has more than {MAX_PROVEN} transactions");
        return Err(Failure::invalid("txids", &why));
    }
    let parse = |value: &Value| {
        let txid: Option<Txid> = value.as_str().and_then(|text| text.parse().ok());
        txid.ok_or_else(|| Failure::invalid("txids", &format!("has {value}, not an id")))
    };
    let txids = list.iter().map(parse).collect::<Result<Vec<Txid>, _>>()?;
    let is_repeated = |at: usize| txids[..at].contains(&txids[at]);
    match (1..txids.len()).find(|at| is_repeated(*at)) {
        Some(at) => {
            let message = format!("Invalid parameter, duplicated txid: {}", txids[at]);
            Err(Failure::new(Kind::Invalid, message))
        }
        None => Ok(txids),
    }
}

pub(super) fn verify_tx_out_proof<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let undecodable = |why: String| {
        Failure::new(Kind::Invalid, format!("the proof can't be decoded: {why}"))
            .with_code(code::DESERIALIZATION_ERROR)
    };
    let bytes = base16ct::mixed::decode_vec(call.args.text("proof")?);
    let bytes = bytes.map_err(|error| undecodable(error.to_string()))?;
    let proof = MerkleBlock::from_bytes(&bytes).map_err(|error| undecodable(error.to_string()))?;
    let Ok(proven) = proof.proven() else {
        return Ok(Answer::Json(json!([])));
    };
    let chain = call.service.node().chain();
    let hash = proof.header.hash();
    if !chain.is_active(&hash) {
        return Err(Failure::not_found("Block not found in chain"));
    }
    // In a proof with another number of transactions, an inner node of the tree could pass for a
    // transaction (CVE-2017-12842).
    if chain.transaction_count(&hash)? != Some(u64::from(proof.count())) {
        return Ok(Answer::Json(json!([])));
    }
    let txids: Vec<Value> = proven.iter().map(|(_, txid)| json!(txid)).collect();
    Ok(Answer::Json(Value::from(txids)))
}
