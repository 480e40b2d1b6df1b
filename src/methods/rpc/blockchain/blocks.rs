//! Blocks and headers as JSON.

use chain::{Chain, Coin, Entry, StorageError, Store};
use primitives::{Amount, Block, BlockHash, Encode, Header, Prefix, Transaction, Txid};
use serde_json::{Map, Value, json};

use crate::rpc::code;
use crate::rpc::entries::{chain_work, confirmations};
use crate::rpc::json::{bits, coins, difficulty, hex, object, target};
use crate::rpc::shown;
use crate::{Answer, Call, Failure, Kind, unsealed};

/// The entry of a block that a caller names.
///
/// # Errors
///
/// [`Failure`] if there is none.
pub(in crate::rpc) fn entry<'a, S: Store>(
    chain: &'a Chain<S>,
    hash: &BlockHash,
) -> Result<&'a Entry, Failure> {
    chain
        .entry(hash)
        .ok_or_else(|| Failure::not_found("Block not found"))
}

/// A block that is stored in full.
///
/// # Errors
///
/// [`Failure`] if it is unknown, was pruned or has not been downloaded.
pub(in crate::rpc) fn full_block<S: Store>(
    chain: &Chain<S>,
    entry: &Entry,
) -> Result<Block, Failure> {
    let missing = || {
        let why = match entry.is_stored() {
            true => "Block not available (pruned data)",
            false => "Block not available (not fully downloaded)",
        };
        Failure::new(Kind::NotFound, why).with_code(code::MISC_ERROR)
    };
    chain.block(&entry.hash)?.ok_or_else(missing)
}

pub(in crate::rpc) fn get_block_header<S: Store>(
    call: &mut Call<'_, S>,
) -> Result<Answer, Failure> {
    let hash = call.args.parsed("blockhash")?;
    let is_verbose = call.args.flag("verbose", true)?;
    let chain = call.service.node().chain();
    let entry = entry(chain, &hash)?;
    if !is_verbose {
        return Ok(Answer::Text(hex(&entry.header.to_array())));
    }
    let count = chain.transaction_count(&hash)?.unwrap_or(0);
    let shown = header(chain, entry, count);
    Ok(Answer::Json(Value::from(shown)))
}

/// The JSON members that a header and a block have in common. `count` is the number of the block's
/// transactions; 0 if it is unknown.
fn header<S: Store>(chain: &Chain<S>, entry: &Entry, count: u64) -> Map<String, Value> {
    let header = &entry.header;
    let mut shown = object(json!({
        "hash": entry.hash,
        "confirmations": confirmations(chain, entry),
        "height": entry.height,
        "version": header.version,
        "versionHex": format!("{:08x}", header.version),
        "merkleroot": header.merkle_root.to_string(),
        "time": header.time,
        "mediantime": entry.median_time,
        "nonce": header.nonce,
        "bits": bits(header.bits),
        "target": target(header.bits),
        "difficulty": difficulty(header.bits),
        "chainwork": chain_work(chain, entry),
        "nTx": count,
    }));
    if header.previous != BlockHash::ZERO {
        shown.insert("previousblockhash".into(), json!(header.previous));
    }
    if chain.is_active(&entry.hash)
        && let Some(next) = chain.hash_at(entry.height.next())
    {
        shown.insert("nextblockhash".into(), json!(next));
    }
    if let Some(seal) = &header.seal {
        shown.insert("seal".into(), Value::from(hex(&seal.to_bytes())));
    }
    shown
}

pub(in crate::rpc) fn get_block<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let hash = call.args.parsed("blockhash")?;
    let verbosity = verbosity(call, "verbosity", 1)?;
    let chain = call.service.node().chain();
    let entry = entry(chain, &hash)?;
    let block = full_block(chain, entry)?;
    if verbosity == 0 {
        return Ok(Answer::Text(hex(&unsealed::block_bytes(&block))));
    }
    let mut shown = header(chain, entry, block.transactions.len() as u64);
    // The size counts the bytes of verbosity 0, which have no seal.
    let seal = block.header.encoded_len() - Header::LEN;
    let size = block.encoded_len() - seal;
    let witnesses = block.transactions.iter();
    let witnesses = witnesses.map(|it| it.encoded_len() - it.stripped_len());
    let stripped = size - witnesses.sum::<usize>();
    shown.insert("size".into(), Value::from(size));
    shown.insert("strippedsize".into(), Value::from(stripped));
    shown.insert("weight".into(), Value::from(block.weight()));
    if let Some(coinbase) = block.transactions.first() {
        shown.insert("coinbase_tx".into(), coinbase_summary(coinbase));
    }
    let transactions: Vec<Value> = match verbosity {
        1 => block
            .transactions
            .iter()
            .map(|it| json!(it.txid()))
            .collect(),
        _ => {
            let prefix = &chain.spec().prefix;
            let spent = spent(chain, &hash, &block)?;
            let with_spent = block.transactions.iter().zip(&spent);
            let shown = |(it, spent)| with_coins(it, spent, prefix, verbosity > 2);
            with_spent.map(shown).map(Value::from).collect()
        }
    };
    shown.insert("tx".into(), Value::from(transactions));
    Ok(Answer::Json(Value::from(shown)))
}

