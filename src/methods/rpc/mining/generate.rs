//! `generatetoaddress` and `generateblock`: blocks at once, for practice chains and tests.

use chain::Store;
use primitives::{Lock, Transaction, Txid, address};
use serde_json::{Value, json};
use service::GenerateError;

use crate::rpc::json::hex;
use crate::rpc::raw_transactions::decode;
use crate::rpc::{code, reject};
use crate::{Answer, Call, Failure, Kind, unsealed};

/// The maximum number of blocks of one call: their headers are dated up to some minutes ahead of
/// the clock, and the node does nothing else meanwhile.
pub const MAX_GENERATED: u32 = 1_000;

/// The maximum number of hashes of a call that names none, as in Bitcoin Core.
const DEFAULT_MAX_HASHES: u64 = 1_000_000;

/// The greatest maximum that a call may name: about a second of work.
const MAX_HASHES: u64 = 10_000_000;

pub(super) fn generate_to_address<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let count: u32 = call.args.number("nblocks")?;
    let max_hashes: Option<u64> = call.args.maybe_number("maxtries")?;
    let lock = payee(call, "address")?;
    if count > MAX_GENERATED {
        let why = format!("is more than {MAX_GENERATED}");
        return Err(Failure::invalid("nblocks", &why));
    }
    let max_hashes = max_hashes.unwrap_or(DEFAULT_MAX_HASHES).min(MAX_HASHES);
    match call.service.generate(call.now, &lock, count, max_hashes) {
        Ok(hashes) => Ok(Answer::Json(json!(hashes))),
        Err(error) => Err(refused(&error)),
    }
}

pub(super) fn generate_block<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let lock = payee(call, "output")?;
    let is_submitted = call.args.flag("submit", true)?;
    let list = call.args.maybe_list("transactions")?;
    let list = list.ok_or_else(|| Failure::missing("transactions"))?;
    let listed = list.iter().map(|value| named(call, value));
    let transactions = listed.collect::<Result<Vec<_>, _>>()?;
    let made = (call.service).assemble(call.now, lock, transactions, DEFAULT_MAX_HASHES);
    let made = made.map_err(|error| refused(&error))?;
    let none = || Failure::new(Kind::Refused, "Failed to make block.");
    let block = made.ok_or_else(none)?;
    let mut answer = json!({ "hash": block.hash() });
    if is_submitted {
        let offered = call.service.offer_block(call.now, block);
        offered.map_err(|error| refused(&GenerateError::Block(error)))?;
    } else {
        answer["hex"] = Value::from(hex(&unsealed::block_bytes(&block)));
    }
    Ok(Answer::Json(answer))
}

/// The transaction that an item of a list names: by its id, if the mempool has it, or by its bytes.
fn named<S: Store>(call: &Call<'_, S>, item: &Value) -> Result<Transaction, Failure> {
    let text = item.as_str();
    let text =
        text.ok_or_else(|| Failure::invalid("transactions", "has an item that is not a text"))?;
    let Ok(txid) = text.parse::<Txid>() else {
        return decode(text);
    };
    let pool = call.service.node().pool();
    let missing = || Failure::not_found(format!("Transaction {txid} not in mempool."));
    let found = pool.transaction(&txid).ok_or_else(missing)?;
    Ok(Transaction::clone(found))
}

/// The lock of the address that blocks made at once pay.
///
/// # Errors
///
/// [`Failure`] if it is not an address, or if this chain has no such blocks.
fn payee<S: Store>(call: &Call<'_, S>, name: &'static str) -> Result<Lock, Failure> {
    let spec = call.service.node().chain().spec();
    let lock = address::parse(call.args.text(name)?, &spec.prefix);
    let lock = lock.map_err(|error| {
        let message = format!("Error: Invalid address: {error}");
        Failure::new(Kind::Invalid, message).with_code(code::INVALID_ADDRESS_OR_KEY)
    })?;
    if !spec.fixed_difficulty || spec.authority.is_some() {
        let message = "blocks are made at once only on chains of fixed difficulty without authors";
        return Err(Failure::new(Kind::Unsupported, message));
    }
    Ok(lock)
}

fn refused<E: core::error::Error + 'static>(error: &GenerateError<E>) -> Failure {
    match error {
        GenerateError::Template(error) => Failure::new(Kind::Refused, error.to_string()),
        GenerateError::Block(error) => {
            let message = format!("{}, {error}", reject::of_block(error));
            Failure::new(Kind::Refused, message).with_code(code::TRANSACTION_ERROR)
        }
    }
}
