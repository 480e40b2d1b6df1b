//! The mempool.

use core::marker::PhantomData;

use chain::Store;
use node::{Pool, PoolEntry};
use primitives::{Amount, Txid};
use serde_json::{Map, Value, json};

use super::json::{coins, coins_per_kvb};
use super::row::read;
use super::shown::virtual_size;
use crate::{Answer, Call, Failure, Method, Param, ParamKind};

/// The methods of this group.
pub(super) struct Mempool<S>(PhantomData<S>);

impl<S: Store + 'static> Mempool<S> {
    pub(super) const METHODS: &'static [Method<S>] = &[
        read(
            "getmempoolancestors",
            "Lists the unconfirmed transactions that a transaction of the mempool depends on.",
            &[TXID, VERBOSE],
            "A list of ids, or an object with the entry of each.",
            get_mempool_ancestors,
        ),
        read(
            "getmempooldescendants",
            "Lists the transactions of the mempool that depend on a transaction of the mempool.",
            &[TXID, VERBOSE],
            "A list of ids, or an object with the entry of each.",
            get_mempool_descendants,
        ),
        read(
            "getmempoolentry",
            "Shows a transaction of the mempool.",
            &[TXID],
            "An object.",
            get_mempool_entry,
        ),
        read(
            "getmempoolinfo",
            "Shows the state of the mempool.",
            &[],
            "An object.",
            get_mempool_info,
        ),
        read(
            "getrawmempool",
            "Lists the transactions of the mempool, except grants, which pay nothing.",
            &[
                VERBOSE,
                Param::optional(
                    "mempool_sequence",
                    ParamKind::Bool,
                    "true is refused: the mempool does not number its changes.",
                ),
            ],
            "A list of ids, or an object with the entry of each.",
            get_raw_mempool,
        ),
    ];
}

/// The maximum virtual bytes of a cluster, as in Bitcoin Core.
const MAX_CLUSTER_SIZE: u32 = 101_000;

const TXID: Param = Param::required("txid", ParamKind::Text, "The id of the transaction.");
const VERBOSE: Param = Param::optional(
    "verbose",
    ParamKind::Bool,
    "Whether to show the entries: false by default.",
);

fn get_mempool_info<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let pool = call.service.node().pool();
    let limits = pool.limits();
    let bytes: usize = pool.entries().map(|(_, it)| virtual_size(it.weight)).sum();
    Ok(Answer::Json(json!({
        "loaded": true,
        "size": pool.len(),
        "bytes": bytes,
        // The mempool bounds weight. A transaction's size in bytes is at most its weight.
        "usage": pool.weight(),
        "total_fee": coins(pool.fees()),
        "maxmempool": limits.weight,
        "mempoolminfee": coins_per_kvb(pool.min_fee_rate()),
        "minrelaytxfee": coins_per_kvb(limits.rate),
        "incrementalrelayfee": coins_per_kvb(limits.increment),
        "unbroadcastcount": 0,
        "fullrbf": true,
        "permitbaremultisig": false,
        "maxdatacarriersize": primitives::Lock::MAX_DATA,
        "limitclustercount": chain::params::MAX_CLUSTER,
        "limitclustersize": MAX_CLUSTER_SIZE,
        "optimal": true,
    })))
}

fn get_raw_mempool<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let is_verbose = call.args.flag("verbose", false)?;
    if call.args.flag("mempool_sequence", false)? {
        let why = "is not offered: the mempool does not number its changes";
        return Err(Failure::invalid("mempool_sequence", why));
    }
    let pool = call.service.node().pool();
    Ok(list(pool, pool.best_first().collect(), is_verbose))
}

fn get_mempool_entry<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let txid = call.args.parsed("txid")?;
    let pool = call.service.node().pool();
    Ok(Answer::Json(shown(pool, entry(pool, &txid)?)))
}

fn get_mempool_ancestors<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    relatives(call, Pool::ancestors_of)
}

fn get_mempool_descendants<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    relatives(call, Pool::descendants_of)
}

fn relatives<S: Store>(
    call: &Call<'_, S>,
    find: for<'a> fn(&'a Pool, &Txid) -> Vec<&'a PoolEntry>,
) -> Result<Answer, Failure> {
    let txid = call.args.parsed("txid")?;
    let is_verbose = call.args.flag("verbose", false)?;
    let pool = call.service.node().pool();
    entry(pool, &txid)?;
    let mut found = find(pool, &txid);
    found.retain(|entry| entry.txid != txid);
    Ok(list(pool, found, is_verbose))
}

fn entry<'a>(pool: &'a Pool, txid: &Txid) -> Result<&'a PoolEntry, Failure> {
    let entry = pool.entry(txid);
    entry.ok_or_else(|| Failure::not_found("Transaction not in mempool"))
}

fn list(pool: &Pool, entries: Vec<&PoolEntry>, is_verbose: bool) -> Answer {
    let entries = entries.into_iter();
    Answer::Json(match is_verbose {
        false => entries.map(|entry| json!(entry.txid)).collect(),
        true => {
            let shown = |entry: &PoolEntry| (entry.txid.to_string(), shown(pool, entry));
            Value::from(entries.map(shown).collect::<Map<_, _>>())
        }
    })
}

/// An entry. Its chunk is the set of transactions that go into a block together with it.
fn shown(pool: &Pool, entry: &PoolEntry) -> Value {
    let ancestors = Sums::of(&pool.ancestors_of(&entry.txid));
    let descendants = Sums::of(&pool.descendants_of(&entry.txid));
    let alone = (entry.fee, entry.weight);
    let (chunk_fee, chunk_weight) = pool.chunk_of(&entry.txid).unwrap_or(alone);
    json!({
        "vsize": virtual_size(entry.weight),
        "weight": entry.weight,
        "time": entry.added.to_timestamp(),
        "height": entry.height,
        "descendantcount": descendants.count,
        "descendantsize": descendants.size,
        "ancestorcount": ancestors.count,
        "ancestorsize": ancestors.size,
        "chunkweight": chunk_weight,
        "wtxid": entry.wtxid,
        "fees": {
            "base": coins(entry.fee),
            "modified": coins(entry.fee),
            "ancestor": coins(ancestors.fees),
            "descendant": coins(descendants.fees),
            "chunk": coins(chunk_fee),
        },
        "depends": entry.parents(),
        "spentby": entry.children(),
        // Every transaction of the mempool may be replaced, whatever its sequence numbers signal.
        "bip125-replaceable": true,
        "unbroadcast": false,
    })
}

struct Sums {
    count: usize,
    /// Virtual bytes.
    size: usize,
    fees: Amount,
}

impl Sums {
    fn of(entries: &[&PoolEntry]) -> Self {
        let fees = Amount::sum(entries.iter().map(|entry| entry.fee));
        Self {
            count: entries.len(),
            size: entries.iter().map(|it| virtual_size(it.weight)).sum(),
            fees: fees.unwrap_or(Amount::MAX),
        }
    }
}
