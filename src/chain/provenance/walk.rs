//! The walk itself: a queue of transactions to visit, and the one being visited.

use super::{
    Ancestry, Kind, Limits, MAX_HELD_BYTES, Missing, Node, Progress, Sought, Source, Standing,
    Verdict,
};
use crate::check::{signature, transaction};
use crate::rule::TransactionRule;
use crate::schema::Location;
use core::cmp::Reverse;
use primitives::{Amount, BlockHash, Height, Output, Sighash, Transaction, Txid};
use std::collections::{BTreeMap, BTreeSet};

/// The way back from one transaction. See the [module](super).
#[derive(Debug)]
pub struct Walk {
    genesis: BlockHash,
    start: Txid,
    limits: Limits,
    /// Found, and yet to be visited. Not by their places alone: a reorganisation between two steps may give one
    /// transaction the place where another was found.
    queue: BTreeSet<(Rank, Txid)>,
    /// All transactions come across.
    known: BTreeMap<Txid, Known>,
    held: Held,
    nodes: Vec<Node>,
    current: Option<Visit>,
    inputs: usize,
    signatures: usize,
}

/// The greatest goes first: what waits in the order in which it was found, then the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Confirmed(Location),
    Waiting(Reverse<usize>),
}

#[derive(Debug)]
enum Known {
    Visited(usize),
    Ahead(Option<Location>),
    Missing(Missing),
}

/// Transactions that were looked up and are needed again.
#[derive(Debug, Default)]
struct Held {
    transactions: BTreeMap<Txid, Transaction>,
    bytes: usize,
}

/// A transaction being visited: its node is the last.
#[derive(Debug)]
struct Visit {
    transaction: Transaction,
    /// What its first inputs spend, as far as that is known; none for what is missing.
    spent: Vec<Option<Output>>,
    /// Once all that it spends is known.
    checking: Option<Checking>,
}

#[derive(Debug)]
struct Checking {
    sighash: Sighash,
    spent: Vec<Output>,
    /// The next input.
    next: usize,
}

/// A transaction and its place in the best chain; none while it waits.
type Found = (Transaction, Option<Location>);

impl Walk {
    /// A walk that starts at a transaction of the chain with this genesis block.
    pub fn new(genesis: BlockHash, start: Txid, limits: Limits) -> Self {
        Self {
            genesis,
            start,
            limits,
            queue: BTreeSet::new(),
            known: BTreeMap::new(),
            held: Held::default(),
            nodes: Vec::new(),
            current: None,
            inputs: 0,
            signatures: 0,
        }
    }

    /// Goes on for about this many look-ups and signatures.
    ///
    /// # Errors
    /// When the storage fails. The walk can then go on later.
    pub fn step<A: Ancestry>(&mut self, source: &A, effort: usize) -> Result<Progress, A::Error> {
        if !self.known.contains_key(&self.start) {
            self.discover(source, self.start)?;
        }
        for _ in 0..effort {
            match self.current.take() {
                Some(visit) => self.current = self.go_on(source, visit)?,
                None => match self.next(source)? {
                    Progress::More => {}
                    end => return Ok(end),
                },
            }
        }
        Ok(match (&self.current, self.queue.is_empty()) {
            (None, true) => Progress::Whole,
            _ => Progress::More,
        })
    }

    /// Lets a walk that a limit stopped go further. Limits never become narrower.
    pub fn widen(&mut self, limits: Limits) {
        self.limits.transactions = self.limits.transactions.max(limits.transactions);
        self.limits.inputs = self.limits.inputs.max(limits.inputs);
    }

