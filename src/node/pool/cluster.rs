//! Transactions that hang together, cut into chunks, and the order of all chunks.

use super::linearize::{Member, bits, linearize};
use super::rate::Rate;
use core::cmp::Ordering;
use primitives::Txid;
use primitives::order::{distinct, sort_by_key};

/// A transaction on its way into a cluster.
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
    /// Parents before children.
    pub(super) txids: Vec<Txid>,
    pub(super) rate: Rate,
}

/// Transactions that hang together, and no others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cluster {
    /// The lowest sequence of its transactions.
    pub(super) id: u64,
    /// Best first; each depends on earlier ones at most.
    pub(super) chunks: Vec<Chunk>,
}

impl Cluster {
    /// The cluster of these transactions, in the order of their sequences.
    pub(super) fn of(nodes: &[Node]) -> Self {
        let places = Places::of(nodes);
        let members: Vec<Member> = nodes
            .iter()
            .map(|node| Member {
                rate: node.rate,
                parents: (node.parents.iter())
                    .filter_map(|parent| places.find(parent))
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

    /// Its transactions, parents before children.
    pub(super) fn txids(&self) -> impl Iterator<Item = &Txid> {
        self.chunks.iter().flat_map(|chunk| &chunk.txids)
    }

    /// The place of the chunk that holds a transaction.
    pub(super) fn chunk_of(&self, txid: &Txid) -> Option<usize> {
        self.chunks
            .iter()
            .position(|chunk| chunk.txids.contains(txid))
    }

    /// The places of its chunks among all.
    pub(super) fn ranks(&self) -> impl Iterator<Item = Rank> {
        (0..).zip(&self.chunks).map(|(index, chunk)| Rank {
            rate: chunk.rate,
            cluster: self.id,
            index,
        })
    }
}

/// A chunk's place among all: the best rate first; on a tie the cluster that began first. A
/// cluster's own chunks stand in their order.
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

/// Where in a list transactions stand.
struct Places(Vec<(Txid, usize)>);

impl Places {
    fn of(nodes: &[Node]) -> Self {
        Self(distinct(nodes.iter().map(|node| node.txid).zip(0..)))
    }

    fn find(&self, txid: &Txid) -> Option<usize> {
        let at = self.0.binary_search_by(|(known, _)| known.cmp(txid)).ok()?;
        Some(self.0[at].1)
    }
}

/// Cuts transactions into sets that hang together. These, and the transactions in them, come in the
/// order of their sequences.
pub(super) fn connected(mut nodes: Vec<Node>) -> Vec<Vec<Node>> {
    sort_by_key(&mut nodes, |node| node.sequence);
    let places = Places::of(&nodes);
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
                open.extend(family.filter_map(|txid| places.find(txid)));
            }
        }
    }
    for (node, part) in nodes.into_iter().zip(part_of) {
        parts[part.unwrap_or_default()].push(node);
    }
    parts
}
