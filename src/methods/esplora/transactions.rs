//! Esplora's methods about transactions.

use api::command;
use chain::{Located, Spending, Store};
use primitives::{Encode as _, OutPoint, Transaction, Txid};
use serde_json::json;

use super::documents::{SpendingDocument, Status};
use super::source::Source;
use crate::merkle_block::MerkleBlock;
use crate::{Answer, Args, Call, Failure};

type Outcome = Result<Answer, Failure>;

pub(super) fn transaction<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let (source, txid) = (Source::of(call), txid(&call.args)?);
    if let Some(transaction) = source.pool.transaction(&txid) {
        return Answer::json(&source.unconfirmed(transaction)?);
    }
    let located = source.chain.transaction(&txid)?.ok_or_else(unknown)?;
    Answer::json(&source.confirmed(&located)?)
}

pub(super) fn hex<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let bytes = bytes(call)?;
    Ok(Answer::Text(base16ct::lower::encode_string(&bytes)))
}

pub(super) fn raw<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    bytes(call).map(Answer::Bytes)
}

/// Whether the transaction is confirmed. An unknown one is not.
pub(super) fn status<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let status = Source::of(call).status_of(&txid(&call.args)?)?;
    Answer::json(&status.unwrap_or_default())
}

pub(super) fn spending<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let outpoint = OutPoint {
        txid: txid(&call.args)?,
        index: call.args.number("vout")?,
    };
    Answer::json(&spending_of(&Source::of(call), &outpoint)?)
}

pub(super) fn spendings<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let (source, txid) = (Source::of(call), txid(&call.args)?);
    let outputs = find(&source, &txid)?.outputs.len();
    let indices = (0..u32::MAX).take(outputs);
    let spendings = indices.map(|index| spending_of(&source, &OutPoint { txid, index }));
    Answer::json(&spendings.collect::<Result<Vec<_>, _>>()?)
}

/// The Merkle branch in Electrum's form.
pub(super) fn merkle_proof<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let source = Source::of(call);
    let located = confirmed(&source, &call.args)?;
    let (branch, _) = source.branch(&located)?;
    let siblings = branch.siblings.into_iter().map(Txid::from_bytes);
    Ok(Answer::Json(json!({
        "block_height": located.height.value(),
        "merkle": siblings.collect::<Vec<_>>(),
        "pos": located.index,
    })))
}

/// The Merkle branch as a Merkle block (BIP37) in hexadecimal.
pub(super) fn merkle_block_proof<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let source = Source::of(call);
    let located = confirmed(&source, &call.args)?;
    let (branch, count) = source.branch(&located)?;
    let entry = source.chain.entry(&located.block).ok_or_else(unknown)?;
    let txid = located.transaction.txid();
    let block = MerkleBlock::of_branch(entry.header, txid, located.index, &branch, count);
    Ok(Answer::Text(base16ct::lower::encode_string(
        &block.to_bytes(),
    )))
}

/// Puts a transaction into the mempool.
pub(super) fn broadcast<S: Store>(call: &mut Call<'_, S>) -> Outcome {
    let transaction = call.args.text("transaction")?.into();
    let sent = call.ask(command::Push { transaction })?;
    Ok(Answer::Text(sent.txid))
}

fn bytes<S: Store>(call: &Call<'_, S>) -> Result<Vec<u8>, Failure> {
    let transaction = find(&Source::of(call), &txid(&call.args)?)?;
    Ok(transaction.to_bytes())
}

/// A transaction of the mempool or the best chain.
fn find<S: Store>(source: &Source<'_, S>, txid: &Txid) -> Result<Transaction, Failure> {
    if let Some(transaction) = source.pool.transaction(txid) {
        return Ok(transaction.as_ref().clone());
    }
    let located = source.chain.transaction(txid)?.ok_or_else(unknown)?;
    Ok(located.transaction)
}

fn confirmed<S: Store>(source: &Source<'_, S>, args: &Args) -> Result<Located, Failure> {
    let located = source.chain.transaction(&txid(args)?)?;
    located.ok_or_else(|| Failure::not_found("this node knows no such confirmed transaction"))
}

fn spending_of<S: Store>(
    source: &Source<'_, S>,
    outpoint: &OutPoint,
) -> Result<SpendingDocument, Failure> {
    if let Some(txid) = source.pool.spender(outpoint) {
        let transaction = source.pool.transaction(txid);
        let mut inputs = transaction.iter().flat_map(|it| (0..).zip(&it.inputs));
        let found = inputs.find(|(_, input)| input.previous == *outpoint);
        return Ok(SpendingDocument {
            spent: true,
            txid: Some(*txid),
            vin: found.map(|(index, _)| index),
            status: Some(Status::default()),
        });
    }
    Ok(match source.chain.spending(outpoint)? {
        None | Some(Spending::Unspent) => SpendingDocument::default(),
        Some(Spending::Spent { by, input }) => SpendingDocument {
            spent: true,
            txid: Some(by.transaction.txid()),
            vin: Some(input),
            status: Some(source.status(&by.block)),
        },
        // Esplora's front end reads the status of every spent output.
        Some(Spending::SpentByUnknown) => SpendingDocument {
            spent: true,
            status: Some(Status {
                confirmed: true,
                ..Status::default()
            }),
            ..SpendingDocument::default()
        },
    })
}

fn txid(args: &Args) -> Result<Txid, Failure> {
    let text = args.text("txid")?.parse();
    text.map_err(|_| Failure::invalid("txid", "is not 64 hexadecimal digits"))
}

fn unknown() -> Failure {
    Failure::not_found("this node knows no such transaction")
}