    /// The visited transactions: the first is the one that the walk started at, and what spends from another stands
    /// before it, unless both wait.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// What is known of a transaction; none where the walk has not come across it.
    pub fn standing(&self, txid: &Txid) -> Option<Standing<'_>> {
        self.known.get(txid).map(|known| match known {
            Known::Visited(place) => Standing::Visited(*place),
            Known::Ahead(_) => Standing::Ahead,
            Known::Missing(missing) => Standing::Missing(missing),
        })
    }

    /// Signatures verified so far.
    pub const fn signatures(&self) -> usize {
        self.signatures
    }

    /// Transactions come across that are yet to be visited.
    pub fn ahead(&self) -> usize {
        self.queue.len()
    }

    /// Starts with the next transaction, unless there is none or a limit is reached.
    fn next<A: Ancestry>(&mut self, source: &A) -> Result<Progress, A::Error> {
        let Some(&(rank, txid)) = self.queue.last() else {
            return Ok(Progress::Whole);
        };
        if self.nodes.len() >= self.limits.transactions || self.inputs >= self.limits.inputs {
            return Ok(Progress::Cut);
        }
        let found = match self.held.take(&txid) {
            Some(transaction) => Ok(transaction),
            // What was there a moment ago may be gone: a reorganisation, a block of a waiting payment.
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
            Some(Known::Ahead(location)) => *location,
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
            signatures: 0,
            verdict: match is_payment {
                true => Verdict::Pending,
                false => Verdict::Right,
            },
            sources: Vec::new(),
        });
        if is_payment {
            self.inputs += transaction.inputs.len();
            self.current = Some(Visit {
                transaction,
                spent: Vec::new(),
                checking: None,
            });
        }
    }

    /// One more look-up or signature of the transaction being visited; none when it is finished.
    fn go_on<A: Ancestry>(
        &mut self,
        source: &A,
        mut visit: Visit,
    ) -> Result<Option<Visit>, A::Error> {
        let verdict = match &mut visit.checking {
            Some(checking) => self.verify(checking, &visit.transaction),
            None if visit.spent.len() < visit.transaction.inputs.len() => {
                match self.follow(source, &mut visit) {
                    Ok(verdict) => verdict,
                    Err(error) => {
                        self.current = Some(visit);
                        return Err(error);
                    }
                }
            }
            None => self.begin(&mut visit),
        };
        let Some(verdict) = verdict else {
            return Ok(Some(visit));
        };
        if let Some(node) = self.nodes.last_mut() {
            node.verdict = verdict;
        }
        Ok(None)
    }

    /// Looks up what the next input spends.
    fn follow<A: Ancestry>(
        &mut self,
        source: &A,
        visit: &mut Visit,
    ) -> Result<Option<Verdict>, A::Error> {
        let previous = visit.transaction.inputs[visit.spent.len()].previous;
        let parent = previous.txid;
        if !self.known.contains_key(&parent) {
            self.discover(source, parent)?;
        }
        let outputs = match self.held.get(&parent) {
            Some(held) => Some(held.outputs.get(previous.index as usize).cloned()),
            None => look_up(source, &parent)?.ok().map(|(transaction, _)| {
                let outputs = transaction.outputs;
                outputs.get(previous.index as usize).cloned()
            }),
        };
        let output = match outputs {
            Some(Some(output)) => Some(output),
            Some(None) => {
                return Ok(Some(Verdict::Wrong(TransactionRule::MissingCoin(previous))));
            }
            None => None,
        };
        if let Some(node) = self.nodes.last_mut() {
            add_source(node, parent, output.as_ref().map(|output| output.amount));
        }
        visit.spent.push(output);
        Ok(None)
    }

    /// All that is spent is known, or known to be missing: what is to be checked now.
    fn begin(&mut self, visit: &mut Visit) -> Option<Verdict> {
        let spent: Option<Vec<Output>> = visit.spent.drain(..).collect();
        let Some(spent) = spent else {
            return Some(Verdict::Unchecked);
        };
        let amounts = spent.iter().map(|output| output.amount);
        if let Err(rule) = transaction::fee(&visit.transaction, amounts) {
            return Some(Verdict::Wrong(rule));
        }
        visit.checking = Some(Checking {
            sighash: Sighash::new(self.genesis, &visit.transaction, &spent),
            spent,
            next: 0,
        });
        None
    }

    /// Verifies the next signature.
    fn verify(&mut self, checking: &mut Checking, transaction: &Transaction) -> Option<Verdict> {
        let Some(output) = checking.spent.get(checking.next) else {
            return Some(Verdict::Right);
        };
        let check = signature::of_input(&checking.sighash, 0, transaction, checking.next, output);
        checking.next += 1;
        let signed = match check {
            Ok(check) => check,
            Err(rule) => return Some(Verdict::Wrong(rule)),
        };
        if let Some(check) = signed {
            if let Err(rule) = check.verify() {
                return Some(Verdict::Wrong(rule));
            }
            self.signatures += 1;
            if let Some(node) = self.nodes.last_mut() {
                node.signatures += 1;
            }
        }
        (checking.next == checking.spent.len()).then_some(Verdict::Right)
    }

    /// Comes across a transaction for the first time.
    fn discover<A: Ancestry>(&mut self, source: &A, txid: Txid) -> Result<(), A::Error> {
        let known = match look_up(source, &txid)? {
            Ok((transaction, location)) => {
                let rank = match location {
                    Some(location) => Rank::Confirmed(location),
                    None => Rank::Waiting(Reverse(self.known.len())),
                };
                self.queue.insert((rank, txid));
                self.held.put(txid, transaction);
                Known::Ahead(location)
            }
            Err(missing) => Known::Missing(missing),
        };
        self.known.insert(txid, known);
        Ok(())
    }
}

impl Held {
    fn get(&self, txid: &Txid) -> Option<&Transaction> {
        self.transactions.get(txid)
    }

    fn put(&mut self, txid: Txid, transaction: Transaction) {
        let bytes = transaction.encoded_len();
        if self.bytes.saturating_add(bytes) <= MAX_HELD_BYTES {
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

/// Looks a transaction up, and holds it against its id.
fn look_up<A: Ancestry>(source: &A, txid: &Txid) -> Result<Result<Found, Missing>, A::Error> {
    Ok(match source.find(txid)? {
        Sought::Missing(missing) => Err(missing),
        Sought::Found {
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

/// Notes that a transaction spends one more coin of another. Coins of one transaction mostly stand side by side.
fn add_source(node: &mut Node, txid: Txid, amount: Option<Amount>) {
    match node
        .sources
        .iter_mut()
        .rev()
        .find(|source| source.txid == txid)
    {
        Some(source) => {
            source.coins += 1;
            // What exceeds an amount is found out when the sums are checked.
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
