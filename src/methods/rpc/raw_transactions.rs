//! Methods about raw transactions: decoding, finding, testing and sending them.

use core::marker::PhantomData;
use std::collections::BTreeSet;

use chain::Store;
use node::{PoolError, Tested};
use primitives::{Amount, BlockHash, Decode, Lock, Transaction, Txid};
use serde_json::{Map, Value, json};

use super::blockchain::blocks::{entry, full_block, spent_by, verbosity, with_coins};
use super::code;
use super::entries::confirmations;
use super::json::{coins, object};
use super::reject;
use super::row::read;
use super::shown::{transaction, transaction_hex, virtual_size};
use crate::{Answer, Args, Call, Failure, Kind, Method, Param, ParamKind};

/// The maximum number of transactions that are tested in one call, as in Bitcoin Core.
const MAX_TESTED: usize = 25;
/// The greatest value of `maxfeerate`: one coin per 1,000 virtual bytes, as in Bitcoin Core.
const MAX_FEE_RATE: Amount = Amount::COIN;
/// The default of `maxfeerate`, as in Bitcoin Core: base units per 1,000 virtual bytes.
const DEFAULT_MAX_FEE_RATE: u64 = Amount::COIN.units() / 10;

/// The methods of this group.
pub(super) struct RawTransactions<S>(PhantomData<S>);

const MAX_RATE: Param = Param::optional(
    "maxfeerate",
    ParamKind::Coins,
    "Reject higher fee rates, in coins per 1,000 virtual bytes: at most 1, 0.1 by default, 0 for any.",
);

impl<S: Store + 'static> RawTransactions<S> {
    pub(super) const METHODS: &'static [Method<S>] = &[
        read(
            "decoderawtransaction",
            "Shows a transaction, whether it is valid or not.",
            &[
                Param::required("hexstring", ParamKind::Text, "Its bytes in hexadecimal."),
                Param::optional(
                    "iswitness",
                    ParamKind::Bool,
                    "Ignored: the bytes say whether they have witnesses.",
                ),
            ],
            "An object.",
            decode_raw_transaction,
        ),
        read(
            "getrawtransaction",
            "Returns a transaction of the mempool or the best chain.",
            &[
                Param::required("txid", ParamKind::Text, "Its id."),
                Param::optional(
                    "verbosity",
                    ParamKind::Number,
                    "0 (the default) for the bytes, 1 for an object, 2 with the outputs that it spends.",
                ),
                Param::optional(
                    "blockhash",
                    ParamKind::Text,
                    "Look only in this block, which may be on another branch.",
                ),
            ],
            "The bytes in hexadecimal, or an object.",
            get_raw_transaction,
        ),
        read(
            "sendrawtransaction",
            "Puts a signed transaction into the mempool and announces it.",
            &[
                Param::required("hexstring", ParamKind::Text, "Its bytes in hexadecimal."),
                MAX_RATE,
                Param::optional(
                    "maxburnamount",
                    ParamKind::Coins,
                    "Reject a transaction if an output that nobody can spend has more coins than this: 0 by default.",
                ),
            ],
            "Its id.",
            send_raw_transaction,
        ),
        read(
            "testmempoolaccept",
            "Says whether the mempool would accept transactions. Several are a package: each may spend from those before it.",
            &[
                Param::required(
                    "rawtxs",
                    ParamKind::List,
                    "Their bytes in hexadecimal, at most 25.",
                ),
                MAX_RATE,
            ],
            "A list of objects. Those after the first rejected transaction have no verdict.",
            test_mempool_accept,
        ),
    ];
}

/// Decodes a transaction in hexadecimal.
///
/// # Errors
///
/// [`Failure`] if the text is not a transaction in hexadecimal.
pub(super) fn decode(hex: &str) -> Result<Transaction, Failure> {
    let failed = |why: &dyn core::fmt::Display| {
        Failure::new(Kind::Invalid, format!("TX decode failed: {why}"))
            .with_code(code::DESERIALIZATION_ERROR)
    };
    let bytes = base16ct::mixed::decode_vec(hex).map_err(|error| failed(&error))?;
    Transaction::from_bytes(&bytes).map_err(|error| failed(&error))
}

fn decode_raw_transaction<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let decoded = decode(call.args.text("hexstring")?)?;
    let prefix = &call.service.node().chain().spec().prefix;
    Ok(Answer::Json(Value::from(transaction(&decoded, prefix))))
}

