//! The REST methods that only read.

use api::command;
use chain::Store;
use serde_json::json;

use crate::{Answer, Call, Failure, Kind};

/// The result of a method.
type Outcome = Result<Answer, Failure>;

/// The default and maximum number of rows in a page.
const PAGE: u32 = 100;

pub(super) fn running<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    Answer::json(&call.ask(command::Node)?)
}

pub(super) fn block<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let index = call.args.maybe_number::<u32>("index")?;
    let hash = call.args.maybe_text("hash")?;
    let from = call.args.maybe_number("from")?.unwrap_or(0);
    let hash = match (index, hash) {
        (Some(height), None) => call.hash_at(height)?,
        (None, Some(text)) => text
            .parse()
            .map_err(|_| Failure::invalid("hash", "is not 64 hexadecimal digits"))?,
        (Some(_), Some(_)) => {
            return Err(Failure::new(
                Kind::Invalid,
                "either `index` or `hash` is needed, not both",
            ));
        }
        (None, None) => return Err(Failure::missing("index")),
    };
    Answer::json(&call.service.block(hash, from)?)
}

pub(super) fn chain_length<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let length = call.ask(command::BlockCount)?;
    Ok(Answer::Json(json!({ "length": length })))
}

pub(super) fn nodes<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    Answer::json(&call.ask(command::Nodes)?)
}

pub(super) fn unprocessed<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let command = command::Waiting {
        after: call.args.maybe_text("after")?.map(Into::into),
        count: count(call)?,
    };
    Answer::json(&call.ask(command)?)
}

pub(super) fn balance<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let command = command::Balance {
        address: call.args.text("address")?.into(),
        confirmations: call.args.maybe_number("confirmations")?.unwrap_or(1),
    };
    Answer::json(&call.ask(command)?)
}

pub(super) fn balances<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let command = command::Balances {
        beginning: call.args.text("prefix")?.into(),
        confirmations: call.args.maybe_number("confirmations")?.unwrap_or(1),
        after: call.args.maybe_text("after")?.map(Into::into),
        count: count(call)?,
    };
    Answer::json(&call.ask(command)?)
}

pub(super) fn confirmations<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let command = command::Confirmations {
        txid: call.args.text("transaction_id")?.into(),
    };
    Answer::json(&call.ask(command)?)
}

pub(super) fn transaction<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let command = command::Transaction {
        txid: call.args.text("id")?.into(),
    };
    Answer::json(&call.ask(command)?)
}

/// The number of rows that the caller wants in a page.
fn count<S: Store>(call: &Call<'_, S>) -> Result<u32, Failure> {
    match call.args.maybe_number("count")?.unwrap_or(PAGE) {
        count @ 1..=PAGE => Ok(count),
        _ => Err(Failure::invalid("count", "is not between 1 and 100")),
    }
}
