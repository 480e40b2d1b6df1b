//! The wallet's transactions as a person sees them.

use crate::account::Branch;
use crate::balance::amount;
use crate::keys::Keys;
use crate::ledger::Ledger;
use crate::record::{Cause, Record, State};
use primitives::key::PUBLIC_KEY_LEN;
use primitives::order::sort_by_key;
use primitives::{Amount, Height, KeyHash, Lock, Timestamp, Transaction, Txid, hash160};

/// The kind of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A payment from somebody else.
    Received,
    /// A payment to somebody else.
    Sent,
    /// A block reward.
    Reward,
    /// A payment of the genesis block: it exists from the start, and need not mature.
    Allocation,
    /// A payment from the wallet to itself.
    ToSelf,
    /// Data, without a payment.
    Data,
}

/// A transaction of the wallet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The transaction id.
    pub txid: Txid,
    /// The kind.
    pub kind: Kind,
    /// The amount received, or the amount sent, not including the fee. For a payment of the wallet
    /// to itself, the amount paid to addresses that it gave out; for data, zero.
    pub amount: Amount,
    /// The fee; `None` if the wallet did not pay all of it.
    pub fee: Option<Amount>,
    /// The locks of the other party: the payees, or the owners of the spent coins. Empty for new
    /// coins.
    pub counterparts: Vec<Lock>,
    /// The height of its block; `None` if it is unconfirmed.
    pub height: Option<Height>,
    /// The number of blocks from its own to the tip, including both; 0 if it is unconfirmed.
    pub confirmations: u32,
    /// The time of its block, or the time when it was first seen if it is unconfirmed.
    pub time: Timestamp,
}

/// A confirmed or unconfirmed transaction of the wallet in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept<'a> {
    /// The transaction id.
    pub txid: Txid,
    /// The transaction.
    pub transaction: &'a Transaction,
    /// Whether the wallet made it.
    pub ours: bool,
    /// The height of its block; `None` if it is unconfirmed.
    pub height: Option<Height>,
    /// The time of its block, or the time when it was first seen if it is unconfirmed.
    pub time: Timestamp,
}

/// A failed payment to or from the wallet. The coins that a failed payment from the wallet would
/// have spent belong to the wallet again, or were spent by another transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// Its entry, as it would be in the history.
    pub entry: Entry,
    /// Whether the wallet made it.
    pub ours: bool,
    /// Why it failed.
    pub cause: Cause,
    /// The transaction.
    pub transaction: Transaction,
}

impl Failed {
    /// The transaction that caused the failure: it spent the same coins, or the failed payment
    /// spends its outputs. `None` if the cause is not a transaction.
    pub const fn rival(&self) -> Option<Txid> {
        match self.cause {
            Cause::Conflict { by, .. } | Cause::Unfunded { by } => Some(by),
            Cause::GivenUp => None,
        }
    }
}

impl Ledger {
    /// The confirmed and unconfirmed transactions, newest first, at most `max`.
    pub(crate) fn history(&self, tip: Height, max: usize, keys: &Keys) -> Vec<Entry> {
        self.newest_first()
            .take(max)
            .filter_map(|txid| self.entry(txid, tip, keys))
            .collect()
    }

