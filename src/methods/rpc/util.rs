//! Addresses and fees.

use core::marker::PhantomData;

use api::command::CheckMessage;
use api::{ChainCommand, Field, Reply, Signed};
use chain::Store;
use primitives::address;
use serde_json::{Value, json};

use super::code;
use super::json::{coins_per_kvb, hex};
use super::row::read;
use crate::{Answer, Call, Failure, Method, Param, ParamKind, fees};

/// The methods of this group.
pub(super) struct Util<S>(PhantomData<S>);

impl<S: Store + 'static> Util<S> {
    pub(super) const METHODS: &'static [Method<S>] = &[
        read(
            "estimatesmartfee",
            "Estimates from the mempool the fee rate with which a transaction is confirmed soon.",
            &[
                Param::required(
                    "conf_target",
                    ParamKind::Number,
                    "The number of blocks, 1 to 1008.",
                ),
                Param::optional(
                    "estimate_mode",
                    ParamKind::Text,
                    "Ignored: unset, economical or conservative.",
                ),
            ],
            "An object with `feerate` in coins per 1,000 virtual bytes, and `blocks`.",
            estimate_smart_fee,
        ),
        read(
            "getindexinfo",
            "Lists the indexes that the node keeps.",
            &[Param::optional(
                "index_name",
                ParamKind::Text,
                "List only this one.",
            )],
            "An object with `txindex`, which every node here has.",
            get_index_info,
        ),
        read(
            "validateaddress",
            "Says whether a text is an address of this chain.",
            &[Param::required("address", ParamKind::Text, "The text.")],
            "An object with `isvalid`; if it is, also the script, otherwise the error.",
            validate_address,
        ),
        read(
            "verifymessage",
            "Checks the signature of a message, in the simple form of BIP322.",
            &[
                Param::required(
                    "address",
                    ParamKind::Text,
                    "The address of the person who is said to have signed it.",
                ),
                Param::required("signature", ParamKind::Text, "The signature, base64."),
                Param::required(
                    "message",
                    ParamKind::Text,
                    "The message: every character counts.",
                ),
            ],
            "Whether the owner of the address signed the message.",
            verify_message,
        ),
    ];
}

fn estimate_smart_fee<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let target: u32 = call.args.number("conf_target")?;
    if !(1..=1008).contains(&target) {
        let why = "is invalid: Invalid conf_target, must be between 1 and 1008";
        return Err(Failure::invalid("conf_target", why));
    }
    let node = call.service.node();
    let rates = fees::estimates(node, [target]);
    let rate = rates.first().copied();
    let rate = rate.unwrap_or_else(|| node.pool().min_fee_rate());
    let answer = json!({ "feerate": coins_per_kvb(rate), "blocks": target });
    Ok(Answer::Json(answer))
}

fn get_index_info<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let height = call.service.node().chain().tip().height.value();
    let answer = match call.args.maybe_text("index_name")? {
        None | Some("txindex") => json!({
            "txindex": { "synced": true, "best_block_height": height },
        }),
        Some(_) => json!({}),
    };
    Ok(Answer::Json(answer))
}

fn validate_address<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let text = call.args.text("address")?;
    let prefix = &call.service.node().chain().spec().prefix;
    let answer = match address::parse(text, prefix) {
        Ok(lock) => {
            let script = lock.to_script();
            json!({
                "isvalid": true,
                "address": address::encode(prefix, &lock),
                "scriptPubKey": hex(&script),
                "isscript": false,
                "iswitness": true,
                "witness_version": primitives::Lock::KEY_VERSION,
                "witness_program": hex(&script[2..]),
            })
        }
        Err(error) => json!({
            "isvalid": false,
            "error_locations": [],
            "error": error.to_string(),
        }),
    };
    Ok(Answer::Json(answer))
}

fn verify_message<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let check = ChainCommand::CheckMessage(CheckMessage {
        address: call.args.text("address")?.to_owned(),
        message: call.args.text("message")?.to_owned(),
        signature: call.args.text("signature")?.to_owned(),
    });
    let checked = call.service.command(call.now, &check).map_err(|fault| {
        let code = match fault.field {
            Some(Field::To) => code::INVALID_ADDRESS_OR_KEY,
            Some(Field::Signature) => code::TYPE_ERROR,
            _ => code::INVALID_PARAMETER,
        };
        Failure::from(fault).with_code(code)
    })?;
    match checked {
        Reply::MessageVerdict(verdict) => {
            Ok(Answer::Json(Value::from(verdict.signed == Signed::ByOwner)))
        }
        _ => Err(Failure::internal("the answer belongs to another command")),
    }
}
