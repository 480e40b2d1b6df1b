//! The search: a queue of transactions to visit, and the visit in progress.

use super::{
    Kind, Limits, Lookup, MAX_CACHED_BYTES, MAX_PAYEES, Missing, Node, Progress, Source,
    TransactionSource, TransactionState, Verdict,
};
use crate::check::{signature, transaction};
use crate::rule::TransactionRule;
use crate::store::schema::Location;
use core::cmp::Reverse;
use primitives::{Amount, BlockHash, Height, Lock, Output, Sighash, Transaction, Txid};
use std::collections::{BTreeMap, BTreeSet};

/// The search through the history of one transaction. See the [module](super).
#[derive(Debug)]
pub struct HistorySearch {
    genesis: BlockHash,
    start: Txid,
    limits: Limits,
    /// Transactions that were found, but not yet visited. The id is part of the order, because a
    /// reorganisation between two steps may give one transaction the location at which another was
    /// found.
    queue: BTreeSet<(Rank, Txid)>,
    /// All transactions found so far.
    known: BTreeMap<Txid, Known>,
    cache: TransactionCache,
    nodes: Vec<Node>,
    current: Option<Visit>,
    inputs: usize,
    signatures: usize,
}

/// The order of visits: the transaction with the greatest rank is visited first. Unconfirmed
/// transactions come first, in the order in which they were found, and then the newest confirmed
/// ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Confirmed(Location),
    Unconfirmed(Reverse<usize>),
}

#[derive(Debug)]
enum Known {
    Visited(usize),
    Queued(Option<Location>),
    Missing(Missing),
}

/// Transactions that are kept for a later visit.
#[derive(Debug, Default)]
struct TransactionCache {
    transactions: BTreeMap<Txid, Transaction>,
    bytes: usize,
}

/// A transaction being visited, whose node is the last.
#[derive(Debug)]
struct Visit {
    transaction: Transaction,
    /// The outputs that its first inputs spend, as far as they were looked up; `None` for an
    /// unavailable output.
    spent: Vec<Option<Output>>,
    /// Set once all outputs that it spends are known.
    verification: Option<Verification>,
}

#[derive(Debug)]
struct Verification {
    sighash: Sighash,
    spent: Vec<Output>,
    /// The index of the next input.
    next: usize,
}

/// A transaction and its location on the best chain; `None` if it is unconfirmed.
type Found = (Transaction, Option<Location>);

impl HistorySearch {
    /// A search that starts at a transaction of the chain with this genesis block.
    pub fn new(genesis: BlockHash, start: Txid, limits: Limits) -> Self {
        Self {
            genesis,
            start,
            limits,
            queue: BTreeSet::new(),
            known: BTreeMap::new(),
            cache: TransactionCache::default(),
            nodes: Vec::new(),
            current: None,
            inputs: 0,
            signatures: 0,
        }
    }

    /// Continues the search by about `effort` look-ups and verifications of signatures.
    ///
    /// # Errors
    /// If the storage fails. The search can be continued later.
    pub fn step<A: TransactionSource>(
        &mut self,
        source: &A,
        effort: usize,
    ) -> Result<Progress, A::Error> {
        if !self.known.contains_key(&self.start) {
            self.discover(source, self.start)?;
        }
        for _ in 0..effort {
            match self.current.take() {
                Some(visit) => self.current = self.continue_visit(source, visit)?,
                None => match self.next(source)? {
                    Progress::More => {}
                    end => return Ok(end),
                },
            }
        }
        Ok(match (&self.current, self.queue.is_empty()) {
            (None, true) => Progress::Complete,
            _ => Progress::More,
        })
    }

    /// Raises the limits, so that a search that a limit stopped can continue. Limits are never
    /// lowered.
    pub fn widen(&mut self, limits: Limits) {
        self.limits.transactions = self.limits.transactions.max(limits.transactions);
        self.limits.inputs = self.limits.inputs.max(limits.inputs);
    }

