//! Queries about balances, the mempool and the node itself, for programs and pages.

use std::collections::BTreeMap;
use std::ops::Bound;

use api::{
    BalanceDocument, BalancesDocument, BlockDocument, ConfirmationsDocument, Fault, Field,
    KnownNode, LinkKind, NodeDocument, WaitingDocument, WaitingTransaction,
};
use chain::{LockAmounts, LockTotal, Store};
use node::Direction;
use primitives::order::sort_by_key;
use primitives::{Amount, Decode, Height, Lock, Transaction, Txid, address};

use crate::query::{length, storage};
use crate::sentence::sentence;
use crate::service::Service;
use crate::view::address_of;

/// The maximum number of entries of one answer.
const MAX_ENTRIES: u32 = 100;
/// The maximum number of history rows that one answer about a common beginning reads: a quarter of
/// a second in a browser.
const MAX_ROWS: usize = 100_000;

impl<S: Store> Service<S> {
    /// The balance of an address at a number of confirmations. With 0, it also reads the whole
    /// mempool once.
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

    /// The balances of all addresses that begin alike and were ever used, in pages.
    ///
    /// Each page reads the history rows of all of them, at most [`MAX_ROWS`].
    pub(crate) fn balances(
        &self,
        beginning: &str,
        confirmations: u32,
        after: Option<&str>,
        count: u32,
    ) -> Result<BalancesDocument, Fault> {
        let chain = self.node.chain();
        let prefix = &chain.spec().prefix;
        let beginning = beginning.trim().to_ascii_lowercase();
        let bytes = address::beginning(&beginning, prefix)
            .map_err(|error| Fault::of(Field::Search, sentence(&error)))?;
        let after = after.map(|text| self.address_lock(text)).transpose()?;
        let mut totals = match self.deep_enough(confirmations) {
            Some(up_to) => {
                let found = chain.totals_of_keys(&bytes, up_to, MAX_ROWS);
                found.map_err(|error| storage(&error))?.ok_or_else(|| {
                    let message = "Too many addresses begin like this: type more of it.";
                    Fault::of(Field::Search, message)
                })?
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
        let count = count.clamp(1, MAX_ENTRIES) as usize;
        let balances: Vec<_> = rest.by_ref().take(count).collect();
        let next = balances.last().map(|last| last.address.clone());
        let next = next.filter(|_| rest.next().is_some());
        Ok(BalancesDocument {
            beginning,
            balances,
            next,
        })
    }

    /// The transactions in the mempool, in pages.
    pub(crate) fn waiting(
        &self,
        after: Option<&str>,
        count: u32,
    ) -> Result<WaitingDocument, Fault> {
        let after = after.map(parse_txid).transpose()?;
        let pool = self.node.pool();
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
        let tip = self.node.chain().tip().height;
        let own = |txid: &Txid| self.wallet.entry(txid, tip).map(|entry| entry.amount);
        let paying = paying.map(|entry| WaitingTransaction {
            txid: entry.txid,
            amount: own(&entry.txid).unwrap_or_else(|| paid(&entry.transaction)),
            mine: own(&entry.txid).is_some(),
            fee: entry.fee,
            weight: length(entry.weight),
            since: Some(entry.added),
        });
        let grants = pool.grants().filter(|(txid, _)| later(txid));
        let grants = grants.map(|(txid, grant)| WaitingTransaction {
            txid: *txid,
            amount: paid(grant),
            // A grant has no change.
            mine: true,
            fee: Amount::ZERO,
            weight: length(grant.weight()),
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
    fn waiting_count(&self) -> u32 {
        let pool = self.node.pool();
        length(pool.len() + pool.grants().len())
    }

    /// The number of confirmations of a transaction.
    pub(crate) fn depth(&self, text: &str) -> Result<ConfirmationsDocument, Fault> {
        let txid = parse_txid(text)?;
        let chain = self.node.chain();
        let found = chain.transaction(&txid).map_err(|error| storage(&error))?;
        let height = found.map(|located| located.height);
        if height.is_none() && !self.node.pool().contains(&txid) {
            let message = "This node knows no such transaction.";
            return Err(Fault::of(Field::Search, message));
        }
        Ok(ConfirmationsDocument {
            txid,
            confirmations: height.map_or(0, |height| self.confirmations(height)),
            height: height.map(Height::value),
        })
    }

    /// The best chain's block at a height.
    pub(crate) fn block_at(&self, height: u32) -> Result<BlockDocument, Fault> {
        let hash = self.node.chain().hash_at(Height(height));
        let none = || Fault::of(Field::Search, "The chain has no block at this height.");
        self.block_document(hash.ok_or_else(none)?)
    }

    /// The state of the node.
    pub(crate) fn node_document(&self) -> NodeDocument {
        let chain = self.node.chain();
        let spec = chain.spec();
        NodeDocument {
            name: spec.name.clone(),
            symbol: spec.symbol.clone(),
            genesis: chain.genesis(),
            blocks: chain.tip().height.value().saturating_add(1),
            tip: chain.tip().hash,
            waiting: self.waiting_count(),
            nodes: length(self.node.peers().count()),
            mining: self.is_mining(),
        }
    }

    /// The connected nodes.
    pub(crate) fn known_nodes(&self) -> Vec<KnownNode> {
        let known = |peer: node::PeerInfo| KnownNode {
            link: peer.id.0,
            direction: match peer.direction {
                Direction::Outbound => LinkKind::Outbound,
                Direction::Inbound => LinkKind::Inbound,
            },
            height: peer.height.value(),
            latency: peer
                .latency
                .map(|time| u32::try_from(time.as_millis()).unwrap_or(u32::MAX)),
            since: peer.since,
        };
        self.node.peers().map(known).collect()
    }

    /// The sums that a lock received and spent up to a height.
    pub(crate) fn total(&self, lock: &Lock, up_to: Height) -> Result<LockTotal, Fault> {
        let total = self.node.chain().total(lock, up_to);
        total
            .map_err(|error| storage(&error))?
            .ok_or_else(|| Fault::new("This address’s history is too long to be added up here."))
    }

    /// The greatest height with at least this many confirmations; `None` if there is no such block.
    /// For 0 it is the tip, as for 1.
    fn deep_enough(&self, confirmations: u32) -> Option<Height> {
        let tip = self.node.chain().tip().height;
        tip.checked_sub(confirmations.saturating_sub(1))
    }

    /// The effect of the mempool on locks: an entry for each input and output of its transactions.
    fn waiting_flows(&self) -> Result<Vec<(Lock, LockAmounts)>, Fault> {
        let pool = self.node.pool();
        let waiting = pool.entries().map(|(_, entry)| &entry.transaction);
        let mut flows = Vec::new();
        for transaction in waiting.chain(pool.grants().map(|(_, grant)| grant)) {
            for output in &transaction.outputs {
                flows.push((output.lock.clone(), LockAmounts::of_created(output)));
            }
            for input in &transaction.inputs {
                if let Some(output) = self.spent_by_waiting(&input.previous)? {
                    let flow = LockAmounts::of_spent(&output);
                    flows.push((output.lock, flow));
                }
            }
        }
        Ok(flows)
    }

    fn balance_document(
        &self,
        lock: &Lock,
        confirmations: u32,
        total: LockTotal,
    ) -> BalanceDocument {
        BalanceDocument {
            address: address_of(lock, self.node.chain().spec()).unwrap_or_default(),
            confirmations,
            balance: total.balance().unwrap_or(Amount::ZERO),
            received: total.received(),
        }
    }

    fn address_lock(&self, text: &str) -> Result<Lock, Fault> {
        address::parse(text, &self.node.chain().spec().prefix)
            .map_err(|error| Fault::of(Field::Search, sentence(&error)))
    }
}

/// Parses a transaction from its bytes in hexadecimal.
pub(crate) fn transaction_in(hex: &str) -> Result<Transaction, Fault> {
    let bytes = base16ct::mixed::decode_vec(hex.trim());
    let bytes = bytes.map_err(|_| Fault::of(Field::Transaction, "This is not hexadecimal."))?;
    Transaction::from_bytes(&bytes).map_err(|error| {
        let message = format!("This is not a transaction: {error}.");
        Fault::of(Field::Transaction, message)
    })
}

fn parse_txid(text: &str) -> Result<Txid, Fault> {
    let txid = text.trim().parse();
    txid.map_err(|_| Fault::of(Field::Search, "This is not a transaction ID."))
}

fn paid(transaction: &Transaction) -> Amount {
    Amount::sum(transaction.outputs.iter().map(|output| output.amount)).unwrap_or(Amount::MAX)
}
