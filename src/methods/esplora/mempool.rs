//! Esplora's methods about the mempool and fees.

use core::cmp::Reverse;

use chain::Store;
use node::{Pool, PoolEntry};
use primitives::transaction::WITNESS_SCALE;
use primitives::{Amount, FeeRate, Txid};
use serde_json::json;

use super::source::Source;
use crate::{Answer, Call, Failure, fees, rpc};

type Outcome = Result<Answer, Failure>;

/// The numbers of blocks for which fee rates are estimated, as in Esplora.
const TARGETS: [u32; 28] = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 144,
    504, 1008,
];
/// The minimum virtual bytes in a step of the histogram, as in Electrum's protocol.
const STEP_VBYTES: usize = 50_000;
/// The number of newest transactions of the mempool that are listed.
const RECENT: usize = 10;

/// The size of the mempool, and how its fee rates are distributed.
pub(super) fn totals<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let source = Source::of(call);
    let sizes = source.waiting().map(|(_, it)| vbytes(it.weight()));
    let (count, vsize) = sizes.fold((0_usize, 0_usize), |(count, sum), size| {
        (count + 1, sum + size)
    });
    Ok(Answer::Json(json!({
        "count": count,
        "vsize": vsize,
        "total_fee": source.pool.fees(),
        "fee_histogram": histogram(source.pool),
    })))
}

pub(super) fn txids<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let source = Source::of(call);
    Answer::json(
        &source
            .waiting()
            .map(|(txid, _)| *txid)
            .collect::<Vec<Txid>>(),
    )
}

/// The transactions that entered the mempool last.
pub(super) fn recent<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let source = Source::of(call);
    let mut entries: Vec<&PoolEntry> = source.pool.entries().map(|(_, entry)| entry).collect();
    entries.sort_by_key(|entry| (Reverse(entry.added), entry.txid));
    let newest = entries.into_iter().take(RECENT).map(|entry| {
        let outputs = entry.transaction.outputs.iter();
        json!({
            "txid": entry.txid,
            "fee": entry.fee,
            "vsize": vbytes(entry.weight),
            "value": Amount::sum(outputs.map(|output| output.amount)),
        })
    });
    Ok(Answer::Json(newest.collect()))
}

/// For each number of blocks, the fee rate with which a transaction is confirmed within that many
/// blocks.
pub(super) fn estimates<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let rates = fees::estimates(call.service.node(), TARGETS);
    let rates = TARGETS.iter().zip(rates);
    let rates = rates.map(|(target, rate)| (target.to_string(), json!(per_vbyte(rate))));
    Ok(Answer::Json(rates.collect()))
}

/// The next block, as the front end shows it before it is found.
pub(super) fn block_template<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    rpc::next_template(call).map(Answer::Json)
}

/// Pairs of a fee rate and the virtual bytes of the transactions that pay at least this rate, but
/// less than the rate of the previous pair.
fn histogram(pool: &Pool) -> Vec<(f64, usize)> {
    let entries = pool
        .entries()
        .map(|(_, entry)| (entry.rate(), vbytes(entry.weight)));
    let mut entries: Vec<(FeeRate, usize)> = entries.collect();
    entries.sort_by_key(|(rate, _)| Reverse(*rate));
    let (mut steps, mut size) = (Vec::new(), 0);
    let mut entries = entries.into_iter().peekable();
    while let Some((rate, vsize)) = entries.next() {
        size += vsize;
        let is_last_of_rate = entries.peek().is_none_or(|(next, _)| *next < rate);
        let is_last = entries.peek().is_none();
        if is_last || is_last_of_rate && size > STEP_VBYTES {
            steps.push((per_vbyte(rate), core::mem::take(&mut size)));
        }
    }
    steps
}

/// A fee rate in base units per virtual byte.
fn per_vbyte(rate: FeeRate) -> f64 {
    rate.0 as f64 * WITNESS_SCALE as f64 / 1_000.0
}

/// The virtual bytes of a weight (BIP141).
const fn vbytes(weight: usize) -> usize {
    weight.div_ceil(WITNESS_SCALE)
}