    /// The visited transactions. The first is the start of the search, and a transaction comes
    /// before those whose coins it spends, unless both are unconfirmed.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The state of a transaction; `None` if the search has not found it.
    pub fn state(&self, txid: &Txid) -> Option<TransactionState<'_>> {
        self.known.get(txid).map(|known| match known {
            Known::Visited(index) => TransactionState::Visited(*index),
            Known::Queued(_) => TransactionState::Queued,
            Known::Missing(missing) => TransactionState::Missing(missing),
        })
    }

    /// The number of signatures verified so far.
    pub const fn signatures(&self) -> usize {
        self.signatures
    }

    /// The number of transactions that were found but not yet visited.
    pub fn queued(&self) -> usize {
        self.queue.len()
    }

    /// Begins to visit the next transaction, unless there is none or a limit is reached.
    fn next<A: TransactionSource>(&mut self, source: &A) -> Result<Progress, A::Error> {
        let Some(&(rank, txid)) = self.queue.last() else {
            return Ok(Progress::Complete);
        };
        if self.nodes.len() >= self.limits.transactions || self.inputs >= self.limits.inputs {
            return Ok(Progress::Limited);
        }
        let found = match self.cache.take(&txid) {
            Some(transaction) => Ok(transaction),
            // The cache had no room for the transaction. It may be unavailable now, for example
            // after a reorganisation.
            None => look_up(source, &txid)?.map(|(transaction, _)| transaction),
        };
        self.queue.remove(&(rank, txid));
        match found {
            Ok(transaction) => self.visit(txid, transaction),
            Err(missing) => {
                self.known.insert(txid, Known::Missing(missing));
            }
        }
        Ok(Progress::More)
    }

    fn visit(&mut self, txid: Txid, transaction: Transaction) {
        let location = match self.known.get(&txid) {
            Some(Known::Queued(location)) => *location,
            _ => None,
        };
        let kind = kind(&transaction, location);
        let is_payment = kind == Kind::Payment;
        self.known.insert(txid, Known::Visited(self.nodes.len()));
        self.nodes.push(Node {
            txid,
            location,
            kind,
            paid: Amount::sum(transaction.outputs.iter().map(|output| output.amount)),
            payees: payees(&transaction),
            signatures: 0,
            verdict: match is_payment {
                true => Verdict::Pending,
                false => Verdict::Valid,
            },
            sources: Vec::new(),
        });
        if is_payment {
            self.inputs += transaction.inputs.len();
            self.current = Some(Visit {
                transaction,
                spent: Vec::new(),
                verification: None,
            });
        }
    }

    /// Does one look-up or verifies one signature of the visit. Returns `None` when the visit is
    /// finished.
    fn continue_visit<A: TransactionSource>(
        &mut self,
        source: &A,
        mut visit: Visit,
    ) -> Result<Option<Visit>, A::Error> {
        let verdict = match &mut visit.verification {
            Some(verification) => self.verify(verification, &visit.transaction),
            None if visit.spent.len() < visit.transaction.inputs.len() => {
                match self.look_up_input(source, &mut visit) {
                    Ok(verdict) => verdict,
                    Err(error) => {
                        self.current = Some(visit);
                        return Err(error);
                    }
                }
            }
            None => self.begin_verification(&mut visit),
        };
        let Some(verdict) = verdict else {
            return Ok(Some(visit));
        };
        if let Some(node) = self.nodes.last_mut() {
            node.verdict = verdict;
        }
        Ok(None)
    }

    /// Looks up the output that the next input spends.
    fn look_up_input<A: TransactionSource>(
        &mut self,
        source: &A,
        visit: &mut Visit,
    ) -> Result<Option<Verdict>, A::Error> {
        let previous = visit.transaction.inputs[visit.spent.len()].previous;
        let parent = previous.txid;
        if !self.known.contains_key(&parent) {
            self.discover(source, parent)?;
        }
        let outputs = match self.cache.get(&parent) {
            Some(cached) => Some(cached.outputs.get(previous.index as usize).cloned()),
            None => look_up(source, &parent)?.ok().map(|(transaction, _)| {
                let outputs = transaction.outputs;
                outputs.get(previous.index as usize).cloned()
            }),
        };
        let output = match outputs {
            Some(Some(output)) => Some(output),
            Some(None) => {
                return Ok(Some(Verdict::Invalid(TransactionRule::MissingCoin(
                    previous,
                ))));
            }
            None => None,
        };
        if let Some(node) = self.nodes.last_mut() {
            add_source(node, parent, output.as_ref().map(|output| output.amount));
        }
        visit.spent.push(output);
        Ok(None)
    }

    /// Prepares the verification once all spent outputs were looked up. Returns a verdict if the
    /// transaction can't be verified or is invalid.
    fn begin_verification(&mut self, visit: &mut Visit) -> Option<Verdict> {
        let spent: Option<Vec<Output>> = visit.spent.drain(..).collect();
        let Some(spent) = spent else {
            return Some(Verdict::Unchecked);
        };
        let amounts = spent.iter().map(|output| output.amount);
        if let Err(rule) = transaction::fee(&visit.transaction, amounts) {
            return Some(Verdict::Invalid(rule));
        }
        visit.verification = Some(Verification {
            sighash: Sighash::new(self.genesis, &visit.transaction, &spent),
            spent,
            next: 0,
        });
        None
    }

    /// Verifies the next signature. Returns the verdict when it is certain.
    fn verify(
        &mut self,
        verification: &mut Verification,
        transaction: &Transaction,
    ) -> Option<Verdict> {
        let Some(output) = verification.spent.get(verification.next) else {
            return Some(Verdict::Valid);
        };
        let check = signature::of_input(
            &verification.sighash,
            0,
            transaction,
            verification.next,
            output,
        );
        verification.next += 1;
        let signed = match check {
            Ok(check) => check,
            Err(rule) => return Some(Verdict::Invalid(rule)),
        };
        if let Some(check) = signed {
            if let Err(rule) = check.verify() {
                return Some(Verdict::Invalid(rule));
            }
            self.signatures += 1;
            if let Some(node) = self.nodes.last_mut() {
                node.signatures += 1;
            }
        }
        (verification.next == verification.spent.len()).then_some(Verdict::Valid)
    }

    /// Adds a transaction that was found for the first time.
    fn discover<A: TransactionSource>(&mut self, source: &A, txid: Txid) -> Result<(), A::Error> {
        let known = match look_up(source, &txid)? {
            Ok((transaction, location)) => {
                let rank = match location {
                    Some(location) => Rank::Confirmed(location),
                    None => Rank::Unconfirmed(Reverse(self.known.len())),
                };
                self.queue.insert((rank, txid));
                self.cache.put(txid, transaction);
                Known::Queued(location)
            }
            Err(missing) => Known::Missing(missing),
        };
        self.known.insert(txid, known);
        Ok(())
    }
}

