//! Positions in the chain, and transactions in the order of their positions.

use core::ops::RangeBounds;
use primitives::{Height, Txid};
use std::collections::BTreeMap;

/// Transactions by a number. All such maps of the wallet have this type, since each type of tree
/// costs 5 kB of WebAssembly.
pub(crate) type Sequenced = BTreeMap<u64, Txid>;

/// A position in the chain: a height, and an index there. Positions are in the order of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ChainPosition {
    /// The height of the block.
    pub(crate) height: Height,
    /// An index at that height: of a transaction in its block, or of an output in a coinbase.
    pub(crate) index: u32,
}

impl ChainPosition {
    pub(crate) const fn new(height: Height, index: u32) -> Self {
        Self { height, index }
    }

    /// A number for each position, in the same order.
    fn number(self) -> u64 {
        u64::from(self.height.0) << 32 | u64::from(self.index)
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "each half is taken on its own"
    )]
    const fn from_number(number: u64) -> Self {
        Self::new(Height((number >> 32) as u32), number as u32)
    }
}

/// Transactions by their positions in the chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Positioned(Sequenced);

impl Positioned {
    /// Adds a transaction. Returns the one that was at its position; `None` if there was none.
    pub(crate) fn insert(&mut self, at: ChainPosition, txid: Txid) -> Option<Txid> {
        self.0.insert(at.number(), txid)
    }

    pub(crate) fn remove(&mut self, at: ChainPosition) {
        self.0.remove(&at.number());
    }

    /// The transactions within these positions, in order.
    pub(crate) fn range(
        &self,
        range: impl RangeBounds<ChainPosition>,
    ) -> impl Iterator<Item = (ChainPosition, &Txid)> {
        let number = |at: &ChainPosition| at.number();
        let range = (
            range.start_bound().map(number),
            range.end_bound().map(number),
        );
        let found = self.0.range(range);
        found.map(|(number, txid)| (ChainPosition::from_number(*number), txid))
    }

    /// All transactions, in order.
    pub(crate) fn txids(&self) -> impl DoubleEndedIterator<Item = &Txid> {
        self.0.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_in_the_order_of_the_chain() {
        let positions = [(0, 0), (0, u32::MAX), (1, 0), (1, 7), (u32::MAX, u32::MAX)];
        let positions = positions.map(|(height, index)| ChainPosition::new(Height(height), index));
        assert!(positions.is_sorted());
        assert!(positions.map(ChainPosition::number).is_sorted());
        for position in positions {
            assert_eq!(ChainPosition::from_number(position.number()), position);
        }
    }
}
