//! The wallet's coins, payments of them, and other uses of its keys.

use api::{ChainCommand, ChainReason, Fault, Field, PaymentReason, Reason, Reply, Secret, command};
use chain::Store;
use primitives::{Amount, Lock, address};
use serde_json::{Value, json};

use crate::rpc::code;
use crate::rpc::json::{coins, hex};
use crate::{Answer, Call, Failure, Kind};

/// The greatest number of confirmations, as in Bitcoin Core.
const MAX_CONFIRMATIONS: u32 = 9_999_999;

pub(super) fn list_unspent<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let least: u32 = call.args.maybe_number("minconf")?.unwrap_or(1);
    let most: u32 = call
        .args
        .maybe_number("maxconf")?
        .unwrap_or(MAX_CONFIRMATIONS);
    let lists_unsafe = call.args.flag("include_unsafe", true)?;
    let wanted = wanted(call)?;
    let tip = call.service.node().chain().tip().height;
    let mut shown = Vec::new();
    for coin in call.service.wallet().unspent(tip) {
        let confirmations = coin.height.map_or(0, |height| tip.since(height) + 1);
        let is_immature = coin.is_reward && !coin.is_spendable;
        let is_safe = coin.is_spendable || coin.height.is_some();
        let is_listed = (least..=most).contains(&confirmations)
            && (is_safe || lists_unsafe)
            && !is_immature
            && wanted
                .as_ref()
                .is_none_or(|locks| locks.contains(&coin.lock));
        if is_listed {
            shown.push(json!({
                "txid": coin.outpoint.txid,
                "vout": coin.outpoint.index,
                "address": address_of(call, &coin.lock).unwrap_or_default(),
                "label": "",
                "scriptPubKey": hex(&coin.lock.to_script()),
                "amount": coins(coin.amount),
                "confirmations": confirmations,
                "spendable": true,
                "solvable": true,
                "safe": is_safe,
            }));
        }
    }
    Ok(Answer::Json(Value::from(shown)))
}

/// The locks of the addresses that the caller asks for; `None` for all.
fn wanted<S: Store>(call: &Call<'_, S>) -> Result<Option<Vec<Lock>>, Failure> {
    let Some(list) = call
        .args
        .maybe_list("addresses")?
        .filter(|it| !it.is_empty())
    else {
        return Ok(None);
    };
    let prefix = &call.service.node().chain().spec().prefix;
    let lock = |value: &Value| {
        let text = value.as_str().unwrap_or_default();
        address::parse(text, prefix).map_err(|error| {
            Failure::new(Kind::Invalid, format!("Invalid address: {text}: {error}"))
                .with_code(code::INVALID_ADDRESS_OR_KEY)
        })
    };
    list.iter().map(lock).collect::<Result<_, _>>().map(Some)
}

pub(super) fn send_to_address<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let to = call.args.text("address")?.to_owned();
    let amount = call.args.maybe_coins("amount");
    let amount = amount.map_err(|failure| failure.with_code(code::TYPE_ERROR))?;
    let amount = amount.ok_or_else(|| Failure::missing("amount"))?;
    if call.args.flag("subtractfeefromamount", false)? {
        return Err(Failure::invalid("subtractfeefromamount", "is not offered"));
    }
    let prefix = &call.service.node().chain().spec().prefix;
    address::parse(&to, prefix).map_err(|error| {
        Failure::new(Kind::Invalid, format!("Invalid address: {error}"))
            .with_code(code::INVALID_ADDRESS_OR_KEY)
    })?;
    if amount.is_zero() {
        let failure = Failure::new(Kind::Invalid, "Invalid amount for send");
        return Err(failure.with_code(code::TYPE_ERROR));
    }
    let passphrase = passphrase(call)?;
    let draft = review(call, to, amount)?;
    let send = ChainCommand::Send(command::Send { draft, passphrase });
    match call.service.command(call.now, &send).map_err(refusal)? {
        Reply::Sent(sent) => Ok(Answer::Text(sent.txid)),
        _ => Err(Failure::internal("the answer belongs to another command")),
    }
}

pub(super) fn sign_message<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let address = call.args.text("address")?.to_owned();
    let message = call.args.text("message")?.to_owned();
    let sign = ChainCommand::SignMessage(command::SignMessage {
        address,
        message,
        passphrase: passphrase(call)?,
    });
    let signed = call.service.command(call.now, &sign);
    match signed.map_err(|fault| match fault.field {
        Some(Field::To) => Failure::from(fault).with_code(code::INVALID_ADDRESS_OR_KEY),
        Some(Field::Message) => Failure::from(fault).with_code(code::INVALID_PARAMETER),
        _ => refusal(fault),
    })? {
        Reply::Text(signature) => Ok(Answer::Text(signature)),
        _ => Err(Failure::internal("the answer belongs to another command")),
    }
}

/// The passphrase of the unlocked wallet; `None` if it has none.
fn passphrase<S: Store>(call: &Call<'_, S>) -> Result<Option<Secret>, Failure> {
    let passphrase = call.host.passphrase();
    match passphrase.is_none() && call.service.needs_passphrase() {
        true => Err(locked()),
        false => Ok(passphrase),
    }
}

/// Prepares a payment. Returns the name of its draft.
fn review<S: Store>(call: &mut Call<'_, S>, to: String, amount: Amount) -> Result<String, Failure> {
    let review = ChainCommand::Review(command::Review {
        to,
        amount: amount.to_string(),
        note: String::new(),
        pace: api::Pace::default(),
        more: Vec::new(),
        coins: Vec::new(),
    });
    match call.service.command(call.now, &review).map_err(refusal)? {
        Reply::Review(review) => Ok(review.draft),
        _ => Err(Failure::internal("the answer belongs to another command")),
    }
}

fn locked() -> Failure {
    let message = "Error: Please enter the wallet passphrase with walletpassphrase first.";
    Failure::new(Kind::Refused, message).with_code(code::UNLOCK_NEEDED)
}

/// The failure of a payment with Bitcoin Core's code.
fn refusal(fault: Fault) -> Failure {
    let code = match &fault.reason {
        Reason::Payment(
            PaymentReason::InsufficientFunds { .. } | PaymentReason::InsufficientFee { .. },
        ) => code::INSUFFICIENT_FUNDS,
        Reason::Chain(ChainReason::PassphraseNeeded) => return locked(),
        _ if fault.needs_passphrase() => code::PASSPHRASE_INCORRECT,
        _ => code::WALLET_ERROR,
    };
    Failure::from(fault).with_code(code)
}

/// The address of a lock; `None` if it has none.
fn address_of<S: Store>(call: &Call<'_, S>, lock: &Lock) -> Option<String> {
    address::encode(&call.service.node().chain().spec().prefix, lock)
}
