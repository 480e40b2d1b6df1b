//! The REST methods that push a transaction, change the node or its wallet, or show the invitation.

use api::command;
use chain::Store;
use serde_json::{Value, json};

use crate::{Answer, Call, Failure};

pub(super) fn push<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let transaction = call.args.text("transaction")?.into();
    Answer::json(&call.ask(command::Push { transaction })?)
}

pub(super) fn invitation<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let (relays, own) = (call.host.relays(), call.host.endpoints());
    let invitation = call.service.invitation(&relays, &own);
    Ok(Answer::Json(json!({
        "link": invitation.to_link(call.service.page()),
        "relay": invitation.relay,
        "endpoints": invitation.endpoints,
    })))
}

pub(super) fn register<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let url = call.args.text("url")?;
    call.host.register(url)?;
    Ok(Answer::Json(json!({ "url": url })))
}

pub(super) fn create_and_send<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let review = call.ask(command::Review {
        to: call.args.text("to")?.into(),
        amount: amount(call)?,
        note: call.args.maybe_text("note")?.unwrap_or_default().into(),
        pace: api::Pace::default(),
        more: Vec::new(),
        coins: Vec::new(),
    })?;
    let passphrase = call.args.maybe_text("passphrase")?.map(Into::into);
    let sent = call.ask(command::Send {
        draft: review.draft,
        passphrase,
    })?;
    Ok(Answer::Json(json!({
        "txid": sent.txid,
        "amount": review.amount,
        "fee": review.fee,
        "total": review.total,
    })))
}

/// The amount as a person writes it: a JSON number's own digits, or a text.
fn amount<S: Store>(call: &Call<'_, S>) -> Result<String, Failure> {
    match call.args.value("amount") {
        Some(Value::String(text)) => Ok(text.clone()),
        // A number that is not a whole number of base units is refused, not rounded.
        Some(Value::Number(_)) => match call.args.maybe_coins("amount")? {
            Some(amount) => Ok(amount.to_string()),
            None => Err(Failure::missing("amount")),
        },
        Some(_) => Err(Failure::invalid("amount", "is neither a number nor a text")),
        None => Err(Failure::missing("amount")),
    }
}
