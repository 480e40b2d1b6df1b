//! The chain: its state, its blocks and its coins.

pub(super) mod blocks;
mod proofs;

use core::marker::PhantomData;

use chain::{ChainTip, Status, Store};
use node::SyncState;
use primitives::{Amount, Height, OutPoint, Txid};
use serde_json::{Value, json};

use self::blocks::{get_block, get_block_header};
use self::proofs::{get_tx_out_proof, verify_tx_out_proof};
use super::code;
use super::entries::{chain_name, chain_work};
use super::json::{bits, coins, difficulty, target};
use super::row::read;
use super::shown;
use crate::{Answer, Call, Failure, Method, Param, ParamKind};

/// The methods of this group.
pub(super) struct Blockchain<S>(PhantomData<S>);

const HASH: Param = Param::required("blockhash", ParamKind::Text, "The hash of the block.");

impl<S: Store + 'static> Blockchain<S> {
    pub(super) const METHODS: &'static [Method<S>] = &[
        read(
            "getbestblockhash",
            "Returns the hash of the best chain's tip.",
            &[],
            "The hash.",
            get_best_block_hash,
        ),
        read(
            "getblock",
            "Shows a block.",
            &[
                HASH,
                Param::optional(
                    "verbosity",
                    ParamKind::Number,
                    "0 for the bytes, 1 (the default) for an object with the ids of the transactions, 2 with the transactions, 3 also with the outputs that they spend.",
                ),
            ],
            "The bytes in hexadecimal, or an object.",
            get_block,
        ),
        read(
            "getblockchaininfo",
            "Shows the state of the chain.",
            &[],
            "An object.",
            get_blockchain_info,
        ),
        read(
            "getblockcount",
            "Returns the height of the best chain's tip.",
            &[],
            "The height; the genesis block has height 0.",
            get_block_count,
        ),
        read(
            "getblockhash",
            "Returns the hash of the best chain's block at a height.",
            &[Param::required("height", ParamKind::Number, "The height.")],
            "The hash.",
            get_block_hash,
        ),
        read(
            "getblockheader",
            "Shows a header.",
            &[
                HASH,
                Param::optional(
                    "verbose",
                    ParamKind::Bool,
                    "true (the default) for an object, false for the 80 bytes.",
                ),
            ],
            "An object, or the bytes in hexadecimal.",
            get_block_header,
        ),
        read(
            "getchaintips",
            "Lists the tips of all known branches.",
            &[],
            "A list of objects; the tip of the best chain has the status `active`.",
            get_chain_tips,
        ),
        read(
            "getdifficulty",
            "Returns the difficulty of the tip, as a multiple of Bitcoin's least difficulty.",
            &[],
            "The difficulty.",
            get_difficulty,
        ),
        read(
            "gettxout",
            "Shows an unspent output.",
            &[
                Param::required("txid", ParamKind::Text, "The id of its transaction."),
                Param::required("n", ParamKind::Number, "Its index in the transaction."),
                Param::optional(
                    "include_mempool",
                    ParamKind::Bool,
                    "Whether to consider the mempool: true by default.",
                ),
            ],
            "An object, or null if there is no such unspent output.",
            get_tx_out,
        ),
        read(
            "gettxoutproof",
            "Proves that transactions are in a block.",
            &[
                Param::required("txids", ParamKind::List, "The ids of the transactions."),
                Param::optional(
                    "blockhash",
                    ParamKind::Text,
                    "The hash of their block; by default, the block of the first transaction.",
                ),
            ],
            "The proof in hexadecimal: BIP37's Merkle block.",
            get_tx_out_proof,
        ),
        read(
            "verifytxoutproof",
            "Checks a proof and whether its block is on the best chain.",
            &[Param::required(
                "proof",
                ParamKind::Text,
                "The proof in hexadecimal.",
            )],
            "The ids of the proven transactions; empty if the proof is wrong.",
            verify_tx_out_proof,
        ),
    ];
}

fn get_best_block_hash<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let hash = call.service.node().chain().tip().hash;
    Ok(Answer::Text(hash.to_string()))
}

fn get_block_count<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let height = call.service.node().chain().tip().height.value();
    Ok(Answer::Json(Value::from(height)))
}

