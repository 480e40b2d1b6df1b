//! The wallet's transactions as a person sees them.

use crate::account::Branch;
use crate::balance::amount;
use crate::keys::Keys;
use crate::ledger::Ledger;
use crate::record::{Cause, Record, State};
use primitives::key::PUBLIC_KEY_LEN;
use primitives::order::sort_by_key;
use primitives::{Amount, Height, KeyHash, Lock, Timestamp, Transaction, Txid, hash160};

/// What a transaction was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A payment from somebody else.
    Received,
    /// A payment to somebody else.
    Sent,
    /// A block reward.
    Reward,
    /// What the genesis block pays: it exists from the start, and need not mature.
    Allocation,
    /// From the wallet to itself.
    ToSelf,
    /// Pays nobody, and carries data.
    Data,
}

/// A transaction as its wallet sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Transaction id.
    pub txid: Txid,
    /// What it was.
    pub kind: Kind,
    /// What came in, or what went out without the fee; to itself, what went to an address given
    /// out; nothing for data.
    pub amount: Amount,
    /// The fee, where this wallet paid all of it.
    pub fee: Option<Amount>,
    /// The locks of the other side: payees, or those whose coins were spent. Empty for new coins.
    pub counterparts: Vec<Lock>,
    /// The block it stands in; nothing while it waits.
    pub height: Option<Height>,
    /// Blocks on top of it, its own included; 0 while it waits.
    pub confirmations: u32,
    /// Time of its block, or when it was first seen.
    pub time: Timestamp,
}

/// A transaction as the wallet keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept<'a> {
    /// Transaction id.
    pub txid: Txid,
    /// The transaction itself.
    pub transaction: &'a Transaction,
    /// The wallet made it.
    pub ours: bool,
    /// The block it stands in; nothing while it waits.
    pub height: Option<Height>,
    /// Time of its block, or when it was first seen.
    pub time: Timestamp,
}

/// A payment that came to nothing: from the wallet, whose coins are its own again or gone
/// elsewhere, or to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// What it would have been.
    pub entry: Entry,
    /// The wallet made it.
    pub ours: bool,
    /// Why it came to nothing.
    pub cause: Cause,
    /// The transaction itself.
    pub transaction: Transaction,
}

impl Failed {
    /// The transaction that spent the same coins, or that this one spent from, where one of these
    /// is the cause.
    pub const fn rival(&self) -> Option<Txid> {
        match self.cause {
            Cause::Conflict { by, .. } | Cause::Unfunded { by } => Some(by),
            Cause::GivenUp => None,
        }
    }
}

impl Ledger {
    /// Confirmed and waiting transactions, newest first.
    pub(crate) fn history(&self, tip: Height, max: usize, keys: &Keys) -> Vec<Entry> {
        self.newest_first()
            .take(max)
            .filter_map(|txid| self.entry(txid, tip, keys))
            .collect()
    }

    /// The same transactions in full.
    pub(crate) fn kept(&self) -> impl Iterator<Item = Kept<'_>> {
        self.newest_first().filter_map(|txid| self.keeps(txid))
    }

    /// One of them.
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
        waiting.chain(self.confirmed.values().rev())
    }

    /// One transaction; nothing where the wallet does not know it or it came to nothing.
    pub(crate) fn entry(&self, txid: &Txid, tip: Height, keys: &Keys) -> Option<Entry> {
        let record = self.records.get(txid)?;
        match record.state {
            State::Dropped(_) => None,
            _ => Some(self.describe(*txid, record, tip, keys)),
        }
    }

    /// The payments that came to nothing, newest first.
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

    /// One of them.
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

/// What a transaction's outputs are to the wallet.
#[derive(Default)]
struct Made {
    /// Base units of all outputs.
    all: u64,
    /// Base units of the wallet's.
    own: u64,
    /// Base units of the wallet's that are not change; of all of them where they are all change.
    shown: u64,
    /// Where the others went, each once.
    payees: Vec<Lock>,
    /// Some of them carry data.
    data: bool,
    /// None of the wallet's is anything but change.
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

/// The locks whose coins a transaction of somebody else spends, each once: the keys stand in its
/// witnesses.
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
