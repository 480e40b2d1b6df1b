//! Figures of the chain at some heights, and the branches beside it.

use api::{
    BranchBlock, BranchDocument, MAX_BRANCH_BLOCKS, MAX_BRANCHES, MAX_STATISTICS,
    StatisticsDocument, StatisticsPoint,
};
use chain::{ChainTip, Status, Store};
use primitives::Height;
use primitives::order::sort_by_key;

use super::Explorer;
use crate::convert::expected_hashes;

impl<S: Store> Explorer<'_, S> {
    /// Figures of the newest blocks, or of all if `newest` is 0. They come from headers, which are
    /// in memory: the cost does not depend on the length of the chain.
    pub(crate) fn statistics(&self, newest: u32) -> StatisticsDocument {
        let tip = self.tip().value();
        let bottom = match newest {
            0 => 0,
            newest => tip.saturating_sub(newest),
        };
        let points = heights(bottom, tip).filter_map(|height| {
            let header = self.chain.header_at(Height(height))?;
            Some(StatisticsPoint {
                height,
                time: header.time,
                difficulty: expected_hashes(header.bits),
                issued: self.chain.spec().issued_up_to(Height(height)),
            })
        });
        StatisticsDocument {
            points: points.collect(),
        }
    }

    /// The branches that fork from the best chain at one of its `newest` blocks, the highest fork
    /// first; at most [`MAX_BRANCHES`]. The cost grows with the number of all headers: a
    /// millisecond for a hundred thousand.
    pub(crate) fn branches(&self, newest: u32) -> Vec<BranchDocument> {
        let tip = self.tip();
        let is_beside = |found: &ChainTip<'_>| {
            let fork = found.entry.height.value() - found.branch_length;
            // Headers above the tip are blocks that are being fetched, not a branch.
            found.branch_length > 0
                && fork < tip.value()
                && tip.value() - fork <= newest
                && found.entry.status != Status::Invalid
        };
        let mut found: Vec<_> = (self.chain.tips().into_iter())
            .filter(is_beside)
            .map(|tip| self.branch(&tip))
            .collect();
        sort_by_key(&mut found, |branch| core::cmp::Reverse(branch.fork));
        found.truncate(MAX_BRANCHES);
        found
    }

    fn branch(&self, tip: &ChainTip<'_>) -> BranchDocument {
        let mut blocks = Vec::new();
        let mut next = Some(tip.entry);
        while let Some(entry) = next.filter(|_| blocks.len() < MAX_BRANCH_BLOCKS)
            && !self.chain.is_active(&entry.hash)
        {
            blocks.push(BranchBlock {
                height: entry.height.value(),
                hash: entry.hash,
                time: entry.header.time,
                stored: entry.is_stored(),
            });
            next = self.chain.entry(&entry.header.previous);
        }
        BranchDocument {
            fork: tip.entry.height.value() - tip.branch_length,
            length: tip.branch_length,
            blocks,
        }
    }
}

/// At most [`MAX_STATISTICS`] heights from `bottom` to `top` at even distances. The last one is
/// `top`.
fn heights(bottom: u32, top: u32) -> impl Iterator<Item = u32> {
    let step = (top - bottom).div_ceil(MAX_STATISTICS - 1).max(1);
    let count = (top - bottom) / step;
    (0..=count).rev().map(move |place| top - place * step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heights_are_few_and_end_at_the_top() {
        for (bottom, top) in [
            (0, 0),
            (5, 6),
            (0, 199),
            (0, 200),
            (7, 1_000),
            (0, u32::MAX - 1),
        ] {
            let found: Vec<u32> = heights(bottom, top).collect();
            assert!(
                found.len() <= MAX_STATISTICS as usize,
                "{top}: {}",
                found.len()
            );
            assert!(found.len() * 3 > (top - bottom).min(199) as usize, "{top}");
            assert_eq!(found.last(), Some(&top));
            assert!(found[0] >= bottom && found.is_sorted());
        }
    }
}