fn get_raw_transaction<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let txid: Txid = call.args.parsed("txid")?;
    let verbosity = verbosity(call, "verbosity", 0)?;
    let within: Option<BlockHash> = call.args.maybe_parsed("blockhash")?;
    let node = call.service.node();
    let chain = node.chain();
    let (found, block) = match within {
        Some(hash) => {
            let block = full_block(chain, entry(chain, &hash)?)?;
            let mut transactions = block.transactions.into_iter();
            let found = transactions.find(|it| it.txid() == txid);
            let none = "No such transaction found in the provided block";
            (found.ok_or_else(|| Failure::not_found(none))?, Some(hash))
        }
        None => match node.pool().transaction(&txid) {
            Some(found) => (Transaction::clone(found), None),
            None => {
                let none = "No such mempool or blockchain transaction";
                let located = chain.transaction(&txid)?;
                let located = located.ok_or_else(|| Failure::not_found(none))?;
                (located.transaction, Some(located.block))
            }
        },
    };
    if verbosity == 0 {
        return Ok(Answer::Text(transaction_hex(&found)));
    }
    let spent = match block.filter(|_| verbosity > 1) {
        Some(hash) => spent_by(chain, &hash, &txid)?,
        None => None,
    };
    let mut shown = with_coins(&found, &spent, &chain.spec().prefix, verbosity > 1);
    if let Some(hash) = block {
        let entry = entry(chain, &hash)?;
        shown.insert("blockhash".into(), json!(hash));
        if within.is_some() {
            shown.insert("in_active_chain".into(), json!(chain.is_active(&hash)));
        }
        shown.insert(
            "confirmations".into(),
            json!(confirmations(chain, entry).max(0)),
        );
        shown.insert("time".into(), json!(entry.header.time));
        shown.insert("blocktime".into(), json!(entry.header.time));
    }
    Ok(Answer::Json(Value::from(shown)))
}

/// The greatest fee rate that the caller allows, in coins per 1,000 virtual bytes; `None` if every
/// rate is allowed.
fn max_fee_rate(args: &Args) -> Result<Option<Amount>, Failure> {
    let default = Amount::from_units(DEFAULT_MAX_FEE_RATE).unwrap_or(MAX_FEE_RATE);
    let rate = args.maybe_coins("maxfeerate")?.unwrap_or(default);
    if rate > MAX_FEE_RATE {
        let why = "can't be more than 1 coin for 1,000 virtual bytes";
        return Err(Failure::invalid("maxfeerate", why));
    }
    Ok(Some(rate).filter(|rate| !rate.is_zero()))
}

/// Whether a fee exceeds a rate in coins per 1,000 virtual bytes.
fn exceeds(fee: Amount, weight: usize, rate: Option<Amount>) -> bool {
    rate.is_some_and(|rate| {
        let most = u128::from(rate.units()) * virtual_size(weight) as u128 / 1_000;
        u128::from(fee.units()) > most
    })
}

fn send_raw_transaction<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let transaction = decode(call.args.text("hexstring")?)?;
    let rate = max_fee_rate(&call.args)?;
    let burn = call.args.maybe_coins("maxburnamount")?;
    let burned = transaction.outputs.iter();
    let mut burned = burned.filter(|output| matches!(output.lock, Lock::Data(_)));
    if burned.any(|output| output.amount > burn.unwrap_or(Amount::ZERO)) {
        let message = "Unspendable output exceeds maximum configured by user (maxburnamount)";
        return Err(refused(message, code::TRANSACTION_ERROR));
    }
    let txid = transaction.txid();
    let node = call.service.node();
    match node.pool().test_unsigned(node.chain(), &transaction) {
        // As in Bitcoin Core, sending it again is not an error.
        Err(PoolError::Known) => return Ok(Answer::Text(txid.to_string())),
        Err(error) => return Err(rejected(&error)),
        Ok(tested) if exceeds(tested.fee, tested.weight, rate) => {
            let message = "Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)";
            return Err(refused(message, code::TRANSACTION_ERROR));
        }
        Ok(_) => {}
    }
    let sent = call.service.offer(call.now, transaction);
    sent.map_err(|error| rejected(&error))?;
    Ok(Answer::Text(txid.to_string()))
}

fn refused(message: &str, code: i32) -> Failure {
    Failure::new(Kind::Refused, message).with_code(code)
}

