//! Esplora's methods about a lock, which is given by its address or by the SHA-256 of its script.

use api::command;
use chain::{Location, Store};
use primitives::{BlockHash, Lock, OutPoint, Transaction, Txid, address};
use serde_json::{Map, Value};

use super::documents::{CoinDocument, Status, Totals, TransactionDocument};
use super::source::Source;
use crate::{Answer, Call, Failure, Kind};

type Outcome = Result<Answer, Failure>;

/// The number of confirmed transactions in a page.
const PAGE: usize = 25;
/// The maximum number of transactions of the mempool in an answer.
const MAX_WAITING: usize = 50;
/// The maximum number of coins in an answer.
const MAX_COINS: usize = 500;
/// The maximum number of confirmed transactions of a lock that one answer reads: some tenths of a
/// second.
const MAX_READ: usize = 10_000;
/// The number of transactions that are read at once.
const BATCH: usize = 250;
/// The maximum number of addresses in a search by their beginning.
const MAX_FOUND: u32 = 10;

/// The totals of a lock, on the chain and in the mempool.
pub(super) fn totals<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let Asked { name, text, lock } = asked(call)?;
    let source = Source::of(call);
    let (chain, waiting) = match &lock {
        None => (Totals::default(), Totals::default()),
        Some(lock) => (
            confirmed_totals(&source, lock)?,
            waiting_totals(&source, lock)?,
        ),
    };
    let mut document = Map::new();
    document.insert(name.into(), Value::String(text));
    for (name, totals) in [("chain_stats", chain), ("mempool_stats", waiting)] {
        let totals = serde_json::to_value(totals);
        let totals = totals.map_err(|error| Failure::internal(error.to_string()))?;
        document.insert(name.into(), totals);
    }
    Ok(Answer::Json(Value::Object(document)))
}

/// The transactions in the mempool, and the newest confirmed ones.
pub(super) fn transactions<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let Some(lock) = asked(call)?.lock else {
        return Answer::json(&[(); 0]);
    };
    let source = Source::of(call);
    let mut documents = waiting(&source, &lock)?;
    documents.extend(confirmed(&source, &lock, None)?);
    Answer::json(&documents)
}

/// A page of the confirmed transactions, newest first.
pub(super) fn confirmed_transactions<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let lock = asked(call)?.lock;
    let source = Source::of(call);
    let last = call.args.maybe_text("last_seen_txid")?;
    let before = match last {
        None => None,
        Some(text) => {
            let txid = text.parse::<Txid>();
            let invalid = |_| Failure::invalid("last_seen_txid", "is not 64 hexadecimal digits");
            let located = source.chain.transaction(&txid.map_err(invalid)?)?;
            let located = located.ok_or_else(|| {
                Failure::not_found("this node knows no such confirmed transaction")
            })?;
            Some(located.location())
        }
    };
    match lock {
        Some(lock) => Answer::json(&confirmed(&source, &lock, before)?),
        None => Answer::json(&[(); 0]),
    }
}

/// The transactions in the mempool, newest first.
pub(super) fn waiting_transactions<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    match asked(call)?.lock {
        Some(lock) => Answer::json(&waiting(&Source::of(call), &lock)?),
        None => Answer::json(&[(); 0]),
    }
}

/// The coins that are spent neither on the chain nor in the mempool.
pub(super) fn coins<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let Some(lock) = asked(call)?.lock else {
        return Answer::json(&[(); 0]);
    };
    let source = Source::of(call);
    let mut coins = Vec::new();
    each_confirmed(&source, &lock, |transaction, block| {
        let status = source.status(block);
        for (outpoint, value) in paid(transaction, &lock) {
            let is_spent = source.pool.spender(&outpoint).is_some();
            if !is_spent && source.chain.coin(&outpoint)?.is_some() {
                coins.push(coin(outpoint, value, status));
            }
        }
        match coins.len() <= MAX_COINS {
            true => Ok(()),
            false => Err(too_long("coins", MAX_COINS)),
        }
    })?;
    for (_, transaction) in source.waiting() {
        let paid = paid(transaction, &lock);
        let unspent = paid.filter(|(outpoint, _)| source.pool.spender(outpoint).is_none());
        coins.extend(unspent.map(|(outpoint, value)| coin(outpoint, value, Status::default())));
    }
    match coins.len() <= MAX_COINS {
        true => Answer::json(&coins),
        false => Err(too_long("coins", MAX_COINS)),
    }
}

/// Used addresses with a common beginning.
pub(super) fn search<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let command = command::Balances {
        beginning: call.args.text("prefix")?.into(),
        confirmations: 1,
        after: None,
        count: MAX_FOUND,
    };
    let found = call.ask(command)?.balances.into_iter();
    Answer::json(&found.map(|row| row.address).collect::<Vec<_>>())
}

/// The lock that a request asks about.
struct Asked {
    /// The name of the parameter: `address` or `scripthash`.
    name: &'static str,
    /// Its value.
    text: String,
    /// The lock; `None` for a script hash that neither the chain nor the mempool has.
    lock: Option<Lock>,
}

fn asked<S: Store>(call: &mut Call<'_, S>) -> Result<Asked, Failure> {
    if let Some(text) = call.args.maybe_text("address")? {
        let prefix = &call.service.node().chain().spec().prefix;
        let lock = address::parse(text, prefix);
        let lock = lock.map_err(|error| Failure::new(Kind::Invalid, error.to_string()))?;
        return Ok(Asked {
            name: "address",
            text: text.into(),
            lock: Some(lock),
        });
    }
    let text = call.args.text("scripthash")?.to_owned();
    let mut hash = [0; 32];
    let decoded = base16ct::mixed::decode(&text, &mut hash).map(<[u8]>::len);
    if decoded != Ok(hash.len()) {
        return Err(Failure::invalid(
            "scripthash",
            "is not 64 hexadecimal digits",
        ));
    }
    Ok(Asked {
        name: "scripthash",
        lock: call.service.lock_of_script(&hash)?,
        text,
    })
}