    /// The confirmed and unconfirmed transactions in full, newest first.
    pub(crate) fn kept(&self) -> impl Iterator<Item = Kept<'_>> {
        self.newest_first().filter_map(|txid| self.keeps(txid))
    }

    /// One confirmed or unconfirmed transaction in full; `None` if it has failed or is unknown to
    /// the wallet.
    pub(crate) fn keeps(&self, txid: &Txid) -> Option<Kept<'_>> {
        let (txid, record) = self.records.get_key_value(txid)?;
        let (height, time) = match record.state {
            State::Dropped(_) => return None,
            State::Confirmed { height, time, .. } => (Some(height), time),
            State::Pending => (None, record.seen.unwrap_or_default()),
        };
        Some(Kept {
            txid: *txid,
            transaction: &record.transaction,
            ours: record.ours,
            height,
            time,
        })
    }

    fn newest_first(&self) -> impl Iterator<Item = &Txid> {
        let waiting = self.pending.values().rev();
        waiting.chain(self.confirmed.txids().rev())
    }

    /// One entry of the history; `None` if it is unknown to the wallet, or has failed.
    pub(crate) fn entry(&self, txid: &Txid, tip: Height, keys: &Keys) -> Option<Entry> {
        let record = self.records.get(txid)?;
        match record.state {
            State::Dropped(_) => None,
            _ => Some(self.describe(*txid, record, tip, keys)),
        }
    }

    /// The failed payments, newest first.
    pub(crate) fn failed(&self, tip: Height, keys: &Keys) -> Vec<Failed> {
        let mut found: Vec<(u64, Failed)> = self
            .dropped
            .iter()
            .filter_map(|txid| {
                let sequence = self.records.get(txid)?.sequence;
                Some((sequence, self.fails(txid, tip, keys)?))
            })
            .collect();
        sort_by_key(&mut found, |(sequence, _)| std::cmp::Reverse(*sequence));
        found.into_iter().map(|(_, failed)| failed).collect()
    }

    /// One failed payment; `None` if it is unknown to the wallet, or has not failed.
    pub(crate) fn fails(&self, txid: &Txid, tip: Height, keys: &Keys) -> Option<Failed> {
        let record = self.records.get(txid)?;
        let State::Dropped(cause) = record.state else {
            return None;
        };
        Some(Failed {
            entry: self.describe(*txid, record, tip, keys),
            ours: record.ours,
            cause,
            transaction: record.transaction.clone(),
        })
    }

    fn describe(&self, txid: Txid, record: &Record, tip: Height, keys: &Keys) -> Entry {
        let transaction = &record.transaction;
        let spent: u64 = transaction
            .inputs
            .iter()
            .filter_map(|input| self.own_output(&input.previous, keys))
            .map(|(amount, _)| amount.units())
            .sum();
        let made = Made::of(transaction, keys);
        let fee = record.ours.then(|| spent.saturating_sub(made.all));
        let (kind, units) = if transaction.is_coinbase() && !record.is_reward() {
            (Kind::Allocation, made.own)
        } else if transaction.is_coinbase() {
            (Kind::Reward, made.own)
        } else if record.ours && made.payees.is_empty() && made.data && made.only_change {
            (Kind::Data, 0)
        } else if record.ours && made.payees.is_empty() {
            (Kind::ToSelf, made.shown)
        } else if spent > made.own {
            (Kind::Sent, spent - made.own - fee.unwrap_or(0))
        } else {
            (Kind::Received, made.own - spent)
        };
        let counterparts = match kind {
            Kind::Sent => made.payees,
            Kind::Received => payers(transaction, keys),
            Kind::Reward | Kind::Allocation | Kind::ToSelf | Kind::Data => Vec::new(),
        };
        let (height, time) = match record.state {
            State::Confirmed { height, time, .. } => (Some(height), time),
            _ => (None, record.seen.unwrap_or_default()),
        };
        Entry {
            txid,
            kind,
            amount: amount(units),
            fee: fee.map(amount),
            counterparts,
            height,
            confirmations: height
                .map_or(0, |height| tip.0.saturating_add(1).saturating_sub(height.0)),
            time,
        }
    }
}

/// The outputs of a transaction from the wallet's view.
#[derive(Default)]
struct Made {
    /// The sum of all outputs in base units.
    all: u64,
    /// The sum of the wallet's outputs in base units.
    own: u64,
    /// The sum of the wallet's outputs that are not change, in base units; the sum of all of its
    /// outputs if all are change.
    shown: u64,
    /// The locks of the outputs that are neither the wallet's nor data, each once.
    payees: Vec<Lock>,
    /// Whether there is a data output.
    data: bool,
    /// Whether all of the wallet's outputs are change.
    only_change: bool,
}

impl Made {
    fn of(transaction: &Transaction, keys: &Keys) -> Self {
        let mut made = Self {
            only_change: true,
            ..Self::default()
        };
        for output in &transaction.outputs {
            let units = output.amount.units();
            made.all += units;
            match keys.path(&output.lock) {
                Some(path) => {
                    made.own += units;
                    if path.branch != Branch::Change {
                        made.shown += units;
                        made.only_change = false;
                    }
                }
                None if output.lock.is_unspendable() && units == 0 => made.data = true,
                None if made.payees.contains(&output.lock) => {}
                None => made.payees.push(output.lock.clone()),
            }
        }
        if made.shown == 0 {
            made.shown = made.own;
        }
        made
    }
}

/// The locks of the coins that a transaction of somebody else spends, each once. They follow from
/// the public keys in its witnesses.
fn payers(transaction: &Transaction, keys: &Keys) -> Vec<Lock> {
    let mut payers = Vec::new();
    for input in &transaction.inputs {
        let mut items = input.witness.iter().skip(1);
        let (Some(key), None) = (items.next(), items.next()) else {
            continue;
        };
        if key.len() != PUBLIC_KEY_LEN {
            continue;
        }
        let lock = Lock::Key(KeyHash::from_bytes(hash160(key)));
        if keys.path(&lock).is_none() && !payers.contains(&lock) {
            payers.push(lock);
        }
    }
    payers
}