/// The failure for a transaction that the mempool rejects: Bitcoin Core's reject reason, and a
/// sentence.
fn rejected(error: &PoolError) -> Failure {
    let reason = reject::of_pool(error);
    match error {
        PoolError::MissingCoin(_) => {
            refused("bad-txns-inputs-missingorspent", code::TRANSACTION_ERROR)
        }
        PoolError::Confirmed => {
            let message = "Transaction outputs already in utxo set";
            refused(message, code::ALREADY_IN_CHAIN)
        }
        PoolError::Storage(_) => Failure::new(Kind::Unavailable, error.to_string()),
        _ => refused(&format!("{reason}, {error}"), code::TRANSACTION_REJECTED),
    }
}

fn test_mempool_accept<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let list = call.args.maybe_list("rawtxs")?;
    let list = list.ok_or_else(|| Failure::missing("rawtxs"))?;
    if list.is_empty() || list.len() > MAX_TESTED {
        let why = format!("must contain between 1 and {MAX_TESTED} transactions");
        return Err(Failure::invalid("rawtxs", &why));
    }
    let rate = max_fee_rate(&call.args)?;
    let decoded = list.iter().map(|value| {
        let hex = value.as_str();
        let hex =
            hex.ok_or_else(|| Failure::invalid("rawtxs", "has an item that is not a text"))?;
        decode(hex)
    });
    let decoded = decoded.collect::<Result<Vec<_>, _>>()?;
    let node = call.service.node();
    let fault = package_fault(&decoded);
    let mut results = match fault {
        Some(_) => Vec::new(),
        None => node.pool().test_package(node.chain(), &decoded),
    }
    .into_iter();
    let mut shown = Vec::new();
    let mut is_over = false;
    for transaction in &decoded {
        let mut row = object(json!({
            "txid": transaction.txid(),
            "wtxid": transaction.wtxid(),
        }));
        if let Some(fault) = fault {
            row.insert("package-error".into(), fault.into());
        }
        if let Some(result) = results.next().filter(|_| !is_over) {
            let verdict = verdict(transaction, result, rate)?;
            is_over = verdict["allowed"] == false;
            row.extend(verdict);
        }
        shown.push(Value::from(row));
    }
    Ok(Answer::Json(Value::from(shown)))
}

/// Why transactions are not a package, in Bitcoin Core's words; `None` if they are a package. A
/// single transaction always is a package.
fn package_fault(transactions: &[Transaction]) -> Option<&'static str> {
    let txids: Vec<Txid> = transactions.iter().map(Transaction::txid).collect();
    let mut spent = BTreeSet::new();
    for (at, transaction) in transactions.iter().enumerate() {
        if txids[..at].contains(&txids[at]) {
            return Some("package-contains-duplicates");
        }
        let mut coins = transaction.inputs.iter().map(|input| input.previous);
        if coins.any(|coin| txids[at..].contains(&coin.txid)) {
            return Some("package-not-sorted");
        }
        let coins: BTreeSet<_> = transaction.inputs.iter().map(|it| it.previous).collect();
        if !spent.is_disjoint(&coins) {
            return Some("conflict-in-package");
        }
        spent.extend(coins);
    }
    None
}

/// The members of the answer about one tested transaction.
fn verdict(
    transaction: &Transaction,
    result: Result<Tested, PoolError>,
    rate: Option<Amount>,
) -> Result<Map<String, Value>, Failure> {
    Ok(object(match result {
        Err(error @ PoolError::Storage(_)) => return Err(rejected(&error)),
        Err(error) => json!({
            "allowed": false,
            "reject-reason": reject::of_pool(&error),
            "reject-details": format!("{}, {error}", reject::of_pool(&error)),
        }),
        Ok(tested) if exceeds(tested.fee, tested.weight, rate) => json!({
            "allowed": false,
            "reject-reason": "max-fee-exceeded",
        }),
        Ok(tested) => {
            let size = virtual_size(tested.weight);
            let per_kvb = u128::from(tested.fee.units()) * 1_000 / size.max(1) as u128;
            let per_kvb = u64::try_from(per_kvb).ok();
            let per_kvb = per_kvb.and_then(|units| Amount::from_units(units).ok());
            json!({
                "allowed": true,
                "vsize": size,
                "fees": {
                    "base": coins(tested.fee),
                    "effective-feerate": coins(per_kvb.unwrap_or(Amount::MAX)),
                    "effective-includes": [transaction.wtxid()],
                },
            })
        }
    }))
}
