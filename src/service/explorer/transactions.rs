//! Transactions: one in full, confirmed or in the mempool, and the number of its confirmations.

use api::{
    ConfirmationsDocument, ExplorerReason, Fault, Field, InputDocument, OutputDocument,
    TransactionDocument,
};
use chain::Store;
use primitives::{Amount, BlockHash, Encode, Height, Lock, Timestamp, Transaction, Txid};

use super::Explorer;
use super::block_content::{BlockContent, fee};
use crate::convert::{address_of, to_u32};
use crate::payload;
use crate::payments::lost_transaction;
use crate::refusal::{parse_txid, storage};

/// The block that contains a transaction.
#[derive(Clone, Copy)]
pub(super) struct Confirmation {
    pub(super) block: BlockHash,
    pub(super) height: Height,
    pub(super) time: Timestamp,
    /// The number of confirmations; 0 if the block is not on the best chain.
    pub(super) confirmations: u32,
}

impl<S: Store> Explorer<'_, S> {
    /// A transaction by its id as a text.
    pub(crate) fn transaction(&self, text: &str) -> Result<TransactionDocument, Fault> {
        let txid = parse_txid(text, Some(Field::Search))?;
        let found = self.find_transaction(&txid)?;
        found.ok_or_else(|| {
            if let Some(fault) = lost_transaction(self.wallet, self.tip(), &txid) {
                return fault;
            }
            let reason = match self.chain.pruned_height() {
                None => ExplorerReason::UnknownTransaction,
                Some(cut) => ExplorerReason::UnknownOrPruned {
                    height: cut.value(),
                },
            };
            Fault::of(Field::Search, reason)
        })
    }

    /// The number of confirmations of a transaction.
    pub(crate) fn confirmations_of(&self, text: &str) -> Result<ConfirmationsDocument, Fault> {
        let txid = parse_txid(text, Some(Field::Search))?;
        let found = self.chain.transaction(&txid);
        let found = found.map_err(|error| storage(&error))?;
        let height = found.map(|located| located.height);
        if height.is_none() && !self.pool.contains(&txid) {
            return Err(Fault::of(Field::Search, ExplorerReason::UnknownTransaction));
        }
        Ok(ConfirmationsDocument {
            txid,
            confirmations: height.map_or(0, |height| self.confirmations(height)),
            height: height.map(Height::value),
        })
    }

    /// A transaction of the mempool or the best chain; `None` if neither has it.
    pub(super) fn find_transaction(
        &self,
        txid: &Txid,
    ) -> Result<Option<TransactionDocument>, Fault> {
        if let Some(waiting) = self.pool.transaction(txid) {
            let spent = self.spent_by_unconfirmed(waiting)?;
            return Ok(Some(self.transaction_document(waiting, None, &spent)));
        }
        let found = self.chain.transaction(txid);
        let Some(found) = found.map_err(|error| storage(&error))? else {
            return Ok(None);
        };
        let content = BlockContent::read(self.chain, &found.block)?;
        let part = content
            .as_ref()
            .and_then(|content| content.part(found.index));
        let spent = part.map_or(&[][..], |part| &part.spent);
        let entry = self.chain.entry(&found.block);
        let confirmation = Confirmation {
            block: found.block,
            height: found.height,
            time: entry.map_or(Timestamp::default(), |entry| entry.header.time),
            confirmations: self.confirmations(found.height),
        };
        Ok(Some(self.transaction_document(
            &found.transaction,
            Some(confirmation),
            spent,
        )))
    }

    /// The document of a transaction; `confirmation` is `None` if it is in the mempool. `spent` are
    /// the outputs that it spends, in the order of its inputs; empty if they are not known.
    pub(super) fn transaction_document(
        &self,
        transaction: &Transaction,
        confirmation: Option<Confirmation>,
        spent: &[(Amount, Lock)],
    ) -> TransactionDocument {
        let spec = self.chain.spec();
        let coinbase = transaction.is_coinbase();
        let inputs = match coinbase {
            true => &[][..],
            false => &transaction.inputs[..],
        };
        let inputs = inputs.iter().enumerate().map(|(index, input)| {
            let spent = spent.get(index);
            InputDocument {
                txid: input.previous.txid,
                index: input.previous.index,
                amount: spent.map(|(amount, _)| *amount),
                address: spent.and_then(|(_, lock)| address_of(lock, spec)),
            }
        });
        let outputs = transaction.outputs.iter().map(|output| OutputDocument {
            amount: output.amount,
            address: address_of(&output.lock, spec),
            data: payload::of_lock(&output.lock),
        });
        TransactionDocument {
            txid: transaction.txid(),
            wtxid: transaction.wtxid(),
            block: confirmation.map(|it| it.block),
            height: confirmation.map(|it| it.height.value()),
            confirmations: confirmation.map_or(0, |it| it.confirmations),
            time: confirmation.map(|it| it.time),
            size: to_u32(transaction.to_bytes().len()),
            weight: to_u32(transaction.weight()),
            lock_time: transaction.lock_time,
            coinbase,
            words: confirmation
                .filter(|_| coinbase)
                .and_then(|it| payload::of_coinbase(transaction, it.height)),
            outputs: outputs.collect(),
            fee: match coinbase {
                true => None,
                false => fee(transaction, spent),
            },
            inputs: inputs.collect(),
        }
    }
}
