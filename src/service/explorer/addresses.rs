//! Addresses: their transactions, and their balances at a number of confirmations.

use std::collections::BTreeMap;
use std::ops::Bound;

use api::{
    AddressDocument, BalanceDocument, BalancesDocument, ExplorerReason, Fault, Field, command,
};
use chain::{LockTotal, Store};
use primitives::{Amount, Height, Lock, Txid, address};

use super::Explorer;
use crate::convert::address_of;
use crate::refusal::{sentence, storage};

/// The maximum number of transactions of an address document.
const MAX_HISTORY: usize = 100;
/// The maximum number of balances of one answer.
const MAX_BALANCES: u32 = 100;
/// The maximum number of history rows that one answer about addresses with a common beginning
/// reads: a quarter of a second in a browser.
const MAX_ROWS: usize = 100_000;

impl<S: Store> Explorer<'_, S> {
    /// An address by its text.
    pub(crate) fn address(&self, text: &str) -> Result<AddressDocument, Fault> {
        self.address_document(&self.address_lock(text)?)
    }

    /// The balance of an address at a number of confirmations. At 0 confirmations, the whole
    /// mempool counts as well.
    pub(crate) fn balance(&self, text: &str, confirmations: u32) -> Result<BalanceDocument, Fault> {
        let lock = self.address_lock(text)?;
        let mut total = match self.deep_enough(confirmations) {
            Some(up_to) => self.total(&lock, up_to)?,
            None => LockTotal::default(),
        };
        if confirmations == 0 {
            let waiting = self.waiting_flows()?.into_iter();
            for (_, flow) in waiting.filter(|(other, _)| *other == lock) {
                total.add(flow);
            }
        }
        Ok(self.balance_document(&lock, confirmations, total))
    }

    /// The balances of all used addresses that have a common beginning, in pages.
    ///
    /// Each page reads the history rows of all these addresses. If there are more than
    /// [`MAX_ROWS`], the command is refused.
    pub(crate) fn balances(&self, command: &command::Balances) -> Result<BalancesDocument, Fault> {
        let confirmations = command.confirmations;
        let beginning = command.beginning.trim().to_ascii_lowercase();
        let bytes = address::beginning(&beginning, &self.chain.spec().prefix)
            .map_err(|error| Fault::of(Field::Search, sentence(&error)))?;
        let after = command.after.as_deref();
        let after = after.map(|text| self.address_lock(text)).transpose()?;
        let mut totals = match self.deep_enough(confirmations) {
            Some(up_to) => {
                let found = self.chain.totals_of_keys(&bytes, up_to, MAX_ROWS);
                found
                    .map_err(|error| storage(&error))?
                    .ok_or_else(|| Fault::of(Field::Search, ExplorerReason::ManyAddresses))?
            }
            None => BTreeMap::new(),
        };
        if confirmations == 0 {
            for (lock, flow) in self.waiting_flows()? {
                totals.entry(lock).or_default().add(flow);
            }
        }
        let start = after.as_ref().map_or(Bound::Unbounded, Bound::Excluded);
        let mut rest = totals
            .range((start, Bound::Unbounded))
            .map(|(lock, total)| self.balance_document(lock, confirmations, *total))
            .filter(|found| found.address.starts_with(&beginning) && !found.address.is_empty());
        let count = command.count.clamp(1, MAX_BALANCES) as usize;
        let balances: Vec<_> = rest.by_ref().take(count).collect();
        let next = balances.last().map(|last| last.address.clone());
        let next = next.filter(|_| rest.next().is_some());
        Ok(BalancesDocument {
            beginning,
            balances,
            next,
        })
    }

    /// The document of an address.
    pub(super) fn address_document(&self, lock: &Lock) -> Result<AddressDocument, Fault> {
        let found = self.chain.history(lock, MAX_HISTORY + 1);
        let mut found = found.map_err(|error| storage(&error))?;
        let more = found.len() > MAX_HISTORY;
        found.truncate(MAX_HISTORY);
        let txids: Vec<Txid> = found
            .iter()
            .map(|located| located.transaction.txid())
            .collect();
        let total = self.total(lock, self.tip())?;
        Ok(AddressDocument {
            address: address_of(lock, self.chain.spec()).unwrap_or_default(),
            balance: total.balance().unwrap_or(Amount::ZERO),
            received: total.received(),
            mine: self.wallet.owns(lock),
            transactions: txids,
            more,
            cut: self.chain.pruned_height().map(Height::value),
        })
    }

    /// The sums that a lock received and spent up to a height.
    fn total(&self, lock: &Lock, up_to: Height) -> Result<LockTotal, Fault> {
        let total = self.chain.total(lock, up_to);
        total
            .map_err(|error| storage(&error))?
            .ok_or_else(|| Fault::new(ExplorerReason::LongHistory))
    }

    /// The greatest height with at least this many confirmations; `None` if there is no such block.
    /// For 0 and for 1 confirmation, it is the height of the tip.
    fn deep_enough(&self, confirmations: u32) -> Option<Height> {
        self.tip().checked_sub(confirmations.saturating_sub(1))
    }

    fn balance_document(
        &self,
        lock: &Lock,
        confirmations: u32,
        total: LockTotal,
    ) -> BalanceDocument {
        BalanceDocument {
            address: address_of(lock, self.chain.spec()).unwrap_or_default(),
            confirmations,
            balance: total.balance().unwrap_or(Amount::ZERO),
            received: total.received(),
        }
    }

    fn address_lock(&self, text: &str) -> Result<Lock, Fault> {
        address::parse(text, &self.chain.spec().prefix)
            .map_err(|error| Fault::of(Field::Search, sentence(&error)))
    }
}
