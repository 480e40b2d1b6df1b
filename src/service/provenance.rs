//! Coin histories: searches through chain and mempool, one step for each command.

use std::collections::VecDeque;

use api::{
    Fault, Field, MAX_HISTORY_TRANSACTIONS, OriginDocument, ProvenanceCheck, ProvenanceDocument,
    ProvenanceKind, ProvenanceNode, ProvenanceSource, SourcePlace, WalkProgress,
};
use chain::coin_history::{
    HistorySearch, Kind, Limits, Lookup, Missing, Node, Progress, Source, TransactionSource,
    TransactionState, Verdict,
};
use chain::{Chain, StorageError, Store};
use node::Pool;
use primitives::{Amount, Transaction, Txid};

use crate::query::{length, storage};
use crate::sentence::sentence;
use crate::service::Service;
use crate::view::address_of;

/// The number of inputs that a search may visit, for each transaction that it may visit.
const INPUTS_EACH: usize = 10;
/// The number of look-ups and signatures of one step: about 30 ms in a browser.
const SLICE: usize = 32;
/// The maximum number of searches kept, for several pages and programs at the same time.
const MAX_WALKS: usize = 4;

/// The latest searches, newest first; at most [`MAX_WALKS`], each with at most
/// [`MAX_HISTORY_TRANSACTIONS`] transactions.
#[derive(Debug, Default)]
pub(crate) struct Walks(VecDeque<(Txid, HistorySearch)>);

impl Walks {
    /// Drops the searches with unconfirmed transactions after a block was connected, since the
    /// block may contain them.
    pub(crate) fn connected(&mut self) {
        self.0
            .retain(|(_, walk)| walk.nodes().iter().all(|node| node.location.is_some()));
    }

    /// Drops all searches after a block was disconnected or pruned, since their transactions may be
    /// gone.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Takes out the search that starts at a transaction; `None` if there is none.
    fn take(&mut self, txid: &Txid) -> Option<HistorySearch> {
        let place = self.0.iter().position(|(start, _)| start == txid)?;
        self.0.remove(place).map(|(_, walk)| walk)
    }

    fn keep(&mut self, txid: Txid, walk: HistorySearch) {
        self.0.truncate(MAX_WALKS - 1);
        self.0.push_front((txid, walk));
    }
}

/// The transactions of chain and mempool.
struct Ledger<'a, S> {
    chain: &'a Chain<S>,
    pool: &'a Pool,
}

impl<S: Store> TransactionSource for Ledger<'_, S> {
    type Error = S::Error;

    fn find(&self, txid: &Txid) -> Result<Lookup, S::Error> {
        match self.pool.entry(txid) {
            Some(waiting) => Ok(Lookup::Found {
                transaction: Transaction::clone(&waiting.transaction),
                location: None,
            }),
            None => self.chain.find(txid),
        }
    }
}

impl<S: Store> Service<S> {
    /// Does one step of the search from a transaction. Returns what was found so far.
    pub(crate) fn provenance(
        &mut self,
        text: &str,
        output: Option<u32>,
        most: u32,
    ) -> Result<ProvenanceDocument, Fault> {
        let txid: Txid = text
            .trim()
            .parse()
            .map_err(|_| Fault::of(Field::Search, "This is not a transaction ID."))?;
        let transactions = most.clamp(1, MAX_HISTORY_TRANSACTIONS) as usize;
        let limits = Limits {
            transactions,
            inputs: transactions * INPUTS_EACH,
        };
        let ledger = Ledger {
            chain: self.node.chain(),
            pool: self.node.pool(),
        };
        let start = start(&ledger, &txid)?;
        let genesis = self.node.chain().genesis();
        let mut walk = self
            .walks
            .take(&txid)
            .unwrap_or_else(|| HistorySearch::new(genesis, txid, limits));
        walk.widen(limits);
        let step = walk.step(&ledger, SLICE);
        let document = step
            .map_err(|error| storage(&StorageError::Store(error)))
            .and_then(|progress| self.walked(&start, output, &walk, progress));
        self.walks.keep(txid, walk);
        document
    }

