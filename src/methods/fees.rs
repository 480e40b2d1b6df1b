//! Estimates of the fee rate with which a transaction is confirmed soon.

use chain::Store;
use node::{Node, Room};
use primitives::FeeRate;

/// For each number of blocks, in rising order, the estimated fee rate with which a transaction is
/// confirmed within that many blocks. It is above the rate that a transaction must exceed today to
/// fit into half of the room of these blocks: the other half is left to transactions that come
/// later and pay more. It is at least the mempool's minimum.
pub(crate) fn estimates<S: Store>(
    node: &Node<S>,
    blocks: impl IntoIterator<Item = u32>,
) -> Vec<FeeRate> {
    let (pool, block) = (node.pool(), Room::of(node.chain().spec()));
    let half = |blocks: u32| Room {
        weight: block.weight.saturating_mul(blocks as usize) / 2,
        count: block.count.saturating_mul(blocks as usize) / 2,
    };
    let (least, increment) = (pool.min_fee_rate(), pool.limits().increment);
    let beyond = pool.rates_beyond(blocks.into_iter().map(half));
    let above = |rate: FeeRate| FeeRate(rate.0.saturating_add(increment.0));
    let rates = beyond.into_iter().map(|rate| match rate {
        FeeRate(0) => least,
        rate => least.max(above(rate)),
    });
    rates.collect()
}
