//! The mempool: its transactions in pages, their effect on locks, and the outputs that they spend.

use api::{Fault, Field, WaitingDocument, WaitingTransaction};
use chain::{LockAmounts, Store};
use primitives::order::sort_by_key;
use primitives::{Amount, Lock, OutPoint, Output, Transaction, Txid};

use super::Explorer;
use crate::convert::to_u32;
use crate::refusal::{parse_txid, storage};

/// The maximum number of transactions of one answer.
const MAX_ENTRIES: u32 = 100;

impl<S: Store> Explorer<'_, S> {
    /// A page of the transactions in the mempool, ordered by their ids. It has those after the id
    /// `after`, at most `count`, and at most [`MAX_ENTRIES`].
    pub(crate) fn waiting(
        &self,
        after: Option<&str>,
        count: u32,
    ) -> Result<WaitingDocument, Fault> {
        let after = after.map(|text| parse_txid(text, Some(Field::Search)));
        let after = after.transpose()?;
        let pool = self.pool;
        let count = count.clamp(1, MAX_ENTRIES) as usize;
        let later = |txid: &Txid| after.is_none_or(|after| *txid > after);
        // The transactions of this page, and one more to find out whether there are more pages.
        let mut first: Vec<Txid> = Vec::new();
        for (txid, _) in pool.entries().filter(|(txid, _)| later(txid)) {
            let at = first.partition_point(|before| before < txid);
            if at <= count {
                first.insert(at, *txid);
                first.truncate(count + 1);
            }
        }
        let paying = first.iter().filter_map(|txid| pool.entry(txid));
        let tip = self.tip();
        let own = |txid: &Txid| self.wallet.entry(txid, tip).map(|entry| entry.amount);
        let paying = paying.map(|entry| WaitingTransaction {
            txid: entry.txid,
            amount: own(&entry.txid).unwrap_or_else(|| paid(&entry.transaction)),
            mine: own(&entry.txid).is_some(),
            fee: entry.fee,
            weight: to_u32(entry.weight),
            since: Some(entry.added),
        });
        let grants = pool.grants().filter(|(txid, _)| later(txid));
        let grants = grants.map(|(txid, grant)| WaitingTransaction {
            txid: *txid,
            amount: paid(grant),
            // All of a grant's outputs are paid, since it has no change.
            mine: true,
            fee: Amount::ZERO,
            weight: to_u32(grant.weight()),
            since: None,
        });
        let mut transactions: Vec<_> = paying.chain(grants).collect();
        sort_by_key(&mut transactions, |found| found.txid);
        let more = transactions.len() > count;
        transactions.truncate(count);
        let last = transactions.last().map(|last| last.txid);
        Ok(WaitingDocument {
            total: self.waiting_count(),
            next: last.filter(|_| more),
            transactions,
        })
    }

    /// The number of transactions in the mempool, including grants.
    pub(super) fn waiting_count(&self) -> u32 {
        to_u32(self.pool.len() + self.pool.grants().len())
    }

    /// The effect of the mempool on the balances of locks, with an entry for each input and output
    /// of its transactions.
    pub(super) fn waiting_flows(&self) -> Result<Vec<(Lock, LockAmounts)>, Fault> {
        let waiting = self.pool.entries().map(|(_, entry)| &entry.transaction);
        let mut flows = Vec::new();
        for transaction in waiting.chain(self.pool.grants().map(|(_, grant)| grant)) {
            for output in &transaction.outputs {
                flows.push((output.lock.clone(), LockAmounts::of_created(output)));
            }
            for input in &transaction.inputs {
                if let Some(output) = self.unspent_output(&input.previous)? {
                    let flow = LockAmounts::of_spent(&output);
                    flows.push((output.lock, flow));
                }
            }
        }
        Ok(flows)
    }

    /// The outputs that a transaction in the mempool spends. Empty if one of them is not known.
    pub(super) fn spent_by_unconfirmed(
        &self,
        transaction: &Transaction,
    ) -> Result<Vec<(Amount, Lock)>, Fault> {
        let mut spent = Vec::new();
        for input in &transaction.inputs {
            let Some(output) = self.unspent_output(&input.previous)? else {
                return Ok(Vec::new());
            };
            spent.push((output.amount, output.lock));
        }
        Ok(spent)
    }

    /// An output of a transaction in the mempool, or an unspent one of the best chain. `None` if it
    /// is not known.
    fn unspent_output(&self, outpoint: &OutPoint) -> Result<Option<Output>, Fault> {
        if let Some(output) = self.pool.output(outpoint) {
            return Ok(Some(output.clone()));
        }
        let coin = self.chain.coin(outpoint);
        let coin = coin.map_err(|error| storage(&error))?;
        Ok(coin.map(|coin| coin.output))
    }
}

fn paid(transaction: &Transaction) -> Amount {
    Amount::sum(transaction.outputs.iter().map(|output| output.amount)).unwrap_or(Amount::MAX)
}
