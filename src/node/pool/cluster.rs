//! Clusters of connected transactions, their chunks, and the order of all chunks.

use super::linearize::linearize;
use super::member::{Member, bits};
use super::rate::Rate;
use core::cmp::Ordering;
use primitives::Txid;
use primitives::order::{distinct, sort_by_key};

/// A transaction of which a cluster is made.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) txid: Txid,
    pub(super) sequence: u64,
    pub(super) rate: Rate,
    pub(super) parents: Vec<Txid>,
    pub(super) children: Vec<Txid>,
}

/// Transactions that go into a block together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chunk {
    /// The txids, parents before children.
    pub(super) txids: Vec<Txid>,
    pub(super) rate: Rate,
}

/// A maximal set of transactions that are connected by spending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cluster {
    /// The lowest sequence of its transactions.
    pub(super) id: u64,
    /// The chunks, best first. Each depends only on earlier ones.
    pub(super) chunks: Vec<Chunk>,
}

impl Cluster {
    /// Returns the cluster of these transactions, which are in the order of their sequences.
    pub(super) fn of(nodes: &[Node]) -> Self {
        let indices = Indices::of(nodes);
        let members: Vec<Member> = nodes
            .iter()
            .map(|node| Member {
                rate: node.rate,
                parents: (node.parents.iter())
                    .filter_map(|parent| indices.find(parent))
                    .fold(0, |set, at| set | 1 << at),
            })
            .collect();
        let chunks = linearize(&members).into_iter().map(|part| Chunk {
            txids: bits(part.members).map(|at| nodes[at].txid).collect(),
            rate: part.rate,
        });
        Self {
            id: nodes.first().map_or(0, |node| node.sequence),
            chunks: chunks.collect(),
        }
    }

    /// The txids of its transactions, parents before children.
    pub(super) fn txids(&self) -> impl Iterator<Item = &Txid> {
        self.chunks.iter().flat_map(|chunk| &chunk.txids)
    }

    /// The ranks of its chunks.
    pub(super) fn ranks(&self) -> impl Iterator<Item = Rank> {
        (0..).zip(&self.chunks).map(|(index, chunk)| Rank {
            rate: chunk.rate,
            cluster: self.id,
            index,
        })
    }
}

/// The rank of a chunk among all chunks. The highest rate comes first; on a tie, the cluster with
/// the oldest transaction. The chunks of a cluster are in the cluster's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rank {
    pub(super) rate: Rate,
    pub(super) cluster: u64,
    pub(super) index: usize,
}

impl Ord for Rank {
    fn cmp(&self, other: &Self) -> Ordering {
        (other.rate.cmp(&self.rate))
            .then(self.cluster.cmp(&other.cluster))
            .then(self.index.cmp(&other.index))
    }
}

impl PartialOrd for Rank {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The indices of transactions in a list.
struct Indices(Vec<(Txid, usize)>);

impl Indices {
    fn of(nodes: &[Node]) -> Self {
        Self(distinct(nodes.iter().map(|node| node.txid).zip(0..)))
    }

    fn find(&self, txid: &Txid) -> Option<usize> {
        let at = self.0.binary_search_by(|(known, _)| known.cmp(txid)).ok()?;
        Some(self.0[at].1)
    }
}

/// Divides transactions into connected sets. The sets, and the transactions in them, are in the
/// order of their sequences.
pub(super) fn connected(mut nodes: Vec<Node>) -> Vec<Vec<Node>> {
    sort_by_key(&mut nodes, |node| node.sequence);
    let indices = Indices::of(&nodes);
    let mut part_of = vec![None; nodes.len()];
    let mut parts = Vec::new();
    for first in 0..nodes.len() {
        let mut open = vec![first];
        if part_of[first].is_none() {
            parts.push(Vec::new());
        }
        while let Some(at) = open.pop() {
            if part_of[at].is_none() {
                part_of[at] = Some(parts.len() - 1);
                let family = nodes[at].parents.iter().chain(&nodes[at].children);
                open.extend(family.filter_map(|txid| indices.find(txid)));
            }
        }
    }
    for (node, part) in nodes.into_iter().zip(part_of) {
        parts[part.unwrap_or_default()].push(node);
    }
    parts
}
