//! Transactions that hang together, cut into chunks, and the order of all chunks.

use super::linearize::{Member, bits, linearize};
use super::rate::Rate;
use core::cmp::Ordering;
use primitives::Txid;
use primitives::order::gather;
use std::collections::{BTreeMap, BTreeSet};

/// A transaction on its way into a cluster.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) txid: Txid,
    pub(super) sequence: u64,
    pub(super) rate: Rate,
    pub(super) parents: BTreeSet<Txid>,
    pub(super) children: BTreeSet<Txid>,
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
        let places: BTreeMap<Txid, usize> = gather((0..).zip(nodes).map(|(at, n)| (n.txid, at)));
        let members: Vec<Member> = nodes
            .iter()
            .map(|node| Member {
                rate: node.rate,
                parents: (node.parents.iter())
                    .filter_map(|parent| places.get(parent))
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

/// A chunk's place among all: the best rate first; on a tie the cluster that began first. A cluster's own chunks stand
/// in their order.
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

/// Cuts transactions, in the order of their sequences, into sets that hang together.
pub(super) fn connected(nodes: Vec<Node>) -> Vec<Vec<Node>> {
    let nodes = nodes.into_iter();
    let mut waiting: BTreeMap<u64, Node> = gather(nodes.map(|node| (node.sequence, node)));
    let numbers: BTreeMap<Txid, u64> = gather(waiting.iter().map(|(n, node)| (node.txid, *n)));
    let mut parts = Vec::new();
    while let Some((_, first)) = waiting.pop_first() {
        let mut part = BTreeMap::new();
        let mut open = vec![first];
        while let Some(node) = open.pop() {
            let family = node.parents.iter().chain(&node.children);
            let numbers = family.filter_map(|txid| numbers.get(txid));
            open.extend(numbers.filter_map(|number| waiting.remove(number)));
            part.insert(node.sequence, node);
        }
        parts.push(part.into_values().collect());
    }
    parts
}