fn get_block_hash<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let height: i64 = call.args.number("height")?;
    let chain = call.service.node().chain();
    let height = u32::try_from(height).ok().map(Height);
    let hash = height.and_then(|height| chain.hash_at(height));
    let hash = hash.ok_or_else(|| {
        Failure::not_found("Block height out of range").with_code(code::INVALID_PARAMETER)
    })?;
    Ok(Answer::Text(hash.to_string()))
}

fn get_difficulty<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let tip = call.service.node().chain().tip();
    Ok(Answer::Json(json!(difficulty(tip.header.bits))))
}

fn get_blockchain_info<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let node = call.service.node();
    let chain = node.chain();
    let (tip, best) = (chain.tip(), chain.best_header());
    let is_behind = !matches!(node.sync_state(), SyncState::Alone | SyncState::Synced);
    let progress = match best.height.value() {
        0 => 1.0,
        headers => f64::from(tip.height.value()) / f64::from(headers),
    };
    let mut info = super::json::object(json!({
        "chain": chain_name(chain),
        "blocks": tip.height,
        "headers": best.height,
        "bestblockhash": tip.hash,
        "bits": bits(tip.header.bits),
        "target": target(tip.header.bits),
        "difficulty": difficulty(tip.header.bits),
        "time": tip.header.time,
        "mediantime": tip.median_time,
        "verificationprogress": progress.min(1.0),
        "initialblockdownload": is_behind,
        "chainwork": chain_work(chain, tip),
        "size_on_disk": call.service.stored_bytes().unwrap_or(0),
        "pruned": chain.is_pruned(),
        "warnings": [],
    }));
    if chain.is_pruned() {
        let pruned = chain.pruned_height();
        let oldest = pruned.map_or(0, |height| height.value().saturating_add(1));
        info.insert("pruneheight".into(), Value::from(oldest));
        info.insert("automatic_pruning".into(), Value::from(false));
    }
    Ok(Answer::Json(Value::from(info)))
}

fn get_chain_tips<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let chain = call.service.node().chain();
    let mut tips = chain.tips();
    // Bitcoin Core lists the highest first.
    primitives::order::sort_by_key(&mut tips, |tip| core::cmp::Reverse(tip.entry.height));
    let shown = |tip: &ChainTip<'_>| {
        let status = match tip.entry.status {
            _ if chain.tip().hash == tip.entry.hash => "active",
            Status::Invalid => "invalid",
            Status::HeaderOnly => "headers-only",
            Status::Stored => "valid-headers",
            Status::Valid | Status::Pruned => "valid-fork",
        };
        json!({
            "height": tip.entry.height,
            "hash": tip.entry.hash,
            "branchlen": tip.branch_length,
            "status": status,
        })
    };
    let shown: Vec<Value> = tips.iter().map(shown).collect();
    Ok(Answer::Json(Value::from(shown)))
}

/// An unspent output, and its number of confirmations.
struct Found {
    amount: Amount,
    script: Value,
    confirmations: u32,
    is_reward: bool,
}

fn get_tx_out<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let outpoint = OutPoint {
        txid: call.args.parsed::<Txid>("txid")?,
        index: call.args.number("n")?,
    };
    let include_mempool = call.args.flag("include_mempool", true)?;
    let node = call.service.node();
    let (chain, pool) = (node.chain(), node.pool());
    let prefix = &chain.spec().prefix;
    let is_spent = include_mempool && pool.spender(&outpoint).is_some();
    let unconfirmed = pool.output(&outpoint).filter(|_| include_mempool);
    let found = match unconfirmed {
        _ if is_spent => None,
        Some(output) => Some(Found {
            amount: output.amount,
            script: shown::lock(&output.lock, prefix),
            confirmations: 0,
            is_reward: false,
        }),
        None => chain.coin(&outpoint)?.map(|coin| Found {
            amount: coin.output.amount,
            script: shown::lock(&coin.output.lock, prefix),
            confirmations: chain.tip().height.since(coin.height) + 1,
            is_reward: coin.must_mature,
        }),
    };
    let shown = found.map(|found| {
        json!({
            "bestblock": chain.tip().hash,
            "confirmations": found.confirmations,
            "value": coins(found.amount),
            "scriptPubKey": found.script,
            "coinbase": found.is_reward,
        })
    });
    Ok(Answer::Json(shown.unwrap_or(Value::Null)))
}