fn confirmed_totals<S: Store>(source: &Source<'_, S>, lock: &Lock) -> Result<Totals, Failure> {
    let long = || too_long("transactions", MAX_READ);
    let sums = source.chain.total(lock, source.chain.tip().height)?;
    let sums = sums.ok_or_else(long)?;
    let transactions = source.chain.history_len(lock)?.ok_or_else(long)?;
    let (mut funded, mut unspent) = (0, 0);
    each_confirmed(source, lock, |transaction, _| {
        for (outpoint, _) in paid(transaction, lock) {
            funded += 1;
            unspent += u32::from(source.chain.coin(&outpoint)?.is_some());
        }
        Ok(())
    })?;
    let balance = sums.balance().unwrap_or_default();
    Ok(Totals {
        funded_txo_count: funded,
        funded_txo_sum: sums.received().units(),
        spent_txo_count: funded - unspent,
        spent_txo_sum: sums.received().saturating_sub(balance).units(),
        tx_count: u32::try_from(transactions).unwrap_or(u32::MAX),
    })
}

fn waiting_totals<S: Store>(source: &Source<'_, S>, lock: &Lock) -> Result<Totals, Failure> {
    let mut totals = Totals::default();
    for (_, transaction) in source.waiting() {
        let (mut funded, mut spent) = (0, 0);
        for (_, value) in paid(transaction, lock) {
            funded += 1;
            totals.funded_txo_sum += value;
        }
        for input in &transaction.inputs {
            let output = source.unspent(&input.previous)?;
            if let Some(output) = output.filter(|output| output.lock == *lock) {
                spent += 1;
                totals.spent_txo_sum += output.amount.units();
            }
        }
        totals.funded_txo_count += funded;
        totals.spent_txo_count += spent;
        totals.tx_count += u32::from(funded + spent > 0);
    }
    Ok(totals)
}

/// A page of the confirmed transactions of a lock below a location.
fn confirmed<S: Store>(
    source: &Source<'_, S>,
    lock: &Lock,
    before: Option<Location>,
) -> Result<Vec<TransactionDocument>, Failure> {
    let page = source.chain.history_before(lock, before, PAGE)?;
    page.iter()
        .map(|located| source.confirmed(located))
        .collect()
}

/// The transactions of the mempool that pay to a lock or spend from it, newest first, at most
/// [`MAX_WAITING`].
fn waiting<S: Store>(
    source: &Source<'_, S>,
    lock: &Lock,
) -> Result<Vec<TransactionDocument>, Failure> {
    let mut found = Vec::new();
    for (txid, transaction) in source.waiting() {
        if touches(source, transaction, lock)? {
            let added = source.pool.entry(txid).map(|entry| entry.added);
            found.push((added, txid, transaction));
        }
    }
    found.sort_by_key(|(added, txid, _)| (core::cmp::Reverse(*added), **txid));
    let newest = found.into_iter().take(MAX_WAITING);
    let documents = newest.map(|(_, _, transaction)| source.unconfirmed(transaction));
    documents.collect()
}

fn touches<S: Store>(
    source: &Source<'_, S>,
    transaction: &Transaction,
    lock: &Lock,
) -> Result<bool, Failure> {
    if transaction
        .outputs
        .iter()
        .any(|output| output.lock == *lock)
    {
        return Ok(true);
    }
    for input in &transaction.inputs {
        let output = source.unspent(&input.previous)?;
        if output.is_some_and(|output| output.lock == *lock) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Reads the confirmed transactions of a lock that are not pruned, newest first.
fn each_confirmed<S: Store>(
    source: &Source<'_, S>,
    lock: &Lock,
    mut visit: impl FnMut(&Transaction, &BlockHash) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let (mut before, mut read) = (None, 0);
    loop {
        let batch = source.chain.history_before(lock, before, BATCH)?;
        for located in &batch {
            visit(&located.transaction, &located.block)?;
        }
        read += batch.len();
        if read > MAX_READ {
            return Err(too_long("transactions", MAX_READ));
        }
        match batch.last() {
            Some(last) if batch.len() == BATCH => before = Some(last.location()),
            _ => return Ok(()),
        }
    }
}

/// The outputs of a transaction that pay to a lock, with their amounts in base units.
fn paid<'a>(
    transaction: &'a Transaction,
    lock: &'a Lock,
) -> impl Iterator<Item = (OutPoint, u64)> + 'a {
    let outputs = (0..).zip(&transaction.outputs);
    let paid = outputs.filter(move |(_, output)| output.lock == *lock);
    let txid = core::cell::OnceCell::new();
    paid.map(move |(index, output)| {
        let txid = *txid.get_or_init(|| transaction.txid());
        (OutPoint { txid, index }, output.amount.units())
    })
}

const fn coin(outpoint: OutPoint, value: u64, status: Status) -> CoinDocument {
    CoinDocument {
        txid: outpoint.txid,
        vout: outpoint.index,
        status,
        value,
    }
}

fn too_long(what: &str, most: usize) -> Failure {
    Failure::new(
        Kind::Refused,
        format!("the address has more than {most} {what}"),
    )
}
