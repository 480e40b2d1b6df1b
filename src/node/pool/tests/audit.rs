//! The invariants of a pool: what it stores agrees with its transactions and with the chain.

use crate::pool::cluster::{Cluster, Node, Rank, connected};
use crate::pool::linearize::MAX_CLUSTER;
use crate::pool::rate::Rate;
use crate::{Pool, PoolEntry, Room};
use chain::{Chain, Coin, Coins, MemoryStore, Store, verify_transaction};
use core::convert::Infallible;
use primitives::{Amount, Height, OutPoint, Output, Txid};
use std::collections::{BTreeMap, BTreeSet};

/// Checks all invariants.
pub(super) fn audit(pool: &Pool, chain: &Chain<MemoryStore>) {
    bounds(pool, chain);
    links(pool);
    clusters(pool);
    validity(pool, chain);
    selection(pool, Room::of(chain.spec()));
}

fn bounds(pool: &Pool, chain: &Chain<impl Store>) {
    let weights = pool.entries.values().map(|entry| entry.weight);
    assert_eq!(pool.weight, weights.clone().sum::<usize>());
    assert!(pool.weight <= pool.limits.weight);
    let room = Room::of(chain.spec());
    let most = pool.limits.transaction_weight.min(room.weight);
    assert!(weights.clone().all(|weight| weight <= most));
    let fees = Amount::sum(pool.entries.values().map(|entry| entry.fee));
    assert_eq!(Some(pool.fees), fees);
    for cluster in pool.clusters.values() {
        let count = cluster.txids().count();
        assert!(count <= MAX_CLUSTER && count <= room.count, "{count}");
        let weight: usize = cluster.txids().map(|txid| pool.entries[txid].weight).sum();
        assert!(weight <= room.cluster_weight());
    }
}

/// Spenders, parents and children are those that follow from the inputs; no coin is spent twice.
fn links(pool: &Pool) {
    let mut spenders = BTreeMap::new();
    let mut parents: BTreeMap<Txid, BTreeSet<Txid>> = BTreeMap::new();
    let mut children: BTreeMap<Txid, BTreeSet<Txid>> = BTreeMap::new();
    for (txid, entry) in &pool.entries {
        assert_eq!((*txid, *txid), (entry.txid, entry.transaction.txid()));
        assert_eq!(entry.wtxid, entry.transaction.wtxid());
        assert_eq!(entry.weight, entry.transaction.weight());
        for input in &entry.transaction.inputs {
            assert_eq!(spenders.insert(input.previous, *txid), None, "spent twice");
            let parent = input.previous.txid;
            if let Some(parent_entry) = pool.entries.get(&parent) {
                assert!(parent_entry.sequence < entry.sequence);
                parents.entry(*txid).or_default().insert(parent);
                children.entry(parent).or_default().insert(*txid);
            }
        }
    }
    assert_eq!(pool.spenders.len(), spenders.len());
    let is_stored = |(at, by)| pool.spenders.get(&at) == Some(&by);
    assert!(spenders.into_iter().all(is_stored));
    let each_once = |txids: &[Txid]| {
        let set: BTreeSet<Txid> = txids.iter().copied().collect();
        assert_eq!(set.len(), txids.len(), "listed twice");
        set
    };
    for (txid, entry) in &pool.entries {
        let stored = (each_once(&entry.parents), each_once(&entry.children));
        assert_eq!(stored.0, parents.remove(txid).unwrap_or_default());
        assert_eq!(stored.1, children.remove(txid).unwrap_or_default());
    }
}

/// Clusters that are computed anew from the links equal the stored ones, and `order` has exactly
/// their chunks, best first.
fn clusters(pool: &Pool) {
    let node = |(txid, entry): (&Txid, &PoolEntry)| Node {
        txid: *txid,
        sequence: entry.sequence,
        rate: entry.exact_rate(),
        parents: entry.parents.clone(),
        children: entry.children.clone(),
    };
    let parts = connected(pool.entries.iter().map(node).collect());
    let afresh: Vec<Cluster> = parts.iter().map(|part| Cluster::of(part)).collect();
    let mut order: Vec<Rank> = afresh.iter().flat_map(Cluster::ranks).collect();
    order.sort();
    assert!(pool.order.iter().eq(&order));
    for cluster in &afresh {
        assert!(
            cluster
                .txids()
                .all(|txid| pool.entries[txid].cluster == cluster.id)
        );
    }
    assert_eq!(pool.clusters.len(), afresh.len());
    let is_stored = |cluster: &Cluster| pool.clusters.get(&cluster.id) == Some(cluster);
    assert!(afresh.iter().all(is_stored));
}

