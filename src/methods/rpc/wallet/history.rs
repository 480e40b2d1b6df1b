//! The wallet's transactions.

use chain::{Chain, Entry, Store};
use primitives::{Amount, Height, Prefix, Txid, address};
use serde_json::{Map, Value, json};
use wallet::{Kept, Kind, Wallet};

use crate::rpc::json::{coins, negative_coins, object};
use crate::rpc::shown::{transaction, transaction_hex};
use crate::{Answer, Call, Failure};

/// The maximum number of transactions in one answer.
const MAX_LISTED: usize = 1_000;

pub(super) fn list_transactions<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    if !matches!(call.args.maybe_text("label")?, None | Some("*" | "")) {
        return Err(Failure::invalid(
            "label",
            "is not *: the wallet has no labels",
        ));
    }
    let count: usize = listed(call, "count", 10)?;
    let skip: usize = listed(call, "skip", 0)?;
    let (chain, wallet) = (call.service.node().chain(), call.service.wallet());
    let mut shown = Vec::new();
    // A transaction has a row for each of its payments, as in Bitcoin Core.
    for kept in wallet.kept() {
        let item = Shown::of(chain, wallet, &kept);
        let (rows, members) = (item.rows(), item.members());
        // The newest come first here, and last in the answer.
        for mut row in rows.into_iter().rev() {
            row.extend(members.clone());
            shown.push(Value::from(row));
        }
        if shown.len() >= skip.saturating_add(count) {
            break;
        }
    }
    let mut page: Vec<Value> = shown.into_iter().skip(skip).take(count).collect();
    page.reverse();
    Ok(Answer::Json(Value::from(page)))
}

/// A number of transactions that is not negative.
fn listed<S: Store>(call: &Call<'_, S>, name: &str, default: usize) -> Result<usize, Failure> {
    let number: Option<i64> = call.args.maybe_number(name)?;
    let Some(number) = number else {
        return Ok(default);
    };
    let number = usize::try_from(number);
    let number = number.map_err(|_| Failure::invalid(name, "is negative"))?;
    match (name, number) {
        ("count", number) if number > MAX_LISTED => {
            let why = format!("is more than {MAX_LISTED}");
            Err(Failure::invalid(name, &why))
        }
        (_, number) => Ok(number),
    }
}

pub(super) fn get_transaction<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let txid: Txid = call.args.parsed("txid")?;
    let is_verbose = call.args.flag("verbose", false)?;
    let (chain, wallet) = (call.service.node().chain(), call.service.wallet());
    let kept = wallet.keeps(&txid);
    let kept = kept.ok_or_else(|| Failure::not_found("Invalid or non-wallet transaction id"))?;
    let shown = Shown::of(chain, wallet, &kept);
    let mut answer = shown.members();
    let entry = wallet.entry(&txid, chain.tip().height);
    let amount = entry.as_ref().map_or(Amount::ZERO, |entry| entry.amount);
    answer.insert(
        "amount".into(),
        match kept.ours {
            true => negative_coins(shown.paid_to_others()),
            false => coins(amount),
        },
    );
    if let Some(fee) = entry.and_then(|entry| entry.fee) {
        answer.insert("fee".into(), negative_coins(fee));
    }
    answer.insert(
        "details".into(),
        shown.rows().into_iter().map(Value::from).collect(),
    );
    answer.insert("hex".into(), Value::from(transaction_hex(kept.transaction)));
    if is_verbose {
        let decoded = transaction(kept.transaction, &chain.spec().prefix);
        answer.insert("decoded".into(), Value::from(decoded));
    }
    answer.insert("lastprocessedblock".into(), last_block(call));
    Ok(Answer::Json(Value::from(answer)))
}

/// The block up to which the wallet has read the chain.
pub(super) fn last_block<S: Store>(call: &Call<'_, S>) -> Value {
    let synced = call.service.wallet().synced();
    synced.map_or(
        Value::Null,
        |(height, hash)| json!({ "hash": hash, "height": height }),
    )
}

