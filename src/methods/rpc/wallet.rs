//! The node's own wallet.
//!
//! The keys stay in the vault. A payment is signed while the wallet is unlocked: the program keeps
//! the passphrase for as long as `walletpassphrase` says, and this crate only passes it on.

mod history;
mod spending;
mod unlocking;

use core::marker::PhantomData;

use chain::Store;
use primitives::Amount;
use serde_json::{Value, json};

use self::history::{get_transaction, last_block, list_transactions};
use self::spending::{list_unspent, send_to_address, sign_message};
use self::unlocking::{wallet_lock, wallet_passphrase};
use super::json::coins;
use super::row::wallet;
use crate::{Answer, Call, Failure, Method, Param, ParamKind};

/// The methods of this group.
pub(super) struct Wallet<S>(PhantomData<S>);

const MIN_CONFIRMATIONS: Param = Param::optional(
    "minconf",
    ParamKind::Number,
    "The least number of confirmations.",
);
const WATCH_ONLY: Param = Param::optional(
    "include_watchonly",
    ParamKind::Bool,
    "Ignored: the wallet has the keys of all its addresses.",
);

impl<S: Store + 'static> Wallet<S> {
    pub(super) const METHODS: &'static [Method<S>] = &[
        wallet(
            "getbalance",
            "Returns the coins that can be spent.",
            &[
                Param::optional("dummy", ParamKind::Text, "Ignored, or `*`."),
                MIN_CONFIRMATIONS,
                WATCH_ONLY,
                Param::optional("avoid_reuse", ParamKind::Bool, "Ignored."),
            ],
            "Coins.",
            get_balance,
        ),
        wallet(
            "getbalances",
            "Shows the coins that can be spent, and those that can't yet.",
            &[],
            "An object.",
            get_balances,
        ),
        wallet(
            "getnewaddress",
            "Makes a fresh address to receive coins.",
            &[
                Param::optional(
                    "label",
                    ParamKind::Text,
                    "Ignored: labels belong to the page.",
                ),
                Param::optional(
                    "address_type",
                    ParamKind::Text,
                    "Ignored: there is one form of addresses.",
                ),
            ],
            "The address.",
            get_new_address,
        ),
        wallet(
            "gettransaction",
            "Shows a transaction of the wallet.",
            &[
                Param::required("txid", ParamKind::Text, "Its id."),
                WATCH_ONLY,
                Param::optional(
                    "verbose",
                    ParamKind::Bool,
                    "Whether to decode it as well: false by default.",
                ),
            ],
            "An object.",
            get_transaction,
        ),
        wallet(
            "getwalletinfo",
            "Shows the state of the wallet.",
            &[],
            "An object.",
            get_wallet_info,
        ),
        wallet(
            "listtransactions",
            "Lists the last payments to and from the wallet, oldest first.",
            &[
                Param::optional("label", ParamKind::Text, "Only `*` has a meaning: all."),
                Param::optional(
                    "count",
                    ParamKind::Number,
                    "The number of transactions: 10 by default, at most 1000.",
                ),
                Param::optional(
                    "skip",
                    ParamKind::Number,
                    "The number of newer ones to leave out: 0 by default.",
                ),
                WATCH_ONLY,
            ],
            "A list of objects.",
            list_transactions,
        ),
        wallet(
            "listunspent",
            "Lists the wallet's unspent outputs.",
            &[
                MIN_CONFIRMATIONS,
                Param::optional(
                    "maxconf",
                    ParamKind::Number,
                    "The greatest number of confirmations: 9999999 by default.",
                ),
                Param::optional(
                    "addresses",
                    ParamKind::List,
                    "Only outputs to these addresses.",
                ),
                Param::optional(
                    "include_unsafe",
                    ParamKind::Bool,
                    "Whether to list unconfirmed payments of others: true by default.",
                ),
                Param::optional("query_options", ParamKind::Object, "Ignored."),
            ],
            "A list of objects.",
            list_unspent,
        ),
        wallet(
            "listwallets",
            "Lists the wallets: the node has one, without a name.",
            &[],
            "A list of names.",
            list_wallets,
        ),
        wallet(
            "sendtoaddress",
            "Pays to an address.",
            &[
                Param::required("address", ParamKind::Text, "The address."),
                Param::required("amount", ParamKind::Coins, "The coins."),
                Param::optional(
                    "comment",
                    ParamKind::Text,
                    "Ignored: the wallet keeps no comments.",
                ),
                Param::optional("comment_to", ParamKind::Text, "Ignored."),
                Param::optional("subtractfeefromamount", ParamKind::Bool, "true is refused."),
                Param::optional("replaceable", ParamKind::Bool, "Ignored: every payment is."),
                Param::optional("conf_target", ParamKind::Number, "Ignored."),
                Param::optional("estimate_mode", ParamKind::Text, "Ignored."),
                Param::optional("avoid_reuse", ParamKind::Bool, "Ignored."),
                Param::optional("fee_rate", ParamKind::Number, "Ignored."),
                Param::optional("verbose", ParamKind::Bool, "Ignored."),
            ],
            "The id of the transaction.",
            send_to_address,
        ),
        wallet(
            "signmessage",
            "Signs a message in the simple form of BIP322.",
            &[
                Param::required("address", ParamKind::Text, "An address of the wallet."),
                Param::required(
                    "message",
                    ParamKind::Text,
                    "The message, at most 4,096 bytes.",
                ),
            ],
            "The signature, base64.",
            sign_message,
        ),
        wallet("walletlock", "Locks the wallet.", &[], "null.", wallet_lock),
        wallet(
            "walletpassphrase",
            "Unlocks the wallet for some time.",
            &[
                Param::required("passphrase", ParamKind::Text, "The passphrase."),
                Param::required(
                    "timeout",
                    ParamKind::Number,
                    "Seconds, at most 100,000,000.",
                ),
            ],
            "null.",
            wallet_passphrase,
        ),
    ];
}

