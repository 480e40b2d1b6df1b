//! Which waiting transactions go into the next block.

use super::{Pool, PoolEntry};
use core::cmp::Reverse;
use primitives::{Amount, FeeRate, Txid};
use std::collections::BTreeSet;

impl Pool {
    /// The best paying transactions within a weight and a number, parents before children.
    ///
    /// Each is judged together with all that it spends from (a child pays for its parents), greedily: what a
    /// perfect packing would add is less than a transaction's worth at the block's end.
    pub(crate) fn select(&self, max_weight: usize, max_count: usize) -> Vec<&PoolEntry> {
        let mut order: Vec<(FeeRate, Reverse<u64>, Txid)> = self
            .entries
            .iter()
            .map(|(txid, entry)| {
                (
                    self.package_rate(txid, entry),
                    Reverse(entry.sequence),
                    *txid,
                )
            })
            .collect();
        order.sort_unstable_by(|a, b| b.cmp(a));

        let mut chosen = Vec::new();
        let mut inside = BTreeSet::new();
        let mut weight = 0;
        for (.., txid) in order {
            let mut package: Vec<Txid> = self
                .ancestors([txid])
                .into_iter()
                .filter(|txid| !inside.contains(txid))
                .collect();
            let added: usize = package.iter().map(|txid| self.entries[txid].weight).sum();
            if weight + added > max_weight || chosen.len() + package.len() > max_count {
                continue;
            }
            package.sort_by_key(|txid| self.entries[txid].sequence);
            weight += added;
            chosen.extend(package.iter().map(|txid| &self.entries[txid]));
            inside.extend(package);
        }
        chosen
    }

    fn package_rate(&self, txid: &Txid, entry: &PoolEntry) -> FeeRate {
        if entry.parents.is_empty() {
            return entry.rate();
        }
        let package = self.ancestors([*txid]);
        let weight = package.iter().map(|txid| self.entries[txid].weight).sum();
        let fees = package.iter().map(|txid| self.entries[txid].fee);
        FeeRate::of(Amount::sum(fees).unwrap_or(Amount::MAX), weight)
    }
}