    fn walked(
        &self,
        start: &Transaction,
        output: Option<u32>,
        walk: &HistorySearch,
        progress: Progress,
    ) -> Result<ProvenanceDocument, Fault> {
        let spec = self.node.chain().spec();
        let none = || Fault::of(Field::Search, "This transaction has no such output.");
        let asked = match output {
            Some(index) => Some(start.outputs.get(index as usize).ok_or_else(none)?),
            None => None,
        };
        let outputs = start.outputs.iter().map(|output| output.amount);
        let count = |kind| walk.nodes().iter().filter(|node| node.kind == kind).count();
        let judged = |wanted: fn(&Verdict) -> bool| {
            let nodes = walk.nodes().iter();
            length(nodes.filter(|node| wanted(&node.verdict)).count())
        };
        let origins = walk.nodes().iter().rev();
        let oldest = origins
            .filter(|node| node.kind != Kind::Payment)
            .find_map(|node| self.origin(node));
        Ok(ProvenanceDocument {
            txid: start.txid(),
            output,
            amount: match asked {
                Some(output) => output.amount,
                None => Amount::sum(outputs).unwrap_or(Amount::MAX),
            },
            address: asked.and_then(|output| address_of(&output.lock, spec)),
            progress: match progress {
                Progress::More => WalkProgress::Checking,
                Progress::Complete => WalkProgress::Whole,
                Progress::Limited => WalkProgress::Cut,
            },
            transactions: length(walk.nodes().len()),
            signatures: length(walk.signatures()),
            ahead: length(walk.queued()),
            rewards: length(count(Kind::Reward)),
            allocations: length(count(Kind::Allocation)),
            grants: length(count(Kind::Grant)),
            wrong: judged(|verdict| matches!(verdict, Verdict::Invalid(_))),
            unchecked: judged(|verdict| *verdict == Verdict::Unchecked),
            oldest,
            nodes: match progress {
                Progress::More => Vec::new(),
                Progress::Complete | Progress::Limited => {
                    let nodes = walk.nodes().iter();
                    nodes.map(|node| self.walked_node(walk, node)).collect()
                }
            },
        })
    }

    fn origin(&self, node: &Node) -> Option<OriginDocument> {
        let height = node.location?.height;
        Some(OriginDocument {
            txid: node.txid,
            height: height.value(),
            time: self.node.chain().header_at(height)?.time,
        })
    }

    fn walked_node(&self, walk: &HistorySearch, node: &Node) -> ProvenanceNode {
        let place = self.origin(node);
        ProvenanceNode {
            txid: node.txid,
            kind: match node.kind {
                Kind::Payment => ProvenanceKind::Payment,
                Kind::Reward => ProvenanceKind::Reward,
                Kind::Allocation => ProvenanceKind::Allocation,
                Kind::Grant => ProvenanceKind::Grant,
            },
            height: place.map(|place| place.height),
            time: place.map(|place| place.time),
            amount: node.paid,
            signatures: length(node.signatures),
            check: match &node.verdict {
                Verdict::Valid => ProvenanceCheck::Right,
                Verdict::Invalid(rule) => ProvenanceCheck::Wrong {
                    reason: rule.to_string(),
                },
                Verdict::Unchecked | Verdict::Pending => ProvenanceCheck::Unchecked,
            },
            sources: sources(walk, node),
        }
    }
}

/// The transaction that a search starts at.
fn start<S: Store>(ledger: &Ledger<'_, S>, txid: &Txid) -> Result<Transaction, Fault> {
    let found = ledger.find(txid);
    match found.map_err(|error| storage(&StorageError::Store(error)))? {
        Lookup::Found { transaction, .. } if transaction.txid() == *txid => Ok(transaction),
        Lookup::Found { transaction, .. } => {
            let found = transaction.txid();
            Err(missing(&Missing::Altered { found }))
        }
        Lookup::Missing(Missing::Unknown) => Err(Fault::of(
            Field::Search,
            "This node knows no such transaction.",
        )),
        Lookup::Missing(Missing::Pruned) => Err(Fault::of(
            Field::Search,
            "This node knows no such transaction, or has dropped it because all its coins are spent.",
        )),
        Lookup::Missing(why) => Err(missing(&why)),
    }
}

fn missing(why: &Missing) -> Fault {
    let message = format!("This transaction can’t be shown: {why}.");
    Fault::of(Field::Search, sentence(&message))
}

/// The sources of the outputs that a transaction spends. All that are not visited yet form one
/// entry, and so do all that are missing for the same reason.
fn sources(walk: &HistorySearch, node: &Node) -> Vec<ProvenanceSource> {
    let mut list: Vec<ProvenanceSource> = Vec::new();
    for source in &node.sources {
        let from = match walk.state(&source.txid) {
            Some(TransactionState::Visited(place)) => SourcePlace::Node(length(place)),
            Some(TransactionState::Missing(why)) => SourcePlace::Missing {
                reason: why.to_string(),
            },
            Some(TransactionState::Queued) | None => SourcePlace::Ahead,
        };
        let is_gathered = !matches!(from, SourcePlace::Node(_));
        match list
            .iter_mut()
            .find(|entry| is_gathered && entry.from == from)
        {
            Some(entry) => gather(entry, source),
            None => list.push(ProvenanceSource {
                from,
                coins: length(source.coins),
                amount: source.amount,
            }),
        }
    }
    list
}

fn gather(entry: &mut ProvenanceSource, source: &Source) {
    entry.coins = entry.coins.saturating_add(length(source.coins));
    let both = entry.amount.zip(source.amount);
    entry.amount = both.and_then(|(sum, amount)| sum.checked_add(amount));
}
