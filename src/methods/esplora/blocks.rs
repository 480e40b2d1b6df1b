//! Esplora's methods about blocks.

use chain::Store;
use primitives::{BlockHash, Output};
use serde_json::json;

use super::source::Source;
use crate::unsealed::block_bytes;
use crate::{Answer, Args, Call, Failure, Kind};

type Outcome = Result<Answer, Failure>;

/// The number of blocks in a list.
const MAX_BLOCKS: u32 = 10;
/// The number of transactions in a page.
const PAGE: u32 = 25;

pub(super) fn tip_height<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let height = call.service.node().chain().tip().height.value();
    Ok(Answer::Text(height.to_string()))
}

pub(super) fn tip_hash<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let hash = call.service.node().chain().tip().hash;
    Ok(Answer::Text(hash.to_string()))
}

pub(super) fn at_height<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let hash = call.hash_at(call.args.number("height")?)?;
    Ok(Answer::Text(hash.to_string()))
}

/// The newest blocks, or those from a height down.
pub(super) fn list<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let source = Source::of(call);
    let tip = source.chain.tip().height.value();
    let top = call.args.maybe_number("start_height")?.unwrap_or(tip);
    call.hash_at(top)?;
    let bottom = (top + 1).saturating_sub(MAX_BLOCKS);
    let heights = (bottom..=top).rev();
    let blocks = heights.map(|height| source.block_document(&call.hash_at(height)?));
    Answer::json(&blocks.collect::<Result<Vec<_>, _>>()?)
}

pub(super) fn block<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    Answer::json(&Source::of(call).block_document(&hash(&call.args)?)?)
}

pub(super) fn header<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let chain = call.service.node().chain();
    let entry = chain.entry(&hash(&call.args)?);
    let entry = entry.ok_or_else(|| Failure::not_found("this node has no such block"))?;
    let bytes = entry.header.to_array();
    Ok(Answer::Text(base16ct::lower::encode_string(&bytes)))
}

/// The block's bytes, without the seal of its author.
pub(super) fn raw<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let block = Source::of(call).block(&hash(&call.args)?)?;
    Ok(Answer::Bytes(block_bytes(&block)))
}

/// Whether the block is on the best chain. An unknown block is not.
pub(super) fn status<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let chain = call.service.node().chain();
    let hash = hash(&call.args)?;
    let entry = chain.entry(&hash).filter(|_| chain.is_active(&hash));
    let next = entry.and_then(|entry| chain.hash_at(entry.height.next()));
    Ok(Answer::Json(json!({
        "in_best_chain": entry.is_some(),
        "height": entry.map(|entry| entry.height.value()),
        "next_best": next,
    })))
}

pub(super) fn txids<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let block = Source::of(call).block(&hash(&call.args)?)?;
    let txids: Vec<_> = block.transactions.iter().map(|it| it.txid()).collect();
    Answer::json(&txids)
}

pub(super) fn txid_at<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let index = call.args.number::<u32>("index")?;
    let block = Source::of(call).block(&hash(&call.args)?)?;
    match block.transactions.get(index as usize) {
        Some(transaction) => Ok(Answer::Text(transaction.txid().to_string())),
        None => Err(Failure::not_found(
            "the block has no transaction with this index",
        )),
    }
}

/// A page of the block's transactions.
pub(super) fn transactions<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let start = call.args.maybe_number::<u32>("start_index")?.unwrap_or(0);
    if !start.is_multiple_of(PAGE) {
        return Err(Failure::new(
            Kind::Invalid,
            format!("the start index must be a multiple of {PAGE}"),
        ));
    }
    let source = Source::of(call);
    let hash = hash(&call.args)?;
    let block = source.block(&hash)?;
    let status = source.status(&hash);
    let mut spent = source
        .chain
        .spent_coins(&hash)?
        .unwrap_or_default()
        .into_iter();
    let mut page = Vec::new();
    for (index, transaction) in (0..).zip(&block.transactions) {
        let inputs = match transaction.is_coinbase() {
            true => 0,
            false => transaction.inputs.len(),
        };
        let coins = spent.by_ref().take(inputs);
        let spent: Vec<Output> = coins.map(|coin| coin.output).collect();
        if (start..start.saturating_add(PAGE)).contains(&index) {
            page.push(source.document(transaction, status, &spent));
        }
    }
    match page.is_empty() {
        true => Err(Failure::not_found(
            "the block has no transaction with this index",
        )),
        false => Answer::json(&page),
    }
}

fn hash(args: &Args) -> Result<BlockHash, Failure> {
    let text = args.text("hash")?.parse();
    text.map_err(|_| Failure::invalid("hash", "is not 64 hexadecimal digits"))
}