fn get_balance<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    if !matches!(call.args.maybe_text("dummy")?, None | Some("*" | "")) {
        return Err(Failure::invalid(
            "dummy",
            "must be excluded or set to \"*\".",
        ));
    }
    let least: u32 = call.args.maybe_number("minconf")?.unwrap_or(0);
    let tip = call.service.node().chain().tip().height;
    let wallet = call.service.wallet();
    if least == 0 {
        return Ok(Answer::Json(coins(wallet.balance(tip).spendable)));
    }
    let unspent = wallet.unspent(tip);
    let deep = unspent.iter().filter(|coin| {
        let confirmations = coin.height.map_or(0, |height| tip.since(height) + 1);
        coin.is_spendable && confirmations >= least
    });
    let sum = Amount::sum(deep.map(|coin| coin.amount));
    Ok(Answer::Json(coins(sum.unwrap_or(Amount::MAX))))
}

fn get_balances<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let tip = call.service.node().chain().tip().height;
    let balance = call.service.wallet().balance(tip);
    Ok(Answer::Json(json!({
        "mine": {
            "trusted": coins(balance.spendable),
            "untrusted_pending": coins(balance.incoming),
            "immature": coins(balance.immature),
        },
        "lastprocessedblock": last_block(call),
    })))
}

fn get_new_address<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let address = call.ask(api::command::NewAddress)?;
    Ok(Answer::Text(address))
}

fn list_wallets<S: Store>(_: &mut Call<'_, S>) -> Result<Answer, Failure> {
    Ok(Answer::Json(json!([""])))
}

fn get_wallet_info<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let wallet = call.service.wallet();
    let mut info = super::json::object(json!({
        "walletname": "",
        "walletversion": 169_900,
        "format": "tabchain",
        "txcount": wallet.kept().count(),
        "keypoolsize": wallet::LOOKAHEAD,
        "keypoolsize_hd_internal": wallet::LOOKAHEAD,
        "paytxfee": coins(Amount::ZERO),
        "private_keys_enabled": true,
        "avoid_reuse": false,
        "scanning": false,
        "descriptors": false,
        "external_signer": false,
        "blank": false,
        "flags": [],
        "lastprocessedblock": last_block(call),
    }));
    if call.service.needs_passphrase() {
        let until = call.host.unlocked_until();
        let until = until.filter(|until| *until > call.now);
        let until = until.map_or(0, |until| until.to_timestamp().seconds());
        info.insert("unlocked_until".into(), Value::from(until));
    }
    Ok(Answer::Json(Value::from(info)))
}