/// The coinbase without its outputs.
fn coinbase_summary(coinbase: &Transaction) -> Value {
    let input = coinbase.inputs.first();
    let witness = input.and_then(|input| input.witness.iter().next().map(hex));
    json!({
        "version": coinbase.version,
        "locktime": coinbase.lock_time,
        "sequence": input.map(|input| input.sequence),
        "coinbase": input.map(|input| hex(&input.script)),
        "witness": witness,
    })
}

/// A verbosity, which may also be given as `true` (1) or `false` (0).
///
/// # Errors
///
/// [`Failure`] if it is neither.
pub(in crate::rpc) fn verbosity<S: Store>(
    call: &Call<'_, S>,
    name: &str,
    default: u8,
) -> Result<u8, Failure> {
    if let Some(Value::Bool(is_verbose)) = call.args.value(name) {
        return Ok(u8::from(*is_verbose));
    }
    let verbosity: Option<i64> = call.args.maybe_number(name)?;
    let verbosity = verbosity.unwrap_or_else(|| i64::from(default)).clamp(0, 3);
    Ok(u8::try_from(verbosity).unwrap_or(default))
}

/// The coins that each transaction of a block spends; `None` if they are unknown, as for a block
/// outside the best chain.
type Spent = Vec<Option<Vec<Coin>>>;

fn spent<S: Store>(
    chain: &Chain<S>,
    hash: &BlockHash,
    block: &Block,
) -> Result<Spent, StorageError<S::Error>> {
    let Some(coins) = chain.spent_coins(hash)? else {
        return Ok(vec![None; block.transactions.len()]);
    };
    let mut coins = coins.into_iter();
    let spent_by = |(index, transaction): (usize, &Transaction)| {
        let count = match index {
            0 => 0, // the coinbase spends nothing
            _ => transaction.inputs.len(),
        };
        Some(coins.by_ref().take(count).collect())
    };
    Ok(block
        .transactions
        .iter()
        .enumerate()
        .map(spent_by)
        .collect())
}

/// The coins that a transaction of the best chain spends; `None` if they are unknown.
///
/// # Errors
///
/// If the store fails.
pub(in crate::rpc) fn spent_by<S: Store>(
    chain: &Chain<S>,
    hash: &BlockHash,
    txid: &Txid,
) -> Result<Option<Vec<Coin>>, StorageError<S::Error>> {
    let Some(block) = chain.block(hash)? else {
        return Ok(None);
    };
    let mut transactions = block.transactions.iter();
    let index = transactions.position(|it| it.txid() == *txid);
    let mut spent = spent(chain, hash, &block)?;
    Ok(index.and_then(|index| spent.swap_remove(index)))
}

/// A transaction with its bytes, its fee and, if wanted, the outputs that it spends.
pub(in crate::rpc) fn with_coins(
    transaction: &Transaction,
    spent: &Option<Vec<Coin>>,
    prefix: &Prefix,
    shows_outputs: bool,
) -> Map<String, Value> {
    let mut shown = shown::transaction(transaction, prefix);
    shown.insert("hex".into(), Value::from(hex(&transaction.to_bytes())));
    let Some(spent) = spent.as_ref().filter(|spent| !spent.is_empty()) else {
        return shown;
    };
    if let Some(fee) = fee(transaction, spent) {
        shown.insert("fee".into(), coins(fee));
    }
    if let Some(Value::Array(inputs)) = shown.get_mut("vin").filter(|_| shows_outputs) {
        for (input, coin) in inputs.iter_mut().zip(spent) {
            input["prevout"] = json!({
                "generated": coin.must_mature,
                "height": coin.height,
                "value": coins(coin.output.amount),
                "scriptPubKey": shown::lock(&coin.output.lock, prefix),
            });
        }
    }
    shown
}

fn fee(transaction: &Transaction, spent: &[Coin]) -> Option<Amount> {
    let spent = Amount::sum(spent.iter().map(|coin| coin.output.amount))?;
    let paid = Amount::sum(transaction.outputs.iter().map(|output| output.amount))?;
    spent.checked_sub(paid)
}