/// The chain's coins, and those of the transactions visited so far.
struct Made<'a> {
    chain: &'a Chain<MemoryStore>,
    made: BTreeMap<OutPoint, Output>,
}

impl Coins for Made<'_> {
    type Error = Infallible;

    fn coin(&self, outpoint: &OutPoint) -> Result<Option<Coin>, Infallible> {
        let made = self.made.get(outpoint).map(|output| Coin {
            output: output.clone(),
            height: Height(self.chain.tip().height.value() + 1),
            must_mature: false,
        });
        Ok(made.or_else(|| self.chain.coin(outpoint).unwrap()))
    }
}

/// In the next block, every transaction is valid once the transactions that it spends from are in
/// the block, and pays the fee of its entry.
fn validity(pool: &Pool, chain: &Chain<MemoryStore>) {
    let made = BTreeMap::new();
    let mut coins = Made { chain, made };
    for entry in pool.best_first() {
        let (position, spec) = (chain.next_position(), chain.spec());
        let verifier = chain.verifier();
        let fee = verify_transaction(&entry.transaction, &coins, &position, spec, verifier);
        assert_eq!(fee.unwrap(), entry.fee);
        for (index, output) in (0..).zip(&entry.transaction.outputs) {
            let txid = entry.txid;
            coins.made.insert(OutPoint { txid, index }, output.clone());
        }
    }
}

/// The selection for a block fits into the block's room. Together with the first chunk that did not
/// fit, it pays at least as much as a greedy choice of single transactions.
fn selection(pool: &Pool, room: Room) {
    placements(pool, room);
    let chosen = pool.select(room);
    assert!(chosen.entries.len() <= room.count && chosen.weight <= room.weight);
    let mut inside = BTreeSet::new();
    for entry in &chosen.entries {
        let is_ready = entry.parents.iter().all(|txid| inside.contains(txid));
        assert!(is_ready, "parents before children");
        inside.insert(entry.txid);
    }
    let missed = pool.order.iter().find(|rank| {
        let chunk = &pool.clusters[&rank.cluster].chunks[rank.index];
        !chunk.txids.iter().all(|txid| inside.contains(txid))
    });
    let missed = missed.map_or(0, |rank| rank.rate.fee);
    // If the number of transactions is the limit, the best rates do not give the highest fees.
    if pool.len() <= room.count {
        assert!(chosen.fees.units() + missed >= greedy(pool, room));
    }
    if missed == 0 {
        assert_eq!(chosen.entries.len(), pool.len());
    }
}

/// Every transaction has a place. The first block is the selection, all blocks except the last fit
/// into their rooms, and no parent is in a later block than its child.
fn placements(pool: &Pool, room: Room) {
    let rooms = [room; 2];
    let mut blocks = BTreeMap::new();
    let mut used = [(0, 0); 2];
    for placed in pool.placements(&rooms) {
        let entry = placed.entry;
        for parent in &entry.parents {
            assert!(
                blocks
                    .get(parent)
                    .is_some_and(|block| *block <= placed.blocks)
            );
        }
        if let Some((weight, count)) = used.get_mut(placed.blocks) {
            *weight += entry.weight;
            *count += 1;
        }
        assert_eq!(blocks.insert(entry.txid, placed.blocks), None, "each once");
    }
    assert_eq!(blocks.len(), pool.len());
    for (weight, count) in used {
        assert!(weight <= room.weight && count <= room.count);
    }
    let first = blocks.into_iter().filter(|(_, block)| *block == 0);
    let first: BTreeSet<_> = first.map(|(txid, _)| txid).collect();
    let chosen = pool.select(room).entries;
    assert_eq!(first, chosen.iter().map(|entry| entry.txid).collect());
}

/// The fees of a miner that repeatedly takes the best paying transaction whose parents are taken.
fn greedy(pool: &Pool, room: Room) -> u64 {
    let mut left: Vec<&PoolEntry> = pool.entries.values().collect();
    left.sort_by_key(|entry| core::cmp::Reverse(entry.exact_rate()));
    let (mut inside, mut taken) = (BTreeSet::new(), Rate::default());
    while let Some(at) = left.iter().position(|entry| {
        let fits = taken.weight + entry.weight as u64 <= room.weight as u64;
        let is_ready = entry.parents.iter().all(|txid| inside.contains(txid));
        fits && inside.len() < room.count && is_ready
    }) {
        let entry = left.remove(at);
        taken = taken.plus(entry.exact_rate());
        inside.insert(entry.txid);
    }
    taken.fee
}
