//! Which waiting transactions go into the next block.

use super::{Pool, PoolEntry, Room};
use primitives::{Amount, TableSet};

/// Chunks in a row that may find no room before a block counts as full.
const MISSES: usize = 200;

/// The transactions of a block, parents before children.
#[derive(Clone, Debug, Default)]
pub struct Selection<'a> {
    /// The transactions.
    pub entries: Vec<&'a PoolEntry>,
    /// What they weigh together.
    pub weight: usize,
    /// What they pay together.
    pub fees: Amount,
}

impl Pool {
    /// All that waits, the best chunks first, so parents before children.
    pub fn best_first(&self) -> impl Iterator<Item = &PoolEntry> {
        let chunks = self.order.iter().filter_map(|rank| {
            let cluster = self.clusters.get(&rank.cluster)?;
            cluster.chunks.get(rank.index)
        });
        let txids = chunks.flat_map(|chunk| &chunk.txids);
        txids.filter_map(|txid| self.entries.get(txid))
    }

    /// The best paying transactions that find room in a block.
    ///
    /// Chunks in their order, and past the first that finds no room, those that still do. No block
    /// of the room's weight could pay more than this one and as much as that first chunk, since
    /// chunks are the best there is.
    pub fn select(&self, room: Room) -> Selection<'_> {
        let mut selection = Selection::default();
        let mut skipped = TableSet::with_hasher(*self.clusters.hasher());
        let mut misses = 0;
        for rank in &self.order {
            let Some(cluster) = self.clusters.get(&rank.cluster) else {
                continue;
            };
            let chunk = &cluster.chunks[rank.index];
            let weight = usize::try_from(chunk.rate.weight).unwrap_or(usize::MAX);
            let fits = selection.weight + weight <= room.weight
                && selection.entries.len() + chunk.txids.len() <= room.count;
            // What comes later in a cluster may spend from what was left out.
            if !fits || skipped.contains(&rank.cluster) {
                skipped.insert(rank.cluster);
                misses += 1;
                if misses > MISSES {
                    break;
                }
                continue;
            }
            misses = 0;
            selection.weight += weight;
            let entries = chunk.txids.iter().filter_map(|txid| self.entries.get(txid));
            for entry in entries {
                selection.fees = (selection.fees.checked_add(entry.fee)).unwrap_or(Amount::MAX);
                selection.entries.push(entry);
            }
        }
        selection
    }
}
