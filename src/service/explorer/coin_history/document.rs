//! The document of a coin history: the transactions that a search has found so far.

use api::{
    ExplorerReason, Fault, Field, OriginDocument, ProvenanceCheck, ProvenanceDocument,
    ProvenanceKind, ProvenanceNode, ProvenanceSource, SourcePlace, WalkProgress,
};
use chain::coin_history::{HistorySearch, Kind, Node, Progress, Source, TransactionState, Verdict};
use chain::{Chain, Store};
use primitives::{Amount, Transaction};

use crate::convert::{address_of, to_u32};

/// The transaction and the output that a search starts at.
pub(super) struct Asked<'a> {
    pub(super) start: &'a Transaction,
    /// The index of the output in question; `None` if the question is about all outputs.
    pub(super) output: Option<u32>,
}

/// The document of a search. Its transactions are listed once the search has ended.
///
/// # Errors
/// A [`Fault`] if the transaction at the start does not have the output in question.
pub(super) fn document<S: Store>(
    chain: &Chain<S>,
    asked: &Asked<'_>,
    search: &HistorySearch,
    progress: Progress,
) -> Result<ProvenanceDocument, Fault> {
    let Asked { start, output } = *asked;
    let none = || Fault::of(Field::Search, ExplorerReason::NoSuchOutput);
    let chosen = match output {
        Some(index) => Some(start.outputs.get(index as usize).ok_or_else(none)?),
        None => None,
    };
    let outputs = start.outputs.iter().map(|output| output.amount);
    let nodes = search.nodes();
    let count = |kind| to_u32(nodes.iter().filter(|node| node.kind == kind).count());
    let judged = |wanted: fn(&Verdict) -> bool| {
        to_u32(nodes.iter().filter(|node| wanted(&node.verdict)).count())
    };
    let origins = nodes.iter().rev().filter(|node| node.kind != Kind::Payment);
    let oldest = origins.filter_map(|node| origin(chain, node)).next();
    Ok(ProvenanceDocument {
        txid: start.txid(),
        output,
        amount: match chosen {
            Some(output) => output.amount,
            None => Amount::sum(outputs).unwrap_or(Amount::MAX),
        },
        address: chosen.and_then(|output| address_of(&output.lock, chain.spec())),
        progress: match progress {
            Progress::More => WalkProgress::Checking,
            Progress::Complete => WalkProgress::Whole,
            Progress::Limited => WalkProgress::Cut,
        },
        transactions: to_u32(nodes.len()),
        signatures: to_u32(search.signatures()),
        ahead: to_u32(search.queued()),
        rewards: count(Kind::Reward),
        allocations: count(Kind::Allocation),
        grants: count(Kind::Grant),
        wrong: judged(|verdict| matches!(verdict, Verdict::Invalid(_))),
        unchecked: judged(|verdict| *verdict == Verdict::Unchecked),
        oldest,
        nodes: match progress {
            Progress::More => Vec::new(),
            Progress::Complete | Progress::Limited => {
                let nodes = nodes.iter();
                nodes.map(|node| found(chain, search, node)).collect()
            }
        },
    })
}

/// The height and the time of a transaction's block; `None` if the transaction is not in a block.
fn origin<S: Store>(chain: &Chain<S>, node: &Node) -> Option<OriginDocument> {
    let height = node.location?.height;
    Some(OriginDocument {
        txid: node.txid,
        height: height.value(),
        time: chain.header_at(height)?.time,
    })
}

/// One transaction of the history.
fn found<S: Store>(chain: &Chain<S>, search: &HistorySearch, node: &Node) -> ProvenanceNode {
    let origin = origin(chain, node);
    ProvenanceNode {
        txid: node.txid,
        kind: match node.kind {
            Kind::Payment => ProvenanceKind::Payment,
            Kind::Reward => ProvenanceKind::Reward,
            Kind::Allocation => ProvenanceKind::Allocation,
            Kind::Grant => ProvenanceKind::Grant,
        },
        height: origin.map(|origin| origin.height),
        time: origin.map(|origin| origin.time),
        amount: node.paid,
        payees: {
            let payees = node.payees.iter();
            let addresses = payees.filter_map(|lock| address_of(lock, chain.spec()));
            addresses.collect()
        },
        signatures: to_u32(node.signatures),
        check: match &node.verdict {
            Verdict::Valid => ProvenanceCheck::Right,
            Verdict::Invalid(rule) => ProvenanceCheck::Wrong {
                reason: rule.to_string(),
            },
            Verdict::Unchecked | Verdict::Pending => ProvenanceCheck::Unchecked,
        },
        sources: sources(search, node),
    }
}

/// The transactions whose outputs a transaction spends. All of them that are not visited yet form
/// one entry, and so do all that are missing for the same reason.
fn sources(search: &HistorySearch, node: &Node) -> Vec<ProvenanceSource> {
    let mut list: Vec<ProvenanceSource> = Vec::new();
    for source in &node.sources {
        let from = match search.state(&source.txid) {
            Some(TransactionState::Visited(index)) => SourcePlace::Node(to_u32(index)),
            Some(TransactionState::Missing(why)) => SourcePlace::Missing {
                reason: why.to_string(),
            },
            Some(TransactionState::Queued) | None => SourcePlace::Ahead,
        };
        let is_merged = !matches!(from, SourcePlace::Node(_));
        match list
            .iter_mut()
            .find(|entry| is_merged && entry.from == from)
        {
            Some(entry) => merge(entry, source),
            None => list.push(ProvenanceSource {
                from,
                coins: to_u32(source.coins),
                amount: source.amount,
            }),
        }
    }
    list
}

fn merge(entry: &mut ProvenanceSource, source: &Source) {
    entry.coins = entry.coins.saturating_add(to_u32(source.coins));
    let both = entry.amount.zip(source.amount);
    entry.amount = both.and_then(|(sum, amount)| sum.checked_add(amount));
}