impl TransactionCache {
    fn get(&self, txid: &Txid) -> Option<&Transaction> {
        self.transactions.get(txid)
    }

    fn put(&mut self, txid: Txid, transaction: Transaction) {
        let bytes = transaction.encoded_len();
        if self.bytes.saturating_add(bytes) <= MAX_CACHED_BYTES {
            self.bytes += bytes;
            self.transactions.insert(txid, transaction);
        }
    }

    fn take(&mut self, txid: &Txid) -> Option<Transaction> {
        let transaction = self.transactions.remove(txid)?;
        self.bytes -= transaction.encoded_len();
        Some(transaction)
    }
}

/// The first locks that a transaction pays, each once.
fn payees(transaction: &Transaction) -> Vec<Lock> {
    let mut payees: Vec<Lock> = Vec::new();
    let paid = transaction.outputs.iter().map(|output| &output.lock);
    for lock in paid.filter(|lock| matches!(lock, Lock::Key(_))) {
        if payees.len() < MAX_PAYEES && !payees.contains(lock) {
            payees.push(lock.clone());
        }
    }
    payees
}

/// Looks a transaction up and checks its id.
fn look_up<A: TransactionSource>(
    source: &A,
    txid: &Txid,
) -> Result<Result<Found, Missing>, A::Error> {
    Ok(match source.find(txid)? {
        Lookup::Missing(missing) => Err(missing),
        Lookup::Found {
            transaction,
            location,
        } => match transaction.txid() {
            found if found == *txid => Ok((transaction, location)),
            found => Err(Missing::Altered { found }),
        },
    })
}

fn kind(transaction: &Transaction, location: Option<Location>) -> Kind {
    if transaction.inputs.is_empty() {
        Kind::Grant
    } else if !transaction.is_coinbase() {
        Kind::Payment
    } else if location.is_some_and(|location| location.height == Height::GENESIS) {
        Kind::Allocation
    } else {
        Kind::Reward
    }
}

/// Records that a transaction spends another coin of a source. Consecutive inputs usually spend
/// coins of the same source, so the last source is compared first.
fn add_source(node: &mut Node, txid: Txid, amount: Option<Amount>) {
    match node
        .sources
        .iter_mut()
        .rev()
        .find(|source| source.txid == txid)
    {
        Some(source) => {
            source.coins += 1;
            // A transaction whose sum exceeds the largest amount is rejected when its fee is
            // computed.
            source.amount = source
                .amount
                .zip(amount)
                .and_then(|(sum, amount)| sum.checked_add(amount));
        }
        None => node.sources.push(Source {
            txid,
            coins: 1,
            amount,
        }),
    }
}
