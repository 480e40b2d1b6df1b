//! The choice of transactions for the next block.

use super::cluster::Chunk;
use super::{Pool, PoolEntry, Room};
use primitives::{Amount, FeeRate, Table, TableSet};

/// The number of consecutive chunks that do not fit, after which a block counts as full.
const MAX_MISSES: usize = 200;

/// The transactions of a block, parents before children.
#[derive(Clone, Debug, Default)]
pub struct Selection<'a> {
    /// The transactions.
    pub entries: Vec<&'a PoolEntry>,
    /// The total weight.
    pub weight: usize,
    /// The sum of the fees.
    pub fees: Amount,
}

/// The expected place of a transaction in the blocks to come.
#[derive(Clone, Copy, Debug)]
pub struct Placement<'a> {
    /// The transaction.
    pub entry: &'a PoolEntry,
    /// The fee rate of the chunk that it goes into a block with.
    pub rate: FeeRate,
    /// The number of blocks before the block that takes the entry: 0 for the next block. The
    /// maximum stands for all later blocks, too.
    pub blocks: usize,
}

impl Pool {
    /// All entries, the best chunks first, and the block that each goes into if no better paying
    /// transaction comes. The first blocks have these rooms. Chunks that fit into none of them
    /// count as in the block after the last one.
    ///
    /// Each chunk goes into the first block that has room for it, but not before an earlier chunk
    /// of its cluster. So the first block is that of [`select`](Self::select).
    pub fn placements(&self, rooms: &[Room]) -> impl Iterator<Item = Placement<'_>> {
        let mut rooms = rooms.to_vec();
        let mut earliest: Table<u64, usize> = Table::with_hasher(*self.clusters.hasher());
        let placed = self.order.iter().filter_map(move |rank| {
            let cluster = self.clusters.get(&rank.cluster)?;
            let chunk = cluster.chunks.get(rank.index)?;
            let weight = usize::try_from(chunk.rate.weight).unwrap_or(usize::MAX);
            let first = earliest.get(&rank.cluster).copied().unwrap_or(0);
            let fits = |room: &Room| weight <= room.weight && chunk.txids.len() <= room.count;
            let found = rooms.iter().skip(first).position(fits);
            let blocks = found.map_or(rooms.len(), |after| first + after);
            if let Some(room) = rooms.get_mut(blocks) {
                room.weight -= weight;
                room.count -= chunk.txids.len();
            }
            // Only a cluster of more than one chunk has later chunks.
            if cluster.chunks.len() > 1 {
                earliest.insert(rank.cluster, blocks);
            }
            Some((chunk, blocks))
        });
        placed.flat_map(|(chunk, blocks)| {
            let entries = chunk.txids.iter().filter_map(|txid| self.entries.get(txid));
            entries.map(move |entry| Placement {
                entry,
                rate: chunk.rate.fee_rate(),
                blocks,
            })
        })
    }

    /// All entries, the best chunks first, and parents before children. Grants are not included.
    pub fn best_first(&self) -> impl Iterator<Item = &PoolEntry> {
        let txids = self.chunks().flat_map(|chunk| &chunk.txids);
        txids.filter_map(|txid| self.entries.get(txid))
    }

    /// All chunks, the best first.
    fn chunks(&self) -> impl Iterator<Item = &Chunk> {
        self.order.iter().filter_map(|rank| {
            let cluster = self.clusters.get(&rank.cluster)?;
            cluster.chunks.get(rank.index)
        })
    }

    /// The fee rates that a transaction must exceed to be among the best paying ones that fill each
    /// of these rooms, which grow from one to the next. Each is the rate of the first chunk that
    /// goes beyond the room, or 0 if there is none. Rates are rounded down.
    pub fn rates_beyond(&self, rooms: impl IntoIterator<Item = Room>) -> Vec<FeeRate> {
        let mut rates = Vec::new();
        let mut chunks = self.chunks();
        let (mut weight, mut count) = (0_u64, 0_usize);
        let mut rate = FeeRate(0);
        for room in rooms {
            while weight <= room.weight as u64 && count <= room.count {
                let Some(chunk) = chunks.next() else {
                    rate = FeeRate(0);
                    break;
                };
                weight = weight.saturating_add(chunk.rate.weight);
                count = count.saturating_add(chunk.txids.len());
                rate = chunk.rate.fee_rate();
            }
            rates.push(rate);
        }
        rates
    }

    /// Returns the best paying transactions that fit into a block.
    ///
    /// Chunks are taken in their order. A chunk that does not fit is left out, together with the
    /// later chunks of its cluster. Since chunks are optimal, no block of the same weight can pay
    /// more than this one and the first left-out chunk together.
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
            // Later chunks of a cluster may spend from one that was left out.
            if !fits || skipped.contains(&rank.cluster) {
                skipped.insert(rank.cluster);
                misses += 1;
                if misses > MAX_MISSES {
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
