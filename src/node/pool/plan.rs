//! A change to the pool's clusters, computed before anything is changed.

use super::cluster::{Cluster, Node, Rank, connected};
use super::linearize::MAX_CLUSTER;
use super::rate::Rate;
use super::{Pool, PoolEntry, PoolError, Room};
use primitives::order::{distinct, sort_by_key};
use primitives::{FeeRate, Txid};

/// The change of the clusters by the removal of some transactions and the arrival of at most one.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// The ids of the clusters that are dissolved, in order.
    dissolved: Vec<u64>,
    /// The clusters that replace them.
    formed: Vec<Cluster>,
}

impl Pool {
    /// Returns the change of the clusters by the removal of the transactions `gone`, which must be
    /// in the order of their txids.
    pub(super) fn plan_removal(&self, gone: &[Txid]) -> Plan {
        let (dissolved, parts) = self.regrouped(gone, None);
        let formed = parts.iter().map(|part| Cluster::of(part)).collect();
        Plan { dissolved, formed }
    }

    /// Returns the change of the clusters when `gone` are removed and `newcomer` is added. The
    /// newcomer must not spend from any of `gone`. `room` is the room of a block.
    ///
    /// # Errors
    /// If the cluster of the newcomer would exceed the bounds of a cluster.
    pub(super) fn plan_arrival(
        &self,
        newcomer: Node,
        gone: &[Txid],
        room: Room,
    ) -> Result<Plan, PoolError> {
        let sequence = newcomer.sequence;
        let (dissolved, parts) = self.regrouped(gone, Some(newcomer));
        let has_newcomer =
            |part: &&Vec<Node>| part.last().is_some_and(|node| node.sequence == sequence);
        if let Some(part) = parts.iter().find(has_newcomer) {
            check_size(part, room)?;
        }
        let formed = parts.iter().map(|part| Cluster::of(part)).collect();
        Ok(Plan { dissolved, formed })
    }

    /// The ids of the clusters that a change affects, and the connected sets of their remaining
    /// transactions and the newcomer.
    fn regrouped(&self, gone: &[Txid], newcomer: Option<Node>) -> (Vec<u64>, Vec<Vec<Node>>) {
        let parents = newcomer.iter().flat_map(|node| &node.parents);
        let touched = gone.iter().chain(parents);
        let touched = touched.filter_map(|txid| Some(self.entries.get(txid)?.cluster));
        let dissolved = distinct(touched);
        let members = dissolved
            .iter()
            .filter_map(|id| self.clusters.get(id))
            .flat_map(Cluster::txids)
            .filter(|txid| gone.binary_search(txid).is_err());
        let mut nodes: Vec<Node> = members
            .filter_map(|txid| Some(node(*txid, self.entries.get(txid)?)))
            .collect();
        if let Some(newcomer) = newcomer {
            for node in &mut nodes {
                if newcomer.parents.binary_search(&node.txid).is_ok() {
                    node.children.push(newcomer.txid);
                }
            }
            nodes.push(newcomer);
        }
        (dissolved, connected(nodes))
    }

    /// Replaces the clusters as planned. The entries are updated already.
    pub(super) fn regroup(&mut self, plan: Plan) {
        for id in plan.dissolved {
            if let Some(cluster) = self.clusters.remove(&id) {
                for rank in cluster.ranks() {
                    self.order.remove(&rank);
                }
            }
        }
        for cluster in plan.formed {
            for txid in cluster.txids() {
                if let Some(entry) = self.entries.get_mut(txid) {
                    entry.cluster = cluster.id;
                }
            }
            self.order.extend(cluster.ranks());
            self.clusters.insert(cluster.id, cluster);
        }
    }

    /// Returns the transactions to evict, worst chunks first, and the highest rate among their
    /// chunks. Their eviction after the planned change frees at least `excess` units of weight.
    ///
    /// # Errors
    /// If the newcomer itself would be evicted.
    pub(super) fn make_room(
        &self,
        plan: &Plan,
        newcomer: &Txid,
        mut excess: usize,
    ) -> Result<(Vec<Txid>, Rate), PoolError> {
        let mut evicted = Vec::new();
        let mut evicted_rate = Rate::default();
        if excess == 0 {
            return Ok((evicted, evicted_rate));
        }
        let mut planned: Vec<(Rank, &Cluster)> = plan
            .formed
            .iter()
            .flat_map(|cluster| cluster.ranks().map(move |rank| (rank, cluster)))
            .collect();
        sort_by_key(&mut planned, |(rank, _)| *rank);
        let mut present = self
            .order
            .iter()
            .rev()
            .filter(|rank| plan.dissolved.binary_search(&rank.cluster).is_err())
            .filter_map(|rank| Some((*rank, self.clusters.get(&rank.cluster)?)))
            .peekable();
        while excess > 0 {
            let is_planned = match (present.peek(), planned.last()) {
                (Some((present, _)), Some((planned, _))) => planned > present,
                (present, _) => present.is_none(),
            };
            let next = if is_planned {
                planned.pop()
            } else {
                present.next()
            };
            let Some((rank, cluster)) = next else {
                // Even the newcomer alone is too heavy for the pool.
                return Err(PoolError::Full { least: FeeRate(0) });
            };
            let chunk = &cluster.chunks[rank.index];
            if chunk.txids.contains(newcomer) {
                let least = chunk.rate.fee_rate();
                return Err(PoolError::Full { least });
            }
            evicted_rate = evicted_rate.max(chunk.rate);
            let weight = usize::try_from(chunk.rate.weight).unwrap_or(usize::MAX);
            excess = excess.saturating_sub(weight);
            evicted.extend(&chunk.txids);
        }
        Ok((evicted, evicted_rate))
    }

    /// The rates of the chunks of the clusters that a plan dissolves, and of those that replace
    /// them.
    pub(super) fn diagrams(&self, plan: &Plan) -> (Vec<Rate>, Vec<Rate>) {
        let rates = |clusters: Vec<&Cluster>| -> Vec<Rate> {
            let chunks = clusters.into_iter().flat_map(|cluster| &cluster.chunks);
            chunks.map(|chunk| chunk.rate).collect()
        };
        let old = plan.dissolved.iter();
        let old = old.filter_map(|id| self.clusters.get(id)).collect();
        (rates(old), rates(plan.formed.iter().collect()))
    }
}

/// Checks the size of a cluster. It must fit into a block, so that every chunk can be mined, and
/// have at most [`MAX_CLUSTER`] transactions, so that it can be ordered.
fn check_size(part: &[Node], room: Room) -> Result<(), PoolError> {
    let most = room.count.min(MAX_CLUSTER);
    if part.len() > most {
        let count = part.len();
        return Err(PoolError::ClusterTooLarge { count, most });
    }
    let weight: u64 = part.iter().map(|node| node.rate.weight).sum();
    let most = room.cluster_weight();
    match usize::try_from(weight) {
        Ok(weight) if weight <= most => Ok(()),
        found => Err(PoolError::ClusterTooHeavy {
            weight: found.unwrap_or(usize::MAX),
            most,
        }),
    }
}

fn node(txid: Txid, entry: &PoolEntry) -> Node {
    Node {
        txid,
        sequence: entry.sequence,
        rate: entry.exact_rate(),
        parents: entry.parents.clone(),
        children: entry.children.clone(),
    }
}