/// A transaction of the wallet, to be shown.
struct Shown<'a> {
    kept: &'a Kept<'a>,
    wallet: &'a Wallet,
    prefix: &'a Prefix,
    tip: Height,
    /// The chain's maturity of rewards, in blocks.
    maturity: u32,
    /// The block that contains it.
    block: Option<&'a Entry>,
    entry: Option<wallet::Entry>,
}

impl<'a> Shown<'a> {
    fn of<S: Store>(chain: &'a Chain<S>, wallet: &'a Wallet, kept: &'a Kept<'a>) -> Self {
        let tip = chain.tip().height;
        Self {
            kept,
            wallet,
            prefix: &chain.spec().prefix,
            tip,
            maturity: chain.spec().maturity,
            block: kept.height.and_then(|height| chain.entry_at(height)),
            entry: wallet.entry(&kept.txid, tip),
        }
    }

    fn confirmations(&self) -> u32 {
        let height = self.kept.height;
        height.map_or(0, |height| self.tip.since(height) + 1)
    }

    /// The members that all rows of the transaction share.
    fn members(&self) -> Map<String, Value> {
        let confirmations = self.confirmations();
        let mut members = object(json!({
            "txid": self.kept.txid,
            "wtxid": self.kept.transaction.wtxid(),
            "confirmations": confirmations,
            "walletconflicts": [],
            "mempoolconflicts": [],
            "time": self.kept.time,
            "timereceived": self.kept.time,
            "bip125-replaceable": match confirmations {
                0 => "yes",
                _ => "no",
            },
        }));
        if let Some(block) = self.block {
            members.insert("blockhash".into(), json!(block.hash));
            members.insert("blockheight".into(), json!(block.height));
            members.insert("blocktime".into(), json!(block.header.time));
        } else {
            members.insert("trusted".into(), json!(self.kept.ours));
        }
        if self.kept.transaction.is_coinbase() {
            members.insert("generated".into(), json!(true));
        }
        members
    }

    /// The sum of the outputs that the wallet does not own.
    fn paid_to_others(&self) -> Amount {
        let outputs = self.kept.transaction.outputs.iter();
        let others = outputs.filter(|output| !self.wallet.owns(&output.lock));
        Amount::sum(others.map(|output| output.amount)).unwrap_or(Amount::MAX)
    }

    /// A row for each payment: to others if the wallet made the transaction, otherwise to the
    /// wallet.
    fn rows(&self) -> Vec<Map<String, Value>> {
        let is_to_self = matches!(&self.entry, Some(entry) if entry.kind == Kind::ToSelf);
        let fee = self.entry.as_ref().and_then(|entry| entry.fee);
        let mut rows = Vec::new();
        for (index, output) in (0_u32..).zip(&self.kept.transaction.outputs) {
            let is_own = self.wallet.owns(&output.lock);
            if self.kept.ours && self.wallet.owns_change(&output.lock) {
                continue;
            }
            let is_sent = self.kept.ours && (!is_own || is_to_self);
            let is_received = is_own && (!self.kept.ours || is_to_self);
            let mut row = |category: &str, amount: Value, fee: Option<Amount>| {
                let mut row = object(json!({
                    "category": category,
                    "amount": amount,
                    "vout": index,
                    "abandoned": false,
                }));
                if let Some(address) = address::encode(self.prefix, &output.lock) {
                    row.insert("address".into(), Value::from(address));
                }
                if let Some(fee) = fee {
                    row.insert("fee".into(), negative_coins(fee));
                }
                rows.push(row);
            };
            if is_sent {
                row("send", negative_coins(output.amount), fee);
            }
            if is_received {
                row(self.category(), coins(output.amount), None);
            }
        }
        rows
    }

    /// The kind of a payment to the wallet.
    fn category(&self) -> &'static str {
        let next = u64::from(self.tip.value()) + 1;
        let mature = |height: Height| u64::from(height.value()) + u64::from(self.maturity) <= next;
        match self.kept.height {
            _ if !self.kept.transaction.is_coinbase() => "receive",
            Some(height) if height == Height::GENESIS || mature(height) => "generate",
            _ => "immature",
        }
    }
}
